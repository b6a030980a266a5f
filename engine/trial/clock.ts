import type { Clock } from '../rules/needs.ts'

interface Timer {
  readonly at: number
  readonly call: () => void
}

/** A clock that stands still until it is told to go on, so that a trial waits for nothing. */
export class TrialClock implements Clock {
  #now: number
  readonly #timers = new Set<Timer>()

  /** @param start epoch ms */
  constructor(start: number) {
    this.#now = start
  }

  now(): number {
    return this.#now
  }

  after(ms: number, call: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, ms), call }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  /** Goes on to the next moment at which something is due, unless that is behind `until`; answers whether it did. */
  next(until: number): boolean {
    let first: Timer | null = null
    for (const timer of this.#timers) if (first === null || timer.at < first.at) first = timer
    if (first === null || first.at > until) return false
    this.#timers.delete(first)
    this.#now = Math.max(this.#now, first.at)
    first.call()
    return true
  }
}
