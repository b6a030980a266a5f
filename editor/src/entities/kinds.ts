import type { EntityId } from '../api/devices.ts'

/** An entity as the outside API has it; what a page does not know of it travels along untouched. */
export interface Entity {
  readonly id: EntityId
  readonly createdTime: number
  readonly [member: string]: unknown
}

export interface EntityField {
  /** where its value is in the entity: `keys.attributes.ss` */
  readonly path: string
  /** a word under `field` of the entities */
  readonly label: string
  readonly kind:
    | 'text'
    | 'long'
    | 'keys'
    | 'time'
    | 'chain'
    | 'queue'
    | 'customer'
    | 'assetProfile'
    | 'deviceProfile'
    | 'entity'
  readonly required?: boolean
}

/** One kind of entity that has a list and a page. Its words are under `kind` of the entities. */
export interface Kind {
  readonly id: KindId
  readonly entityType: string
  /** list and single entity of the outside API; `{id}` stands for the id */
  readonly list: string
  readonly one: string
  readonly save: string
  readonly title: 'name' | 'title'
  /** members shown beside the name in the list */
  readonly columns: readonly { readonly path: string; readonly label: string }[]
  readonly fields: readonly EntityField[]
  /** what a new one has besides the fields */
  readonly fresh: Readonly<Record<string, unknown>>
  /** profiles: one of them is taken where none is named */
  readonly hasDefault?: boolean
  readonly hasTelemetry?: boolean
}

export type KindId =
  | 'devices'
  | 'assets'
  | 'customers'
  | 'entity-views'
  | 'device-profiles'
  | 'asset-profiles'

const name: EntityField = { path: 'name', label: 'name', kind: 'text', required: true }
const label: EntityField = { path: 'label', label: 'label', kind: 'text' }
const about: EntityField = { path: 'additionalInfo.description', label: 'description', kind: 'long' }
const description: EntityField = { path: 'description', label: 'description', kind: 'long' }
const customer: EntityField = { path: 'customerId', label: 'customer', kind: 'customer' }
const chain: EntityField = { path: 'defaultRuleChainId', label: 'chain', kind: 'chain' }
const queue: EntityField = { path: 'defaultQueueName', label: 'queue', kind: 'queue' }
const keys = (path: string, label: string): EntityField => ({ path, label, kind: 'keys' })
const text = (path: string): EntityField => ({ path, label: path, kind: 'text' })

export const kinds: readonly Kind[] = [
  {
    id: 'assets',
    entityType: 'ASSET',
    list: '/api/tenant/assetInfos',
    one: '/api/asset/{id}',
    save: '/api/asset',
    title: 'name',
    columns: [
      { path: 'label', label: 'label' },
      { path: 'assetProfileName', label: 'profile' },
      { path: 'customerTitle', label: 'customer' },
    ],
    fields: [
      name,
      label,
      { path: 'assetProfileId', label: 'profile', kind: 'assetProfile' },
      customer,
      about,
    ],
    fresh: {},
    hasTelemetry: true,
  },
  {
    id: 'customers',
    entityType: 'CUSTOMER',
    list: '/api/customers',
    one: '/api/customer/{id}',
    save: '/api/customer',
    title: 'title',
    columns: [
      { path: 'email', label: 'email' },
      { path: 'city', label: 'city' },
      { path: 'country', label: 'country' },
    ],
    fields: [
      { path: 'title', label: 'title', kind: 'text', required: true },
      text('email'),
      text('phone'),
      text('address'),
      text('address2'),
      text('zip'),
      text('city'),
      text('state'),
      text('country'),
      about,
    ],
    fresh: {},
    hasTelemetry: true,
  },
  {
    id: 'entity-views',
    entityType: 'ENTITY_VIEW',
    list: '/api/tenant/entityViewInfos',
    one: '/api/entityView/{id}',
    save: '/api/entityView',
    title: 'name',
    columns: [
      { path: 'type', label: 'type' },
      { path: 'customerTitle', label: 'customer' },
    ],
    fields: [
      name,
      { path: 'type', label: 'type', kind: 'text', required: true },
      { path: 'entityId', label: 'entity', kind: 'entity', required: true },
      keys('keys.timeseries', 'timeseries'),
      keys('keys.attributes.cs', 'client'),
      keys('keys.attributes.sh', 'shared'),
      keys('keys.attributes.ss', 'server'),
      { path: 'startTimeMs', label: 'from', kind: 'time' },
      { path: 'endTimeMs', label: 'to', kind: 'time' },
      customer,
      about,
    ],
    fresh: { keys: { timeseries: [], attributes: { cs: [], sh: [], ss: [] } }, startTimeMs: 0, endTimeMs: 0 },
    hasTelemetry: true,
  },
  {
    id: 'device-profiles',
    entityType: 'DEVICE_PROFILE',
    list: '/api/deviceProfiles',
    one: '/api/deviceProfile/{id}',
    save: '/api/deviceProfile',
    title: 'name',
    columns: [
      { path: 'transportType', label: 'transport' },
      { path: 'description', label: 'description' },
    ],
    fields: [name, chain, queue, description],
    fresh: {
      type: 'DEFAULT',
      transportType: 'DEFAULT',
      provisionType: 'DISABLED',
      profileData: {
        configuration: { type: 'DEFAULT' },
        transportConfiguration: { type: 'DEFAULT' },
        provisionConfiguration: { type: 'DISABLED' },
        alarms: null,
      },
    },
    hasDefault: true,
  },
  {
    id: 'asset-profiles',
    entityType: 'ASSET_PROFILE',
    list: '/api/assetProfiles',
    one: '/api/assetProfile/{id}',
    save: '/api/assetProfile',
    title: 'name',
    columns: [{ path: 'description', label: 'description' }],
    fields: [name, chain, queue, description],
    fresh: {},
    hasDefault: true,
  },
]

/** Devices have a list and a page of their own; here is only what their form asks. */
export const deviceKind: Kind = {
  id: 'devices',
  entityType: 'DEVICE',
  list: '/api/tenant/deviceInfos',
  one: '/api/device/{id}',
  save: '/api/device',
  title: 'name',
  columns: [],
  fields: [
    name,
    label,
    { path: 'deviceProfileId', label: 'profile', kind: 'deviceProfile', required: true },
    customer,
    about,
  ],
  fresh: {},
}

export function kindById(id: string | undefined): Kind | undefined {
  return kinds.find((kind) => kind.id === id)
}

/** The page of an entity; null for kinds that have none. */
export function pageOf({ entityType, id }: EntityId): string | null {
  if (entityType === 'DEVICE') return `/devices/${id}`
  if (entityType === 'RULE_CHAIN') return `/chains/${id}`
  const kind = kinds.find((one) => one.entityType === entityType)
  return kind === undefined ? null : `/entities/${kind.id}/${id}`
}

/** what the cloud writes as the id of no customer */
const nobody = '13814000-1dd2-11b2-8080-808080808080'

/** The entity that another one names; null where it names none. */
export function reference(value: unknown): EntityId | null {
  if (typeof value !== 'object' || value === null) return null
  const id = value as EntityId
  return id.id === nobody ? null : id
}

/** The value at a path; undefined where there is none on the way. */
export function valueAt(entity: unknown, path: string): unknown {
  let value = entity
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, unknown>)[key]
  }
  return value
}

/** A copy with another value at a path; everything beside it stays the same object. */
export function withValue<T extends object>(entity: T, path: string, value: unknown): T {
  const [key = '', ...rest] = path.split('.')
  if (rest.length === 0) return { ...entity, [key]: value }
  const inner = Object.hasOwn(entity, key) ? (entity as Record<string, unknown>)[key] : undefined
  const object = typeof inner === 'object' && inner !== null ? inner : {}
  return { ...entity, [key]: withValue(object, rest.join('.'), value) }
}
