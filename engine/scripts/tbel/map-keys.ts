/**
 * Keys of maps as names of properties. JavaScript sorts properties that look like an array index in front of all
 * others, and knows no keys but texts. So the maps of scripts write such keys with a prefix: texts of digits, and keys
 * that are no text (`{1: "x"}` has an Integer key, which `m["1"]` does not find).
 */
import { double } from '../../rules/values.ts'
import { hold, spend } from '../meter.ts'
import { fail } from './failure.ts'
import { isOwnMap, kindOf, ScriptMap, type Value } from './kinds.ts'
import { longOf, toBigInt, toNumber } from './numbers.ts'
import { textOf } from './text.ts'

const mark = '\u0000'

/** Whether this run has made a key with a mark; without one, keys need no second look when maps leave. */
export const marks = { used: false }

/** Whether a text needs the prefix: an array index, or a text that starts like the prefix itself. */
export function needsMark(key: string): boolean {
  const first = key.charCodeAt(0)
  return first === 0 || (first <= 0x39 && first >= 0x30 && /^(?:0|[1-9]\d{0,9})$/.test(key))
}

/** The property of a key in a map made by a script. */
export function propertyOf(key: Value): string {
  if (typeof key === 'string') spendOnKey(key)
  if (typeof key === 'string' && !needsMark(key)) return key
  marks.used = true
  return markedProperty(key)
}

const longestKey = 20_000

/** To find a key, V8 keeps a copy of its text. */
function spendOnKey(key: string): void {
  if (key.length < 500) return
  if (key.length > longestKey) fail(`A key of ${key.length} characters is too long`)
  spend(key.length >> 3)
}

function markedProperty(key: Value): string {
  if (typeof key === 'string') return `${mark}s${key}`
  switch (kindOf(key)) {
    case 'null':
      return `${mark}n`
    case 'Boolean':
      return `${mark}b${key}`
    case 'Integer':
      return `${mark}i${key}`
    case 'Byte':
      return `${mark}i${toNumber(key)}`
    case 'Long':
      return `${mark}l${toBigInt(key)}`
    case 'Double':
    case 'Float':
      return `${mark}d${toNumber(key)}`
    case 'Character':
      return propertyOf(textOf(key))
    default:
      return fail(`${kindOf(key)} can’t be a key of a map`)
  }
}

/** The property of a key in `map`: data that came in holds texts under their own names. */
export function propertyIn(map: object, key: Value): string | undefined {
  if (typeof key === 'string') spendOnKey(key)
  if (typeof key === 'string') return isOwnMap(map) && needsMark(key) ? `${mark}s${key}` : key
  if (isOwnMap(map)) return propertyOf(key)
  return kindOf(key) === 'Character' ? textOf(key) : undefined
}

/** The key that a property of a map stands for. */
export function keyOf(property: string): Value {
  if (property.charCodeAt(0) !== 0) return property
  const rest = property.slice(2)
  switch (property[1]) {
    case 's':
      return rest
    case 'b':
      return rest === 'true'
    case 'i':
      return Number(rest)
    case 'l':
      return longOf(BigInt(rest))
    case 'd':
      return double(Number(rest))
    case 'n':
      return null
    default:
      return property
  }
}

/** The entries of any map; null entries do not exist in a script. */
export function entriesOf(map: Record<string, Value>): [Value, Value][] {
  const entries: [Value, Value][] = []
  const own = isOwnMap(map)
  for (const property of Object.keys(map)) {
    spend(2)
    const value = map[property]
    if (value !== null && value !== undefined) entries.push([own ? keyOf(property) : property, value])
  }
  return entries
}

/** The value under a key, or null. */
export function getEntry(map: Record<string, Value>, key: Value): Value {
  const property = propertyIn(map, key)
  // A map of the script inherits nothing.
  if (property !== undefined && isOwnMap(map)) return map[property] ?? null
  if (property === undefined || !Object.hasOwn(map, property)) return null
  return map[property] ?? null
}

/** Sets an entry of a map of the script; null removes it. */
export function setEntry(map: Record<string, Value>, key: Value, value: Value): void {
  spend(1)
  const property = propertyOf(key)
  if (value === null || value === undefined) {
    delete map[property]
    return
  }
  hold(property.length + sizeOf(value))
  map[property] = value
}

export function mapOf(entries: Iterable<readonly [Value, Value]>): Record<string, Value> {
  const map = new ScriptMap()
  for (const [key, value] of entries) setEntry(map, key, value)
  return map
}

/** Bytes that a value adds to the collection it is put into; what it holds itself was counted there. */
export function sizeOf(value: Value): number {
  return typeof value === 'string' ? value.length + 8 : 12
}
