import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JsonDouble } from '../rules/values.ts'
import { atOnce, attribute, device, latest, refOf, rolling, TestFields, toChain } from './test-world.ts'

const building = refOf('ASSET', 'a1')
const rooms = ['a2', 'a3', 'a4'].map((short) => refOf('ASSET', short))
const [first, second, third] = rooms as [(typeof rooms)[0], (typeof rooms)[0], (typeof rooms)[0]]

const metric = (name: string, more: object = {}) => ({
  function: name,
  input: { type: 'key', key: 't' },
  ...more,
})
const aggregation = (metrics: object, more: object = {}) => ({
  type: 'RELATED_ENTITIES_AGGREGATION',
  relation: { direction: 'FROM', relationType: 'Contains' },
  arguments: { t: latest('temperature') },
  deduplicationIntervalInSec: 60,
  metrics,
  output: { ...toChain, decimalsByDefault: 1 },
  ...more,
})

async function withRooms(temperatures: readonly number[]): Promise<TestFields> {
  const fields = await TestFields.open()
  for (const [index, value] of temperatures.entries()) {
    const to = rooms[index] as typeof first
    fields.play.relations.add({ from: building, to, type: 'Contains' })
    fields.sampleOf(to, 'temperature', fields.now, value)
  }
  return fields
}

test('numbers over all related entities come when the field is new', async () => {
  const fields = await withRooms([20, 22.5, 20])
  const metrics = {
    least: metric('MIN'),
    most: metric('MAX'),
    sum: metric('SUM'),
    mean: metric('AVG'),
    count: metric('COUNT'),
    different: metric('COUNT_UNIQUE'),
  }
  await fields.add(aggregation(metrics), { entity: building })
  assert.deepEqual(fields.results(), [
    { least: new JsonDouble(20), most: 22.5, sum: 62.5, mean: 20.8, count: 3, different: 2 },
  ])
})

test('new values of related entities count at once, then at most once in the interval, and none is forgotten', async () => {
  const fields = await withRooms([20, 20, 20])
  await fields.add(aggregation({ sum: metric('SUM') }), { entity: building })
  fields.forget()
  await fields.pass(60_000)
  await fields.send({ temperature: 21 }, { entity: first })
  assert.deepEqual(fields.results(), [{ sum: new JsonDouble(61) }])
  await fields.pass(10_000)
  await fields.send({ temperature: 22 }, { entity: second })
  await fields.send({ temperature: 23 }, { entity: third })
  assert.deepEqual(fields.results(), [])
  await fields.pass(50_000)
  assert.deepEqual(fields.results(), [{ sum: new JsonDouble(66) }])
  await fields.pass(300_000)
  assert.deepEqual(fields.results(), [])
})

test('a filter chooses entities, and a function makes the value', async () => {
  const fields = await withRooms([20, 30, 40])
  for (const [index, room] of rooms.entries()) fields.setAttribute(room, 'SERVER_SCOPE', 'on', index > 0)
  const args = { t: latest('temperature'), on: attribute('on') }
  const metrics = {
    fahrenheit: metric('MAX', {
      filter: 'return on;',
      input: { type: 'function', function: 'return t * 1.8 + 32;' },
    }),
    running: metric('COUNT', { filter: 'return on && t > 35;' }),
  }
  await fields.add(aggregation(metrics, { arguments: args }), { entity: building })
  assert.deepEqual(fields.results(), [{ fahrenheit: new JsonDouble(104), running: 1 }])
})

test('entities that come and go count from then on', async () => {
  const fields = await withRooms([20, 30])
  await fields.add(aggregation({ count: metric('COUNT'), sum: metric('SUM') }), { entity: building })
  fields.forget()
  fields.sampleOf(third, 'temperature', fields.now, 50)
  fields.play.relations.add({ from: building, to: third, type: 'Contains' })
  await fields.pass(60_000)
  fields.runner.relationChanged(building, third)
  await fields.runner.settled()
  assert.deepEqual(fields.results(), [{ count: 3, sum: new JsonDouble(100) }])
  await fields.play.relations.remove({ from: building, to: first, type: 'Contains' })
  await fields.pass(60_000)
  fields.forget()
  fields.runner.relationChanged(building, first)
  await fields.runner.settled()
  assert.deepEqual(fields.results(), [{ count: 2, sum: new JsonDouble(80) }])
})

test('where nothing is related only what has a default or counts is told', async () => {
  const fields = await TestFields.open()
  const metrics = { sum: metric('SUM'), mean: metric('AVG', { defaultValue: 7 }), count: metric('COUNT') }
  await fields.add(aggregation(metrics), { entity: building })
  assert.deepEqual(fields.results(), [{ mean: new JsonDouble(7), count: 0 }])
})

test('the result can have the time of the newest value', async () => {
  const fields = await withRooms([20, 22])
  fields.sampleOf(second, 'temperature', fields.now + 5, 24)
  await fields.add(aggregation({ sum: metric('SUM') }, { useLatestTs: true }), { entity: building })
  assert.deepEqual(fields.results(), [{ ts: fields.now + 5, values: { sum: new JsonDouble(44) } }])
})

test('values are handed on to related entities, those that changed only', async () => {
  const fields = await TestFields.open()
  fields.play.relations.add({ from: building, to: device, type: 'Contains' })
  fields.play.relations.add({ from: first, to: device, type: 'Contains' })
  const configuration = {
    type: 'PROPAGATION',
    relation: { direction: 'TO', relationType: 'Contains' },
    arguments: { warmth: latest('temperature'), model: attribute('model', 'CLIENT_SCOPE') },
    applyExpressionToResolvedArguments: false,
    output: atOnce,
  }
  await fields.add(configuration)
  await fields.send({ temperature: 20 })
  const saved = fields.play.deeds.flatMap((deed) =>
    'save' in deed && deed.save === 'telemetry' ? [[deed.entity.id, deed.values]] : [],
  )
  assert.deepEqual(saved, [
    [building.id, { warmth: 20 }],
    [first.id, { warmth: 20 }],
  ])
})

test('a script can make what is handed on; to nobody nothing is handed', async () => {
  const fields = await TestFields.open()
  const configuration = {
    type: 'PROPAGATION',
    relation: { direction: 'TO', relationType: 'Contains' },
    arguments: { t: latest('temperature') },
    applyExpressionToResolvedArguments: true,
    expression: 'return {"double": t * 2};',
    output: toChain,
  }
  await fields.add(configuration)
  await fields.send({ temperature: 4 })
  assert.deepEqual(fields.sent(), [])
  fields.play.relations.add({ from: building, to: device, type: 'Contains' })
  fields.runner.relationChanged(building, device)
  await fields.runner.settled()
  const [message] = fields.sent()
  assert.deepEqual(message?.originator, building)
  assert.deepEqual({ ...(message?.data as object) }, { double: 8 })
})

test('what can’t be such a field is refused', async () => {
  const { runner } = await TestFields.open()
  const wrong = (configuration: object) =>
    runner.check({
      type: String((configuration as { type: string }).type),
      name: 'x',
      entity: building,
      configuration: configuration as never,
    })
  const metrics = { sum: metric('SUM') }
  assert.equal(wrong(aggregation(metrics)), null)
  assert.match(
    wrong(aggregation(metrics, { deduplicationIntervalInSec: 5 })) ?? '',
    /Deduplication interval is less/,
  )
  assert.match(wrong(aggregation({})) ?? '', /Metrics map cannot be empty/)
  assert.match(
    wrong(aggregation({ s: metric('SUM', { input: { type: 'key', key: 'u' } }) })) ?? '',
    /unknown argument: 'u'/,
  )
  assert.match(
    wrong(aggregation(metrics, { arguments: { t: rolling('t', 5) } })) ?? '',
    /doesn't support TS_ROLLING/,
  )
  assert.match(
    wrong(aggregation(metrics, { relation: { direction: 'FROM' } })) ?? '',
    /Relation type must be specified!/,
  )
})
