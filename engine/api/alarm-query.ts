/** Alarm queries (rest-core.md 9.4): the alarms that are shown at the entities which a query finds. */
import type { Caller } from '../access/caller.ts'
import type { EntitySummary } from '../rules/entities.ts'
import type { AlarmFilter, FoundAlarm } from '../store/alarm-stores.ts'
import type { Page, PageLink, Store } from '../store/store.ts'
import { visibleTo } from './alarm-access.ts'
import { severitiesIn, statusesIn, typesIn, withoutShelved } from './alarm-filters.ts'
import { alarmInfoJson, namesFor } from './alarm-shapes.ts'
import {
  type EntityQuery,
  matchingEntities,
  objectOf,
  readableBy,
  readEntityQuery,
  readKeys,
} from './entity-query.ts'
import { type EntityKey, valuesOf } from './entity-values.ts'
import { badRequest } from './errors.ts'
import { idIn } from './ids.ts'
import { emptyPage } from './paging.ts'

type Json = Record<string, unknown>

export interface AlarmQuery {
  /** the entities; null = all that the caller may see */
  readonly entities: EntityQuery | null
  readonly filter: AlarmFilter
  /** milliseconds back from now; 0 = the bounds of the filter */
  readonly timeWindow: number
  readonly link: PageLink
  /** values of the entities that rows show */
  readonly keys: readonly EntityKey[]
  readonly dynamic: boolean
}

export interface AlarmRows {
  readonly page: Page<Json & { readonly id: { readonly id: string } }>
  readonly totalEntities: number
}

const largestPage = 10_000

/** Reads a query of a client. Throws 400 for one that Weir can't answer. */
export function readAlarmQuery(value: unknown): AlarmQuery {
  const query = objectOf(value, 'the query')
  const link = query.pageLink ? objectOf(query.pageLink, 'pageLink') : {}
  return {
    ...readFilter(link),
    entities: entitiesOf(query),
    link: linkOf(link),
    keys: [...readKeys(query.entityFields), ...readKeys(query.latestValues)],
    dynamic: link.dynamic === true,
  }
}

/** The same for a count: its filter stands beside the entities. */
export function readAlarmCount(value: unknown): AlarmQuery {
  const query = objectOf(value, 'the query')
  return {
    ...readFilter(query),
    entities: query.entityFilter ? entitiesOf(query) : null,
    link: { page: 0, pageSize: 1 },
    keys: [],
    dynamic: false,
  }
}

/** The entities that a query is about now; null = it names none. Alarms are no part of those seen by name only. */
export async function entitiesFor(
  store: Store,
  caller: Caller,
  query: AlarmQuery,
  now: number,
): Promise<readonly EntitySummary[] | null> {
  if (query.entities === null) return null
  return (await matchingEntities(store, caller, query.entities, now)).filter(readableBy(caller))
}

/** Those of the entities that the caller may still see: live views hold them while devices change hands. */
export async function stillSeen(
  store: Store,
  caller: Caller,
  entities: readonly EntitySummary[] | null,
): Promise<readonly EntitySummary[] | null> {
  // Nothing changes for who sees everything.
  if (entities === null || caller.authority === 'TENANT_ADMIN') return entities
  return (await store.entities.many(entities.map(({ ref }) => ref))).filter(readableBy(caller))
}

/** One page of alarms; of these `ids` only where they are given. */
export async function findAlarms(
  store: Store,
  caller: Caller,
  query: AlarmQuery,
  entities: readonly EntitySummary[] | null,
  now: number,
  ids?: readonly string[],
): Promise<AlarmRows> {
  const totalEntities = entities?.length ?? 0
  const filter = filterFor(caller, query, entities, now)
  if (filter === null) return { page: emptyPage(), totalEntities }
  const link = ids === undefined ? query.link : { ...query.link, page: 0, pageSize: Math.max(1, ids.length) }
  const found = await store.alarms.list(link, { ...filter, ids })
  return { page: { ...found, data: await rowsOf(store, found.data, query, entities, now) }, totalEntities }
}

export async function countAlarms(
  store: Store,
  caller: Caller,
  query: AlarmQuery,
  entities: readonly EntitySummary[] | null,
  now: number,
): Promise<number> {
  const filter = filterFor(caller, query, entities, now)
  return filter === null ? 0 : store.alarms.count(filter)
}

/** Null when there is nothing to be found. */
function filterFor(
  caller: Caller,
  { filter, timeWindow }: AlarmQuery,
  entities: readonly EntitySummary[] | null,
  now: number,
): AlarmFilter | null {
  const visible = visibleTo(caller)
  if (visible === null || entities?.length === 0) return null
  return withoutShelved(
    {
      ...filter,
      ...(timeWindow > 0 && { startTs: now - timeWindow }),
      // Who may see an entity sees all that is shown at it.
      ...(entities === null ? visible : { entities: entities.map(({ ref }) => ref.id) }),
    },
    now,
  )
}

async function rowsOf(
  store: Store,
  found: readonly FoundAlarm[],
  { keys }: AlarmQuery,
  entities: readonly EntitySummary[] | null,
  now: number,
): Promise<AlarmRows['page']['data']> {
  const names = await namesFor(
    store,
    found.map(({ alarm }) => alarm),
  )
  const shown = new Set(found.map(({ entity }) => entity.id))
  const through = (entities ?? []).filter(({ ref }) => shown.has(ref.id))
  const values = keys.length === 0 ? [] : await valuesOf(store, through, keys, now)
  const byId = new Map(through.map(({ ref }, index) => [ref.id, values[index]]))
  return found.map(({ alarm, entity }) => ({
    ...alarmInfoJson(alarm, names, store.tenantId),
    id: { entityType: 'ALARM', id: alarm.id },
    entityId: entity,
    latest: byId.get(entity.id) ?? {},
  }))
}

function entitiesOf(query: Json): EntityQuery {
  const { entityFilter, keyFilters, keyFiltersOperation } = query
  return readEntityQuery({ entityFilter, keyFilters, keyFiltersOperation })
}

function readFilter(source: Json): Pick<AlarmQuery, 'filter' | 'timeWindow'> {
  const assigneeId = idIn('assigneeId', source.assigneeId)
  const [startTs, endTs] = [timeIn(source, 'startTs'), timeIn(source, 'endTs')]
  const filter: AlarmFilter = {
    ...statusesIn(textsIn(source, 'statusList')),
    ...severitiesIn(textsIn(source, 'severityList')),
    ...typesIn(textsIn(source, 'typeList')),
    ...(assigneeId !== null && { assigneeId }),
    ...(source.searchPropagatedAlarms === true ? {} : { isOwnOnly: true }),
    ...(startTs > 0 && { startTs }),
    ...(endTs > 0 && { endTs }),
  }
  return { filter, timeWindow: timeIn(source, 'timeWindow') }
}

function linkOf(link: Json): PageLink {
  const page = numberIn(link, 'page', 0)
  const pageSize = numberIn(link, 'pageSize', 10)
  if (pageSize < 1) {
    throw badRequest(`Incorrect page link page size '${pageSize}'. Page size must be greater than zero.`)
  }
  if (page < 0) throw badRequest(`Incorrect page link page '${page}'. Page must be positive integer.`)
  const sort = link.sortOrder ? objectOf(link.sortOrder, 'sortOrder') : {}
  const key = sort.key ? objectOf(sort.key, 'the key of sortOrder') : {}
  // Columns of the entities can't sort alarms: those come newest first.
  const isOfAlarm = key.type === 'ALARM_FIELD' && typeof key.key === 'string'
  return {
    page,
    pageSize: Math.min(pageSize, largestPage),
    textSearch: typeof link.textSearch === 'string' && link.textSearch !== '' ? link.textSearch : undefined,
    sortProperty: isOfAlarm ? (key.key as string) : 'createdTime',
    sortOrder: isOfAlarm && sort.direction !== 'DESC' ? 'ASC' : 'DESC',
  }
}

function numberIn(source: Json, name: string, otherwise: number): number {
  const value = source[name]
  return Number.isSafeInteger(value) ? (value as number) : otherwise
}

function timeIn(source: Json, name: string): number {
  return Math.max(0, numberIn(source, name, 0))
}

function textsIn(source: Json, name: string): string[] {
  const value = source[name]
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw badRequest(`Validation error: ${name} must be a list`)
  return value.map(String)
}
