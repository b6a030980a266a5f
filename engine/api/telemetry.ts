import { type Static, Type } from 'typebox'
import type { Caller } from '../access/caller.ts'
import type { Touch } from '../access/entity-rights.ts'
import { stringifyJson } from '../rules/json.ts'
import type { EntityRef } from '../rules/message.ts'
import type { Tree } from '../rules/typed-json.ts'
import type { JsonObject, JsonValue } from '../rules/values.ts'
import { attributeRoutes } from './attributes.ts'
import { entityFor } from './entity-access.ts'
import { badRequest, TextError } from './errors.ts'
import { KeysQuery, keysOf } from './keys-query.ts'
import { wholeNumber } from './paging.ts'
import { rangeQuery } from './range-query.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'
import { jsonBody, samplesOf } from './typed-values.ts'
import { sampleJson } from './value-text.ts'

const { needs } = routesOf('telemetry')
const tags = ['telemetry']
const base = '/api/plugins/telemetry'

const EntityParams = Type.Object({ entityType: Type.String(), entityId: Type.String() })
const Text = Type.Optional(Type.String())

const ReadQuery = Type.Object({
  ...KeysQuery.properties,
  startTs: Text,
  endTs: Text,
  interval: Text,
  intervalType: Text,
  timeZone: Text,
  limit: Text,
  agg: Text,
  orderBy: Text,
  useStrictDataTypes: Text,
})
const DeleteQuery = Type.Object({
  ...KeysQuery.properties,
  deleteAllDataForKeys: Text,
  startTs: Text,
  endTs: Text,
  deleteLatest: Text,
  rewriteLatestIfDeleted: Text,
})

/** Time series and attributes of entities (rest-core.md 6). Numbers keep their types, errors are plain text. */
export function telemetryRoutes(api: Api, parts: ApiParts): void {
  const { store } = parts
  readExactJson(api)
  attributeRoutes(api, parts)

  api.get(
    `${base}/:entityType/:entityId/keys/timeseries`,
    { ...needs('DEVICE:READ_TELEMETRY'), schema: { tags, params: EntityParams } },
    async (request) => {
      const entity = await entityOf(parts, callerOf(request), request.params, 'READ_VALUES')
      return store.telemetry.keys(entity)
    },
  )

  for (const path of ['values/timeseries', 'values/timeseries/history']) {
    api.get(
      `${base}/:entityType/:entityId/${path}`,
      { ...needs('DEVICE:READ_TELEMETRY'), schema: { tags, params: EntityParams, querystring: ReadQuery } },
      async (request, reply) => {
        const { query } = request
        const isRange = query.startTs !== undefined && query.endTs !== undefined
        if (path.endsWith('history') && !isRange)
          throw badRequest("Parameters 'startTs' and 'endTs' are required")
        const wish = isRange ? rangeWish(query) : null
        const entity = await entityOf(parts, callerOf(request), request.params, 'READ_VALUES')
        const answer = wish
          ? await readRange(parts, entity, query, wish)
          : await readLatest(parts, entity, query)
        return reply.type('application/json; charset=utf-8').send(stringifyJson(answer))
      },
    )
  }

  for (const path of ['timeseries/:scope', 'timeseries/:scope/:ttl']) {
    const params = Type.Object({ ...EntityParams.properties, scope: Type.String(), ttl: Text })
    api.post(
      `${base}/:entityType/:entityId/${path}`,
      { ...needs('DEVICE:WRITE_TELEMETRY'), schema: { tags, params } },
      async (request, reply) => {
        const ttl = request.params.ttl === undefined ? 0 : wholeNumber('ttl', request.params.ttl)
        const entity = await entityOf(parts, callerOf(request), request.params, 'WRITE')
        refuseView(entity)
        await saveSamples(parts, entity, jsonBody(request.body), ttl)
        return reply.send()
      },
    )
  }

  api.delete(
    `${base}/:entityType/:entityId/timeseries/delete`,
    { ...needs('DEVICE:WRITE_TELEMETRY'), schema: { tags, params: EntityParams, querystring: DeleteQuery } },
    async (request, reply) => {
      const { query } = request
      const entity = await entityOf(parts, callerOf(request), request.params, 'WRITE')
      refuseView(entity)
      const keys = keysOf(query)
      if (keys.length === 0) throw new TextError(400, 'Empty keys: []')
      const isAll = query.deleteAllDataForKeys === 'true'
      if (!isAll && (!query.startTs || !query.endTs)) {
        throw new TextError(
          400,
          "When deleteAllDataForKeys is false, start and end timestamp values shouldn't be empty",
        )
      }
      const range = isAll
        ? null
        : { startTs: wholeNumber('startTs', query.startTs), endTs: wholeNumber('endTs', query.endTs) }
      await store.telemetry.remove(entity, keys, range, {
        deleteLatest: query.deleteLatest !== 'false',
        rewriteLatestIfDeleted: query.rewriteLatestIfDeleted === 'true',
      })
      await parts.calculatedFields.removed(entity, null, keys)
      parts.rules.announce('TIMESERIES_DELETED', entity, { timeseries: keys, ...range }, {})
      return reply.send()
    },
  )
}

/** The body as text: these routes tell `42` from `42.0`, and say themselves what is wrong with it. */
function readExactJson(api: Api): void {
  api.removeContentTypeParser('application/json')
  api.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  )
}

function entityOf(
  parts: ApiParts,
  caller: Caller,
  params: Static<typeof EntityParams>,
  touch: Touch,
): Promise<EntityRef> {
  return entityFor(parts.store, caller, params.entityType, params.entityId, touch)
}

function refuseView({ entityType }: EntityRef): void {
  if (entityType !== 'ENTITY_VIEW') return
  throw new TextError(400, "Telemetry data can't be stored for entity view. Read only")
}

function rangeWish(query: Static<typeof ReadQuery>) {
  const optional = (name: 'interval' | 'limit') => (query[name] ? wholeNumber(name, query[name]) : undefined)
  return {
    keys: keysOf(query),
    startTs: wholeNumber('startTs', query.startTs),
    endTs: wholeNumber('endTs', query.endTs),
    interval: optional('interval'),
    limit: optional('limit'),
    intervalType: query.intervalType,
    timeZone: query.timeZone,
    agg: query.agg,
    orderBy: query.orderBy,
  }
}

async function readRange(
  { store }: ApiParts,
  entity: EntityRef,
  query: Static<typeof ReadQuery>,
  wish: ReturnType<typeof rangeWish>,
): Promise<JsonObject> {
  const asked = rangeQuery(wish)
  if (asked.keys.length === 0 || asked.endTs <= asked.startTs) return {}
  const isStrict = query.useStrictDataTypes === 'true'
  const found = await store.telemetry.range(entity, asked)
  return objectOf(
    Object.entries(found).map(([key, samples]) => [key, samples.map((one) => sampleJson(one, isStrict))]),
  )
}

async function readLatest(
  { store, clock }: ApiParts,
  entity: EntityRef,
  query: Static<typeof ReadQuery>,
): Promise<JsonObject> {
  const isStrict = query.useStrictDataTypes === 'true'
  const keys = keysOf(query)
  const found =
    keys.length > 0 ? await store.telemetry.latest(entity, keys) : await store.telemetry.latestAll(entity)
  const names = keys.length > 0 ? keys : Object.keys(found)
  // A key that was asked for and has no data is answered with null at this moment.
  const sample = (key: string) =>
    (Object.hasOwn(found, key) && found[key]) || { ts: clock.now(), value: null }
  return objectOf(names.map((key) => [key, [sampleJson(sample(key), isStrict)]]))
}

/** An object for keys of any name; without a prototype, so that no name is special. */
function objectOf(
  entries: readonly (readonly [string, readonly { ts: number; value: JsonValue }[]])[],
): JsonObject {
  const result: Record<string, JsonValue> = Object.create(null)
  for (const [key, samples] of entries) result[key] = samples as unknown as JsonValue
  return result
}

async function saveSamples(
  { store, clock, rules, calculatedFields }: ApiParts,
  entity: EntityRef,
  body: Tree,
  ttl: number,
): Promise<void> {
  const now = clock.now()
  const samples = samplesOf(body).map(({ ts, values }) => ({ ts: ts ?? now, values }))
  const options = { history: true, latest: true, ttl }
  await Promise.all(samples.map(({ ts, values }) => store.telemetry.save(entity, ts, 0, values, options)))
  await Promise.all(samples.map(({ ts, values }) => calculatedFields.telemetry(entity, ts, values, {})))
  rules.announce('TIMESERIES_UPDATED', entity, { timeseries: samples }, {})
}
