/** Texts to numbers and numbers to texts: `parseInt`, `toFixed` and their kin. */

import { makeText } from '../../meter.ts'
import { fail } from '../failure.ts'
import { ScriptFloat, type Value } from '../kinds.ts'
import { double, floatType, longOf, numericType } from '../numbers.ts'
import { textOf } from '../text.ts'
import { asBoolean, asCharacter, asDouble, asInteger, asLong, asText } from './arguments.ts'
import { doubleOfBits, floatOfBits, wholeHex } from './bytes.ts'
import { decimalText, rounded } from './decimals.ts'
import { type Methods, method } from './define.ts'
import { parsedDouble } from './number-text.ts'
import {
  binaryDigits,
  decimal,
  hexadecimal,
  numeral,
  octalDigits,
  parseWhole,
  radixOf,
  unsignedHex,
} from './numerals.ts'

const radixes = new Set([2, 8, 10, 16, ...Array.from({ length: 12 }, (_, index) => index + 25)])

function parseInteger(value: Value, radix: Value = 0): Value {
  const whole = parseWhole(value, radix, 32)
  return whole === null ? null : Number(whole)
}

function parseLongText(value: Value, radix: Value = 0): Value {
  const whole = parseWhole(value, radix, 64)
  return whole === null ? null : longOf(whole)
}

/** A number from the bits in a hexadecimal text, null where it is blank. */
type HexReader = (value: Value, bigEndian: boolean) => Value

const hexInteger: HexReader = (value, bigEndian) => {
  const whole = parseWhole(value, 16, 32, bigEndian)
  return whole === null ? null : Number(whole)
}
const hexLong: HexReader = (value, bigEndian) => {
  const whole = parseWhole(value, 16, 64, bigEndian)
  return whole === null ? null : longOf(whole)
}
const hexFloat: HexReader = (value, bigEndian) => {
  const bits = parseWhole(value, 16, 64, bigEndian)
  return bits === null ? null : new ScriptFloat(floatOfBits(bits))
}
const hexIntegerAsFloat: HexReader = (value, bigEndian) => {
  const bits = parseWhole(value, 16, 64, bigEndian)
  return bits === null ? null : new ScriptFloat(Number(BigInt.asIntN(32, bits)))
}
const hexDouble: HexReader = (value, bigEndian) => {
  const bare = numeral(value, bigEndian) ?? fail('The hexadecimal number is blank')
  return double(doubleOfBits(unsignedHex(bare, asText(value))))
}

/** The functions of a reader: only the one that is given the order of the bytes may answer null. */
function hexFunctions(name: string, read: HexReader): Methods {
  const mustRead = (hex: Value, bigEndian: boolean) =>
    read(hex, bigEndian) ?? fail('The hexadecimal number is blank')
  return {
    [`parseHexTo${name}`]: method(1, 2, (hex: Value, bigEndian?: Value) =>
      bigEndian === undefined ? mustRead(hex, true) : read(hex, asBoolean(bigEndian)),
    ),
    [`parseBigEndianHexTo${name}`]: method(1, 1, (hex: Value) => mustRead(hex, true)),
    [`parseLittleEndianHexTo${name}`]: method(1, 1, (hex: Value) => mustRead(hex, false)),
  }
}

function parseFloatText(value: Value, radix: Value = 0): Value {
  const bare = numeral(value)
  if (bare === null) return null
  const text = asText(value)
  return radixOf(bare, asInteger(radix), text) === 16
    ? hexFloat(value, true)
    : new ScriptFloat(parsedDouble(text))
}

function parseDoubleText(value: Value): Value {
  const text = value === null ? '' : asText(value)
  const bare = decimal.test(text) || hexadecimal.test(text) ? numeral(text) : null
  if (bare === null) return fail(`“${text.slice(0, 40)}” is neither a decimal nor a hexadecimal number`)
  return decimal.test(text) ? double(parsedDouble(bare)) : hexDouble(text, true)
}

/** Rounds half up on the decimal text; stays a Float where it was one. */
function toFixed(value: Value, places: Value): Value {
  if (value === null) return fail('toFixed needs a number, not null')
  const number = asDouble(value)
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
  ...hexFunctions('Int', hexInteger),
  ...hexFunctions('Long', hexLong),
  ...hexFunctions('Float', hexFloat),
  ...hexFunctions('Double', hexDouble),
  parseHexIntLongToFloat: method(2, 2, (hex: Value, bigEndian: Value) =>
    hexIntegerAsFloat(hex, asBoolean(bigEndian)),
  ),
  toFixed: method(2, 2, toFixed),
  toInt: method(1, 1, toInteger),
  isNaN: method(1, 1, isNaNValue),
  intLongToRadixString: method(1, 4, radixText),
  isBinary: kindOfNumber(binaryDigits, 2),
  isOctal: kindOfNumber(octalDigits, 8),
  isDecimal: kindOfNumber(decimal, 10),
  isHexadecimal: kindOfNumber(hexadecimal, 16),
  padStart: method(3, 3, (text: Value, length: Value, char: Value) => pad(text, length, char, true)),
  padEnd: method(3, 3, (text: Value, length: Value, char: Value) => pad(text, length, char, false)),
  raiseError: method(1, 1, (text: Value) => fail(textOf(text))),
}
