import type { AlarmRowJson, CauseJson } from '../../../engine/api/contract-alarms.ts'
import { valueText } from '../parts/numbers.ts'

/** values of one line */
const MOST = 3

/** Names and values that a rule saw, those without a value left out. */
export function valuesOf(cause: CauseJson | null): readonly (readonly [name: string, value: unknown])[] {
  const values = cause?.values
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return []
  return Object.entries(values).filter(([, value]) => value !== null)
}

/** On one line: `temperature 42, threshold 30`. Empty when nothing is known. */
export function valuesLine(cause: CauseJson | null): string {
  const values = valuesOf(cause)
  const shown = values.slice(0, MOST).map(([name, value]) => `${name} ${valueText(value)}`)
  return shown.join(', ') + (values.length > MOST ? ', …' : '')
}

/** Why there is an alarm, as short as a row of a table needs it: values, else the rule, else the text of its details. */
export function becauseLine({ because, details }: AlarmRowJson): string {
  return valuesLine(because) || because?.rule || detailsText(details)
}

/** Rules of profiles leave their text in `data`. */
export function detailsText(details: unknown): string {
  if (typeof details !== 'object' || details === null) return ''
  const { data } = details as { readonly data?: unknown }
  return typeof data === 'string' ? data : ''
}
