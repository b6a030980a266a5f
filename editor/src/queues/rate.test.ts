import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rateOf, type Sample, withSample } from './rate.ts'

const seen = (...samples: readonly (readonly [at: number, done: number])[]) =>
  samples.reduce<readonly Sample[]>((before, [at, done]) => withSample(before, { at, done }), [])

test('the rate is that of the last ten seconds', () => {
  assert.equal(rateOf([]), null)
  assert.equal(rateOf(seen([1000, 5])), null)
  assert.equal(rateOf(seen([1000, 0], [2000, 40], [3000, 60])), 30)
  assert.equal(rateOf(seen([1000, 0], [2000, 9000], [15_000, 9000], [16_000, 9010])), 10)
})

test('after a restart, which counts from nothing, no rate is below zero', () => {
  assert.equal(rateOf(seen([1000, 500], [2000, 3])), null)
  assert.equal(rateOf(seen([1000, 500], [2000, 3], [3000, 8])), 5)
})

test('the same answer twice is one sample', () => {
  assert.equal(seen([1000, 5], [1000, 5]).length, 1)
})
