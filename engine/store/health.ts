import type { Clock, Logger } from '../rules/needs.ts'

const probeEvery = 1_000

/**
 * Whether the database can be reached and written: no when a writer has to try again, or when a connection was lost and
 * nobody got through since. The writers find out by themselves; after a lost connection it is asked each second.
 */
export class Health {
  readonly #log: Logger
  readonly #clock: Clock
  readonly #ask: () => Promise<unknown>
  /** what is wrong, by who noticed */
  readonly #troubles = new Map<string, string>()
  #stopProbe: (() => void) | null = null
  #isClosed = false

  constructor(ask: () => Promise<unknown>, { log, clock }: { log: Logger; clock: Clock }) {
    this.#ask = ask
    this.#log = log
    this.#clock = clock
  }

  get isHealthy(): boolean {
    return this.#troubles.size === 0
  }

  get lastError(): string | null {
    return [...this.#troubles.values()].at(-1) ?? null
  }

  /** `who` can't write now and will try again. */
  failed(who: string, error: Error): void {
    if (this.isHealthy) {
      this.#log.warn('The database does not take anything; what is to be saved waits', {
        error: error.message,
      })
    }
    this.#troubles.set(who, error.message)
  }

  works(who: string): void {
    if (!this.#troubles.delete(who)) return
    if (this.isHealthy) this.#log.info('The database is back')
  }

  /** A connection broke that nobody was using. */
  lost(error: Error): void {
    if (this.#isClosed) return
    this.failed('connection', error)
    this.#stopProbe ??= this.#clock.after(probeEvery, () => {
      this.#stopProbe = null
      this.#ask().then(
        () => this.works('connection'),
        (again) => this.lost(again),
      )
    })
  }

  close(): void {
    this.#isClosed = true
    this.#stopProbe?.()
  }
}
