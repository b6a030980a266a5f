import { type Static, Type } from 'typebox'
import type { Caller } from '../access/caller.ts'
import type { Relation, RelationGroup } from '../rules/entities.ts'
import type { EntityRef } from '../rules/message.ts'
import type { JsonValue } from '../rules/values.ts'
import type { StoredRelation } from '../store/entity-stores.ts'
import { byCaller } from './announce.ts'
import { kindName, summaryFor } from './entity-access.ts'
import { relationJson } from './entity-shapes.ts'
import { badRequest, found } from './errors.ts'
import { refIn, uuid } from './ids.ts'
import { nameIn } from './names.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'

const { needs } = routesOf('relations')
const tags = ['relations']

const RelationBody = Type.Object({
  from: Type.Optional(Type.Unknown()),
  to: Type.Optional(Type.Unknown()),
  type: Type.Optional(Type.Unknown()),
  typeGroup: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  additionalInfo: Type.Optional(Type.Unknown()),
})
const Text = Type.Optional(Type.String())
const RelationQuery = Type.Object({
  fromId: Text,
  fromType: Text,
  relationType: Text,
  relationTypeGroup: Text,
  toId: Text,
  toType: Text,
})
const EntityQuery = Type.Object({ entityId: Text, entityType: Text })

const groups: ReadonlySet<string> = new Set<RelationGroup>([
  'COMMON',
  'DASHBOARD',
  'FROM_DASHBOARD',
  'RULE_CHAIN',
  'RULE_NODE',
  'EDGE',
  'EDGE_AUTO_ASSIGN_RULE_CHAIN',
])

/** Relations one by one: read, save, delete (rest-core.md 10). Lists are in relation-lists.ts. */
export function relationRoutes(api: Api, parts: ApiParts): void {
  const { store } = parts

  api.get(
    '/api/relation',
    { ...needs('RELATION:READ'), schema: { tags, querystring: RelationQuery } },
    async (request) => {
      const { relation } = await asked(parts, callerOf(request), request.query, 'READ')
      return relationJson(relation)
    },
  )

  const saving = {
    ...needs('RELATION:WRITE'),
    schema: { tags, summary: 'Save or replace', body: RelationBody },
  }
  api.post('/api/relation', saving, async (request, reply) => {
    await save(parts, callerOf(request), request.body)
    return reply.send()
  })
  api.post('/api/v2/relation', saving, async (request) =>
    relationJson(await save(parts, callerOf(request), request.body)),
  )

  const removing = { ...needs('RELATION:WRITE'), schema: { tags, querystring: RelationQuery } }
  api.delete('/api/relation', removing, async (request, reply) => {
    await remove(parts, callerOf(request), request.query)
    return reply.send()
  })
  api.delete('/api/v2/relation', removing, async (request) =>
    relationJson(await remove(parts, callerOf(request), request.query)),
  )

  api.delete(
    '/api/relations',
    {
      ...needs('RELATION:WRITE'),
      schema: { tags, summary: 'All relations of an entity, at both ends', querystring: EntityQuery },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const entity = refOf('entity', request.query.entityId, request.query.entityType)
      await summaryFor(store, caller, entity, 'WRITE')
      await store.relations.removeAll(entity)
      parts.rules.announce('RELATIONS_DELETED', entity, {}, byCaller(caller))
      return reply.send()
    },
  )
}

/** The group named in a query; anything that is none means COMMON (rest-core.md 10). */
export function groupIn(text: string | undefined): RelationGroup {
  return text !== undefined && groups.has(text) ? (text as RelationGroup) : 'COMMON'
}

/** An entity named by two query parameters, as `fromId` and `fromType`. */
export function refOf(end: string, id: string | undefined, type: string | undefined): EntityRef {
  if (!type) throw badRequest(`Parameter '${end}Type' can't be empty!`)
  kindName(type)
  return { entityType: type, id: uuid(`${end}Id`, id) }
}

/** The relation that a query names and the caller may touch. Throws 404, 403. */
async function asked(
  { store }: ApiParts,
  caller: Caller,
  query: Static<typeof RelationQuery>,
  touch: 'READ' | 'WRITE',
): Promise<{ relation: StoredRelation; entities: Ends }> {
  const from = refOf('from', query.fromId, query.fromType)
  const to = refOf('to', query.toId, query.toType)
  if (!query.relationType) throw badRequest("Parameter 'relationType' can't be empty!")
  const entities = await endsFor({ store }, caller, from, to, touch)
  const typeGroup = groupIn(query.relationTypeGroup)
  const relation = found(await store.relations.get({ from, to, type: query.relationType, typeGroup }))
  return { relation, entities }
}

type Ends = readonly [EntityRef, EntityRef]

/** Both ends of a relation, if the caller may touch both. */
async function endsFor(
  { store }: Pick<ApiParts, 'store'>,
  caller: Caller,
  from: EntityRef,
  to: EntityRef,
  touch: 'READ' | 'WRITE',
): Promise<Ends> {
  await summaryFor(store, caller, from, touch)
  await summaryFor(store, caller, to, touch)
  return [from, to]
}

async function save(
  parts: ApiParts,
  caller: Caller,
  body: Static<typeof RelationBody>,
): Promise<StoredRelation> {
  const { relations } = parts.store
  const relation = relationOf(body)
  const ends = await endsFor(parts, caller, relation.from, relation.to, 'WRITE')
  await relations.save(relation)
  const saved = found(await relations.get(relation))
  tell(parts, caller, 'RELATION_ADD_OR_UPDATE', ends, saved)
  return saved
}

async function remove(
  parts: ApiParts,
  caller: Caller,
  query: Static<typeof RelationQuery>,
): Promise<StoredRelation> {
  const { relation, entities } = await asked(parts, caller, query, 'WRITE')
  await parts.store.relations.remove(relation)
  tell(parts, caller, 'RELATION_DELETED', entities, relation)
  return relation
}

/** Both ends hear of it. */
function tell({ rules }: ApiParts, caller: Caller, type: string, ends: Ends, relation: StoredRelation): void {
  for (const end of ends) rules.announce(type, end, relationJson(relation), byCaller(caller))
}

function relationOf(body: Static<typeof RelationBody>): Relation {
  const from = refIn('from', body.from)
  const to = refIn('to', body.to)
  if (from === null) throw badRequest('Relation should contain from entity!')
  if (to === null) throw badRequest('Relation should contain to entity!')
  for (const { entityType } of [from, to]) kindName(entityType)
  const typeGroup = body.typeGroup ?? 'COMMON'
  if (!groups.has(typeGroup)) {
    throw badRequest(`Unknown relation group '${typeGroup.slice(0, 40)}': one of ${[...groups].join(', ')}`)
  }
  return {
    from,
    to,
    type: nameIn('Relation type', body.type),
    typeGroup: typeGroup as RelationGroup,
    additionalInfo: (body.additionalInfo ?? null) as JsonValue,
  }
}
