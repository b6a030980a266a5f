import type { Message } from './message.ts'
import { JsonDouble, JsonLong, type JsonValue } from './values.ts'

/** One handling of one message by one node. */
export interface Remembered {
  /** grows over all nodes of the engine: later is larger */
  readonly seq: number
  /** epoch ms */
  readonly at: number
  readonly nodeId: string
  readonly came: Message
  /** as it left; the same object when the node did not change it */
  readonly left: Message | null
  /** null when the message ended in this node */
  readonly output: string | null
  readonly error: string | null
  /** milliseconds; NaN when this step was not timed */
  readonly took: number
}

const kept = 32
const failuresKept = 16
/** larger messages are remembered by their beginning only */
export const wholeUpTo = 8192

/**
 * The last messages of one node, always on: a ring that is only written to, and read when somebody looks. Messages
 * are never changed, so remembering one costs a reference. Failures have a ring of their own, so that a busy node
 * does not wash them away.
 */
export class NodeMemory {
  readonly nodeId: string
  readonly #last = new Ring(kept)
  readonly #failures = new Ring(failuresKept)

  constructor(nodeId: string) {
    this.nodeId = nodeId
  }

  keep(
    seq: number,
    at: number,
    came: Message,
    left: Message | null,
    output: string | null,
    error: string | null,
    took: number,
  ): void {
    if (came.size > wholeUpTo) {
      came = excerpt(came)
      left = left === null ? null : excerpt(left)
    }
    this.#last.put(seq, at, came, left, output, error, took)
    if (error !== null) this.#failures.put(seq, at, came, left, output, error, took)
  }

  /** What happened after `seq`, oldest first, failures included. */
  since(seq: number): Remembered[] {
    const last = this.#last.read(this.nodeId, seq)
    const first = last[0]?.seq ?? Number.POSITIVE_INFINITY
    const older = this.#failures.read(this.nodeId, seq).filter((entry) => entry.seq < first)
    return [...older, ...last]
  }
}

/** What is written for one handling; made once and used again, so that remembering makes no garbage. */
class Slot {
  seq = 0
  // Born as fractions, so that the engine keeps them as plain doubles from the start.
  at = 0.5
  took = Number.NaN
  came: Message | null = null
  /** null also when it left as it came: not writing it twice spares the collector */
  left: Message | null = null
  output: string | null = null
  error: string | null = null
}

class Ring {
  readonly #slots: readonly Slot[]
  #next = 0

  constructor(size: number) {
    this.#slots = Array.from({ length: size }, () => new Slot())
  }

  put(
    seq: number,
    at: number,
    came: Message,
    left: Message | null,
    output: string | null,
    error: string | null,
    took: number,
  ): void {
    const i = this.#next
    this.#next = i + 1 === this.#slots.length ? 0 : i + 1
    const slot = this.#slots[i] as Slot
    slot.seq = seq
    slot.at = at
    slot.took = took
    slot.came = came
    slot.left = left === came ? null : left
    slot.output = output
    slot.error = error
  }

  read(nodeId: string, after: number): Remembered[] {
    const found: Remembered[] = []
    for (let step = 0; step < this.#slots.length; step++) {
      const slot = this.#slots[(this.#next + step) % this.#slots.length] as Slot
      const { seq, at, took, came, output, error } = slot
      if (came === null || seq <= after) continue
      found.push({
        seq,
        at,
        nodeId,
        came,
        left: slot.left ?? (output === null ? null : came),
        output,
        error,
        took,
      })
    }
    return found
  }
}

/** A large message cut down to what a person can look at, so that memory stays bounded. */
export function excerpt(message: Message): Message {
  return message.with({ data: cut(message.data, { left: wholeUpTo / 4 }), size: 0 })
}

function cut(value: JsonValue, budget: { left: number }): JsonValue {
  budget.left -= 8
  if (typeof value === 'string') {
    const text = value.length > 256 ? `${value.slice(0, 256)}… (${value.length} characters)` : value
    budget.left -= text.length
    return text
  }
  if (typeof value !== 'object' || value === null || isBox(value)) return value
  if (Array.isArray(value)) {
    const items: JsonValue[] = []
    for (const item of value) {
      if (budget.left <= 0) return [...items, `… (${value.length} items)`]
      items.push(cut(item, budget))
    }
    return items
  }
  const keys: Record<string, JsonValue> = Object.create(null)
  for (const [key, item] of Object.entries(value)) {
    if (budget.left <= 0) {
      keys['…'] = `${Object.keys(value).length} keys`
      break
    }
    budget.left -= key.length
    keys[key] = cut(item as JsonValue, budget)
  }
  return keys
}

const secretKey = /pass(word|wd)?|secret|token|api[-_]?key|credential|private[-_]?key|authorization/i

/** The value with everything that looks like a secret masked; for whatever a person is shown. */
export function redact(value: JsonValue, key = ''): JsonValue {
  if (key !== '' && secretKey.test(key) && value !== null && typeof value !== 'boolean') return '•••'
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => redact(item))
  if (isBox(value)) return value
  const masked: Record<string, JsonValue> = Object.create(null)
  for (const [name, item] of Object.entries(value)) masked[name] = redact(item as JsonValue, name)
  return masked
}

function isBox(value: object): value is JsonDouble | JsonLong {
  return value instanceof JsonDouble || value instanceof JsonLong
}
