import { type Static, Type } from 'typebox'
import { chainFor } from './chain-views.ts'
import type { TrialAsk, WrittenMessageJson } from './contract-trial.ts'
import { badRequest, notFound } from './errors.ts'
import { readGraph } from './import.ts'
import { TrialRefused } from './needs.ts'
import { type Api, type ApiParts, routesOf } from './routes.ts'

const { needs } = routesOf('rule chains')
const tags = ['weir']

const IdParams = Type.Object({ id: Type.String() })
const TestParams = Type.Object({ id: Type.String(), testId: Type.String() })
const Message = Type.Object({
  type: Type.String({ minLength: 1, maxLength: 255 }),
  originator: Type.Object({ entityType: Type.String(), id: Type.String() }),
  data: Type.Unknown(),
  metadata: Type.Optional(Type.Record(Type.String(), Type.String())),
})
const AskBody = Type.Object({
  graph: Type.Optional(Type.Unknown()),
  seq: Type.Optional(Type.Integer()),
  message: Type.Optional(Message),
})
const KeepBody = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 255 }),
  graph: Type.Optional(Type.Unknown()),
  seq: Type.Optional(Type.Integer()),
  message: Type.Optional(Message),
})

/** messages that one comparison takes at most */
const mostCompared = 200

/** Trying chains without any effect, and the tests that were kept of them (contract-trial.ts). */
export function weirTrialRoutes(api: Api, parts: ApiParts): void {
  const { trials } = parts
  const debug = needs('RULE_CHAIN:DEBUG')
  const one = { tags, params: IdParams }

  api.post('/api/weir/chains/:id/try', { ...debug, schema: { ...one, body: AskBody } }, async (request) =>
    trials.run(await chainFor(parts, request.params.id), askOf(request.body)).catch(refused),
  )

  api.post(
    '/api/weir/chains/:id/shadow',
    {
      ...debug,
      schema: {
        ...one,
        body: Type.Object({ count: Type.Optional(Type.Integer({ minimum: 1, maximum: mostCompared })) }),
      },
    },
    async (request) =>
      trials.shadow(await chainFor(parts, request.params.id), request.body.count ?? 50).catch(refused),
  )

  api.get('/api/weir/chains/:id/tests', { ...needs('RULE_CHAIN:READ'), schema: one }, async (request) =>
    trials.tests(await chainFor(parts, request.params.id)),
  )

  api.post(
    '/api/weir/chains/:id/tests',
    { ...needs('RULE_CHAIN:WRITE'), schema: { ...one, body: KeepBody } },
    async (request) => {
      const { name, ...ask } = request.body
      return trials.keep(await chainFor(parts, request.params.id), name, askOf(ask)).catch(refused)
    },
  )

  api.post(
    '/api/weir/chains/:id/tests/run',
    { ...debug, schema: { ...one, body: Type.Object({ graph: Type.Optional(Type.Unknown()) }) } },
    async (request) =>
      trials.runTests(await chainFor(parts, request.params.id), askOf(request.body).graph).catch(refused),
  )

  api.get(
    '/api/weir/chains/:id/tests/export',
    { ...needs('RULE_CHAIN:READ'), schema: one },
    async (request, reply) => {
      const text = await trials.exportTests(await chainFor(parts, request.params.id))
      return reply.type('application/json').send(text)
    },
  )

  api.delete(
    '/api/weir/chains/:id/tests/:testId',
    { ...needs('RULE_CHAIN:WRITE'), schema: { tags, params: TestParams } },
    async (request) => {
      const chain = await chainFor(parts, request.params.id)
      if (!(await trials.forget(chain, request.params.testId)))
        throw notFound(`There is no test ${request.params.testId.slice(0, 60)} of this chain`)
      return ''
    },
  )
}

function askOf({ graph, seq, message }: Static<typeof AskBody>): TrialAsk {
  return {
    ...(graph === undefined ? {} : { graph: readGraph(graph) }),
    ...(seq === undefined ? {} : { seq }),
    ...(message === undefined ? {} : { message: message as WrittenMessageJson }),
  }
}

/** What can't be tried is the asker's to mend; anything else is ours. */
function refused(error: unknown): never {
  if (error instanceof TrialRefused) throw badRequest(error.message)
  throw error
}
