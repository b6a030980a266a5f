import assert from 'node:assert/strict'
import { test } from 'node:test'
import { areaOf, isInArea, type Point } from './polygon.ts'

const square: Point[] = [
  [0, 0],
  [0, 10],
  [10, 10],
  [10, 0],
]
const middle: Point[] = [
  [4, 4],
  [4, 6],
  [6, 6],
  [6, 4],
]

test('two points mean the rectangle between them, in any order', () => {
  for (const corners of [
    [
      [0, 0],
      [10, 10],
    ],
    [
      [10, 0],
      [0, 10],
    ],
  ]) {
    const area = areaOf(corners)
    assert.equal(isInArea([5, 5], area), true)
    assert.equal(isInArea([11, 5], area), false)
  }
})

test('a ring inside of another is a hole, whichever comes first', () => {
  for (const rings of [[square, middle], [middle, square], [[square, middle]]]) {
    const area = areaOf(rings)
    assert.equal(isInArea([5, 5], area), false)
    assert.equal(isInArea([2, 2], area), true)
  }
})

test('rings beside each other are all inside', () => {
  const area = areaOf([square, square.map(([y, x]) => [y + 20, x])])
  assert.deepEqual(
    [5, 15, 25].map((y) => isInArea([y, 5], area)),
    [true, false, true],
  )
})

test('the border is outside, also that of a hole', () => {
  const area = areaOf([square, middle])
  assert.equal(isInArea([0, 5], area), false)
  assert.equal(isInArea([4, 5], area), false)
})

test('a ring that crosses itself has both of its halves, however they turn', () => {
  const bow = areaOf([
    [0, 0],
    [10, 10],
    [10, 0],
    [0, 10],
  ])
  assert.deepEqual([isInArea([8, 5], bow), isInArea([2, 5], bow), isInArea([5, 1], bow)], [true, true, false])
})

test('the same ring twice is not its own hole', () => {
  assert.equal(isInArea([5, 5], areaOf([square, square])), true)
})

test('what is no polygon says why', () => {
  assert.throws(() => areaOf([]), /no points/)
  assert.throws(() => areaOf([[1, 2]]), /two points/)
  assert.throws(() => areaOf([[1], [2], [3]]), /latitude, longitude/)
  assert.throws(() => areaOf('here'), /not a list/)
})
