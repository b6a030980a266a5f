import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { type Denial, Denied, WeakPassword } from '../access/access.ts'
import { TooBusy } from '../access/passwords.ts'
import { WrongAlarm } from '../rules/alarms.ts'
import type { Clock, Logger } from '../rules/needs.ts'
import { isUnholdable } from '../store/database.ts'
import { BadQuery, Conflict, NotFound } from '../store/store.ts'

/** The cloud's error codes (rest-core.md 3.1). */
export const errorCode = {
  general: 2,
  authentication: 10,
  tokenExpired: 11,
  permissionDenied: 20,
  badRequest: 31,
  notFound: 32,
  tooManyRequests: 33,
  versionConflict: 35,
  passwordViolation: 45,
} as const

/** An answer other than success, with the status and code that the cloud's clients know. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly code: number
  /** further members of the JSON body */
  readonly more: Readonly<Record<string, unknown>>
  constructor(status: number, code: number, message: string, more: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.more = more
  }
}

/** An answer that clients expect as plain text (rest-core.md 3.2). */
export class TextError extends Error {
  override readonly name = 'TextError'
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export const noPermission = "You don't have permission to perform this operation!"

export function badRequest(message: string): ApiError {
  return new ApiError(400, errorCode.badRequest, message)
}

export function notFound(message = "Requested item wasn't found!"): ApiError {
  return new ApiError(404, errorCode.notFound, message)
}

export function forbidden(message = noPermission): ApiError {
  return new ApiError(403, errorCode.permissionDenied, message)
}

/** The item, or a 404 with the cloud's words. */
export function found<T>(item: T | null | undefined, message?: string): T {
  if (item === null || item === undefined) throw notFound(message)
  return item
}

const denials: Readonly<Record<Denial, readonly [status: number, code: number, message: string]>> = {
  WRONG_LOGIN: [401, errorCode.authentication, 'Invalid username or password'],
  NOT_ACTIVE: [401, errorCode.authentication, 'User account is not active'],
  LOCKED: [401, errorCode.authentication, 'User account is locked due to security policy'],
  NO_TOKEN: [401, errorCode.authentication, 'Authentication failed'],
  BAD_TOKEN: [401, errorCode.authentication, 'Invalid username or password'],
  TOKEN_EXPIRED: [401, errorCode.tokenExpired, 'Token has expired'],
  WRONG_PASSWORD: [400, errorCode.badRequest, "Current password doesn't match!"],
  SAME_PASSWORD: [400, errorCode.badRequest, 'New password should be different from existing!'],
}

/** What a thrown thing means to the client. Only faults of ours become a 500. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  if (error instanceof Denied) return new ApiError(...denials[error.denial])
  if (error instanceof WeakPassword) return badRequest(error.message)
  if (error instanceof TooBusy) return new ApiError(429, errorCode.tooManyRequests, 'Too many requests!')
  if (error instanceof BadQuery || error instanceof Conflict || error instanceof WrongAlarm)
    return badRequest(error.message)
  if (error instanceof NotFound) return notFound()
  if (isUnholdable(error))
    return badRequest(
      'Validation error: a text holds a NUL character (U+0000), which can’t be kept: take it out',
    )
  const { validation, statusCode, message } = error as FastifyError
  if (validation) return badRequest(`Validation error: ${message}`)
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new ApiError(statusCode, codeOf(statusCode), message)
  }
  return new ApiError(500, errorCode.general, 'Internal server error')
}

/** The code for a status that the framework chose (rest-core.md 3.1). */
function codeOf(status: number): number {
  if (status === 401) return errorCode.authentication
  if (status === 403) return errorCode.permissionDenied
  if (status === 404) return errorCode.notFound
  if (status === 429) return errorCode.tooManyRequests
  return errorCode.badRequest
}

/** Answers every error of a route in the form that section 3 of the cloud's API has. */
export function answerErrors(log: Logger, clock: Clock) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    if (error instanceof TextError) {
      return reply.code(error.status).type('text/plain; charset=utf-8').send(error.message)
    }
    const answer = asApiError(error)
    if (answer.status >= 500) {
      log.error('a request failed', { method: request.method, route: request.routeOptions.url, error })
    }
    return reply.code(answer.status).type('application/json; charset=utf-8').send(errorBody(answer, clock))
  }
}

export function errorBody(error: ApiError, clock: Clock): Record<string, unknown> {
  return {
    status: error.status,
    message: error.message,
    errorCode: error.code,
    timestamp: clock.now(),
    ...error.more,
  }
}
