/** JSON of scripts, and what comes in and goes out of a run. */
import { JsonSyntaxError, parseJsonWith } from '../../../rules/json.ts'
import { double, JsonDouble, JsonLong, type JsonValue } from '../../../rules/values.ts'
import { hold, limits, look, makeText, meter, spend, spendOnText } from '../../meter.ts'
import { fail } from '../failure.ts'
import {
  isMap,
  isOwnMap,
  ScriptArray,
  ScriptBigInteger,
  ScriptByte,
  ScriptCharacter,
  ScriptDecimal,
  ScriptEntry,
  ScriptFloat,
  ScriptMap,
  ScriptObject,
  ScriptSet,
  ScriptShort,
  SmallLong,
  type Value,
} from '../kinds.ts'
import { entriesOf, keyOf, mapOf, marks, needsMark, propertyOf } from '../map-keys.ts'
import { longOf, maxLong, minLong } from '../numbers.ts'
import { shortFloat, textOf } from '../text.ts'
import { asText } from './arguments.ts'
import { method, scriptClass } from './define.ts'

const maxDepth = 64

/** Reading more would take longer than a run may last. */
const longestJson = 1_000_000

/** A copy that belongs to the script: null entries of maps vanish, everything may be changed. */
export function own(value: Value): Value {
  return ownAt(value, 0)
}

/** A copy of what lies in a map that is copied. */
export function ownMember(value: Value): Value {
  return ownAt(value, 1)
}

function ownAt(value: Value, depth: number): Value {
  if (typeof value !== 'object' || value === null) return value
  if (depth > 512) return fail('The data is nested too deep')
  if (Array.isArray(value)) {
    hold(12 * value.length)
    spend(value.length)
    return value.map((item) => ownAt(item, depth + 1))
  }
  if (!isMap(value) || (isOwnMap(value) && Object.isFrozen(value))) return value
  const map = new ScriptMap()
  for (const key in value) {
    const member = value[key]
    if (member === null || member === undefined) continue
    hold(12 + key.length)
    spend(1)
    map[needsMark(key) ? propertyOf(key) : key] = ownAt(member, depth + 1)
  }
  return map
}

/** `JSON.parse`: null for null; whole numbers beyond 64 bits stay texts, as in the cloud. */
export function parseJsonText(value: Value): Value {
  if (value === null) return null
  const text = asText(value)
  if (text.length > longestJson) fail(`JSON.parse: the text is longer than ${longestJson} characters`)
  makeText(text.length)
  spend(text.length >> 2)
  return own(parsedJson(text))
}

function parsedJson(text: string): Value {
  try {
    return parseJsonWith(text, jsonNumber as (literal: string) => never)
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    const first = firstDocument(text)
    return first === null ? fail(`JSON.parse: ${error.message}`) : parsedJson(first)
  }
}

/** What stands in front of other text behind a JSON document, or null: the cloud reads no further than its end. */
function firstDocument(text: string): string | null {
  const end = endOfDocument(text, text.search(/[^ \t\r\n]/))
  return end > 0 && end < text.trimEnd().length ? text.slice(0, end) : null
}

/** Where a document ends that starts at `from`, -1 where it does not end. */
function endOfDocument(text: string, from: number): number {
  spend(text.length >> 4)
  let depth = 0
  let inText = false
  for (let at = from; at >= 0 && at < text.length; at++) {
    const char = text[at] as string
    if (inText && char === '\\') at++
    else if (char === '"') inText = !inText
    else if (!inText && (char === '{' || char === '[')) depth++
    else if (!inText && (char === '}' || char === ']')) depth--
    else if (inText || depth > 0 || char > ' ') continue
    if (depth <= 0 && !inText) return char > ' ' ? at + 1 : at
  }
  return -1
}

function jsonNumber(literal: string): Value {
  if (/[.eE]/.test(literal)) return double(Number(literal))
  if (literal.length < 16) return Number(literal) + 0
  if (literal.length > 400) return literal
  const whole = BigInt(literal)
  return whole >= minLong && whole <= maxLong
    ? Number.isSafeInteger(Number(whole))
      ? Number(whole)
      : longOf(whole)
    : literal
}

/** `JSON.stringify`: Java's numbers, and NaN as a text. */
export function jsonText(value: Value, depth = 0): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'number') return Number.isFinite(value) ? textOf(value) : `"${value}"`
  if (typeof value !== 'object' || value === null) return String(value)
  if (depth > maxDepth) fail('JSON.stringify: the value is nested too deep, or contains itself')
  spend(1)
  if (isMap(value)) {
    const own = isOwnMap(value)
    let text = ''
    for (const key in value) {
      const member = value[key]
      if (member === null || member === undefined) continue
      const name = own && key.charCodeAt(0) === 0 ? textOf(keyOf(key)) : key
      text += `${text === '' ? '' : ','}${quoted(name)}:${jsonText(member, depth + 1)}`
    }
    return limited(`{${text}}`)
  }
  const items = itemsOf(value)
  if (items !== null) return jsonList(items, depth)
  if (value instanceof ScriptEntry) return jsonText(mapOf([[value.key, value.value]]), depth + 1)
  if (value instanceof JsonDouble || value instanceof ScriptFloat) {
    return Number.isFinite(value.value) ? textOf(value) : `"${value.value}"`
  }
  if (value instanceof ScriptCharacter || value instanceof ScriptObject) return quoted(textOf(value))
  return textOf(value)
}

function jsonList(items: readonly Value[], depth: number): string {
  let text = ''
  for (const [index, item] of items.entries()) {
    if (--meter.fuel < 0) look()
    text += index === 0 ? jsonText(item, depth + 1) : `,${jsonText(item, depth + 1)}`
    if (text.length > limits.piece) makeText(text.length)
  }
  return limited(`[${text}]`)
}

function limited(text: string): string {
  makeText(text.length)
  return text
}

// Most texts need no escape; asking first costs a third of quoting.
const plainText = /^[ !#-[\]-~]*$/

function quoted(text: string): string {
  spendOnText(text)
  return text.length < 64 && plainText.test(text) ? `"${text}"` : JSON.stringify(text)
}

function itemsOf(value: Value): readonly Value[] | null {
  if (Array.isArray(value)) return value
  if (value instanceof ScriptSet) return [...value.items.values()]
  return value instanceof ScriptArray ? value.items : null
}

/** characters of the result so far; a run has one result */
let size = 0

/** The result of a run as data of the engine. What needs no change is passed on as it is. */
export function toJson(value: Value): JsonValue {
  size = 0
  return plainAt(value, 0)
}

function plainAt(value: Value, depth: number): JsonValue {
  switch (typeof value) {
    case 'string':
      size += value.length + 2
      if (size > limits.result) fail(`The result is longer than ${limits.result} characters`)
      return value
    case 'number':
      size += 4
      return Number.isFinite(value) ? value : String(value)
    case 'boolean':
      return value
    case 'object':
      break
    default:
      return value === undefined ? null : fail('A function can’t be a result')
  }
  if (value === null) return null
  if (depth > maxDepth * 2) fail('The result is nested too deep, or contains itself')
  size += 2
  if (size > limits.result) fail(`The result is longer than ${limits.result} characters`)
  if (Array.isArray(value)) return plainList(value, depth)
  if (isMap(value)) return plainMap(value, depth)
  return plainBox(value, depth)
}

function plainList(list: readonly Value[], depth: number): JsonValue {
  let copy: JsonValue[] | null = null
  for (let at = 0; at < list.length; at++) {
    size += 2
    if (size > limits.result) fail(`The result is longer than ${limits.result} characters`)
    const plain = plainAt(list[at], depth + 1)
    if (copy === null && plain !== list[at]) copy = list.slice(0, at) as JsonValue[]
    copy?.push(plain)
  }
  return copy ?? (list as readonly JsonValue[])
}

function plainMap(map: Record<string, Value>, depth: number): JsonValue {
  if (isPlainMap(map, depth)) return map as JsonValue
  const copy = new ScriptMap() as Record<string, JsonValue>
  for (const [key, member] of entriesOf(map)) copy[textOf(key)] = plainAt(member, depth + 1)
  return copy
}

/** Whether a map can leave as it is: no null entries, no keys with a mark, nothing in it that must change. */
function isPlainMap(map: Record<string, Value>, depth: number): boolean {
  if (marks.used && isOwnMap(map)) return false
  let length = 0
  for (const key in map) {
    const member = map[key]
    length += key.length + 4
    if (typeof member === 'string') length += member.length
    else if (typeof member === 'number') {
      // Of the infinities and NaN, none is left of the other.
      if (member - member !== 0) return false
    } else if (typeof member !== 'boolean' && (member === null || plainAt(member, depth + 1) !== member)) {
      return false
    }
  }
  size += length
  return size <= limits.result
}

function plainBox(value: object, depth: number): JsonValue {
  if (value instanceof JsonDouble) return Number.isFinite(value.value) ? value : String(value.value)
  if (value instanceof JsonLong) return value
  if (value instanceof SmallLong || value instanceof ScriptByte || value instanceof ScriptShort)
    return value.value
  if (value instanceof ScriptCharacter) return value.value
  if (value instanceof ScriptFloat)
    return Number.isFinite(value.value) ? double(shortFloat(value.value)) : String(value.value)
  if (value instanceof ScriptBigInteger) {
    return value.value >= minLong && value.value <= maxLong
      ? plainAt(longOf(value.value), depth)
      : new JsonDouble(Number(value.value))
  }
  if (value instanceof ScriptDecimal) return Number.isFinite(value.value) ? value.value : String(value.value)
  const items = itemsOf(value)
  if (items !== null) return plainList([...items], depth)
  if (value instanceof ScriptEntry) return plainMap(mapOf([[value.key, value.value]]), depth)
  if (value instanceof ScriptObject) return plainObject(value, depth)
  return fail('A function can’t be a result')
}

/** How objects of the library leave a script, by class; the others leave as their text. */
export const dataByType = new Map<string, (value: never) => Value>()

function plainObject(value: ScriptObject, depth: number): JsonValue {
  const data = dataByType.get(value.type)
  return data === undefined ? textOf(value) : plainAt(data(value as never), depth + 1)
}

export const jsonClass = scriptClass({
  statics: {
    stringify: method(1, 1, (value: Value) => jsonText(value)),
    parse: method(1, 1, parseJsonText),
  },
})
