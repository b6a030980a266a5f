import type { Identity } from '../rules/needs.ts'
import type { Database } from './database.ts'
import { type Conditions, type Listing, mapPage, page } from './paging.ts'
import type { Page, PageLink } from './store.ts'
import { isUuid } from './time-uuid.ts'
import { arrayLiteral, quoted } from './typed-columns.ts'

/** Kinds of event, by the names of the cloud; what is stored is the place in this list. */
export const eventTypes = [
  'ERROR',
  'LC_EVENT',
  'STATS',
  'DEBUG_RULE_NODE',
  'DEBUG_RULE_CHAIN',
  'DEBUG_CALCULATED_FIELD',
] as const
export type EventType = (typeof eventTypes)[number]

export interface NewEvent {
  readonly type: EventType
  /** the node, chain or field that it is about */
  readonly entityId: string
  /** epoch ms */
  readonly ts: number
  readonly body: Readonly<Record<string, unknown>>
}

export interface StoredEvent extends NewEvent {
  readonly id: string
}

/** What a list of events is narrowed to. All parts have to hold. */
export interface EventFilter {
  /** epoch ms, both inclusive */
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  /** members of the body that must be the same text */
  readonly same?: Readonly<Record<string, string>>
  /** members of the body that must hold the text */
  readonly holding?: Readonly<Record<string, string>>
  /** whether there is an error in the body */
  readonly hasError?: boolean | undefined
  /** members of the body that are numbers, with the least and most they may be */
  readonly between?: Readonly<Record<string, readonly [least: number | null, most: number | null]>>
}

export interface EventStore {
  /** Writes all of them in one statement, in order. */
  add(events: readonly NewEvent[]): Promise<void>
  list(entityId: string, type: EventType, link: PageLink, filter?: EventFilter): Promise<Page<StoredEvent>>
  /** Answers how many were removed. */
  clear(entityId: string, type: EventType, filter?: EventFilter): Promise<number>
  /**
   * Removes what is older than `before` (epoch ms), and then the oldest until the bodies take no more than four fifths
   * of `mostBytes` where they take more than that.
   */
  prune(bounds: { readonly before: number; readonly mostBytes: number }): Promise<void>
}

interface EventRow {
  readonly id: string
  readonly ts: number
  readonly entity_id: string
  readonly kind: number
  readonly body: string
}

const columns = 'id, ts, entity_id, kind, body'

const listing: Listing = {
  columns,
  from: 'event',
  sortable: { id: 'seq', createdTime: 'ts', ts: 'ts' },
  searched: ['body::text'],
  order: 'ts desc, seq desc',
}

export function eventStore({ database, identity }: { database: Database; identity: Identity }): EventStore {
  return {
    async add(events) {
      if (events.length === 0) return
      const bodies = events.map(({ body }) => textOf(body))
      await database.run(
        `insert into event (id, ts, entity_id, kind, bytes, body)
         select * from unnest($1::uuid[], $2::int8[], $3::uuid[], $4::int2[], $5::int4[], $6::json[])`,
        [
          arrayLiteral(events.map(() => identity.uuid())),
          arrayLiteral(events.map(({ ts }) => ts)),
          arrayLiteral(events.map(({ entityId }) => entityId)),
          arrayLiteral(events.map(({ type }) => eventTypes.indexOf(type))),
          arrayLiteral(bodies.map((body) => body.length)),
          arrayLiteral(bodies.map(quoted)),
        ],
      )
    },

    async list(entityId, type, link, filter = {}) {
      if (!isUuid(entityId)) return { data: [], totalElements: 0, totalPages: 0, hasNext: false }
      return mapPage(
        await page<EventRow>(database, listing, link, conditionsOf(entityId, type, filter)),
        eventOf,
      )
    },

    async clear(entityId, type, filter = {}) {
      if (!isUuid(entityId)) return 0
      const { sql, values } = conditionsOf(entityId, type, filter)
      return database.run(`delete from event where ${sql.join(' and ')}`, values)
    },

    async prune({ before, mostBytes }) {
      await database.run('delete from event where ts < $1::int8', [before])
      const all = await database.one<{ bytes: number | null }>('select sum(bytes)::int8 as bytes from event')
      if ((all?.bytes ?? 0) <= mostBytes) return
      await database.run(
        `delete from event where seq <= (
           select max(seq) from (select seq, sum(bytes) over (order by seq desc) as newer from event) as counted
           where newer > $1::int8)`,
        [Math.floor(mostBytes * 0.8)],
      )
    },
  }
}

function conditionsOf(entityId: string, type: EventType, filter: EventFilter): Conditions {
  const sql: string[] = []
  const values: unknown[] = []
  const add = (test: (place: string) => string, value: unknown) => {
    values.push(value)
    sql.push(test(`$${values.length}`))
  }
  add((place) => `entity_id = ${place}::uuid`, entityId)
  add((place) => `kind = ${place}::int2`, eventTypes.indexOf(type))
  if (filter.startTime !== undefined) add((place) => `ts >= ${place}::int8`, filter.startTime)
  if (filter.endTime !== undefined) add((place) => `ts <= ${place}::int8`, filter.endTime)
  if (filter.hasError !== undefined) sql.push(`(body->>'error') is ${filter.hasError ? 'not null' : 'null'}`)
  for (const [member, text] of Object.entries(filter.same ?? {}))
    add((place) => `body->>${name(member)} = ${place}`, text)
  for (const [member, text] of Object.entries(filter.holding ?? {}))
    add((place) => `body->>${name(member)} ilike ${place}`, `%${text.replace(/[\\%_]/g, '\\$&')}%`)
  for (const [member, [least, most]] of Object.entries(filter.between ?? {})) {
    if (least !== null) add((place) => `(body->>${name(member)})::numeric >= ${place}::int8`, least)
    if (most !== null) add((place) => `(body->>${name(member)})::numeric <= ${place}::int8`, most)
  }
  return { sql, values }
}

/** A member's name within SQL; only names of our own come here. */
function name(member: string): string {
  if (!/^\w+$/.test(member)) throw new TypeError(`“${member}” is no member of an event`)
  return `'${member}'`
}

/** JSON that the database can take apart: it can't read half surrogates, nor keep U+0000. */
function textOf(body: NewEvent['body']): string {
  return JSON.stringify(body, (_key, value) =>
    typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '') : value,
  )
}

function eventOf(row: EventRow): StoredEvent {
  return {
    id: row.id,
    ts: row.ts,
    entityId: row.entity_id,
    type: eventTypes[row.kind] as EventType,
    body: JSON.parse(row.body),
  }
}
