import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NodeLive } from '../../../../engine/api/contract.ts'
import { heatOf } from './heat.ts'

const live = (took: number, rate: number, more: Partial<NodeLive> = {}) =>
  ({ id: '', in: 1, failing: 0, waiting: 0, took, rate, ...more }) as NodeLive

test('the node that costs most is hottest; a slow one that is seldom asked is not', () => {
  const heat = heatOf(
    new Map([
      ['busy', live(2, 100)],
      ['half', live(1, 90)],
      ['seldom', live(50, 0.1)],
      ['idle', live(0.001, 100)],
    ]),
  )
  assert.deepEqual(
    [...heat].map(([id, { level }]) => [id, level]),
    [
      ['busy', 4],
      ['half', 2],
      ['seldom', 1],
      ['idle', 0],
    ],
  )
})

test('failures and waiting messages are told, and a node that nothing came to has no time', () => {
  const heat = heatOf(new Map([['a', live(0, 0, { in: 0, failing: 3, waiting: 12 })]]))
  assert.deepEqual(heat.get('a'), { level: 0, took: null, failing: 3, waiting: 12 })
  assert.equal(heatOf(new Map()).size, 0)
})
