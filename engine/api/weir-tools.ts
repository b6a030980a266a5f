import { Type } from 'typebox'
import type { DeadLetter } from '../store/store.ts'
import { chainFor } from './chain-views.ts'
import type { ScriptRun, SendMessage } from './contract.ts'
import { deviceFor } from './devices.ts'
import { badRequest, found } from './errors.ts'
import { isUuid, uuid } from './ids.ts'
import { PageQuery, pageLink } from './paging.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'
import { runScript } from './script-runs.ts'

const { needs } = routesOf('rule chains')
const status = routesOf('status')
const tags = ['weir']

const IdParams = Type.Object({ id: Type.String() })
const Texts = Type.Record(Type.String(), Type.String())

const MessagesQuery = Type.Object({
  node: Type.Optional(Type.String()),
  failures: Type.Optional(Type.String()),
  limit: Type.Optional(Type.String()),
})
const SendBody = Type.Object({
  originator: Type.Object({ entityType: Type.String(), id: Type.String() }),
  type: Type.String({ minLength: 1, maxLength: 255 }),
  data: Type.Unknown(),
  metadata: Type.Optional(Texts),
  nodeId: Type.Optional(Type.String()),
})
const RunBody = Type.Object({
  language: Type.Union([Type.Literal('JS'), Type.Literal('TBEL')]),
  body: Type.String(),
  kind: Type.Union(['filter', 'switch', 'transform', 'string', 'json'].map((kind) => Type.Literal(kind))),
  msg: Type.Unknown(),
  metadata: Texts,
  msgType: Type.String(),
})

/** Looking into running chains and helping them: messages, scripts, dead letters, status (contract.ts). */
export function weirToolRoutes(api: Api, parts: ApiParts): void {
  const { store, rules, devices, deadLetters, scripts } = parts

  api.get(
    '/api/weir/chains/:id/messages',
    { ...needs('RULE_CHAIN:DEBUG'), schema: { tags, params: IdParams, querystring: MessagesQuery } },
    async (request) => {
      const chain = await chainFor(parts, request.params.id)
      const { node, failures, limit } = request.query
      const most = Number(limit ?? 100)
      if (!Number.isInteger(most) || most < 1)
        throw badRequest("Parameter 'limit' must be a whole number above 0")
      return rules.messages(chain.id, {
        nodeId: node || null,
        failuresOnly: failures === 'true' || failures === '1',
        after: 0,
        limit: Math.min(most, 1000),
      }).messages
    },
  )

  api.post(
    '/api/weir/chains/:id/send',
    { ...needs('RULE_CHAIN:DEBUG'), schema: { tags, params: IdParams, body: SendBody } },
    async (request) => {
      const chain = await chainFor(parts, request.params.id)
      if (chain.liveVersion === 0) throw badRequest('The chain does not run yet: deploy it, then send')
      uuid('originator', request.body.originator.id)
      return { flight: await rules.send(chain.id, request.body as SendMessage) }
    },
  )

  api.get(
    '/api/weir/ruleChains/:id/nodes/:nodeId/next-runs',
    {
      ...needs('RULE_CHAIN:READ'),
      schema: {
        tags,
        summary: 'When a node that works by the time does so next',
        params: Type.Object({ id: Type.String(), nodeId: Type.String() }),
        querystring: Type.Object({ most: Type.Optional(Type.String()) }),
      },
    },
    async (request) => {
      const chain = await chainFor(parts, request.params.id)
      const most = Number(request.query.most ?? 5)
      if (!Number.isInteger(most) || most < 1 || most > 100)
        throw badRequest("Parameter 'most' must be a whole number from 1 to 100")
      return found(
        rules.nodeStatus(chain.id, request.params.nodeId, most),
        'The chain has no live node of this id; deploy it first',
      )
    },
  )

  api.post(
    '/api/weir/scripts/run',
    { ...needs('RULE_CHAIN:DEBUG'), schema: { tags, body: RunBody } },
    (request) => runScript(scripts, request.body as ScriptRun),
  )

  api.get(
    '/api/weir/keys',
    {
      ...needs('RULE_CHAIN:READ'),
      schema: {
        tags,
        querystring: Type.Object({ chain: Type.Optional(Type.String()), node: Type.Optional(Type.String()) }),
      },
    },
    async (request) => {
      const chain = await chainFor(parts, request.query.chain ?? '')
      return rules.seenKeys(chain.id, request.query.node || null)
    },
  )

  api.get(
    '/api/weir/dead-letters',
    { ...status.needs('RULE_CHAIN:DEBUG'), schema: { tags, querystring: PageQuery } },
    async (request) => {
      const page = await store.deadLetters.list(pageLink({ page: '0', pageSize: '50', ...request.query }))
      return { ...page, data: await Promise.all(page.data.map((letter) => deadLetters.describe(letter))) }
    },
  )

  api.post(
    '/api/weir/dead-letters/:id/replay',
    { ...status.needs('RULE_CHAIN:DEBUG'), schema: { tags, params: IdParams } },
    async (request, reply) => {
      await deadLetters.replay(await letterOf(parts, request.params.id))
      return reply.send()
    },
  )

  api.delete(
    '/api/weir/dead-letters/:id',
    { ...status.needs('RULE_CHAIN:DEBUG'), schema: { tags, params: IdParams } },
    async (request, reply) => {
      const letter = await letterOf(parts, request.params.id)
      await store.deadLetters.remove(letter.id)
      return reply.send()
    },
  )

  api.get('/api/weir/status', { ...status.needs('STATUS:READ'), schema: { tags } }, () =>
    parts.status.status(),
  )

  api.get('/api/weir/first-run', { ...status.needs('RULE_CHAIN:READ'), schema: { tags } }, () =>
    parts.status.firstRun(),
  )

  api.get(
    '/api/weir/devices/:id/tap',
    { ...needs('DEVICE:READ_TELEMETRY'), schema: { tags, params: IdParams } },
    async (request) => {
      const device = await deviceFor(store, callerOf(request), request.params.id)
      return { refusals: devices.refusals(device.id) }
    },
  )
}

async function letterOf({ store }: ApiParts, id: string): Promise<DeadLetter> {
  return found(isUuid(id) ? await store.deadLetters.get(id) : null)
}
