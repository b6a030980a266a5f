import { millisecondsOf } from '../../engine/alarm-rules/durations.ts'
import { type DurationUnit, durationUnits } from '../../engine/alarm-rules/rule-json.ts'
import { field } from './fields.ts'

export type TimeUnit = DurationUnit

/** A span of time in whole milliseconds. */
export const milliseconds = millisecondsOf

/** The choice of a unit beside an amount. */
export function unitChoice(label: string, showWhen?: { field: string; is: readonly unknown[] }) {
  return field.choice({
    label,
    options: durationUnits.map((unit) => ({ value: unit, label: unit.toLowerCase() })),
    default: 'MINUTES',
    ...(showWhen && { showWhen }),
  })
}
