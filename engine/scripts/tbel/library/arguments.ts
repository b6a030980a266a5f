/** Arguments as the types that a function asks for, converted the way the interpreter does. */

import { spend, spendOnText } from '../../meter.ts'
import { numberInText } from '../comparisons.ts'
import { fail } from '../failure.ts'
import { ScriptArray, ScriptCharacter, ScriptSet, typeName, type Value } from '../kinds.ts'
import { integerOf, longType, notNumber, numericType, toBigInt, toNumber } from '../numbers.ts'
import { textOf } from '../text.ts'

/** A text; numbers, Booleans and characters become one. Null and collections are refused. */
export function asText(value: Value): string {
  if (typeof value === 'string') {
    spendOnText(value)
    return value
  }
  if (typeof value === 'boolean' || value instanceof ScriptCharacter || numericType(value) !== notNumber)
    return textOf(value)
  return fail(`Expected a text, not ${typeName(value)}`)
}

/** A double from a number or a numeric text. */
export function asDouble(value: Value): number {
  if (typeof value === 'number') return value
  if (numericType(value) !== notNumber) return toNumber(value)
  const number = typeof value === 'string' ? numberInText(value) : undefined
  return (
    number ??
    fail(`Expected a number, not ${typeof value === 'string' ? `“${value.slice(0, 40)}”` : typeName(value)}`)
  )
}

/** A whole number of 32 bits; fractions are cut off. */
export function asInteger(value: Value): number {
  if (typeof value === 'number' && (value | 0) === value) return value
  if (numericType(value) === longType) return Number(BigInt.asIntN(32, toBigInt(value)))
  return integerOf(asDouble(value))
}

/** A whole number of 64 bits. */
export function asLong(value: Value): bigint {
  if (numericType(value) !== notNumber) return BigInt.asIntN(64, toBigInt(value))
  if (typeof value === 'string' && /^-?\d{1,19}$/.test(value)) return BigInt.asIntN(64, BigInt(value))
  return BigInt(Math.trunc(asDouble(value)))
}

export function asBoolean(value: Value): boolean {
  if (typeof value === 'boolean') return value
  if (value === 'true' || value === 'false') return value === 'true'
  return fail(`Expected a Boolean, not ${typeName(value)}`)
}

/** One UTF-16 unit, from a character or a text of one. */
export function asCharacter(value: Value): string {
  if (value instanceof ScriptCharacter) return value.value
  if (typeof value === 'string' && value.length === 1) return value
  if (typeof value === 'number' && value >= 0 && value <= 0xffff) return String.fromCharCode(value)
  return fail(
    `Expected one character, not ${typeof value === 'string' ? `“${value.slice(0, 40)}”` : typeName(value)}`,
  )
}

/** The elements of a list, a set or an array. */
export function asItems(value: Value): readonly Value[] {
  const items = Array.isArray(value)
    ? value
    : value instanceof ScriptSet
      ? [...value.items.values()]
      : value instanceof ScriptArray
        ? value.items
        : undefined
  if (items !== undefined) {
    spend(items.length >> 4)
    return items
  }
  return fail(`Expected a list, not ${typeName(value)}`)
}
