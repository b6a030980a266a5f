/** The class Math. Where Java has several versions of a function, the one that fits the widest argument is taken. */

import { compareNumbers, numberInText } from '../comparisons.ts'
import { fail } from '../failure.ts'
import { ScriptFloat, type Value } from '../kinds.ts'
import {
  double,
  floatType,
  integerType,
  longOf,
  longOfNumber,
  longType,
  maxLong,
  minLong,
  notNumber,
  numericType,
  toBigInt,
  toNumber,
} from '../numbers.ts'
import { asDouble, asInteger, asLong } from './arguments.ts'
import { type Method, type Methods, method, scriptClass } from './define.ts'

/** A function from doubles to a double. */
function doubles(count: number, compute: (...args: number[]) => number): Method {
  return method(count, count, (...args: Value[]) => double(compute(...args.map(asDouble))))
}

/** A number, or what a numeric text stands for. */
function number(value: Value): Value {
  if (numericType(value) !== notNumber) return value
  const found = typeof value === 'string' ? numberInText(value) : undefined
  return found === undefined ? fail('Math needs numbers') : double(found)
}

function widest(a: Value, b: Value): number {
  return Math.max(numericType(a), numericType(b), integerType)
}

function asType(value: Value, type: number): Value {
  if (type === integerType) return toNumber(value)
  if (type === longType) return longOf(toBigInt(value))
  return type === floatType ? new ScriptFloat(toNumber(value)) : double(toNumber(value))
}

function larger(a: Value, b: Value, sign: 1 | -1): Value {
  const [left, right] = [number(a), number(b)]
  const order = compareNumbers(left, right, numericType(left), numericType(right))
  if (Number.isNaN(order)) return Number.NaN
  return asType(order * sign >= 0 ? left : right, widest(left, right))
}

function abs(value: Value): Value {
  const given = number(value)
  const type = Math.max(numericType(given), integerType)
  if (type === integerType) return Math.abs(toNumber(given)) | 0
  if (type === longType) return longOf(toBigInt(given) < 0n ? -toBigInt(given) : toBigInt(given))
  return asType(double(Math.abs(toNumber(given))), type)
}

/** Half up; a Float rounds to an Integer, everything else to a Long. */
function round(value: Value): Value {
  const given = number(value)
  const rounded = Math.floor(toNumber(given) + 0.5)
  // 0.49999999999999994 + 0.5 is 1.
  const exact = toNumber(given) === 0.49999999999999994 ? 0 : rounded
  if (numericType(given) === floatType) return Math.min(Math.max(exact || 0, -2147483648), 2147483647)
  return numericType(given) <= longType ? longOf(toBigInt(given)) : longOfNumber(exact)
}

function rint(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1
  return floor % 2 === 0 ? floor : floor + 1
}

/** Whole-number arithmetic that fails where the result does not fit. */
function exactly(compute: (a: bigint, b: bigint) => bigint, arity: 1 | 2 = 2): Method {
  return method(arity, arity, (a: Value, b: Value = 0) => {
    const isLong = widest(number(a), number(b)) > integerType
    const result = compute(asLong(a), asLong(b))
    const [min, max] = isLong ? [minLong, maxLong] : [-2147483648n, 2147483647n]
    if (result < min || result > max) fail('The result does not fit')
    return isLong ? longOf(result) : Number(result)
  })
}

function floored(compute: (a: bigint, b: bigint) => bigint): Method {
  return method(2, 2, (a: Value, b: Value) => {
    if (asLong(b) === 0n) fail('Division by zero')
    const result = compute(asLong(a), asLong(b))
    return widest(number(a), number(b)) > integerType ? longOf(result) : Number(BigInt.asIntN(32, result))
  })
}

function floorDivision(a: bigint, b: bigint): bigint {
  const quotient = a / b
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient
}

const functions: Methods = {
  abs: method(1, 1, abs),
  max: method(2, 2, (a: Value, b: Value) => larger(a, b, 1)),
  min: method(2, 2, (a: Value, b: Value) => larger(a, b, -1)),
  round: method(1, 1, round),
  pow: doubles(2, (a, b) => a ** b),
  sqrt: doubles(1, Math.sqrt),
  cbrt: doubles(1, Math.cbrt),
  floor: doubles(1, Math.floor),
  ceil: doubles(1, Math.ceil),
  rint: doubles(1, rint),
  sin: doubles(1, Math.sin),
  cos: doubles(1, Math.cos),
  tan: doubles(1, Math.tan),
  asin: doubles(1, Math.asin),
  acos: doubles(1, Math.acos),
  atan: doubles(1, Math.atan),
  atan2: doubles(2, Math.atan2),
  sinh: doubles(1, Math.sinh),
  cosh: doubles(1, Math.cosh),
  tanh: doubles(1, Math.tanh),
  exp: doubles(1, Math.exp),
  expm1: doubles(1, Math.expm1),
  log: doubles(1, Math.log),
  log10: doubles(1, Math.log10),
  log1p: doubles(1, Math.log1p),
  hypot: doubles(2, Math.hypot),
  toRadians: doubles(1, (degrees) => (degrees / 180) * Math.PI),
  toDegrees: doubles(1, (radians) => (radians * 180) / Math.PI),
  signum: doubles(1, Math.sign),
  copySign: doubles(2, (size, sign) => (Object.is(sign, -0) || sign < 0 ? -Math.abs(size) : Math.abs(size))),
  IEEEremainder: doubles(2, (a, b) => a - b * rint(a / b)),
  fma: doubles(3, (a, b, c) => a * b + c),
  random: method(0, 0, () => double(Math.random())),
  floorDiv: floored(floorDivision),
  floorMod: floored((a, b) => a - floorDivision(a, b) * b),
  addExact: exactly((a, b) => a + b),
  subtractExact: exactly((a, b) => a - b),
  multiplyExact: exactly((a, b) => a * b),
  negateExact: exactly((a) => -a, 1),
  incrementExact: exactly((a) => a + 1n, 1),
  decrementExact: exactly((a) => a - 1n, 1),
  toIntExact: method(1, 1, (value: Value) => {
    const whole = asLong(value)
    return whole >= -2147483648n && whole <= 2147483647n
      ? asInteger(value)
      : fail('The number does not fit an Integer')
  }),
}

export const mathClass = scriptClass({ statics: functions, constants: { PI: Math.PI, E: Math.E } })
