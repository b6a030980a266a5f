/** Lets the work for one device begin when the work before it for the same device is done. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  /** Settles as `work` does. Work that failed holds nothing up. */
  run<T>(deviceId: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(deviceId)
    const done = before === undefined ? work() : before.then(work, work)
    this.#last.set(deviceId, done)
    const forget = () => {
      if (this.#last.get(deviceId) === done) this.#last.delete(deviceId)
    }
    done.then(forget, forget)
    return done
  }

  /** Resolves when all work that was begun is done. */
  async settled(): Promise<void> {
    while (this.#last.size > 0) await Promise.allSettled([...this.#last.values()])
  }
}
