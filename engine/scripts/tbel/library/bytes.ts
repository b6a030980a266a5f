/** Bytes, hexadecimal and base64: what decoders of payloads live from. */

import { look, make, makeText, meter, spend } from '../../meter.ts'
import { fail } from '../failure.ts'
import { ScriptArray, ScriptByte, ScriptFloat, typeName, type Value } from '../kinds.ts'
import {
  byteType,
  double,
  integerOf,
  integerType,
  longOf,
  longType,
  notNumber,
  numericType,
  shortType,
  toBigInt,
  toNumber,
} from '../numbers.ts'
import { asBoolean, asDouble, asInteger, asItems, asLong, asText } from './arguments.ts'
import { decode, encode } from './charsets.ts'
import { type Methods, method } from './define.ts'
import { doubleBits, floatBits } from './hash.ts'
import { parseJsonText } from './json.ts'
import { newList } from './lists.ts'
import { parseWhole } from './numerals.ts'

export function byteList(bytes: ArrayLike<number>): Value[] {
  const list: Value[] = []
  for (let at = 0; at < bytes.length; at++) {
    if (--meter.fuel < 0) look()
    list.push(ScriptByte.of(bytes[at] as number))
  }
  return newList(list)
}

function byteArray(bytes: ArrayLike<number>): ScriptArray {
  return new ScriptArray('byte', byteList(bytes))
}

/** One element of a list of bytes: −128 … 255, or a text in decimal or hexadecimal. */
function byteOf(value: Value): number {
  if (value instanceof ScriptByte) return value.value
  const number =
    typeof value === 'string'
      ? Number(parseWhole(value, 0, 32) ?? Number.NaN)
      : numericType(value) === notNumber
        ? Number.NaN
        : toNumber(value)
  if (Number.isInteger(number) && number >= -128 && number <= 255) return number & 255
  return fail(
    `${typeof value === 'string' ? `“${value.slice(0, 40)}”` : typeName(value)} is not a byte from -128 to 255`,
  )
}

export function bytesOf(value: Value, read: (item: Value) => number = byteOf): Uint8Array {
  const items = asItems(value)
  const bytes = new Uint8Array(items.length)
  for (let at = 0; at < items.length; at++) {
    if (--meter.fuel < 0) look()
    bytes[at] = read(items[at])
  }
  return bytes
}

/** An element of bytes that are a number: of wider ones the low eight bits count. */
function lowByte(value: Value): number {
  if (value instanceof ScriptByte) return value.value
  if (numericType(value) === notNumber) fail(`${typeName(value)} is not a byte`)
  return numericType(value) === longType
    ? Number(BigInt.asIntN(32, toBigInt(value)))
    : integerOf(toNumber(value))
}

/** An element of bytes that are a text. */
function textByte(value: Value): number {
  const type = numericType(value)
  if (typeof value === 'string' || type === byteType || type === integerType) return byteOf(value)
  return fail(`${typeName(value)} is not a byte from -128 to 255`)
}

/** The bytes of a hexadecimal text of even length, with or without `0x`. */
function bytesOfHex(value: Value): number[] {
  const text = value === null ? '' : asText(value)
  if (text === '') fail('The hexadecimal text is empty')
  return bytesOfDigits(text.replace(/^0[xX]/, ''))
}

function bytesOfDigits(digits: string): number[] {
  if (digits.length % 2 === 1 || !/^[0-9a-fA-F]*$/.test(digits)) {
    fail(`“${digits.slice(0, 40)}” is not a hexadecimal text of even length`)
  }
  makeText(digits.length)
  const bytes: number[] = []
  for (let at = 0; at < digits.length; at += 2) {
    if (--meter.fuel < 0) look()
    bytes.push((nibble(digits, at) << 4) | nibble(digits, at + 1))
  }
  return bytes
}

/** The value of a hexadecimal digit. */
function nibble(digits: string, at: number): number {
  const code = digits.charCodeAt(at)
  return code <= 0x39 ? code - 0x30 : (code & 0x5f) - 0x37
}

const base64Letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function bytesOfBase64(value: Value): Uint8Array {
  const text = asText(value)
  const digits = /^([A-Za-z0-9+/]*)={0,2}$/.exec(text)?.[1]
  const isPadded = text.endsWith('=')
  if (digits === undefined || digits.length % 4 === 1 || (isPadded && text.length % 4 !== 0)) {
    fail(`“${text.slice(0, 40)}” is not base64`)
  }
  makeText(text.length)
  return Uint8Array.fromBase64 === undefined ? decodeBase64(text) : Uint8Array.fromBase64(text)
}

function decodeBase64(text: string): Uint8Array {
  const digits = text.replace(/=+$/, '')
  const bytes: number[] = []
  let bits = 0
  let count = 0
  for (const char of digits) {
    if (--meter.fuel < 0) look()
    bits = (bits << 6) | base64Letters.indexOf(char)
    count += 6
    if (count >= 8) {
      count -= 8
      bytes.push((bits >> count) & 255)
      bits &= (1 << count) - 1
    }
  }
  return Uint8Array.from(bytes)
}

export function base64Of(bytes: ArrayLike<number>): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    spend(1)
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    for (let shift = 18; shift >= 0; shift -= 6) text += base64Letters[(group >> shift) & 63]
  }
  const missing = (3 - (bytes.length % 3)) % 3
  makeText(text.length)
  return missing === 0 ? text : text.slice(0, -missing) + '='.repeat(missing)
}

export function hexOf(bytes: ArrayLike<number>): string {
  let text = ''
  for (let at = 0; at < bytes.length; at++) {
    spend(1)
    text += ((bytes[at] as number) & 255).toString(16).padStart(2, '0')
  }
  makeText(text.length)
  return text.toUpperCase()
}

/** Bytes from `offset` on, most significant first, as an unsigned number. */
function unsignedAt(
  value: Value,
  most: number,
  offset: Value = 0,
  length?: Value,
  bigEndian: Value = true,
): { bits: bigint; count: number } {
  const bytes = bytesOf(value, lowByte)
  const from = asInteger(offset)
  if (from < 0 || from > bytes.length) fail(`The offset ${from} is outside of ${bytes.length} bytes`)
  const count = length === undefined ? Math.min(most, bytes.length - from) : asInteger(length)
  if (count < 0 || count > most || from + count > bytes.length) {
    fail(`${count} bytes from ${from} on are not within ${bytes.length} bytes, or more than ${most}`)
  }
  const part = [...bytes.subarray(from, from + count)]
  if (!asBoolean(bigEndian)) part.reverse()
  return { bits: part.reduce((bits, byte) => (bits << 8n) | BigInt(byte), 0n), count }
}

type ByteArguments = [Value, Value?, Value?, Value?]

function toInteger(...args: ByteArguments): number {
  return Number(
    BigInt.asIntN(32, unsignedAt(args[0], 4, ...(args.slice(1) as [Value?, Value?, Value?])).bits),
  )
}

function bitsOf(most: number, args: ByteArguments): bigint {
  return unsignedAt(args[0], most, ...(args.slice(1) as [Value?, Value?, Value?])).bits
}

export function floatOfBits(bits: bigint): number {
  const view = new DataView(new ArrayBuffer(4))
  view.setUint32(0, Number(BigInt.asUintN(32, bits)))
  return view.getFloat32(0)
}

export function doubleOfBits(bits: bigint): number {
  const view = new DataView(new ArrayBuffer(8))
  view.setBigUint64(0, BigInt.asUintN(64, bits))
  return view.getFloat64(0)
}

function mustBeNumber(value: number): number {
  return Number.isNaN(value) ? fail('The bytes are a Not-a-Number (NaN) value') : value
}

/** Upper-case hexadecimal of a whole number: an even number of digits, and one pair of F in front of negative ones. */
export function wholeHex(
  value: bigint,
  bits: number,
  bigEndian = true,
  prefix = false,
  length?: number,
): string {
  let digits = BigInt.asUintN(bits, value).toString(16).toUpperCase()
  if (digits.length % 2 === 1) digits = `0${digits}`
  if (value < 0n) digits = digits.replace(/^(?:FF)+(?=(?:[0-9A-F]{2})+$)/, 'FF')
  const pairs = digits.match(/../g) ?? []
  const ordered = bigEndian ? pairs.join('') : [...pairs].reverse().join('')
  // -1 asks for all of them, as in the cloud.
  const count = length === undefined || length === -1 ? ordered.length : length
  if (count > ordered.length || count < 0) fail(`${ordered} has no ${count} digits`)
  const shown = ordered.slice(ordered.length - count)
  return (prefix ? '0x' : '') + shown
}

function toHex(bits: number): (value: Value, bigEndian?: Value, prefix?: Value, length?: Value) => string {
  return (value, bigEndian = true, prefix = false, length) =>
    wholeHex(
      bits === 32 ? BigInt(asInteger(value)) : asLong(value),
      bits,
      asBoolean(bigEndian),
      asBoolean(prefix),
      length === undefined ? undefined : asInteger(length),
    )
}

function pairsOf(hex: string, bigEndian: Value = true): string {
  const pairs = hex.match(/../g) ?? []
  return `0x${(asBoolean(bigEndian) ? pairs : [...pairs].reverse()).join('')}`
}

/** The bits of a byte, most significant first unless `bigEndian` is false; a sign fills all bits past the eighth. */
function byteBits(value: Value, length: Value = 8, bigEndian: Value = true): ScriptArray {
  const byte =
    numericType(value) === byteType || numericType(value) === shortType ? toNumber(value) : asInteger(value)
  const count = asInteger(length)
  if (count < 0) fail(`A byte has no ${count} bits`)
  make(100 * count)
  const signed = (byte << 24) >> 24
  const bits: number[] = []
  for (let at = 0; at < count; at++) bits.push((signed >> (at & 31)) & 1)
  return byteArray(asBoolean(bigEndian) ? bits.reverse() : bits)
}

/** The low bits of a Long, most significant first; it has no more than 64. */
function longBits(value: bigint, length: number): ScriptArray {
  if (length < 0) fail(`A number has no ${length} bits`)
  const count = Math.min(length, 64)
  const bits = BigInt.asUintN(count, value).toString(2).padStart(count, '0')
  return byteArray(count === 0 ? [] : [...bits].map(Number))
}

/** The bits of the first eight bytes. */
function allBits(value: Value, length?: Value): ScriptArray {
  const count = length === undefined ? asItems(value).length * 8 : asInteger(length)
  return longBits(bitsOf(8, [value]), count)
}

/** Of eight bits read from the start the first one is a sign. */
function bitsToInteger(value: Value, offset: Value = 0, length?: Value): number {
  const bits = asItems(value)
  const from = asInteger(offset)
  const end = Math.min(from + (length === undefined ? bits.length : asInteger(length)), bits.length)
  if (from < 0) fail('The offset is outside of the bits')
  let number = 0
  for (let at = from; at < end; at++) {
    spend(1)
    number = (number << 1) | (asInteger(bits[at]) & 1)
  }
  return bits.length === 8 && from === 0 && asInteger(bits[0]) === 1 ? (number - (1 << end)) | 0 : number
}

function bytesToText(value: Value, charset: Value = 'UTF-8'): string {
  return decode(bytesOf(value, textByte), asText(charset))
}

export const byteFunctions: Methods = {
  btoa: method(1, 1, (text: Value) => base64Of(encode(asText(text)))),
  atob: method(1, 1, (text: Value) => decode(bytesOfBase64(text))),
  bytesToString: method(1, 2, bytesToText),
  decodeToString: method(1, 1, (bytes: Value) => bytesToText(bytes)),
  decodeToJson: method(1, 1, (value: Value) =>
    parseJsonText(typeof value === 'string' ? value : bytesToText(value)),
  ),
  stringToBytes: method(1, 2, (text: Value, charset: Value = 'UTF-8') =>
    typeof text === 'string' ? byteList(encode(text, asText(charset))) : fail('stringToBytes needs a text'),
  ),
  hexToBytes: method(1, 1, (text: Value) => byteList(bytesOfHex(text))),
  hexToBytesArray: method(1, 1, (text: Value) => byteArray(bytesOfHex(text))),
  bytesToHex: method(1, 1, (bytes: Value) => hexOf(bytesOf(bytes))),
  printUnsignedBytes: method(1, 1, (bytes: Value) =>
    newList(
      asItems(bytes).map((byte) =>
        byte instanceof ScriptByte
          ? byte.value & 255
          : fail(`printUnsignedBytes needs bytes, not ${typeName(byte)}; hexToBytes(…) makes them`),
      ),
    ),
  ),
  base64ToHex: method(1, 1, (text: Value) => hexOf(bytesOfBase64(text))),
  hexToBase64: method(1, 1, (text: Value) => base64Of(bytesOfDigits(asText(text)))),
  base64ToBytes: method(1, 1, (text: Value) => byteArray(bytesOfBase64(text))),
  base64ToBytesList: method(1, 1, (text: Value) => byteList(bytesOfBase64(text))),
  bytesToBase64: method(1, 1, (bytes: Value) => base64Of(bytesOf(bytes))),
  bytesToExecutionArrayList: method(1, 1, (bytes: Value) => byteList(bytesOf(bytes))),
  parseBytesToInt: method(1, 4, toInteger),
  parseBytesToLong: method(1, 4, (...args: ByteArguments) => longOf(bitsOf(8, args))),
  parseBytesToFloat: method(
    1,
    4,
    (...args: ByteArguments) => new ScriptFloat(mustBeNumber(floatOfBits(bitsOf(4, args)))),
  ),
  parseBytesIntToFloat: method(1, 4, (...args: ByteArguments) => new ScriptFloat(Number(bitsOf(4, args)))),
  parseBytesToDouble: method(1, 4, (...args: ByteArguments) =>
    double(mustBeNumber(doubleOfBits(bitsOf(8, args)))),
  ),
  parseBytesLongToDouble: method(1, 4, (...args: ByteArguments) => double(Number(bitsOf(8, args)))),
  intToHex: method(1, 4, toHex(32)),
  longToHex: method(1, 4, toHex(64)),
  floatToHex: method(1, 2, (value: Value, bigEndian?: Value) =>
    pairsOf((floatBits(asDouble(value)) >>> 0).toString(16).toUpperCase().padStart(8, '0'), bigEndian),
  ),
  doubleToHex: method(1, 2, (value: Value, bigEndian?: Value) =>
    pairsOf(doubleBits(asDouble(value)).toString(16).toUpperCase().padStart(16, '0'), bigEndian),
  ),
  parseByteToBinaryArray: method(1, 3, byteBits),
  parseBytesToBinaryArray: method(1, 2, allBits),
  parseLongToBinaryArray: method(1, 2, (value: Value, length: Value = 64) =>
    longBits(asLong(value), asInteger(length)),
  ),
  parseBinaryArrayToInt: method(1, 3, bitsToInteger),
}
