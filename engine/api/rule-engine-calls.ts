import type { FastifyReply, FastifyRequest } from 'fastify'
import { type TSchema, Type } from 'typebox'
import type { EntityRef } from '../rules/message.ts'
import { entityFor } from './entity-access.ts'
import { ApiError, badRequest, errorCode } from './errors.ts'
import { exactBody, leaving, readBodiesAsText } from './exact-body.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'

const { needs } = routesOf('rule engine')
const tags = ['rule engine']

/** milliseconds (rest-core.md 7.2) */
const defaultTimeout = 10_000
const longestWait = 2_147_483_647

interface Params {
  readonly entityType?: string
  readonly entityId?: string
  readonly queueName?: string
  readonly timeout?: string
}

/**
 * Questions to the rules over REST (rest-core.md 7.2): the body becomes a message, a REST call reply node answers it.
 */
export function ruleEngineRoutes(api: Api, parts: ApiParts): void {
  readBodiesAsText(api)
  const { calls, clock, identity, store } = parts
  const paths = [
    '',
    '/:entityType/:entityId',
    '/:entityType/:entityId/:timeout',
    '/:entityType/:entityId/:queueName/:timeout',
  ]
  for (const path of paths) {
    api.post(
      `/api/rule-engine${path}`,
      {
        ...needs('RULE_ENGINE:WRITE'),
        schema: { tags, summary: 'Ask the rules', params: paramsOf(path) },
      },
      async (request, reply) => ask(request, reply, request.params as Params),
    )
  }

  async function ask(request: FastifyRequest, reply: FastifyReply, params: Params): Promise<FastifyReply> {
    const caller = callerOf(request)
    const originator = await originatorOf(request, params)
    const wait = timeoutOf(params.timeout)
    const data = exactBody(request)
    if (calls.isFull)
      throw new ApiError(429, errorCode.tooManyRequests, 'Too many questions wait for an answer already')
    const id = identity.uuid()
    const metadata = {
      serviceId: calls.serviceId,
      requestUUID: id,
      expirationTime: String(clock.now() + wait),
    }
    const answer = await calls.ask(
      {
        ...{ id, type: 'REST_API_REQUEST', originator, customerId: caller.customerId },
        ...{ metadata, data, queue: params.queueName ?? null, wait },
      },
      leaving(reply),
    )
    if (answer === null)
      throw new ApiError(408, errorCode.general, 'No “REST call reply” node of the rules answered in time')
    if (answer.text === '') return reply.send()
    if (!answer.isJson)
      throw new ApiError(406, errorCode.general, 'The rules answered with something that is no JSON')
    return reply.type('application/json; charset=utf-8').serializer(String).send(answer.text)
  }

  async function originatorOf(request: FastifyRequest, { entityType, entityId }: Params): Promise<EntityRef> {
    const caller = callerOf(request)
    if (entityType === undefined) return { entityType: 'USER', id: caller.userId }
    return entityFor(store, caller, entityType, entityId ?? '', 'WRITE')
  }
}

function paramsOf(path: string): TSchema {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => [name, Type.String()] as const)
  return Type.Object(Object.fromEntries(names))
}

function timeoutOf(text: string | undefined): number {
  if (text === undefined) return defaultTimeout
  if (/^\d{1,10}$/.test(text)) return Math.min(Number(text), longestWait)
  throw badRequest("Parameter 'timeout' must be a whole number of milliseconds")
}
