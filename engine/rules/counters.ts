/**
 * Live counts of one deployed chain, always on. Flat typed arrays that the hot path only increments; rates are made
 * from them now and then by `sample`.
 */
export class Counters {
  /** epoch ms of the deploy that these counts begin with */
  readonly since: number
  /** messages over each connection, by its index */
  readonly wires: Float64Array
  /** messages into each node, failures and sampled milliseconds, by node index */
  readonly in: Float64Array
  readonly failed: Float64Array
  readonly took: Float64Array
  /** messages now waiting inside of a node */
  readonly waiting: Float64Array
  readonly wireRates: Float64Array
  readonly nodeRates: Float64Array
  /** epoch ms at which a wire's count last grew, as far as `sample` saw */
  readonly wireLastAt: Float64Array
  readonly #wiresBefore: Float64Array
  readonly #inBefore: Float64Array
  #sampledAt: number
  readonly #failures: FailureWindow

  constructor(nodes: number, wires: number, now: number) {
    this.since = now
    this.#sampledAt = now
    this.wires = new Float64Array(wires)
    this.wireRates = new Float64Array(wires)
    this.wireLastAt = new Float64Array(wires)
    this.#wiresBefore = new Float64Array(wires)
    this.in = new Float64Array(nodes)
    this.failed = new Float64Array(nodes)
    this.took = new Float64Array(nodes)
    this.waiting = new Float64Array(nodes)
    this.nodeRates = new Float64Array(nodes)
    this.#inBefore = new Float64Array(nodes)
    this.#failures = new FailureWindow(this.failed, now)
  }

  /** Brings the rates up to date. Rates are per second, smoothed over about three seconds. */
  sample(now: number): void {
    const seconds = (now - this.#sampledAt) / 1000
    if (seconds <= 0) return
    this.#sampledAt = now
    const weight = 1 - Math.exp(-seconds / 2)
    for (let i = 0; i < this.wires.length; i++) {
      const count = this.wires[i] as number
      if (count !== this.#wiresBefore[i]) this.wireLastAt[i] = now
    }
    smooth(this.wires, this.#wiresBefore, this.wireRates, seconds, weight)
    smooth(this.in, this.#inBefore, this.nodeRates, seconds, weight)
    this.#failures.sample(now)
  }

  /** failures of a node in the last five minutes */
  failing(node: number): number {
    return this.#failures.recent(node)
  }
}

function smooth(
  counts: Float64Array,
  before: Float64Array,
  rates: Float64Array,
  seconds: number,
  weight: number,
): void {
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i] as number
    const rate = (count - (before[i] as number)) / seconds
    const smoothed = (rates[i] as number) + weight * (rate - (rates[i] as number))
    rates[i] = smoothed < 0.001 ? 0 : smoothed
    before[i] = count
  }
}

const windowMs = 300_000
const slots = 10

/** How often each node failed lately, from ten marks of the total, half a minute apart. */
class FailureWindow {
  readonly #total: Float64Array
  readonly #marks: Float64Array[] = []
  #markedAt: number

  constructor(total: Float64Array, now: number) {
    this.#total = total
    this.#markedAt = now
  }

  sample(now: number): void {
    if (now - this.#markedAt < windowMs / slots) return
    this.#markedAt = now
    this.#marks.push(this.#total.slice())
    if (this.#marks.length > slots) this.#marks.shift()
  }

  recent(node: number): number {
    const total = this.#total[node] ?? 0
    const oldest = this.#marks.length === slots ? (this.#marks[0]?.[node] ?? 0) : 0
    return total - oldest
  }
}
