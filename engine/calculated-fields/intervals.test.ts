import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { JsonDouble, type JsonValue } from '../rules/values.ts'
import { readInterval } from './intervals.ts'
import { device, latest, profile, refOf, TestFields, toChain } from './test-world.ts'

describe('intervals of the calendar', () => {
  const spanOf = (json: object, at: string) => {
    const interval = readInterval(json as never)
    const start = interval.startOf(Date.parse(at))
    return [start, interval.endOf(start)].map((ts) => new Date(ts).toISOString())
  }
  const cases: [object, string, string, string][] = [
    [
      { type: 'HOUR', tz: 'UTC' },
      '2026-03-05T10:15:00Z',
      '2026-03-05T10:00:00.000Z',
      '2026-03-05T11:00:00.000Z',
    ],
    [
      { type: 'HOUR', tz: 'UTC', offsetSec: 1200 },
      '2026-03-05T10:15:00Z',
      '2026-03-05T09:20:00.000Z',
      '2026-03-05T10:20:00.000Z',
    ],
    [
      { type: 'DAY', tz: 'Europe/Kyiv' },
      '2026-03-05T23:00:00Z',
      '2026-03-05T22:00:00.000Z',
      '2026-03-06T22:00:00.000Z',
    ],
    // clocks go forward on 29 March 2026: that day has 23 hours
    [
      { type: 'DAY', tz: 'Europe/Berlin' },
      '2026-03-29T12:00:00Z',
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T22:00:00.000Z',
    ],
    [
      { type: 'WEEK', tz: 'UTC' },
      '2026-03-05T10:00:00Z',
      '2026-03-02T00:00:00.000Z',
      '2026-03-09T00:00:00.000Z',
    ],
    [
      { type: 'WEEK_SUN_SAT', tz: 'UTC' },
      '2026-03-05T10:00:00Z',
      '2026-03-01T00:00:00.000Z',
      '2026-03-08T00:00:00.000Z',
    ],
    [
      { type: 'MONTH', tz: 'UTC' },
      '2026-02-28T10:00:00Z',
      '2026-02-01T00:00:00.000Z',
      '2026-03-01T00:00:00.000Z',
    ],
    [
      { type: 'QUARTER', tz: 'UTC' },
      '2026-12-31T10:00:00Z',
      '2026-10-01T00:00:00.000Z',
      '2027-01-01T00:00:00.000Z',
    ],
    [
      { type: 'YEAR', tz: 'America/New_York' },
      '2026-01-01T02:00:00Z',
      '2025-01-01T05:00:00.000Z',
      '2026-01-01T05:00:00.000Z',
    ],
    [
      { type: 'CUSTOM', tz: 'UTC', durationSec: 900 },
      '2026-03-05T10:15:00Z',
      '2026-03-05T10:15:00.000Z',
      '2026-03-05T10:30:00.000Z',
    ],
  ]
  for (const [json, at, start, end] of cases)
    test(`${JSON.stringify(json)} at ${at}`, () => assert.deepEqual(spanOf(json, at), [start, end]))

  test('what is none is refused', () => {
    assert.throws(() => readInterval(null), /Interval must be defined/)
    assert.throws(() => readInterval({ type: 'DAY', tz: 'Mars' }), /Invalid timezone in interval: Mars/)
    assert.throws(
      () => readInterval({ type: 'CUSTOM', tz: 'UTC', durationSec: 5 }),
      /less than configured minimum/,
    )
    assert.throws(() => readInterval({ type: 'HOUR', tz: 'UTC', offsetSec: 3600 }), /Offset must be less/)
  })
})

const hour = 3_600_000
const metric = (name: string, more: object = {}) => ({
  function: name,
  input: { type: 'key', key: 'e' },
  ...more,
})
const hourly = (metrics: object, more: object = {}) => ({
  type: 'ENTITY_AGGREGATION',
  arguments: { e: latest('energy') },
  metrics,
  interval: { type: 'HOUR', tz: 'UTC' },
  output: { ...toChain, decimalsByDefault: 1 },
  ...more,
})
/** 2023-11-14 22:13:20 in UTC, where the bench begins: the hour ends in 2800 seconds */
const untilHour = 2_800_000

const results = (fields: TestFields): { ts: number; values: JsonValue }[] => fields.results() as never

describe('sums of intervals', () => {
  test('each interval is summed up when it ends', async () => {
    const fields = await TestFields.open()
    await fields.add(hourly({ sum: metric('SUM'), mean: metric('AVG'), count: metric('COUNT') }))
    const start = fields.now - (hour - untilHour)
    await fields.send({ energy: 1.5 })
    await fields.pass(1000)
    await fields.send({ energy: 2 })
    await fields.pass(untilHour - 1001)
    assert.deepEqual(fields.results(), [])
    await fields.pass(1)
    assert.deepEqual(results(fields), [{ ts: start, values: { sum: 3.5, mean: 1.8, count: 2 } }])
    await fields.send({ energy: 4 })
    await fields.pass(hour)
    assert.deepEqual(results(fields), [
      { ts: start + hour, values: { sum: new JsonDouble(4), mean: new JsonDouble(4), count: 1 } },
    ])
  })

  test('an interval without values has its defaults, or nothing to say', async () => {
    const fields = await TestFields.open()
    await fields.add(hourly({ sum: metric('SUM', { defaultValue: 0 }), most: metric('MAX') }))
    await fields.pass(untilHour)
    assert.deepEqual(
      results(fields).map(({ values }) => values),
      [{ sum: new JsonDouble(0) }],
    )
  })

  test('different values can be counted', async () => {
    const fields = await TestFields.open()
    await fields.add(hourly({ different: metric('COUNT_UNIQUE') }))
    for (const [index, energy] of ['a', 'b', 'a'].entries())
      await fields.send({ energy }, { ts: fields.now + index })
    await fields.pass(untilHour)
    assert.deepEqual(
      results(fields).map(({ values }) => values),
      [{ different: 2 }],
    )
  })

  test('a value that comes late counts until the watermark', async () => {
    const fields = await TestFields.open()
    const start = fields.now - (hour - untilHour)
    await fields.add(hourly({ sum: metric('SUM') }, { watermark: { duration: 600 } }))
    await fields.send({ energy: 1 })
    await fields.pass(untilHour + 100_000)
    fields.forget()
    await fields.send({ energy: 5 }, { ts: start + 1000 })
    await fields.pass(60_000)
    assert.deepEqual(results(fields), [{ ts: start, values: { sum: new JsonDouble(6) } }])
    await fields.pass(600_000)
    await fields.send({ energy: 9 }, { ts: start + 2000 })
    await fields.pass(120_000)
    assert.deepEqual(fields.results(), [])
  })

  test('an interval that runs can be summed up again and again', async () => {
    const fields = await TestFields.open()
    await fields.add(hourly({ sum: metric('SUM') }, { produceIntermediateResult: true }))
    await fields.send({ energy: 1 })
    await fields.pass(60_000)
    await fields.send({ energy: 2 })
    await fields.pass(60_000)
    await fields.pass(60_000)
    assert.deepEqual(
      results(fields).map(({ values }) => values),
      [{ sum: new JsonDouble(1) }, { sum: new JsonDouble(3) }],
    )
  })

  test('intervals that ended while nobody ran are made up for', async () => {
    const fields = await TestFields.open()
    const start = fields.now - (hour - untilHour)
    await fields.add(hourly({ sum: metric('SUM') }))
    await fields.send({ energy: 1 })
    await fields.runner.close()
    fields.play.time += 2 * hour
    fields.sampleOf(device, 'energy', start + hour + 5, 7)
    await fields.crash()
    await fields.pass(1)
    assert.deepEqual(results(fields), [
      { ts: start, values: { sum: new JsonDouble(1) } },
      { ts: start + hour, values: { sum: new JsonDouble(7) } },
    ])
  })

  test('a field of a profile sums up for each of its entities', async () => {
    const fields = await TestFields.open()
    const second = refOf('DEVICE', 'd2')
    fields.addEntity(device, { profile })
    fields.addEntity(second, { profile })
    await fields.add(hourly({ sum: metric('SUM') }), { entity: profile })
    await fields.send({ energy: 1 })
    await fields.send({ energy: 2 }, { entity: second })
    await fields.pass(untilHour)
    assert.deepEqual(
      fields.sent().map(({ originator }) => originator.id),
      [device.id, second.id],
    )
  })
})
