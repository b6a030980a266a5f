/** What operators do when the operands are not two plain Integers (reference, section 3 and 4). */
import { JsonDouble } from '../../rules/values.ts'
import { hold, LimitFailure, limits, make, spend } from '../meter.ts'
import { numberInText } from './comparisons.ts'
import { fail } from './failure.ts'
import { ScriptCharacter, ScriptSet, typeName, type Value } from './kinds.ts'
import {
  type Arithmetic,
  arithmetic,
  byteType,
  double,
  doubleType,
  integerType,
  notNumber,
  numericType,
  ofType,
  toNumber,
} from './numbers.ts'
import { textOf } from './text.ts'

/** A plain number or a Double: where one of two is a boxed Double, the result is a Double. */
function isPlainOrDouble(value: Value): value is number | JsonDouble {
  return typeof value === 'number' || value instanceof JsonDouble
}

function opened(value: number | JsonDouble): number {
  return typeof value === 'number' ? value : value.value
}

export function add(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') {
    const sum = left + right
    // Two Integers: the sum is a whole number that needs no box.
    if ((left | 0) === left && (right | 0) === right) return sum
    if (!Number.isInteger(sum)) return sum
    return Number.isInteger(left) && Number.isInteger(right)
      ? arithmetic('+', left, right)
      : new JsonDouble(sum)
  }
  if (isPlainOrDouble(left) && isPlainOrDouble(right)) return double(opened(left) + opened(right))
  if (typeof left === 'string' && typeof right === 'string') return join(left, right)
  if (Array.isArray(left)) return appended(left, right)
  if (left instanceof ScriptSet) return appended([...left.items.values()], right)
  if (numericType(left) !== notNumber && numericType(right) !== notNumber) return arithmetic('+', left, right)
  if (left instanceof ScriptCharacter !== right instanceof ScriptCharacter) {
    const other = left instanceof ScriptCharacter ? right : left
    if (numericType(other) !== notNumber) fail('“+” can’t add a character and a number')
  }
  return join(textOf(left), textOf(right))
}

/** Two texts in one, within the limit of length. */
export function join(left: string, right: string): string {
  const length = left.length + right.length
  if (length > limits.text) throw new LimitFailure(`A text of ${length} characters is too long`)
  // V8 keeps the two parts, so the longer one costs nothing.
  make(32 + Math.min(left.length, right.length))
  return left + right
}

function appended(left: Value[], right: Value): Value[] {
  const more = Array.isArray(right) ? right : right instanceof ScriptSet ? [...right.items.values()] : [right]
  hold(12 * (left.length + more.length))
  spend(left.length)
  return [...left, ...more]
}

export function subtract(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') {
    const difference = left - right
    if ((left | 0) === left && (right | 0) === right) return difference
    if (!Number.isInteger(difference)) return difference
  } else if (isPlainOrDouble(left) && isPlainOrDouble(right)) {
    return double(opened(left) - opened(right))
  }
  return compute('-', left, right)
}

export function multiply(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') {
    const product = left * right
    if (!Number.isInteger(product)) return product
    if ((left | 0) === left && (right | 0) === right && Number.isSafeInteger(product)) return product + 0
  } else if (isPlainOrDouble(left) && isPlainOrDouble(right)) {
    return double(opened(left) * opened(right))
  }
  return compute('*', left, right)
}

export function divide(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') {
    const bothPlain = (left | 0) === left && (right | 0) === right
    const quotient = left / right
    // Fractions are Doubles whatever they are divided by.
    if (bothPlain || !Number.isInteger(left) || !Number.isInteger(right)) {
      return Number.isInteger(quotient) ? new JsonDouble(quotient) : quotient
    }
  } else if (isPlainOrDouble(left) && isPlainOrDouble(right)) {
    return double(opened(left) / opened(right))
  }
  return compute('/', left, right)
}

export function remainder(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number' && (left | 0) === left && (right | 0) === right) {
    if (right !== 0) return (left % right) + 0
  }
  return compute('%', left, right)
}

export function power(left: Value, right: Value): Value {
  return compute('**', left, right)
}

/** Arithmetic on anything: numeric texts count as numbers, everything else makes null. */
export function compute(sign: Arithmetic, left: Value, right: Value): Value {
  const leftType = numericType(left)
  const rightType = numericType(right)
  if (leftType !== notNumber && rightType !== notNumber) return arithmetic(sign, left, right)
  if (left instanceof ScriptCharacter || right instanceof ScriptCharacter)
    return withCharacter(sign, left, right)
  if (isCollection(left) && isCollection(right)) fail(`“${sign}” can’t be applied to two collections`)
  const leftNumber = leftType === notNumber ? textNumber(left) : toNumber(left)
  const rightNumber = rightType === notNumber ? textNumber(right) : toNumber(right)
  if (leftNumber === undefined || rightNumber === undefined) {
    return sign === '**' ? fail(`“**” needs numbers, not ${typeName(left)} and ${typeName(right)}`) : null
  }
  if (leftType === notNumber && rightType === notNumber) {
    return arithmetic(sign, new JsonDouble(leftNumber), new JsonDouble(rightNumber))
  }
  // The text takes the type of the number: computed as doubles, then cut to it.
  const result = arithmetic(sign, new JsonDouble(leftNumber), new JsonDouble(rightNumber))
  return ofType(toNumber(result), Math.max(leftType, rightType, integerType))
}

function isCollection(value: Value): boolean {
  return Array.isArray(value) || value instanceof ScriptSet
}

/** A character is no number, not even where it is a digit; with another text it makes null. */
function withCharacter(sign: Arithmetic, left: Value, right: Value): null {
  const [a, b] = [textOf(left), textOf(right)]
  const areCharacters = left instanceof ScriptCharacter && right instanceof ScriptCharacter
  const isNumeric = numberInText(a) !== undefined && numberInText(b) !== undefined
  const hasNumber = numericType(left) !== notNumber || numericType(right) !== notNumber
  if (!areCharacters && (hasNumber || isNumeric || sign === '**'))
    fail(`“${sign}” can’t be applied to a character`)
  return null
}

function textNumber(value: Value): number | undefined {
  return typeof value === 'string' ? numberInText(value) : undefined
}

export function negate(value: Value): Value {
  if (typeof value === 'number' && value !== 0) return value === -2147483648 ? 2147483648 : -value
  if (value === null || value === 0) return value
  switch (numericType(value)) {
    case byteType:
    case notNumber:
      return fail(`“-” can’t be applied to ${typeName(value)}`)
    case doubleType:
      return new JsonDouble(-toNumber(value))
    default:
      return arithmetic('*', value, -1)
  }
}

export function not(value: Value): boolean {
  if (typeof value === 'boolean') return !value
  return fail(`“!” needs a Boolean, not ${typeName(value)}`)
}

/** A condition: TBEL has no truthiness. */
export function condition(value: Value): boolean {
  if (typeof value === 'boolean') return value
  return fail(
    `A condition must be a Boolean, not ${typeName(value)}; compare the value, for example with “!= null”`,
  )
}
