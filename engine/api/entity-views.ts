import { type Static, Type } from 'typebox'
import type { Caller } from '../access/caller.ts'
import { isOwn, may } from '../access/permissions.ts'
import type { EntityView, NewEntityView, ViewKeys } from '../store/entity-stores.ts'
import { Conflict, type Store } from '../store/store.ts'
import { byCaller } from './announce.ts'
import { ownerInfo } from './customers.ts'
import { summaryFor } from './entity-access.ts'
import { entityViewInfoJson, entityViewJson } from './entity-shapes.ts'
import { badRequest, forbidden, found } from './errors.ts'
import { idIn, refIn, uuid } from './ids.ts'
import { NameConflictQuery, nameFor, nameIn } from './names.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'

const { needs } = routesOf('entity views')
const tags = ['entity views']

const Keys = Type.Optional(Type.Union([Type.Array(Type.String()), Type.Null()]))
const Time = Type.Optional(Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]))
const ViewBody = Type.Object({
  id: Type.Optional(Type.Unknown()),
  name: Type.Optional(Type.Unknown()),
  type: Type.Optional(Type.Unknown()),
  entityId: Type.Optional(Type.Unknown()),
  keys: Type.Optional(
    Type.Union([
      Type.Object({
        timeseries: Keys,
        attributes: Type.Optional(Type.Union([Type.Object({ cs: Keys, ss: Keys, sh: Keys }), Type.Null()])),
      }),
      Type.Null(),
    ]),
  ),
  startTimeMs: Time,
  endTimeMs: Time,
  additionalInfo: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])),
})
const ViewParams = Type.Object({ entityViewId: Type.String() })

/** Entity views one by one: read, save, delete (rest-core.md 6.1, 13). Lists are in entity-view-lists.ts. */
export function entityViewRoutes(api: Api, parts: ApiParts): void {
  const { store, rules } = parts
  const one = { schema: { tags, params: ViewParams } }

  api.get('/api/entityView/:entityViewId', { ...needs('ENTITY_VIEW:READ'), ...one }, async (request) => {
    const view = await entityViewFor(store, callerOf(request), request.params.entityViewId)
    return entityViewJson(view, store.tenantId)
  })

  api.get('/api/entityView/info/:entityViewId', { ...needs('ENTITY_VIEW:READ'), ...one }, async (request) => {
    const view = await entityViewFor(store, callerOf(request), request.params.entityViewId)
    return entityViewInfoJson({ ...view, ...(await ownerInfo(store, view)) }, store.tenantId)
  })

  api.post(
    '/api/entityView',
    {
      ...needs('ENTITY_VIEW:WRITE'),
      schema: { tags, summary: 'Create or update', querystring: NameConflictQuery, body: ViewBody },
    },
    async (request) => {
      const view = await saveView(parts, callerOf(request), request.body, request.query)
      return entityViewJson(view, store.tenantId)
    },
  )

  api.delete(
    '/api/entityView/:entityViewId',
    { ...needs('ENTITY_VIEW:DELETE'), ...one },
    async (request, reply) => {
      const caller = callerOf(request)
      const view = await entityViewFor(store, caller, request.params.entityViewId)
      await store.entityViews.remove(view.id)
      const ref = { entityType: 'ENTITY_VIEW', id: view.id }
      rules.announce('ENTITY_DELETED', ref, entityViewJson(view, store.tenantId), byCaller(caller, view))
      return reply.send()
    },
  )
}

/** The view if the caller may touch it: 404 when there is none, 403 when it is somebody else's. */
export async function entityViewFor(
  store: Store,
  caller: Caller,
  idText: string | undefined,
): Promise<EntityView> {
  const id = uuid('entityViewId', idText)
  const view = found(await store.entityViews.get(id), `Entity view with id [${id}] is not found`)
  if (!isOwn(caller, view)) throw forbidden()
  return view
}

async function saveView(
  { store, rules, identity }: ApiParts,
  caller: Caller,
  body: Static<typeof ViewBody>,
  options: Static<typeof NameConflictQuery>,
): Promise<EntityView> {
  const id = idIn('id', body.id)
  const before = id === null ? null : await entityViewFor(store, caller, id)
  if (!before && !may(caller, 'ENTITY_VIEW:CREATE')) throw forbidden()
  const wanted = await viewOf(store, caller, body, before)
  const isTaken = async (candidate: string) => (await store.entityViews.getByName(candidate)) !== null
  const saved = await (before
    ? store.entityViews.update(before.id, wanted)
    : store.entityViews.create({ ...wanted, name: await nameFor(wanted.name, options, isTaken, identity) })
  ).catch((error: unknown) => {
    throw error instanceof Conflict ? badRequest('Entity view with such name already exists!') : error
  })
  rules.announce(
    before ? 'ENTITY_UPDATED' : 'ENTITY_CREATED',
    { entityType: 'ENTITY_VIEW', id: saved.id },
    entityViewJson(saved, store.tenantId),
    byCaller(caller, saved),
  )
  return saved
}

async function viewOf(
  store: Store,
  caller: Caller,
  body: Static<typeof ViewBody>,
  before: EntityView | null,
): Promise<NewEntityView> {
  const entity = refIn('entityId', body.entityId)
  if (entity === null) throw badRequest('Entity view should be assigned to an entity: entityId is missing')
  if (entity.entityType !== 'DEVICE' && entity.entityType !== 'ASSET') {
    throw badRequest(`An entity view shows a DEVICE or an ASSET, not a ${entity.entityType.slice(0, 40)}`)
  }
  // Whoever was given a view may make it narrower; only those who may see the entity itself make it show more.
  if (before === null || !isNarrower(before, entity.id, body)) {
    await summaryFor(store, caller, entity, 'READ_VALUES')
  }
  const [startTime, endTime] = [body.startTimeMs ?? 0, body.endTimeMs ?? 0]
  if (startTime !== 0 && endTime !== 0 && startTime > endTime) {
    throw badRequest(
      'The view begins after its end: startTimeMs is above endTimeMs. Swap them, or clear one with 0',
    )
  }
  return {
    name: nameIn('Entity view name', body.name),
    type: nameIn('Entity view type', body.type),
    entity,
    // Only assignment changes the customer; a save keeps what is stored.
    customerId: before?.customerId ?? null,
    keys: keysOf(body),
    startTime,
    endTime,
    additionalInfo: body.additionalInfo ?? null,
  }
}

function keysOf({ keys }: Static<typeof ViewBody>): ViewKeys {
  const { cs, ss, sh } = keys?.attributes ?? {}
  return { timeseries: keys?.timeseries ?? [], attributes: { cs: cs ?? [], ss: ss ?? [], sh: sh ?? [] } }
}

/** Whether the body shows nothing of the entity that the view does not show already. */
function isNarrower(
  { entity, keys, startTime, endTime }: EntityView,
  id: string,
  body: Static<typeof ViewBody>,
) {
  const wanted = keysOf(body)
  const isPart = (some: readonly string[], all: readonly string[]) => some.every((key) => all.includes(key))
  const [start, end] = [body.startTimeMs ?? 0, body.endTimeMs ?? 0]
  return (
    entity.id === id &&
    isPart(wanted.timeseries, keys.timeseries) &&
    isPart(wanted.attributes.cs, keys.attributes.cs) &&
    isPart(wanted.attributes.ss, keys.attributes.ss) &&
    isPart(wanted.attributes.sh, keys.attributes.sh) &&
    start >= startTime &&
    (endTime === 0 || (end !== 0 && end <= endTime))
  )
}
