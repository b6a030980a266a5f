import { isIPv4 } from 'node:net'
import type { Clock } from '../rules/needs.ts'

/**
 * Slows guessing of passwords down without letting a stranger lock the owner out.
 *
 * | counted by | free tries | then |
 * | --- | --- | --- |
 * | account from one address | 5 | a pause of 2 s, doubling to 5 min |
 * | address, whatever the account | 20 | the same |
 * | account from all addresses of a zone (this network, the world) | 20 a minute | the rest of the minute |
 *
 * An address from which the account logged in before is not held up by the third row, and tries from the world never
 * count against this network: guessing from outside does not lock out who stands beside the machine.
 */
export interface LoginGuard {
  /**
   * Counts a try and says whether it may go on. Call before the password is checked, so that parallel tries count.
   * The same for accounts that don't exist.
   */
  admit(account: string, address: string): boolean
  /** The try was right: forgets what was counted for it. */
  succeeded(account: string, address: string): void
}

/** Entries remembered per row of the table; the longest unused is forgotten first. */
const remembered = 10_000
const minute = 60_000
const longestPause = 5 * minute

interface Count {
  failures: number
  /** epoch ms */
  pausedUntil: number
  since: number
}

export function createLoginGuard(clock: Clock): LoginGuard {
  const pairs = new Recent<Count>(remembered)
  const addresses = new Recent<Count>(remembered)
  const accounts = new Recent<Count>(remembered)
  const trusted = new Recent<true>(remembered)

  return {
    admit(account, address) {
      const now = clock.now()
      const pair = `${account} ${address}`
      const zone = `${account} ${isLocal(address) ? 'local' : 'world'}`
      const counts = [
        { count: pairs.at(pair, () => fresh(now)), free: 5 },
        { count: addresses.at(address, () => fresh(now)), free: 20 },
      ]
      if (counts.some(({ count }) => count.pausedUntil > now)) return false

      if (!trusted.has(pair)) {
        const all = accounts.at(zone, () => fresh(now))
        if (now - all.since >= minute) Object.assign(all, fresh(now))
        if (all.failures >= 20) return false
        all.failures++
      }
      for (const { count, free } of counts) {
        // After a quiet hour the past is forgiven.
        if (now - count.since > 60 * minute) count.failures = 0
        count.failures++
        count.since = now
        if (count.failures >= free) count.pausedUntil = now + pauseAfter(count.failures - free)
      }
      return true
    },

    succeeded(account, address) {
      const pair = `${account} ${address}`
      pairs.delete(pair)
      addresses.delete(address)
      trusted.at(pair, () => true)
      const all = accounts.get(`${account} ${isLocal(address) ? 'local' : 'world'}`)
      if (all && all.failures > 0) all.failures--
    },
  }
}

function fresh(now: number): Count {
  return { failures: 0, pausedUntil: 0, since: now }
}

function pauseAfter(excess: number): number {
  return Math.min(longestPause, 2000 * 2 ** Math.min(excess, 12))
}

/** Whether the address is of this machine or a private network (RFC 1918, 4193, link-local). */
export function isLocal(address: string): boolean {
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address
  if (isIPv4(plain)) {
    return /^(127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)/.test(plain)
  }
  return plain === '::1' || /^(fe[89ab]|f[cd])/i.test(plain)
}

/** A map of bounded size; reading an entry makes it the newest. */
class Recent<T> {
  readonly #entries = new Map<string, T>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  get(key: string): T | undefined {
    return this.#entries.get(key)
  }

  has(key: string): boolean {
    return this.#entries.has(key)
  }

  delete(key: string): void {
    this.#entries.delete(key)
  }

  at(key: string, make: () => T): T {
    const value = this.#entries.get(key) ?? make()
    this.#entries.delete(key)
    this.#entries.set(key, value)
    if (this.#entries.size > this.#limit) {
      const [oldest] = this.#entries.keys()
      if (oldest !== undefined) this.#entries.delete(oldest)
    }
    return value
  }
}
