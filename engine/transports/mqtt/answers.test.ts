import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Answers } from './answers.ts'

function answers() {
  const written: string[] = []
  const answers = new Answers((turn) =>
    written.push(turn.closes ? `close ${turn.reason}` : `${turn.packetId}`),
  )
  return { answers, written }
}

test('answers keep the order of the publishes, however they get done', () => {
  const { answers: queue, written } = answers()
  const [first, second, third] = [queue.expect(1, 1, 10), queue.expect(1, 2, 10), queue.expect(1, 3, 10)]
  queue.settle(third)
  queue.settle(second)
  assert.deepEqual(written, [])
  assert.equal(queue.waiting, 3)
  queue.settle(first)
  assert.deepEqual(written, ['1', '2', '3'])
  assert.equal(queue.waiting, 0)
  assert.equal(queue.bytes, 0)
})

test('the connection closes when what came before is answered', () => {
  const { answers: queue, written } = answers()
  const first = queue.expect(1, 1, 10)
  queue.settle(queue.expect(0, 0, 0), 0x99, '', true)
  assert.deepEqual(written, [])
  queue.settle(first)
  assert.deepEqual(written, ['1', 'close 153'])
})

test('a publish that is done twice is answered once', () => {
  const { answers: queue, written } = answers()
  const first = queue.expect(1, 1, 10)
  queue.settle(first)
  queue.settle(first)
  queue.settle(queue.expect(1, 2, 10))
  assert.deepEqual(written, ['1', '2'])
})
