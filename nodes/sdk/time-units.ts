import { field } from './fields.ts'

/** The cloud's names of units of time, in milliseconds. */
const millisecondsOf = {
  NANOSECONDS: 1e-6,
  MICROSECONDS: 1e-3,
  MILLISECONDS: 1,
  SECONDS: 1000,
  MINUTES: 60_000,
  HOURS: 3_600_000,
  DAYS: 86_400_000,
} as const

export type TimeUnit = keyof typeof millisecondsOf

/** A span of time in whole milliseconds. */
export function milliseconds(amount: number, unit: TimeUnit): number {
  return Math.trunc(amount * millisecondsOf[unit])
}

/** The choice of a unit beside an amount. */
export function unitChoice(label: string, showWhen?: { field: string; is: readonly unknown[] }) {
  const units = Object.keys(millisecondsOf) as TimeUnit[]
  return field.choice({
    label,
    options: units.map((unit) => ({ value: unit, label: unit.toLowerCase() })),
    default: 'MINUTES',
    ...(showWhen && { showWhen }),
  })
}
