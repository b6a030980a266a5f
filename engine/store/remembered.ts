export interface RememberedOptions<T> {
  /** entries kept at a time; past it the oldest goes */
  readonly most: number
  /** milliseconds for which an answer counts, should another server have changed the same database */
  readonly trustedFor: number
  readonly now: () => number
  /** whether an answer is small enough to be kept; everything is when absent */
  readonly isWorth?: (answer: T) => boolean
}

interface Entry<T> {
  readonly answer: T
  readonly until: number
}

/**
 * Answers of look-ups that are asked again and again. An answer that was being read while its entry was forgotten is
 * given to those who asked before, and not kept.
 */
export class Remembered<T> {
  readonly #options: RememberedOptions<T>
  readonly #entries = new Map<string, Entry<T>>()
  readonly #reading = new Map<string, Promise<T>>()

  constructor(options: RememberedOptions<T>) {
    this.#options = options
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: string, read: () => Promise<T>): Promise<T> {
    const known = this.#entries.get(key)
    if (known !== undefined && this.#options.now() < known.until) return Promise.resolve(known.answer)
    const begun = this.#reading.get(key)
    if (begun !== undefined) return begun
    const reading = this.#read(key, read)
    this.#reading.set(key, reading)
    return reading
  }

  forget(key: string): void {
    this.#entries.delete(key)
    this.#reading.delete(key)
  }

  /** Forgets the answers that `isMeant`, and everything that is being read. */
  forgetWhere(isMeant: (answer: T) => boolean): void {
    for (const [key, { answer }] of this.#entries) if (isMeant(answer)) this.#entries.delete(key)
    this.#reading.clear()
  }

  forgetAll(): void {
    this.#entries.clear()
    this.#reading.clear()
  }

  #read(key: string, read: () => Promise<T>): Promise<T> {
    const reading: Promise<T> = read().then(
      (answer) => {
        if (this.#reading.get(key) === reading) this.#keep(key, answer)
        return answer
      },
      (error) => {
        if (this.#reading.get(key) === reading) this.#reading.delete(key)
        throw error
      },
    )
    return reading
  }

  #keep(key: string, answer: T): void {
    const { most, trustedFor, now, isWorth } = this.#options
    this.#reading.delete(key)
    this.#entries.delete(key)
    if (isWorth !== undefined && !isWorth(answer)) return
    if (this.#entries.size >= most) {
      const [oldest] = this.#entries.keys()
      if (oldest !== undefined) this.#entries.delete(oldest)
    }
    this.#entries.set(key, { answer, until: now() + trustedFor })
  }
}
