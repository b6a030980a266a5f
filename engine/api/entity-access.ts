import type { Caller } from '../access/caller.ts'
import { isOwn } from '../access/permissions.ts'
import type { EntityRef } from '../rules/message.ts'
import type { Store } from '../store/store.ts'
import { badRequest, noPermission, TextError } from './errors.ts'
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

/**
 * The entity in a path, if it is there and the caller may touch its data. Everything that is not the caller's fault
 * of writing is answered as plain text (rest-core.md 3.2).
 */
export async function entityFor(
  store: Store,
  caller: Caller,
  type: string,
  idText: string,
): Promise<EntityRef> {
  const id = uuid('entityId', idText)
  if (!Object.hasOwn(names, type)) throw badRequest(`Unknown entity type '${type.slice(0, 40)}'`)
  if (caller.authority === 'SYS_ADMIN') {
    throw new TextError(403, 'System administrator is not allowed to perform this operation!')
  }
  const owner = await ownerOf(store, type, id)
  if (!owner) throw new TextError(404, `${names[type]} with requested id wasn't found!`)
  if (!isOwn(caller, owner)) throw new TextError(403, noPermission)
  return { entityType: type, id }
}

/** Whose the entity is; null when there is none. Types that Weir does not have yet have no entities. */
async function ownerOf(
  store: Store,
  type: string,
  id: string,
): Promise<{ customerId: string | null } | null> {
  const tenants = { customerId: null }
  switch (type) {
    case 'DEVICE':
      return store.devices.get(id)
    case 'DEVICE_PROFILE':
      return (await store.profiles.get(id)) && tenants
    case 'RULE_CHAIN':
      return (await store.chains.get(id)) && tenants
    case 'TENANT':
      return id === store.tenantId ? tenants : null
    case 'USER':
      return (await store.users.get(id)) && tenants
    default:
      return null
  }
}
