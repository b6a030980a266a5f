import { spend, spendOnText } from '../meter.ts'
import { plain } from './comparisons.ts'
import { equalsJava } from './equality.ts'
import { fail } from './failure.ts'
import { isMap, kindOf, ScriptArray, ScriptSet, typeName, type Value } from './kinds.ts'
import { entriesOf, getEntry } from './map-keys.ts'
import { notNumber, numericType, toNumber } from './numbers.ts'
import { matchesWhole } from './regex.ts'
import { textOf } from './text.ts'

/** `a or b`: b where a is nothing. */
export function isNothing(value: Value): boolean {
  if (value === null || value === '' || value === 'null') return true
  if (Array.isArray(value)) return value.length === 0
  if (value instanceof ScriptSet) return value.items.size === 0
  return isMap(value) && isEmptyMap(value)
}

/** `x == empty` */
export function isEmpty(value: Value): boolean {
  if (value === null || value === false) return true
  if (typeof value === 'string') return value.trim() === ''
  if (numericType(value) !== notNumber) return toNumber(value) === 0
  if (Array.isArray(value)) return value.length === 0
  if (value instanceof ScriptSet) return value.items.size === 0
  if (value instanceof ScriptArray) return value.items.length === 0
  return isMap(value) && isEmptyMap(value)
}

/** `x contains y`: part of a text, element of a list, key of a map. */
export function contains(left: Value, right: Value): boolean {
  const within = plain(left)
  if (within === null) return false
  if (typeof within === 'string') {
    spendOnText(within)
    return right !== null && within.includes(textOf(right))
  }
  if (isMap(within)) return getEntry(within, right) !== null
  const items = Array.isArray(within)
    ? within
    : within instanceof ScriptSet
      ? [...within.items.values()]
      : within instanceof ScriptArray
        ? within.items
        : fail(`“contains” needs a text, a list or a map on its left, not ${typeName(within)}`)
  spend(items.length)
  return items.some((item) => equalsJava(item, right))
}

/** `text ~= "regular expression"`: the whole text must match. */
export function matches(left: Value, right: Value): boolean {
  if (left === null || right === null) fail('“~=” needs a text and a regular expression, not null')
  return matchesWhole(textOf(right), textOf(left))
}

function isEmptyMap(map: Record<string, Value>): boolean {
  return entriesOf(map).length === 0
}

/** The share of equal positions of two texts. */
export function similarity(left: Value, right: Value): number {
  const [a, b] = [textOf(left), textOf(right)]
  spend(a.length + b.length)
  const length = Math.max(a.length, b.length)
  if (length === 0) return 1
  let same = 0
  for (let at = 0; at < Math.min(a.length, b.length); at++) if (a[at] === b[at]) same++
  return same / length
}

const soundexCodes = '01230120022455012623010202'

/** Whether two words sound alike (Soundex). */
export function soundsLike(left: Value, right: Value): boolean {
  return soundex(textOf(left)) === soundex(textOf(right))
}

function soundex(text: string): string {
  spend(text.length)
  const letters = text
    .slice(0, 1000)
    .toUpperCase()
    .replace(/[^A-Z]/g, '')
  let code = letters[0] ?? ''
  let last = soundexCodes[letters.charCodeAt(0) - 65]
  for (let at = 1; at < letters.length && code.length < 4; at++) {
    const digit = soundexCodes[letters.charCodeAt(at) - 65] as string
    if (digit !== '0' && digit !== last) code += digit
    last = digit
  }
  return code.padEnd(4, '0')
}

/** `x convertable_to T`, and what the name of the kind is. */
export function isConvertible(value: Value): boolean {
  return kindOf(value) !== 'Object'
}
