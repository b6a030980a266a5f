/** Alarms that change too often: when that is, and what is done then. */

import type { FloodLimit, FloodPolicy } from '../rules/alarms.ts'

export const defaultFloodPolicy: FloodPolicy = {
  enabled: true,
  changesPerMinute: 10,
  gatherSeconds: 5,
  types: {},
}

export function limitFor(policy: FloodPolicy, type: string): FloodLimit | null {
  if (!policy.enabled) return null
  return Object.hasOwn(policy.types, type) ? (policy.types[type] ?? policy) : policy
}

/** What is wrong with a policy, in words; null when it is one. */
export function wrongPolicy(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return 'The policy is not an object'
  const { enabled, types, ...limit } = value as Partial<FloodPolicy>
  if (typeof enabled !== 'boolean') return '“enabled” is neither true nor false'
  if (typeof types !== 'object' || types === null || Array.isArray(types))
    return '“types” is not a table of limits by type of alarm'
  if (Object.keys(types).length > 1000) return 'There are more than 1000 types of alarm in the policy'
  return (
    wrongLimit('', limit) ??
    Object.entries(types)
      .map(([type, each]) => wrongLimit(` of “${type.slice(0, 60)}”`, each ?? {}))
      .find((wrong) => wrong !== null) ??
    null
  )
}

function wrongLimit(of: string, { changesPerMinute, gatherSeconds }: Partial<FloodLimit>): string | null {
  if (!isWithin(changesPerMinute, 1, 100_000))
    return `“changesPerMinute”${of} is not a whole number from 1 to 100000`
  if (!isWithin(gatherSeconds, 1, 300)) return `“gatherSeconds”${of} is not a whole number from 1 to 300`
  return null
}

function isWithin(value: unknown, from: number, to: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= from && (value as number) <= to
}

const minute = 60_000

/**
 * Counts the changes of one alarm by the minute. Too many begin a flood; a whole minute without too many ends it, so
 * that a sensor that chatters on gets no fresh allowance every minute.
 */
export class FloodWindow {
  #begins = 0
  #count = 0
  /** when the flood began, 0 without one */
  since = 0

  /** changes in this minute */
  get count(): number {
    return this.#count
  }

  /** Whether it is a flood at that time, without counting anything. */
  isFlooding(limit: FloodLimit | null, now: number): boolean {
    if (limit === null) return false
    this.#roll(limit, now)
    return this.since > 0
  }

  /** Counts a change; answers whether it is one too many. */
  counts(limit: FloodLimit | null, now: number): boolean {
    if (limit === null) return false
    this.#roll(limit, now)
    this.#count++
    if (this.#count > limit.changesPerMinute && this.since === 0) this.since = now
    return this.since > 0
  }

  #roll({ changesPerMinute }: FloodLimit, now: number): void {
    const passed = now - this.#begins
    if (passed >= 0 && passed < minute) return
    // A clock that went back begins anew as well.
    if (passed < 0 || passed >= 2 * minute || this.#count <= changesPerMinute) this.since = 0
    this.#begins = now
    this.#count = 0
  }
}
