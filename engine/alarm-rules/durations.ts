import type { DurationUnit } from './rule-json.ts'

/** The cloud's names of units of time, in milliseconds. */
const units: Readonly<Record<DurationUnit, number>> = {
  NANOSECONDS: 1e-6,
  MICROSECONDS: 1e-3,
  MILLISECONDS: 1,
  SECONDS: 1000,
  MINUTES: 60_000,
  HOURS: 3_600_000,
  DAYS: 86_400_000,
}

/** A length of time in whole milliseconds. */
export function millisecondsOf(amount: number, unit: DurationUnit): number {
  return Math.trunc(amount * units[unit])
}
