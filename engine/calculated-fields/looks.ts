import type { EntityRef } from '../rules/message.ts'
import type { Clock } from '../rules/needs.ts'

/** A field that is to be calculated again at some time although nothing may come. */
export interface DueLook {
  readonly at: number
  readonly fieldId: string
  readonly entity: EntityRef
}

/** the longest a timer of the platform can wait, in milliseconds */
const longestWait = 2_000_000_000

/** All looks that are due at some time: one timer for the earliest, however many there are. */
export class Looks {
  readonly #clock: Clock
  readonly #call: (look: DueLook) => void
  /** a heap: no entry is earlier than the one at half of its index */
  readonly #heap: DueLook[] = []
  /** the entry that counts, by field and entity; others in the heap are left to fall out */
  readonly #due = new Map<string, DueLook>()
  #cancel: (() => void) | null = null
  #timerAt = Number.POSITIVE_INFINITY

  constructor(clock: Clock, call: (look: DueLook) => void) {
    this.#clock = clock
    this.#call = call
  }

  get size(): number {
    return this.#due.size
  }

  /** Sets when the field is looked at next; null = not at all. */
  set(fieldId: string, entity: EntityRef, at: number | null): void {
    const key = keyOf(fieldId, entity.id)
    if (at === null) {
      this.#due.delete(key)
      return
    }
    if (this.#due.get(key)?.at === at) return
    const look = { at, fieldId, entity }
    this.#due.set(key, look)
    this.#push(look)
    this.#arm()
  }

  close(): void {
    this.#cancel?.()
    this.#cancel = null
    this.#heap.length = 0
    this.#due.clear()
  }

  #arm(): void {
    const [first] = this.#heap
    if (first === undefined || first.at >= this.#timerAt) return
    this.#cancel?.()
    this.#timerAt = first.at
    const wait = Math.min(longestWait, Math.max(0, first.at - this.#clock.now()))
    this.#cancel = this.#clock.after(wait, () => this.#fire())
  }

  #fire(): void {
    this.#cancel = null
    this.#timerAt = Number.POSITIVE_INFINITY
    const now = this.#clock.now()
    for (let first = this.#heap[0]; first !== undefined && first.at <= now; first = this.#heap[0]) {
      this.#pop()
      const key = keyOf(first.fieldId, first.entity.id)
      if (this.#due.get(key) !== first) continue
      this.#due.delete(key)
      this.#call(first)
    }
    this.#arm()
  }

  #push(look: DueLook): void {
    const heap = this.#heap
    let at = heap.push(look) - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      if ((heap[above] as DueLook).at <= look.at) break
      heap[at] = heap[above] as DueLook
      at = above
    }
    heap[at] = look
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let at = 0
    for (;;) {
      let below = 2 * at + 1
      if (below >= heap.length) break
      if (below + 1 < heap.length && (heap[below + 1] as DueLook).at < (heap[below] as DueLook).at) below++
      if ((heap[below] as DueLook).at >= last.at) break
      heap[at] = heap[below] as DueLook
      at = below
    }
    heap[at] = last
  }
}

function keyOf(fieldId: string, entityId: string): string {
  return `${fieldId} ${entityId}`
}
