/** What the nodes that make and remove relations have in common. */
import type { NodeContext } from '../../engine/rules/context.ts'
import type { EntitySummary, NamedKind, Relation } from '../../engine/rules/entities.ts'
import { NodeFailure } from '../../engine/rules/failure.ts'
import type { EntityRef, Message } from '../../engine/rules/message.ts'
import { entitiesOf, named, tenantOf } from './entities.ts'
import { kindOptions } from './entity-types.ts'
import { type FieldSpec, field } from './fields.ts'
import { type Template, template } from './template.ts'

const targetKinds = [
  'DEVICE',
  'ASSET',
  'CUSTOMER',
  'ENTITY_VIEW',
  'DASHBOARD',
  'EDGE',
  'USER',
  'TENANT',
] as const satisfies readonly NamedKind[]

type Config = Record<string, unknown>

/** The fields that say which entity is at the other end. */
export function targetFields(showWhen?: FieldSpec['showWhen']) {
  return {
    entityType: field.optional(
      field.choice({ label: 'Kind', options: kindOptions(targetKinds), ...(showWhen && { showWhen }) }),
    ),
    entityNamePattern: field.optional(
      field.text({
        label: 'Name',
        hint: 'A template; the title of customers and dashboards, the e-mail address of users',
        template: true,
        default: '',
        showWhen: { field: 'entityType', is: targetKinds.filter((kind) => kind !== 'TENANT') },
      }),
    ),
  }
}

export interface Target {
  readonly entityType?: NamedKind | undefined
  readonly entityNamePattern?: string | undefined
}

/** What `check` of a node says about the other end. */
export function unnamedTarget({ entityType, entityNamePattern }: Target): string | undefined {
  if (entityType === undefined) return 'Choose the kind of the entity at the other end'
  return entityType === 'TENANT' || entityNamePattern?.trim()
    ? undefined
    : 'Give the name of the entity at the other end'
}

/** Finds the entity at the other end. Throws `NodeFailure` where there is none. */
export type FindTarget = (message: Message) => Promise<EntityRef>

/** @param find finds by kind and name; throws when there is none */
export function targetFinder(
  { entityType = 'TENANT', entityNamePattern = '' }: Target,
  context: NodeContext,
  find?: (kind: NamedKind, name: string, message: Message) => Promise<EntitySummary>,
): FindTarget {
  if (entityType === 'TENANT') {
    const tenant = tenantOf(context)
    return async () => tenant
  }
  const entities = entitiesOf(context)
  const nameOf = template(entityNamePattern)
  const found = find ?? ((kind, name) => named(entities, kind, name))
  return async (message) => (await found(entityType, nameOf(message), message)).ref
}

/** Writes the type of a relation for a message. Throws `NodeFailure` where nothing is left of it. */
export function typeWriter(relationType: string): Template {
  const write = template(relationType)
  return (message) => {
    const type = write(message)
    // An empty one would mean any.
    if (type.trim() === '') throw new NodeFailure('The message gives no type of the relation')
    return type
  }
}

/** The relation between a message's originator and what is at the other end. */
export function between(
  originator: EntityRef,
  target: EntityRef,
  { direction, type }: { readonly direction: 'FROM' | 'TO'; readonly type: string },
): Relation {
  return direction === 'FROM'
    ? { from: originator, to: target, type }
    : { from: target, to: originator, type }
}

/** Before version 1 the direction was meant the other way round (rule-nodes.json). */
export function directionSwapped({ direction, ...old }: Config): Config {
  if (direction !== 'FROM' && direction !== 'TO') throw new Error('“direction” is neither FROM nor TO')
  return { ...old, direction: direction === 'FROM' ? 'TO' : 'FROM' }
}

/** The same where only configurations that still name a cache are of that time. */
export function cacheDropped({ entityCacheExpiration, ...old }: Config): Config {
  return entityCacheExpiration === undefined ? old : directionSwapped(old)
}
