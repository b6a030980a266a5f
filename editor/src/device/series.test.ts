import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { numbersOf, runsOf, ticksOf } from './series.ts'

describe('a series', () => {
  it('draws numbers and switches and leaves words out', () => {
    const rows = [
      { ts: 1, value: 2.5 },
      { ts: 2, value: true },
      { ts: 3, value: 'eco' },
      { ts: 4, value: '7' },
    ]
    assert.deepEqual(numbersOf(rows), [
      { ts: 1, value: 2.5 },
      { ts: 2, value: 1 },
      { ts: 4, value: 7 },
    ])
  })

  it('breaks where data is missing instead of bridging the gap', () => {
    const samples = [0, 10, 20, 500, 510].map((ts) => ({ ts, value: 1 }))
    assert.deepEqual(
      runsOf(samples, 50).map((run) => run.length),
      [3, 2],
    )
  })

  it('marks its axis with a few round numbers', () => {
    assert.deepEqual(ticksOf(19.3, 28.1, 5), [20, 22, 24, 26, 28])
    assert.deepEqual(ticksOf(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1])
    assert.deepEqual(ticksOf(7, 7, 5), [7])
  })
})
