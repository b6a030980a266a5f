import { type Cursor, type Journal, JournalClosed, JournalFull, RecordTooLarge } from '../journal/journal.ts'
import { type JournalOptions, openJournal } from '../journal/open.ts'
import type { CloudEvent, CloudOutbox } from '../rules/cloud.ts'
import { NodeFailure } from '../rules/failure.ts'
import type { Clock, Logger } from '../rules/needs.ts'
import { encodeEvent } from './event-record.ts'

/**
 * What happens when the share of the disk is used up: new events are refused, which fails their messages, or the
 * oldest ones are given up, which is counted.
 */
export type WhenFull = 'refuse' | 'drop-oldest'

export interface OutboxOptions {
  /** folder of all journals */
  readonly dir: string
  readonly clock: Clock
  readonly log: Logger
  readonly maxBytes: number
  readonly whenFull: WhenFull
  /** for tests: files that can fail */
  readonly files?: JournalOptions['files']
  readonly processes?: JournalOptions['processes']
}

export interface OutboxStatus {
  /** events that the cloud has not got */
  readonly waiting: number
  readonly bytes: number
  readonly budget: number
  /** events that were not taken since the start, because there was no room or the disk failed */
  readonly refused: number
  /** events given up since the start to make room */
  readonly dropped: number
  readonly failed: string | null
}

/** milliseconds between two looks whether there is room, and how many */
const roomEvery = 10
const roomLooks = 200

/**
 * Everything that is to reach the cloud, on disk and in order, whether or not there is a link. The cursor `uplink`
 * stands at the first event that the cloud has not confirmed.
 */
export class Outbox implements CloudOutbox {
  readonly journal: Journal
  readonly uplink: Cursor
  readonly #options: OutboxOptions
  #refused = 0
  #dropped = 0
  #makingRoom: Promise<void> | null = null

  static async open(options: OutboxOptions): Promise<Outbox> {
    const { dir, clock, log, maxBytes, files, processes } = options
    const journal = await openJournal({
      dir,
      name: 'cloud',
      clock,
      log,
      maxBytes,
      ...(files && { files }),
      ...(processes && { processes }),
    })
    return new Outbox(journal, options)
  }

  private constructor(journal: Journal, options: OutboxOptions) {
    this.journal = journal
    this.uplink = journal.cursor('uplink')
    this.#options = options
  }

  /** See `CloudOutbox` (rules/cloud.ts). */
  async push(event: CloudEvent): Promise<void> {
    const record = encodeEvent(event)
    try {
      await this.#append(record)
    } catch (error) {
      this.#refused++
      throw failureOf(error, this.#options.maxBytes)
    }
  }

  async #append(record: Buffer): Promise<void> {
    try {
      await this.#write(record)
    } catch (error) {
      if (!(error instanceof JournalFull) || this.#options.whenFull !== 'drop-oldest') throw error
      this.#makingRoom ??= this.#makeRoom().finally(() => {
        this.#makingRoom = null
      })
      await this.#makingRoom
      await this.#write(record)
    }
  }

  #write(record: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.journal.append(record, (error) => (error === null ? resolve() : reject(error)))
    })
  }

  /** Gives up the oldest quarter of what waits, and returns when the disk has it back. */
  async #makeRoom(): Promise<void> {
    const { clock, log } = this.#options
    const { journal, uplink } = this
    const before = journal.bytes
    const from = uplink.position
    const to = from + Math.max(1, Math.ceil((journal.end - from) / 4))
    log.warn('The outbox to the cloud is full; its oldest events are given up', { events: to - from })
    this.#dropped += to - from
    uplink.advance(to)
    for (let look = 0; look < roomLooks && journal.bytes >= before; look++)
      await new Promise<void>((resolve) => clock.after(roomEvery, resolve))
  }

  status(): OutboxStatus {
    const { journal, uplink } = this
    return {
      waiting: Math.max(0, journal.end - uplink.position),
      bytes: journal.bytes,
      budget: this.#options.maxBytes,
      refused: this.#refused,
      dropped: this.#dropped,
      failed: journal.failed?.message ?? null,
    }
  }

  close(): Promise<void> {
    return this.journal.close()
  }
}

/** Why an event is not in the outbox, as its message is told. */
function failureOf(error: unknown, budget: number): NodeFailure {
  const size = Math.round(budget / 1024 ** 2)
  if (error instanceof JournalFull)
    return new NodeFailure(
      `The outbox to the cloud has used up its ${size} MB. Bring the link back, raise WEIR_DISK_BUDGET, or set WEIR_CLOUD_FULL=drop-oldest`,
      { transient: true, cause: error },
    )
  if (error instanceof RecordTooLarge)
    return new NodeFailure(`The message is too large for the outbox to the cloud: ${error.message}`, {
      cause: error,
    })
  const reason = error instanceof JournalClosed ? 'Weir is stopping' : String((error as Error).message)
  return new NodeFailure(`The outbox to the cloud could not be written: ${reason}`, {
    transient: true,
    cause: error,
  })
}
