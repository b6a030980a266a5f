import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { freshness, rhythmOf } from './freshness.ts'

describe('freshness', () => {
  it('is full on arrival, half after half its time, and gone after three missed beats', () => {
    const rhythm = 60_000
    assert.equal(freshness(0, rhythm).left, 1)
    assert.equal(freshness(90_000, rhythm).left, 0.5)
    assert.deepEqual(freshness(180_000, rhythm), { left: 0, old: true })
  })

  it('does not call a value old within a minute, however fast it usually comes', () => {
    assert.equal(freshness(59_000, 100).old, false)
    assert.equal(freshness(60_000, 100).old, true)
  })

  it('never looks fresher than new when the clocks differ', () => {
    assert.equal(freshness(-5000, 60_000).left, 1)
  })

  it('learns the rhythm from the usual gap and is not misled by one outage', () => {
    assert.equal(rhythmOf([0, 1000, 2000, 90_000, 91_000, 92_000]), 1000)
    assert.equal(rhythmOf([0, 1000]), undefined)
  })
})
