/**
 * How fresh a value is, against the rhythm in which it usually comes. The dial is full when it has just arrived and
 * empty after three missed beats; from then on the value is old and must look it.
 */
const BEATS = 3
/** below this a dial would only flicker, and a person who tries a command by hand would be called late */
const SHORTEST_MS = 60_000
/** for a value whose rhythm is not known yet: the usual inactivity limit of a device */
export const UNKNOWN_RHYTHM_MS = 600_000 / BEATS

export interface Freshness {
  /** 1 just arrived … 0 old */
  readonly left: number
  readonly old: boolean
}

export function freshness(age: number, rhythm: number = UNKNOWN_RHYTHM_MS): Freshness {
  const life = Math.max(SHORTEST_MS, rhythm * BEATS)
  const left = Math.min(1, Math.max(0, 1 - age / life))
  return { left, old: left === 0 }
}

/** The usual time between two samples: the median, so that one long gap does not excuse silence. */
export function rhythmOf(times: readonly number[]): number | undefined {
  if (times.length < 3) return undefined
  const sorted = [...times].sort((a, b) => a - b)
  const gaps = sorted
    .slice(1)
    .map((time, index) => time - (sorted[index] ?? time))
    .sort((a, b) => a - b)
  return gaps[gaps.length >> 1]
}
