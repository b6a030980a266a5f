import { exact, valueText } from '../parts/numbers.ts'

/** 2001 … 2100 in epoch ms: numbers under a name that ends in Time or Ts are shown as the moments they are. */
const MOMENTS = [978_307_200_000, 4_133_894_400_000] as const

export function readable(name: string, value: unknown): string {
  const isMoment = typeof value === 'number' && value > MOMENTS[0] && value < MOMENTS[1]
  return isMoment && /(time|ts)$/i.test(name) ? exact(value) : valueText(value)
}

/**
 * What a person typed, as a value: JSON where it reads as JSON (numbers, true, objects), else text. Text that would
 * read as something else is written in quotation marks.
 */
export function parseValue(text: string): unknown {
  const trimmed = text.trim()
  try {
    return JSON.parse(trimmed)
  } catch {
    return trimmed
  }
}

/** The way back: what to show in the field so that saving it again changes nothing. */
export function editable(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value)
  return parseValue(value) === value ? value : JSON.stringify(value)
}
