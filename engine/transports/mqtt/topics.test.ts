import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matches, Topics } from './topics.ts'

const plain = { id: 'p', name: 'default', transportType: 'DEFAULT', transport: {} }

function familiesOf(topics: Topics, ...names: string[]): string[] {
  return names.map((name) => topics.route(name).family)
}

test('the standard topics lead to their families', () => {
  const topics = new Topics(plain)
  assert.deepEqual(
    familiesOf(topics, 'v1/devices/me/telemetry', 'v2/t', 'v2/t/j'),
    Array(3).fill('telemetry'),
  )
  assert.deepEqual(
    familiesOf(topics, 'v1/devices/me/attributes', 'v2/a', 'v2/a/j'),
    Array(3).fill('attributes'),
  )
  assert.deepEqual(familiesOf(topics, 'v2/t/p', 'v2/a/p', 'v2/a/req/p/1'), Array(3).fill('protobuf'))
  assert.deepEqual(
    familiesOf(topics, 'v2/c', 'v1/devices/me/rpc/x', 'v1/gateway/y'),
    Array(3).fill('unknown'),
  )
  assert.deepEqual(familiesOf(topics, 'v1/devices/me', 'telemetry', 'plant/7'), Array(3).fill('foreign'))
})

test('an attribute request knows its id and where its answer goes', () => {
  const topics = new Topics(plain)
  const { family, id, answersTo } = topics.route('v2/a/req/j/7')
  assert.deepEqual([family, id, answersTo], ['attribute-request', '7', 'v2/a/res/j/'])
  assert.equal(
    topics.route('v1/devices/me/attributes/request/42').answersTo,
    'v1/devices/me/attributes/response/',
  )
  assert.equal(topics.route('v2/a/req/9').answersTo, 'v2/a/res/')
})

test('the own topics of an MQTT profile replace the v1 ones, and v2 stays', () => {
  const transport = { deviceTelemetryTopic: 'my/t/+', deviceAttributesTopic: 'my/#' }
  const topics = new Topics({ ...plain, transportType: 'MQTT', transport })
  // attributes are asked before telemetry
  assert.deepEqual(familiesOf(topics, 'my/t/1', 'my', 'v2/t'), ['attributes', 'attributes', 'telemetry'])
  assert.deepEqual(familiesOf(topics, 'v1/devices/me/telemetry'), ['unknown'])
})

test('the topics of a profile count only where its transport is MQTT', () => {
  const topics = new Topics({ ...plain, transport: { deviceTelemetryTopic: 'my/t' } })
  assert.deepEqual(familiesOf(topics, 'my/t', 'v1/devices/me/telemetry'), ['foreign', 'telemetry'])
})

test('where a profile speaks Protobuf only topics that say JSON carry JSON', () => {
  const transportPayloadTypeConfiguration = { transportPayloadType: 'PROTOBUF' }
  const topics = new Topics({
    ...plain,
    transportType: 'MQTT',
    transport: { transportPayloadTypeConfiguration },
  })
  assert.deepEqual(familiesOf(topics, 'v2/t', 'v2/t/j', 'v2/a/req/1', 'v2/a/req/j/1'), [
    'protobuf',
    'telemetry',
    'protobuf',
    'attribute-request',
  ])
})

test('filters match as MQTT says', () => {
  for (const [filter, topic] of [
    ['a/b', 'a/b'],
    ['a/+', 'a/'],
    ['+/b', 'a/b'],
    ['a/#', 'a'],
    ['#', 'a/b/c'],
    ['+/+', '/b'],
  ] as const) {
    assert.ok(matches(filter, topic), `${filter} covers ${topic}`)
  }
  for (const [filter, topic] of [
    ['a/+', 'a'],
    ['a/+', 'a/b/c'],
    ['a/b', 'a/b/c'],
    ['#', '$SYS/x'],
    ['a/b/c', 'a/b'],
  ] as const) {
    assert.ok(!matches(filter, topic), `${filter} does not cover ${topic}`)
  }
})
