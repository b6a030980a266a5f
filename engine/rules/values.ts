/**
 * JSON values as Weir carries them.
 *
 * On the outside `42` and `42.0` are two types (long and double), and integers are exact to 64 bits. A JavaScript
 * number holds neither, so the two cases it would lose travel in small boxes; every other number is a plain one:
 *
 * | JSON text              | here                  |
 * | ---------------------- | --------------------- |
 * | `42`                   | `42` (a long)         |
 * | `42.5`                 | `42.5` (a double)     |
 * | `42.0`                 | `JsonDouble(42)`      |
 * | `9007199254740993`     | `JsonLong(9007199254740993n)` |
 *
 * Both boxes answer `valueOf`, so comparisons and templates work on them unopened.
 */
export class JsonDouble {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
  valueOf(): number {
    return this.value
  }
  toString(): string {
    return doubleText(this.value)
  }
  /** `JSON.stringify` can only write the number; `stringify` of json.ts keeps the `.0`. */
  toJSON(): number {
    return this.value
  }
}

/** An integer beyond 2^53 that still fits 64 bits. */
export class JsonLong {
  readonly value: bigint
  constructor(value: bigint) {
    this.value = value
  }
  valueOf(): bigint {
    return this.value
  }
  toString(): string {
    return this.value.toString()
  }
  toJSON(): number {
    return Number(this.value)
  }
}

export type JsonScalar = null | boolean | number | string | JsonDouble | JsonLong
export type JsonValue = JsonScalar | JsonArray | JsonObject
export type JsonArray = readonly JsonValue[]
export interface JsonObject {
  readonly [key: string]: JsonValue
}

/** True for an object of keys: not null, not an array, not a boxed number. */
export function isObject(value: unknown): value is JsonObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof JsonDouble) &&
    !(value instanceof JsonLong)
  )
}

/** The own value under `key`, or undefined; inherited names (`constructor`, `__proto__`) are never found. */
export function valueAt(data: JsonValue, key: string): JsonValue | undefined {
  if (typeof data !== 'object' || data === null || !Object.hasOwn(data, key)) return undefined
  return (data as JsonObject)[key]
}

/** The value as a JavaScript number, boxes opened; undefined when it is not a number. */
export function numberOf(value: JsonValue | undefined): number | undefined {
  if (typeof value === 'number') return value
  if (value instanceof JsonDouble) return value.value
  if (value instanceof JsonLong) return Number(value.value)
  return undefined
}

/** Whether the number is a double on the outside (has a fraction, or was written with one). */
export function isDouble(value: JsonValue): boolean {
  return value instanceof JsonDouble || (typeof value === 'number' && !Number.isInteger(value))
}

/** A double from arithmetic: a whole result is boxed, so that it stays a double on the outside. */
export function double(value: number): number | JsonDouble {
  return Number.isInteger(value) ? new JsonDouble(value) : value
}

/** A long from 64-bit arithmetic: boxed only when a plain number would lose digits. */
export function long(value: bigint): number | JsonLong {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : new JsonLong(value)
}

/** A copy of `data` with one key set. Safe for any key name. */
export function withKey(data: JsonObject, key: string, value: JsonValue): JsonObject {
  if (key === '__proto__') {
    const copy = { ...data }
    Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true })
    return copy
  }
  return { ...data, [key]: value }
}

/**
 * A double the way the cloud prints it (Java's `Double.toString`): `42.0`, `1.0E10`, `1.0E-5`.
 * Not finite numbers have no JSON text; callers keep them out.
 */
export function doubleText(value: number): string {
  if (Object.is(value, -0)) return '-0.0'
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) {
    const [digits = '0', exponent = '0'] = value.toExponential().split('e')
    return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`
  }
  const text = String(value)
  return text.includes('.') ? text : `${text}.0`
}
