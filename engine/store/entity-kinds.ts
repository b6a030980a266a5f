import type { EntitySummary } from '../rules/entities.ts'
import { parseJson } from '../rules/json.ts'
import type { JsonValue } from '../rules/values.ts'
import { contactColumns } from './contact.ts'

/** How entities of one kind are read as summaries. */
interface Kind {
  readonly from: string
  readonly id: string
  readonly name: string
  readonly createdTime: string
  readonly type?: string
  readonly label?: string
  readonly profileId?: string
  readonly customerId?: string
  readonly chain?: string
  readonly queue?: string
  /** further fields, SQL by the name of the REST API */
  readonly fields: Readonly<Record<string, string>>
}

const contact = Object.fromEntries(contactColumns.map((column) => [column, `e.${column}`]))
const plain = { id: 'e.id', name: 'e.name', createdTime: 'e.created_time' } as const
const profiled = {
  ...plain,
  type: 'p.name',
  label: 'e.label',
  profileId: 'e.profile_id',
  customerId: 'e.customer_id',
  chain: 'p.default_rule_chain_id',
  queue: 'p.default_queue_name',
  fields: { additionalInfo: 'e.additional_info' },
} as const
const profile = {
  ...plain,
  chain: 'e.default_rule_chain_id',
  queue: 'e.default_queue_name',
} as const

const kinds: Readonly<Record<string, Kind>> = {
  DEVICE: { ...profiled, from: 'device e join device_profile p on p.id = e.profile_id' },
  ASSET: { ...profiled, from: 'asset e join asset_profile p on p.id = e.profile_id' },
  CUSTOMER: {
    ...plain,
    name: 'e.title',
    from: 'customer e',
    fields: { title: 'e.title', ...contact, additionalInfo: 'e.additional_info' },
  },
  TENANT: {
    ...plain,
    name: 'e.title',
    from: 'tenant e',
    fields: { title: 'e.title', ...contact, region: 'e.region', additionalInfo: 'e.additional_info' },
  },
  USER: {
    ...plain,
    name: 'e.email',
    from: 'account e',
    customerId: 'e.customer_id',
    fields: {
      email: 'e.email',
      firstName: 'e.first_name',
      lastName: 'e.last_name',
      phone: 'e.phone',
      authority: 'e.authority',
      additionalInfo: 'e.additional_info',
    },
  },
  ENTITY_VIEW: {
    ...plain,
    from: 'entity_view e',
    type: 'e.type',
    customerId: 'e.customer_id',
    fields: { additionalInfo: 'e.additional_info' },
  },
  RULE_CHAIN: {
    ...plain,
    from: 'rule_chain e',
    type: 'e.type',
    fields: { root: 'e.root', additionalInfo: `e.head -> 'additionalInfo'` },
  },
  DEVICE_PROFILE: {
    ...profile,
    from: 'device_profile e',
    type: 'e.type',
    fields: { description: 'e.description', transportType: 'e.transport_type', default: 'e.is_default' },
  },
  ASSET_PROFILE: {
    ...profile,
    from: 'asset_profile e',
    fields: { description: 'e.description', default: 'e.is_default' },
  },
}

/** A kind of entity that Weir has, with the SQL that reads it. */
export interface ReadableKind {
  readonly entityType: string
  /** everything but conditions */
  readonly select: string
  readonly id: string
  readonly name: string
  readonly createdTime: string
  readonly customerId: string | null
  summary(row: SummaryRow): EntitySummary
}

export interface SummaryRow {
  readonly id: string
  readonly created_time: number
  readonly name: string
  readonly type: string | null
  readonly label: string | null
  readonly profile_id: string | null
  readonly customer_id: string | null
  readonly chain: string | null
  readonly queue: string | null
  readonly [field: `f_${string}`]: string | boolean | null
}

const readable: ReadonlyMap<string, ReadableKind> = new Map(
  Object.entries(kinds).map(([entityType, kind]) => [entityType, readableKind(entityType, kind)]),
)

/** Undefined for kinds that there are no entities of. */
export function kindOf(entityType: string): ReadableKind | undefined {
  return readable.get(entityType)
}

function readableKind(entityType: string, kind: Kind): ReadableKind {
  const names = Object.keys(kind.fields)
  const columns = [
    `${kind.id} as id`,
    `${kind.createdTime} as created_time`,
    `${kind.name} as name`,
    `${kind.type ?? 'null::text'} as type`,
    `${kind.label ?? 'null::text'} as label`,
    `${kind.profileId ?? 'null::uuid'} as profile_id`,
    `${kind.customerId ?? 'null::uuid'} as customer_id`,
    `${kind.chain ?? 'null::uuid'} as chain`,
    `${kind.queue ?? 'null::text'} as queue`,
    ...names.map((name) => `${kind.fields[name]} as "f_${name}"`),
  ]
  return {
    entityType,
    select: `select ${columns.join(', ')} from ${kind.from}`,
    id: kind.id,
    name: kind.name,
    createdTime: kind.createdTime,
    customerId: kind.customerId ?? null,
    summary: (row) => ({
      ref: { entityType, id: row.id },
      name: row.name,
      type: row.type,
      label: row.label,
      profileId: row.profile_id,
      customerId: row.customer_id,
      createdTime: row.created_time,
      defaultRuleChainId: row.chain,
      defaultQueueName: row.queue,
      fields: Object.fromEntries(names.map((name) => [name, fieldOf(name, row[`f_${name}`] ?? null)])),
    }),
  }
}

/** Documents come as text, so that their numbers stay what they are. */
function fieldOf(name: string, value: string | boolean | null): JsonValue {
  return name === 'additionalInfo' && typeof value === 'string' ? parseJson(value) : value
}
