import type { Clock } from '../../engine/rules/needs.ts'

/** A clock that only moves when told to. Calls due at the same time are made in the order they were asked for. */
export class ManualClock implements Clock {
  #now: number
  #order = 0
  readonly #calls = new Set<{ at: number; order: number; call: () => void }>()

  constructor(now = 1_700_000_000_000) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  after(ms: number, call: () => void): () => void {
    const entry = { at: this.#now + ms, order: this.#order++, call }
    this.#calls.add(entry)
    return () => this.#calls.delete(entry)
  }

  /** Moves on by `ms` and makes every call that is due on the way, those asked for meanwhile included. */
  pass(ms: number): void {
    const until = this.#now + ms
    for (;;) {
      const due = [...this.#calls]
        .filter((entry) => entry.at <= until)
        .sort((a, b) => a.at - b.at || a.order - b.order)[0]
      if (due === undefined) break
      this.#calls.delete(due)
      this.#now = Math.max(this.#now, due.at)
      due.call()
    }
    this.#now = until
  }

  /** calls that are still to be made */
  get pending(): number {
    return this.#calls.size
  }
}

/** Lets everything run that is due in the event loop: promises and immediates, several rounds. */
export async function settled(rounds = 5): Promise<void> {
  for (let i = 0; i < rounds; i++) await new Promise((resolve) => setImmediate(resolve))
}
