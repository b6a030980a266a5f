/**
 * Requests that wait (device-api.md 4.5): for a change, a call, an answer. Their own timeout ends them with 408; past
 * `longestPoll` they are cut off with 503, which is where clients of the cloud expect it.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { DeviceApi } from './api.ts'
import { sendError } from './error.ts'

const defaultTimeout = 60_000

export interface LongPoll {
  /** Ends it, by what `send` answers. False when it has ended already. */
  finish(send: () => unknown): boolean
  /** Calls when it ends, however it does. */
  onEnd(call: () => void): void
}

/** All polls of one kind that wait. */
export class LongPolls {
  readonly #api: DeviceApi
  readonly #waiting = new Set<() => void>()

  constructor(api: DeviceApi) {
    this.#api = api
  }

  /** Begins to wait; null when too many do already, which is answered then. */
  open(reply: FastifyReply, timeout = defaultTimeout): LongPoll | null {
    const { clock, longestPoll, mostPolls } = this.#api
    if (this.#waiting.size >= mostPolls) {
      sendError(reply, clock.now(), 503, 'Too many long polls at once; try again.')
      return null
    }
    const ends: (() => void)[] = []
    const finish = (send: () => unknown): boolean => {
      if (!this.#waiting.delete(end)) return false
      cancel()
      for (const call of ends) call()
      send()
      return true
    }
    const end = () => void finish(() => reply.code(408).send())
    const cutOff = () =>
      void finish(() =>
        sendError(
          reply,
          clock.now(),
          503,
          'Nothing came within the longest time a poll may wait; try again.',
        ),
      )
    const isCutOff = timeout > longestPoll
    const cancel = clock.after(isCutOff ? longestPoll : timeout, isCutOff ? cutOff : end)
    this.#waiting.add(end)
    reply.raw.once('close', () => void finish(() => {}))
    return {
      finish,
      onEnd: (call) => {
        if (this.#waiting.has(end)) ends.push(call)
        else call()
      },
    }
  }

  /** Ends all of them with 408. */
  close(): void {
    for (const end of [...this.#waiting]) end()
  }
}

/** Milliseconds; undefined when it is no number. 0 and nothing stand for the default. */
export function timeoutOf(request: FastifyRequest): number | undefined {
  const { timeout } = request.query as { timeout?: unknown }
  if (timeout === undefined || timeout === '') return defaultTimeout
  if (typeof timeout !== 'string' || !/^-?\d{1,15}$/.test(timeout)) return undefined
  return Number(timeout) > 0 ? Number(timeout) : defaultTimeout
}
