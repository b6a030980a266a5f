import type { Authority, Caller } from './caller.ts'

/** What there is to have rights on. */
export type Resource =
  | 'ADMIN_SETTINGS'
  | 'ALARM'
  | 'ASSET'
  | 'ASSET_PROFILE'
  | 'CALCULATED_FIELD'
  | 'CUSTOMER'
  | 'DEVICE'
  | 'DEVICE_PROFILE'
  | 'ENTITY_VIEW'
  | 'METRICS'
  | 'PROFILE'
  | 'QUEUE'
  | 'RELATION'
  | 'RPC'
  | 'RULE_CHAIN'
  | 'RULE_ENGINE'
  | 'STATUS'
  | 'TENANT'
  | 'USER'

export type Operation =
  | 'CREATE'
  | 'READ'
  | 'WRITE'
  | 'DELETE'
  | 'ASSIGN'
  | 'READ_CREDENTIALS'
  | 'WRITE_CREDENTIALS'
  | 'READ_ATTRIBUTES'
  | 'WRITE_ATTRIBUTES'
  | 'READ_TELEMETRY'
  | 'WRITE_TELEMETRY'
  | 'DEBUG'
  | 'RPC_CALL'

/** `PROFILE` is the caller's own account; everyone who is logged in has it. */
export type Permission = `${Resource}:${Operation}`

/**
 * Rights by role (rest-core.md 5). A customer user has the device rights on devices of the own customer only: routes
 * ask `isOwn` for the device at hand, lists filter. Roles and groups of a tenant's own making would come in here.
 */
const rights: Readonly<Record<Authority, (permission: Permission) => boolean>> = {
  TENANT_ADMIN: () => true,
  SYS_ADMIN: (permission) => /^(ADMIN_SETTINGS|METRICS|PROFILE|QUEUE|STATUS):/.test(permission),
  CUSTOMER_USER: (permission) => customerRights.has(permission),
}

const customerRights: ReadonlySet<Permission> = new Set<Permission>([
  'ALARM:READ',
  'ALARM:WRITE',
  'ASSET:READ',
  'ASSET:WRITE',
  'ASSET_PROFILE:READ',
  'CUSTOMER:READ',
  'DEVICE:READ',
  'DEVICE:WRITE',
  'DEVICE:READ_CREDENTIALS',
  'DEVICE:READ_ATTRIBUTES',
  'DEVICE:WRITE_ATTRIBUTES',
  'DEVICE:READ_TELEMETRY',
  'DEVICE:WRITE_TELEMETRY',
  'DEVICE:RPC_CALL',
  'DEVICE_PROFILE:READ',
  'ENTITY_VIEW:READ',
  'ENTITY_VIEW:WRITE',
  'PROFILE:READ',
  'RPC:READ',
  'RULE_ENGINE:WRITE',
  'PROFILE:WRITE',
  'RELATION:READ',
  'RELATION:WRITE',
  'USER:READ',
])

/** Whether the caller's role has the right at all; for one device ask `isOwn` too. */
export function may(caller: Caller, permission: Permission): boolean {
  return rights[caller.authority](permission)
}

/** Whether a thing of that customer is inside what the caller may see. */
export function isOwn(caller: Caller, thing: { readonly customerId: string | null }): boolean {
  if (caller.authority === 'TENANT_ADMIN') return true
  return (
    caller.authority === 'CUSTOMER_USER' &&
    thing.customerId !== null &&
    thing.customerId === caller.customerId
  )
}
