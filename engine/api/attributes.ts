import { type Static, Type } from 'typebox'
import type { Touch } from '../access/entity-rights.ts'
import { stringifyJson } from '../rules/json.ts'
import type { EntityRef } from '../rules/message.ts'
import type { AttributeScope } from '../rules/needs.ts'
import type { JsonObject, JsonValue } from '../rules/values.ts'
import type { AttributeRow } from '../store/store.ts'
import { entityFor } from './entity-access.ts'
import { badRequest, TextError } from './errors.ts'
import { KeysQuery, keysOf } from './keys-query.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'
import { attributesOf, jsonBody } from './typed-values.ts'

const { needs } = routesOf('telemetry')
const tags = ['attributes']
const base = '/api/plugins/telemetry'

const EntityParams = Type.Object({ entityType: Type.String(), entityId: Type.String() })
const ScopeParams = Type.Object({ ...EntityParams.properties, scope: Type.String() })
const ShortParams = Type.Object({ deviceId: Type.String(), scope: Type.String() })

/** Attributes of entities (rest-core.md 6.1). Registered by telemetry.ts, whose body reader they share. */
export function attributeRoutes(api: Api, parts: ApiParts): void {
  const { store } = parts

  for (const scoped of [false, true]) {
    const params = scoped ? ScopeParams : EntityParams
    const tail = scoped ? '/:scope' : ''
    api.get(
      `${base}/:entityType/:entityId/keys/attributes${tail}`,
      { ...needs('DEVICE:READ_ATTRIBUTES'), schema: { tags, params } },
      async (request) => {
        const { entity, scope } = await target(parts, callerOf(request), request.params, 'READ_VALUES')
        const rows = await store.attributes.rows(entity, scope, null)
        return [...new Set(rows.map((row) => row.key))]
      },
    )

    api.get(
      `${base}/:entityType/:entityId/values/attributes${tail}`,
      { ...needs('DEVICE:READ_ATTRIBUTES'), schema: { tags, params, querystring: KeysQuery } },
      async (request, reply) => {
        const { entity, scope } = await target(parts, callerOf(request), request.params, 'READ_VALUES')
        const keys = keysOf(request.query)
        const rows = await store.attributes.rows(entity, scope, keys.length > 0 ? keys : null)
        return reply.type('application/json; charset=utf-8').send(stringifyJson(rows.map(rowJson)))
      },
    )
  }

  for (const url of [
    `${base}/:entityType/:entityId/:scope`,
    `${base}/:entityType/:entityId/attributes/:scope`,
  ]) {
    api.post(
      url,
      { ...needs('DEVICE:WRITE_ATTRIBUTES'), schema: { tags, params: ScopeParams } },
      async (request, reply) => {
        const { entity, scope } = await target(parts, callerOf(request), request.params, 'WRITE')
        await save(parts, entity, scope, request.body)
        return reply.send()
      },
    )
  }

  api.post(
    `${base}/:deviceId/:scope`,
    { ...needs('DEVICE:WRITE_ATTRIBUTES'), schema: { tags, params: ShortParams } },
    async (request, reply) => {
      const { entity, scope } = await target(parts, callerOf(request), asDevice(request.params), 'WRITE')
      await save(parts, entity, scope, request.body)
      return reply.send()
    },
  )

  api.delete(
    `${base}/:entityType/:entityId/:scope`,
    { ...needs('DEVICE:WRITE_ATTRIBUTES'), schema: { tags, params: ScopeParams, querystring: KeysQuery } },
    async (request, reply) => {
      const { entity, scope } = await target(parts, callerOf(request), request.params, 'WRITE')
      await remove(parts, entity, scope, request.query)
      return reply.send()
    },
  )

  api.delete(
    `${base}/:deviceId/:scope`,
    { ...needs('DEVICE:WRITE_ATTRIBUTES'), schema: { tags, params: ShortParams, querystring: KeysQuery } },
    async (request, reply) => {
      const { entity, scope } = await target(parts, callerOf(request), asDevice(request.params), 'WRITE')
      await remove(parts, entity, scope, request.query)
      return reply.send()
    },
  )
}

function asDevice({ deviceId, scope }: Static<typeof ShortParams>) {
  return { entityType: 'DEVICE', entityId: deviceId, scope }
}

async function target(
  { store }: ApiParts,
  caller: Parameters<typeof entityFor>[1],
  params: { entityType: string; entityId: string; scope?: string },
  touch: Touch,
): Promise<{ entity: EntityRef; scope: AttributeScope | null }> {
  const scope = params.scope === undefined ? null : scopeOf(params.scope)
  return { entity: await entityFor(store, caller, params.entityType, params.entityId, touch), scope }
}

function scopeOf(text: string): AttributeScope {
  if (text === 'CLIENT_SCOPE' || text === 'SHARED_SCOPE' || text === 'SERVER_SCOPE') return text
  throw badRequest(
    `Unknown attribute scope '${text.slice(0, 40)}': CLIENT_SCOPE, SHARED_SCOPE or SERVER_SCOPE`,
  )
}

function rowJson({ lastUpdateTs, key, value }: AttributeRow): JsonValue {
  return { lastUpdateTs, key, value }
}

async function save(
  { store, clock, devices, rules, calculatedFields }: ApiParts,
  entity: EntityRef,
  scope: AttributeScope | null,
  body: unknown,
): Promise<void> {
  if (scope === null || scope === 'CLIENT_SCOPE') throw new TextError(400, `Invalid scope: ${scope}`)
  const values = attributesOf(jsonBody(body))
  const now = clock.now()
  const changed = await store.attributes.save(entity, scope, values, now)
  await calculatedFields.attributes(entity, scope, values, now, {})
  if (scope === 'SHARED_SCOPE' && entity.entityType === 'DEVICE' && changed.length > 0) {
    devices.notifyShared(entity.id, only(values, changed), [])
  }
  rules.announce('ATTRIBUTES_UPDATED', entity, values, { scope })
}

async function remove(
  { store, devices, rules }: ApiParts,
  entity: EntityRef,
  scope: AttributeScope | null,
  query: Static<typeof KeysQuery>,
): Promise<void> {
  const keys = keysOf(query)
  if (keys.length === 0 || scope === null) throw new TextError(400, 'Empty keys: []')
  await store.attributes.remove(entity, scope, keys)
  if (scope === 'SHARED_SCOPE' && entity.entityType === 'DEVICE') devices.notifyShared(entity.id, {}, keys)
  rules.announce('ATTRIBUTES_DELETED', entity, { attributes: keys }, { scope })
}

function only(values: JsonObject, keys: readonly string[]): JsonObject {
  const wanted = new Set(keys)
  return Object.fromEntries(Object.entries(values).filter(([key]) => wanted.has(key)))
}
