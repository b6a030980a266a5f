/**
 * The type of a number that a device or a client sent, by the cloud's rule (device-api.md 2.3), which looks at the decimal literal
 * and not at the double nearest to it:
 *
 * - whole, and not written as a plain decimal (`1`, `1e5`, but not `1.0`): a long, or text where 64 bits don't hold it;
 * - anything else: a double with up to 16 decimals, or text where it has more.
 *
 * The rule is applied to the digits as text, so that `1e999999999` costs nothing: what would take more than `mostZeros`
 * zeros to write out stays text in the notation it came in.
 */
import { double, type JsonValue, long } from './values.ts'

const mostZeros = 400

// Both alternatives fail in one pass: a million digits and then a letter must not take quadratic time.
const parsable = /^-?(?:\d+|\d*\.\d+)$/

/** Whether a string value counts as a number: digits with at most one point that is not the last (Java's isParsable). */
export function numericString(text: string): boolean {
  const last = text.charCodeAt(text.length - 1)
  return last >= 0x30 && last <= 0x39 && parsable.test(text)
}

/**
 * The value of a number literal, or of a string that `numericString` accepts.
 * @param orText whether a number that neither type holds becomes text; else the answer for it is undefined
 */
export function typeNumber(literal: string, orText: boolean): JsonValue | undefined {
  const [, sign = '', whole = '', fraction = '', power = '0'] = decimal.exec(literal) ?? []
  const exponent = Number(power)
  const digits = (whole + fraction).replace(/^0+/, '')
  const scale = fraction.length - exponent
  const plainDecimal = literal.includes('.') && !/[eE]/.test(literal)

  if (!plainDecimal && isWhole(digits, scale)) {
    const value = int64(sign, digits, scale)
    if (value !== undefined) return long(value)
  } else if (scale <= 16) {
    const value = Number(literal)
    if (Number.isFinite(value)) return double(value)
  }
  return orText ? plainText(sign, digits, scale, literal) : undefined
}

const decimal = /^(-?)(\d*)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/

function isWhole(digits: string, scale: number): boolean {
  if (digits === '' || scale <= 0) return true
  return digits.length > scale && /^0+$/.test(digits.slice(digits.length - scale))
}

/** The whole number, undefined past 64 bits. */
function int64(sign: string, digits: string, scale: number): bigint | undefined {
  if (digits === '') return 0n
  if (digits.length - scale > 19) return undefined
  const whole = scale <= 0 ? digits + '0'.repeat(-scale) : digits.slice(0, -scale)
  const value = BigInt(sign + whole)
  return BigInt.asIntN(64, value) === value ? value : undefined
}

/** All digits and no exponent (Java's toPlainString), short of writing out hundreds of zeros. */
function plainText(sign: string, digits: string, scale: number, literal: string): string {
  if (-scale > mostZeros || scale - digits.length > mostZeros) return literal
  const minus = digits === '' ? '' : sign
  if (scale <= 0) return minus + digits + '0'.repeat(-scale)
  const padded = digits.padStart(scale + 1, '0')
  return `${minus}${padded.slice(0, -scale)}.${padded.slice(-scale)}`
}
