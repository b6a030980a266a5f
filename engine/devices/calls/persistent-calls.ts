import type { CallRequest } from '../../rules/calls.ts'
import { NodeFailure } from '../../rules/failure.ts'
import type { Clock, Logger } from '../../rules/needs.ts'
import type { CallMove, CallStatus, CallStore, StoredCall } from '../../store/calls.ts'
import { Turns } from './turns.ts'

export interface PersistentCallParts {
  readonly store: CallStore
  readonly clock: Clock
  readonly log: Logger
  /** Told of every change after its commit, in order per device; DELETED is none of the stored states. */
  readonly changed: (call: StoredCall, status: CallStatus | 'DELETED') => void
}

/** deliveries after the first that the server allows at most (device-api.md 4.3) */
const mostRetries = 5
/** open calls of one device */
const mostOpen = 1_000
/** calls that one statement ends, so that others get their turn */
const piece = 500
/** longest timer; what is further away is looked at again then */
const longestTimer = 3_600_000
/** milliseconds until a database that failed is asked again */
const retryAfter = 5_000
/** ended calls are kept for thirty days */
const keptFor = 30 * 86_400_000

/**
 * Calls that outlive restarts and absences: each a row, moved from state to state (device-api.md 4.3). Where a call
 * stands is known to the database alone; a change that comes too late finds another state there and does nothing.
 */
export class PersistentCalls {
  readonly #parts: PersistentCallParts
  readonly #turns = new Turns()
  /** devices with open calls, so that no other device costs a query when it begins to listen */
  readonly #withOpen = new Map<string, number>()
  #nextExpiry = Number.POSITIVE_INFINITY
  #cancelTimer = () => {}
  #isClosed = false
  /** Told of calls whose time is over. */
  onExpired: (call: StoredCall) => void = () => {}

  constructor(parts: PersistentCallParts) {
    this.#parts = parts
  }

  /** Learns what is open. Calls before it are not to be made. */
  async start(): Promise<void> {
    for (const { deviceId, highest } of await this.#parts.store.devicesWithOpen())
      this.#withOpen.set(deviceId, highest)
    await this.#expire()
  }

  /** Lets what was begun be written. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#cancelTimer()
    await this.#turns.settled()
  }

  /** The highest number of an open call of the device, -1 without one. */
  highestOpen(deviceId: string): number {
    return this.#withOpen.get(deviceId) ?? -1
  }

  hasOpen(deviceId: string): boolean {
    return this.#withOpen.has(deviceId)
  }

  /** Keeps a call. Null where it was kept before: it is the same message once more. */
  async keep(request: CallRequest, requestId: number, params: string): Promise<StoredCall | null> {
    const { clock, store } = this.#parts
    const now = clock.now()
    const status: CallStatus = request.expirationTime > now ? 'QUEUED' : 'EXPIRED'
    const call: StoredCall = { ...rowOf(request), requestId, params, status, createdTime: now }
    // In turn with `open`: what is added while it reads is not forgotten.
    const result = await this.#turns.run(call.deviceId, async () => {
      const added = await this.#safely(() => store.add(call, mostOpen))
      if (added === 'added' && status === 'QUEUED')
        this.#withOpen.set(call.deviceId, Math.max(requestId, this.highestOpen(call.deviceId)))
      return added
    })
    if (result === 'repeated') return null
    if (result === 'taken')
      throw new NodeFailure(
        `There is another call with the id ${call.id}; give metadata requestUUID a new one`,
      )
    if (result === 'full')
      throw new NodeFailure(`${mostOpen} calls wait for the device already, which is the most`)
    if (status === 'QUEUED') this.#planExpiry(call.expirationTime)
    this.#parts.changed(call, status)
    return call
  }

  async #safely<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new NodeFailure(`The call could not be kept: ${reason}`, { transient: true, cause: error })
    }
  }

  /** Open calls of the device with a number above `after`. */
  async open(deviceId: string, after: number, limit: number): Promise<StoredCall[]> {
    if (!this.hasOpen(deviceId)) return []
    return this.#turns.run(deviceId, async () => {
      const found = await this.#parts.store.open(deviceId, after, limit)
      if (found.length === 0 && after < 0) this.#withOpen.delete(deviceId)
      return found
    })
  }

  sent(call: StoredCall): Promise<StoredCall | null> {
    return this.#move(call, ['QUEUED', 'TIMEOUT'], { status: 'SENT', isOpen: true })
  }

  delivered(call: StoredCall): Promise<StoredCall | null> {
    const to = { status: 'DELIVERED', isOpen: !call.isOneWay } as const
    return this.#move(call, ['QUEUED', 'SENT', 'TIMEOUT'], to)
  }

  /** The device did not acknowledge it in time: it may be tried again, or was tried often enough. */
  async timedOut(call: StoredCall): Promise<StoredCall | null> {
    const most = Math.min(call.retries ?? mostRetries, mostRetries)
    const from: CallStatus[] = ['QUEUED', 'SENT', 'TIMEOUT']
    if (call.timeouts < most)
      return this.#move(call, from, { status: 'TIMEOUT', isOpen: true, timeouts: call.timeouts + 1 })
    const error = `There was a Timeout and all retry attempts have been exhausted. Retry attempts set: ${most}`
    return this.#move(call, from, { status: 'FAILED', isOpen: false, response: JSON.stringify({ error }) })
  }

  failed(call: StoredCall, reason: string): Promise<StoredCall | null> {
    const response = JSON.stringify({ error: reason })
    return this.#move(call, ['QUEUED', 'SENT', 'TIMEOUT', 'DELIVERED'], {
      status: 'FAILED',
      isOpen: false,
      response,
    })
  }

  /** The device replied. Null when it has no open call of that number. Rejects while the database does not answer. */
  replied(deviceId: string, requestId: number, response: string): Promise<StoredCall | null> {
    if (!this.hasOpen(deviceId)) return Promise.resolve(null)
    return this.#turns.run(deviceId, async () => {
      const call = await this.#parts.store.reply(deviceId, requestId, response)
      if (call !== null) this.#parts.changed(call, call.status)
      return call
    })
  }

  /** Takes the call away for good; null when there is none. */
  async remove(id: string): Promise<StoredCall | null> {
    const { store } = this.#parts
    const call = await store.get(id)
    if (call === null) return null
    return this.#turns.run(call.deviceId, async () => {
      if (!(await store.remove(id))) return null
      this.#parts.changed(call, 'DELETED')
      return call
    })
  }

  /** What the device did can't be undone by a database that is away, so the change is tried until it is written. */
  #move(call: StoredCall, from: readonly CallStatus[], to: CallMove): Promise<StoredCall | null> {
    const { changed, clock, log, store } = this.#parts
    return this.#turns.run(call.deviceId, async () => {
      for (;;) {
        try {
          const moved = await store.move(call.id, from, to)
          if (moved !== null) changed(moved, moved.status)
          return moved
        } catch (error) {
          if (this.#isClosed) return null
          log.warn('The state of a call waits for the database', { call: call.id, error: String(error) })
          await new Promise<void>((resolve) => clock.after(retryAfter, resolve))
        }
      }
    })
  }

  #planExpiry(at: number): void {
    if (at >= this.#nextExpiry || this.#isClosed) return
    this.#nextExpiry = at
    this.#wakeIn(at - this.#parts.clock.now())
  }

  #wakeIn(ms: number): void {
    this.#cancelTimer()
    const wait = Math.max(0, Math.min(ms, longestTimer))
    this.#cancelTimer = this.#parts.clock.after(wait, () => void this.#expire())
  }

  async #expire(): Promise<void> {
    const { changed, clock, log, store } = this.#parts
    this.#nextExpiry = Number.POSITIVE_INFINITY
    try {
      for (let more = true; more; ) {
        const expired = await store.expire(clock.now(), piece)
        for (const call of expired) {
          changed(call, call.status)
          this.onExpired(call)
        }
        more = expired.length === piece
      }
      await store.removeEnded(clock.now() - keptFor, piece)
      this.#planExpiry((await store.nextExpiry()) ?? clock.now() + longestTimer)
    } catch (error) {
      if (this.#isClosed) return
      log.warn('Calls could not be ended at their time; trying again', { error: String(error) })
      this.#wakeIn(retryAfter)
    }
  }
}

function rowOf(request: CallRequest): Omit<StoredCall, 'requestId' | 'params' | 'status' | 'createdTime'> {
  const { id, deviceId, method, additionalInfo, isOneWay, retries, expirationTime } = request
  const rest = { timeouts: 0, response: null }
  return { id, deviceId, method, additionalInfo, isOneWay, retries, expirationTime, ...rest }
}
