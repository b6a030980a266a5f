/** Which entities a query is about (rest-core.md 9.2), before their values are looked at. */
import type { Caller } from '../access/caller.ts'
import { mayTouch } from '../access/entity-rights.ts'
import type { EntitySummary, RelationsQuery } from '../rules/entities.ts'
import type { EntityRef } from '../rules/message.ts'
import type { Store } from '../store/store.ts'
import { badRequest } from './errors.ts'
import { isUuid } from './ids.ts'
import { directionOf } from './relation-lists.ts'

/** Entities of one query at most (websocket.md 9). */
export const allowedEntities = 10_000

type Json = Record<string, unknown>

/** Finds the entities that a filter means and the caller may see, at most `allowedEntities`. */
export type Find = (store: Store, caller: Caller) => Promise<readonly EntitySummary[]>

/** Reads the filter of a query. Throws 400 for one that Weir does not know. */
export function readEntityFilter(value: unknown): Find {
  const filter = objectOf(value, 'entityFilter')
  const search = searches.get(String(filter.type))
  if (search !== undefined) return searchAlong(filter, search)
  const typed = typedFilters.get(String(filter.type))
  if (typed !== undefined) {
    const { kind, types, type, name } = typed
    return every(kind, isOfTypes(filter[types], filter[type]), namePattern(filter[name]))
  }
  switch (filter.type) {
    case 'singleEntity':
      return named([refOf(filter.singleEntity, 'singleEntity')])
    case 'entityList': {
      const ids = Array.isArray(filter.entityList) ? filter.entityList : []
      const entityType = String(filter.entityType ?? 'DEVICE')
      return named(ids.filter(isUuid).map((id: string) => ({ entityType, id: id.toLowerCase() })))
    }
    case 'entityName':
      return every(String(filter.entityType ?? 'DEVICE'), () => true, namePattern(filter.entityNameFilter))
    case 'entityType':
      return every(
        String(filter.entityType ?? 'DEVICE'),
        () => true,
        () => true,
      )
    case 'relationsQuery':
      return relationsQuery(filter)
    // Kinds that an edge has none of: there is nothing to be found.
    case 'apiUsageState':
    case 'edgeType':
    case 'edgeSearchQuery':
      return async () => []
    default:
      throw badRequest(
        `Entity filter '${String(filter.type).slice(0, 60)}' is not supported: use singleEntity, entityList, entityName, ` +
          `entityType, relationsQuery, ${[...typedFilters.keys(), ...searches.keys()].join(', ')}`,
      )
  }
}

/** Lists by type: where they say which types, the old single type, and the pattern of the name. */
const typedFilters: ReadonlyMap<string, { kind: string; types: string; type: string; name: string }> =
  new Map(
    [
      ['DEVICE', 'device'],
      ['ASSET', 'asset'],
      ['ENTITY_VIEW', 'entityView'],
    ].map(([kind = '', word = '']) => [
      `${word}Type`,
      { kind, types: `${word}Types`, type: `${word}Type`, name: `${word}NameFilter` },
    ]),
  )

const searches: ReadonlyMap<string, { kind: string; types: string }> = new Map([
  ['deviceSearchQuery', { kind: 'DEVICE', types: 'deviceTypes' }],
  ['assetSearchQuery', { kind: 'ASSET', types: 'assetTypes' }],
  ['entityViewSearchQuery', { kind: 'ENTITY_VIEW', types: 'entityViewTypes' }],
])

/** Kinds of which customer users see all there are. */
const shared: ReadonlySet<string> = new Set(['ASSET_PROFILE', 'DEVICE_PROFILE'])

function named(refs: readonly EntityRef[]): Find {
  return async (store, caller) => {
    const some = refs.slice(0, allowedEntities)
    return ownOf(caller, await store.entities.many(some))
  }
}

/** All entities of a kind whose type and name fit. */
function every(kind: string, isType: (type: string) => boolean, isName: (name: string) => boolean): Find {
  return async (store, caller) => {
    const entities = await ofKind(store, caller, kind)
    return entities.filter(({ type, name }) => isType(type ?? '') && isName(name))
  }
}

/** All entities of a kind that the caller may see. */
async function ofKind(store: Store, caller: Caller, kind: string): Promise<readonly EntitySummary[]> {
  if (caller.authority === 'TENANT_ADMIN') return store.entities.list(kind, {}, allowedEntities)
  const { customerId } = caller
  if (customerId === null) return []
  if (kind === 'CUSTOMER')
    return ownOf(caller, await store.entities.many([{ entityType: kind, id: customerId }]))
  const filter = shared.has(kind) ? {} : { customerId }
  return ownOf(caller, await store.entities.list(kind, filter, allowedEntities))
}

function ownOf(caller: Caller, entities: readonly EntitySummary[]): EntitySummary[] {
  return entities.filter((entity) => mayTouch(caller, entity, 'READ'))
}

/** The entities at the far end of relations that a walk comes along. */
function relationsQuery(filter: Json): Find {
  const filters = Array.isArray(filter.filters) ? filter.filters.map(relationFilter) : []
  const isNegated = filter.negate === true
  const roots = filter.multiRoot === true ? manyRoots(filter) : [refOf(filter.rootEntity, 'rootEntity')]
  // A negated query takes what none of its filters takes, so everything is walked and the filters are asked after.
  return along(filter, roots, isNegated ? [] : filters, (type, { entityType }) => {
    if (!isNegated || filters.length === 0) return true
    return !filters.some(
      ({ relationType, entityTypes, negate }) =>
        (relationType === '' || (relationType === type) !== negate) &&
        (entityTypes.length === 0 || entityTypes.includes(entityType)),
    )
  })
}

function searchAlong(filter: Json, { kind, types }: { kind: string; types: string }): Find {
  const relationType = typeof filter.relationType === 'string' ? filter.relationType : ''
  const root = refOf(filter.rootEntity, 'rootEntity')
  const find = along(filter, [root], [{ relationType, entityTypes: [kind], negate: false }], () => true)
  const isType = isOfTypes(filter[types], undefined)
  return async (store, caller) => (await find(store, caller)).filter(({ type }) => isType(type ?? ''))
}

function along(
  filter: Json,
  roots: readonly EntityRef[],
  filters: RelationsQuery['filters'],
  isWanted: (type: string, far: EntityRef) => boolean,
): Find {
  const direction = directionOf(filter.direction)
  const maxLevel = Number.isSafeInteger(filter.maxLevel) ? (filter.maxLevel as number) : 0
  const fetchLastLevelOnly = filter.fetchLastLevelOnly === true
  return async (store, caller) => {
    const found = new Map<string, EntityRef>()
    // Who may not see the root is not shown what lies behind it.
    for (const { ref: root } of ownOf(caller, await store.entities.many(roots))) {
      const relations = await store.relations.find({ root, direction, maxLevel, fetchLastLevelOnly, filters })
      for (const { from, to, type } of relations) {
        const far = direction === 'FROM' ? to : from
        if (isWanted(type, far)) found.set(`${far.entityType} ${far.id}`, far)
      }
    }
    return ownOf(caller, await store.entities.many([...found.values()].slice(0, allowedEntities)))
  }
}

function manyRoots(filter: Json): EntityRef[] {
  const entityType = String(filter.multiRootEntitiesType)
  const ids = Array.isArray(filter.multiRootEntityIds) ? filter.multiRootEntityIds : []
  return ids.filter(isUuid).map((id: string) => ({ entityType, id: id.toLowerCase() }))
}

function relationFilter(value: unknown) {
  const { relationType, entityTypes, negate } = objectOf(value, 'a filter of relations')
  return {
    relationType: typeof relationType === 'string' ? relationType : '',
    entityTypes: Array.isArray(entityTypes) ? entityTypes.filter((type) => typeof type === 'string') : [],
    negate: negate === true,
  }
}

function refOf(value: unknown, what: string): EntityRef {
  const { entityType, id } = objectOf(value, what)
  if (typeof entityType !== 'string' || !isUuid(id)) {
    throw badRequest(`Validation error: ${what} must be {entityType, id}`)
  }
  return { entityType, id: (id as string).toLowerCase() }
}

/** Any of the types, or of the old single one; none named = every type. */
function isOfTypes(types: unknown, type: unknown): (type: string) => boolean {
  const wanted = Array.isArray(types) ? types : type === undefined || type === null ? [] : [type]
  return wanted.length === 0 ? () => true : (one) => wanted.includes(one)
}

/** A prefix, without regard to case; with % at an end, the text anywhere behind or before it. */
function namePattern(filter: unknown): (name: string) => boolean {
  const text = typeof filter === 'string' ? filter.toLowerCase() : ''
  const [start, end] = [text.startsWith('%'), text.endsWith('%')]
  const core = text.slice(start ? 1 : 0, end ? -1 : undefined)
  return (name) => {
    const lower = name.toLowerCase()
    if (start && end) return lower.includes(core)
    if (start) return lower.endsWith(core)
    return lower.startsWith(core)
  }
}

export function objectOf(value: unknown, what: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json
  throw badRequest(`Validation error: ${what} must be a JSON object`)
}
