import { numberInText } from './comparisons.ts'
import { fail } from './failure.ts'
import { isInteger, ScriptByte, ScriptShort, typeName, type Value } from './kinds.ts'
import { integerType, longOf, longType, notNumber, numericType, toBigInt } from './numbers.ts'

type Bitwise = '&' | '|' | '^' | '<<' | '>>' | '>>>'

/** Both are Integers, or one is a byte on the left: the plain operator of JavaScript does. */
function isSmall(left: Value, right: Value): boolean {
  return typeof left === 'number' && typeof right === 'number' && (left | 0) === left && (right | 0) === right
}

export function bitAnd(left: Value, right: Value): Value {
  if (isSmall(left, right)) return (left as number) & (right as number)
  if (left instanceof ScriptByte && isInteger(right)) return left.value & right
  return bitwise('&', left, right)
}

export function bitOr(left: Value, right: Value): Value {
  return isSmall(left, right) ? (left as number) | (right as number) : bitwise('|', left, right)
}

export function bitXor(left: Value, right: Value): Value {
  return isSmall(left, right) ? (left as number) ^ (right as number) : bitwise('^', left, right)
}

export function shiftLeft(left: Value, right: Value): Value {
  return isSmall(left, right) ? (left as number) << (right as number) : bitwise('<<', left, right)
}

export function shiftRight(left: Value, right: Value): Value {
  return isSmall(left, right) ? (left as number) >> (right as number) : bitwise('>>', left, right)
}

export function shiftRightUnsigned(left: Value, right: Value): Value {
  return isSmall(left, right) ? ((left as number) >>> (right as number)) | 0 : bitwise('>>>', left, right)
}

function bitwise(sign: Bitwise, left: Value, right: Value): Value {
  const leftType = bitType(left)
  const rightType = bitType(right)
  if (leftType === notNumber || rightType === notNumber) return noBits(sign, left, right)
  if (right instanceof ScriptByte) {
    fail(`A byte on the right of “${sign}” must be masked first: write (… & 0xFF)`)
  }
  const shifts = sign === '<<' || sign === '>>' || sign === '>>>'
  const type = shifts ? leftType : Math.max(leftType, rightType)
  if (type === longType) return longBits(sign, bitsOf(left), bitsOf(right))
  return bits(sign, Number(bitsOf(left)), Number(BigInt.asIntN(32, bitsOf(right))))
}

/** The width that an operand is calculated in, `notNumber` where it has no bits. */
function bitType(value: Value): number {
  if (typeof value === 'boolean' || value instanceof ScriptByte) return integerType
  const type = numericType(value)
  return type === longType || type === integerType ? type : notNumber
}

/** Numbers of two types of which one has no bits make null; everything else is refused. */
function noBits(sign: Bitwise, left: Value, right: Value): Value {
  if (left instanceof ScriptShort && right instanceof ScriptShort) return bits(sign, left.value, right.value)
  const isNumber = (value: Value) =>
    numericType(value) !== notNumber || (typeof value === 'string' && numberInText(value) !== undefined)
  const areText = typeof left === 'string' && typeof right === 'string'
  if (!isNumber(left) || !isNumber(right) || (numericType(left) === numericType(right) && !areText)) {
    const wrong = bitType(left) === notNumber ? left : right
    fail(`“${sign}” needs whole numbers, not ${typeName(wrong)}`)
  }
  return null
}

function bitsOf(value: Value): bigint {
  return typeof value === 'boolean' ? BigInt(value) : toBigInt(value)
}

function bits(sign: Bitwise, left: number, right: number): number {
  switch (sign) {
    case '&':
      return left & right
    case '|':
      return left | right
    case '^':
      return left ^ right
    case '<<':
      return left << right
    case '>>':
      return left >> right
    case '>>>':
      return (left >>> right) | 0
  }
}

function longBits(sign: Bitwise, left: bigint, right: bigint): Value {
  switch (sign) {
    case '&':
      return longOf(left & right)
    case '|':
      return longOf(left | right)
    case '^':
      return longOf(left ^ right)
    case '<<':
      return longOf(left << (right & 63n))
    case '>>':
      return longOf(left >> (right & 63n))
    case '>>>':
      return longOf(BigInt.asUintN(64, left) >> (right & 63n))
  }
}

export function complement(value: Value): Value {
  if (typeof value === 'number' && (value | 0) === value) return ~value
  if (value instanceof ScriptByte) return ~value.value
  return fail(`“~” needs an Integer, not ${typeName(value)}`)
}
