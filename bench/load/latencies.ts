/**
 * Counts latencies in buckets that are each about 3 % wider than the last, from 1 µs to more than an hour: constant
 * memory and no sorting, whatever the load.
 */
export class Latencies {
  readonly #buckets = new Uint32Array(1024)
  #count = 0
  #largest = 0

  /** @param ms milliseconds */
  add(ms: number): void {
    const bucket = Math.min(1023, Math.max(0, Math.floor(Math.log(ms * 1000) * perLog)))
    this.#buckets[bucket] = (this.#buckets[bucket] as number) + 1
    this.#count += 1
    if (ms > this.#largest) this.#largest = ms
  }

  /** The latency in ms that this share (0–1) of all stayed within; NaN when nothing was counted. */
  at(share: number): number {
    if (this.#count === 0) return Number.NaN
    let left = Math.ceil(this.#count * share)
    for (const [bucket, count] of this.#buckets.entries()) {
      left -= count
      if (left <= 0) return Math.min(this.#largest, Math.exp((bucket + 1) / perLog) / 1000)
    }
    return this.#largest
  }

  get largest(): number {
    return this.#largest
  }
}

const perLog = 1 / Math.log(1.03)
