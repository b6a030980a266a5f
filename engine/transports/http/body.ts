/**
 * Reads request bodies of any content type as bytes, inside three bounds: the largest body of the route, the bytes all
 * bodies may hold together, and the time one may take to arrive.
 */
import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'
import type { Clock } from '../../rules/needs.ts'

/** A body that was not read. `status` is the HTTP status to answer with. */
export class BodyError extends Error {
  override readonly name = 'BodyError'
  readonly status: 408 | 413 | 503
  constructor(status: 408 | 413 | 503, message: string) {
    super(message)
    this.status = status
  }
}

/** Bytes that all bodies in memory share. */
export class BodyBudget {
  #left: number
  constructor(bytes: number) {
    this.#left = bytes
  }

  /** False, and nothing taken, when there are not that many left. */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false
    this.#left -= bytes
    return true
  }

  give(bytes: number): void {
    this.#left += bytes
  }
}

/** The announced length of the body, 0 when it is not announced. Node has checked that it is a number. */
export function announcedLength(request: FastifyRequest): number {
  return Number(request.headers['content-length'] ?? 0)
}

export function hasBody(request: FastifyRequest): boolean {
  return announcedLength(request) > 0 || request.headers['transfer-encoding'] !== undefined
}

/** What one request holds of the budget; whoever made it gives it back when the answer is out. */
export interface BodyHold {
  bytes: number
}

/**
 * Collects the body and calls `done` once.
 * @param bounds `largest` in bytes, `longest` in milliseconds
 */
export function readBody(
  stream: IncomingMessage,
  hold: BodyHold,
  budget: BodyBudget,
  clock: Clock,
  bounds: { largest: number; longest: number },
  done: (error: Error | null, body?: Buffer) => void,
): void {
  const chunks: Buffer[] = []
  let length = 0
  let isDone = false
  const cancel = clock.after(bounds.longest, () =>
    finish(new BodyError(408, 'The body did not arrive in time.')),
  )

  stream.on('data', take)
  stream.once('end', () => finish(null))
  stream.once('error', finish)
  stream.once('close', endEarly)

  function take(chunk: Buffer): void {
    if (isDone) return
    length += chunk.length
    if (length > bounds.largest) finish(new BodyError(413, 'The body is too large.'))
    else if (!budget.take(chunk.length))
      finish(new BodyError(503, 'Too many large bodies at once; try again.'))
    else {
      hold.bytes += chunk.length
      chunks.push(chunk)
    }
  }

  function endEarly(): void {
    if (!isDone) finish(new BodyError(408, 'The body ended too early.'))
  }

  function finish(error: Error | null): void {
    if (isDone) return
    isDone = true
    cancel()
    if (error !== null) done(error)
    else done(null, chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks))
  }
}
