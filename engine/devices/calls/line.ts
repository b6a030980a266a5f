import type { CallOutcome } from '../../rules/calls.ts'
import type { StoredCall } from '../../store/calls.ts'
import type { CallToDevice } from '../../transports/gate.ts'

/** A session that takes calls. */
export interface Listener {
  readonly take: (call: CallToDevice) => void
  /** it takes a single one */
  readonly once: boolean
  /** the highest number it was handed; -1 at first, since it gets everything that waits */
  sentUpTo: number
}

/** A call that has not ended. */
export interface PendingCall {
  readonly requestId: number
  readonly method: string
  /** JSON text */
  readonly params: string
  readonly isOneWay: boolean
  readonly expirationTime: number
  /** its row, where it is persistent */
  stored: StoredCall | null
  /** tells whoever made it what came of it; only for those that are not persistent */
  readonly ended: (outcome: CallOutcome) => void
  /** it went out to some session */
  wasSent: boolean
  wasDelivered: boolean
  cancelTimers: () => void
}

/** The calls of one device, and the sessions that take them. */
export class Line {
  readonly deviceId: string
  readonly listeners: Listener[] = []
  /** by number, lowest first */
  pending = new Map<number, PendingCall>()
  /** handed over, and neither acknowledged nor given up */
  underWay = 0
  /** the database may hold persistent calls beyond this number that are not here; null = it holds none */
  unreadAfter: number | null = null
  isReading = false
  isPumping = false
  #highest = -1

  constructor(deviceId: string) {
    this.deviceId = deviceId
  }

  /** The session that gets the calls: the one that began to listen last. */
  get listener(): Listener | undefined {
    return this.listeners.at(-1)
  }

  get isIdle(): boolean {
    return this.listeners.length === 0 && this.pending.size === 0
  }

  add(call: PendingCall): void {
    this.pending.set(call.requestId, call)
    if (call.requestId > this.#highest) {
      this.#highest = call.requestId
      return
    }
    this.pending = new Map([...this.pending].sort(([one], [other]) => one - other))
  }

  remove({ requestId, cancelTimers }: PendingCall): void {
    cancelTimers()
    this.pending.delete(requestId)
  }

  /**
   * The next call for the session. A long poll gets none that came through before: its device has it, and would get the
   * same one for ever while it works on it. What lies behind unread ones waits for them.
   */
  next({ once, sentUpTo }: Listener): PendingCall | undefined {
    for (const call of this.pending.values()) {
      if (this.unreadAfter !== null && call.requestId > this.unreadAfter) return undefined
      if (call.requestId > sentUpTo && !(once && call.wasDelivered)) return call
    }
    return undefined
  }

  leave(listener: Listener): void {
    const at = this.listeners.indexOf(listener)
    if (at >= 0) this.listeners.splice(at, 1)
  }
}
