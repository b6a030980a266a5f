import type { Alarm } from '../rules/alarms.ts'
import type { Entities, Relation, Relations } from '../rules/entities.ts'
import type { EntityRef } from '../rules/message.ts'

export interface PlaceParts {
  readonly entities: Pick<Entities, 'byId'>
  readonly relations: Pick<Relations, 'find'>
  readonly tenantId: string
}

/** Entities that one alarm is shown at, at most. */
const mostPlaces = 10_000

/** The entities that an alarm is to be shown at (alarms.md 1.2). */
export async function placesOf(alarm: Alarm, parts: PlaceParts): Promise<readonly EntityRef[]> {
  const { originator, propagate, propagateToOwner, propagateToTenant } = alarm
  const tenant = { entityType: 'TENANT', id: parts.tenantId }
  const places = new Map([[originator.id, originator]])
  const add = (ref: EntityRef) => void places.set(ref.id, ref)
  if (propagate) for (const ref of await above(alarm, parts)) add(ref)
  if (propagateToOwner) {
    const customerId = (await parts.entities.byId(originator))?.customerId ?? null
    add(customerId === null ? tenant : { entityType: 'CUSTOMER', id: customerId })
  }
  if (propagateToTenant) add(tenant)
  return [...places.values()].slice(0, mostPlaces)
}

/** The entities from which relations lead to the originator, each step by one of the wanted types. */
async function above(
  { originator, propagateRelationTypes }: Alarm,
  { relations }: PlaceParts,
): Promise<readonly EntityRef[]> {
  const query = {
    root: originator,
    direction: 'TO',
    maxLevel: 0,
    fetchLastLevelOnly: false,
    filters: [],
  } as const
  const wanted = new Set(propagateRelationTypes)
  const byTo = new Map<string, Relation[]>()
  for (const relation of await relations.find(query)) {
    if (wanted.size > 0 && !wanted.has(relation.type)) continue
    const known = byTo.get(relation.to.id)
    if (known === undefined) byTo.set(relation.to.id, [relation])
    else known.push(relation)
  }
  const found = new Map<string, EntityRef>()
  const waiting = [originator.id]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const { from } of byTo.get(id) ?? []) {
      if (from.id === originator.id || found.has(from.id)) continue
      found.set(from.id, from)
      waiting.push(from.id)
    }
  }
  return [...found.values()]
}
