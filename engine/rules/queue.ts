import type { EntryPoint } from './context.ts'
import { Delivery, type DeliveryEnd, type Lost } from './delivery.ts'
import type { RuleEngine } from './engine.ts'
import { FailureShare } from './failure-share.ts'
import { Fifo } from './fifo.ts'
import type { FlightFailure } from './flight.ts'
import type { Message } from './message.ts'
import type { Clock } from './needs.ts'
import { type Policy, policyOf, type QueueConfig } from './queue-config.ts'
import { type Submit, submitOf } from './submit.ts'

export type { DeliveryEnd, Lost } from './delivery.ts'

/** What a queue has done since the server began, and what it is doing. Messages; of tries only the last three tell. */
export interface QueueCounts {
  /** not begun yet, or between two tries */
  readonly waiting: number
  readonly inWork: number
  readonly done: number
  /** given up, with at least one of their branches */
  readonly lost: number
  readonly failed: number
  readonly timedOut: number
  readonly retries: number
}

/** What waits behind the messages of one originator that are being tried again. */
interface Hold {
  holders: number
  isDraining: boolean
  readonly waiting: Fifo<Delivery>
}

/** bytes that a message costs besides its data while it is on its way: itself, its account, whoever waits for it */
export const messageOverhead = 2000
/** tries of one message that may still go on in nodes when the next one begins */
const mostLingering = 2
/** longest time, in milliseconds, that messages run one after the other before the event loop gets its turn */
const slice = 5

/**
 * Runs messages through the engine by the strategies of one queue (rule-engine.md 4). The cloud decides about packs of
 * messages; here each message, and each branch of one, is decided about by itself as soon as it ends, so that one bad
 * message holds up only those that have to wait for it. While a message waits for its next try, later ones of the same
 * originator wait behind it: order per device holds.
 */
export class MessageQueue {
  readonly #engine: RuleEngine
  readonly #clock: Clock
  #config: QueueConfig
  #policy: Policy
  #submit: Submit | null = null
  /** originators held up by a retry, with what came after */
  readonly #holds = new Map<string, Hold>()
  /** in the engine and not done at once, the one that began first in front */
  readonly #running = new Set<Delivery>()
  /** between two tries, each with the way to call its next one off */
  readonly #pausing = new Map<Delivery, () => void>()
  readonly #share = new FailureShare()
  #stopTimer: (() => void) | null = null
  #isClosed = false
  #waiting = 0
  #waitingBytes = 0
  #inWork = 0
  #done = 0
  #lost = 0
  #failed = 0
  #timedOut = 0
  #retries = 0

  constructor(engine: RuleEngine, clock: Clock, config: QueueConfig) {
    this.#engine = engine
    this.#clock = clock
    this.#config = config
    this.#policy = policyOf(config)
    this.#submit = this.#submitOf(config)
  }

  get name(): string {
    return this.#config.name
  }

  get counts(): QueueCounts {
    return {
      waiting: this.#waiting,
      inWork: this.#inWork,
      done: this.#done,
      lost: this.#lost,
      failed: this.#failed,
      timedOut: this.#timedOut,
      retries: this.#retries,
    }
  }

  /** bytes of messages that wait behind others or for their next try: what a blocked queue keeps in memory */
  get waitingBytes(): number {
    return this.#waitingBytes
  }

  /** @param end called once, when the message is done or given up */
  deliver(message: Message, entry: EntryPoint | null, end: DeliveryEnd): void {
    const delivery = new Delivery(message, entry, end)
    if (this.#submit === null) this.#begin(delivery)
    else this.#submit.add(delivery)
  }

  /** Other strategies from now on. What has begun counts in; what waits, waits by the new ones, also for its next try. */
  configure(config: QueueConfig): void {
    const before = this.#config.submitStrategy
    const { type, batchSize } = config.submitStrategy
    this.#config = config
    this.#policy = policyOf(config)
    for (const [part, cancel] of this.#pausing) {
      cancel()
      this.#tryAfter(part, this.#pauseOf(part.attempts))
    }
    if (before.type === type && before.batchSize === batchSize) return
    const waiting = this.#submit?.takeAll() ?? []
    this.#submit = this.#submitOf(config)
    for (const delivery of this.#begun()) {
      delivery.via = null
      this.#submit?.adopt(delivery)
    }
    for (const delivery of waiting) {
      delivery.via = null
      if (this.#submit === null) this.#begin(delivery)
      else this.#submit.add(delivery)
    }
  }

  /** Stops trying. What still waits is not told of an end: it stays in the journal. */
  close(): void {
    this.#isClosed = true
    this.#stopTimer?.()
    for (const cancel of this.#pausing.values()) cancel()
    this.#pausing.clear()
    this.#holds.clear()
    this.#submit?.takeAll()
  }

  #submitOf(config: QueueConfig): Submit | null {
    return submitOf(config, {
      begin: (delivery) => this.#begin(delivery),
      waits: (delivery) => this.#waits(delivery, 1),
      begins: (delivery) => this.#waits(delivery, -1),
    })
  }

  /** Messages that have begun, have not ended, and for which the queue waits. */
  #begun(): Set<Delivery> {
    const held = [...this.#holds.values()].flatMap(({ waiting }) => [...waiting])
    const parts = [...this.#running, ...this.#pausing.keys(), ...held]
    return new Set(parts.map(({ root }) => root).filter(({ isReleased }) => !isReleased))
  }

  #waits(delivery: Delivery, by: 1 | -1): void {
    this.#waiting += by
    this.#waitingBytes += by * (delivery.message.size + messageOverhead)
  }

  #begin(delivery: Delivery): void {
    const hold = this.#holds.size === 0 ? undefined : this.#holds.get(delivery.message.originator.id)
    if (hold === undefined) this.#attempt(delivery)
    else {
      this.#waits(delivery, 1)
      hold.waiting.push(delivery)
    }
  }

  #attempt(delivery: Delivery): void {
    if (this.#isClosed) return
    delivery.attempts++
    delivery.isRunning = true
    delivery.flight = null
    this.#inWork++
    // The message has been in the engine before: a copy keeps this try apart from that one.
    const message = delivery.attempts === 1 ? delivery.message : delivery.message.fresh()
    this.#engine.accept(message, delivery.entry, (failure) => this.#ended(delivery, failure))
    if (delivery.isRunning) this.#watch(delivery, message)
  }

  /** It did not end at once: from now on its time runs. */
  #watch(delivery: Delivery, { flight }: Message): void {
    delivery.flight = flight
    delivery.due = this.#clock.now() + this.#config.packProcessingTimeout
    this.#running.add(delivery)
    this.#stopTimer ??= this.#clock.after(this.#config.packProcessingTimeout, this.#look)
    flight?.whenQuiet(() => {
      this.#running.delete(delivery)
      this.#release(delivery.root)
    })
  }

  /** Looks which messages take too long. */
  readonly #look = (): void => {
    this.#stopTimer = null
    const now = this.#clock.now()
    for (const delivery of this.#running) {
      if (delivery.due > now) {
        this.#stopTimer = this.#clock.after(delivery.due - now, this.#look)
        return
      }
      this.#running.delete(delivery)
      this.#timedOut++
      this.#late(delivery)
    }
  }

  #late(delivery: Delivery): void {
    const { root, flight } = delivery
    if (this.#policy.late === 'goes on' || flight === null) {
      this.#release(root)
      return
    }
    delivery.isRunning = false
    this.#inWork--
    const { packProcessingTimeout, name } = this.#config
    const reason = `Not done after ${packProcessingTimeout} ms, which is what the queue “${name}” allows`
    root.lingering++
    const undone = this.#engine.cancel(flight, reason, () => this.#letGo(root))
    this.#decide(delivery, undone)
  }

  /** A try that was given up has left its node: the next one may begin. */
  #letGo(root: Delivery): void {
    root.lingering--
    for (let part = root.blocked.shift(); part !== undefined; part = root.blocked.shift())
      if (this.#again(part)) return
  }

  #ended(delivery: Delivery, failure: FlightFailure | null): void {
    delivery.isRunning = false
    this.#inWork--
    if (delivery.flight !== null) this.#running.delete(delivery)
    if (this.#policy.mostFailing > 0)
      this.#share.add(failure !== null, this.#clock.now(), this.#config.packProcessingTimeout)
    if (failure === null) this.#partDone(delivery.root)
    else this.#decide(delivery, [failure, ...(failure.others ?? [])])
  }

  /** Each part that failed is tried again or given up by itself. */
  #decide(delivery: Delivery, failures: readonly FlightFailure[]): void {
    const { root } = delivery
    root.open += failures.length
    for (const failure of failures) {
      if (!failure.timedOut) this.#failed++
      this.#partFailed(partOf(delivery, failure), failure)
    }
    this.#partDone(root)
  }

  #partFailed(part: Delivery, failure: FlightFailure): void {
    const { root } = part
    const pause = this.#pauseBefore(part, failure)
    if (pause === null) {
      const { message, entry, attempts } = part
      root.lost ??= []
      root.lost.push({ message, entry, failure, attempts })
      this.#partDone(root)
      return
    }
    this.#retries++
    if (!root.holds) this.#hold(root)
    this.#waits(part, 1)
    this.#tryAfter(part, pause)
  }

  #tryAfter(part: Delivery, pause: number): void {
    const { root } = part
    const cancel = this.#clock.after(pause, () => {
      if (root.lingering < mostLingering) this.#again(part)
      else if (!root.blocked.includes(part)) root.blocked.push(part)
    })
    this.#pausing.set(part, cancel)
  }

  /** False when it is not between two tries any more. */
  #again(part: Delivery): boolean {
    if (!this.#pausing.delete(part)) return false
    this.#waits(part, -1)
    this.#attempt(part)
    return true
  }

  /** A part of the message has ended; with the last one the message has. */
  #partDone(root: Delivery): void {
    if (--root.open > 0) return
    if (root.lost === null) this.#done++
    else this.#lost++
    root.end(root.lost ?? nothing)
    this.#release(root)
  }

  /** Lets those go on that wait for this message. */
  #release(root: Delivery): void {
    if (root.holds) {
      root.holds = false
      this.#unhold(root.message.originator.id)
    }
    if (root.isReleased) return
    root.isReleased = true
    root.via?.ended(root)
  }

  #hold(root: Delivery): void {
    root.holds = true
    const id = root.message.originator.id
    const hold = this.#holds.get(id)
    if (hold === undefined) this.#holds.set(id, { holders: 1, isDraining: false, waiting: new Fifo() })
    else hold.holders++
  }

  /** When it was the last that held the originator up, what came after it runs, in order. */
  #unhold(id: string): void {
    const hold = this.#holds.get(id)
    if (hold !== undefined && --hold.holders === 0 && !hold.isDraining) this.#drain(id, hold)
  }

  #drain(id: string, hold: Hold): void {
    hold.isDraining = true
    const until = performance.now() + slice
    // One of them may fail in its turn, and holds up the rest again.
    while (hold.holders === 0) {
      const next = hold.waiting.shift()
      if (next === undefined) {
        this.#holds.delete(id)
        return
      }
      this.#waits(next, -1)
      this.#attempt(next)
      if (hold.waiting.length > 0 && performance.now() >= until) {
        setImmediate(() => this.#drain(id, hold))
        return
      }
    }
    hold.isDraining = false
  }

  /** Milliseconds until the next try; null when there is none. */
  #pauseBefore({ attempts }: Delivery, { timedOut, transient }: FlightFailure): number | null {
    const { failed, late, retries, mostFailing } = this.#policy
    const repeats = timedOut === true ? late === 'again' : failed === 'all' || transient
    if (!repeats) return null
    // 0 is “without end” for a strategy that repeats, and “not once” for one that skips.
    const isEndless = retries === 0 && (timedOut === true || failed === 'all')
    if (!isEndless && attempts > retries) return null
    if (mostFailing > 0 && this.#share.value > mostFailing) return null
    return this.#pauseOf(attempts)
  }

  #pauseOf(attempts: number): number {
    const { pause, maxPause } = this.#policy
    return Math.min(pause * 2 ** (attempts - 1), maxPause)
  }
}

const nothing: readonly Lost[] = []

/** The part that a failure is about: the whole message, or the branch that has to be tried again. */
function partOf(delivery: Delivery, { restart }: FlightFailure): Delivery {
  if (restart === undefined) return delivery
  const part = new Delivery(restart.message, restart.entry, delivery.end, delivery.root)
  part.attempts = delivery.attempts
  return part
}
