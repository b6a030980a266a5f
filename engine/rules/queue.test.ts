import assert from 'node:assert/strict'
import { test } from 'node:test'
import { graphOf, messageOf, testEngine } from '../../test/support/rules.ts'
import { NodeFailure } from './failure.ts'
import { MessageQueue, type QueuePolicy } from './queue.ts'

const policy: QueuePolicy = { retry: 'transient', retries: 3, pause: 1000, maxPause: 4000 }

/** A chain of one node that fails as often as `failures` says for each `n`, and notes what passes. */
function setUp(failures: Record<number, number>, transient = true) {
  const passed: number[] = []
  const tried: number[] = []
  const made = testEngine({
    flaky: () => (message) => {
      const { n } = message.data as { n: number }
      tried.push(n)
      const left = failures[n] ?? 0
      failures[n] = left - 1
      if (left > 0) throw new NodeFailure('away', { transient })
      passed.push(n)
    },
  })
  made.engine.deploy({ id: 'root', name: 'Root', version: 1, graph: graphOf(['a:flaky']) })
  made.engine.setRoot('root')
  const queue = new MessageQueue(made.engine, made.clock, () => policy)
  const ends: [number, string | null, number][] = []
  const deliver = (n: number, device = 'd1') =>
    queue.deliver(
      messageOf({ data: { n }, originator: { entityType: 'DEVICE', id: device } }),
      null,
      (failure, attempts) => ends.push([n, failure?.reason ?? null, attempts]),
    )
  return { ...made, queue, deliver, passed, tried, ends }
}

test('a failure that may pass is tried again with growing pauses, and the message is done', () => {
  const { clock, deliver, ends, tried } = setUp({ 1: 2 })
  deliver(1)
  clock.pass(999)
  assert.equal(tried.length, 1)
  clock.pass(1)
  assert.equal(tried.length, 2)
  clock.pass(1999)
  assert.equal(tried.length, 2)
  clock.pass(1)
  assert.deepEqual(ends, [[1, null, 3]])
})

test('later messages of the same device wait behind a retry, those of others do not', () => {
  const { clock, deliver, ends, passed } = setUp({ 1: 1 })
  deliver(1)
  deliver(2)
  deliver(3)
  deliver(4, 'd2')
  assert.deepEqual(passed, [4])
  clock.pass(1000)
  assert.deepEqual(passed, [4, 1, 2, 3])
  assert.deepEqual(
    ends.map(([n]) => n),
    [4, 1, 2, 3],
  )
})

test('a held-up message that fails in its turn holds up the rest again', () => {
  const { clock, deliver, passed } = setUp({ 1: 1, 2: 1 })
  for (const n of [1, 2, 3]) deliver(n)
  clock.pass(1000)
  assert.deepEqual(passed, [1])
  clock.pass(1000)
  assert.deepEqual(passed, [1, 2, 3])
})

test('after the last try the message is given up with its reason, and the rest goes on', () => {
  const { clock, deliver, ends } = setUp({ 1: 99 })
  deliver(1)
  deliver(2)
  clock.pass(60_000)
  assert.deepEqual(ends, [
    [1, 'away', 4],
    [2, null, 1],
  ])
})

test('a failure that can not pass by itself is given up at once', () => {
  const { clock, deliver, ends } = setUp({ 1: 99 }, false)
  deliver(1)
  assert.deepEqual(ends, [[1, 'away', 1]])
  assert.equal(clock.pending, 0)
})

test('closing stops the retries and tells nobody of an end', () => {
  const { clock, queue, deliver, ends } = setUp({ 1: 1 })
  deliver(1)
  queue.close()
  clock.pass(60_000)
  assert.deepEqual(ends, [])
})
