/** Numbers in texts, the way `parseInt` and its kin read them: decimal, hexadecimal with or without `0x`, other radixes. */

import { fail } from '../failure.ts'
import type { Value } from '../kinds.ts'
import { maxLong, minLong } from '../numbers.ts'
import { asInteger, asText } from './arguments.ts'
import { isBlank } from './strings.ts'

export const decimal = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/
export const hexadecimal = /^-?(?:0[xX])?[0-9a-fA-F]+$/
export const binaryDigits = /^[01]+$/
export const octalDigits = /^[0-7]+$/

/** Longer texts are no numbers: looking through megabytes for one would hold the event loop. */
const longest = 10_000

/** Text of a number without what people put around it (`0x`, blanks, a decimal comma), null where it is blank. */
export function numeral(value: Value, bigEndian = true): string | null {
  const text = value === null ? '' : asText(value)
  if (isBlank(text)) return null
  if (text.length > longest) fail(`A text of ${text.length} characters is no number`)
  const bare = text.trim().replace(/0x/g, '').replace(/0X/g, '').replaceAll(',', '.')
  return bigEndian ? bare : bytesReversed(bare)
}

function bytesReversed(hex: string): string {
  if (hex.startsWith('-')) fail('A hexadecimal number with its bytes turned around can’t have a sign')
  if (hex.length % 2 === 1) mustBeEven(hex)
  return (hex.match(/../gs) ?? []).reverse().join('')
}

function mustBeEven(text: string): never {
  return fail(`The hexadecimal number “${text.slice(0, 40)}” must have an even number of digits`)
}

/** The radix that a numeral is read in; 0 asks for ten where it looks like that, else for sixteen. */
export function radixOf(bare: string, asked: number, text: string): number {
  if (asked >= 25 && asked <= 36) return asked
  const found = asked === 0 ? (decimal.test(bare) ? 10 : 16) : asked
  const pattern = patterns.get(found) ?? fail(`The radix ${asked} is not known`)
  if (!pattern.test(bare)) {
    fail(
      asked === 0
        ? `“${text.slice(0, 40)}” is neither a decimal nor a hexadecimal number`
        : `“${text.slice(0, 40)}” is not a number of radix ${asked}`,
    )
  }
  const radix = text.startsWith('0x') ? 16 : found
  if (radix === 16 && text.replace(/^-/, '').length % 2 === 1) mustBeEven(text)
  return radix
}

const patterns: ReadonlyMap<number, RegExp> = new Map([
  [2, binaryDigits],
  [8, octalDigits],
  [10, decimal],
  [16, hexadecimal],
])

/** A whole number in a text, null where the text is blank. */
export function parseWhole(value: Value, radixValue: Value, bits: 32 | 64, bigEndian = true): bigint | null {
  const bare = numeral(value, bigEndian)
  if (bare === null) return null
  const text = asText(value)
  const radix = radixOf(bare, asInteger(radixValue), text)
  const size = wholeOf(bare.replace(/^[+-]/, ''), radix, text)
  if (radix === 2) return binary(bare, size, bits, text)
  return within(bare.startsWith('-') ? -size : size, bits, text)
}

function wholeOf(digits: string, radix: number, text: string): bigint {
  if (digits.length > 80) return fail('The number is too long')
  let size = 0n
  for (const digit of digits) {
    const value = Number.parseInt(digit, radix)
    if (Number.isNaN(value)) fail(`“${text.slice(0, 40)}” is not a whole number`)
    size = size * BigInt(radix) + BigInt(value)
  }
  return digits === '' ? fail(`“${text.slice(0, 40)}” is not a whole number`) : size
}

/** Full width is two's complement. */
function binary(digits: string, size: bigint, bits: 32 | 64, text: string): bigint {
  const isNegative = digits.length >= bits && digits.startsWith('1')
  return within(isNegative ? size - 2n ** BigInt(digits.length) : size, bits, text)
}

function within(value: bigint, bits: 32 | 64, text: string): bigint {
  const fits =
    bits === 32 ? value >= -2147483648n && value <= 2147483647n : value >= minLong && value <= maxLong
  return fits ? value : fail(`“${text.slice(0, 40)}” does not fit ${bits} bits`)
}

/** 64 bits without a sign. */
export function unsignedHex(bare: string, text: string): bigint {
  radixOf(bare, 16, text)
  const bits = wholeOf(bare, 16, text)
  return bits < 2n ** 64n ? bits : fail(`“${text.slice(0, 40)}” does not fit 64 bits`)
}
