import type { EntryPoint } from './context.ts'
import type { RuleEngine } from './engine.ts'
import type { FlightFailure } from './flight.ts'
import type { Message } from './message.ts'
import type { Clock } from './needs.ts'

/** How a queue answers failures (rule-engine.md 4, processing strategies). */
export interface QueuePolicy {
  /** which failures are tried again: none, those that may pass by themselves, or every one */
  readonly retry: 'none' | 'transient' | 'all'
  /** tries after the first; 0 = without end */
  readonly retries: number
  /** milliseconds before the first try; doubled each time up to `maxPause` */
  readonly pause: number
  readonly maxPause: number
}

export const defaultPolicy: QueuePolicy = { retry: 'transient', retries: 3, pause: 1000, maxPause: 10_000 }

/** How a message ended: done (null), or given up after so many attempts. */
export type DeliveryEnd = (failure: FlightFailure | null, attempts: number) => void

interface Delivery {
  readonly message: Message
  readonly entry: EntryPoint | null
  readonly end: DeliveryEnd
  attempts: number
  /** it was tried again, and its originator waits for it */
  holds: boolean
}

/** What waits behind the messages of one originator that are being tried again. */
interface Hold {
  holders: number
  readonly waiting: Delivery[]
}

/**
 * Runs messages through the engine and tries failed ones again. While a message waits for its next try, later ones of
 * the same originator wait behind it, so that order per device holds.
 */
export class MessageQueue {
  readonly #engine: RuleEngine
  readonly #clock: Clock
  readonly #policyOf: (queue: string | null) => QueuePolicy
  /** originators held up by a retry, with what came after */
  readonly #holds = new Map<string, Hold>()
  readonly #cancels = new Set<() => void>()

  constructor(
    engine: RuleEngine,
    clock: Clock,
    policyOf: (queue: string | null) => QueuePolicy = () => defaultPolicy,
  ) {
    this.#engine = engine
    this.#clock = clock
    this.#policyOf = policyOf
  }

  /** @param end called once, when the message is done or given up */
  deliver(message: Message, entry: EntryPoint | null, end: DeliveryEnd): void {
    const delivery: Delivery = { message, entry, end, attempts: 0, holds: false }
    const hold = this.#holds.size === 0 ? undefined : this.#holds.get(message.originator.id)
    if (hold === undefined) this.#attempt(delivery)
    else hold.waiting.push(delivery)
  }

  /** Stops trying. What still waits is not told of an end: it stays in the journal. */
  close(): void {
    for (const cancel of this.#cancels) cancel()
    this.#cancels.clear()
    this.#holds.clear()
  }

  #attempt(delivery: Delivery): void {
    delivery.attempts++
    // The message has been in a flight before: a copy keeps this try apart from that one.
    const message = delivery.attempts === 1 ? delivery.message : delivery.message.with({})
    this.#engine.accept(message, delivery.entry, (failure) => this.#ended(delivery, failure))
  }

  #ended(delivery: Delivery, failure: FlightFailure | null): void {
    const pause = failure === null ? null : this.#pauseBefore(delivery, failure)
    if (pause === null) {
      delivery.end(failure, delivery.attempts)
      if (delivery.holds) this.#release(delivery.message.originator.id)
      return
    }
    if (!delivery.holds) this.#hold(delivery)
    const cancel = this.#clock.after(pause, () => {
      this.#cancels.delete(cancel)
      this.#attempt(delivery)
    })
    this.#cancels.add(cancel)
  }

  #hold(delivery: Delivery): void {
    delivery.holds = true
    const id = delivery.message.originator.id
    const hold = this.#holds.get(id)
    if (hold === undefined) this.#holds.set(id, { holders: 1, waiting: [] })
    else hold.holders++
  }

  /** A held-up message is through: when it was the last, what came after it runs, in order. */
  #release(id: string): void {
    const hold = this.#holds.get(id)
    if (hold === undefined || --hold.holders > 0) return
    this.#holds.delete(id)
    for (const { message, entry, end } of hold.waiting) this.deliver(message, entry, end)
  }

  #pauseBefore(delivery: Delivery, failure: FlightFailure): number | null {
    const policy = this.#policyOf(delivery.message.queue)
    if (policy.retry === 'none' || (policy.retry === 'transient' && !failure.transient)) return null
    if (policy.retries > 0 && delivery.attempts > policy.retries) return null
    return Math.min(policy.pause * 2 ** (delivery.attempts - 1), Math.max(policy.pause, policy.maxPause))
  }
}
