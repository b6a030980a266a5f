import type { Caller } from '../access/caller.ts'
import { mayTouch, type Touch } from '../access/entity-rights.ts'
import type { EntitySummary } from '../rules/entities.ts'
import type { EntityRef } from '../rules/message.ts'
import type { Store } from '../store/store.ts'
import { badRequest, forbidden, found, noPermission, TextError } from './errors.ts'
import { uuid } from './ids.ts'

/** Entity types that telemetry can belong to (rest-core.md 6), with the word that messages use. */
const names: Readonly<Record<string, string>> = {
  DEVICE: 'Device',
  DEVICE_PROFILE: 'Device profile',
  ASSET: 'Asset',
  ASSET_PROFILE: 'Asset profile',
  RULE_CHAIN: 'Rule chain',
  CUSTOMER: 'Customer',
  TENANT: 'Tenant',
  TENANT_PROFILE: 'Tenant profile',
  USER: 'User',
  ENTITY_VIEW: 'Entity view',
  EDGE: 'Edge',
  API_USAGE_STATE: 'Api usage state',
  TB_RESOURCE: 'Resource',
  OTA_PACKAGE: 'Ota package',
}

/** Further types that entities can be of, for routes that are not about telemetry. */
const otherNames: Readonly<Record<string, string>> = {
  ALARM: 'Alarm',
  DASHBOARD: 'Dashboard',
  RULE_NODE: 'Rule node',
}

/**
 * The entity in a path, if it is there and the caller may touch its values that way. Everything that is not the
 * caller's fault of writing is answered as plain text (rest-core.md 3.2).
 */
export async function entityFor(
  store: Store,
  caller: Caller,
  type: string,
  idText: string,
  touch: Touch = 'WRITE',
): Promise<EntityRef> {
  const id = uuid('entityId', idText)
  if (!Object.hasOwn(names, type)) throw badRequest(`Unknown entity type '${type.slice(0, 40)}'`)
  if (caller.authority === 'SYS_ADMIN') {
    throw new TextError(403, 'System administrator is not allowed to perform this operation!')
  }
  const entity = await store.entities.byId({ entityType: type, id })
  if (entity === null) throw new TextError(404, `${names[type]} with requested id wasn't found!`)
  if (!mayTouch(caller, entity, touch)) throw new TextError(403, noPermission)
  return { entityType: type, id }
}

/** The same for routes whose errors are JSON: the entity with what is known of it. */
export async function summaryFor(
  store: Store,
  caller: Caller,
  { entityType, id }: EntityRef,
  touch: Touch,
): Promise<EntitySummary> {
  const entity = found(
    await store.entities.byId({ entityType, id }),
    `${kindName(entityType)} with id [${id}] is not found`,
  )
  if (!mayTouch(caller, entity, touch)) throw forbidden()
  return entity
}

/** The word for a kind of entity. Throws 400 for what is none. */
export function kindName(entityType: string): string {
  if (Object.hasOwn(names, entityType)) return names[entityType] as string
  if (Object.hasOwn(otherNames, entityType)) return otherNames[entityType] as string
  throw badRequest(`Unknown entity type '${entityType.slice(0, 40)}'`)
}
