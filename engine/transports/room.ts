/**
 * Where requests wait while the inbox is full. Nothing is read of them meanwhile, so that the pressure reaches the
 * sender; how many wait and for how long is bounded, and whoever can't wait is told to come back.
 */
import type { Clock } from '../rules/needs.ts'
import type { Gate } from './gate.ts'

export class Room {
  readonly #gate: Pick<Gate, 'hasRoom' | 'onRoom'>
  readonly #clock: Clock
  readonly #mostWaiting: number
  readonly #longestWait: number
  readonly #stopListening: () => void
  /** in order of arrival */
  readonly #waiting = new Set<(entered: boolean) => void>()

  /** @param limits `longestWait` in milliseconds */
  constructor(
    gate: Pick<Gate, 'hasRoom' | 'onRoom'>,
    clock: Clock,
    limits: { mostWaiting: number; longestWait: number },
  ) {
    this.#gate = gate
    this.#clock = clock
    this.#mostWaiting = limits.mostWaiting
    this.#longestWait = limits.longestWait
    this.#stopListening = gate.onRoom(() => this.#letIn())
  }

  /**
   * Calls `then` once: with true as soon as there is room, with false when too many wait already or it took too long.
   * The returned function takes the caller out of the line without a call.
   */
  enter(then: (entered: boolean) => void): () => void {
    if (this.#gate.hasRoom && this.#waiting.size === 0) {
      then(true)
      return nothing
    }
    if (this.#waiting.size >= this.#mostWaiting) {
      then(false)
      return nothing
    }
    const leave = (): void => {
      this.#waiting.delete(waiter)
      cancel()
    }
    const waiter = (entered: boolean): void => {
      leave()
      then(entered)
    }
    const cancel = this.#clock.after(this.#longestWait, () => waiter(false))
    this.#waiting.add(waiter)
    return leave
  }

  get waiting(): number {
    return this.#waiting.size
  }

  /** Sends everyone away and lets nobody wait any more. */
  close(): void {
    this.#stopListening()
    for (const waiter of this.#waiting) waiter(false)
  }

  #letIn(): void {
    for (const waiter of this.#waiting) {
      if (!this.#gate.hasRoom) return
      waiter(true)
    }
  }
}

function nothing(): void {}
