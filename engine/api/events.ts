import { type Static, Type } from 'typebox'
import type { RememberedMessage } from './contract.ts'
import { badRequest } from './errors.ts'
import { entityId, uuid } from './ids.ts'
import { PageQuery, pageLink, pageOf } from './paging.ts'
import { type Api, type ApiParts, routesOf } from './routes.ts'

const { needs } = routesOf('rule chains')
const tags = ['events']

const eventTypes = [
  'ERROR',
  'LC_EVENT',
  'STATS',
  'DEBUG_RULE_NODE',
  'DEBUG_RULE_CHAIN',
  'DEBUG_CALCULATED_FIELD',
]

const EventParams = Type.Object({
  entityType: Type.String(),
  entityId: Type.String(),
  eventType: Type.String(),
})
const EventQuery = Type.Object({
  ...PageQuery.properties,
  tenantId: Type.Optional(Type.String()),
  startTime: Type.Optional(Type.String()),
  endTime: Type.Optional(Type.String()),
})

/**
 * Debug events of rule nodes (rest-core.md 16), served from what the engine remembers of each node: always on, the
 * last few messages, gone after a restart. Weir keeps no other kinds of event; their lists are empty.
 */
export function eventRoutes(api: Api, parts: ApiParts): void {
  api.get(
    '/api/events/:entityType/:entityId/:eventType',
    { ...needs('RULE_CHAIN:DEBUG'), schema: { tags, params: EventParams, querystring: EventQuery } },
    async (request) => {
      const { entityType, eventType } = request.params
      const nodeId = uuid('entityId', request.params.entityId)
      if (!eventTypes.includes(eventType.toUpperCase())) {
        throw badRequest(`Event type: '${eventType}' is not supported!`)
      }
      uuid('tenantId', request.query.tenantId)
      const link = pageLink(request.query)
      const isNodes = eventType.toUpperCase() === 'DEBUG_RULE_NODE' && entityType === 'RULE_NODE'
      const events = isNodes ? await nodeEvents(parts, nodeId, request.query) : []
      return pageOf(events, link)
    },
  )
}

async function nodeEvents(
  { store, rules }: ApiParts,
  nodeId: string,
  query: Static<typeof EventQuery>,
): Promise<Record<string, unknown>[]> {
  const from = Number(query.startTime ?? 0)
  const to = Number(query.endTime ?? Number.MAX_SAFE_INTEGER)
  const search = query.textSearch?.toLowerCase()
  const all = { nodeId, failuresOnly: false, after: 0, limit: 1000 }
  for (const { id } of await store.chains.all()) {
    const isHere = rules.live(id)?.nodes.some((node) => node.id === nodeId)
    if (!isHere) continue
    const messages = rules.messages(id, all).messages.filter(({ at }) => at >= from && at <= to)
    const events = messages.flatMap((message) => eventsOf(message, store.tenantId))
    const found = search
      ? events.filter((event) => JSON.stringify(event).toLowerCase().includes(search))
      : events
    // Newest first is what everybody asks for; anything else than that order is the other one.
    const isOldestFirst = query.sortProperty === 'createdTime' && query.sortOrder !== 'DESC'
    return isOldestFirst ? found.reverse() : found
  }
  return []
}

/** One handling is two events there, of the same moment: how the message came in, and how it left. */
function eventsOf(message: RememberedMessage, tenantId: string): Record<string, unknown>[] {
  const event = (way: 'IN' | 'OUT', body: Record<string, unknown>) => ({
    id: { id: eventId(message.seq, way) },
    createdTime: message.at,
    tenantId: entityId('TENANT', tenantId),
    entityId: entityId('RULE_NODE', message.nodeId),
    uid: null,
    type: 'DEBUG_RULE_NODE',
    body: {
      server: 'weir',
      type: way,
      entityId: message.originator.id,
      entityType: message.originator.entityType,
      msgId: message.messageId,
      msgType: message.messageType,
      dataType: 'JSON',
      relationType: null,
      data: message.data,
      metadata: JSON.stringify(message.metadata),
      error: null,
      ...body,
    },
  })
  const cameIn = event('IN', {})
  if (message.output === null && message.error === null) return [cameIn]
  const left = event('OUT', {
    relationType: message.output,
    data: message.dataOut ?? message.data,
    metadata: JSON.stringify(message.metadataOut ?? message.metadata),
    error: message.error,
  })
  return [cameIn, left]
}

/** A stable uuid-shaped id from the number of the handling. */
function eventId(seq: number, way: 'IN' | 'OUT'): string {
  const number = seq.toString(16).padStart(12, '0')
  return `00000000-0000-4000-${way === 'IN' ? '8000' : '8001'}-${number}`
}
