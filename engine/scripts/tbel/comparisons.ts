import { spendOnText } from '../meter.ts'
import { equalsJava } from './equality.ts'
import { fail } from './failure.ts'
import { ScriptCharacter, ScriptObject, typeName, type Value } from './kinds.ts'
import { floatType, notNumber, numericType, toBigInt, toNumber } from './numbers.ts'

/** The number in a text that looks like one, else undefined. */
export function numberInText(text: string): number | undefined {
  return text.length < 400 && /^-?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text) ? Number(text) : undefined
}

/** A Character is a text of one unit to most operators. */
export function plain(value: Value): Value {
  return value instanceof ScriptCharacter ? value.value : value
}

const falseTexts = new Set(['', 'false', 'no', 'off', '0'])

/** Another value beside a Boolean. */
function asBoolean(value: Value): boolean {
  if (typeof value === 'boolean') return value
  if (typeof value === 'string') return !falseTexts.has(value.toLowerCase())
  if (value instanceof ScriptCharacter) return !falseTexts.has(value.value)
  if (numericType(value) !== notNumber) return toNumber(value) > 0
  return fail(`${typeName(value)} can’t be compared with a Boolean`)
}

/** `==`: by value across types of numbers, deep for lists, maps and sets. */
export function equal(left: Value, right: Value): boolean {
  if (typeof left === 'string') spendOnText(left)
  if (left === right) return true
  if (left === null || right === null || left === undefined || right === undefined) return false
  if (typeof left === 'string' && typeof right === 'string') return false
  if (typeof left === 'number' && typeof right === 'number') return false
  const a = plain(left)
  const b = plain(right)
  if (typeof a === 'boolean' || typeof b === 'boolean') return asBoolean(a) === asBoolean(b)
  if (typeof a === 'string' && typeof b === 'string') return a === b
  const aType = numericType(a)
  const bType = numericType(b)
  if (aType !== notNumber && bType !== notNumber) return compareNumbers(a, b, aType, bType) === 0
  if (a !== left || b !== right) mustBeDigit(a, b)
  if (aType !== notNumber && typeof b === 'string') return toNumber(a) === numberInText(b)
  if (bType !== notNumber && typeof a === 'string') return toNumber(b) === numberInText(a)
  if (a instanceof ScriptObject || b instanceof ScriptObject) return false
  return equalsJava(a, b)
}

/** A character beside a number is one as well, or the two can’t be compared. */
function mustBeDigit(left: Value, right: Value): void {
  const text = typeof left === 'string' ? left : right
  const other = text === left ? right : left
  if (numericType(other) !== notNumber && numberInText(text as string) === undefined)
    fail(`The character “${text}” can’t be compared with a number`)
}

/** Negative, zero or positive; NaN where one is NaN. */
export function compareNumbers(left: Value, right: Value, leftType: number, rightType: number): number {
  if (Math.max(leftType, rightType) >= floatType)
    return toNumber(left) - toNumber(right) || sameInfinity(left, right)
  const a = toBigInt(left)
  const b = toBigInt(right)
  return a < b ? -1 : a > b ? 1 : 0
}

/** Infinity - Infinity is NaN, yet the two are equal. */
function sameInfinity(left: Value, right: Value): number {
  return toNumber(left) === toNumber(right) ? 0 : Number.NaN
}

/** Order of any two values: negative, zero, positive; NaN where every comparison is false. */
function order(left: Value, right: Value): number {
  if (left === null || right === null) return Number.NaN
  const a = plain(left)
  const b = plain(right)
  if (typeof a === 'boolean' || typeof b === 'boolean') {
    if (typeof a === 'object') return Number.NaN
    return Number(asBoolean(a)) - Number(asBoolean(b))
  }
  const aType = numericType(a)
  const bType = numericType(b)
  if (aType !== notNumber && bType !== notNumber) return compareNumbers(a, b, aType, bType)
  if (typeof a === 'string' && typeof b === 'string') {
    spendOnText(a)
    return a < b ? -1 : a > b ? 1 : 0
  }
  if (aType === notNumber && typeof a !== 'string') {
    if (Array.isArray(a) && Array.isArray(b)) fail('Two lists have no order')
    return Number.NaN
  }
  const aNumber = typeof a === 'string' ? numberInText(a) : toNumber(a)
  const bNumber = typeof b === 'string' ? numberInText(b) : bType === notNumber ? undefined : toNumber(b)
  if (aNumber === undefined || bNumber === undefined) {
    fail(`${describe(a)} and ${describe(b)} can’t be compared`)
  }
  return aNumber - bNumber
}

function describe(value: Value): string {
  return typeof value === 'string' ? `the text “${value.slice(0, 40)}”` : typeName(value)
}

export function less(left: Value, right: Value): boolean {
  if (typeof left === 'number' && typeof right === 'number') return left < right
  return order(left, right) < 0
}

export function lessOrEqual(left: Value, right: Value): boolean {
  if (typeof left === 'number' && typeof right === 'number') return left <= right
  return order(left, right) <= 0
}

export function greater(left: Value, right: Value): boolean {
  if (typeof left === 'number' && typeof right === 'number') return left > right
  return order(left, right) > 0
}

export function greaterOrEqual(left: Value, right: Value): boolean {
  if (typeof left === 'number' && typeof right === 'number') return left >= right
  return order(left, right) >= 0
}
