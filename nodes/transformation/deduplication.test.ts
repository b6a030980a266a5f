import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type EntityRef, Message } from '../sdk/index.ts'
import { Bench, playDevice } from '../sdk/play.ts'
import deduplication from './deduplication.ts'

let ids = 0

function at(bench: Bench, ts: number, originator: EntityRef = playDevice) {
  const parts = { id: `m${++ids}`, ts, type: 'T', originator, data: { ts: ts - start } }
  return bench.offer(Message.of(parts))
}

const start = 1_700_000_000_000
const dataOf = (bench: Bench) => bench.taken().map(({ message }) => message.data)

test('the first or the last of an interval goes on, by the time of the messages', async () => {
  for (const [strategy, expected] of [
    ['FIRST', 100],
    ['LAST', 800],
  ]) {
    const bench = await Bench.open(deduplication, { interval: 1, strategy })
    bench.world.time = start + 900
    for (const ts of [500, 100, 800]) await at(bench, start + ts)
    await bench.world.pass(1001)
    assert.deepEqual(dataOf(bench), [{ ts: expected }])
    assert.equal(bench.held, 0, 'those that were left out are done as well')
  }
})

test('what comes later opens the next interval', async () => {
  const bench = await Bench.open(deduplication, { interval: 1 })
  await at(bench, start)
  await bench.world.pass(600)
  await at(bench, start + 600)
  await bench.world.pass(600)
  assert.deepEqual(dataOf(bench), [{ ts: 0 }])
  await at(bench, start + 1200)
  await bench.world.pass(2000)
  assert.deepEqual(dataOf(bench), [{ ts: 1200 }])
})

test('each device has intervals of its own', async () => {
  const bench = await Bench.open(deduplication, { interval: 1 })
  await at(bench, start)
  await at(bench, start, { entityType: 'DEVICE', id: 'other' })
  await bench.world.pass(1001)
  assert.equal(bench.taken().length, 2)
})

test('a device whose clock is ahead does not keep its messages here', async () => {
  const bench = await Bench.open(deduplication, { interval: 1 })
  await at(bench, start + 1e12)
  await bench.world.pass(1001)
  assert.equal(bench.taken().length, 1)
})

test('a queue that takes nothing for too long fails all messages of the interval', async () => {
  const bench = await Bench.open(deduplication, { interval: 1, maxRetries: 1 })
  bench.world.isQueueFull = true
  const failures: string[] = []
  for (const id of ['a', 'b']) {
    const message = Message.of({ id, ts: start, type: 'T', originator: playDevice, data: {} })
    void bench.sendMessage(message).then(({ failed = '' }) => failures.push(failed))
  }
  await bench.world.pass(10_000)
  assert.deepEqual(failures, [])
  await bench.world.pass(2000)
  assert.equal(failures.length, 2)
  assert.match(failures[0] ?? '', /The queue did not take the result/)
})

test('intervals longer than the journal waits still give one message', async () => {
  const bench = await Bench.open(deduplication, { interval: 120, strategy: 'ALL', outMsgType: 'ALL_OF_IT' })
  await at(bench, start)
  await bench.world.pass(50_000)
  await at(bench, start + 50_000)
  await bench.world.pass(71_000)
  assert.deepEqual(
    bench.taken().map(({ message: { type, data } }) => [type, data]),
    [
      [
        'ALL_OF_IT',
        [
          { msg: { ts: 0 }, metadata: {} },
          { msg: { ts: 50_000 }, metadata: {} },
        ],
      ],
    ],
  )
  assert.equal(bench.held, 0)
})
