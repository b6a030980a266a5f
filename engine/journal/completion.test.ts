import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seeded } from '../../test/support/random.ts'
import { CompletionWindow } from './completion.ts'

test('the window moves on to the lowest record that is not done', () => {
  const window = new CompletionWindow(10)
  for (const position of [10, 11, 12, 13]) window.begin(position)
  window.complete(12)
  assert.equal(window.lowest, 10)
  window.complete(10)
  assert.equal(window.lowest, 11)
  window.complete(11)
  assert.equal(window.lowest, 13)
  window.complete(13)
  assert.equal(window.lowest, 14)
  assert.equal(window.span, 0)
})

test('a record done twice, or never begun, changes nothing', () => {
  const window = new CompletionWindow(0)
  window.begin(0)
  window.begin(1)
  assert.equal(window.complete(1), true)
  assert.equal(window.complete(1), false)
  assert.equal(window.complete(2), false)
  assert.equal(window.complete(0), true)
  assert.equal(window.complete(0), false)
  assert.equal(window.lowest, 2)
})

test('positions that do not exist count as done', () => {
  const window = new CompletionWindow(0)
  window.begin(0)
  window.begin(5)
  window.complete(5)
  assert.equal(window.lowest, 0)
  window.complete(0)
  assert.equal(window.lowest, 6)
  window.begin(1_000_000_000_000)
  assert.equal(window.lowest, 1_000_000_000_000)
})

test('a full window says so before, and refuses with both positions', () => {
  const window = new CompletionWindow(0, 32)
  for (let position = 0; position < 32; position++) window.begin(position)
  assert.equal(window.hasRoomFor(32), false)
  assert.throws(() => window.begin(32), /record 32 is more than 32 ahead of 0/)
  window.complete(0)
  assert.equal(window.hasRoomFor(32), true)
  window.begin(32)
  assert.throws(() => window.begin(32), /was begun before; the next one is 33/)
})

test('in any order of completions it agrees with counting by hand', (t) => {
  const seed = Number(process.env.WEIR_SEED ?? 1)
  t.diagnostic(`seed ${seed}`)
  const random = seeded(seed)
  for (const start of [0, 31, 2 ** 31 - 40, 2 ** 32 - 100, 2 ** 50]) {
    const window = new CompletionWindow(start, 256)
    const open = new Set<number>()
    let next = start
    for (let step = 0; step < 5_000; step++) {
      if (random() < 0.52 && window.hasRoomFor(next)) {
        if (random() < 0.02 && window.hasRoomFor(next + 3)) next += 3
        window.begin(next)
        open.add(next++)
      } else if (open.size > 0) {
        const list = [...open]
        const chosen = list[Math.floor(random() * random() * list.length)] ?? 0
        open.delete(chosen)
        assert.equal(window.complete(chosen), true)
      }
      if (next > start)
        assert.equal(window.lowest, open.size === 0 ? next : Math.min(...open), `seed ${seed}, step ${step}`)
    }
  }
})
