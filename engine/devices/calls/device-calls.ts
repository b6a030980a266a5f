import type { CallOutcome, CallRequest } from '../../rules/calls.ts'
import { NodeFailure } from '../../rules/failure.ts'
import { parseJson, stringifyJson } from '../../rules/json.ts'
import type { Clock, Logger } from '../../rules/needs.ts'
import type { StoredCall } from '../../store/calls.ts'
import type { CallToDevice } from '../../transports/gate.ts'
import { Line, type Listener, type PendingCall } from './line.ts'
import type { PersistentCalls } from './persistent-calls.ts'
import { Turns } from './turns.ts'
import type { WaitingCallers } from './waiting-callers.ts'

export interface DeviceCallParts {
  readonly clock: Clock
  readonly log: Logger
  readonly persistent: PersistentCalls
  /** those who wait over REST, by the id of their call */
  readonly callers: WaitingCallers<CallOutcome>
  readonly exists: (deviceId: string) => Promise<boolean>
}

/** milliseconds in which a device must acknowledge a call (device-api.md 4.3) */
const acknowledgedWithin = 10_000
/** calls of one device on the wire at once; the next ones follow as it acknowledges */
const mostUnderWay = 32
/** calls of one device in memory, those that are not persistent */
const mostPending = 1_000
/** and of all devices together */
const mostInAll = 100_000
/** persistent calls read at a time */
const readAtOnce = 100
const longestTimer = 2_147_483_647

/** Calls from the server to its devices (device-api.md 4): who waits for what, and which session gets it. */
export class DeviceCalls {
  readonly #parts: DeviceCallParts
  readonly #lines = new Map<string, Line>()
  /** the next number of each device; counted from 0 since the start (device-api.md 4.1) */
  readonly #numbers = new Map<string, number>()
  readonly #turns = new Turns()
  #inMemory = 0

  constructor(parts: DeviceCallParts) {
    this.#parts = parts
    parts.persistent.onExpired = (call) => this.#forget(call)
  }

  /** See `Calls` (rules/calls.ts). */
  call(request: CallRequest, ended: (outcome: CallOutcome) => void): Promise<void> {
    const end = (outcome: CallOutcome) => {
      if (request.isRestCall) this.#parts.callers.answer(request.id, outcome)
      ended(outcome)
    }
    return this.#turns.run(request.deviceId, () => this.#take(request, end))
  }

  /** How many calls wait that are not persistent. */
  get waiting(): number {
    return this.#inMemory
  }

  async #take(request: CallRequest, end: (outcome: CallOutcome) => void): Promise<void> {
    const { clock, exists, persistent } = this.#parts
    const { deviceId, expirationTime, isPersistent } = request
    if (this.#lines.get(deviceId)?.listener === undefined && !(await exists(deviceId)))
      return end({ error: 'NOT_FOUND' })
    if (!isPersistent && expirationTime <= clock.now()) return end({ error: 'TIMEOUT' })
    const params = jsonOf(request.params)
    if (!isPersistent) return this.#wait(request, params, end)

    const stored = await persistent.keep(request, this.#number(deviceId), params)
    end({ response: JSON.stringify({ rpcId: request.id }) })
    if (stored === null) return
    this.#numbers.set(deviceId, stored.requestId + 1)
    const line = this.#lines.get(deviceId)
    if (stored.status !== 'QUEUED' || line?.listener === undefined || line.unreadAfter !== null) return
    line.add(pendingOf(stored))
    this.#pump(line)
  }

  #number(deviceId: string): number {
    return this.#numbers.get(deviceId) ?? this.#parts.persistent.highestOpen(deviceId) + 1
  }

  #wait(request: CallRequest, params: string, end: (outcome: CallOutcome) => void): void {
    const { clock } = this.#parts
    const { deviceId, method, isOneWay, expirationTime } = request
    const line = this.#line(deviceId)
    if (line.pending.size >= mostPending || this.#inMemory >= mostInAll) {
      this.#tidy(line)
      throw new NodeFailure('Too many calls wait for devices already; let some end first')
    }
    const requestId = this.#number(deviceId)
    this.#numbers.set(deviceId, requestId + 1)
    const call: PendingCall = {
      ...{ requestId, method, params, isOneWay, expirationTime },
      stored: null,
      ended: end,
      wasSent: false,
      wasDelivered: false,
      cancelTimers: () => {},
    }
    const wait = Math.min(expirationTime - clock.now(), longestTimer)
    call.cancelTimers = clock.after(wait, () =>
      this.#end(line, call, { error: call.wasSent ? 'TIMEOUT' : 'NO_ACTIVE_CONNECTION' }),
    )
    this.#inMemory++
    line.add(call)
    this.#pump(line)
  }

  #end(line: Line, call: PendingCall, outcome: CallOutcome): void {
    if (line.pending.get(call.requestId) !== call) return
    line.remove(call)
    this.#inMemory--
    this.#tidy(line)
    call.ended(outcome)
  }

  /** A session takes calls from now on; what waits comes at once. Returns the way to end that. */
  listen(deviceId: string, take: (call: CallToDevice) => void, once = false): () => void {
    const line = this.#line(deviceId)
    const listener: Listener = { take, once, sentUpTo: -1 }
    line.listeners.push(listener)
    if (this.#parts.persistent.hasOpen(deviceId)) {
      line.unreadAfter = -1
      void this.#read(line)
    } else this.#pump(line)
    return () => this.#leave(line, listener)
  }

  #leave(line: Line, listener: Listener): void {
    line.leave(listener)
    if (line.listener === undefined) this.#dropStored(line)
    else this.#pump(line)
  }

  /** Reads more persistent calls of a device that listens. */
  async #read(line: Line): Promise<void> {
    const { clock, log, persistent } = this.#parts
    if (line.isReading || line.unreadAfter === null) return
    line.isReading = true
    const after = line.unreadAfter
    try {
      const found = await persistent.open(line.deviceId, after, readAtOnce)
      for (const call of found) if (!line.pending.has(call.requestId)) line.add(pendingOf(call))
      const last = found.at(-1)?.requestId ?? after
      // A session that came meanwhile begins at the beginning.
      if (line.unreadAfter === after) line.unreadAfter = found.length < readAtOnce ? null : last
    } catch (error) {
      log.warn('The calls that wait for a device could not be read; trying again', {
        device: line.deviceId,
        error: String(error),
      })
      clock.after(5_000, () => void this.#read(line))
    }
    line.isReading = false
    if (line.listener === undefined) this.#dropStored(line)
    else this.#pump(line)
  }

  /** What is persistent waits in the database for the next session. */
  #dropStored(line: Line): void {
    for (const call of [...line.pending.values()]) if (call.stored !== null) line.remove(call)
    this.#tidy(line)
  }

  #pump(line: Line): void {
    // Sessions may tell at once what came of a call, and end up here again.
    if (line.isPumping) return
    line.isPumping = true
    while (line.underWay < mostUnderWay) {
      const { listener } = line
      const call = listener && line.next(listener)
      if (listener === undefined || call === undefined) break
      this.#hand(line, call, listener)
    }
    line.isPumping = false
    if (line.underWay < mostUnderWay && line.listener !== undefined) void this.#read(line)
  }

  #hand(line: Line, call: PendingCall, listener: Listener): void {
    listener.sentUpTo = call.requestId
    if (listener.once) line.leave(listener)
    line.underWay++
    let isUnderWay = true
    let cancelAcknowledgement = () => {}
    const land = () => {
      cancelAcknowledgement()
      if (isUnderWay) line.underWay--
      isUnderWay = false
    }
    const { requestId, method, params } = call
    listener.take({
      requestId,
      method,
      params,
      sent: () => {
        this.#sent(line, call)
        cancelAcknowledgement = this.#afterSilence(call, () => {
          land()
          void this.#timedOut(line, call)
        })
      },
      delivered: () => {
        land()
        void this.#delivered(line, call)
      },
      missed: () => {
        land()
        this.#pump(line)
      },
      failed: (reason) => {
        land()
        void this.#failed(line, call, reason)
      },
    })
  }

  #sent(line: Line, call: PendingCall): void {
    call.wasSent = true
    const { stored } = call
    if (stored === null) this.#wentOut(line, call)
    else void this.#parts.persistent.sent(stored).then((moved) => this.#moved(line, call, moved))
  }

  #afterSilence({ expirationTime }: PendingCall, act: () => void): () => void {
    const { clock } = this.#parts
    return clock.after(Math.min(acknowledgedWithin, Math.max(0, expirationTime - clock.now())), act)
  }

  async #delivered(line: Line, call: PendingCall): Promise<void> {
    call.wasSent = true
    call.wasDelivered = true
    const { stored } = call
    if (stored === null) this.#wentOut(line, call)
    else {
      const moved = await this.#parts.persistent.delivered(stored)
      if (stored.isOneWay) this.#forget(stored)
      else this.#moved(line, call, moved)
    }
    this.#pump(line)
  }

  async #failed(line: Line, call: PendingCall, reason: string): Promise<void> {
    const { stored } = call
    if (stored === null) this.#end(line, call, { error: 'INTERNAL' })
    else {
      await this.#parts.persistent.failed(stored, reason)
      this.#forget(stored)
    }
    this.#pump(line)
  }

  /** One way is done when it is out (device-api.md 12: clients rely on it). */
  #wentOut(line: Line, call: PendingCall): void {
    if (call.isOneWay) this.#end(line, call, { response: null })
  }

  #moved(line: Line, call: PendingCall, moved: StoredCall | null): void {
    if (moved !== null && line.pending.get(call.requestId) === call) call.stored = moved
  }

  async #timedOut(line: Line, call: PendingCall): Promise<void> {
    const { stored } = call
    if (stored !== null) {
      const moved = await this.#parts.persistent.timedOut(stored)
      this.#moved(line, call, moved)
      if (moved?.status === 'FAILED') this.#forget(moved)
    }
    this.#pump(line)
  }

  /**
   * The device replied. `done` is called once: after the commit where the call is persistent. A reply to nothing is
   * taken and forgotten (device-api.md 4.3).
   */
  reply(deviceId: string, requestId: number, text: string, done: (error: Error | null) => void): void {
    const line = this.#lines.get(deviceId)
    const call = line?.pending.get(requestId)
    if (line !== undefined && call !== undefined && call.stored === null) {
      if (!call.isOneWay) this.#end(line, call, { response: text })
      done(null)
      return
    }
    this.#parts.persistent.replied(deviceId, requestId, replyJson(text)).then(
      (stored) => {
        if (stored !== null) this.#forget(stored)
        done(null)
      },
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
    )
  }

  /** Takes a persistent call away; null when there is none. */
  async remove(id: string): Promise<StoredCall | null> {
    const removed = await this.#parts.persistent.remove(id)
    if (removed !== null) this.#forget(removed)
    return removed
  }

  /** A persistent call has ended: it waits here no more. */
  #forget({ deviceId, id, requestId }: StoredCall): void {
    const line = this.#lines.get(deviceId)
    const call = line?.pending.get(requestId)
    if (line === undefined || call?.stored?.id !== id) return
    line.remove(call)
    this.#tidy(line)
  }

  #line(deviceId: string): Line {
    const known = this.#lines.get(deviceId)
    if (known !== undefined) return known
    const line = new Line(deviceId)
    this.#lines.set(deviceId, line)
    return line
  }

  #tidy(line: Line): void {
    if (line.isIdle && this.#lines.get(line.deviceId) === line) this.#lines.delete(line.deviceId)
  }
}

function pendingOf(stored: StoredCall): PendingCall {
  const { requestId, method, params, isOneWay, expirationTime, status } = stored
  return {
    ...{ requestId, method, params, isOneWay, expirationTime, stored },
    ended: () => {},
    wasSent: false,
    wasDelivered: status === 'DELIVERED',
    cancelTimers: () => {},
  }
}

/** Params as JSON text; what is no JSON is text (device-api.md 4.1). */
function jsonOf(params: string): string {
  try {
    parseJson(params)
    return params
  } catch {
    return stringifyJson(params)
  }
}

/** A reply as a persistent call keeps it: what is no JSON stands as an error (device-api.md 4.3). */
function replyJson(text: string): string {
  try {
    parseJson(text)
    return text
  } catch {
    return JSON.stringify({ error: text })
  }
}
