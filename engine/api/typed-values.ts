import {
  isTreeObject,
  NumberText,
  parseTree,
  type Tree,
  type TreeObject,
  typedValues,
} from '../rules/typed-json.ts'
import type { JsonObject } from '../rules/values.ts'
import { TextError } from './errors.ts'

/** One upload: values at a time; null when the server gives it. */
export interface Sample {
  readonly ts: number | null
  readonly values: JsonObject
}

/** The JSON of a request body. Throws the plain text that clients of these routes know (rest-core.md 6.1). */
export function jsonBody(text: unknown): Tree {
  if (typeof text !== 'string') throw new TextError(400, 'Invalid JSON')
  try {
    return parseTree(text)
  } catch {
    throw new TextError(400, 'Invalid JSON')
  }
}

/** Attributes of a body: an object with at least one key. */
export function attributesOf(body: Tree): JsonObject {
  if (!isTreeObject(body)) throw new TextError(400, 'Request is not a JSON object')
  if (Object.keys(body).length === 0) throw new TextError(400, 'No attributes data found in request body!')
  return typed(body, (key) => `Can't parse value of '${key}': null`)
}

/** The samples of a body: `{k: v}`, `{ts, values}` or an array of either (rest-core.md 6.4). */
export function samplesOf(body: Tree): Sample[] {
  const unreadable = 'Unable to parse time series payload. Invalid JSON body: '
  const parts = Array.isArray(body) ? body : [body]
  const samples = parts.map((part): Sample => {
    if (!isTreeObject(part)) throw new TextError(400, `${unreadable}an object was expected`)
    const ts = Object.hasOwn(part, 'ts') ? part.ts : undefined
    const values = Object.hasOwn(part, 'values') ? part.values : undefined
    if (ts === undefined || values === undefined) return { ts: null, values: typed(part, nullValue) }
    const time = ts instanceof NumberText ? Number(ts.text) : ts
    if (typeof time !== 'number' || !Number.isSafeInteger(time)) {
      throw new TextError(400, `${unreadable}'ts' must be whole milliseconds`)
    }
    if (!isTreeObject(values)) throw new TextError(400, `${unreadable}'values' must be an object`)
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

/** The types that devices' values get as well (rest-core.md 6.4); a null is refused, and so is a blank key. */
function typed(values: TreeObject, whenNull: (key: string) => string): JsonObject {
  return typedValues(values, {
    castStrings: true,
    longestString: 0,
    checkKey(key) {
      if (key.trim() === '') throw new TextError(400, 'Key cannot be blank')
    },
    onNull(key) {
      throw new TextError(400, whenNull(key))
    },
    refuse(key, what) {
      throw new TextError(400, `The value of '${key.slice(0, 64)}' ${what}`)
    },
  })
}
