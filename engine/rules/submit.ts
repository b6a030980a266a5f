import type { Delivery } from './delivery.ts'
import { Fifo } from './fifo.ts'
import type { Message } from './message.ts'
import type { QueueConfig } from './queue-config.ts'

/** Which messages of a queue may begin. One that has ended, well or given up, makes room for the next. */
export interface Submit {
  add(delivery: Delivery): void
  ended(delivery: Delivery): void
  /** Counts one in that began under another strategy. */
  adopt(delivery: Delivery): void
  /** Takes back what has not begun, in order. */
  takeAll(): Delivery[]
}

/** Begins a delivery; `waits` says that it has to wait, and `begins` that it waits no longer. */
export interface SubmitPorts {
  begin(delivery: Delivery): void
  waits(delivery: Delivery): void
  begins(delivery: Delivery): void
}

/** null where all messages begin at once */
export function submitOf({ submitStrategy }: QueueConfig, ports: SubmitPorts): Submit | null {
  const { type, batchSize } = submitStrategy
  if (type === 'BURST') return null
  if (type === 'BATCH') return new Groups(() => '', Math.max(1, batchSize), ports)
  if (type === 'SEQUENTIAL_BY_ORIGINATOR') return new Groups(({ originator }) => originator.id, 1, ports)
  // There is one tenant, so all of its messages are all messages.
  return new Groups(() => '', 1, ports)
}

/** longest time, in milliseconds, that messages run one after the other before the event loop gets its turn */
const slice = 5

interface Group {
  /** begun and not ended */
  busy: number
  /** begun since the group was empty */
  begun: number
  isPumping: boolean
  readonly waiting: Fifo<Delivery>
}

/**
 * Messages of one key go in batches: the next batch begins when the one before it has ended wholly. Batches of one are a
 * sequence.
 */
class Groups implements Submit {
  readonly #keyOf: (message: Message) => string
  readonly #size: number
  readonly #ports: SubmitPorts
  readonly #groups = new Map<string, Group>()

  constructor(keyOf: (message: Message) => string, size: number, ports: SubmitPorts) {
    this.#keyOf = keyOf
    this.#size = size
    this.#ports = ports
  }

  add(delivery: Delivery): void {
    delivery.via = this
    const key = this.#keyOf(delivery.message)
    const group = this.#group(key)
    this.#ports.waits(delivery)
    group.waiting.push(delivery)
    if (!group.isPumping) this.#pump(key, group)
  }

  adopt(delivery: Delivery): void {
    delivery.via = this
    const group = this.#group(this.#keyOf(delivery.message))
    group.busy++
    group.begun++
  }

  ended(delivery: Delivery): void {
    const key = this.#keyOf(delivery.message)
    const group = this.#groups.get(key)
    if (group === undefined) return
    group.busy--
    if (!group.isPumping) this.#pump(key, group)
  }

  takeAll(): Delivery[] {
    const all = [...this.#groups.values()].flatMap((group) => group.waiting.takeAll())
    for (const delivery of all) this.#ports.begins(delivery)
    this.#groups.clear()
    return all
  }

  #group(key: string): Group {
    const known = this.#groups.get(key)
    if (known !== undefined) return known
    const group = { busy: 0, begun: 0, isPumping: false, waiting: new Fifo<Delivery>() }
    this.#groups.set(key, group)
    return group
  }

  /** A loop and no recursion: most messages end before `begin` comes back. */
  #pump(key: string, group: Group): void {
    group.isPumping = true
    const until = performance.now() + slice
    for (;;) {
      if (group.busy === 0) group.begun = 0
      if (group.begun >= this.#size) break
      const next = group.waiting.shift()
      if (next === undefined) break
      group.busy++
      group.begun++
      this.#ports.begins(next)
      this.#ports.begin(next)
      if (group.waiting.length > 0 && performance.now() >= until) {
        setImmediate(() => this.#pump(key, group))
        return
      }
    }
    group.isPumping = false
    if (group.busy === 0 && group.waiting.length === 0) this.#groups.delete(key)
  }
}
