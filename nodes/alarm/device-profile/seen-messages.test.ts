import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { Message } from '../../../engine/rules/message.ts'
import { SeenMessages } from './seen-messages.ts'

function message(id: string, flight = 1): Message {
  const made = Message.of({ id, ts: 0, type: 'T', originator: { entityType: 'DEVICE', id: 'd' }, data: {} })
  return Object.assign(made, { flight: { number: flight } }) as unknown as Message
}

test('a message is repeated only in another delivery, once for each time that it was counted', () => {
  const seen = new SeenMessages(0)
  seen.add(message('a', 1), 0)
  assert.equal(seen.isRepeated(message('a', 1)), false)
  seen.add(message('a', 1), 0)
  assert.deepEqual(
    [2, 2, 2].map((flight) => seen.isRepeated(message('a', flight))),
    [true, true, false],
  )
  assert.equal(seen.isRepeated(message('b', 2)), false)
})

test('what is taken back was never seen', () => {
  const seen = new SeenMessages(0)
  seen.add(message('a', 1), 0)
  seen.add(message('b', 1), 0)
  seen.undo()
  assert.deepEqual([seen.isRepeated(message('b', 2)), seen.isRepeated(message('a', 2))], [false, true])
})

test('all messages of the last five seconds are written, up to a thousand, and known in the next run', () => {
  const seen = new SeenMessages(0, null)
  const ids = Array.from({ length: 2000 }, () => randomUUID())
  ids.slice(0, 100).forEach((id) => {
    seen.add(message(id), 0)
  })
  ids.slice(100, 700).forEach((id) => {
    seen.add(message(id), 6000)
  })
  const known = (text: string) => {
    const next = new SeenMessages(0, text)
    return ids.map((id) => next.isRepeated(message(id)))
  }
  assert.deepEqual(
    known(seen.toText(6000)),
    ids.map((_, index) => index >= 100 && index < 700),
  )
  ids.slice(700).forEach((id) => {
    seen.add(message(id), 6001)
  })
  const last = known(seen.toText(6001))
  assert.equal(last.filter(Boolean).length, 1024)
  assert.equal(last.lastIndexOf(false), 2000 - 1024 - 1)
})

test('where nothing is written only a few are kept', () => {
  const seen = new SeenMessages(0)
  for (let i = 0; i < 20; i++) seen.add(message(`m${i}`), 0)
  assert.deepEqual([seen.isRepeated(message('m3', 2)), seen.isRepeated(message('m4', 2))], [false, true])
})

test('a text of no shape is taken for nothing', () => {
  for (const text of [null, 5, {}, '', '  ', '- ? 😀'])
    assert.equal(new SeenMessages(0, text).isRepeated(message('a')), false)
})
