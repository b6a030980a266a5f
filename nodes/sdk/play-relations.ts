/** The relations of the test bench, in memory; what nodes do to them is recorded. */
import type { Relation, Relations, RelationsQuery } from '../../engine/rules/entities.ts'
import type { EntityRef } from '../../engine/rules/message.ts'

/** What a node did to relations. */
export type RelationDeed =
  | { readonly save: 'relation'; readonly relation: Relation }
  | { readonly remove: 'relation'; readonly relation: Relation }

export class PlayRelations implements Relations {
  readonly all: Relation[] = []
  readonly #deeds: { push(deed: RelationDeed): unknown }

  constructor(deeds: { push(deed: RelationDeed): unknown }) {
    this.#deeds = deeds
  }

  /** Puts relations in place without a trace, as the world that a node finds. */
  add(...relations: readonly Relation[]): void {
    this.all.push(...relations)
  }

  async save(relation: Relation): Promise<boolean> {
    const at = this.all.findIndex((each) => isSame(each, relation))
    if (at === -1) this.all.push(relation)
    else this.all[at] = relation
    this.#deeds.push({ save: 'relation', relation })
    return at === -1
  }

  async remove(relation: Relation): Promise<boolean> {
    const at = this.all.findIndex((each) => isSame(each, relation))
    if (at === -1) return false
    this.all.splice(at, 1)
    this.#deeds.push({ remove: 'relation', relation })
    return true
  }

  async exists(from: EntityRef, to: EntityRef, type: string): Promise<boolean> {
    return this.all.some((each) => isSame(each, { from, to, type }))
  }

  async of(entity: EntityRef, direction: 'FROM' | 'TO', type?: string): Promise<readonly Relation[]> {
    const near = direction === 'FROM' ? 'from' : 'to'
    return this.all.filter(
      (each) =>
        groupOf(each) === 'COMMON' &&
        isSameEntity(each[near], entity) &&
        (type === undefined || each.type === type),
    )
  }

  async find(query: RelationsQuery): Promise<readonly Relation[]> {
    const { root, direction, maxLevel, fetchLastLevelOnly } = query
    const far = direction === 'FROM' ? 'to' : 'from'
    const found: Relation[] = []
    const seen = new Set([placeOf(root)])
    let ends = [root]
    for (let level = 1; ends.length > 0 && (maxLevel === 0 || level <= maxLevel); level++) {
      const next: EntityRef[] = []
      for (const end of ends)
        for (const relation of await this.of(end, direction)) {
          const reached = relation[far]
          const goesOn = level !== maxLevel && (await this.of(reached, direction)).length > 0
          if (!fetchLastLevelOnly || !goesOn) found.push(relation)
          if (seen.has(placeOf(reached))) continue
          seen.add(placeOf(reached))
          next.push(reached)
        }
      ends = next
    }
    return found.filter((relation) => passes(relation, relation[far], query.filters))
  }
}

function passes(relation: Relation, far: EntityRef, filters: RelationsQuery['filters']): boolean {
  if (filters.length === 0) return true
  return filters.some(({ relationType, entityTypes, negate }) => {
    const isOfType = relationType === '' || (relation.type === relationType) !== (negate ?? false)
    return isOfType && (entityTypes.length === 0 || entityTypes.includes(far.entityType))
  })
}

function isSame(one: Relation, other: Relation): boolean {
  return (
    one.type === other.type &&
    groupOf(one) === groupOf(other) &&
    isSameEntity(one.from, other.from) &&
    isSameEntity(one.to, other.to)
  )
}

function groupOf({ typeGroup = 'COMMON' }: Relation): string {
  return typeGroup
}

function isSameEntity(one: EntityRef, other: EntityRef): boolean {
  return one.id === other.id && one.entityType === other.entityType
}

function placeOf({ entityType, id }: EntityRef): string {
  return `${entityType} ${id}`
}
