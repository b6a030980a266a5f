import { doubleText, isObject, type JsonValue, valueAt } from '../../engine/rules/values.ts'

/** Reads one place of a message's data; undefined where nothing is there. */
export type Reader = (data: JsonValue) => JsonValue | undefined

/**
 * A reader for a key, or for a path as `pump.temperature`. An exact key wins over a path, so keys with dots can be
 * named as they are. Only own keys are found: `constructor` is absent unless the data holds it.
 */
export function readerOf(path: string): Reader {
  const steps = path.split('.')
  if (steps.length === 1) return keyReader(path)
  return (data) => {
    const exact = valueAt(data, path)
    if (exact !== undefined) return exact
    let place: JsonValue | undefined = data
    for (const step of steps) {
      if (place === undefined) return undefined
      place = isObject(place) ? valueAt(place, step) : undefined
    }
    return place
  }
}

/** The plain property read is about twice as fast as an own-property check, and as safe for names nothing inherits. */
function keyReader(key: string): Reader {
  const isSpecial = key in Array.prototype || key in Object.prototype || /^\d+$/.test(key)
  if (isSpecial) return (data) => (isObject(data) ? valueAt(data, key) : undefined)
  return (data) =>
    typeof data === 'object' && data !== null ? (data as Record<string, JsonValue>)[key] : undefined
}

/** A scalar as the cloud writes it into text (`42.0` stays `42.0`); undefined for objects and lists. */
export function scalarText(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : doubleText(value)
  if (value === null || typeof value === 'boolean') return String(value)
  if (value === undefined || Array.isArray(value)) return undefined
  return 'toJSON' in value && typeof value.valueOf() !== 'object' ? String(value) : undefined
}
