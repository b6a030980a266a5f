import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JsonDouble, JsonLong, type JsonValue } from '../rules/values.ts'
import { numericString, typeNumber } from './typing.ts'

test('a number literal gets the type that the cloud gives it', () => {
  const table: [literal: string, value: JsonValue][] = [
    ['1', 1],
    ['-0', 0],
    ['1.0', new JsonDouble(1)],
    ['10.0', new JsonDouble(10)],
    ['-0.0', new JsonDouble(-0)],
    ['1e5', 100000],
    ['1.5e3', 1500],
    ['1.0E1', 10],
    ['100e-1', 10],
    ['0.0e7', 0],
    ['0e-20', 0],
    ['0e999999999', 0],
    ['101E-1', 10.1],
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', new JsonLong(9007199254740992n)],
    ['9223372036854775807', new JsonLong(9223372036854775807n)],
    ['-9223372036854775808', new JsonLong(-9223372036854775808n)],
    ['9223372036854775808', '9223372036854775808'],
    ['-9223372036854775809', '-9223372036854775809'],
    ['1E19', '10000000000000000000'],
    ['-12.5e20', '-1250000000000000000000'],
    ['0.1234567890123456', 0.1234567890123456],
    ['0.12345678901234567', '0.12345678901234567'],
    ['1.00000000000000000', '1.00000000000000000'],
    ['0.00000000000000000', '0.00000000000000000'],
    ['1e-16', 1e-16],
    ['1e-17', '0.00000000000000001'],
    ['-1e-17', '-0.00000000000000001'],
    ['12345678.9', 12345678.9],
    ['1e999999999', '1e999999999'],
    ['1e-999999999', '1e-999999999'],
    [`1e${'9'.repeat(400)}`, `1e${'9'.repeat(400)}`],
  ]
  for (const [literal, value] of table) assert.deepEqual(typeNumber(literal, true), value, literal)
})

test('without casting, a number that no type holds is no value', () => {
  assert.equal(typeNumber('9223372036854775808', false), undefined)
  assert.equal(typeNumber('0.12345678901234567', false), undefined)
  assert.equal(typeNumber('1e400', false), undefined)
  assert.equal(typeNumber('42', false), 42)
})

test('only digits with at most one point inside count as a numeric string', () => {
  for (const text of ['1', '-1', '0123', '.5', '-.5', '1.0', '00.10']) assert.ok(numericString(text), text)
  for (const text of [
    '',
    '-',
    '.',
    '+1',
    ' 1',
    '1 ',
    '5.',
    '1..2',
    '1.2.3',
    '--1',
    '1e5',
    '0x10',
    '1L',
    '٣',
  ]) {
    assert.ok(!numericString(text), text)
  }
})

test('a million digits are judged at once', { timeout: 5000 }, () => {
  const digits = '7'.repeat(1_000_000)
  assert.equal(numericString(`${digits}x1`), false)
  assert.equal(numericString(`${digits}.${digits}x1`), false)
  assert.equal(typeNumber(digits, true), digits)
  assert.equal(typeNumber(`${digits}.5`, true), `${digits}.5`)
  assert.equal(typeNumber(`0.${digits}`, true), `0.${digits}`)
})

/** Java's BigDecimal as a whole number and a scale, written out without any of the short cuts. */
function bigDecimalTyping(literal: string): JsonValue {
  const [mantissa = '', exponent = '0'] = literal.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.')
  const unscaled = BigInt(whole + fraction) * (literal.startsWith('-') ? -1n : 1n)
  const scale = fraction.length - Number(exponent)
  const power = 10n ** BigInt(Math.abs(scale))
  const isPlainDecimal = literal.includes('.') && !/e/i.test(literal)
  const isWhole = scale <= 0 || unscaled % power === 0n
  if (isWhole && !isPlainDecimal) {
    const value = scale <= 0 ? unscaled * power : unscaled / power
    if (value >= -(2n ** 63n) && value < 2n ** 63n) {
      return Number.isSafeInteger(Number(value)) ? Number(value) : new JsonLong(value)
    }
    if (scale <= 0) return value.toString()
  } else if (scale <= 16) {
    const value = Number(literal)
    return Number.isInteger(value) ? new JsonDouble(value) : value
  }
  const size = unscaled < 0n ? -unscaled : unscaled
  return `${unscaled < 0n ? '-' : ''}${size / power}.${(size % power).toString().padStart(scale, '0')}`
}

test('random literals are typed as decimal arithmetic says', () => {
  const seed = Number(process.env.SEED ?? 379777849)
  let state = seed
  const random = (below: number): number => {
    state = (state * 1103515245 + 12345) % 2147483648
    return Math.floor((state / 2147483648) * below)
  }
  const digits = (most: number): string =>
    Array.from({ length: 1 + random(most) }, () => (random(3) === 0 ? '0' : String(random(10)))).join('')
  for (let round = 0; round < 20_000; round++) {
    const whole = digits(20).replace(/^0+(?=\d)/, '')
    const point = random(2) === 0 ? `.${digits(19)}` : ''
    const exponent =
      random(3) === 0 ? `${random(2) ? 'e' : 'E'}${['', '+', '-'][random(3)]}${random(25)}` : ''
    const literal = (random(3) === 0 ? '-' : '') + whole + point + exponent
    assert.deepEqual(typeNumber(literal, true), bigDecimalTyping(literal), `${literal} (SEED=${seed})`)
  }
})
