/**
 * Entity data queries (rest-core.md 9) as far as devices go. Devices are few enough on an edge to be filtered here;
 * lists that need neither values nor patterns are paged by the database.
 */
import type { Caller } from '../access/caller.ts'
import { isOwn } from '../access/permissions.ts'
import type { AttributeScope } from '../rules/needs.ts'
import type { Device, Page, Store } from '../store/store.ts'
import { badRequest } from './errors.ts'
import { isUuid } from './ids.ts'
import { type KeyFilter, passes, readKeyFilters } from './key-filters.ts'
import { pageOf } from './paging.ts'
import { valueText } from './value-text.ts'

/** Entities of one query at most (websocket.md 9). */
export const allowedEntities = 10_000

export interface EntityKey {
  readonly type: string
  readonly key: string
}

export interface TsValue {
  readonly ts: number
  readonly value: string
}

export interface EntityData {
  readonly entityId: { readonly entityType: string; readonly id: string }
  readonly latest: Readonly<Record<string, Readonly<Record<string, TsValue>>>>
  readonly timeseries: Readonly<Record<string, readonly TsValue[]>>
  readonly aggLatest: Readonly<Record<string, unknown>>
}

export interface EntityQuery {
  readonly matches: DeviceFilterFunction
  /** ids when the filter names them: no scan is needed */
  readonly ids: readonly string[] | null
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

type DeviceFilterFunction = (device: Device) => boolean
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
    ...readFilter(objectOf(query.entityFilter, 'entityFilter')),
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
  const rows = await matching(store, caller, query, now)
  const { page, pageSize } = query
  const sliced = pageOf(rows, { page, pageSize })
  const data = await Promise.all(sliced.data.map(({ device }) => entityData(store, device, query.keys, now)))
  return { ...sliced, data }
}

export async function countEntities(
  store: Store,
  caller: Caller,
  query: EntityQuery,
  now: number,
): Promise<number> {
  return (await matching(store, caller, { ...query, sort: null, textSearch: '' }, now)).length
}

interface Row {
  readonly device: Device
  readonly read: (key: EntityKey) => string
}

async function matching(store: Store, caller: Caller, query: EntityQuery, now: number): Promise<Row[]> {
  const devices = (await candidates(store, query)).filter(
    (device) => isOwn(caller, device) && query.matches(device),
  )
  const needed = [
    ...query.keyFilters.map(({ key }) => key),
    ...(query.sort ? [query.sort.key] : []),
    ...(query.textSearch ? query.keys : []),
  ]
  const rows: Row[] = []
  for (const device of devices) {
    const values = await latestOf(store, device, needed, now)
    const read = ({ type, key }: EntityKey) => values[type]?.[key]?.value ?? ''
    if (query.keyFilters.length > 0 && !passes(query.keyFilters, query.isAnd, read)) continue
    if (query.textSearch && !query.keys.some((key) => read(key).toLowerCase().includes(query.textSearch)))
      continue
    rows.push({ device, read })
  }
  return query.sort ? rows.sort(byKey(query.sort)) : rows
}

async function candidates(store: Store, query: EntityQuery): Promise<Device[]> {
  if (query.ids) return store.devices.getMany(query.ids)
  const link = { page: 0, pageSize: allowedEntities, sortProperty: 'createdTime', sortOrder: 'ASC' } as const
  return (await store.devices.list(link)).data
}

/** Numbers first and by their size, then texts. */
function byKey(sort: NonNullable<EntityQuery['sort']>): (a: Row, b: Row) => number {
  const sign = sort.isDescending ? -1 : 1
  return (a, b) => {
    const [left, right] = [a.read(sort.key), b.read(sort.key)]
    const [x, y] = [numeric(left), numeric(right)]
    if (x !== undefined && y !== undefined) return sign * (x - y)
    if (x !== undefined || y !== undefined) return sign * (x === undefined ? 1 : -1)
    return sign * (left < right ? -1 : left > right ? 1 : 0)
  }
}

function numeric(text: string): number | undefined {
  return text === '' || Number.isNaN(Number(text)) ? undefined : Number(text)
}

async function entityData(
  store: Store,
  device: Device,
  keys: readonly EntityKey[],
  now: number,
): Promise<EntityData> {
  return {
    entityId: { entityType: 'DEVICE', id: device.id },
    latest: await latestOf(store, device, keys, now),
    timeseries: {},
    aggLatest: {},
  }
}

const noValue: TsValue = { ts: 0, value: '' }
const scopes: Readonly<Record<string, AttributeScope | null>> = {
  ATTRIBUTE: null,
  CLIENT_ATTRIBUTE: 'CLIENT_SCOPE',
  SHARED_ATTRIBUTE: 'SHARED_SCOPE',
  SERVER_ATTRIBUTE: 'SERVER_SCOPE',
}

/** The latest value of each key of a device, by kind of key. */
export async function latestOf(
  store: Store,
  device: Device,
  keys: readonly EntityKey[],
  now: number,
): Promise<Record<string, Record<string, TsValue>>> {
  const ref = { entityType: 'DEVICE', id: device.id }
  const result: Record<string, Record<string, TsValue>> = {}
  for (const [type, names] of namesByType(keys)) {
    const values: Record<string, TsValue> = Object.create(null)
    if (type === 'ENTITY_FIELD') {
      for (const name of names) values[name] = { ts: now, value: fieldText(device, name) }
    } else if (type === 'TIME_SERIES') {
      const found = await store.telemetry.latest(ref, names)
      for (const name of names) {
        const sample = Object.hasOwn(found, name) ? found[name] : undefined
        values[name] = sample ? { ts: sample.ts, value: valueText(sample.value) ?? '' } : noValue
      }
    } else if (Object.hasOwn(scopes, type)) {
      const rows = await store.attributes.rows(ref, scopes[type] ?? null, names)
      for (const name of names) {
        const newest = rows
          .filter(({ key }) => key === name)
          .sort((a, b) => b.lastUpdateTs - a.lastUpdateTs)[0]
        values[name] = newest ? { ts: newest.lastUpdateTs, value: valueText(newest.value) ?? '' } : noValue
      }
    } else {
      for (const name of names) values[name] = noValue
    }
    result[type] = values
  }
  return result
}

function namesByType(keys: readonly EntityKey[]): Map<string, string[]> {
  const names = new Map<string, string[]>()
  for (const { type, key } of keys) {
    const list = names.get(type)
    if (!list) names.set(type, [key])
    else if (!list.includes(key)) list.push(key)
  }
  return names
}

function fieldText(device: Device, name: string): string {
  switch (name) {
    case 'createdTime':
      return String(device.createdTime)
    case 'entityType':
      return 'DEVICE'
    case 'name':
      return device.name
    case 'displayName':
      return device.label || device.name
    case 'type':
      return device.type
    case 'label':
      return device.label ?? ''
    case 'additionalInfo':
      return device.additionalInfo ? JSON.stringify(device.additionalInfo) : ''
    case 'ownerType':
      return device.customerId ? 'CUSTOMER' : 'TENANT'
    default:
      return ''
  }
}

/** The entity filters that devices can match (rest-core.md 9.2). */
function readFilter(filter: Json): Pick<EntityQuery, 'matches' | 'ids'> {
  const isDevices = (filter.entityType ?? 'DEVICE') === 'DEVICE'
  switch (filter.type) {
    case 'singleEntity': {
      const { entityType, id } = objectOf(filter.singleEntity, 'singleEntity')
      return named(entityType === 'DEVICE' ? [id] : [])
    }
    case 'entityList':
      return named(isDevices && Array.isArray(filter.entityList) ? filter.entityList : [])
    case 'entityName': {
      const isMatch = namePattern(filter.entityNameFilter)
      return isDevices ? { ids: null, matches: ({ name }) => isMatch(name) } : named([])
    }
    case 'entityType':
      return isDevices ? { ids: null, matches: () => true } : named([])
    case 'deviceType': {
      const types = Array.isArray(filter.deviceTypes) ? filter.deviceTypes : [filter.deviceType]
      const isMatch = namePattern(filter.deviceNameFilter)
      return { ids: null, matches: (device) => types.includes(device.type) && isMatch(device.name) }
    }
    default:
      throw badRequest(
        `Entity filter '${String(filter.type).slice(0, 60)}' is not supported: use singleEntity, entityList, entityName, entityType or deviceType`,
      )
  }
}

function named(ids: readonly unknown[]): Pick<EntityQuery, 'matches' | 'ids'> {
  return { ids: (ids as string[]).filter(isUuid).slice(0, allowedEntities), matches: () => true }
}

/** A prefix, without regard to case; with % at an end, the text anywhere behind or before it. */
function namePattern(filter: unknown): (name: string) => boolean {
  const text = typeof filter === 'string' ? filter.toLowerCase() : ''
  const [start, end] = [text.startsWith('%'), text.endsWith('%')]
  const core = text.slice(start ? 1 : 0, end ? -1 : undefined)
  return (name) => {
    const lower = name.toLowerCase()
    if (start && end) return lower.includes(core)
    if (start) return lower.endsWith(core)
    return lower.startsWith(core)
  }
}

export function objectOf(value: unknown, what: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json
  throw badRequest(`Validation error: ${what} must be a JSON object`)
}

function numberIn(object: Json, name: string, otherwise: number): number {
  const value = object[name]
  return Number.isSafeInteger(value) ? (value as number) : otherwise
}
