/** What the nodes that give entities to customers and take them back have in common. */
import type { Entities } from '../../engine/rules/entities.ts'
import { NodeFailure } from '../../engine/rules/failure.ts'
import type { EntityRef } from '../../engine/rules/message.ts'
import { unlessGone } from './entities.ts'
import { aKind, kindName } from './entity-types.ts'

const assignable = ['DEVICE', 'ASSET', 'ENTITY_VIEW', 'DASHBOARD', 'EDGE']

/** Throws `NodeFailure` when such a thing never belongs to a customer by assignment. */
export function needsAssignable({ entityType }: EntityRef): void {
  if (!assignable.includes(entityType)) throw new NodeFailure(`No customer can be given ${aKind(entityType)}`)
}

/** Gives the entity to the customer, or takes it back where that is null. */
export function assign(entities: Entities, ref: EntityRef, customerId: string | null): Promise<boolean> {
  const whose = customerId === null ? '' : ', or its new customer does not'
  return unlessGone(
    entities.assign(ref, customerId),
    `The ${kindName(ref.entityType)} of this message does not exist any more${whose}`,
  )
}

/** Before version 1 a time was set for which customers were remembered. */
export const customerVersions = {
  1: ({ customerCacheExpiration, ...old }: Record<string, unknown>): Record<string, unknown> => old,
}
