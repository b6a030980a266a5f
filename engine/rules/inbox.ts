import type { EntryPoint } from './context.ts'
import { Fifo } from './fifo.ts'
import type { Message } from './message.ts'
import { type DeliveryEnd, type MessageQueue, messageOverhead } from './queue.ts'
import { urgentQueue } from './queue-config.ts'

interface Waiting {
  readonly message: Message
  readonly entry: EntryPoint | null
  readonly end: DeliveryEnd
}

/** longest time, in milliseconds, that messages run before the event loop gets its turn */
const slice = 5
/** messages of one queue that begin before another queue gets its turn */
const turn = 32

/**
 * Everything that has been taken in and is not done yet, bounded in bytes. Full means that nothing more is read from
 * the sockets; nothing is dropped. Messages run in slices, so that a burst does not hold up acknowledgements, and the
 * queues take turns within a slice: urgent messages first, and no queue waits for the backlog of another.
 */
export class Inbox {
  readonly budget: number
  readonly #listeners = new Set<() => void>()
  readonly #lines: InboxLine[] = []
  #bytes = 0
  #wasFull = false
  #scheduled = false
  #closed = false

  /** @param budget bytes that may be in memory at a time */
  constructor(budget: number) {
    this.budget = budget
  }

  get bytes(): number {
    return this.#bytes
  }

  get hasRoom(): boolean {
    return this.#bytes < this.budget
  }

  /** The most that one queue may keep waiting in memory: all of them together leave half of it to the others. */
  get share(): number {
    return this.budget / 2 / Math.max(1, this.#lines.length)
  }

  /** A line of its own for the messages of a queue. */
  open(queue: MessageQueue): InboxLine {
    const line = new InboxLine(queue, this, () => this.#schedule())
    if (queue.name === urgentQueue) this.#lines.unshift(line)
    else this.#lines.push(line)
    return line
  }

  leave(line: InboxLine): void {
    const index = this.#lines.indexOf(line)
    if (index >= 0) this.#lines.splice(index, 1)
  }

  /** Counts the message in before it is on disk; a line's `run` or `forget` must follow. */
  admit(message: Message): void {
    this.#bytes += message.size + messageOverhead
    if (!this.hasRoom) this.#wasFull = true
  }

  /** An admitted message that will not run after all, or is done. */
  forget(message: Message): void {
    this.#bytes -= message.size + messageOverhead
    this.#tellRoom()
  }

  /** Calls each time there is room again after it was full. Returns the way to stop. */
  onRoom(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Starts nothing more. What waits stays in the journal. */
  close(): void {
    this.#closed = true
    this.#lines.length = 0
  }

  #schedule(): void {
    if (this.#scheduled || this.#closed) return
    this.#scheduled = true
    setImmediate(this.#work)
  }

  readonly #work = (): void => {
    this.#scheduled = false
    const until = performance.now() + slice
    for (;;) {
      let hasMore = false
      for (const line of this.#lines) {
        if (line.isEmpty) continue
        line.begin(turn, until)
        if (!line.isEmpty) hasMore = true
      }
      if (!hasMore) return
      if (performance.now() >= until) break
    }
    this.#schedule()
  }

  #tellRoom(): void {
    // Half empty before it is told, so that sockets are not switched on and off for every message.
    if (!this.#wasFull || this.#bytes > this.budget / 2) return
    this.#wasFull = false
    for (const listener of this.#listeners) listener()
  }
}

/** The messages of one queue in the inbox that have not begun. */
export class InboxLine {
  readonly queue: MessageQueue
  readonly #inbox: Inbox
  readonly #schedule: () => void
  readonly #waiting = new Fifo<Waiting>()

  constructor(queue: MessageQueue, inbox: Inbox, schedule: () => void) {
    this.queue = queue
    this.#inbox = inbox
    this.#schedule = schedule
  }

  get length(): number {
    return this.#waiting.length
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  /** The queue keeps so much waiting that the rest is better left in the journal. */
  get isBlocked(): boolean {
    return this.queue.waitingBytes > this.#inbox.share
  }

  /** Lets an admitted message run in its turn. */
  run(message: Message, entry: EntryPoint | null, end: DeliveryEnd): void {
    this.#waiting.push({ message, entry, end })
    this.#schedule()
  }

  begin(count: number, until: number): void {
    for (let begun = 0; begun < count; begun++) {
      const next = this.#waiting.shift()
      if (next === undefined) return
      const { message, entry, end } = next
      this.queue.deliver(message, entry, (lost) => {
        end(lost)
        this.#inbox.forget(message)
      })
      if (performance.now() >= until) return
    }
  }

  close(): void {
    this.#waiting.takeAll()
    this.#inbox.leave(this)
  }
}
