/** Methods of numbers, and functions that make numbers of other values. */
import { spendOnText } from '../../meter.ts'
import { turnOff } from './turn.ts'
import { num, text, type Value } from './values.ts'

type NumberMethod = (target: number, a: Value) => Value

export const numberMethods: Readonly<Record<string, NumberMethod>> = {
  toExponential: (target, digits) => target.toExponential(digits === undefined ? undefined : num(digits)),
  toFixed: (target, digits) => target.toFixed(num(digits)),
  toPrecision: (target, digits) => target.toPrecision(digits === undefined ? undefined : num(digits)),
  toString: (target: number, radix: Value) => inRadix(target, radix === undefined ? 10 : num(radix)),
  valueOf: (target: number) => target,
}

/** Digits behind the point are only agreed on for ten. */
function inRadix(target: number, radix: number): string {
  if (radix === 10) return String(target)
  return Number.isSafeInteger(target) ? target.toString(radix) : turnOff('a fraction in another radix')
}

/** `Number(value)` */
export function toNumber(value: Value): number {
  return num(value)
}

/** `String(value)` */
export function toText(value: Value): string {
  return text(value)
}

/** `parseInt`, within the digits that all engines read alike. */
export function parseInteger(value: Value, radix: Value): number {
  const digits = text(value)
  spendOnText(digits)
  if (digits.length > 300) turnOff('a long number')
  const result = Number.parseInt(digits, radix === undefined ? undefined : num(radix))
  return Math.abs(result) > Number.MAX_SAFE_INTEGER ? turnOff('a number of many digits') : result
}

export function parseDecimal(value: Value): number {
  const digits = text(value)
  spendOnText(digits)
  if (digits.length > 300) turnOff('a long number')
  return Number.parseFloat(digits)
}

export function isNotANumber(value: Value): boolean {
  return Number.isNaN(num(value))
}

export function isFiniteNumber(value: Value): boolean {
  return Number.isFinite(num(value))
}
