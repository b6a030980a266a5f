import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JsonDouble, type JsonObject, type JsonValue } from '../rules/values.ts'
import { onEveryDatabase } from './every-database.ts'
import type { Aggregation, RangeQuery, Store } from './store.ts'

const history = { history: true, latest: true, ttl: 0 }

onEveryDatabase('ranges of telemetry', (ground) => {
  /** A device with these samples, and a question about its key `a`. */
  async function series(samples: readonly (readonly [number, JsonValue])[]) {
    const { store, entity } = ground()
    const device = entity()
    await Promise.all(samples.map(([ts, a]) => store.telemetry.save(device, ts, 0, { a }, history)))
    return async (query: Partial<RangeQuery>) => {
      const all = {
        keys: ['a'],
        startTs: 0,
        endTs: 1000,
        limit: 100,
        order: 'ASC',
        aggregation: 'NONE',
        interval: 100,
      } as const
      const found = await store.telemetry.range(device, { ...all, ...query })
      return found.a?.map(({ ts, value }) => [ts, value])
    }
  }
  const aggregates = async (values: readonly JsonValue[], aggregation: Aggregation) => {
    const ask = await series(values.map((value, index) => [index, value]))
    return (await ask({ aggregation }))?.[0]?.[1]
  }

  test('the start is in the range and the end is not; the newest come first unless asked otherwise', async () => {
    const ask = await series([10, 20, 30, 40].map((ts) => [ts, ts]))
    assert.deepEqual(await ask({ startTs: 20, endTs: 40 }), [
      [20, 20],
      [30, 30],
    ])
    assert.deepEqual(await ask({ order: 'DESC', limit: 2 }), [
      [40, 40],
      [30, 30],
    ])
    assert.deepEqual(await ask({ order: 'ASC', limit: 2 }), [
      [10, 10],
      [20, 20],
    ])
  })

  test('the limit holds for each key, and a key without samples is absent', async () => {
    const { store, entity } = ground()
    const device = entity()
    const values: JsonObject = { a: 1, b: 2 }
    for (const ts of [1, 2, 3]) await store.telemetry.save(device, ts, 0, values, history)
    const query = { startTs: 0, endTs: 9, limit: 2, order: 'ASC', aggregation: 'NONE', interval: 0 } as const
    const found = await store.telemetry.range(device, { ...query, keys: ['a', 'b', 'c', 'a'] })
    assert.deepEqual(
      Object.entries(found).map(([key, samples]) => [key, samples.length]),
      [
        ['a', 2],
        ['b', 2],
      ],
    )
    assert.deepEqual(
      Object.keys(await store.telemetry.range(device, { ...query, keys: ['a'], endTs: 0 })),
      [],
    )
  })

  test('buckets begin at the start, carry the time of their middle, and empty ones are left out', async () => {
    const ask = await series([
      [100, 1],
      [149, 2],
      [150, 3],
      [260, 4],
    ])
    const sums = await ask({ startTs: 100, endTs: 275, interval: 50, aggregation: 'SUM' })
    assert.deepEqual(sums, [
      [125, 3],
      [175, 3],
      [262, 4],
    ])
  })

  test('calendar buckets follow their edges', async () => {
    const ask = await series([
      [100, 1],
      [130, 2],
      [131, 4],
      [299, 8],
    ])
    const counts = await ask({ startTs: 100, endTs: 300, interval: [100, 131, 160, 300], aggregation: 'SUM' })
    assert.deepEqual(counts, [
      [115, 3],
      [145, 4],
      [230, 8],
    ])
  })

  test('an interval of nothing is no aggregation', async () => {
    const ask = await series([
      [1, 1],
      [2, 2],
    ])
    assert.deepEqual(await ask({ interval: 0, aggregation: 'AVG' }), [
      [1, 1],
      [2, 2],
    ])
  })

  test('an average is always a double, and 0.0 where there is no number', async () => {
    assert.deepEqual(await aggregates([1, 3], 'AVG'), new JsonDouble(2))
    assert.deepEqual(await aggregates([1, 2, 4.5], 'AVG'), 2.5)
    assert.deepEqual(await aggregates(['x', true], 'AVG'), new JsonDouble(0))
  })

  test('a sum is whole unless a floating sample is in it', async () => {
    assert.equal(await aggregates([1, 2, 'x'], 'SUM'), 3)
    assert.deepEqual(await aggregates([1, new JsonDouble(2)], 'SUM'), new JsonDouble(3))
    assert.equal(await aggregates(['x'], 'SUM'), undefined)
  })

  test('the extremes compare numbers, and text only where there is nothing else', async () => {
    assert.equal(await aggregates([5, 30, 'zzz'], 'MAX'), 30)
    assert.equal(await aggregates([5, -2], 'MIN'), -2)
    assert.deepEqual(await aggregates([5, 4.5], 'MAX'), new JsonDouble(5))
    assert.equal(await aggregates([5, 4.5], 'MIN'), 4.5)
    assert.equal(await aggregates(['b', 'a', 'B'], 'MIN'), 'B')
    assert.equal(await aggregates([true], 'MIN'), undefined)
  })

  test('a count is of the first kind there is: booleans, text, documents, numbers', async () => {
    assert.equal(await aggregates([1, 2.5, 3], 'COUNT'), 3)
    assert.equal(await aggregates([1, 2, { a: 1 }], 'COUNT'), 1)
    assert.equal(await aggregates([1, 'x', 'y', { a: 1 }], 'COUNT'), 2)
    assert.equal(await aggregates([1, 2, 'x', 'y', true], 'COUNT'), 1)
  })

  test('deleting a range takes the latest value with it, or puts the one before in its place', async () => {
    const { store, entity } = ground()
    const prepared = async () => {
      const device = entity()
      for (const ts of [10, 20, 30]) await store.telemetry.save(device, ts, 0, { a: ts, b: ts }, history)
      return device
    }
    const left = async (store: Store, device: { entityType: string; id: string }) => {
      const { a } = await store.telemetry.range(device, {
        keys: ['a'],
        startTs: 0,
        endTs: 100,
        limit: 9,
        order: 'ASC',
        aggregation: 'NONE',
        interval: 0,
      })
      return [a?.map(({ ts }) => ts), (await store.telemetry.latest(device, ['a'])).a?.ts]
    }
    const range = { startTs: 20, endTs: 31 }
    const kept = await prepared()
    await store.telemetry.remove(kept, ['a'], range, { deleteLatest: false, rewriteLatestIfDeleted: false })
    assert.deepEqual(await left(store, kept), [[10], 30])
    const gone = await prepared()
    await store.telemetry.remove(gone, ['a'], range, { deleteLatest: true, rewriteLatestIfDeleted: false })
    assert.deepEqual(await left(store, gone), [[10], undefined])
    assert.equal((await store.telemetry.latest(gone, ['b'])).b?.ts, 30)
    const rewritten = await prepared()
    await store.telemetry.remove(rewritten, ['a'], range, {
      deleteLatest: true,
      rewriteLatestIfDeleted: true,
    })
    assert.deepEqual(await left(store, rewritten), [[10], 10])
    const older = await prepared()
    await store.telemetry.remove(
      older,
      ['a'],
      { startTs: 0, endTs: 25 },
      { deleteLatest: true, rewriteLatestIfDeleted: true },
    )
    assert.deepEqual(await left(store, older), [[30], 30])
    const all = await prepared()
    await store.telemetry.remove(all, ['a'], null, { deleteLatest: true, rewriteLatestIfDeleted: false })
    assert.deepEqual(await left(store, all), [undefined, undefined])
  })

  test('those who watch hear of latest values that are gone, or that are older ones now', async () => {
    const { store, entity } = ground()
    const device = entity()
    for (const ts of [10, 20]) await store.telemetry.save(device, ts, 0, { a: ts, b: ts, c: ts }, history)
    const told: [number, object][] = []
    const stop = store.telemetry.onSaved((of, ts, values) => {
      if (of.id === device.id) told.push([ts, values])
    })
    const range = { startTs: 15, endTs: 30 }
    await store.telemetry.remove(device, ['a'], range, { deleteLatest: true, rewriteLatestIfDeleted: true })
    await store.telemetry.remove(device, ['b'], null, { deleteLatest: true, rewriteLatestIfDeleted: false })
    await store.telemetry.remove(device, ['c'], range, { deleteLatest: false, rewriteLatestIfDeleted: false })
    stop()
    assert.deepEqual(told, [
      [10, { a: 10 }],
      [0, { b: '' }],
    ])
  })
})
