/** What the route files of the device API share: the way in, and what a request has gathered on it. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../rules/needs.ts'
import type { DeviceIdentity, Gate } from '../gate.ts'
import type { PayloadOptions } from '../payload.ts'
import type { BodyHold } from './body.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** the device whose token is in the path; null outside of the device API */
    device: DeviceIdentity | null
    bodyHold: BodyHold | null
  }
  interface FastifyContextConfig {
    /** bytes, where a route allows less than the rest of the API */
    largestBody?: number
  }
}

export interface DeviceApi {
  readonly gate: Gate
  readonly clock: Clock
  readonly payload: PayloadOptions
  /** bytes of a body about a call */
  readonly largestCallBody: number
  readonly longestPoll: number
  readonly mostPolls: number
  /** Answers 401 with an empty body unless the token is a device's; to be the first hook of every route. */
  authenticate(request: FastifyRequest, reply: FastifyReply): Promise<unknown>
  /** Holds a request with a body until there is room for it. */
  admit(request: FastifyRequest, reply: FastifyReply): Promise<unknown>
  /** Answers a request whose device, or whose way to the disk, failed it. */
  unavailable(reply: FastifyReply, error: unknown): FastifyReply
}

/** The device that `authenticate` let in. */
export function deviceOf(request: FastifyRequest): DeviceIdentity {
  if (request.device === null) throw new Error('The route does not authenticate')
  return request.device
}
