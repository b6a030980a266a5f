/** Numbers of scripts: their types, and arithmetic by the rules of the reference (section 4, dynamic rule). */
import { double, JsonDouble, JsonLong } from '../../rules/values.ts'
import { fail } from './failure.ts'
import {
  ScriptBigInteger,
  ScriptByte,
  ScriptDecimal,
  ScriptFloat,
  ScriptShort,
  SmallLong,
  type Value,
} from './kinds.ts'

export { double }

/** Width of a numeric type; wider wins. 0 is no number. */
export const notNumber = 0
export const byteType = 1
export const shortType = 2
export const integerType = 3
export const longType = 4
export const bigType = 5
export const floatType = 6
export const doubleType = 7
export const decimalType = 8

/** The numeric type of a value, `notNumber` where it is none. */
export function numericType(value: Value): number {
  if (typeof value === 'number') {
    return (value | 0) === value ? integerType : Number.isSafeInteger(value) ? longType : doubleType
  }
  if (typeof value !== 'object' || value === null) return notNumber
  if (value instanceof JsonDouble) return doubleType
  if (value instanceof SmallLong || value instanceof JsonLong) return longType
  if (value instanceof ScriptByte) return byteType
  if (value instanceof ScriptFloat) return floatType
  if (value instanceof ScriptShort) return shortType
  if (value instanceof ScriptBigInteger) return bigType
  if (value instanceof ScriptDecimal) return decimalType
  return notNumber
}

export function isNumber(value: Value): boolean {
  return numericType(value) !== notNumber
}

/** A number of any type as a JavaScript number. */
export function toNumber(value: Value): number {
  if (typeof value === 'number') return value
  const inner = (value as { value: number | bigint }).value
  return typeof inner === 'bigint' ? Number(inner) : inner
}

/** A whole number of any type, exact; the fraction of others is cut off. */
export function toBigInt(value: Value): bigint {
  if (value instanceof JsonLong || value instanceof ScriptBigInteger) return value.value
  const number = Math.trunc(toNumber(value))
  return Number.isFinite(number) ? BigInt(number) : number > 0 ? maxLong : number < 0 ? minLong : 0n
}

export const maxLong = 2n ** 63n - 1n
export const minLong = -(2n ** 63n)

/** A Long from exact 64-bit arithmetic; wider results wrap. */
export function longOf(value: bigint): Value {
  const wrapped = BigInt.asIntN(64, value)
  const number = Number(wrapped)
  return Number.isSafeInteger(number) ? longOfNumber(number) : new JsonLong(wrapped)
}

/** A Long from a JavaScript number: the fraction is cut off, and what does not fit 64 bits saturates. */
export function longOfNumber(value: number): Value {
  const whole = Math.trunc(value)
  if ((whole | 0) === whole) return new SmallLong(whole + 0)
  if (Number.isSafeInteger(whole)) return whole
  if (Number.isNaN(whole)) return new SmallLong(0)
  if (whole >= 2 ** 63) return new JsonLong(maxLong)
  return new JsonLong(whole <= -(2 ** 63) ? minLong : BigInt(whole))
}

/** A number to an Integer the way a cast does it: cut off, saturated, NaN is 0. */
export function integerOf(value: number): number {
  if (Number.isNaN(value)) return 0
  if (value >= 2147483647) return 2147483647
  return value <= -2147483648 ? -2147483648 : Math.trunc(value) + 0
}

/** An Integer where the whole number fits 32 bits, else a Long. */
function widened(value: number): Value {
  // Whole numbers beyond 32 bits are Longs by themselves up to 2^53.
  return Number.isSafeInteger(value) ? value + 0 : longOfNumber(value)
}

export type Arithmetic = '+' | '-' | '*' | '/' | '%' | '**'

function calculate(sign: Arithmetic, left: number, right: number): number {
  switch (sign) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    case '%':
      return left % right
    case '**':
      return left ** right
  }
}

/** The operation on two numbers of any types. */
export function arithmetic(sign: Arithmetic, left: Value, right: Value): Value {
  const leftType = numericType(left)
  const rightType = numericType(right)
  if (leftType === rightType) return sameType(sign, left, right, leftType)
  const result = calculate(sign, toNumber(left), toNumber(right))
  // Of several types the wider one counts, and a BigInteger before all others.
  if (leftType === bigType || rightType === bigType) return new ScriptBigInteger(wholeOf(result))
  const type = Math.max(leftType, rightType)
  // Mixed whole types are calculated as doubles and cut off, so that a Long divided by an Integer is a Long.
  return type === integerType && '+-*'.includes(sign) ? widened(result) : ofType(result, type)
}

/** A double as a Long, cut off; NaN is 0. */
function wholeOf(value: number): bigint {
  return toBigInt(longOfNumber(value))
}

function sameType(sign: Arithmetic, left: Value, right: Value, type: number): Value {
  if (sign === '**') return power(left, right, type)
  if (type === doubleType) return double(calculate(sign, toNumber(left), toNumber(right)))
  if (type === decimalType) return new ScriptDecimal(calculate(sign, toNumber(left), toNumber(right)))
  if (type === floatType) {
    const result = calculate(sign, toNumber(left), toNumber(right))
    return sign === '/' ? double(result) : new ScriptFloat(result)
  }
  if (sign === '%' && isZero(right)) fail('Division by zero: the right side of “%” is 0')
  if (type === bigType) return bounded(exact(sign, toBigInt(left), toBigInt(right)))
  return sameWhole(sign, left, right, type)
}

const maxBig = 2n ** 4096n

/** A BigInteger that can't grow until its arithmetic takes for ever. */
function bounded(value: bigint): ScriptBigInteger {
  return value < maxBig && value > -maxBig ? new ScriptBigInteger(value) : fail('A BigInteger is too large')
}

function sameWhole(sign: Arithmetic, left: Value, right: Value, type: number): Value {
  if (sign === '/') return double(toNumber(left) / toNumber(right))
  if (type === longType) return longOf(exact(sign, toBigInt(left), toBigInt(right)))
  return widened(calculate(sign, toNumber(left), toNumber(right)))
}

function isZero(value: Value): boolean {
  return toNumber(value) === 0
}

function exact(sign: Arithmetic, left: bigint, right: bigint): bigint {
  switch (sign) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return right === 0n ? fail('Division by zero') : left / right
    default:
      return left % right
  }
}

/** Whole numbers stay of their type where the result fits, else it is a Double. */
function power(left: Value, right: Value, type: number): Value {
  const result = toNumber(left) ** toNumber(right)
  switch (type) {
    case doubleType:
      return double(result)
    case floatType:
      return narrowed(toNumber(left) ** Math.trunc(toNumber(right)))
    case decimalType:
      return new ScriptDecimal(result)
    case bigType:
      return bounded(exactPower(toBigInt(left), toBigInt(right)))
    case longType:
      return result > 2 ** 63 ? double(result) : longOfNumber(result)
    case shortType:
      return result > 32767 ? double(result) : new ScriptShort(result)
    default:
      return result > 2147483647 ? double(result) : integerOf(result)
  }
}

/** The narrowest type that holds a number: what the power of two Floats is. */
function narrowed(value: number): Value {
  if (!Number.isInteger(value)) return double(value)
  return value > 2147483647 ? longOfNumber(value) : integerOf(value)
}

function exactPower(base: bigint, exponent: bigint): bigint {
  if (exponent < 0n) return fail('A BigInteger has no negative power')
  const digits = base.toString(2).length
  return BigInt(digits) * exponent > 8192n ? fail('A BigInteger is too large') : base ** exponent
}

/** A number converted to the type of another one: what a numeric text becomes beside a number. */
export function ofType(value: number, type: number): Value {
  switch (type) {
    case doubleType:
      return double(value)
    case floatType:
      return new ScriptFloat(value)
    case longType:
      return longOfNumber(value)
    case decimalType:
      return new ScriptDecimal(value)
    case bigType:
      return new ScriptBigInteger(wholeOf(value))
    case shortType:
      return new ScriptShort(integerOf(value))
    default:
      return integerOf(value)
  }
}
