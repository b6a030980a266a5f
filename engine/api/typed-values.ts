import { parseJson } from '../rules/json.ts'
import { isObject, type JsonObject, type JsonValue, numberOf, withKey } from '../rules/values.ts'
import { TextError } from './errors.ts'

/** One upload: values at a time; null when the server gives it. */
export interface Sample {
  readonly ts: number | null
  readonly values: JsonObject
}

/** The JSON of a request body. Throws the plain text that clients of these routes know (rest-core.md 6.1). */
export function jsonBody(text: unknown): JsonValue {
  if (typeof text !== 'string') throw new TextError(400, 'Invalid JSON')
  try {
    return parseJson(text)
  } catch {
    throw new TextError(400, 'Invalid JSON')
  }
}

/** Attributes of a body: an object with at least one key. */
export function attributesOf(body: JsonValue): JsonObject {
  if (!isObject(body)) throw new TextError(400, 'Request is not a JSON object')
  if (Object.keys(body).length === 0) throw new TextError(400, 'No attributes data found in request body!')
  return typed(body, (key) => `Can't parse value of '${key}': null`)
}

/** The samples of a body: `{k: v}`, `{ts, values}` or an array of either (rest-core.md 6.4). */
export function samplesOf(body: JsonValue): Sample[] {
  const unreadable = 'Unable to parse time series payload. Invalid JSON body: '
  const parts = Array.isArray(body) ? (body as readonly JsonValue[]) : [body]
  const samples = parts.map((part): Sample => {
    if (!isObject(part)) throw new TextError(400, `${unreadable}an object was expected`)
    const ts = Object.hasOwn(part, 'ts') ? part.ts : undefined
    const values = Object.hasOwn(part, 'values') ? part.values : undefined
    if (ts === undefined || values === undefined) return { ts: null, values: typed(part, nullValue) }
    const time = numberOf(ts)
    if (time === undefined || !Number.isSafeInteger(time)) {
      throw new TextError(400, `${unreadable}'ts' must be whole milliseconds`)
    }
    if (!isObject(values)) throw new TextError(400, `${unreadable}'values' must be an object`)
    return { ts: time, values: typed(values, nullValue) }
  })
  if (samples.every(({ values }) => Object.keys(values).length === 0)) {
    throw new TextError(400, 'No time series data found in request body!')
  }
  return samples
}

function nullValue(key: string): string {
  return `Unable to parse time series payload. Invalid JSON body: the value of '${key}' is null`
}

/** Texts that look like numbers become numbers (rest-core.md 6.4); a null is refused, and so is a blank key. */
function typed(values: JsonObject, whenNull: (key: string) => string): JsonObject {
  let result: JsonObject = {}
  for (const [key, value] of Object.entries(values)) {
    if (key.trim() === '') throw new TextError(400, 'Key cannot be blank')
    if (value === null) throw new TextError(400, whenNull(key))
    result = withKey(result, key, castText(value))
  }
  return result
}

/** `"42"` → 42 and `"1.0"` → 1.0 (a double). Exponents, hex and anything else stay text. */
function castText(value: JsonValue): JsonValue {
  if (typeof value !== 'string' || !/^[+-]?\d+(\.\d{1,16})?$/.test(value)) return value
  const plain = value.replace(/^\+/, '').replace(/^(-?)0+(?=\d)/, '$1')
  const number = parseJson(plain)
  return typeof number === 'string' ? value : number
}
