import type { EntryPoint } from './context.ts'
import type { Message } from './message.ts'
import type { DeliveryEnd, MessageQueue } from './queue.ts'

interface Waiting {
  readonly message: Message
  readonly entry: EntryPoint | null
  readonly end: DeliveryEnd
}

/** bytes that a message costs besides its data while it is on its way: itself, its account, whoever waits for it */
const overhead = 2000
/** longest time, in milliseconds, that messages run before the event loop gets its turn */
const slice = 5

/**
 * Everything that has been taken in and is not done yet, bounded in bytes. Full means that nothing more is read from
 * the sockets; nothing is dropped. Messages run in slices, so that a burst does not hold up acknowledgements.
 */
export class Inbox {
  readonly budget: number
  readonly #queue: MessageQueue
  readonly #listeners = new Set<() => void>()
  #waiting: Waiting[] = []
  #next = 0
  #bytes = 0
  #wasFull = false
  #scheduled = false
  #closed = false

  /** @param budget bytes that may be in memory at a time */
  constructor(queue: MessageQueue, budget: number) {
    this.#queue = queue
    this.budget = budget
  }

  get bytes(): number {
    return this.#bytes
  }

  get hasRoom(): boolean {
    return this.#bytes < this.budget
  }

  /** Counts the message in before it is on disk; `run` or `forget` must follow. */
  admit(message: Message): void {
    this.#bytes += message.size + overhead
    if (!this.hasRoom) this.#wasFull = true
  }

  /** An admitted message that will not run after all. */
  forget(message: Message): void {
    this.#bytes -= message.size + overhead
    this.#tellRoom()
  }

  /** Lets an admitted message run in its turn. */
  run(message: Message, entry: EntryPoint | null, end: DeliveryEnd): void {
    this.#waiting.push({ message, entry, end })
    this.#schedule()
  }

  /** Calls each time there is room again after it was full. Returns the way to stop. */
  onRoom(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Starts nothing more. What waits stays in the journal. */
  close(): void {
    this.#closed = true
    this.#waiting = []
    this.#next = 0
  }

  #schedule(): void {
    if (this.#scheduled || this.#closed) return
    this.#scheduled = true
    setImmediate(this.#work)
  }

  readonly #work = (): void => {
    this.#scheduled = false
    const until = performance.now() + slice
    while (this.#next < this.#waiting.length) {
      const { message, entry, end } = this.#waiting[this.#next++] as Waiting
      this.#queue.deliver(message, entry, (failure, attempts) => {
        end(failure, attempts)
        this.forget(message)
      })
      if (performance.now() >= until) break
    }
    if (this.#next >= this.#waiting.length) {
      this.#waiting = []
      this.#next = 0
    } else {
      if (this.#next > 4096) {
        this.#waiting.splice(0, this.#next)
        this.#next = 0
      }
      this.#schedule()
    }
  }

  #tellRoom(): void {
    // Half empty before it is told, so that sockets are not switched on and off for every message.
    if (!this.#wasFull || this.#bytes > this.budget / 2) return
    this.#wasFull = false
    for (const listener of this.#listeners) listener()
  }
}
