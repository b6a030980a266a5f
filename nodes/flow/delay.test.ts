import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Message } from '../sdk/index.ts'
import { Bench, playDevice } from '../sdk/play.ts'
import delay from './delay.ts'

const message = (id: string, metadata: Record<string, string> = {}) =>
  Message.of({ id, ts: 1, type: 'T', originator: playDevice, data: { id }, metadata })

test('messages leave in their order after their time, under new ids', async () => {
  const bench = await Bench.open(delay, { periodInSeconds: 20 })
  await bench.offer(message('a'))
  await bench.world.pass(5000)
  await bench.offer(message('b'))
  assert.equal(bench.held, 2)
  await bench.world.pass(15_000)
  const [a] = bench.taken()
  assert.deepEqual([a?.output, a?.message.data], ['Success', { id: 'a' }])
  assert.notEqual(a?.message.id, 'a')
  await bench.world.pass(5000)
  assert.deepEqual(bench.taken()[0]?.message.data, { id: 'b' })
  assert.equal(bench.held, 0)
})

test('each may say its own time', async () => {
  const bench = await Bench.open(delay, {
    useMetadataPeriodInSecondsPatterns: true,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a template of ours
    periodInSecondsPattern: '${wait}',
  })
  await bench.offer(message('slow', { wait: '10' }))
  await bench.offer(message('fast', { wait: '3' }))
  await bench.world.pass(10_000)
  assert.deepEqual(
    bench.taken().map(({ message: { data } }) => data),
    [{ id: 'fast' }, { id: 'slow' }],
  )
  assert.match((await bench.offer(message('never'))).failed ?? '', /“\$\{wait\}”/)
  assert.equal(bench.held, 0)
})

test('one too many is refused, and there is room again later', async () => {
  const bench = await Bench.open(delay, { periodInSeconds: 1, maxPendingMsgs: 1 })
  await bench.offer(message('a'))
  assert.match((await bench.offer(message('b'))).failed ?? '', /1 messages wait here already/)
  await bench.world.pass(1000)
  assert.equal((await bench.offer(message('c'))).failed, undefined)
})

test('a stopped node sends nothing and lets nothing go', async () => {
  const bench = await Bench.open(delay, { periodInSeconds: 1 })
  await bench.offer(message('a'))
  await bench.stop()
  await bench.world.pass(60_000)
  assert.deepEqual([bench.taken(), bench.held], [[], 1])
})
