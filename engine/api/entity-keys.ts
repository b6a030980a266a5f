import { type Static, Type } from 'typebox'
import type { Caller } from '../access/caller.ts'
import { mayTouch } from '../access/entity-rights.ts'
import { stringifyJson } from '../rules/json.ts'
import type { EntityRef } from '../rules/message.ts'
import type { AttributeScope } from '../rules/needs.ts'
import type { JsonObject, JsonValue } from '../rules/values.ts'
import { withDynamicValues } from './dynamic-values.ts'
import { matchingEntities, readEntityQuery } from './entity-query.ts'
import { badRequest } from './errors.ts'
import { pageOf } from './paging.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'

const { needs } = routesOf('devices')
const tags = ['queries']

const Text = Type.Optional(Type.String())
const Query = Type.Record(Type.String(), Type.Unknown())
const OldQuery = Type.Object({ timeseries: Text, attributes: Text, scope: Text })
const NewQuery = Type.Object({
  includeTimeseries: Text,
  includeAttributes: Text,
  scopes: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])),
  includeSamples: Text,
})

/** Entities of the page that are looked at (rest-core.md 9.5). */
const mostEntities = 100

const allScopes = ['CLIENT_SCOPE', 'SHARED_SCOPE', 'SERVER_SCOPE'] as const

interface Sample {
  readonly ts: number
  readonly value: JsonValue
}

/** Which keys the entities of a query have: what a person can choose from. */
export function entityKeyRoutes(api: Api, parts: ApiParts): void {
  api.post(
    '/api/entitiesQuery/find/keys',
    { ...needs('DEVICE:READ'), schema: { tags, querystring: OldQuery, body: Query } },
    async (request) => {
      const { timeseries, attributes, scope } = request.query
      const entities = await entitiesOf(parts, callerOf(request), request.body)
      const scopes = scope ? [scopeOf(scope)] : allScopes
      const series = timeseries === 'true' ? await seriesKeys(parts, entities) : new Map()
      const found = attributes === 'true' ? await attributeKeys(parts, entities, scopes) : new Map()
      const names = [...found.values()].flatMap((keys: Map<string, Sample>) => [...keys.keys()])
      return {
        entityTypes: typesOf(entities),
        timeseries: [...series.keys()].sort(),
        attribute: [...new Set(names)].sort(),
      }
    },
  )

  api.post(
    '/api/v2/entitiesQuery/find/keys',
    { ...needs('DEVICE:READ'), schema: { tags, querystring: NewQuery, body: Query } },
    async (request, reply) => {
      const entities = await entitiesOf(parts, callerOf(request), request.body)
      const answer = await discovered(parts, entities, request.query)
      return reply.type('application/json; charset=utf-8').send(stringifyJson(answer))
    },
  )
}

async function discovered(
  parts: ApiParts,
  entities: readonly EntityRef[],
  query: Static<typeof NewQuery>,
): Promise<JsonObject> {
  const isSampled = query.includeSamples === 'true'
  const rows = (keys: ReadonlyMap<string, Sample>): JsonValue =>
    [...keys]
      .sort(byName)
      .map(([key, { ts, value }]) => (isSampled ? { key, sample: { ts, value } } : { key }))
  const wanted = [query.scopes ?? []]
    .flat()
    .flatMap((list) => list.split(','))
    .filter((text) => text !== '')
  const scopes = wanted.length > 0 ? wanted.map(scopeOf) : allScopes
  const hasSeries = query.includeTimeseries !== 'false'
  const hasAttributes = query.includeAttributes !== 'false'
  const attributes = hasAttributes ? await attributeKeys(parts, entities, scopes) : null
  return {
    entityTypes: typesOf(entities),
    ...(hasSeries && { timeseries: rows(await seriesKeys(parts, entities)) }),
    ...(attributes && {
      attributes: Object.fromEntries([...attributes].map(([scope, keys]) => [scope, rows(keys)])),
    }),
  }
}

async function entitiesOf({ store, clock }: ApiParts, caller: Caller, body: unknown): Promise<EntityRef[]> {
  const query = readEntityQuery(await withDynamicValues(store, caller, body))
  const entities = await matchingEntities(store, caller, query, clock.now())
  const { page, pageSize } = query
  const { data } = pageOf(entities, { page, pageSize: Math.min(pageSize, mostEntities) })
  return data.filter((entity) => mayTouch(caller, entity, 'READ_VALUES')).map(({ ref }) => ref)
}

function typesOf(entities: readonly EntityRef[]): string[] {
  return [...new Set(entities.map(({ entityType }) => entityType))].sort()
}

/** Each key with the newest sample of any of the entities. */
async function seriesKeys({ store }: ApiParts, entities: readonly EntityRef[]): Promise<Map<string, Sample>> {
  const keys = new Map<string, Sample>()
  for (const entity of entities) {
    for (const [key, { ts, value }] of Object.entries(await store.telemetry.latestAll(entity))) {
      keep(keys, key, { ts, value })
    }
  }
  return keys
}

async function attributeKeys(
  { store }: ApiParts,
  entities: readonly EntityRef[],
  scopes: readonly AttributeScope[],
): Promise<Map<AttributeScope, Map<string, Sample>>> {
  const found = new Map(scopes.map((scope) => [scope, new Map<string, Sample>()]))
  for (const entity of entities) {
    for (const { scope, key, lastUpdateTs, value } of await store.attributes.rows(entity, null, null)) {
      const keys = found.get(scope)
      if (keys) keep(keys, key, { ts: lastUpdateTs, value })
    }
  }
  return found
}

function keep(keys: Map<string, Sample>, key: string, sample: Sample): void {
  const known = keys.get(key)
  if (known === undefined || known.ts < sample.ts) keys.set(key, sample)
}

function byName([one]: [string, Sample], [other]: [string, Sample]): number {
  return one < other ? -1 : 1
}

function scopeOf(text: string): AttributeScope {
  const scope = allScopes.find((known) => known === text)
  if (scope === undefined) {
    throw badRequest(`Unknown attribute scope '${text.slice(0, 40)}': ${allScopes.join(', ')}`)
  }
  return scope
}
