import assert from 'node:assert/strict'
import { it } from 'node:test'
import { linePath } from './line.ts'

const box = { width: 100, height: 20, top: 2 }

it('draws the oldest left and the highest up, whatever order the samples come in', () => {
  const { path, last } = linePath(
    [
      { ts: 20, value: 10 },
      { ts: 0, value: 0 },
      { ts: 10, value: 5 },
    ],
    box,
  )
  assert.equal(path, 'M0 22L50 12L100 2')
  assert.deepEqual(last, { x: 100, y: 2 })
})

it('draws a constant value as a line in the middle', () => {
  assert.equal(
    linePath(
      [
        { ts: 0, value: 7 },
        { ts: 1, value: 7 },
      ],
      box,
    ).path,
    'M0 12L100 12',
  )
})
