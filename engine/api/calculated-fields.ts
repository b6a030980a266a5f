import { type Static, Type } from 'typebox'
import type { Caller } from '../access/caller.ts'
import type { CalculatedField, FieldFilter } from '../store/calculated-fields.ts'
import { FieldBody, saveField } from './calculated-field-saving.ts'
import { tryScript } from './calculated-field-scripts.ts'
import { alarmRuleJson, calculationJson, fieldJson } from './calculated-field-shapes.ts'
import { summaryFor } from './entity-access.ts'
import { badRequest, found } from './errors.ts'
import { exactBody, readBodiesAsText } from './exact-body.ts'
import { uuid, uuids } from './ids.ts'
import { mapPage, PageQuery, pageLink } from './paging.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'

const { needs } = routesOf('calculated fields')
const tags = ['calculated fields']

const Text = Type.Optional(Type.String())
const Texts = Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())]))
const EntityParams = Type.Object({ entityType: Type.String(), entityId: Type.String() })
const ListQuery = Type.Object({
  ...PageQuery.properties,
  types: Texts,
  entityType: Text,
  entities: Texts,
  name: Texts,
  type: Text,
})

/** The types that are told apart from alarm rules, which have routes of their own. */
const calculatedTypes = [
  'SIMPLE',
  'SCRIPT',
  'GEOFENCING',
  'PROPAGATION',
  'RELATED_ENTITIES_AGGREGATION',
  'ENTITY_AGGREGATION',
]
const allTypes = [...calculatedTypes, 'ALARM']

/** Calculated fields (rest-api.json, CalculatedFieldController). */
export function calculatedFieldRoutes(api: Api, parts: ApiParts): void {
  const { store, calculatedFields } = parts
  const full = (field: CalculatedField) => fieldJson(field, store.tenantId)
  const FieldParams = Type.Object({ calculatedFieldId: Type.String() })
  const one = { schema: { tags, params: FieldParams } }
  const get = (caller: Caller, id: string) => fieldFor(parts, caller, 'calculatedFieldId', id)

  api.post(
    '/api/calculatedField',
    {
      ...needs('CALCULATED_FIELD:WRITE'),
      schema: { tags, summary: 'Create or update', body: FieldBody },
    },
    async (request) => full(await saveField(parts, callerOf(request), request.body)),
  )

  api.get(
    '/api/calculatedField/:calculatedFieldId',
    { ...needs('CALCULATED_FIELD:READ'), ...one },
    async (request) => full(await get(callerOf(request), request.params.calculatedFieldId)),
  )

  api.delete(
    '/api/calculatedField/:calculatedFieldId',
    { ...needs('CALCULATED_FIELD:WRITE'), ...one },
    async (request, reply) => {
      await removeField(parts, await get(callerOf(request), request.params.calculatedFieldId))
      return reply.send()
    },
  )

  api.get(
    '/api/calculatedField/:calculatedFieldId/debug',
    { ...needs('CALCULATED_FIELD:READ'), ...one },
    async (request) => {
      const { id } = await get(callerOf(request), request.params.calculatedFieldId)
      return calculatedFields.lastEvent(id)
    },
  )

  for (const url of [
    '/api/calculatedField/:entityType/:entityId',
    '/api/:entityType/:entityId/calculatedFields',
  ])
    api.get(
      url,
      { ...needs('CALCULATED_FIELD:READ'), schema: { tags, params: EntityParams, querystring: ListQuery } },
      async (request) => {
        const types = request.query.type ? [knownType(request.query.type)] : undefined
        return mapPage(await fieldsOf(parts, callerOf(request), request.params, request.query, types), full)
      },
    )

  api.get(
    '/api/calculatedFields',
    { ...needs('CALCULATED_FIELD:READ'), schema: { tags, querystring: ListQuery } },
    async (request) => {
      const types = listOf(request.query.types).map(knownType)
      const filter = filterOf(request.query, types.length === 0 ? calculatedTypes : types)
      const page = await store.calculatedFields.list(pageLink(request.query), filter)
      return mapPage(page, (field) => ({ ...full(field), entityName: field.entityName }))
    },
  )

  api.get(
    '/api/calculatedFields/names',
    { ...needs('CALCULATED_FIELD:READ'), schema: { tags, querystring: ListQuery } },
    async (request) => {
      const { type } = request.query
      if (!type)
        throw badRequest(
          "Required request parameter 'type' for method parameter type CalculatedFieldType is not present",
        )
      return store.calculatedFields.names(knownType(type), namesLink(request.query))
    },
  )
}

/** Alarm rules: calculated fields of type ALARM, whose type is left out (AlarmRuleController). */
export function alarmRuleRoutes(api: Api, parts: ApiParts): void {
  const { store, calculatedFields } = parts
  const full = (field: CalculatedField) => alarmRuleJson(field, store.tenantId)
  const RuleParams = Type.Object({ alarmRuleId: Type.String() })
  const one = { schema: { tags, params: RuleParams } }
  const get = async (caller: Caller, id: string) => {
    const field = await fieldFor(parts, caller, 'alarmRuleId', id)
    return found(field.type === 'ALARM' ? field : null)
  }

  api.post(
    '/api/alarm/rule',
    {
      ...needs('CALCULATED_FIELD:WRITE'),
      schema: { tags, summary: 'Create or update', body: FieldBody },
    },
    async (request) => {
      const body = { ...request.body, type: 'ALARM' }
      return full(await saveField(parts, callerOf(request), body))
    },
  )

  api.get('/api/alarm/rule/:alarmRuleId', { ...needs('CALCULATED_FIELD:READ'), ...one }, async (request) =>
    full(await get(callerOf(request), request.params.alarmRuleId)),
  )

  api.delete(
    '/api/alarm/rule/:alarmRuleId',
    { ...needs('CALCULATED_FIELD:WRITE'), ...one },
    async (request, reply) => {
      await removeField(parts, await get(callerOf(request), request.params.alarmRuleId))
      return reply.send()
    },
  )

  api.get(
    '/api/alarm/rule/:alarmRuleId/debug',
    { ...needs('CALCULATED_FIELD:READ'), ...one },
    async (request) => {
      const { id } = await get(callerOf(request), request.params.alarmRuleId)
      return calculatedFields.lastEvent(id)
    },
  )

  api.get(
    '/api/alarm/rules',
    { ...needs('CALCULATED_FIELD:READ'), schema: { tags, querystring: ListQuery } },
    async (request) => {
      const page = await store.calculatedFields.list(
        pageLink(request.query),
        filterOf(request.query, ['ALARM']),
      )
      return mapPage(page, (field) => ({ ...full(field), entityName: field.entityName }))
    },
  )

  api.get(
    '/api/alarm/rules/names',
    { ...needs('CALCULATED_FIELD:READ'), schema: { tags, querystring: PageQuery } },
    (request) => store.calculatedFields.names('ALARM', namesLink(request.query)),
  )

  api.get(
    '/api/alarm/rules/:entityType/:entityId',
    { ...needs('CALCULATED_FIELD:READ'), schema: { tags, params: EntityParams, querystring: ListQuery } },
    async (request) =>
      mapPage(await fieldsOf(parts, callerOf(request), request.params, request.query, ['ALARM']), full),
  )
}

/** Trying scripts of both, with the numbers as they are written. */
export function fieldScriptRoutes(api: Api, { scripts }: ApiParts): void {
  readBodiesAsText(api)
  for (const url of ['/api/calculatedField/testScript', '/api/alarm/rule/testScript'])
    api.post(url, { ...needs('CALCULATED_FIELD:WRITE'), schema: { tags } }, (request) =>
      tryScript(scripts, exactBody(request)),
    )
}

/** Why values come out, or do not: the last calculations of a field, always on. */
export function weirFieldRoutes(api: Api, parts: ApiParts): void {
  const { calculatedFields } = parts
  api.get(
    '/api/weir/calculated-fields/:id',
    {
      ...needs('CALCULATED_FIELD:READ'),
      schema: { tags: ['weir'], params: Type.Object({ id: Type.String() }) },
    },
    async (request) => {
      const { id } = await fieldFor(parts, callerOf(request), 'id', request.params.id)
      const { calculations, total, failed } = calculatedFields.history(id)
      return {
        problem: calculatedFields.problem(id),
        total,
        failed,
        calculations: calculations.map(calculationJson),
      }
    },
  )
}

async function fieldFor(
  { store }: ApiParts,
  caller: Caller,
  name: string,
  idText: string,
): Promise<CalculatedField> {
  const field = found(await store.calculatedFields.get(uuid(name, idText)))
  await summaryFor(store, caller, field.entity, 'READ')
  return field
}

async function removeField({ store, calculatedFields }: ApiParts, { id }: CalculatedField): Promise<void> {
  await store.calculatedFields.remove(id)
  calculatedFields.removedField(id)
}

async function fieldsOf(
  { store }: ApiParts,
  caller: Caller,
  { entityType, entityId }: Static<typeof EntityParams>,
  query: Static<typeof ListQuery>,
  types: readonly string[] | undefined,
) {
  const link = pageLink(query)
  const id = uuid('entityId', entityId)
  await summaryFor(store, caller, { entityType, id }, 'READ')
  return store.calculatedFields.list(link, { entityIds: [id], types })
}

function filterOf(query: Static<typeof ListQuery>, types: readonly string[]): FieldFilter {
  const { entityType } = query
  const entities = listOf(query.entities)
  const names = query.name === undefined ? [] : [query.name].flat()
  return {
    types,
    entityTypes: entityType ? [entityType] : undefined,
    entityIds: entities.length === 0 ? undefined : uuids('entities', entities.join(',')),
    names: names.length === 0 ? undefined : names,
  }
}

/** A list that is written with commas, or as the same parameter again and again. */
function listOf(given: string | readonly string[] | undefined): string[] {
  return [given ?? []].flat().flatMap((text) => text.split(',').filter((part) => part !== ''))
}

function knownType(type: string): string {
  if (allTypes.includes(type)) return type
  throw badRequest(`Unknown calculated field type '${type.slice(0, 60)}': one of ${allTypes.join(', ')}`)
}

function namesLink(query: Static<typeof PageQuery>) {
  return pageLink({ ...query, sortProperty: 'name' })
}
