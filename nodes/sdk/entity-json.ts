import type { EntitySummary } from '../../engine/rules/entities.ts'
import { isObject, type JsonObject, type JsonValue } from '../../engine/rules/values.ts'

const profileKeys: Readonly<Record<string, string>> = {
  DEVICE: 'deviceProfileId',
  ASSET: 'assetProfileId',
}
const withType = ['DEVICE', 'ASSET', 'ENTITY_VIEW', 'EDGE', 'RULE_CHAIN']
const withLabel = ['DEVICE', 'ASSET', 'EDGE']
const withCustomer = ['DEVICE', 'ASSET', 'ENTITY_VIEW', 'EDGE', 'USER']
/** what the name is called besides `name` */
const nameKeys: Readonly<Record<string, string>> = { CUSTOMER: 'title', TENANT: 'title', USER: 'email' }

/** An entity as the REST API writes it, with the members that its kind has. */
export function entityJson(entity: EntitySummary, tenantId?: string): JsonObject {
  const { ref, name, type, label, customerId, profileId, createdTime, fields } = entity
  const { entityType, id } = ref
  const profileKey = profileKeys[entityType]
  const nameKey = nameKeys[entityType]
  return {
    ...fields,
    id: { entityType, id },
    createdTime,
    ...(tenantId !== undefined &&
      entityType !== 'TENANT' && { tenantId: { entityType: 'TENANT', id: tenantId } }),
    name,
    ...(nameKey !== undefined && { [nameKey]: name }),
    ...(withType.includes(entityType) && { type }),
    ...(withLabel.includes(entityType) && { label }),
    ...(withCustomer.includes(entityType) && {
      customerId: customerId === null ? null : { entityType: 'CUSTOMER', id: customerId },
    }),
    ...(profileKey !== undefined && {
      [profileKey]: profileId === null ? null : { entityType: `${entityType}_PROFILE`, id: profileId },
    }),
  }
}

/** The same with each reference to an entity replaced by its id, as nodes that copy fields see it. */
export function plainIds(json: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, plainId(value)]))
}

function plainId(value: JsonValue): JsonValue {
  const isReference = isObject(value) && typeof value.entityType === 'string' && typeof value.id === 'string'
  return isReference ? (value.id as string) : value
}
