/** The arguments that a script is tried with, as a person writes them. */
import { inside, type Json, numberIn, type Row, textIn } from './model.ts'
import type { Calculation } from './server.ts'

const minute = 60_000

export const isRolling = ({ value }: Row): boolean =>
  textIn(inside(value, 'refEntityKey'), 'type') === 'TS_ROLLING'

/** What stands in the box of an argument at first: what the field calculated with last, or the newest value known. */
export function exampleOf(row: Row, last: Calculation | undefined, sample: unknown): string {
  const given = last?.arguments[row.name.trim()]
  if (given?.type === 'SINGLE_VALUE') return written(given.value)
  if (given?.type === 'TS_ROLLING' && Array.isArray(given.values))
    return given.values.map((point) => written((point as Json).value)).join(', ')
  if (sample !== undefined && sample !== null)
    return isRolling(row) ? [sample, sample].map(written).join(', ') : written(sample)
  const fallback = row.value.defaultValue
  return fallback === undefined || fallback === null ? '' : written(fallback)
}

const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** One argument in the form that the server tries scripts with. Points of a window are a minute apart, the last is now. */
export function argumentOf(row: Row, text: string, now: number): Json {
  if (!isRolling(row)) return { type: 'SINGLE_VALUE', ts: now, value: read(text) }
  const values = text.split(/[\s,;]+/).filter((part) => part !== '')
  const window = numberIn(row.value, 'timeWindow') ?? values.length * minute
  return {
    type: 'TS_ROLLING',
    timeWindow: { startTs: now - window, endTs: now + 1 },
    values: values.map((part, index) => ({
      ts: now - (values.length - 1 - index) * minute,
      value: read(part),
    })),
  }
}

/** A number, true, false or JSON where it reads as such, else text. */
function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
