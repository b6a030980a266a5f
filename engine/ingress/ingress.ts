import type { CompletionWindow } from '../journal/completion.ts'
import type { Cursor, Journal } from '../journal/journal.ts'
import type { EntryPoint } from '../rules/context.ts'
import type { FlightFailure } from '../rules/flight.ts'
import type { Inbox } from '../rules/inbox.ts'
import type { Message } from '../rules/message.ts'
import type { Clock, Logger } from '../rules/needs.ts'
import { decodeRecord, encodeRecord, type QueuedMessage } from './record.ts'

/** A message that was given up, with all that a person needs to judge and replay it. */
export interface GivenUp {
  readonly queued: QueuedMessage
  readonly failure: FlightFailure
  readonly attempts: number
}

export interface IngressOptions {
  readonly journal: Journal
  readonly inbox: Inbox
  readonly window: CompletionWindow
  readonly clock: Clock
  readonly log: Logger
  /** Writes a given-up message to the dead-letter list; rejects only when that can't be done now. */
  readonly giveUp: (letter: GivenUp) => Promise<void>
}

/** how often, in milliseconds, the journal's cursor follows what is done */
const cursorEvery = 500
/** milliseconds until a dead letter that could not be written is tried again */
const letterRetry = 2000

/**
 * The durable way into the rule engine: journal first, acknowledge, then run. After a start it first reads what the
 * journal holds and was not done; what arrives meanwhile is journalled and acknowledged at once, and read from there in
 * its turn, so that order per device holds and a large backlog needs no memory.
 */
export class Ingress {
  readonly #options: IngressOptions
  readonly #cursor: Cursor
  /** everything below has been read or run */
  #taken: number
  /** behind the last record that was acknowledged */
  #acknowledged = 0
  #isLive = false
  #closed = false
  #accepted = 0
  #stopTimer: () => void = () => {}
  #live: () => void = () => {}
  /** Resolves when the backlog of the last run is through and messages run as they come. */
  readonly caughtUp: Promise<void>

  constructor(options: IngressOptions, cursor: Cursor) {
    this.#options = options
    this.#cursor = cursor
    this.#taken = cursor.position
    this.caughtUp = new Promise((resolve) => {
      this.#live = resolve
    })
  }

  /** Begins with the backlog. Call when the chains are deployed. */
  start(): void {
    void this.#catchUp()
    this.#follow()
  }

  /** messages taken since the start */
  get accepted(): number {
    return this.#accepted
  }

  /** records that are in the journal and not done */
  get backlog(): number {
    return Math.max(0, this.#options.journal.end - this.#options.window.lowest)
  }

  /**
   * Writes messages to the journal. `done` is called once: after the flush, or with the error that kept them out.
   * They run afterwards, each in its turn.
   */
  accept(messages: readonly Message[], entry: EntryPoint | null, done: (error: Error | null) => void): void {
    const { inbox, journal } = this.#options
    if (this.#closed) {
      done(new Error('Weir is stopping. Send it again in a moment'))
      return
    }
    for (const message of messages) inbox.admit(message)
    const written = (error: Error | null, position: number) => {
      if (error !== null) for (const message of messages) inbox.forget(message)
      else this.#written(messages, entry, position)
      done(error)
    }
    const only = messages.length === 1 ? messages[0] : undefined
    if (only !== undefined) journal.append(encodeRecord(only, entry), written)
    else
      journal.appendMany(
        messages.map((message) => encodeRecord(message, entry)),
        written,
      )
  }

  /** The same as a promise, for single messages off the hot path. */
  append(message: Message, entry: EntryPoint | null): Promise<void> {
    return new Promise((resolve, reject) => {
      this.accept([message], entry, (error) => (error === null ? resolve() : reject(error)))
    })
  }

  /** Takes nothing more, and saves how far it came. What is not done stays in the journal. */
  close(): void {
    this.#closed = true
    this.#stopTimer()
    this.#options.inbox.close()
    this.#saveCursor()
  }

  #written(messages: readonly Message[], entry: EntryPoint | null, position: number): void {
    this.#accepted += messages.length
    this.#acknowledged = Math.max(this.#acknowledged, position + messages.length)
    messages.forEach((message, index) => {
      const own = position + index
      if (this.#isLive && own >= this.#taken && this.#options.window.hasRoomFor(own)) {
        this.#run({ message, entry }, own)
        return
      }
      // The reader finds it in the journal, behind what is older.
      this.#options.inbox.forget(message)
      if (this.#isLive) {
        this.#isLive = false
        void this.#catchUp()
      }
    })
  }

  #run(queued: QueuedMessage, position: number): void {
    const { inbox, window } = this.#options
    window.begin(position)
    this.#taken = position + 1
    inbox.run(queued.message, queued.entry, (failure, attempts) => {
      if (failure === null) window.complete(position)
      else void this.#giveUp({ queued, failure, attempts }, position)
    })
  }

  async #giveUp(letter: GivenUp, position: number): Promise<void> {
    try {
      await this.#options.giveUp(letter)
      this.#options.window.complete(position)
    } catch (error) {
      // The record stays in the journal until its letter is written.
      this.#options.log.warn('A failed message could not be written to the dead-letter list; trying again', {
        error: error instanceof Error ? error.message : String(error),
      })
      if (!this.#closed) this.#options.clock.after(letterRetry, () => void this.#giveUp(letter, position))
    }
  }

  async #catchUp(): Promise<void> {
    const { journal, log } = this.#options
    const behind = journal.end - this.#taken
    if (behind > 0) log.info(`Taking up ${behind} messages that were not done when Weir stopped`)
    for (;;) {
      for await (const batch of journal.readBatches(this.#taken)) {
        for (const { position, record } of batch) {
          if (this.#closed) return
          await this.#roomFor(position)
          this.#replay(record, position)
        }
      }
      // Nothing was awaited since the reader found the end: no record can be between it and the live ones.
      if (this.#taken >= this.#acknowledged && this.#taken >= journal.end) break
    }
    this.#isLive = true
    this.#live()
  }

  #replay(record: Uint8Array, position: number): void {
    const { inbox, log, window } = this.#options
    let queued: QueuedMessage
    try {
      queued = decodeRecord(record)
    } catch (error) {
      log.error(`Record ${position} of the journal can't be read and is passed over`, {
        error: error instanceof Error ? error.message : String(error),
      })
      window.begin(position)
      window.complete(position)
      this.#taken = position + 1
      return
    }
    inbox.admit(queued.message)
    this.#run(queued, position)
  }

  async #roomFor(position: number): Promise<void> {
    const { clock, inbox, window } = this.#options
    while (!inbox.hasRoom || !window.hasRoomFor(position)) {
      await new Promise<void>((resolve) => clock.after(5, resolve))
    }
  }

  /** A save of a node resolves when it is on disk, so what is done survives a power cut, and the cursor may pass it. */
  #follow(): void {
    this.#stopTimer = this.#options.clock.after(cursorEvery, () => {
      this.#saveCursor()
      this.#follow()
    })
  }

  #saveCursor(): void {
    const upTo = this.#options.window.lowest
    if (upTo > this.#cursor.position) this.#cursor.advance(upTo)
  }
}
