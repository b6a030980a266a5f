import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Message } from '../sdk/index.ts'
import { Bench, type Deed, playDevice } from '../sdk/play.ts'
import node from './save-time-series.ts'

type Save = Extract<Deed, { save: 'telemetry' }>
const saves = (bench: Bench) => bench.world.deeds.filter((deed): deed is Save => 'options' in deed)

function message(parts: Partial<Parameters<typeof Message.of>[0]> = {}): Message {
  return Message.of({
    id: 'm1',
    ts: 1000,
    tie: 3,
    type: 'POST_TELEMETRY_REQUEST',
    originator: playDevice,
    data: { t: 1 },
    ...parts,
  })
}

describe('the time of a sample', () => {
  test('is the message’s own, with its tie', async () => {
    const bench = await Bench.open(node, {})
    await bench.sendMessage(message())
    await bench.sendMessage(message({ metadata: { ts: '1000' } }))
    assert.deepEqual(
      saves(bench).map(({ ts, tie }) => [ts, tie]),
      [
        [1000, 3],
        [1000, 3],
      ],
    )
  })

  test('is metadata ts where a chain changed it, or ts of the data', async () => {
    const bench = await Bench.open(node, {})
    await bench.sendMessage(message({ metadata: { ts: '5' } }))
    await bench.sendMessage(message({ data: { ts: 6, values: { t: 1 } } }))
    await bench.sendMessage(message({ metadata: { ts: 'yesterday' } }))
    assert.deepEqual(
      saves(bench).map(({ ts, tie }) => [ts, tie]),
      [
        [5, 0],
        [6, 0],
        [1000, 3],
      ],
    )
  })

  test('is the time of saving where that is wanted, and none takes the place of another', async () => {
    const bench = await Bench.open(node, { useServerTs: true })
    await bench.sendMessage(message())
    await bench.sendMessage(message())
    await bench.world.pass(1)
    await bench.sendMessage(message())
    const now = bench.world.time
    assert.deepEqual(
      saves(bench).map(({ ts, tie }) => [ts, tie]),
      [
        [now - 1, 0],
        [now - 1, 1],
        [now, 0],
      ],
    )
  })
})

test('Success leaves after the store has it, and a store that fails fails the message', async () => {
  const bench = await Bench.open(
    node,
    {},
    {
      needs: {
        telemetry: {
          save: () => Promise.reject(new Error('the disk is full')),
          latest: async () => ({}),
          range: async () => ({}),
        },
      },
    },
  )
  assert.deepEqual(await bench.sendMessage(message()), { outputs: [], failed: 'the disk is full' })
})

test('what can’t be saved says why', async () => {
  const bench = await Bench.open(node, {})
  const failures: [Message, RegExp][] = [
    [message({ data: { a: 1, b: null } }), /“b” is null/],
    [message({ data: 7 }), /not an object/],
    [message({ data: [{ ts: 1, values: {} }] }), /no values/],
    [message({ data: { ts: 'x', values: { a: 1 } } }), /“ts”/],
    [message({ data: { ts: 1, values: [] } }), /“values”/],
    [message({ metadata: { TTL: '-1' } }), /TTL is “-1”/],
  ]
  for (const [sent, reason] of failures) assert.match((await bench.sendMessage(sent)).failed ?? '', reason)
  assert.deepEqual(saves(bench), [])
})

test('a key named ts alone is a value like any other', async () => {
  const bench = await Bench.open(node, {})
  await bench.sendMessage(message({ data: { ts: 5, t: 1 } }))
  assert.deepEqual(saves(bench)[0]?.values, { ts: 5, t: 1 })
})

describe('at most once per interval', () => {
  const config = { processingSettings: { type: 'DEDUPLICATE', deduplicationIntervalSecs: 10 } }

  test('the first message of each device counts', async () => {
    const bench = await Bench.open(node, config)
    const other = { entityType: 'DEVICE', id: 'other' }
    await bench.sendMessage(message({ id: 'a', ts: 0 }))
    await bench.sendMessage(message({ id: 'b', ts: 9_999 }))
    await bench.sendMessage(message({ id: 'c', ts: 9_999, originator: other }))
    await bench.sendMessage(message({ id: 'd', ts: 10_000 }))
    await bench.sendMessage(message({ id: 'e', ts: 5_000 }))
    assert.deepEqual(
      saves(bench).map(({ ts }) => ts),
      [0, 9_999, 10_000],
    )
  })

  test('a message that is tried again after a failure is not taken for a second one', async () => {
    const bench = await Bench.open(node, config)
    await bench.sendMessage(message({ id: 'a' }))
    await bench.sendMessage(message({ id: 'a' }))
    assert.equal(saves(bench).length, 2)
  })
})

test('text that a chain made and that is a number is saved as one', async () => {
  const bench = await Bench.open(node, {})
  const data = { i: '12', d: '1.50', s: 'abc', hex: '0x1F', empty: '', long: '9'.repeat(30), o: { x: '1' } }
  await bench.sendMessage(message({ data }))
  await bench.sendMessage(message({ data: [{ ts: 6, values: { i: '12' } }] }))
  assert.deepEqual(
    saves(bench).map(({ values }) => values),
    [{ ...data, i: 12, d: 1.5 }, { i: 12 }],
  )
  assert.equal(data.i, '12', 'the message itself stays as it is')
})
