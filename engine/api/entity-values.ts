/** What entity queries show of an entity: its fields and the latest of its values (rest-core.md 9.3). */
import type { EntitySummary } from '../rules/entities.ts'
import { stringifyJson } from '../rules/json.ts'
import type { AttributeScope } from '../rules/needs.ts'
import type { JsonValue } from '../rules/values.ts'
import type { Store } from '../store/store.ts'
import { valueText } from './value-text.ts'

export interface EntityKey {
  readonly type: string
  readonly key: string
}

export interface TsValue {
  readonly ts: number
  readonly value: string
}

/** by kind of key, then by key */
export type EntityValues = Record<string, Record<string, TsValue>>

const noValue: TsValue = { ts: 0, value: '' }
const scopes: Readonly<Record<string, AttributeScope | null>> = {
  ATTRIBUTE: null,
  CLIENT_ATTRIBUTE: 'CLIENT_SCOPE',
  SHARED_ATTRIBUTE: 'SHARED_SCOPE',
  SERVER_ATTRIBUTE: 'SERVER_SCOPE',
}

/** Entities whose values are read at a time. */
export const atATime = 500

/**
 * The values of the keys of each entity, in the order of the entities.
 * @param mayRead whether more than the fields of an entity is shown; of every entity when absent
 */
export async function valuesOf(
  store: Store,
  entities: readonly EntitySummary[],
  keys: readonly EntityKey[],
  now: number,
  mayRead: (entity: EntitySummary) => boolean = () => true,
): Promise<EntityValues[]> {
  const all: EntityValues[] = []
  const names = namesByType(keys)
  for (let from = 0; from < entities.length; from += atATime) {
    const some = entities.slice(from, from + atATime)
    const found = await read(store, some, some.filter(mayRead), names)
    for (const entity of some) all.push(valuesFrom(found, entity, names, now))
  }
  return all
}

type Names = ReadonlyMap<string, readonly string[]>

/** What the store said of some entities. */
interface Found {
  readonly telemetry: ReadonlyMap<string, TsValue>
  /** the newest of each key, by scope, and by none over all scopes */
  readonly attributes: ReadonlyMap<string, TsValue>
  readonly owners: ReadonlyMap<string, string>
  readonly tenant: string
}

async function read(
  store: Store,
  entities: readonly EntitySummary[],
  open: readonly EntitySummary[],
  names: Names,
): Promise<Found> {
  const series = names.get('TIME_SERIES') ?? []
  const attributeKeys = [...new Set(Object.keys(scopes).flatMap((type) => names.get(type) ?? []))]
  const isView = ({ ref }: EntitySummary) => ref.entityType === 'ENTITY_VIEW'
  const ids = open.filter((entity) => !isView(entity)).map(({ ref }) => ref.id)
  const telemetry = new Map<string, TsValue>()
  const attributes = new Map<string, TsValue>()
  const keepAttribute = (id: string, scope: AttributeScope, key: string, ts: number, value: JsonValue) => {
    for (const place of [`${id} ${scope} ${key}`, `${id}  ${key}`]) {
      const other = attributes.get(place)
      if (other === undefined || other.ts <= ts) attributes.set(place, { ts, value: valueText(value) ?? '' })
    }
  }
  for (const { entityId, key, ts, value } of await store.valuesOfMany.telemetry(ids, series)) {
    telemetry.set(`${entityId} ${key}`, { ts, value: valueText(value) ?? '' })
  }
  for (const { entityId, scope, key, ts, value } of await store.valuesOfMany.attributes(ids, attributeKeys)) {
    keepAttribute(entityId, scope, key, ts, value)
  }
  for (const { ref } of open.filter(isView)) {
    for (const [key, { ts, value }] of Object.entries(await store.telemetry.latest(ref, series))) {
      telemetry.set(`${ref.id} ${key}`, { ts, value: valueText(value) ?? '' })
    }
    for (const { scope, key, lastUpdateTs, value } of await store.attributes.rows(ref, null, attributeKeys)) {
      keepAttribute(ref.id, scope, key, lastUpdateTs, value)
    }
  }
  const wantsOwner = names.get('ENTITY_FIELD')?.includes('ownerName') ?? false
  const customerIds = new Set(entities.flatMap(({ customerId }) => customerId ?? []))
  const customers = wantsOwner ? await store.customers.getMany([...customerIds]) : []
  return {
    telemetry,
    attributes,
    owners: new Map(customers.map(({ id, title }) => [id, title])),
    tenant: wantsOwner ? (await store.tenant.get()).title : '',
  }
}

function valuesFrom(found: Found, entity: EntitySummary, names: Names, now: number): EntityValues {
  const { id } = entity.ref
  const result: EntityValues = {}
  for (const [type, keys] of names) {
    const values: Record<string, TsValue> = Object.create(null)
    for (const key of keys) {
      if (type === 'ENTITY_FIELD') values[key] = { ts: now, value: fieldText(entity, key, found) }
      else if (type === 'TIME_SERIES') values[key] = found.telemetry.get(`${id} ${key}`) ?? noValue
      else if (Object.hasOwn(scopes, type))
        values[key] = found.attributes.get(`${id} ${scopes[type] ?? ''} ${key}`) ?? noValue
      else values[key] = noValue
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

function fieldText(entity: EntitySummary, name: string, { owners, tenant }: Found): string {
  const { ref, label, customerId, fields } = entity
  switch (name) {
    case 'createdTime':
      return String(entity.createdTime)
    case 'entityType':
      return ref.entityType
    case 'name':
      return entity.name
    case 'type':
      return entity.type ?? ''
    case 'label':
      return label ?? ''
    case 'displayName':
      return label || personOf(fields) || entity.name
    case 'ownerType':
      return customerId ? 'CUSTOMER' : 'TENANT'
    case 'ownerName':
      return customerId ? (owners.get(customerId) ?? '') : tenant
    default:
      return fieldValue(Object.hasOwn(fields, name) ? (fields[name] ?? null) : null)
  }
}

function personOf({ firstName, lastName }: EntitySummary['fields']): string {
  return [firstName, lastName].filter((part) => typeof part === 'string' && part !== '').join(' ')
}

function fieldValue(value: JsonValue): string {
  if (value === null) return ''
  return typeof value === 'object' ? stringifyJson(value) : (valueText(value) ?? '')
}
