/**
 * The HTTP device API (device-api.md, all sections): `/api/v1/{token}/…` as a Fastify plugin. This file says who is let
 * in and in which order: the token first, then the size, then whether there is room; only then is a body read.
 *
 * Where this differs from the cloud, on purpose: a payload that can't be read is answered with 400 and a reason, where
 * the cloud says 500; `[]` is acknowledged; overload is 503 with Retry-After.
 */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock, Logger } from '../../rules/needs.ts'
import type { DeviceIdentity, Gate } from '../gate.ts'
import type { PayloadOptions } from '../payload.ts'
import { Room } from '../room.ts'
import type { DeviceApi } from './api.ts'
import { attributeRoutes } from './attributes.ts'
import { announcedLength, BodyBudget, BodyError, hasBody, readBody } from './body.ts'
import { callRoutes } from './calls.ts'
import { sendError, sendTooLarge } from './error.ts'
import { laterRoutes } from './later.ts'
import { updateRoutes } from './updates.ts'
import { uploadRoutes } from './uploads.ts'

export interface DeviceApiOptions {
  readonly clock: Clock
  readonly log: Logger
  readonly payload?: PayloadOptions
  /** bytes of one body; 50 MiB when absent, as in the cloud */
  readonly largestBody?: number
  /** bytes of one body about a call; 64 KiB when absent, as in the cloud (device-api.md 2.4) */
  readonly largestCallBody?: number
  /** bytes of all bodies in memory; 64 MiB when absent */
  readonly bodyBudget?: number
  /** milliseconds for one body to arrive; 60 000 when absent */
  readonly longestBody?: number
  /** requests that may wait for room; 1000 when absent */
  readonly mostWaiting?: number
  /** milliseconds one may wait for room; 10 000 when absent */
  readonly longestWait?: number
  /** milliseconds after which a long poll is cut off with 503, as the cloud does; 30 000 when absent */
  readonly longestPoll?: number
  /** long polls at once; 10 000 when absent */
  readonly mostPolls?: number
}

/** Registers the device API under `/api/v1`. */
export function registerDeviceApi(fastify: FastifyInstance, gate: Gate, options: DeviceApiOptions): void {
  const { clock, log } = options
  const largest = options.largestBody ?? 52_428_800
  const longest = options.longestBody ?? 60_000
  const budget = new BodyBudget(options.bodyBudget ?? 67_108_864)
  const room = new Room(gate, clock, {
    mostWaiting: options.mostWaiting ?? 1000,
    longestWait: options.longestWait ?? 10_000,
  })

  const api: DeviceApi = {
    gate,
    clock,
    payload: options.payload ?? {},
    largestCallBody: options.largestCallBody ?? 65_536,
    longestPoll: options.longestPoll ?? 30_000,
    mostPolls: options.mostPolls ?? 10_000,
    authenticate,
    admit,
    unavailable,
  }

  fastify.register(
    async (routes) => {
      routes.decorateRequest('device', null)
      routes.decorateRequest('bodyHold', null)
      routes.removeAllContentTypeParsers()
      routes.addContentTypeParser('*', (request, stream, done) => {
        if (request.bodyHold === null) return done(new BodyError(503, 'The route does not admit bodies.'))
        readBody(stream, request.bodyHold, budget, clock, { largest: limitOf(request), longest }, done)
      })
      routes.setErrorHandler(answerError)
      // In this hook, and not in its handler, because before the handler Fastify reads the body.
      routes.setNotFoundHandler(noPath)
      routes.addHook('onRequest', async (request, reply) =>
        request.is404 ? noPath(request, reply) : undefined,
      )
      routes.addHook('preClose', async () => room.close())
      uploadRoutes(routes, api)
      attributeRoutes(routes, api)
      updateRoutes(routes, api)
      callRoutes(routes, api)
      laterRoutes(routes, api)
    },
    { prefix: '/api/v1' },
  )

  function noPath(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    return sendError(leaveBodyUnread(request, reply), clock.now(), 404, 'The device API has no such path.')
  }

  async function authenticate(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const { token } = request.params as { token: string }
    let device: DeviceIdentity | null
    try {
      device = await gate.login({ kind: 'token', token })
    } catch (error) {
      return unavailable(leaveBodyUnread(request, reply), error)
    }
    if (device === null) return leaveBodyUnread(request, reply).code(401).send()
    request.device = device
  }

  async function admit(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const limit = limitOf(request)
    if (announcedLength(request) > limit) return sendTooLarge(leaveBodyUnread(request, reply), limit)
    const hasEntered = await new Promise<boolean>((resolve) => {
      const leave = room.enter(resolve)
      reply.raw.once('close', () => {
        leave()
        resolve(false)
      })
    })
    if (!hasEntered) {
      return sendError(
        leaveBodyUnread(request, reply),
        clock.now(),
        503,
        'Too much is arriving at once; try again.',
      )
    }
    // Whatever the body calls itself, it is read the same; Fastify would refuse types that are not well formed.
    delete request.raw.headers['content-type']
    const hold = { bytes: 0 }
    request.bodyHold = hold
    reply.raw.once('close', () => budget.give(hold.bytes))
  }

  function unavailable(reply: FastifyReply, error: unknown): FastifyReply {
    log.warn('a request of the device HTTP API failed', { error })
    return sendError(reply, clock.now(), 503, 'The server can’t take this just now; try again.')
  }

  function answerError(
    error: FastifyError | BodyError,
    request: FastifyRequest,
    reply: FastifyReply,
  ): FastifyReply {
    leaveBodyUnread(request, reply)
    if (error instanceof BodyError && error.status === 413) return sendTooLarge(reply, limitOf(request))
    if (error instanceof BodyError) return sendError(reply, clock.now(), error.status, error.message)
    const status = error.statusCode ?? 500
    if (status < 500) return sendError(reply, clock.now(), status, error.message)
    return unavailable(reply, error)
  }

  function limitOf(request: FastifyRequest): number {
    return Math.min(request.routeOptions.config.largestBody ?? largest, largest)
  }
}

/** Without this, Node would read a refused body to its end, however long, to keep the connection usable. */
function leaveBodyUnread(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return hasBody(request) && !request.raw.complete ? reply.header('connection', 'close') : reply
}
