import { type Static, Type } from 'typebox'
import type { CallError } from '../rules/calls.ts'
import { isObject, type JsonObject, type JsonValue, numberOf, valueAt } from '../rules/values.ts'
import { callJson } from '../store/call-json.ts'
import { type CallStatus, callStatuses } from '../store/calls.ts'
import { deviceFor } from './devices.ts'
import { entityFor } from './entity-access.ts'
import { ApiError, badRequest, errorCode, found } from './errors.ts'
import { exactBody, isJsonText, jsonText, leaving, readBodiesAsText } from './exact-body.ts'
import { isUuid, uuid } from './ids.ts'
import type { RuleQuestion } from './needs.ts'
import { PageQuery, pageLink } from './paging.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'

const { needs } = routesOf('rpc')
const tags = ['rpc']

/** What the two versions of the API answer when it comes to nothing (rest-core.md 7.1). */
const statusOf = {
  '/api/rpc': { timeout: 504, noConnection: 504 },
  '/api/plugins/rpc': { timeout: 408, noConnection: 409 },
} as const

const DeviceParams = Type.Object({ deviceId: Type.String() })
const ListQuery = Type.Object({ ...PageQuery.properties, rpcStatus: Type.Optional(Type.String()) })

/** milliseconds: without a timeout, and at least (rest-core.md 7.1) */
const defaultTimeout = 10_000
const leastTimeout = 5_000
/** milliseconds past its time after which a call is given up that no rule node took */
const grace = 1_000
/** milliseconds within which a persistent call is accepted, however long it may wait then */
const acceptedWithin = 10_000
const longestWait = 2_147_483_647

/** Calls of devices over REST (rest-core.md 7.1). They go through the rules: an RPC call request node makes them. */
export function callRoutes(api: Api, parts: ApiParts): void {
  const { calls, store } = parts
  readBodiesAsText(api)

  for (const base of ['/api/rpc', '/api/plugins/rpc'] as const) {
    for (const way of ['oneway', 'twoway'] as const) {
      api.post(
        `${base}/${way}/:deviceId`,
        {
          ...needs('DEVICE:RPC_CALL'),
          schema: { tags, summary: `Call a method of a device (${way})`, params: DeviceParams },
        },
        async (request, reply) => {
          const { id } = await entityFor(store, callerOf(request), 'DEVICE', request.params.deviceId, 'WRITE')
          const question = await questionOf(parts, id, exactBody(request), way === 'oneway')
          if (calls.isFull)
            throw new ApiError(429, errorCode.tooManyRequests, 'Too many calls wait for an answer already')
          const outcome = await calls.callDevice(question, leaving(reply))
          if (outcome === null)
            throw failure(
              statusOf[base].timeout,
              'The call came to nothing in time: no “RPC call request” node of the rules took it',
            )
          if (outcome.error !== undefined) throw failureOf(outcome.error, statusOf[base])
          const { response } = outcome
          if (response === null || response === '') return reply.send()
          if (!isJsonText(response))
            throw new ApiError(406, errorCode.general, 'The device replied with something that is no JSON')
          return reply.type('application/json; charset=utf-8').serializer(plain).send(response)
        },
      )
    }
  }

  api.get(
    '/api/rpc/persistent/:rpcId',
    { ...needs('RPC:READ'), schema: { tags, params: Type.Object({ rpcId: Type.String() }) } },
    async (request) => {
      const id = uuid('rpcId', request.params.rpcId)
      const call = found(await store.calls.get(id), `RPC with id [${id}] is not found`)
      await deviceFor(store, callerOf(request), call.deviceId)
      return callJson(call, store.tenantId)
    },
  )

  api.get(
    '/api/rpc/persistent/device/:deviceId',
    { ...needs('RPC:READ'), schema: { tags, params: DeviceParams, querystring: ListQuery } },
    async (request) => {
      const device = await deviceFor(store, callerOf(request), request.params.deviceId)
      const page = await store.calls.list(device.id, statusIn(request.query), pageLink(request.query))
      return { ...page, data: page.data.map((call) => callJson(call, store.tenantId)) }
    },
  )

  api.delete(
    '/api/rpc/persistent/:rpcId',
    { ...needs('RPC:DELETE'), schema: { tags, params: Type.Object({ rpcId: Type.String() }) } },
    async (request, reply) => {
      const id = uuid('rpcId', request.params.rpcId)
      if (!(await calls.remove(id))) found(null, `RPC with id [${id}] is not found`)
      return reply.send()
    },
  )
}

/** Replies are text already. */
function plain(text: unknown): string {
  return String(text)
}

function failure(status: number, message: string): ApiError {
  return new ApiError(status, errorCode.general, message)
}

function failureOf(error: CallError, on: { timeout: number; noConnection: number }): ApiError {
  switch (error) {
    case 'NO_ACTIVE_CONNECTION':
      return failure(on.noConnection, 'The device was not connected, or takes no calls')
    case 'TIMEOUT':
      return failure(on.timeout, 'The device did not reply in time')
    case 'NOT_FOUND':
      return new ApiError(404, errorCode.notFound, "Requested item wasn't found!")
    case 'FORBIDDEN':
      return new ApiError(403, errorCode.permissionDenied, 'The device may not be called')
    default:
      return failure(on.timeout, 'The call could not be brought to the device')
  }
}

async function questionOf(
  { calls, clock, identity, store }: ApiParts,
  deviceId: string,
  body: JsonValue,
  isOneWay: boolean,
): Promise<RuleQuestion> {
  if (!isObject(body)) throw badRequest('Invalid request body: an object with a method was expected')
  const device = found(await store.devices.get(deviceId))
  const own = (key: string) => (Object.hasOwn(body, key) ? (valueAt(body, key) ?? null) : null)
  const method = own('method')
  if (typeof method !== 'string' || method === '')
    throw badRequest("Invalid request body: 'method' must be the name of one")
  const now = clock.now()
  const timeout = whole(own('timeout'), 'timeout') ?? defaultTimeout
  const expirationTime =
    whole(own('expirationTime'), 'expirationTime') ?? now + Math.max(leastTimeout, timeout)
  const isPersistent = own('persistent') === true
  const retries = whole(own('retries'), 'retries')
  const id = requestUuid(own('requestUUID')) ?? identity.uuid()
  const additionalInfo = own('additionalInfo')
  const data: JsonObject = {
    method,
    params: jsonText(own('params')),
    ...(additionalInfo !== null && { additionalInfo }),
  }
  const wait = isPersistent ? acceptedWithin : Math.max(0, expirationTime - now) + grace
  return {
    id,
    type: 'RPC_CALL_FROM_SERVER_TO_DEVICE',
    originator: { entityType: 'DEVICE', id: deviceId },
    customerId: device.customerId,
    metadata: {
      requestUUID: id,
      originServiceId: calls.serviceId,
      expirationTime: String(expirationTime),
      oneway: String(isOneWay),
      persistent: String(isPersistent),
      ...(retries !== null && { retries: String(retries) }),
      deviceName: device.name,
      deviceType: device.type,
    },
    data,
    queue: null,
    wait: Math.min(wait, longestWait),
  }
}

function whole(value: JsonValue, key: string): number | null {
  if (value === null) return null
  const number = typeof value === 'string' ? Number(value) : numberOf(value)
  if (number !== undefined && Number.isSafeInteger(number)) return number
  throw badRequest(`Invalid request body: '${key}' must be a whole number`)
}

function requestUuid(value: JsonValue): string | null {
  if (value === null) return null
  if (typeof value === 'string' && isUuid(value)) return value.toLowerCase()
  throw badRequest("Invalid request body: 'requestUUID' is no UUID")
}

function statusIn({ rpcStatus }: Static<typeof ListQuery>): CallStatus | null {
  if (rpcStatus === undefined || rpcStatus === '') return null
  if (rpcStatus === 'DELETED') throw badRequest('RPC: DELETED')
  const status = callStatuses.find((one) => one === rpcStatus)
  if (status === undefined)
    throw badRequest(`Parameter 'rpcStatus' must be one of ${callStatuses.join(', ')}`)
  return status
}
