/** Methods of numbers, and the classes Integer, Long, Double … with their statics. */

import { compareNumbers } from '../comparisons.ts'
import { equalsJava } from '../equality.ts'
import { fail } from '../failure.ts'
import { ScriptByte, ScriptFloat, ScriptShort, type Value } from '../kinds.ts'
import {
  double,
  floatType,
  integerOf,
  longOf,
  longOfNumber,
  maxLong,
  minLong,
  numericType,
  toBigInt,
  toNumber,
} from '../numbers.ts'
import { textOf } from '../text.ts'
import { asDouble, asInteger, asLong, asText } from './arguments.ts'
import { doubleOfBits, floatOfBits } from './bytes.ts'
import { type Method, type Methods, method, type ScriptClass, scriptClass } from './define.ts'
import { doubleBits, floatBits, hashOf } from './hash.ts'
import { compareDoubles, parsedDouble } from './number-text.ts'

/** `intValue()` of any number: Longs wrap, doubles saturate. */
export function intValue(value: Value): number {
  return numericType(value) < floatType
    ? Number(BigInt.asIntN(32, toBigInt(value)))
    : integerOf(toNumber(value))
}

export function longValue(value: Value): Value {
  return numericType(value) < floatType ? longOf(toBigInt(value)) : longOfNumber(toNumber(value))
}

function compareTo(left: Value, right: Value): number {
  return Math.sign(compareNumbers(left, right, numericType(left), numericType(right)))
}

export const numberMethods: Methods = {
  intValue: method(0, 0, intValue),
  longValue: method(0, 0, longValue),
  doubleValue: method(0, 0, (value: Value) => double(toNumber(value))),
  floatValue: method(0, 0, (value: Value) => new ScriptFloat(toNumber(value))),
  byteValue: method(0, 0, (value: Value) => ScriptByte.of(intValue(value))),
  shortValue: method(0, 0, (value: Value) => new ScriptShort(intValue(value))),
  toString: method(0, 0, (value: Value) => textOf(value)),
  equals: method(1, 1, equalsJava),
  compareTo: method(1, 1, compareTo),
  hashCode: method(0, 0, (value: Value) => hashOf(value)),
  isNaN: method(0, 0, (value: Value) => Number.isNaN(toNumber(value))),
  isInfinite: method(0, 0, (value: Value) => Math.abs(toNumber(value)) === Number.POSITIVE_INFINITY),
}

function parsed(value: Value, radixValue: Value, min: bigint, max: bigint): bigint {
  const text = asText(value)
  const radix = asInteger(radixValue)
  const digits = text.replace(/^[+-]/, '').toLowerCase()
  const allowed = '0123456789abcdefghijklmnopqrstuvwxyz'.slice(0, radix)
  if (
    radix < 2 ||
    radix > 36 ||
    digits === '' ||
    digits.length > 70 ||
    [...digits].some((digit) => !allowed.includes(digit))
  ) {
    fail(`“${text.slice(0, 40)}” is not a whole number`)
  }
  const size = [...digits].reduce((sum, digit) => sum * BigInt(radix) + BigInt(allowed.indexOf(digit)), 0n)
  const whole = text.startsWith('-') ? -size : size
  return whole >= min && whole <= max ? whole : fail(`“${text.slice(0, 40)}” is out of range`)
}

/** The smaller and the larger of two; `Math.max` knows no bigints. */
function ordered(a: bigint, b: bigint): [bigint, bigint] {
  return a < b ? [a, b] : [b, a]
}

/** A radix that nobody knows counts as ten. */
function knownRadix(value: Value): number {
  const radix = asInteger(value)
  return radix >= 2 && radix <= 36 ? radix : 10
}

/** What Integer and Long share, for their width. */
function wholeStatics(bits: 32 | 64, of: (value: bigint) => Value): Methods {
  const [min, max] = [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n]
  const unsigned = (value: Value) => BigInt.asUintN(bits, asLong(value))
  const inRadix = (radix: number) => method(1, 1, (value: Value) => unsigned(value).toString(radix))
  const binary = (compute: (a: bigint, b: bigint) => bigint) =>
    method(2, 2, (a: Value, b: Value) => of(BigInt.asIntN(bits, compute(asLong(a), asLong(b)))))
  const bitText = (value: Value) => unsigned(value).toString(2)
  const parse = method(1, 2, (text: Value, radix: Value = 10) => of(parsed(text, radix, min, max)))
  return {
    valueOf: method(1, 2, (value: Value, radix: Value = 10) =>
      typeof value === 'string' ? of(parsed(value, radix, min, max)) : of(BigInt.asIntN(bits, asLong(value))),
    ),
    [bits === 32 ? 'parseInt' : 'parseLong']: parse,
    [bits === 32 ? 'parseUnsignedInt' : 'parseUnsignedLong']: method(1, 2, (text: Value, radix: Value = 10) =>
      of(BigInt.asIntN(bits, parsed(text, radix, 0n, 2n ** BigInt(bits) - 1n))),
    ),
    toUnsignedString: method(1, 2, (value: Value, radix: Value = 10) =>
      unsigned(value).toString(knownRadix(radix)),
    ),
    toHexString: inRadix(16),
    toOctalString: inRadix(8),
    toBinaryString: inRadix(2),
    toString: method(1, 2, (value: Value, radix: Value = 10) =>
      BigInt.asIntN(bits, asLong(value)).toString(knownRadix(radix)),
    ),
    compare: method(2, 2, (a: Value, b: Value) =>
      asLong(a) < asLong(b) ? -1 : asLong(a) > asLong(b) ? 1 : 0,
    ),
    compareUnsigned: method(2, 2, (a: Value, b: Value) =>
      unsigned(a) < unsigned(b) ? -1 : unsigned(a) > unsigned(b) ? 1 : 0,
    ),
    max: binary((a, b) => ordered(a, b)[1]),
    min: binary((a, b) => ordered(a, b)[0]),
    sum: binary((a, b) => a + b),
    divideUnsigned: method(2, 2, (a: Value, b: Value) =>
      of(BigInt.asIntN(bits, unsigned(b) === 0n ? fail('Division by zero') : unsigned(a) / unsigned(b))),
    ),
    remainderUnsigned: method(2, 2, (a: Value, b: Value) =>
      of(BigInt.asIntN(bits, unsigned(b) === 0n ? fail('Division by zero') : unsigned(a) % unsigned(b))),
    ),
    signum: method(1, 1, (value: Value) => Number(asLong(value) > 0n) - Number(asLong(value) < 0n)),
    bitCount: method(1, 1, (value: Value) => bitText(value).replaceAll('0', '').length),
    numberOfLeadingZeros: method(1, 1, (value: Value) =>
      unsigned(value) === 0n ? bits : bits - bitText(value).length,
    ),
    numberOfTrailingZeros: method(1, 1, (value: Value) =>
      unsigned(value) === 0n ? bits : bitText(value).length - bitText(value).lastIndexOf('1') - 1,
    ),
    reverseBytes: method(1, 1, (value: Value) => {
      const digits = unsigned(value)
        .toString(16)
        .padStart(bits / 4, '0')
      return of(BigInt.asIntN(bits, BigInt(`0x${(digits.match(/../g) ?? []).reverse().join('')}`)))
    }),
    reverse: method(1, 1, (value: Value) =>
      of(BigInt.asIntN(bits, BigInt(`0b${[...bitText(value).padStart(bits, '0')].reverse().join('')}`))),
    ),
    rotateLeft: method(2, 2, (value: Value, by: Value) => {
      const distance = BigInt(asInteger(by)) & BigInt(bits - 1)
      return of(
        BigInt.asIntN(bits, (unsigned(value) << distance) | (unsigned(value) >> (BigInt(bits) - distance))),
      )
    }),
    hashCode: method(1, 1, (value: Value) => hashOf(of(asLong(value)))),
    ...(bits === 32 ? { toUnsignedLong: method(1, 1, (value: Value) => longOf(unsigned(value))) } : {}),
  }
}

const toInteger = (value: bigint): Value => Number(value)

const integerClass = scriptClass({
  make: method(1, 1, (value: Value) =>
    typeof value === 'string' ? Number(parsed(value, 10, -2147483648n, 2147483647n)) : asInteger(value),
  ),
  constants: { MAX_VALUE: 2147483647, MIN_VALUE: -2147483648, SIZE: 32, BYTES: 4 },
  statics: wholeStatics(32, toInteger),
})

const longClass = scriptClass({
  make: method(1, 1, (value: Value) => longOf(asLong(value))),
  constants: { MAX_VALUE: longOf(maxLong), MIN_VALUE: longOf(minLong), SIZE: 64, BYTES: 8 },
  statics: wholeStatics(64, longOf),
})

/** What Double and Float share. */
function fractionStatics(of: (value: number) => Value): Methods {
  const pair = (compute: (a: number, b: number) => number) =>
    method(2, 2, (a: Value, b: Value) => of(compute(asDouble(a), asDouble(b))))
  return {
    valueOf: method(1, 1, (value: Value) =>
      of(typeof value === 'string' ? parsedDouble(value) : asDouble(value)),
    ),
    toString: method(1, 1, (value: Value) => textOf(of(asDouble(value)))),
    compare: method(2, 2, (a: Value, b: Value) => compareDoubles(asDouble(a), asDouble(b))),
    isNaN: method(1, 1, (value: Value) => Number.isNaN(asDouble(value))),
    isInfinite: method(1, 1, (value: Value) => Math.abs(asDouble(value)) === Number.POSITIVE_INFINITY),
    isFinite: method(1, 1, (value: Value) => Number.isFinite(asDouble(value))),
    max: pair(Math.max),
    min: pair(Math.min),
    sum: pair((a, b) => a + b),
    hashCode: method(1, 1, (value: Value) => hashOf(of(asDouble(value)))),
  }
}

/** Java's `Double.toHexString`. */
function hexadecimalDouble(value: number): string {
  if (!Number.isFinite(value)) return textOf(value)
  const bits = doubleBits(value)
  const sign = bits >> 63n === 0n ? '' : '-'
  const exponent = Number((bits >> 52n) & 0x7ffn)
  const fraction = (bits & 0xfffffffffffffn).toString(16).padStart(13, '0').replace(/0+$/, '') || '0'
  if (value === 0) return `${sign}0x0.0p0`
  return exponent === 0 ? `${sign}0x0.${fraction}p-1022` : `${sign}0x1.${fraction}p${exponent - 1023}`
}

const toFloat = (value: number): Value => new ScriptFloat(value)

const doubleClass = scriptClass({
  make: method(1, 1, (value: Value) => double(asDouble(value))),
  constants: {
    MAX_VALUE: double(Number.MAX_VALUE),
    MIN_VALUE: Number.MIN_VALUE,
    NaN: Number.NaN,
    POSITIVE_INFINITY: Number.POSITIVE_INFINITY,
    NEGATIVE_INFINITY: Number.NEGATIVE_INFINITY,
    SIZE: 64,
    BYTES: 8,
  },
  statics: {
    ...fractionStatics(double),
    parseDouble: method(1, 1, (text: Value) => double(parsedDouble(text))),
    toHexString: method(1, 1, (value: Value) => hexadecimalDouble(asDouble(value))),
    doubleToLongBits: method(1, 1, (value: Value) => longOf(BigInt.asIntN(64, doubleBits(asDouble(value))))),
    doubleToRawLongBits: method(1, 1, (value: Value) =>
      longOf(BigInt.asIntN(64, doubleBits(asDouble(value)))),
    ),
    longBitsToDouble: method(1, 1, (bits: Value) => double(doubleOfBits(asLong(bits)))),
  },
})

const floatClass = scriptClass({
  make: method(1, 1, (value: Value) => new ScriptFloat(asDouble(value))),
  constants: {
    MAX_VALUE: new ScriptFloat(3.4028234663852886e38),
    MIN_VALUE: new ScriptFloat(1.401298464324817e-45),
    NaN: new ScriptFloat(Number.NaN),
    POSITIVE_INFINITY: new ScriptFloat(Number.POSITIVE_INFINITY),
    NEGATIVE_INFINITY: new ScriptFloat(Number.NEGATIVE_INFINITY),
    SIZE: 32,
    BYTES: 4,
  },
  statics: {
    ...fractionStatics(toFloat),
    parseFloat: method(1, 1, (text: Value) => new ScriptFloat(parsedDouble(text))),
    toHexString: method(1, 1, (value: Value) => hexadecimalDouble(Math.fround(asDouble(value)))),
    floatToIntBits: method(1, 1, (value: Value) => floatBits(asDouble(value))),
    floatToRawIntBits: method(1, 1, (value: Value) => floatBits(asDouble(value))),
    intBitsToFloat: method(1, 1, (bits: Value) => new ScriptFloat(floatOfBits(BigInt(asInteger(bits))))),
  },
})

function smallClass(name: 'Byte' | 'Short', bits: 8 | 16, of: (value: number) => Value): ScriptClass {
  const [min, max] = [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1]
  const parse: Method = method(1, 2, (text: Value, radix: Value = 10) =>
    of(Number(parsed(text, radix, BigInt(min), BigInt(max)))),
  )
  return scriptClass({
    make: method(1, 1, (value: Value) => of(asInteger(value))),
    constants: { MAX_VALUE: of(max), MIN_VALUE: of(min), SIZE: bits, BYTES: bits / 8 },
    statics: {
      [`parse${name}`]: parse,
      valueOf: method(1, 2, (value: Value, radix: Value = 10) =>
        typeof value === 'string'
          ? of(Number(parsed(value, radix, BigInt(min), BigInt(max))))
          : of(asInteger(value)),
      ),
      toString: method(1, 1, (value: Value) => String(asInteger(value))),
      toUnsignedInt: method(1, 1, (value: Value) => asInteger(value) & (2 ** bits - 1)),
      toUnsignedLong: method(1, 1, (value: Value) => longOfNumber(asInteger(value) & (2 ** bits - 1))),
      compare: method(2, 2, (a: Value, b: Value) => asInteger(a) - asInteger(b)),
    },
  })
}

export const numberClasses: ReadonlyMap<string, ScriptClass> = new Map([
  ['Integer', integerClass],
  ['Long', longClass],
  ['Double', doubleClass],
  ['Float', floatClass],
  ['Byte', smallClass('Byte', 8, (value) => ScriptByte.of(value))],
  ['Short', smallClass('Short', 16, (value) => new ScriptShort(value))],
])
