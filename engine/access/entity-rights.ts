import type { EntitySummary } from '../rules/entities.ts'
import type { Caller } from './caller.ts'

/** `READ` is to see that the entity is there and what it is called; its values are attributes and time series. */
export type Touch = 'READ' | 'READ_VALUES' | 'WRITE'

/** What rights on an entity depend on. */
export type Touchable = Pick<EntitySummary, 'ref' | 'customerId'>

type Rule = (caller: Caller, entity: Touchable, touch: Touch) => boolean

const ofOwnCustomer = (caller: Caller, { customerId }: Touchable) =>
  customerId !== null && customerId === caller.customerId
const onlyToRead: Rule = (_caller, _entity, touch) => touch === 'READ'

/** What customer users may do, by kind of entity (rest-core.md 5); nothing with any other kind. */
const customerRules: Readonly<Record<string, Rule>> = {
  DEVICE: ofOwnCustomer,
  ASSET: ofOwnCustomer,
  ENTITY_VIEW: ofOwnCustomer,
  DEVICE_PROFILE: onlyToRead,
  ASSET_PROFILE: onlyToRead,
  CUSTOMER: (caller, { ref }, touch) => touch !== 'WRITE' && ref.id === caller.customerId,
  USER: (caller, user, touch) =>
    user.ref.id === caller.userId || (touch === 'READ' && ofOwnCustomer(caller, user)),
}

/** Whether the caller may do that to this one entity, whatever route asks. */
export function mayTouch(caller: Caller, entity: Touchable, touch: Touch): boolean {
  if (caller.authority === 'TENANT_ADMIN') return true
  if (caller.authority !== 'CUSTOMER_USER') return false
  const { entityType } = entity.ref
  const rule = Object.hasOwn(customerRules, entityType) ? customerRules[entityType] : undefined
  return rule?.(caller, entity, touch) ?? false
}
