/**
 * Records that wait for the same flush: their bytes one behind the other in a reused buffer, and whom to tell. Three
 * groups go round: one gathers, one is being flushed, one is calling back.
 */
import type { Appended } from './journal.ts'
import { encodeRecord, recordOverhead } from './record.ts'

const startingBytes = 64 * 1024
/** A buffer that one slow flush blew up beyond this is let go. */
const keptBytes = 4 * 1024 * 1024

export class Group {
  buffer = Buffer.allocUnsafeSlow(startingBytes)
  length = 0
  /** position of the first record, and behind the last */
  first = 0
  end = 0
  readonly #waiting: Appended[] = []
  readonly #positions: number[] = []

  get isWaiting(): boolean {
    return this.#waiting.length > 0
  }

  begin(position: number): void {
    this.first = position
    this.end = position
  }

  add(record: Uint8Array, salt: number): void {
    const needed = this.length + recordOverhead + record.length
    if (needed > this.buffer.length) this.#grow(needed)
    this.length = encodeRecord(this.buffer, this.length, this.end, this.first, salt, record)
    this.end++
  }

  /** Who is told the position of the record that is added next. */
  expect(done: Appended): void {
    this.#waiting.push(done)
    this.#positions.push(this.end)
  }

  /** Calls everyone who waits, in order, and empties the group. */
  settle(error: Error | null): void {
    for (let i = 0; i < this.#waiting.length; i++) {
      try {
        this.#waiting[i]?.(error, error === null ? (this.#positions[i] ?? -1) : -1)
      } catch (fault) {
        // A caller's bug is loud, but must not cost the others their answer.
        process.nextTick(() => {
          throw fault
        })
      }
    }
    this.#waiting.length = 0
    this.#positions.length = 0
    this.length = 0
    if (this.buffer.length > keptBytes) this.buffer = Buffer.allocUnsafeSlow(startingBytes)
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.buffer.length * 2))
    this.buffer.copy(larger, 0, 0, this.length)
    this.buffer = larger
  }
}
