import { Type } from 'typebox'
import { nullUuid } from '../access/caller.ts'
import type { Queue } from '../store/queues.ts'
import { Conflict, type Store } from '../store/store.ts'
import { badRequest, found } from './errors.ts'
import { entityId, idIn, uuid } from './ids.ts'
import { emptyPage, mapPage, PageQuery, pageLink } from './paging.ts'
import { queueOf } from './queue-body.ts'
import { type Api, type ApiParts, routesOf } from './routes.ts'

const { needs } = routesOf('queues')
const tags = ['queues']

/** Queues at most: each has a journal of its own. */
const mostQueues = 50

const serviceTypes = [
  'TB_CORE',
  'TB_RULE_ENGINE',
  'TB_TRANSPORT',
  'JS_EXECUTOR',
  'TB_VC_EXECUTOR',
  'EDQS',
  'TASK_PROCESSOR',
]
const ServiceQuery = Type.Object({ serviceType: Type.Optional(Type.String()) })
const ListQuery = Type.Object({ ...PageQuery.properties, ...ServiceQuery.properties })
const QueueParams = Type.Object({ queueId: Type.String() })

/** The queues of the rule engine, as the cloud's API has them; and what each of them is doing. */
export function queueRoutes(api: Api, { store, queues }: ApiParts): void {
  const one = { schema: { tags, params: QueueParams } }
  const byId = async (id: string) => {
    const queueId = uuid('queueId', id)
    return found(await store.queues.get(queueId), `Queue with id [${queueId}] is not found`)
  }

  api.get(
    '/api/queues',
    { ...needs('QUEUE:READ'), schema: { tags, querystring: ListQuery } },
    async (request) => {
      const link = pageLink(request.query)
      if (!isRuleEngine(request.query.serviceType)) return emptyPage()
      return mapPage(await store.queues.list(link), queueJson)
    },
  )

  api.get('/api/queues/:queueId', { ...needs('QUEUE:READ'), ...one }, async (request) =>
    queueJson(await byId(request.params.queueId)),
  )

  api.get(
    '/api/queues/name/:queueName',
    { ...needs('QUEUE:READ'), schema: { tags, params: Type.Object({ queueName: Type.String() }) } },
    async (request) => {
      const { queueName } = request.params
      return queueJson(
        found(
          await store.queues.byName(queueName),
          `Queue with name [${queueName.slice(0, 255)}] is not found`,
        ),
      )
    },
  )

  api.post(
    '/api/queues',
    {
      ...needs('QUEUE:WRITE'),
      schema: { tags, querystring: ServiceQuery, body: Type.Record(Type.String(), Type.Unknown()) },
    },
    async (request) => {
      if (!isRuleEngine(request.query.serviceType))
        throw badRequest('Only the rule engine has queues: say serviceType=TB_RULE_ENGINE')
      const wanted = queueOf(request.body)
      const id = idIn('id', request.body.id)
      if (id === null && (await store.queues.all()).length >= mostQueues)
        throw badRequest(`There are ${mostQueues} queues, which is the most. Delete one first`)
      if (id !== null) refuseOtherNames(await byId(id), wanted)
      const saved = id === null ? await store.queues.create(wanted) : await store.queues.update(id, wanted)
      await queues.save(saved)
      return queueJson(saved)
    },
  )

  api.delete('/api/queues/:queueId', { ...needs('QUEUE:DELETE'), ...one }, async (request, reply) => {
    const { id } = await byId(request.params.queueId)
    await store.queues.remove(id)
    queues.remove(id)
    return reply.send()
  })

  api.get('/api/weir/queues', { ...needs('STATUS:READ'), schema: { tags: ['weir'] } }, () => queues.status())
}

/** The queue that a profile names for its messages; null for none. Throws 400 for one that is not there. */
export async function knownQueue(store: Store, name: string | null | undefined): Promise<string | null> {
  if (!name) return null
  if ((await store.queues.byName(name)) !== null) return name
  throw badRequest(`There is no queue “${name.slice(0, 255)}”. Choose one of those that there are`)
}

/** Messages in journals and nodes name their queue, so a name stays what it is. */
function refuseOtherNames(before: Queue, wanted: { name: string; topic: string }): void {
  for (const what of ['name', 'topic'] as const) {
    if (before[what] !== wanted[what])
      throw new Conflict(`The ${what} of a queue can't be changed. Make another queue instead`)
  }
}

function isRuleEngine(serviceType: string | undefined): boolean {
  if (serviceType === undefined || serviceType === '')
    throw badRequest("Parameter 'serviceType' can't be empty!")
  if (!serviceTypes.includes(serviceType.toUpperCase()))
    throw badRequest(`There is no service type '${serviceType.slice(0, 64)}'. Use TB_RULE_ENGINE`)
  return serviceType.toUpperCase() === 'TB_RULE_ENGINE'
}

/** All queues are the system's, as those of a cloud whose tenants have none of their own. */
function queueJson({ id, createdTime, ...queue }: Queue): Record<string, unknown> {
  return { id: entityId('QUEUE', id), createdTime, tenantId: entityId('TENANT', nullUuid), ...queue }
}
