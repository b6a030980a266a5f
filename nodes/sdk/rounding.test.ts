import assert from 'node:assert/strict'
import { test } from 'node:test'
import { roundHalfUp } from './rounding.ts'

test('halves go away from zero, as the number is written', () => {
  const cases: [number, number, number][] = [
    [2.5, 0, 3],
    [-2.5, 0, -3],
    [1.005, 2, 1.01],
    [-1.005, 2, -1.01],
    [4.300000000000001, 2, 4.3],
    [1e21, 2, 1e21],
    [1.5e-7, 7, 2e-7],
    [0.0004, 2, 0],
    [1e10, 2, 1e10],
    [1234, -2, 1200],
  ]
  for (const [value, decimals, expected] of cases)
    assert.equal(roundHalfUp(value, decimals), expected, `${value} to ${decimals}`)
})
