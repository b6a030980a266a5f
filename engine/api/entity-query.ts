/**
 * Entity data queries (rest-core.md 9). Entities are few enough on an edge to be filtered here; their values are read
 * for many at a time.
 */
import type { Caller } from '../access/caller.ts'
import { mayTouch } from '../access/entity-rights.ts'
import type { EntitySummary } from '../rules/entities.ts'
import type { Page, Store } from '../store/store.ts'
import { allowedEntities, type Find, objectOf, readEntityFilter } from './entity-filters.ts'
import { atATime, type EntityKey, type EntityValues, type TsValue, valuesOf } from './entity-values.ts'
import { badRequest } from './errors.ts'
import { type KeyFilter, passes, readKeyFilters } from './key-filters.ts'
import { pageOf } from './paging.ts'

export { allowedEntities, type EntityKey, objectOf, type TsValue }

export interface EntityData {
  readonly entityId: { readonly entityType: string; readonly id: string }
  readonly latest: Readonly<Record<string, Readonly<Record<string, TsValue>>>>
  readonly timeseries: Readonly<Record<string, readonly TsValue[]>>
  readonly aggLatest: Readonly<Record<string, unknown>>
}

export interface EntityQuery {
  readonly find: Find
  readonly keyFilters: readonly KeyFilter[]
  readonly isAnd: boolean
  /** keys of the answer */
  readonly keys: readonly EntityKey[]
  readonly pageSize: number
  readonly page: number
  readonly textSearch: string
  readonly dynamic: boolean
  readonly sort: { readonly key: EntityKey; readonly isDescending: boolean } | null
}

type Json = Record<string, unknown>

/** Reads a query of a client. Throws 400 for one that Weir can't answer. */
export function readEntityQuery(value: unknown): EntityQuery {
  const query = objectOf(value, 'the query')
  const link =
    query.pageLink === undefined || query.pageLink === null ? {} : objectOf(query.pageLink, 'pageLink')
  const pageSize = numberIn(link, 'pageSize', 10)
  const page = numberIn(link, 'page', 0)
  if (pageSize < 1) {
    throw badRequest(`Incorrect page link page size '${pageSize}'. Page size must be greater than zero.`)
  }
  if (page < 0) throw badRequest(`Incorrect page link page '${page}'. Page must be positive integer.`)
  const sortOrder = link.sortOrder ? objectOf(link.sortOrder, 'sortOrder') : null
  return {
    find: readEntityFilter(query.entityFilter),
    keyFilters: readKeyFilters(query.keyFilters),
    isAnd: query.keyFiltersOperation !== 'OR',
    keys: [...readKeys(query.entityFields), ...readKeys(query.latestValues)],
    pageSize: Math.min(pageSize, allowedEntities),
    page,
    textSearch: typeof link.textSearch === 'string' ? link.textSearch.toLowerCase() : '',
    dynamic: link.dynamic === true,
    sort: sortOrder?.key
      ? { key: readKey(sortOrder.key), isDescending: sortOrder.direction === 'DESC' }
      : null,
  }
}

export function readKeys(value: unknown): EntityKey[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw badRequest('Entity keys must be a list of {type, key}')
  return value.map(readKey)
}

export function readKey(value: unknown): EntityKey {
  const { type, key } = objectOf(value, 'an entity key')
  if (typeof type !== 'string' || typeof key !== 'string')
    throw badRequest('An entity key must be {type, key}')
  return { type, key }
}

/** One page of what the query finds and the caller may see. */
export async function findEntities(
  store: Store,
  caller: Caller,
  query: EntityQuery,
  now: number,
): Promise<Page<EntityData>> {
  const { page, pageSize } = query
  const found = pageOf(await matchingEntities(store, caller, query, now), { page, pageSize })
  const values = await valuesOf(store, found.data, query.keys, now, readableBy(caller))
  const data = found.data.map(({ ref }, index) => ({
    entityId: ref,
    latest: values[index] ?? {},
    timeseries: {},
    aggLatest: {},
  }))
  return { ...found, data }
}

export async function countEntities(
  store: Store,
  caller: Caller,
  query: EntityQuery,
  now: number,
): Promise<number> {
  return (await matchingEntities(store, caller, { ...query, sort: null, textSearch: '' }, now)).length
}

interface Row {
  readonly entity: EntitySummary
  /** what it is sorted by */
  readonly text: string
}

/** Everything that the query finds and the caller may see, in its order. */
export async function matchingEntities(
  store: Store,
  caller: Caller,
  query: EntityQuery,
  now: number,
): Promise<EntitySummary[]> {
  const { keyFilters, isAnd, keys, textSearch, sort } = query
  const entities = await query.find(store, caller)
  const needed = [
    ...keyFilters.map(({ key }) => key),
    ...(sort ? [sort.key] : []),
    ...(textSearch ? keys : []),
  ]
  if (needed.length === 0) return [...entities]
  const rows: Row[] = []
  for (let from = 0; from < entities.length; from += atATime) {
    const some = entities.slice(from, from + atATime)
    const values = await valuesOf(store, some, needed, now, readableBy(caller))
    for (const [index, entity] of some.entries()) {
      const read = readerOf(values[index] ?? {})
      if (keyFilters.length > 0 && !passes(keyFilters, isAnd, read)) continue
      if (textSearch && !keys.some((key) => read(key).toLowerCase().includes(textSearch))) continue
      rows.push({ entity, text: sort ? read(sort.key) : '' })
    }
  }
  if (sort) rows.sort(byText(sort.isDescending))
  return rows.map(({ entity }) => entity)
}

/** Some entities are shown by name only, as the users of the own customer. */
export function readableBy(caller: Caller): (entity: EntitySummary) => boolean {
  return (entity) => mayTouch(caller, entity, 'READ_VALUES')
}

function readerOf(values: EntityValues): (key: EntityKey) => string {
  return ({ type, key }) => values[type]?.[key]?.value ?? ''
}

/** Numbers first and by their size, then texts. */
function byText(isDescending: boolean): (a: Row, b: Row) => number {
  const sign = isDescending ? -1 : 1
  return ({ text: left }, { text: right }) => {
    const [x, y] = [numeric(left), numeric(right)]
    if (x !== undefined && y !== undefined) return sign * (x - y)
    if (x !== undefined || y !== undefined) return sign * (x === undefined ? 1 : -1)
    return sign * (left < right ? -1 : left > right ? 1 : 0)
  }
}

function numeric(text: string): number | undefined {
  return text === '' || Number.isNaN(Number(text)) ? undefined : Number(text)
}

function numberIn(object: Json, name: string, otherwise: number): number {
  const value = object[name]
  return Number.isSafeInteger(value) ? (value as number) : otherwise
}
