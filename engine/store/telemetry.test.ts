import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JsonDouble, JsonLong, type JsonValue } from '../rules/values.ts'
import { onEveryDatabase } from './every-database.ts'
import type { RangeQuery } from './store.ts'

const both = { history: true, latest: true, ttl: 0 }
const all: Omit<RangeQuery, 'keys'> = {
  startTs: 0,
  endTs: 10_000,
  limit: 100,
  order: 'ASC',
  aggregation: 'NONE',
  interval: 0,
}

onEveryDatabase('telemetry', (ground) => {
  test('every type of value comes back as it was saved', async () => {
    const { store, entity } = ground()
    const device = entity()
    const values = {
      whole: 42,
      double: new JsonDouble(42),
      negativeZero: new JsonDouble(-0),
      fraction: 21.5,
      long: new JsonLong(9007199254740993n),
      smallest: new JsonLong(-9223372036854775808n),
      yes: true,
      no: false,
      text: 'a "quoted" \\ {text}, with ’ and 🌊',
      empty: '',
      word: 'null',
      object: { deep: [1, new JsonDouble(2), { three: null }] },
    }
    await store.telemetry.save(device, 1000, 0, values, both)
    const latest = await store.telemetry.latestAll(device)
    const range = await store.telemetry.range(device, { ...all, keys: Object.keys(values) })
    for (const [key, value] of Object.entries(values)) {
      assert.deepEqual(latest[key], { ts: 1000, value }, key)
      assert.deepEqual(range[key], [{ ts: 1000, value }], key)
    }
    assert.deepEqual(await store.telemetry.keys(device), Object.keys(values).sort())
  })

  test('samples of the same millisecond with different ties are both kept, in order', async () => {
    const { store, entity } = ground()
    const device = entity()
    await Promise.all([
      store.telemetry.save(device, 5, 1, { a: 'second' }, both),
      store.telemetry.save(device, 5, 0, { a: 'first' }, both),
    ])
    const kept = await store.telemetry.range(device, { ...all, keys: ['a'] })
    assert.deepEqual(
      kept.a?.map(({ value }) => value),
      ['first', 'second'],
    )
    assert.equal((await store.telemetry.latest(device, ['a'])).a?.value, 'second')
  })

  test('the same sample saved again changes nothing, whether in one batch or later', async () => {
    const { store, entity } = ground()
    const device = entity()
    const save = (value: JsonValue) => store.telemetry.save(device, 7, 0, { a: value }, both)
    await Promise.all([save(1), save(2)])
    await save(2)
    await save('three')
    const kept = await store.telemetry.range(device, { ...all, keys: ['a'] })
    assert.deepEqual(kept.a, [{ ts: 7, value: 'three' }])
  })

  test('a batch with rows in any order, some of them double, keeps the last of each', async () => {
    const { store, entity } = ground()
    const device = entity()
    const moments = [5, 3, 9, 3, 5, 1, 9, 9, 2, 3]
    await Promise.all(moments.map((ts, index) => store.telemetry.save(device, ts, 0, { a: index }, both)))
    const kept = await store.telemetry.range(device, { ...all, keys: ['a'] })
    assert.deepEqual(
      kept.a?.map(({ ts, value }) => [ts, value]),
      [
        [1, 5],
        [2, 8],
        [3, 9],
        [5, 4],
        [9, 7],
      ],
    )
    assert.deepEqual((await store.telemetry.latest(device, ['a'])).a, { ts: 9, value: 7 })
  })

  test('a sample that comes late does not overwrite the latest value', async () => {
    const { store, entity } = ground()
    const device = entity()
    await store.telemetry.save(device, 100, 0, { a: 'new' }, both)
    await store.telemetry.save(device, 50, 0, { a: 'old' }, both)
    assert.deepEqual(
      await store.telemetry.latest(device, ['a', 'missing']),
      asRecord({ a: { ts: 100, value: 'new' } }),
    )
    assert.equal((await store.telemetry.range(device, { ...all, keys: ['a'] })).a?.length, 2)
  })

  test('history and latest can be saved apart', async () => {
    const { store, entity } = ground()
    const device = entity()
    await store.telemetry.save(device, 1, 0, { a: 1 }, { history: true, latest: false, ttl: 0 })
    await store.telemetry.save(device, 2, 0, { b: 2 }, { history: false, latest: true, ttl: 0 })
    assert.deepEqual(Object.keys(await store.telemetry.latestAll(device)), ['b'])
    assert.deepEqual(Object.keys(await store.telemetry.range(device, { ...all, keys: ['a', 'b'] })), ['a'])
  })

  test('a value the database can’t hold fails alone, the rest of its batch is saved', async () => {
    const { store, entity } = ground()
    const devices = Array.from({ length: 20 }, entity)
    const tooLong = new JsonLong(2n ** 70n)
    const outcomes = await Promise.allSettled(
      devices.map((device, index) =>
        store.telemetry.save(device, 1, 0, { a: index === 13 ? tooLong : index }, both),
      ),
    )
    assert.deepEqual(
      outcomes.flatMap(({ status }, index) => (status === 'rejected' ? [index] : [])),
      [13],
    )
    const last = devices.at(-1)
    assert.ok(last)
    assert.equal((await store.telemetry.latest(last, ['a'])).a?.value, 19)
  })

  test('keys from outside may be called anything but nothing', async () => {
    const { store, entity } = ground()
    const device = entity()
    const hostile = JSON.parse('{"__proto__":1,"constructor":2,"a\\u0000b":3,"c,{}\\"\\\\":4}')
    await store.telemetry.save(device, 1, 0, hostile, both)
    const keys = ['__proto__', 'constructor', 'ab', 'c,{}"\\']
    const latest = await store.telemetry.latest(device, keys)
    assert.deepEqual(
      keys.map((key) => latest[key]?.value),
      [1, 2, 3, 4],
    )
    await assert.rejects(store.telemetry.save(device, 1, 0, { ' ': 1 }, both), /key is blank/)
    await assert.rejects(store.telemetry.save(device, 1, 0, { ['k'.repeat(256)]: 1 }, both), /256 characters/)
    await assert.rejects(
      store.telemetry.save(device, Number.NaN, 0, { a: 1 }, both),
      /not whole milliseconds/,
    )
  })

  test('text loses the null characters that no database can keep', async () => {
    const { store, entity } = ground()
    const device = entity()
    await store.telemetry.save(device, 1, 0, { a: 'x\0y' }, both)
    assert.equal((await store.telemetry.latest(device, ['a'])).a?.value, 'xy')
  })

  test('timestamps of any year are kept, and found again', async () => {
    const { store, entity, clock } = ground()
    const device = entity()
    const years = [-62135596800000, 0, clock.time, clock.time + 20 * 86_400_000, 8_640_000_000_000_000, 9e15]
    for (const [index, ts] of years.entries()) await store.telemetry.save(device, ts, 0, { a: index }, both)
    const kept = await store.telemetry.range(device, { ...all, keys: ['a'], startTs: -1e15, endTs: 9.001e15 })
    assert.deepEqual(
      kept.a?.map(({ ts }) => ts),
      years,
    )
  })

  test('rows from ahead of time move into the partition of their month once it is made', async () => {
    const { store, entity, clock } = ground()
    const device = entity()
    const later = clock.time + 200 * 86_400_000
    await store.telemetry.save(device, later, 0, { a: 1 }, both)
    clock.time = later
    await store.telemetry.save(device, later + 1, 0, { a: 2 }, both)
    const kept = await store.telemetry.range(device, { ...all, keys: ['a'], endTs: later + 10 })
    assert.deepEqual(
      kept.a?.map(({ value }) => value),
      [1, 2],
    )
  })

  test('listeners hear of what was saved, after it was', async () => {
    const { store, entity } = ground()
    const device = entity()
    const heard: unknown[] = []
    const stop = store.telemetry.onSaved((ref, ts, values, isLatest) => {
      if (ref.id === device.id) heard.push([ts, values, isLatest])
    })
    await store.telemetry.save(device, 1, 0, { a: 1 }, both)
    await store.telemetry.save(device, 2, 0, { a: 2 }, { ...both, live: false })
    stop()
    await store.telemetry.save(device, 3, 0, { a: 3 }, both)
    assert.deepEqual(heard, [[1, { a: 1 }, true]])
  })

  test('what is only shown is not saved', async () => {
    const { store, entity } = ground()
    const device = entity()
    const heard: unknown[] = []
    const stop = store.telemetry.onSaved((ref, ts, values) => {
      if (ref.id === device.id) heard.push([ts, values])
    })
    const nowhere = { history: false, latest: false, ttl: 0 }
    await store.telemetry.save(device, 1, 0, { a: 1 }, { ...nowhere, live: true })
    await store.telemetry.save(device, 2, 0, { a: 2 }, { ...nowhere, live: false })
    stop()
    assert.deepEqual(heard, [[1, { a: 1 }]])
    assert.deepEqual(await store.telemetry.latest(device, ['a']), asRecord({}))
  })

  test('everything is there after closing and opening', async () => {
    const { store, entity, reopen } = ground()
    const device = entity()
    const saved = store.telemetry.save(device, 1, 0, { a: 1 }, both)
    const again = await reopen()
    await saved
    assert.equal((await again.telemetry.latest(device, ['a'])).a?.value, 1)
  })
})

function asRecord<T>(values: Record<string, T>): Record<string, T> {
  return Object.assign(Object.create(null), values)
}
