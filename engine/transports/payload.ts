/**
 * What a device sends as JSON, read into uploads: the forms of device-api.md 2.1, with the value types of 2.2 and 2.3.
 *
 * Nearly all payloads take the fast path: native parsing, and a look at each value that finds nothing to change. Text
 * with numbers that need care goes through the exact reader, and text that is not strict JSON through the lenient one.
 * Quirk mended: `[]` is an upload of nothing, acknowledged at once.
 */
import { isUtf8 } from 'node:buffer'
import { exactNumber, type Parsed, parseJsonWith, parseNatively, setOwn } from '../rules/json.ts'
import { isObject, type JsonObject, type JsonValue } from '../rules/values.ts'
import type { Upload } from './gate.ts'
import { parseLenientJson } from './lenient.ts'
import { numericString, typeNumber } from './typing.ts'

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

/** The text of a number that still has to get its type. */
class NumberText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** A document whose numbers are typed already (native parsing) or not yet. */
type Tree = Parsed<number | NumberText>
type TreeObject = { [key: string]: Tree }

function parseDocument(payload: Uint8Array): Tree {
  const text = decode(payload)
  const native = parseNatively(text)
  if (native !== undefined) return native as Tree
  try {
    return parseJsonWith(text, numberText)
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

function numberText(text: string): NumberText {
  return new NumberText(text)
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

/** The object itself where every value already has its type, else a copy in which it has. */
function typed(object: TreeObject, options: PayloadOptions): JsonObject {
  let asIs = true
  for (const key in object) {
    checkKey(key)
    const value = object[key] as Tree
    if (typeof value === 'number' || typeof value === 'boolean') continue
    if (typeof value !== 'string' || numericString(value) || options.longestString) asIs = false
  }
  if (asIs) return object as JsonObject

  const values: Record<string, JsonValue> = {}
  for (const key in object) {
    const value = object[key] as Tree
    if (value === null) continue
    const done = typedValue(key, value, options)
    if (key === '__proto__') setOwn(values, key, done)
    else values[key] = done
  }
  return values
}

function typedValue(key: string, value: Exclude<Tree, null>, options: PayloadOptions): JsonValue {
  const cast = options.castStrings ?? true
  if (value instanceof NumberText) {
    return typeNumber(value.text, cast) ?? refuse(key, 'is a number with too many digits')
  }
  if (typeof value === 'string') {
    const longest = options.longestString ?? 0
    if (longest > 0 && value.length > longest) refuse(key, `is longer than ${longest} characters`)
    return (cast && numericString(value) ? typeNumber(value, cast) : undefined) ?? value
  }
  return typeof value === 'object' ? settled(key, value) : value
}

/**
 * Numbers inside of a JSON value keep the type they were written with, and nothing there is cast. Changes the tree in
 * place: it is ours alone, and natively parsed trees have nothing to change.
 */
function settled(key: string, value: Tree): JsonValue {
  if (value instanceof NumberText) return exactValue(key, value.text)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries())
      if (typeof item === 'object') value[at] = settled(key, item) as Tree
  } else {
    for (const name in value) {
      const member = value[name] as Tree
      if (typeof member === 'object') setOwn(value, name, settled(key, member))
    }
  }
  return value as JsonValue
}

function exactValue(key: string, literal: string): JsonValue {
  try {
    return exactNumber(literal)
  } catch {
    return refuse(key, 'holds a number that is too large')
  }
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

function isTreeObject(tree: Tree): tree is TreeObject {
  return isObject(tree) && !((tree as unknown) instanceof NumberText)
}

function nameOf(tree: Tree): string {
  if (tree === null) return 'null'
  if (Array.isArray(tree)) return 'an array'
  if (tree instanceof NumberText) return 'a number'
  return typeof tree === 'string' ? 'text' : `a ${typeof tree}`
}
