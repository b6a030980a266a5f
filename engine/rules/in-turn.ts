/** Lets the work for one originator begin when the work before it for the same one is done. */
export class InTurn {
  readonly #last = new Map<string, Promise<unknown>>()

  /** Settles as `work` does. Work that failed holds nothing up. */
  run<T>(originatorId: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(originatorId)
    const done = before === undefined ? work() : before.then(work, work)
    this.#last.set(originatorId, done)
    const forget = () => {
      if (this.#last.get(originatorId) === done) this.#last.delete(originatorId)
    }
    done.then(forget, forget)
    return done
  }

  /** Whether work for the originator is going on. */
  isBusy(originatorId: string): boolean {
    return this.#last.has(originatorId)
  }
}
