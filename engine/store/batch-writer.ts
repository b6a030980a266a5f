import type { Clock, Logger } from '../rules/needs.ts'
import { isPassing } from './database.ts'
import type { Health } from './health.ts'

/** Something to be written, and who waits for it. */
export interface Waiting<Entry, Answer> {
  readonly entry: Entry
  readonly rows: number
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
}

export interface BatchWriterOptions<Entry, Answer> {
  /** for the log: `telemetry` */
  readonly what: string
  /** Writes all entries in one transaction; an answer for each, in order. Throws when it wrote none of them. */
  readonly write: (entries: readonly Entry[]) => Promise<readonly Answer[]>
  /** Called for each entry after the commit, before its caller hears of it. */
  readonly onWritten?: (entry: Entry, answer: Answer) => void
  /** rows at which a batch is full */
  readonly maxRows: number
  /**
   * Batches on their way to the database at once. With two, the next is sent while one is being written; when the
   * first has to be tried again the second overtakes it, so two are only for writes whose order does not matter.
   */
  readonly maxInFlight: 1 | 2
  readonly health: Health
  readonly clock: Clock
  readonly log: Logger
}

type Outcome<Answer> = readonly Answer[] | Error

/** Milliseconds that the first entry of a batch waits for others when nothing is being written. */
const gatherTime = 2
const firstRetry = 50
const longestRetry = 5_000

/**
 * Gathers entries and writes them together, in order. While one batch is being written the next one fills, so batches
 * grow with the load and a single entry is written at once. What can't be written because the database is away is kept
 * and tried again until it works; when an entry itself is wrong, it alone fails and the others are written.
 */
export class BatchWriter<Entry, Answer> {
  readonly #options: BatchWriterOptions<Entry, Answer>
  #queue: Waiting<Entry, Answer>[] = []
  #queuedRows = 0
  #rowsInFlight = 0
  #inFlight = 0
  #timer: (() => void) | null = null
  /** the batch sent last; callers hear of their batches in order */
  #tail: Promise<void> = Promise.resolve()
  #closing = false
  #wakeRetry: (() => void) | null = null
  /** milliseconds the last batch took */
  lastCommit: number | null = null

  constructor(options: BatchWriterOptions<Entry, Answer>) {
    this.#options = options
  }

  get waitingRows(): number {
    return this.#queuedRows + this.#rowsInFlight
  }

  add(entry: Entry, rows: number): Promise<Answer> {
    if (this.#closing) return Promise.reject(new Error('The store is closed'))
    return new Promise((resolve, reject) => {
      this.#queue.push({ entry, rows, resolve, reject })
      this.#queuedRows += rows
      if (this.#queuedRows >= this.#options.maxRows) this.#flush()
      else if (this.#inFlight === 0)
        this.#timer ??= this.#options.clock.after(gatherTime, () => this.#flush())
    })
  }

  /** Resolves when everything added so far is settled. */
  async drain(): Promise<void> {
    while (this.#queue.length > 0 || this.#inFlight > 0) {
      this.#flush()
      await this.#tail
    }
  }

  /** Writes what waits, if the database can be reached; what it can't write fails. */
  async close(): Promise<void> {
    this.#closing = true
    this.#wakeRetry?.()
    await this.drain()
  }

  #flush(): void {
    this.#timer?.()
    this.#timer = null
    while (this.#queue.length > 0 && this.#inFlight < this.#options.maxInFlight) {
      const batch = this.#take()
      this.#inFlight++
      const before = this.#tail
      this.#tail = this.#send(batch, before)
    }
  }

  #take(): Waiting<Entry, Answer>[] {
    let rows = 0
    let count = 0
    for (; count < this.#queue.length && rows < this.#options.maxRows; count++)
      rows += this.#queue[count]?.rows ?? 0
    const batch = count === this.#queue.length ? this.#queue : this.#queue.slice(0, count)
    this.#queue = batch === this.#queue ? [] : this.#queue.slice(count)
    this.#queuedRows -= rows
    this.#rowsInFlight += rows
    return batch
  }

  async #send(batch: readonly Waiting<Entry, Answer>[], before: Promise<void>): Promise<void> {
    const began = performance.now()
    const outcome = this.#attempt(batch)
    await before
    await this.#settle(batch, await outcome)
    this.lastCommit = performance.now() - began
    for (const { rows } of batch) this.#rowsInFlight -= rows
    this.#inFlight--
    this.#flush()
  }

  /** Answers the callers; where an entry is at fault, halves the batch until that one stands alone. */
  async #settle(batch: readonly Waiting<Entry, Answer>[], first: Outcome<Answer>): Promise<void> {
    const outcome = await this.#retried(batch, first)
    if (!(outcome instanceof Error)) {
      this.#tell(batch, outcome)
      for (const [index, waiting] of batch.entries()) waiting.resolve(outcome[index] as Answer)
      return
    }
    if (batch.length === 1 || isPassing(outcome)) {
      for (const waiting of batch) waiting.reject(outcome)
      return
    }
    const middle = batch.length >> 1
    for (const half of [batch.slice(0, middle), batch.slice(middle)]) {
      await this.#settle(half, await this.#attempt(half))
    }
  }

  async #attempt(batch: readonly Waiting<Entry, Answer>[]): Promise<Outcome<Answer>> {
    try {
      return await this.#options.write(batch.map(({ entry }) => entry))
    } catch (error) {
      return error as Error
    }
  }

  /** Tries again until the database took the batch, or gave an error that trying again can't help. */
  async #retried(batch: readonly Waiting<Entry, Answer>[], first: Outcome<Answer>): Promise<Outcome<Answer>> {
    let outcome = first
    for (let attempt = 0; outcome instanceof Error && isPassing(outcome); attempt++) {
      this.#options.health.failed(this.#options.what, outcome)
      if (this.#closing) return outcome
      await this.#pause(Math.min(longestRetry, firstRetry * 2 ** attempt))
      outcome = await this.#attempt(batch)
    }
    this.#options.health.works(this.#options.what)
    return outcome
  }

  #tell(batch: readonly Waiting<Entry, Answer>[], answers: readonly Answer[]): void {
    const { onWritten } = this.#options
    if (onWritten === undefined) return
    try {
      for (const [index, { entry }] of batch.entries()) onWritten(entry, answers[index] as Answer)
    } catch (error) {
      this.#options.log.error(`A listener to saved ${this.#options.what} failed`, { error })
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(ms, resolve)
      this.#wakeRetry = () => {
        cancel()
        resolve()
      }
    })
  }
}
