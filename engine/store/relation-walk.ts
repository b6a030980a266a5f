import type { RelationsQuery } from '../rules/entities.ts'
import type { EntityRef } from '../rules/message.ts'
import type { StoredRelation } from './entity-stores.ts'
import { BadQuery } from './store.ts'

/** Steps that “as far as it goes” means at most (rest-core.md 9.2). */
const deepest = 50
/** Relations that one walk may come along. */
const mostRelations = 100_000

/** The relations that begin at any of the entities; not more than `most` need to be answered. */
export type Step = (from: readonly EntityRef[], most: number) => Promise<readonly StoredRelation[]>

/**
 * Walks from the root level by level, each entity once, so that circles end it. Filters choose among the relations that
 * were found, they do not stop the walk: a filter for devices also finds those in the rooms of a building.
 */
export async function walk(query: RelationsQuery, next: Step): Promise<StoredRelation[]> {
  const { root, direction, maxLevel, fetchLastLevelOnly, filters } = query
  const last = maxLevel > 0 ? Math.min(maxLevel, deepest) : deepest
  const [near, far] = direction === 'FROM' ? (['from', 'to'] as const) : (['to', 'from'] as const)
  const seen = new Set([nameOf(root)])
  /** entities that the walk goes on from */
  const passed = new Set<string>()
  const found: StoredRelation[] = []
  let atLast = 0

  let here: EntityRef[] = [root]
  for (let level = 1; level <= last && here.length > 0; level++) {
    const step = await next(here, mostRelations + 1 - found.length)
    if (found.length + step.length > mostRelations) {
      throw new BadQuery(
        `The search comes along more than ${mostRelations} relations. Search fewer levels, or from further down`,
      )
    }
    here = []
    if (level === last) atLast = found.length
    for (const relation of step) {
      found.push(relation)
      passed.add(nameOf(relation[near]))
      const name = nameOf(relation[far])
      if (seen.has(name)) continue
      seen.add(name)
      here.push(relation[far])
    }
    if (level < last) atLast = found.length
  }
  const isLast = (relation: StoredRelation, index: number) =>
    index >= atLast || !passed.has(nameOf(relation[far]))
  const wanted = fetchLastLevelOnly ? found.filter(isLast) : found
  if (filters.length === 0) return wanted
  return wanted.filter((relation) => filters.some((filter) => matches(filter, relation.type, relation[far])))
}

function matches(
  filter: RelationsQuery['filters'][number],
  type: string,
  { entityType }: EntityRef,
): boolean {
  const { relationType, entityTypes, negate = false } = filter
  if (relationType !== '' && (relationType === type) === negate) return false
  return entityTypes.length === 0 || entityTypes.includes(entityType)
}

function nameOf({ entityType, id }: EntityRef): string {
  return `${entityType} ${id}`
}
