/** What nodes about entities and relations have in common. */
import type { NodeContext } from '../../engine/rules/context.ts'
import type { Entities, EntitySummary, NamedKind, Relations } from '../../engine/rules/entities.ts'
import { NodeFailure } from '../../engine/rules/failure.ts'
import { type EntityRef, Message } from '../../engine/rules/message.ts'
import { answered } from './answered.ts'
import { entityJson } from './entity-json.ts'
import { kindName } from './entity-types.ts'
import { InTurn } from './in-turn.ts'
import { isConstant } from './template.ts'

export type { EntityViewSummary } from '../../engine/rules/entities.ts'

/** Throws where nodes can't ask for entities, so that the deploy says so. */
export function entitiesOf({ entities }: Pick<NodeContext, 'entities'>): Entities {
  return answered(entities, 'does not show its entities to nodes')
}

/** Throws where nodes can't ask for relations, so that the deploy says so. */
export function relationsOf({ relations }: Pick<NodeContext, 'relations'>): Relations {
  return answered(relations, 'does not show the relations of entities to nodes')
}

/** Throws where the tenant is not known, so that the deploy says so. */
export function tenantOf({ server }: Pick<NodeContext, 'server'>): EntityRef {
  return { entityType: 'TENANT', id: answered(server, 'does not know its tenant').tenantId }
}

/** What a failure says of an originator that is not there. */
export function isGone({ entityType }: EntityRef): NodeFailure {
  return new NodeFailure(`The ${kindName(entityType)} of this message does not exist any more`)
}

/** The originator as it is now. Throws `NodeFailure` when it was deleted meanwhile. */
export async function existing(originator: EntityRef, entities: Entities): Promise<EntitySummary> {
  const entity = await entities.byId(originator)
  if (entity === null) throw isGone(originator)
  return entity
}

/**
 * The customer that something belongs to; a customer is its own. Throws `NodeFailure` where it belongs to nobody or
 * does not exist any more.
 */
export function customerFinder(context: NodeContext): (originator: EntityRef) => Promise<EntityRef> {
  const entities = entitiesOf(context)
  const { alarms } = context
  return async (originator) => {
    const { entityType, id } = originator
    if (entityType === 'CUSTOMER') return originator
    const owned = entityType === 'ALARM' ? await alarms?.byId(id) : await entities.byId(originator)
    if (!owned) throw isGone(originator)
    if (owned.customerId === null)
      throw new NodeFailure(`The ${kindName(entityType)} of this message belongs to no customer`)
    return { entityType: 'CUSTOMER', id: owned.customerId }
  }
}

/** The entity of that kind and name. Throws `NodeFailure` when there is none. */
export async function named(entities: Entities, kind: NamedKind, name: string): Promise<EntitySummary> {
  checkName(kind, name)
  const entity = await entities.byName(kind, name)
  if (entity === null) throw new NodeFailure(`There is no ${kindName(kind)} with the name “${name}”`)
  return entity
}

function checkName(kind: NamedKind, name: string): void {
  if (name.trim() === '') throw new NodeFailure(`The message gives no name of the ${kindName(kind)}`)
}

/**
 * Finds entities by name and makes those that are missing. Messages of many devices that name the same new entity
 * make it once; the root chain hears of it.
 */
export function namedOrMade(
  context: NodeContext,
): (...asked: Parameters<Entities['create']>) => Promise<EntitySummary> {
  const entities = entitiesOf(context)
  const turns = new InTurn()

  const make = async (...asked: Parameters<Entities['create']>): Promise<EntitySummary> => {
    const [kind, name] = asked
    const found = await entities.byName(kind, name)
    if (found !== null) return found
    const made = await entities.create(...asked)
    await context.enqueue(entityCreated(context, made))
    return made
  }

  return async (kind, name, type) => {
    checkName(kind, name)
    const found = await entities.byName(kind, name)
    if (found !== null) return found
    for (const given of [name, type])
      if (given !== undefined && !isConstant(given))
        throw new NodeFailure(
          `No ${kindName(kind)} is made from “${given}”: the message does not hold all of it`,
        )
    const { promise, resolve } = Promise.withResolvers<EntitySummary>()
    await turns.run(`${kind} ${name}`, async () => resolve(await make(kind, name, type)))
    return promise
  }
}

function entityCreated({ identity, clock, node, server }: NodeContext, entity: EntitySummary): Message {
  return Message.of({
    id: identity.uuid(),
    ts: clock.now(),
    type: 'ENTITY_CREATED',
    originator: entity.ref,
    customerId: entity.ref.entityType === 'CUSTOMER' ? entity.ref.id : entity.customerId,
    metadata: { ruleNodeId: node.id },
    data: entityJson(entity, server?.tenantId),
  })
}

/** Does something to an entity; that it was deleted meanwhile fails the message, and is no fault of ours. */
export async function unlessGone<T>(work: Promise<T>, sentence: string): Promise<T> {
  try {
    return await work
  } catch (error) {
    if ((error as Error).name === 'NotFound') throw new NodeFailure(sentence, { cause: error })
    throw error
  }
}
