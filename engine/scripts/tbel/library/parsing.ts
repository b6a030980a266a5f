/** Texts to numbers and numbers to texts: `parseInt`, `toFixed` and their kin. */

import { makeText } from '../../meter.ts'
import { fail } from '../failure.ts'
import { ScriptFloat, type Value } from '../kinds.ts'
import { double, floatType, longOf, maxLong, minLong, numericType, toNumber } from '../numbers.ts'
import { shortFloat, textOf } from '../text.ts'
import { asBoolean, asCharacter, asDouble, asInteger, asLong, asText } from './arguments.ts'
import { doubleOfBits, floatOfBits, wholeHex } from './bytes.ts'
import { decimalText, rounded } from './decimals.ts'
import { type Methods, method } from './define.ts'

const radixes = new Set([2, 8, 10, 16, ...Array.from({ length: 12 }, (_, index) => index + 25)])

function isDecimal(text: string): boolean {
  return /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)
}

/** A whole number in a text, null where the text is blank. */
function parseWhole(value: Value, radixValue: Value, bits: 32 | 64): bigint | null {
  if (value === null) return null
  const text = asText(value).trim().replace(',', '.')
  if (text === '') return null
  const radix = asInteger(radixValue)
  if (radix !== 0 && !radixes.has(radix)) fail(`The radix ${radix} is not known`)
  const negative = text.startsWith('-')
  const digits = text.replace(/^[+-]/, '').replace(/^0x/, '')
  if (radix === 16 || (radix === 0 && !isDecimal(text)))
    return within(hexWhole(digits, negative, text), bits, text)
  if (!new RegExp(`^${digitClass(radix)}+$`, 'i').test(digits))
    fail(`“${text.slice(0, 40)}” is not a whole number`)
  if (radix === 2) return binary(digits, negative, bits, text)
  return within(negative ? -wholeOf(digits, radix) : wholeOf(digits, radix), bits, text)
}

function digitClass(radix: number): string {
  if (radix === 0 || radix === 10) return '\\d'
  return radix === 2 ? '[01]' : radix === 8 ? '[0-7]' : `[0-9a-${String.fromCharCode(86 + radix)}]`
}

function wholeOf(digits: string, radix: number): bigint {
  if (digits.length > 80) return fail('The number is too long')
  if (radix === 0 || radix === 10) return BigInt(digits)
  return [...digits].reduce((sum, digit) => sum * BigInt(radix) + BigInt(Number.parseInt(digit, radix)), 0n)
}

function hexWhole(digits: string, negative: boolean, text: string): bigint {
  if (!/^[0-9a-fA-F]+$/.test(digits))
    fail(`“${text.slice(0, 40)}” is neither a decimal nor a hexadecimal number`)
  if (digits.length % 2 === 1)
    fail(`The hexadecimal number “${text.slice(0, 40)}” must have an even number of digits`)
  return negative ? -wholeOf(digits, 16) : wholeOf(digits, 16)
}

/** Full width is two's complement. */
function binary(digits: string, negative: boolean, bits: 32 | 64, text: string): bigint {
  const value = wholeOf(digits, 2)
  if (negative) return within(-value, bits, text)
  if (digits.length === 64) return within(BigInt.asIntN(64, value), bits, text)
  return digits.length === bits ? BigInt.asIntN(bits, value) : within(value, bits, text)
}

function within(value: bigint, bits: 32 | 64, text: string): bigint {
  const fits =
    bits === 32 ? value >= -2147483648n && value <= 2147483647n : value >= minLong && value <= maxLong
  return fits ? value : fail(`“${text.slice(0, 40)}” does not fit ${bits} bits`)
}

function parseInteger(value: Value, radix: Value = 0): Value {
  const whole = parseWhole(value, radix, 32)
  return whole === null ? null : Number(whole)
}

function parseLongText(value: Value, radix: Value = 0): Value {
  const whole = parseWhole(value, radix, 64)
  return whole === null ? null : longOf(whole)
}

/** The bits of a number as hexadecimal text; `bigEndian` false turns its bytes around. */
function hexBits(value: Value, bigEndian: Value, most: number): bigint {
  const text = asText(value)
  const isBig = asBoolean(bigEndian)
  const negative = isBig && text.startsWith('-')
  const digits = text.replace(negative ? /^-(?:0x)?/ : /^0x/, '')
  if (!/^(?:[0-9a-fA-F]{2})+$/.test(digits) || digits.length > most * 2) {
    fail(`“${text.slice(0, 40)}” is not a hexadecimal text of even length and ${most} bytes at most`)
  }
  const pairs = digits.match(/../g) as string[]
  const bits = BigInt(`0x${(isBig ? pairs : pairs.reverse()).join('')}`)
  return negative ? -bits : bits
}

function hexInteger(value: Value, bigEndian: Value = true): number {
  return Number(within(hexBits(value, bigEndian, 4), 32, asText(value)))
}

function hexLong(value: Value, bigEndian: Value = true): Value {
  return longOf(within(hexBits(value, bigEndian, 8), 64, asText(value)))
}

const hexFloat = (value: Value, bigEndian: Value = true) =>
  new ScriptFloat(floatOfBits(hexBits(value, bigEndian, 4)))
const hexDouble = (value: Value, bigEndian: Value = true) =>
  double(doubleOfBits(hexBits(value, bigEndian, 8)))

function parseFloatText(value: Value, radix: Value = 0): Value {
  if (value === null) return null
  const text = asText(value).trim()
  if (text === '') return null
  const given = asInteger(radix)
  if (given !== 16 && isDecimal(text)) return new ScriptFloat(Number(text))
  if (given !== 0 && given !== 16) return fail(`“${text.slice(0, 40)}” is not a decimal number`)
  return hexFloat(text.replace(/^0x/, ''))
}

function parseDoubleText(value: Value): Value {
  const text = value === null ? '' : asText(value).trim()
  if (isDecimal(text)) return double(Number(text))
  return hexDouble(text.replace(/^0x/, ''))
}

/** Rounds half up on the decimal text; stays a Float where it was one. */
function toFixed(value: Value, places: Value): Value {
  if (value === null) return fail('toFixed needs a number, not null')
  const number = numericType(value) === floatType ? shortFloat(toNumber(value)) : asDouble(value)
  if (!Number.isFinite(number)) return fail('toFixed needs a finite number')
  const count = asInteger(places)
  if (typeof value === 'number' && count >= 0 && count <= 9) return double(rounded(value, count))
  if (Math.abs(count) > 400) return fail(`toFixed can’t round to ${count} decimals`)
  const factor = count < 0 ? 10 ** -count : 1
  const result = Number(decimalText(number / factor, Math.max(count, 0))) * factor
  return numericType(value) === floatType ? new ScriptFloat(result) : double(result)
}

function toInteger(value: Value): number {
  const number = asDouble(value)
  if (!Number.isFinite(number)) return fail('toInt needs a finite number')
  return Number(BigInt.asIntN(32, BigInt(decimalText(number, 0))))
}

function isNaNValue(value: Value): boolean {
  if (value === null) return fail('isNaN needs a number, not null')
  return Number.isNaN(asDouble(value))
}

function radixText(
  value: Value,
  radixValue: Value = 10,
  bigEndian: Value = true,
  prefix: Value = false,
): string {
  const radix = asInteger(radixValue)
  if (!radixes.has(radix)) fail(`The radix ${radix} is not known`)
  const number = asLong(value)
  if (radix === 10) return number.toString()
  if (radix === 16) return wholeHex(number, 64, asBoolean(bigEndian), asBoolean(prefix))
  const width = number < 0n ? 64 : ([8, 16, 32].find((bits) => number < 2n ** BigInt(bits - 1)) ?? 64)
  if (radix === 2) return BigInt.asUintN(width, number).toString(2).padStart(width, '0')
  if (radix === 8) return BigInt.asUintN(64, number).toString(8)
  return number.toString(radix)
}

/** 2, 8, 10 or 16 where the text is a number of that kind, else -1. */
function kindOfNumber(pattern: RegExp, radix: number) {
  return method(1, 1, (value: Value) => (value !== null && pattern.test(asText(value)) ? radix : -1))
}

function pad(value: Value, length: Value, char: Value, atStart: boolean): string {
  const text = asText(value)
  const wanted = asInteger(length)
  makeText(Math.max(wanted, 0))
  return atStart ? text.padStart(wanted, asCharacter(char)) : text.padEnd(wanted, asCharacter(char))
}

export const parsingFunctions: Methods = {
  parseInt: method(1, 2, parseInteger),
  parseLong: method(1, 2, parseLongText),
  parseFloat: method(1, 2, parseFloatText),
  parseDouble: method(1, 1, parseDoubleText),
  parseHexToInt: method(1, 2, hexInteger),
  parseBigEndianHexToInt: method(1, 1, (hex: Value) => hexInteger(hex, true)),
  parseLittleEndianHexToInt: method(1, 1, (hex: Value) => hexInteger(hex, false)),
  parseHexToLong: method(1, 2, hexLong),
  parseBigEndianHexToLong: method(1, 1, (hex: Value) => hexLong(hex, true)),
  parseLittleEndianHexToLong: method(1, 1, (hex: Value) => hexLong(hex, false)),
  parseHexToFloat: method(1, 2, hexFloat),
  parseBigEndianHexToFloat: method(1, 1, (hex: Value) => hexFloat(hex, true)),
  parseLittleEndianHexToFloat: method(1, 1, (hex: Value) => hexFloat(hex, false)),
  parseHexToDouble: method(1, 2, hexDouble),
  parseBigEndianHexToDouble: method(1, 1, (hex: Value) => hexDouble(hex, true)),
  parseLittleEndianHexToDouble: method(1, 1, (hex: Value) => hexDouble(hex, false)),
  parseHexIntLongToFloat: method(
    2,
    2,
    (hex: Value, bigEndian: Value) => new ScriptFloat(Number(BigInt.asIntN(32, hexBits(hex, bigEndian, 4)))),
  ),
  toFixed: method(2, 2, toFixed),
  toInt: method(1, 1, toInteger),
  isNaN: method(1, 1, isNaNValue),
  intLongToRadixString: method(1, 4, radixText),
  isBinary: kindOfNumber(/^[01]+$/, 2),
  isOctal: kindOfNumber(/^[0-7]+$/, 8),
  isDecimal: kindOfNumber(/^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/, 10),
  isHexadecimal: kindOfNumber(/^-?(?:0x)?[0-9a-fA-F]+$/, 16),
  padStart: method(3, 3, (text: Value, length: Value, char: Value) => pad(text, length, char, true)),
  padEnd: method(3, 3, (text: Value, length: Value, char: Value) => pad(text, length, char, false)),
  raiseError: method(1, 1, (text: Value) => fail(textOf(text))),
}
