import { severities } from '../rules/alarms.ts'
import { type AlarmRow, alarmColumnsOf, alarmOf, severityOf } from './alarm-rows.ts'
import type { AlarmFilter, AlarmStore, FoundAlarm } from './alarm-stores.ts'
import type { Database } from './database.ts'
import { type Conditions, type Listing, mapPage, page } from './paging.ts'

/** The name of a rank or of a status, for those who look for text. */
const severityName = `(array[${severities.map((name) => `'${name}'`).join(', ')}])[a.severity + 1]`
const statusName = `case when a.cleared then 'CLEARED' else 'ACTIVE' end ||
  case when a.acknowledged then '_ACK' else '_UNACK' end`
const originatorName = `(select name from device where id = a.originator_id
  union all select name from asset where id = a.originator_id limit 1)`
const originatorLabel = `(select label from device where id = a.originator_id
  union all select label from asset where id = a.originator_id limit 1)`
const assignee = '(select email from account where id = a.assignee_id)'

const listing = (isThrough: boolean): Listing => ({
  columns: `${alarmColumnsOf('a')}, ${isThrough ? 'e.entity_id, e.entity_type' : 'a.originator_id as entity_id, a.originator_type as entity_type'}`,
  from: isThrough ? `alarm a ${through}` : 'alarm a',
  sortable: {
    id: 'a.id',
    createdTime: 'a.created_time',
    startTs: 'a.start_ts',
    startTime: 'a.start_ts',
    endTs: 'a.end_ts',
    endTime: 'a.end_ts',
    ackTs: 'a.ack_ts',
    ackTime: 'a.ack_ts',
    clearTs: 'a.clear_ts',
    clearTime: 'a.clear_ts',
    assignTs: 'a.assign_ts',
    assignTime: 'a.assign_ts',
    type: 'a.type',
    name: 'a.type',
    severity: 'a.severity',
    status: '(a.cleared, a.acknowledged)',
    acknowledged: 'a.acknowledged',
    cleared: 'a.cleared',
    customerId: 'a.customer_id',
    assigneeId: 'a.assignee_id',
    assignee,
    originator: originatorName,
    originatorName,
    originatorLabel,
    originatorDisplayName: `coalesce(${originatorLabel}, ${originatorName})`,
    occurrences: 'a.occurrences',
  },
  searched: ['a.type', severityName, `(${statusName})`, originatorName, originatorLabel],
})

/** Each alarm once, through its originator where that is among the entities. */
const through = `join lateral (
  select entity_id, entity_type from alarm_entity where alarm_id = a.id and entity_id = any($1::uuid[])
  order by entity_id <> a.originator_id, entity_id limit 1) e on true`

const plainListing = listing(false)
const throughListing = listing(true)

export function alarmLists(database: Database): Pick<AlarmStore, 'list' | 'count' | 'highestSeverity'> {
  return {
    async list(link, filter) {
      const { listing, conditions } = asked(filter)
      const rows = await page<AlarmRow & { entity_id: string; entity_type: string }>(
        database,
        listing,
        link,
        conditions,
      )
      return mapPage(rows, (row): FoundAlarm => {
        return { alarm: alarmOf(row), entity: { entityType: row.entity_type, id: row.entity_id } }
      })
    },

    async count(filter) {
      const { listing, conditions } = asked(filter)
      const row = await database.one<{ count: number }>(
        `select count(*) as count from ${listing.from}${where(conditions)}`,
        conditions.values,
      )
      return row?.count ?? 0
    },

    async highestSeverity(filter) {
      const { listing, conditions } = asked(filter)
      const row = await database.one<{ severity: number | null }>(
        `select min(a.severity) as severity from ${listing.from}${where(conditions)}`,
        conditions.values,
      )
      return row?.severity === null || row === null ? null : severityOf(row.severity)
    },
  }
}

function where({ sql }: Conditions): string {
  return sql.length === 0 ? '' : ` where ${sql.join(' and ')}`
}

/** Which listing a filter needs, and its conditions. The entities are `$1` where there are some. */
function asked(filter: AlarmFilter): { listing: Listing; conditions: Conditions } {
  const { entities, isOwnOnly, shelved } = filter
  const isThrough = entities !== undefined && !isOwnOnly
  const values: unknown[] = []
  const sql: string[] = []
  const add = (value: unknown, test: (place: string) => string) => {
    if (value === undefined) return
    values.push(value)
    sql.push(test(`$${values.length}`))
  }
  if (isThrough) values.push(entities)
  else add(entities, (place) => `a.originator_id = any(${place}::uuid[])`)
  if (isThrough) sql.push('e.entity_id is not null')
  add(filter.ids, (place) => `a.id = any(${place}::uuid[])`)
  add(filter.customerId, isShownTo)
  add(filter.cleared, (place) => `a.cleared = ${place}::bool`)
  add(filter.acknowledged, (place) => `a.acknowledged = ${place}::bool`)
  add(
    filter.severities?.map((severity) => severities.indexOf(severity)),
    (place) => `a.severity = any(${place}::int2[])`,
  )
  add(
    filter.types?.map((type) => type.replaceAll('\0', '')),
    (place) => `a.type = any(${place}::text[])`,
  )
  add(filter.assigneeId, (place) => `a.assignee_id = ${place}::uuid`)
  add(filter.startTs, (place) => `a.created_time >= ${place}::int8`)
  add(filter.endTs, (place) => `a.created_time <= ${place}::int8`)
  add(
    shelved?.at,
    (place) => `${shelved?.is ? '' : 'not '}exists (
    select 1 from alarm_shelf s where s.originator_id = a.originator_id and s.alarm_type = a.type
      and s.until > ${place}::int8 and (s.alarm_id is null or s.alarm_id = a.id))`,
  )
  return { listing: isThrough ? throughListing : plainListing, conditions: { sql, values } }
}

/** Whether alarm `a` belongs to a customer, or is shown at it. */
export function isShownTo(place: string): string {
  return `(a.customer_id = ${place}::uuid or exists (
      select 1 from alarm_entity shown where shown.alarm_id = a.id and shown.entity_id = ${place}::uuid))`
}
