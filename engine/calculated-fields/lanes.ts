/** Does work for each entity one piece after another, in the order it is asked for. */
export class Lanes {
  readonly #ends = new Map<string, Promise<unknown>>()

  get busy(): number {
    return this.#ends.size
  }

  in<T>(entityId: string, work: () => Promise<T>): Promise<T> {
    const before = this.#ends.get(entityId)
    const done = before === undefined ? work() : before.then(work, work)
    this.#ends.set(entityId, done)
    const leave = () => {
      if (this.#ends.get(entityId) === done) this.#ends.delete(entityId)
    }
    done.then(leave, leave)
    return done
  }

  /** Resolves when everything that was asked for is done. */
  async settled(): Promise<void> {
    while (this.#ends.size > 0) await Promise.allSettled([...this.#ends.values()])
  }
}
