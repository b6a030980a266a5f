import { type Static, Type } from 'typebox'
import type { Caller } from '../access/caller.ts'
import { mayTouch } from '../access/entity-rights.ts'
import type { EntitySummary, RelationsQuery } from '../rules/entities.ts'
import type { EntityRef } from '../rules/message.ts'
import type { RelationFilter, StoredRelation } from '../store/entity-stores.ts'
import type { Store } from '../store/store.ts'
import { summaryFor } from './entity-access.ts'
import { relationInfoJson, relationJson } from './entity-shapes.ts'
import { badRequest } from './errors.ts'
import { groupIn, refOf } from './relations.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'

const { needs } = routesOf('relations')
const tags = ['relations']

const Text = Type.Optional(Type.String())
const ListQuery = Type.Object({
  fromId: Text,
  fromType: Text,
  toId: Text,
  toType: Text,
  relationType: Text,
  relationTypeGroup: Text,
})
const GroupQuery = Type.Object({ relationTypeGroup: Text })

const Maybe = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Optional(Type.Union([type, Type.Null()]))

/** Where a search begins and how far it goes. */
export const SearchParameters = Type.Object({
  rootId: Type.String(),
  rootType: Type.String(),
  direction: Maybe(Type.String()),
  relationTypeGroup: Maybe(Type.String()),
  maxLevel: Maybe(Type.Integer()),
  fetchLastLevelOnly: Maybe(Type.Boolean()),
})
const SearchBody = Type.Object({
  parameters: SearchParameters,
  filters: Maybe(
    Type.Array(
      Type.Object({
        relationType: Maybe(Type.String()),
        entityTypes: Maybe(Type.Array(Type.String())),
        negate: Maybe(Type.Boolean()),
      }),
    ),
  ),
})

type Direction = RelationsQuery['direction']

/** Lists of relations, and walks along them (rest-core.md 10). Whom the caller may not see is left out. */
export function relationListRoutes(api: Api, { store }: ApiParts): void {
  for (const isInfo of [false, true]) {
    const url = isInfo ? '/api/relations/info' : '/api/relations'
    const answer = async (caller: Caller, relations: readonly StoredRelation[]) =>
      visible(store, caller, relations, isInfo)

    api.get(url, { ...needs('RELATION:READ'), schema: { tags, querystring: ListQuery } }, async (request) => {
      const caller = callerOf(request)
      const { query } = request
      const [entity, direction] = endOf(query)
      const filter = { type: query.relationType, typeGroup: groupIn(query.relationTypeGroup) }
      return answer(caller, await relationsAt(store, caller, entity, direction, filter))
    })

    api.post(
      url,
      { ...needs('RELATION:READ'), schema: { tags, summary: 'Find along relations', body: SearchBody } },
      async (request) => {
        const caller = callerOf(request)
        const query = searchOf(request.body)
        await summaryFor(store, caller, query.root, 'READ')
        return answer(caller, await store.relations.find(query))
      },
    )

    for (const direction of ['FROM', 'TO'] as const) {
      for (const typed of isInfo ? [false] : [false, true]) {
        const path = `${url}/${direction.toLowerCase()}/:entityType/:entityId${typed ? '/:relationType' : ''}`
        const params = Type.Object({ entityType: Type.String(), entityId: Type.String(), relationType: Text })
        api.get(
          path,
          { ...needs('RELATION:READ'), schema: { tags, params, querystring: GroupQuery } },
          async (request) => {
            const caller = callerOf(request)
            const { entityType, entityId, relationType } = request.params
            const entity = refOf(direction.toLowerCase(), entityId, entityType)
            const filter = { type: relationType, typeGroup: groupIn(request.query.relationTypeGroup) }
            return answer(caller, await relationsAt(store, caller, entity, direction, filter))
          },
        )
      }
    }
  }
}

/** The parameters of a search as the walk takes them. */
export function searchRoot(parameters: Static<typeof SearchParameters>): Omit<RelationsQuery, 'filters'> & {
  typeGroup: ReturnType<typeof groupIn>
} {
  const { rootId, rootType, direction, relationTypeGroup, maxLevel, fetchLastLevelOnly } = parameters
  return {
    root: refOf('root', rootId, rootType),
    direction: directionOf(direction),
    typeGroup: groupIn(relationTypeGroup ?? undefined),
    maxLevel: maxLevel ?? 0,
    fetchLastLevelOnly: fetchLastLevelOnly ?? false,
  }
}

/** FROM when nothing is said. */
export function directionOf(text: unknown): Direction {
  if (text === null || text === undefined || text === 'FROM') return 'FROM'
  if (text === 'TO') return 'TO'
  throw badRequest(`Unknown direction '${String(text).slice(0, 40)}': FROM or TO`)
}

function searchOf({
  parameters,
  filters,
}: Static<typeof SearchBody>): Parameters<Store['relations']['find']>[0] {
  return {
    ...searchRoot(parameters),
    filters: (filters ?? []).map(({ relationType, entityTypes, negate }) => ({
      relationType: relationType ?? '',
      entityTypes: entityTypes ?? [],
      negate: negate ?? false,
    })),
  }
}

function endOf(query: Static<typeof ListQuery>): [EntityRef, Direction] {
  if (query.fromId !== undefined && query.fromType !== undefined) {
    return [refOf('from', query.fromId, query.fromType), 'FROM']
  }
  if (query.toId !== undefined && query.toType !== undefined) {
    return [refOf('to', query.toId, query.toType), 'TO']
  }
  throw badRequest(
    'Parameter conditions "fromId, fromType" or "toId, toType" not met: name one end of the relations',
  )
}

async function relationsAt(
  store: Store,
  caller: Caller,
  entity: EntityRef,
  direction: Direction,
  filter: RelationFilter,
): Promise<readonly StoredRelation[]> {
  await summaryFor(store, caller, entity, 'READ')
  return store.relations.at(entity, direction, filter)
}

/** The relations of which the caller may see both ends, with the names of the ends where they are asked for. */
async function visible(
  store: Store,
  caller: Caller,
  relations: readonly StoredRelation[],
  isInfo: boolean,
): Promise<Record<string, unknown>[]> {
  const isAdministrator = caller.authority === 'TENANT_ADMIN'
  if (isAdministrator && !isInfo) return relations.map(relationJson)
  const ends = new Map<string, EntityRef>()
  for (const { from, to } of relations) for (const end of [from, to]) ends.set(keyOf(end), end)
  const known = new Map<string, EntitySummary>()
  for (const entity of await store.entities.many([...ends.values()])) known.set(keyOf(entity.ref), entity)
  const maySee = (end: EntityRef) => {
    const entity = known.get(keyOf(end))
    return isAdministrator || (entity !== undefined && mayTouch(caller, entity, 'READ'))
  }
  const seen = relations.filter(({ from, to }) => maySee(from) && maySee(to))
  if (!isInfo) return seen.map(relationJson)
  return seen.map((relation) => relationInfoJson(relation, (end) => known.get(keyOf(end))?.name ?? null))
}

function keyOf({ entityType, id }: EntityRef): string {
  return `${entityType} ${id}`
}
