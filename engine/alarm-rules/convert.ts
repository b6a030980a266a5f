/** One value as another kind, the way conditions compare (alarms.md 3.4). undefined = it can't be. */
import { stringifyJson } from '../rules/json.ts'
import { doubleText, JsonDouble, JsonLong, type JsonValue } from '../rules/values.ts'

/** Numbers as they are, true and false as 1 and 0, text that is a number. */
export function numberFrom(value: JsonValue): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'string') return decimal.test(value) ? Number(value) : undefined
  if (value instanceof JsonDouble) return value.value
  if (value instanceof JsonLong) return Number(value.value)
  return undefined
}

const decimal = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/

/** Every value is one: numbers above 0, and the text “true” in any case. */
export function booleanFrom(value: JsonValue): boolean {
  if (typeof value === 'boolean') return value
  if (typeof value === 'string') return value.toLowerCase() === 'true'
  const number = numberFrom(value)
  return number !== undefined && number > 0
}

/** As the cloud writes it: a double has its point (`5.0`), objects and lists are JSON text. */
export function textFrom(value: JsonValue): string | undefined {
  if (typeof value === 'string') return value
  if (value === null) return undefined
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : doubleText(value)
  if (typeof value === 'boolean' || value instanceof JsonDouble || value instanceof JsonLong)
    return String(value)
  return stringifyJson(value)
}

/** A whole number, also where it is written as text: for counts and lengths of time. */
export function wholeFrom(value: JsonValue): number | undefined {
  const text = textFrom(value)?.trim() ?? ''
  if (/^[-+]?\d{1,19}$/.test(text)) return Number(text)
  const number = typeof value === 'string' || typeof value === 'boolean' ? undefined : numberFrom(value)
  return number !== undefined && Number.isInteger(number) ? number : undefined
}
