/** The types that a number written in a script can have. */
export type NumberType = 'Integer' | 'Long' | 'Double' | 'Float' | 'BigInteger' | 'BigDecimal'

export interface NumberLiteral {
  readonly type: NumberType
  /** a bigint for Long and BigInteger, else a number */
  readonly value: number | bigint
}

const maxLong = 2n ** 63n - 1n

/**
 * Type and value of a number as written, or null where TBEL knows no such number. Ten digits make a Long even where
 * they would fit an Integer, a leading zero makes it octal, and a suffix chooses the type.
 */
export function readNumber(text: string): NumberLiteral | null {
  if (text.startsWith('0x')) return hexadecimal(text.slice(2))
  const suffixed = /^([\d.]+(?:[eE][-+]?\d+)?)([LlFfDdIB])$/.exec(text)
  if (suffixed !== null) return withSuffix(suffixed[1] as string, suffixed[2] as string)
  if (/^0\d+$/.test(text)) return octal(text)
  if (/^\d+$/.test(text)) {
    if (text.length < 10) return { type: 'Integer', value: Number(text) }
    return asLong(text)
  }
  return decimal(text, 'Double')
}

function hexadecimal(written: string): NumberLiteral | null {
  const digits = written.length > 16 ? written.replace(/[Ll]$/, '') : written
  if (!/^[0-9a-fA-F]{1,16}$/.test(digits)) return null
  const value = BigInt(`0x${digits}`)
  if (value <= 0x7fffffffn) return { type: 'Integer', value: Number(value) }
  if (value === 0x80000000n) return { type: 'Long', value: -0x80000000n }
  return { type: 'Long', value: BigInt.asIntN(64, value) }
}

function octal(text: string): NumberLiteral | null {
  if (!/^[0-7]{1,11}$/.test(text)) return null
  const value = Number.parseInt(text, 8)
  return value > 0x7fffffff ? null : { type: 'Integer', value }
}

function withSuffix(digits: string, suffix: string): NumberLiteral | null {
  if (suffix === 'f' || suffix === 'F') {
    const float = decimal(digits, 'Float')
    return float && { type: 'Float', value: Math.fround(float.value as number) }
  }
  if (suffix === 'd' || suffix === 'D') return decimal(digits, 'Double')
  if (suffix === 'B') return decimal(digits, 'BigDecimal')
  if (!/^\d+$/.test(digits)) return null
  if (suffix === 'I') return digits.length > 400 ? null : { type: 'BigInteger', value: BigInt(digits) }
  // The parser refuses 2^63 where no minus stands in front of it.
  return digits === '9223372036854775808' ? { type: 'Long', value: 2n ** 63n } : asLong(digits)
}

function asLong(digits: string): NumberLiteral | null {
  if (digits.length > 19) return null
  const value = BigInt(digits)
  return value > maxLong ? null : { type: 'Long', value }
}

function decimal(text: string, type: NumberType): NumberLiteral | null {
  return /^(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text) ? { type, value: Number(text) } : null
}
