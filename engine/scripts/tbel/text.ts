/** Values to text, as concatenation and `toString()` show them. */
import { doubleText, JsonDouble, JsonLong } from '../../rules/values.ts'
import { limits, makeText, spend } from '../meter.ts'
import { fail } from './failure.ts'
import {
  isMap,
  kindOf,
  ScriptArray,
  ScriptBigInteger,
  ScriptByte,
  ScriptCharacter,
  ScriptDecimal,
  ScriptEntry,
  ScriptFloat,
  ScriptObject,
  ScriptSet,
  ScriptShort,
  SmallLong,
  type Value,
} from './kinds.ts'
import { entriesOf } from './map-keys.ts'

/** Text of objects with methods of their own, by class; the library fills it in. */
export const textsByType = new Map<string, (value: never) => string>()

/** The text of a value: `1.0`, `[1, 2]`, `{a=1}`. */
export function textOf(value: Value, depth = 0): string {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
      if ((value | 0) === value) return String(value + 0)
      return numberText(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      return value === null ? 'null' : objectText(value, depth)
    default:
      return 'null'
  }
}

function objectText(value: object, depth: number): string {
  if (depth > 64) fail('The value is nested too deep, or contains itself')
  spend(1)
  if (Array.isArray(value)) return listText(value, depth)
  if (isMap(value)) {
    const members: string[] = []
    for (const [key, member] of entriesOf(value)) {
      members.push(`${textOf(key, depth + 1)}=${textOf(member, depth + 1)}`)
    }
    return `{${members.join(', ')}}`
  }
  if (value instanceof JsonDouble) return doubleText(value.value)
  if (value instanceof JsonLong || value instanceof ScriptBigInteger) return value.value.toString()
  if (value instanceof SmallLong || value instanceof ScriptByte || value instanceof ScriptShort)
    return String(value.value)
  if (value instanceof ScriptCharacter) return value.value
  if (value instanceof ScriptFloat) return floatText(value.value)
  if (value instanceof ScriptDecimal) return String(value.value)
  if (value instanceof ScriptSet) return listText([...value.items.values()], depth)
  if (value instanceof ScriptArray) return listText(value.items, depth)
  if (value instanceof ScriptEntry) return `${textOf(value.key, depth + 1)}=${textOf(value.value, depth + 1)}`
  if (value instanceof ScriptObject) return textsByType.get(value.type)?.(value as never) ?? value.type
  return kindOf(value)
}

function listText(items: readonly Value[], depth: number): string {
  let text = ''
  for (const item of items) {
    spend(1)
    text += text === '' ? textOf(item, depth + 1) : `, ${textOf(item, depth + 1)}`
    if (text.length > limits.piece) makeText(text.length)
  }
  return `[${text}]`
}

/** A plain number that is no Integer. */
function numberText(value: number): string {
  if (Number.isSafeInteger(value)) return String(value)
  return Number.isFinite(value) ? doubleText(value) : String(value)
}

/** The shortest text that reads back as the same 32-bit number. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  return doubleText(shortFloat(value))
}

/** The double with the fewest digits that rounds to the same 32-bit number. */
export function shortFloat(value: number): number {
  for (let digits = 1; digits < 10; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return short
  }
  return value
}
