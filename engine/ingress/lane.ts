import type { CompletionWindow } from '../journal/completion.ts'
import type { Cursor, Journal } from '../journal/journal.ts'
import type { EntryPoint } from '../rules/context.ts'
import type { Lost } from '../rules/delivery.ts'
import type { FlightFailure } from '../rules/flight.ts'
import type { Inbox, InboxLine } from '../rules/inbox.ts'
import type { Message } from '../rules/message.ts'
import type { Clock, Logger } from '../rules/needs.ts'
import { decodeRecord, encodeRecord, type QueuedMessage } from './record.ts'

/** A message (or a branch of one) that was given up, with all that a person needs to judge and replay it. */
export interface GivenUp {
  readonly queue: string
  readonly queued: QueuedMessage
  readonly failure: FlightFailure
  readonly attempts: number
}

export interface LaneParts {
  readonly journal: Journal
  /** what messages call the journal that they come from (rules/message.ts) */
  readonly journalName?: string
  readonly inbox: Inbox
  readonly line: InboxLine
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
/** milliseconds between two looks for room, at first and at the longest */
const firstLook = 5
const longestLook = 100

/**
 * The durable way of one queue into the rule engine: journal first, acknowledge, then run. After a start it first reads
 * what the journal holds and was not done; what arrives meanwhile is journalled and acknowledged at once, and read from
 * there in its turn, so that order per device holds and a large backlog needs no memory. A queue whose messages have to
 * wait for others or for their next try does the same with what it has no room for.
 */
export class Lane {
  readonly #parts: LaneParts
  readonly #cursor: Cursor
  /** everything below has been read or run */
  #taken: number
  /** behind the last record that was acknowledged */
  #acknowledged = 0
  #isLive = false
  #closed = false
  #accepted = 0
  /** what lies below was there before this run */
  readonly #replaysUpTo: number
  #stopTimer: () => void = () => {}
  #live: () => void = () => {}
  /** Resolves when the backlog of the last run is through and messages run as they come. */
  readonly caughtUp: Promise<void>

  constructor(parts: LaneParts, cursor: Cursor) {
    this.#parts = parts
    this.#cursor = cursor
    this.#taken = cursor.position
    this.#replaysUpTo = parts.journal.end
    this.caughtUp = new Promise((resolve) => {
      this.#live = resolve
    })
  }

  get line(): InboxLine {
    return this.#parts.line
  }

  get journal(): Journal {
    return this.#parts.journal
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
    return Math.max(0, this.#parts.journal.end - this.#parts.window.lowest)
  }

  /** Writes messages to the journal; `done` is called once, after the flush or with the error that kept them out. */
  accept(messages: readonly Message[], entry: EntryPoint | null, done: (error: Error | null) => void): void {
    const { inbox, journal } = this.#parts
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

  /** Runs nothing more, and saves how far it came. What is not done stays in the journal. */
  close(): void {
    this.#closed = true
    this.#stopTimer()
    this.#parts.line.close()
    this.#saveCursor()
  }

  #written(messages: readonly Message[], entry: EntryPoint | null, position: number): void {
    const { inbox, line, window } = this.#parts
    this.#accepted += messages.length
    this.#acknowledged = Math.max(this.#acknowledged, position + messages.length)
    messages.forEach((message, index) => {
      const own = position + index
      if (this.#isLive && own >= this.#taken && window.hasRoomFor(own) && !line.isBlocked) {
        this.#run({ message, entry }, own)
        return
      }
      // The reader finds it in the journal, behind what is older.
      inbox.forget(message)
      if (this.#isLive) {
        this.#isLive = false
        void this.#catchUp()
      }
    })
  }

  #run(queued: QueuedMessage, position: number): void {
    const { line, journalName = '', window } = this.#parts
    window.begin(position)
    this.#taken = position + 1
    queued.message.comesFrom({ journal: journalName, position, isReplay: position < this.#replaysUpTo })
    line.run(queued.message, queued.entry, (lost) => {
      if (lost.length === 0) window.complete(position)
      else void this.#giveUp(lost, position)
    })
  }

  async #giveUp(lost: readonly Lost[], position: number): Promise<void> {
    const { clock, giveUp, line, log, window } = this.#parts
    for (const [index, { message, entry, failure, attempts }] of lost.entries()) {
      try {
        await giveUp({ queue: line.queue.name, queued: { message, entry }, failure, attempts })
      } catch (error) {
        // The record stays in the journal until its letters are written.
        log.warn('A failed message could not be written to the dead-letter list; trying again', {
          error: error instanceof Error ? error.message : String(error),
        })
        if (!this.#closed) clock.after(letterRetry, () => void this.#giveUp(lost.slice(index), position))
        return
      }
    }
    window.complete(position)
  }

  async #catchUp(): Promise<void> {
    const { journal, line, log } = this.#parts
    const behind = journal.end - this.#taken
    if (behind > 0)
      log.info(`Taking up ${behind} messages of the queue ${line.queue.name} that wait in its journal`)
    for (;;) {
      for await (const batch of journal.readBatches(this.#taken)) {
        for (const { position, record } of batch) {
          if (!this.#hasRoomFor(position)) await this.#roomFor(position)
          if (this.#closed) return
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
    const { inbox, log, window } = this.#parts
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

  #hasRoomFor(position: number): boolean {
    const { inbox, line, window } = this.#parts
    return inbox.hasRoom && !line.isBlocked && window.hasRoomFor(position)
  }

  async #roomFor(position: number): Promise<void> {
    const { clock } = this.#parts
    for (let wait = firstLook; !this.#closed && !this.#hasRoomFor(position); ) {
      await new Promise<void>((resolve) => clock.after(wait, resolve))
      wait = Math.min(longestLook, wait + 1)
    }
  }

  /** A save of a node resolves when it is on disk, so what is done survives a power cut, and the cursor may pass it. */
  #follow(): void {
    this.#stopTimer = this.#parts.clock.after(cursorEvery, () => {
      this.#saveCursor()
      this.#follow()
    })
  }

  #saveCursor(): void {
    const upTo = this.#parts.window.lowest
    if (upTo > this.#cursor.position) this.#cursor.advance(upTo)
  }
}
