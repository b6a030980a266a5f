/** Doubles in texts, and their order, as Java's `Double` has them. */

import { fail } from '../failure.ts'
import type { Value } from '../kinds.ts'
import { asText } from './arguments.ts'

const doubleText = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?$/
const hexDouble = /^([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?\d{1,6})[dDfF]?$/

/** The Double that a text stands for, undefined where it is none. */
export function doubleInText(given: string): number | undefined {
  if (given.length > 1000) return undefined
  const text = given.trim()
  if (doubleText.test(text)) return Number(text.replace(/[dDfF]$/, ''))
  if (/^[+-]?NaN$/.test(text)) return Number.NaN
  if (/^[+-]?Infinity$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  const hex = hexDouble.exec(text)
  if (hex === null) return undefined
  const [, sign, whole = '', fraction = '', exponent] = hex
  if (whole + fraction === '') return undefined
  const size = Number(`0x${whole}${fraction}`) * 2 ** (Number(exponent) - 4 * fraction.length)
  return sign === '-' ? -size : size
}

export function parsedDouble(value: Value): number {
  const text = asText(value)
  return doubleInText(text) ?? fail(`“${text.slice(0, 40)}” is not a number`)
}

/** NaN is the largest, and -0.0 is less than 0.0. */
export function compareDoubles(left: number, right: number): number {
  if (left < right) return -1
  if (left > right) return 1
  if (Object.is(left, right)) return 0
  if (Number.isNaN(left)) return 1
  return Number.isNaN(right) || Object.is(left, -0) ? -1 : 1
}
