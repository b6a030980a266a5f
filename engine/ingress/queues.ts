import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CompletionWindow } from '../journal/completion.ts'
import { journalIdentity } from '../journal/identity.ts'
import type { Journal } from '../journal/journal.ts'
import { openJournal } from '../journal/open.ts'
import type { RuleEngine } from '../rules/engine.ts'
import type { Inbox } from '../rules/inbox.ts'
import type { Clock, Logger } from '../rules/needs.ts'
import { MessageQueue, type QueueCounts } from '../rules/queue.ts'
import { installedQueues, mainQueue, type QueueConfig } from '../rules/queue-config.ts'
import type { Ingress } from './ingress.ts'
import { type GivenUp, Lane } from './lane.ts'

/** A queue as it is stored: its strategies under an identity that its journal is named by. */
export interface KeptQueue extends QueueConfig {
  /** uuid */
  readonly id: string
}

export interface QueueStatus extends QueueCounts {
  readonly id: string
  readonly name: string
  /** records in its journal that are not done */
  readonly backlog: number
  /** bytes of its journal on disk */
  readonly bytes: number
  /** it keeps so much waiting that new messages stay in its journal for now */
  readonly isBlocked: boolean
  /** it was deleted, and only runs what it still holds */
  readonly isLeaving: boolean
}

export interface QueuesParts {
  readonly engine: RuleEngine
  readonly inbox: Inbox
  readonly ingress: Ingress
  readonly clock: Clock
  readonly log: Logger
  readonly giveUp: (letter: GivenUp) => Promise<void>
  /** the folder of the journals, and the bytes that all of them may take */
  readonly dir: string
  readonly diskBudget: number
}

interface Open {
  readonly id: string
  readonly folder: string
  readonly queue: MessageQueue
  readonly lane: Lane
  readonly isMain: boolean
}

/** records that may be in work at a time, from the oldest not done on; 128 KiB of memory */
const windowSize = 1 << 20
/** the main queue's journal has the name it had when it was the only one */
const mainFolder = 'ingress'
const folderOf = (id: string) => `queue-${id}`
const segmentBytes = 32 * 1024 * 1024
/** milliseconds between two looks whether a deleted queue has run out */
const lookEvery = 1000

/** The queues of this server: makes their lanes, changes their strategies while they run, and takes them away. */
export class Queues {
  readonly #parts: QueuesParts
  readonly #open = new Map<string, Open>()
  readonly #leaving = new Set<Open>()
  #stopLooking: (() => void) | null = null

  private constructor(parts: QueuesParts) {
    this.#parts = parts
  }

  /** Opens the journals of all queues, and those that deleted ones left behind. Nothing runs before the ingress starts. */
  static async open(parts: QueuesParts, all: readonly KeptQueue[]): Promise<Queues> {
    const queues = new Queues(parts)
    // Messages of queues that nobody knows go to the main one, so it has to be there first.
    const sorted = [...all].sort((a, b) => Number(b.name === mainQueue) - Number(a.name === mainQueue))
    for (const queue of sorted) await queues.save(queue)
    await queues.#openLeftBehind()
    return queues
  }

  get main(): MessageQueue {
    return this.#main.queue
  }

  /** the main queue's journal */
  get journal(): Journal {
    return this.#main.lane.journal
  }

  get #main(): Open {
    for (const open of this.#open.values()) if (open.isMain) return open
    throw new Error('There is no main queue')
  }

  /** bytes of all journals on disk */
  get bytes(): number {
    return this.#all().reduce((sum, { lane }) => sum + lane.journal.bytes, 0)
  }

  /** why one of the journals takes nothing just now */
  get failed(): Error | null {
    return this.#all().find(({ lane }) => lane.journal.failed !== null)?.lane.journal.failed ?? null
  }

  has(name: string): boolean {
    return this.#parts.ingress.lane(name) !== undefined
  }

  /** Makes the queue, or gives it other strategies: at once, and for what waits in it as well. */
  async save(config: KeptQueue): Promise<void> {
    const known = this.#open.get(config.id)
    if (known !== undefined) {
      known.queue.configure(config)
      return
    }
    const open = await this.#make(config.id, config)
    this.#open.set(config.id, open)
    this.#parts.ingress.add(config.name, open.lane)
  }

  /** Nothing new comes to the queue; what it holds still runs, and then its journal is removed. */
  remove(id: string): void {
    const open = this.#open.get(id)
    if (open === undefined || open.isMain) return
    this.#open.delete(id)
    this.#parts.ingress.remove(open.queue.name)
    this.#leaving.add(open)
    this.#lookLater()
  }

  status(): QueueStatus[] {
    return this.#all().map((open) => {
      const { id, queue, lane } = open
      return {
        id,
        name: queue.name,
        ...queue.counts,
        waiting: queue.counts.waiting + lane.line.length,
        backlog: lane.backlog,
        bytes: lane.journal.bytes,
        isBlocked: lane.line.isBlocked,
        isLeaving: this.#leaving.has(open),
      }
    })
  }

  /** Stops all tries and closes the journals. Call when the ingress is closed. */
  async close(): Promise<void> {
    this.#stopLooking?.()
    await Promise.all(
      this.#all().map(async ({ queue, lane }) => {
        queue.close()
        await lane.journal.close()
      }),
    )
  }

  #all(): Open[] {
    return [...this.#open.values(), ...this.#leaving]
  }

  async #make(id: string, config: QueueConfig): Promise<Open> {
    const { engine, inbox, clock, log, dir, giveUp } = this.#parts
    const isMain = config.name === mainQueue
    const folder = isMain ? mainFolder : folderOf(id)
    const maxBytes = () => this.#budgetOf(isMain, folder)
    const journal = await openJournal({ dir, name: folder, clock, log, maxBytes, segmentBytes })
    const cursor = journal.cursor('rules')
    const queue = new MessageQueue(engine, clock, config)
    const line = inbox.open(queue)
    const window = new CompletionWindow(cursor.position, windowSize)
    const journalName = await journalIdentity(join(dir, folder))
    const lane = new Lane({ journal, journalName, inbox, line, window, clock, log, giveUp }, cursor)
    return { id, folder, queue, lane, isMain }
  }

  /**
   * What a queue may take of the disk: what the others leave, and of those beside the main one no more than its part of
   * half. A part stays free for each queue, so that a blocked one stops no other, and all together stay inside.
   */
  #budgetOf(isMain: boolean, folder: string): number {
    const { diskBudget } = this.#parts
    const all = this.#all()
    const beside = Math.max(1, all.filter((open) => !open.isMain).length)
    const keptFor = (main: boolean) => diskBudget / 8 / (main ? 1 : beside)
    let left = diskBudget
    for (const open of all) {
      const { bytes, waitingBytes } = open.lane.journal
      if (open.folder !== folder) left -= Math.max(bytes + waitingBytes, keptFor(open.isMain))
    }
    const most = isMain ? diskBudget : diskBudget / 2 / beside
    return Math.max(Math.min(left, most), keptFor(isMain))
  }

  /** Queues that were deleted before the last stop and still hold messages: they run by the main queue's strategies. */
  async #openLeftBehind(): Promise<void> {
    const names = await readdir(this.#parts.dir).catch(() => [] as string[])
    const known = new Set([...this.#open.values()].map(({ folder }) => folder))
    for (const name of names) {
      const id = /^queue-([\da-f-]{36})$/.exec(name)?.[1]
      if (id === undefined || known.has(name)) continue
      const main = installedQueues[0] as QueueConfig
      const open = await this.#make(id, { ...main, name: `deleted queue ${id}` })
      this.#leaving.add(open)
      this.#parts.ingress.finish(open.lane)
    }
    if (this.#leaving.size > 0) this.#lookLater()
  }

  #lookLater(): void {
    this.#stopLooking ??= this.#parts.clock.after(lookEvery, () => {
      this.#stopLooking = null
      void this.#look()
    })
  }

  /** Removes what has run out. */
  async #look(): Promise<void> {
    const { dir, ingress, log } = this.#parts
    for (const open of this.#leaving) {
      const { folder, lane, queue } = open
      if (lane.backlog > 0 || lane.journal.waitingBytes > 0) continue
      this.#leaving.delete(open)
      ingress.gone(lane)
      queue.close()
      await lane.journal.close()
      await rm(join(dir, folder), { recursive: true, force: true })
      log.info(`The last message of the deleted queue ${queue.name} is done`)
    }
    if (this.#leaving.size > 0) this.#lookLater()
  }
}
