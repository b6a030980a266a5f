import type { Alarms } from '../rules/alarms.ts'
import type { Entities, Relations } from '../rules/entities.ts'
import type { EntityRef, Message } from '../rules/message.ts'
import type { Attributes, Clock, Identity, Logger, Scripts, Telemetry } from '../rules/needs.ts'
import type { JsonObject } from '../rules/values.ts'
import type { CalculatedFieldStore } from '../store/calculated-fields.ts'
import type { ManyValues } from '../store/entity-stores.ts'
import type { AttributeStore } from '../store/store.ts'
import type { PathLevel } from './field.ts'

/** What calculated fields ask of the rest of the server; the composition root answers. */
export interface World {
  readonly clock: Clock
  readonly identity: Identity
  readonly log: Logger
  readonly scripts: Scripts
  readonly telemetry: Telemetry
  readonly attributes: Attributes & Pick<AttributeStore, 'rows'>
  readonly entities: Pick<Entities, 'byId'>
  readonly relations: Pick<Relations, 'of' | 'save' | 'remove'>
  readonly many: ManyValues
  readonly alarms: Alarms
  readonly fields: CalculatedFieldStore
  readonly tenantId: string
  /** name of this server, which debug events hold */
  readonly serverName: string
  /** Puts a message into the durable queue; resolves when it is on disk. */
  enqueue(message: Message): Promise<void>
  /** Keeps a calculation of a field that somebody debugs. */
  debugged?(fieldId: string, ts: number, body: Readonly<Record<string, unknown>>): void
  /** Tells a connected device of changed shared attributes. */
  notifyShared(deviceId: string, changed: JsonObject): void
}

/** Kinds of entity whose values can be arguments. */
const sourceKinds = new Set(['DEVICE', 'ASSET', 'CUSTOMER', 'TENANT'])

export function canBeSource({ entityType }: EntityRef): boolean {
  return sourceKinds.has(entityType)
}

/** The customer of an entity, or the tenant where it has none. */
export async function ownerOf(world: World, entity: EntityRef): Promise<EntityRef> {
  const tenant = { entityType: 'TENANT', id: world.tenantId }
  if (entity.entityType === 'CUSTOMER') return tenant
  const known = await world.entities.byId(entity)
  const customerId = known?.customerId ?? null
  return customerId === null ? tenant : { entityType: 'CUSTOMER', id: customerId }
}

/** The entities at the end of a path of relations; the path of no level is the entity itself. */
export async function along(
  world: World,
  entity: EntityRef,
  path: readonly PathLevel[],
): Promise<EntityRef[]> {
  let here = [entity]
  for (const { direction, relationType } of path) {
    const far = direction === 'FROM' ? 'to' : 'from'
    const next = new Map<string, EntityRef>()
    for (const each of here) {
      const relations = await world.relations.of(each, direction, relationType)
      for (const relation of relations)
        if (canBeSource(relation[far])) next.set(relation[far].id, relation[far])
    }
    here = [...next.values()]
  }
  return here
}

/** The entities from which the path leads to this one. */
export function backAlong(world: World, entity: EntityRef, path: readonly PathLevel[]): Promise<EntityRef[]> {
  const back = path.map(({ direction, relationType }) => ({
    direction: direction === 'FROM' ? ('TO' as const) : ('FROM' as const),
    relationType,
  }))
  return along(world, entity, back.reverse())
}
