import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Bench } from '../sdk/play.ts'
import messageCount from './message-count.ts'

test('each interval tells how many there were, and begins at 0', async () => {
  const bench = await Bench.open(messageCount, { interval: 10 })
  await bench.start()
  for (let n = 0; n < 3; n++) await bench.send({ data: {} })
  await bench.world.pass(20_000)
  const counts = bench.taken().map(({ message }) => message)
  assert.deepEqual(
    counts.map(({ data }) => data),
    [{ messageCount_weir: 3 }, { messageCount_weir: 0 }],
  )
  assert.deepEqual(counts[0]?.metadata, { delta: '10000' })
  assert.equal(counts[0]?.originator.entityType, 'TENANT')
})

test('a count that the queue does not take is told with the next', async () => {
  const bench = await Bench.open(messageCount, { interval: 10 })
  await bench.start()
  await bench.send({ data: {} })
  bench.world.isQueueFull = true
  await bench.world.pass(10_000)
  bench.world.isQueueFull = false
  await bench.send({ data: {} })
  await bench.world.pass(10_000)
  const [count] = bench.taken()
  assert.deepEqual([count?.message.data, count?.message.metadata.delta], [{ messageCount_weir: 2 }, '20000'])
})
