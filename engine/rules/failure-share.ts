/** How many of the messages that ended lately had failed: those of the span at hand and of the one before it. */
export class FailureShare {
  #since = 0
  #ended = 0
  #failed = 0
  #endedBefore = 0
  #failedBefore = 0

  /** @param span milliseconds */
  add(hasFailed: boolean, now: number, span: number): void {
    if (now - this.#since >= span) {
      const isNext = now - this.#since < 2 * span
      this.#endedBefore = isNext ? this.#ended : 0
      this.#failedBefore = isNext ? this.#failed : 0
      this.#ended = 0
      this.#failed = 0
      this.#since = now
    }
    this.#ended++
    if (hasFailed) this.#failed++
  }

  /** 0 to 1 */
  get value(): number {
    const ended = this.#ended + this.#endedBefore
    return ended === 0 ? 0 : (this.#failed + this.#failedBefore) / ended
  }
}
