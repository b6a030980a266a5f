import type { Clock } from '../../rules/needs.ts'

export interface Waiting<T> {
  /** null when the time is over, or nobody may wait any more */
  readonly answer: Promise<T | null>
  /** The caller has gone. */
  leave(): void
}

/** People who wait over REST for what the rules or a device will answer, by the id of their request. */
export class WaitingCallers<T> {
  readonly #clock: Clock
  readonly #most: number
  readonly #byId = new Map<string, Set<(value: T | null) => void>>()
  #count = 0

  constructor(clock: Clock, most = 10_000) {
    this.#clock = clock
    this.#most = most
  }

  get isFull(): boolean {
    return this.#count >= this.#most
  }

  /** Begins to wait. A second one under the same id gets the same answer. */
  wait(id: string, ms: number): Waiting<T> {
    const { promise, resolve } = Promise.withResolvers<T | null>()
    const cancel = this.#clock.after(ms, () => settle(null))
    const waiting = this.#byId.get(id) ?? new Set()
    const settle = (value: T | null) => {
      if (!waiting.delete(settle)) return
      if (waiting.size === 0) this.#byId.delete(id)
      this.#count--
      cancel()
      resolve(value)
    }
    waiting.add(settle)
    this.#byId.set(id, waiting)
    this.#count++
    return { answer: promise, leave: () => settle(null) }
  }

  /** False when nobody waits under this id. */
  answer(id: string, value: T): boolean {
    const waiting = this.#byId.get(id)
    if (waiting === undefined) return false
    for (const settle of [...waiting]) settle(value)
    return true
  }

  /** Sends everybody away. */
  close(): void {
    for (const waiting of [...this.#byId.values()]) for (const settle of [...waiting]) settle(null)
  }
}
