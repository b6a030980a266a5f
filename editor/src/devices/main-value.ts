import type { LiveValues } from '../api/values.ts'

/** The value that stands for a device in a list: of the newest message, the first number by name; else anything. */
export function mainValue(values: LiveValues): { key: string; ts: number; value: unknown } | null {
  const all = [...values].map(([key, { ts, value }]) => ({ key, ts, value }))
  const newest = Math.max(...all.map(({ ts }) => ts))
  const numbers = all.filter(({ value }) => typeof value === 'number')
  // values that came within the same minute belong to the same report
  const recent = numbers.filter(({ ts }) => newest - ts < 60_000)
  const candidates = recent.length > 0 ? recent : numbers.length > 0 ? numbers : all
  return candidates.sort((a, b) => a.key.localeCompare(b.key, 'en'))[0] ?? null
}
