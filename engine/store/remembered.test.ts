import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Remembered } from './remembered.ts'

/** A source whose answers are given by hand. */
function source() {
  let asked = 0
  const waiting: ((answer: string) => void)[] = []
  return {
    read: () => {
      asked++
      return new Promise<string>((resolve) => waiting.push(resolve))
    },
    answer: (text: string) => waiting.shift()?.(text),
    get asked() {
      return asked
    },
  }
}

const options = { most: 2, trustedFor: 1000, now: () => time }
let time = 0

test('an answer is read once, also by those who ask at the same time, until it is forgotten or old', async () => {
  const remembered = new Remembered<string>(options)
  const from = source()
  const both = [remembered.get('a', from.read), remembered.get('a', from.read)]
  from.answer('one')
  assert.deepEqual(await Promise.all(both), ['one', 'one'])
  assert.equal(await remembered.get('a', from.read), 'one')
  assert.equal(from.asked, 1)
  remembered.forget('a')
  const again = remembered.get('a', from.read)
  from.answer('two')
  assert.equal(await again, 'two')
  time += 1000
  const old = remembered.get('a', from.read)
  from.answer('three')
  assert.equal(await old, 'three')
})

test('what changed while it was being read is not kept', async () => {
  const remembered = new Remembered<string>(options)
  const from = source()
  const before = remembered.get('a', from.read)
  remembered.forget('a')
  const after = remembered.get('a', from.read)
  from.answer('old')
  from.answer('new')
  assert.deepEqual(await Promise.all([before, after]), ['old', 'new'])
  assert.equal(await remembered.get('a', from.read), 'new')
  assert.equal(from.asked, 2)
})

test('a failure is told and not kept', async () => {
  const remembered = new Remembered<string>(options)
  await assert.rejects(
    remembered.get('a', () => Promise.reject(new Error('away'))),
    /away/,
  )
  assert.equal(await remembered.get('a', async () => 'back'), 'back')
})

test('no more is kept than allowed, the oldest goes first, and what is not worth it not at all', async () => {
  const remembered = new Remembered<string>({ ...options, isWorth: (answer) => answer !== 'huge' })
  for (const key of ['a', 'b', 'c']) await remembered.get(key, async () => key)
  assert.equal(remembered.size, 2)
  assert.equal(await remembered.get('c', async () => 'asked again'), 'c')
  assert.equal(await remembered.get('a', async () => 'asked again'), 'asked again')
  await remembered.get('d', async () => 'huge')
  assert.equal(await remembered.get('d', async () => 'small'), 'small')
})

test('answers can be forgotten by what they say', async () => {
  const remembered = new Remembered<string>({ ...options, most: 9 })
  for (const key of ['a', 'b']) await remembered.get(key, async () => key)
  remembered.forgetWhere((answer) => answer === 'a')
  assert.equal(await remembered.get('a', async () => 'new'), 'new')
  assert.equal(await remembered.get('b', async () => 'new'), 'b')
})
