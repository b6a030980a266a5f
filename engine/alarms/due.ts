import type { Clock, Logger } from '../rules/needs.ts'

/** milliseconds between two looks at what is due */
const sweepEvery = 1000

export interface DueParts {
  readonly clock: Clock
  readonly log: Logger
  /** what is due, to be stored now */
  readonly store: (key: string) => Promise<void>
}

/** What is to be stored a little later, by key: one timer for all of it. */
export class DueLater {
  readonly #parts: DueParts
  readonly #due = new Map<string, number>()
  #stopSweep: (() => void) | null = null
  #isClosed = false

  constructor(parts: DueParts) {
    this.#parts = parts
  }

  get size(): number {
    return this.#due.size
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** What is planned already keeps its time. */
  plan(key: string, wait: number): void {
    if (!this.#due.has(key)) this.#due.set(key, this.#parts.clock.now() + wait)
    this.#stopSweep ??= this.#parts.clock.after(sweepEvery, () => this.#sweep())
  }

  drop(key: string): void {
    this.#due.delete(key)
  }

  /** Stores all of it; nothing may be planned any more. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#stopSweep?.()
    await Promise.all([...this.#due.keys()].map((key) => this.#parts.store(key)))
  }

  #sweep(): void {
    const { clock, log, store } = this.#parts
    this.#stopSweep = null
    const now = clock.now()
    for (const [key, due] of this.#due) {
      if (due > now) continue
      this.#due.delete(key)
      store(key).catch((error: Error) =>
        log.error('Gathered changes of an alarm could not be stored', { error: error.message }),
      )
    }
    if (this.#due.size > 0 && !this.#isClosed) this.#stopSweep = clock.after(sweepEvery, () => this.#sweep())
  }
}
