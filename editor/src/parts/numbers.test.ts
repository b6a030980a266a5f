import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bytes, count, countIn, rate, reading, span, took } from './numbers.ts'

const plain = (text: string) => text.replace(/[\u202f\u00a0]/g, ' ')

describe('numbers', () => {
  it('parts thousands with a thin space and never breaks before a unit', () => {
    assert.equal(count(6240), '6\u202f240')
    assert.equal(span(4000), '4\u00a0s')
    assert.equal(plain(count(1234567)), '1 234 567')
  })

  it('says a rate in whole numbers from ten a second, and per minute when it is slow', () => {
    assert.deepEqual([0, 4.21, 41.6, 0.05, 0.0001].map(rate).map(plain), [
      '0/s',
      '4.2/s',
      '42/s',
      '3/min',
      '<0.1/min',
    ])
  })

  it('says an age in the largest units that still tell something', () => {
    const second = 1000
    const hour = 3600 * second
    const said = [-5, 4 * second, 90 * second, 2 * hour + 14 * 60 * second, 11 * hour, 75 * hour]
      .map(span)
      .map(plain)
    assert.deepEqual(said, ['0 s', '4 s', '1 min', '2 h 14 min', '11 h', '3 d'])
  })

  it('keeps a reading short without losing whole numbers', () => {
    assert.deepEqual([21.5, 0.1 + 0.2, 123456789, 1e-9].map(reading).map(plain), [
      '21.5',
      '0.3',
      '123 456 789',
      '1.000e-9',
    ])
  })

  it('says sizes and durations with their unit', () => {
    assert.deepEqual([0, 999, 1_900_000_000].map(bytes).map(plain), ['0 B', '999 B', '1.9 GB'])
    assert.deepEqual([0.42, 12.3, 1840].map(took).map(plain), ['0.4 ms', '12 ms', '1.8 s'])
    assert.deepEqual([0, 0.001, 0.042].map(took).map(plain), ['0 ms', '<0.01 ms', '0.04 ms'])
  })

  it('keeps the thin space and changes the decimal mark with the language', () => {
    countIn('de')
    assert.equal(plain(reading(1234.5)), '1 234,5')
    countIn('en')
  })
})
