import { type Static, Type } from 'typebox'
import { type EventFilter, type EventType, eventTypes, type StoredEvent } from '../store/events.ts'
import { badRequest } from './errors.ts'
import { eventFilter, typeOf } from './event-filter.ts'
import { entityId, uuid } from './ids.ts'
import { emptyPage, mapPage, PageQuery, pageLink, wholeNumber } from './paging.ts'
import { type Api, type ApiParts, routesOf } from './routes.ts'

const { needs } = routesOf('rule chains')
const tags = ['events']

const EntityParams = Type.Object({ entityType: Type.String(), entityId: Type.String() })
const EventParams = Type.Object({ ...EntityParams.properties, eventType: Type.String() })
const TimeQuery = Type.Object({
  startTime: Type.Optional(Type.String()),
  endTime: Type.Optional(Type.String()),
})
const EventQuery = Type.Object({
  ...PageQuery.properties,
  ...TimeQuery.properties,
  tenantId: Type.Optional(Type.String()),
})
const FilterBody = Type.Record(Type.String(), Type.Unknown())

/** What was written down about nodes, chains and fields (rest-core.md 16): lists by kind, filters, clearing. */
export function eventRoutes(api: Api, parts: ApiParts): void {
  const { store, events } = parts
  const read = { ...needs('RULE_CHAIN:DEBUG') }

  const list = async (
    params: Static<typeof EntityParams>,
    type: EventType,
    query: Static<typeof EventQuery>,
    filter: EventFilter = {},
  ) => {
    const id = uuid('entityId', params.entityId)
    const tenantId = uuid('tenantId', query.tenantId)
    const link = pageLink(query)
    if (tenantId !== store.tenantId) return emptyPage()
    await events.flush()
    const page = await store.events.list(id, type, link, { ...filter, ...timesOf(query) })
    return mapPage(page, (event) => eventJson(event, params.entityType, store.tenantId))
  }

  api.get(
    '/api/events/:entityType/:entityId/:eventType',
    { ...read, schema: { tags, params: EventParams, querystring: EventQuery } },
    ({ params, query }) => list(params, typeOf(params.eventType, eventTypes), query),
  )

  api.get(
    '/api/events/:entityType/:entityId',
    { ...read, schema: { tags, params: EntityParams, querystring: EventQuery } },
    ({ params, query }) => list(params, 'LC_EVENT', query),
  )

  api.post(
    '/api/events/:entityType/:entityId',
    { ...read, schema: { tags, params: EntityParams, querystring: EventQuery, body: FilterBody } },
    ({ params, query, body }) => list(params, askedType(body), query, eventFilter(body)),
  )

  api.post(
    '/api/events/:entityType/:entityId/clear',
    { ...read, schema: { tags, params: EntityParams, querystring: TimeQuery, body: FilterBody } },
    async ({ params, query, body }, reply) => {
      const id = uuid('entityId', params.entityId)
      await events.flush()
      await store.events.clear(id, askedType(body), { ...eventFilter(body), ...timesOf(query) })
      return reply.send()
    },
  )

  api.get(
    '/api/ruleNode/:ruleNodeId/debugIn',
    { ...read, schema: { tags, params: Type.Object({ ruleNodeId: Type.String() }) } },
    async (request, reply) => {
      const nodeId = uuid('ruleNodeId', request.params.ruleNodeId)
      const last = (await lastRemembered(parts, nodeId)) ?? (await lastStored(parts, nodeId))
      return last ?? reply.type('application/json').send('null')
    },
  )
}

function askedType(body: Record<string, unknown>): EventType {
  if (typeof body.eventType !== 'string') throw badRequest("The filter must say its 'eventType'")
  return typeOf(body.eventType, eventTypes)
}

function timesOf({
  startTime,
  endTime,
}: Static<typeof TimeQuery>): Pick<EventFilter, 'startTime' | 'endTime'> {
  return {
    startTime: startTime ? wholeNumber('startTime', startTime) : undefined,
    endTime: endTime ? wholeNumber('endTime', endTime) : undefined,
  }
}

function eventJson(event: StoredEvent, entityType: string, tenantId: string): Record<string, unknown> {
  return {
    id: { id: event.id },
    createdTime: event.ts,
    tenantId: entityId('TENANT', tenantId),
    entityId: entityId(entityType, event.entityId),
    uid: null,
    type: event.type,
    body: event.body,
  }
}

/** The last message that came to a node, as the engine remembers it of every node; null when none came. */
async function lastRemembered(
  { store, rules }: ApiParts,
  nodeId: string,
): Promise<Record<string, unknown> | null> {
  for (const { id } of await store.chains.all()) {
    if (!rules.live(id)?.nodes.some((node) => node.id === nodeId)) continue
    const [last] = rules.messages(id, { nodeId, failuresOnly: false, after: 0, limit: 1 }).messages
    if (last === undefined) return null
    const { data, metadata, messageId, messageType, originator } = last
    return {
      type: 'IN',
      entityId: originator.id,
      entityType: originator.entityType,
      msgId: messageId,
      msgType: messageType,
      dataType: 'JSON',
      data,
      metadata: JSON.stringify(metadata),
    }
  }
  return null
}

/** The same of before the last start, where the node was debugged. */
async function lastStored({ store }: ApiParts, nodeId: string): Promise<Record<string, unknown> | null> {
  const link = { page: 0, pageSize: 1 }
  const { data } = await store.events.list(nodeId, 'DEBUG_RULE_NODE', link, { same: { type: 'IN' } })
  return data[0]?.body ?? null
}
