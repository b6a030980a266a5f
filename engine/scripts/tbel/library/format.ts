/** `String.format`: Java's conversions for numbers, texts, characters and Booleans. */

import { limits, makeText } from '../../meter.ts'
import { fail } from '../failure.ts'
import { kindOf, type Value } from '../kinds.ts'
import { bigType, notNumber, numericType, toBigInt, toNumber } from '../numbers.ts'
import { textOf } from '../text.ts'
import { asCharacter } from './arguments.ts'
import { decimalText } from './decimals.ts'
import { hashOf } from './hash.ts'

const specifier = /%(?:(\d{1,2})\$)?([-#+ 0,(]*)(\d{1,7})?(?:\.(\d{1,4}))?([a-zA-Z%])/g

interface Layout {
  readonly flags: string
  readonly width: number
  readonly precision: number | undefined
}

export function formatText(pattern: string, args: readonly Value[]): string {
  let next = 0
  let length = pattern.length
  const result = pattern.replace(specifier, (whole, position, flags, width, precision, conversion) => {
    const layout: Layout = {
      flags: flags as string,
      width: Number(width ?? 0),
      precision: precision === undefined ? undefined : Number(precision),
    }
    if (layout.width > limits.piece) fail(`format: the width ${layout.width} is too large`)
    if (conversion === 'n') return '\n'
    if (conversion === '%') return padded('%', layout)
    const index = position === undefined ? next++ : Number(position) - 1
    if (index >= args.length) fail(`format: ${whole} has no argument`)
    const text = padded(converted(conversion as string, args[index], layout), layout)
    length += text.length
    makeText(length)
    return text
  })
  // Every percent sign must have been a specifier.
  if (/%/.test(pattern.replace(specifier, ''))) fail(`format: a “%” is followed by no conversion`)
  return result
}

function padded(text: string, { flags, width }: Layout): string {
  return flags.includes('-') ? text.padEnd(width) : text.padStart(width)
}

function converted(conversion: string, value: Value, layout: Layout): string {
  const text = convertedLower(conversion.toLowerCase(), value, layout)
  return conversion === conversion.toLowerCase() ? text : text.toUpperCase()
}

function convertedLower(conversion: string, value: Value, layout: Layout): string {
  switch (conversion) {
    case 's':
      return textOf(value).slice(0, layout.precision)
    case 'b':
      return value === null ? 'false' : typeof value === 'boolean' ? String(value) : 'true'
    case 'h':
      return value === null ? 'null' : (hashOf(value) >>> 0).toString(16)
    case 'c':
      return value === null ? 'null' : asCharacter(value)
    case 'd':
      return value === null ? 'null' : signed(grouped(whole(value, 'd').toString(), layout), layout)
    case 'x':
    case 'o':
      return value === null ? 'null' : radixText(value, conversion === 'x' ? 16 : 8, layout)
    case 'f':
    case 'e':
    case 'g':
      return value === null ? 'null' : fractional(conversion, value, layout)
    default:
      return fail(`format: the conversion %${conversion} is not known`)
  }
}

function whole(value: Value, conversion: string): bigint {
  const type = numericType(value)
  if (type === notNumber || type > bigType)
    fail(`format: %${conversion} needs a whole number, not ${kindOf(value)}`)
  return toBigInt(value)
}

function radixText(value: Value, radix: number, layout: Layout): string {
  const bits = kindOf(value) === 'Long' ? 64 : kindOf(value) === 'Byte' ? 8 : 32
  const text = BigInt.asUintN(bits, whole(value, 'x')).toString(radix)
  const prefix = layout.flags.includes('#') ? (radix === 16 ? '0x' : '0') : ''
  return prefix + (layout.flags.includes('0') ? text.padStart(layout.width - prefix.length, '0') : text)
}

function fractional(conversion: string, value: Value, layout: Layout): string {
  const type = numericType(value)
  if (type === notNumber || type <= bigType)
    fail(`format: %${conversion} needs a number with a fraction, not ${kindOf(value)}`)
  const number = toNumber(value)
  if (!Number.isFinite(number)) return Number.isNaN(number) ? 'NaN' : number > 0 ? 'Infinity' : '-Infinity'
  const precision = Math.min(layout.precision ?? 6, 1000)
  if (conversion === 'e') return signed(exponential(number, precision), layout)
  if (conversion === 'g') {
    const size = Math.abs(number)
    const digits = Math.max(precision, 1)
    if (size !== 0 && (size < 1e-4 || size >= 10 ** digits))
      return signed(exponential(number, digits - 1), layout)
    const places = size === 0 ? digits - 1 : Math.max(digits - 1 - Math.floor(Math.log10(size)), 0)
    return signed(grouped(decimalText(number, places), layout), layout)
  }
  return signed(grouped(decimalText(number, precision), layout), layout)
}

function exponential(number: number, precision: number): string {
  const [digits, exponent = '+0'] = number.toExponential(Math.min(precision, 100)).split('e')
  return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`
}

function grouped(text: string, { flags }: Layout): string {
  return flags.includes(',') ? text.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',') : text
}

function signed(text: string, { flags, width }: Layout): string {
  const negative = text.startsWith('-')
  const digits = negative ? text.slice(1) : text
  const sign = negative
    ? flags.includes('(')
      ? '('
      : '-'
    : flags.includes('+')
      ? '+'
      : flags.includes(' ')
        ? ' '
        : ''
  const end = negative && flags.includes('(') ? ')' : ''
  const zeros = flags.includes('0') ? digits.padStart(width - sign.length - end.length, '0') : digits
  return sign + zeros + end
}
