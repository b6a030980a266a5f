import type { Clock } from '../../rules/needs.ts'

/** milliseconds in which a message id means the same message (RFC 7252 §4.8.2, EXCHANGE_LIFETIME) */
const lifetime = 247_000
/** rough bytes of an entry beside its reply */
const overhead = 150

/**
 * The requests that came lately and what was answered, so that a repeated datagram is answered again and not taken
 * again (RFC 7252 §4.5). Bounded in bytes; the oldest go first.
 */
export class Exchanges {
  readonly #clock: Clock
  readonly #budget: number
  readonly #entries = new Map<string, { reply: Buffer | null; until: number }>()
  #bytes = 0

  constructor(clock: Clock, budget: number) {
    this.#clock = clock
    this.#budget = budget
  }

  get size(): number {
    return this.#entries.size
  }

  /** The last thing sent for this message; null while there is nothing yet, undefined when the message is new. */
  reply(key: string): Buffer | null | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    if (entry.until > this.#clock.now()) return entry.reply
    this.#forget(key)
    return undefined
  }

  remember(key: string, reply: Buffer | null): void {
    this.#forget(key)
    this.#entries.set(key, { reply, until: this.#clock.now() + lifetime })
    this.#bytes += overhead + (reply?.length ?? 0)
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#budget) return
      this.#forget(oldest)
    }
  }

  #forget(key: string): void {
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    this.#entries.delete(key)
    this.#bytes -= overhead + (entry.reply?.length ?? 0)
  }
}
