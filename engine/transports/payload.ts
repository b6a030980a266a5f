/**
 * What a device sends as JSON, read into uploads: the forms of device-api.md 2.1, with the value types of 2.2 and 2.3.
 *
 * Nearly all payloads take the fast path: native parsing, and a look at each value that finds nothing to change. Text
 * with numbers that need care goes through the exact reader, and text that is not strict JSON through the lenient one.
 * Quirk mended: `[]` is an upload of nothing, acknowledged at once.
 */
import { isUtf8 } from 'node:buffer'
import {
  isTreeObject,
  NumberText,
  numberText,
  parseTree,
  settledTree,
  type Tree,
  type TreeObject,
  typedValues,
} from '../rules/typed-json.ts'
import type { JsonObject, JsonValue } from '../rules/values.ts'
import type { Upload } from './gate.ts'
import { parseLenientJson } from './lenient.ts'

/** A payload that can't be taken. The message is a sentence for the client. */
export class PayloadError extends Error {
  override readonly name = 'PayloadError'
}

export interface PayloadOptions {
  /** whether text that looks like a number becomes one (device-api.md 2.2); on when absent */
  readonly castStrings?: boolean
  /** longest string value in UTF-16 units; 0 or absent = no limit */
  readonly longestString?: number
  /** most records in one payload, since each becomes a message; 100 000 when absent */
  readonly mostRecords?: number
}

/** Reads a telemetry payload: one upload per record (device-api.md 2.1). Throws `PayloadError`. */
export function parseTelemetry(payload: Uint8Array, options: PayloadOptions = {}): Upload[] {
  const document = parseDocument(payload)
  if (!Array.isArray(document)) return [record(document, payload.length, options)]
  const most = options.mostRecords ?? 100_000
  if (document.length > most) {
    throw new PayloadError(`The payload holds ${document.length} records; send at most ${most} at once.`)
  }
  const size = Math.ceil(payload.length / document.length)
  return document.map((element) => record(element, size, options))
}

/** Reads an attributes payload, which is one object (device-api.md 3). Throws `PayloadError`. */
export function parseAttributes(payload: Uint8Array, options: PayloadOptions = {}): Upload {
  const document = parseDocument(payload)
  if (!isTreeObject(document)) {
    throw new PayloadError(`Attributes must be one JSON object such as {"key": 1}, not ${nameOf(document)}.`)
  }
  return { kind: 'attributes', ts: null, values: typed(document, options), size: payload.length }
}

/** A call that a device makes (device-api.md 4.6); what it does not say is undefined. */
export interface CallPayload {
  readonly method: string | undefined
  readonly params: JsonValue | undefined
}

/** Reads a call: `{"method": "…", "params": …}`. Throws `PayloadError` when it is no object. */
export function parseCall(payload: Uint8Array): CallPayload {
  const document = parseDocument(payload)
  if (!isTreeObject(document)) {
    throw new PayloadError(
      `A call must be a JSON object such as {"method": "getTime", "params": {}}, not ${nameOf(document)}.`,
    )
  }
  const own = (key: string) => (Object.hasOwn(document, key) ? (document[key] as Tree) : undefined)
  const [method, params] = [own('method'), own('params')]
  return {
    method: typeof method === 'string' && method !== '' ? method : undefined,
    params: params === undefined ? undefined : settledTree(params, (what) => refuse('params', what)),
  }
}

/** Whether a payload is one JSON object. */
export function isJsonObject(payload: Uint8Array): boolean {
  try {
    return isTreeObject(parseDocument(payload))
  } catch (error) {
    if (error instanceof PayloadError) return false
    throw error
  }
}

function parseDocument(payload: Uint8Array): Tree {
  const text = decode(payload)
  try {
    return parseTree(text)
  } catch {
    return parseLeniently(text)
  }
}

function parseLeniently(text: string): Tree {
  try {
    return parseLenientJson(text, numberText)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new PayloadError(`The payload is not JSON: ${error.message}.`)
  }
}

function decode(payload: Uint8Array): string {
  if (payload.length === 0)
    throw new PayloadError('The payload is empty; send a JSON object such as {"key": 1}.')
  if (!isUtf8(payload)) throw new PayloadError('The payload is not valid UTF-8 text.')
  const buffer =
    payload instanceof Buffer ? payload : Buffer.from(payload.buffer, payload.byteOffset, payload.length)
  const text = buffer.toString()
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

function record(element: Tree, size: number, options: PayloadOptions): Upload {
  if (!isTreeObject(element)) {
    throw new PayloadError(
      `Telemetry must be a JSON object such as {"key": 1}, or an array of objects, but holds ${nameOf(element)}.`,
    )
  }
  if (!Object.hasOwn(element, 'ts') || !Object.hasOwn(element, 'values')) {
    return { kind: 'telemetry', ts: null, values: typed(element, options), size }
  }
  const values = element.values as Tree
  if (!isTreeObject(values)) {
    throw new PayloadError(`“values” beside “ts” must be a JSON object, not ${nameOf(values)}.`)
  }
  return { kind: 'telemetry', ts: timestamp(element.ts as Tree), values: typed(values, options), size }
}

/** Epoch milliseconds: a number, its fraction cut off, or whole digits as text (device-api.md 2.1). */
function timestamp(ts: Tree): number {
  const text = ts instanceof NumberText ? ts.text : ts
  const isTime =
    typeof text === 'number' ||
    ts instanceof NumberText ||
    (typeof text === 'string' && wholeDigits.test(text))
  const value = isTime ? Math.trunc(Number(text)) : Number.NaN
  // the range of JavaScript's dates
  if (Math.abs(value) <= 8.64e15) return value + 0
  throw new PayloadError('“ts” must be a time in milliseconds since 1970, such as 1700000000000.')
}

const wholeDigits = /^[-+]?\d{1,16}$/

function typed(object: TreeObject, options: PayloadOptions): JsonObject {
  const { castStrings = true, longestString = 0 } = options
  return typedValues(object, { castStrings, longestString, checkKey, onNull: () => {}, refuse })
}

/** What storage and the cloud demand of a key (device-api.md 2.2); here the device is told. */
function checkKey(key: string): void {
  if (key.length > 255)
    throw new PayloadError(`A key is ${key.length} characters long; at most 255 are allowed.`)
  if (key.trim() === '') throw new PayloadError('A key is empty or blank; give every value a name.')
  if (key.includes('\0')) throw new PayloadError('A key holds a NUL character; leave it out.')
}

function refuse(key: string, what: string): never {
  throw new PayloadError(`The value of “${key.slice(0, 40)}” ${what}.`)
}

function nameOf(tree: Tree): string {
  if (tree === null) return 'null'
  if (Array.isArray(tree)) return 'an array'
  if (tree instanceof NumberText) return 'a number'
  return typeof tree === 'string' ? 'text' : `a ${typeof tree}`
}
