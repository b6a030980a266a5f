/**
 * Records are worked on in order and finish in any order. The window tells up to where everything is done, which is
 * where a cursor may stand. A ring bitmap: memory is fixed, a completion costs O(1) amortised.
 */
export class CompletionWindow {
  /** Everything below is done. */
  lowest: number
  /** behind the last record begun */
  #next: number
  readonly #capacity: number
  readonly #done: Uint32Array

  /**
   * @param first where the cursor stands
   * @param capacity how far the newest record in work may be ahead of the oldest; rounded up to a power of two
   */
  constructor(first: number, capacity = 65_536) {
    this.lowest = first
    this.#next = first
    this.#capacity = 2 ** Math.ceil(Math.log2(Math.max(32, capacity)))
    this.#done = new Uint32Array(this.#capacity / 32)
  }

  /** Records begun and not done, those in between that are done already included. */
  get span(): number {
    return this.#next - this.lowest
  }

  /** Whether `begin` may be called for this position; otherwise wait for completions. */
  hasRoomFor(position: number): boolean {
    return this.lowest === this.#next || position < this.lowest + this.#capacity
  }

  /**
   * Work on a record begins. Positions come in rising order; those skipped (lost or refused records) count as done.
   * Throws `RangeError` for a position out of order or without room.
   */
  begin(position: number): void {
    if (position < this.#next) {
      throw new RangeError(`record ${position} was begun before; the next one is ${this.#next}`)
    }
    if (!this.hasRoomFor(position)) {
      throw new RangeError(
        `record ${position} is more than ${this.#capacity} ahead of ${this.lowest}, which is not done; ask hasRoomFor first`,
      )
    }
    if (this.lowest === this.#next) this.lowest = position
    else for (let skipped = this.#next; skipped < position; skipped++) this.#mark(skipped)
    this.#next = position + 1
  }

  /** Work on a record is done. False when it was done before or never begun. */
  complete(position: number): boolean {
    if (position < this.lowest || position >= this.#next || this.#isMarked(position)) return false
    this.#mark(position)
    if (position === this.lowest) this.#moveOn()
    return true
  }

  #moveOn(): void {
    while (this.lowest < this.#next) {
      const word = (this.lowest & (this.#capacity - 1)) >>> 5
      const wholeWord = (this.lowest & 31) === 0 && this.#done[word] === 0xffff_ffff
      if (wholeWord) {
        this.#done[word] = 0
        this.lowest += 32
        continue
      }
      if (!this.#isMarked(this.lowest)) return
      this.#done[word] = (this.#done[word] ?? 0) & ~(1 << (this.lowest & 31))
      this.lowest++
    }
  }

  #mark(position: number): void {
    const word = (position & (this.#capacity - 1)) >>> 5
    this.#done[word] = (this.#done[word] ?? 0) | (1 << (position & 31))
  }

  #isMarked(position: number): boolean {
    return ((this.#done[(position & (this.#capacity - 1)) >>> 5] ?? 0) & (1 << (position & 31))) !== 0
  }
}
