import type { Clock } from '../../engine/rules/needs.ts'

export interface Rate {
  readonly count: number
  readonly seconds: number
}

/** Who used how much of each rate, and when that was last looked at. */
interface Use {
  readonly left: number[]
  at: number
}

const rememberedUsers = 100_000

/** So many at once, and again as time gives them back; each user by itself, all rates together. */
export class RateLimit {
  readonly #clock: Clock
  readonly #rates: readonly Rate[]
  readonly #uses = new Map<string, Use>()

  constructor(clock: Clock, rates: readonly Rate[]) {
    this.#clock = clock
    this.#rates = rates
  }

  /** Takes one of each rate, or none where one has none left. */
  allows(user: string): boolean {
    const now = this.#clock.now()
    const use = this.#uses.get(user) ?? { left: this.#rates.map(({ count }) => count), at: now }
    this.#rates.forEach(({ count, seconds }, index) => {
      const back = (Math.max(0, now - use.at) * count) / (seconds * 1000)
      use.left[index] = Math.min(count, (use.left[index] ?? 0) + back)
    })
    use.at = now
    this.#remember(user, use)
    if (use.left.some((left) => left < 1)) return false
    use.left.forEach((left, index) => {
      use.left[index] = left - 1
    })
    return true
  }

  /** Whom nobody asked about for longest is forgotten when there are too many. */
  #remember(user: string, use: Use): void {
    this.#uses.delete(user)
    this.#uses.set(user, use)
    if (this.#uses.size <= rememberedUsers) return
    for (const oldest of this.#uses.keys()) {
      this.#uses.delete(oldest)
      return
    }
  }
}
