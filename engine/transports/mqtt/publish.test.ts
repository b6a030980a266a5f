import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connectAsync } from 'mqtt'
import {
  aWhile,
  connectAs,
  connected,
  deviceNamed,
  packet,
  pretendEdge,
  publishOf,
  telemetryOf,
  until,
} from '../../../test/support/mqtt.ts'

for (const protocolVersion of [4, 5] as const) {
  test(`a usual client of MQTT ${protocolVersion} publishes at every QoS`, async () => {
    await using edge = await pretendEdge()
    const url = `mqtt://127.0.0.1:${edge.server.port}`
    const client = await connectAsync(url, { username: 'T', protocolVersion, reconnectPeriod: 0 })
    await client.publishAsync('v1/devices/me/telemetry', '{"a":1}', { qos: 0 })
    await client.publishAsync('v2/t', '{"ts":1700000000000,"values":{"b":true}}', { qos: 1, retain: true })
    await client.publishAsync('v1/devices/me/attributes', '{"c":"x"}', { qos: 2 })
    await client.endAsync()
    assert.deepEqual(
      edge.gate.accepted.map(({ device, arrival, uploads }) => [device.name, arrival, uploads]),
      [
        [
          'T',
          { transport: 'mqtt', path: 'v1/devices/me/telemetry' },
          [{ kind: 'telemetry', ts: null, values: { a: 1 }, size: 7 }],
        ],
        [
          'T',
          { transport: 'mqtt', path: 'v2/t' },
          [{ kind: 'telemetry', ts: 1_700_000_000_000, values: { b: true }, size: 40 }],
        ],
        [
          'T',
          { transport: 'mqtt', path: 'v1/devices/me/attributes' },
          [{ kind: 'attributes', ts: null, values: { c: 'x' }, size: 9 }],
        ],
      ],
    )
    assert.deepEqual(edge.gate.refusals, [])
  })
}

test('a publish is acknowledged only when it is on disk', async () => {
  await using edge = await pretendEdge()
  edge.gate.holdsBack = true
  const client = await connected(edge)
  client.send(telemetryOf('{"a":1}', 1), packet({ cmd: 'pingreq' }))
  assert.equal(await client.packet(), 'd000', 'a ping behind it is answered')
  await aWhile()
  assert.equal(client.unread, 0)
  edge.gate.accepted[0]?.done(null)
  assert.equal(await client.packet(), '40020001')
})

test('acknowledgements keep the order of the publishes', async () => {
  await using edge = await pretendEdge()
  edge.gate.holdsBack = true
  const client = await connected(edge)
  client.send(...[5, 4, 9].map((id) => telemetryOf('{"a":1}', id)))
  await until(() => edge.gate.accepted.length === 3, 'three publishes')
  for (const { done } of edge.gate.accepted.toReversed()) done(null)
  assert.deepEqual(
    [await client.packet(), await client.packet(), await client.packet()],
    ['40020005', '40020004', '40020009'],
  )
})

test('what could not be stored is not acknowledged, and the connection closes', async () => {
  await using edge = await pretendEdge()
  edge.gate.failsWith = new Error('no space left on device')
  const old = await connected(edge, 4)
  assert.deepEqual(await old.send(telemetryOf('{"a":1}', 1)).packetsUntilClosed(), [])
  const modern = await connected(edge, 5)
  const [goodbye = '', ...more] = await modern.send(telemetryOf('{"a":1}', 1, 5)).packetsUntilClosed()
  assert.match(goodbye, /^e0..83/)
  assert.deepEqual(more, [])
  assert.match(edge.gate.refusals[0]?.reason ?? '', /no space left/)
})

test('what was taken before a failure is still acknowledged', async () => {
  await using edge = await pretendEdge()
  edge.gate.holdsBack = true
  const client = await connected(edge)
  client.send(telemetryOf('{"a":1}', 1), telemetryOf('{"a":2}', 2), telemetryOf('{"a":3}', 3))
  await until(() => edge.gate.accepted.length === 3, 'three publishes')
  const [first, second, third] = edge.gate.accepted
  third?.done(null)
  second?.done(new Error('disk'))
  first?.done(null)
  assert.deepEqual(await client.packetsUntilClosed(), ['40020001'])
})

test('a bad payload closes MQTT 3, and MQTT 5 is told 0x99 and goes on', async () => {
  await using edge = await pretendEdge()
  const old = await connected(edge, 4)
  assert.deepEqual(await old.send(telemetryOf('{bad', 1)).packetsUntilClosed(), [])
  const modern = await connected(edge, 5)
  assert.match(await modern.send(telemetryOf('{bad', 1, 5)).packet(), /^40..000199/)
  assert.equal(await modern.send(telemetryOf('{"a":1}', 2, 5)).packet(), '40020002')
  assert.match(await modern.send(telemetryOf('{bad', 0, 5, 0)).packet(), /^e0..99/)
  assert.equal(await modern.packet(), 'closed')
  assert.equal(edge.gate.refusals.length, 3)
  assert.equal(Buffer.from(edge.gate.refusals[0]?.payload ?? []).toString(), '{bad')
  assert.equal(edge.gate.refusals[0]?.device?.name, 'T')
})

test('a client that wants no reason texts gets none', async () => {
  await using edge = await pretendEdge()
  const client = await connected(edge, 5, { properties: { requestProblemInformation: false } })
  assert.equal(await client.send(telemetryOf('{bad', 1, 5)).packet(), '400400019900')
})

test('a profile can have bad payloads acknowledged in MQTT 3', async () => {
  await using edge = await pretendEdge()
  const transport = { sendAckOnValidationException: true }
  edge.gate.devices.set('T', deviceNamed('T', { transportType: 'MQTT', transport }))
  const client = await connected(edge)
  assert.equal(await client.send(telemetryOf('{bad', 1)).packet(), '40020001')
  assert.equal(await client.send(telemetryOf('{"a":1}', 2)).packet(), '40020002')
  assert.equal(edge.gate.refusals.length, 1)
})

test('an unknown topic is answered and counted, and the connection stays', async () => {
  await using edge = await pretendEdge()
  const old = await connected(edge, 4)
  assert.equal(await old.send(publishOf('no/such', '{}', 1)).packet(), '40020001')
  const modern = await connected(edge, 5)
  assert.match(await modern.send(publishOf('v2/c', '{}', 1, 5)).packet(), /^40..000190/)
  assert.equal(await modern.send(telemetryOf('{"a":1}', 2, 5)).packet(), '40020002')
  assert.deepEqual(
    edge.gate.refusals.map(({ path }) => path),
    ['no/such', 'v2/c'],
  )
})

test('a topic that a transport node asks for takes payloads of any shape', async () => {
  await using edge = await pretendEdge()
  edge.gate.wanted.add('plant/7/raw')
  const client = await connected(edge, 5)
  assert.equal(await client.send(publishOf('plant/7/raw', 'T=21', 1, 5)).packet(), '40020001')
  assert.deepEqual(edge.gate.raw, [{ path: 'plant/7/raw', payload: 'T=21' }])
  edge.gate.wanted.add('v2/c')
  assert.match(await client.send(publishOf('v2/c', '{}', 2, 5)).packet(), /^40..000290/)
})

test('the own telemetry topic of a profile is taken, with the topic as path', async () => {
  await using edge = await pretendEdge()
  const transport = { deviceTelemetryTopic: 'my/t/+' }
  edge.gate.devices.set('T', deviceNamed('T', { transportType: 'MQTT', transport }))
  const client = await connected(edge)
  assert.equal(await client.send(publishOf('my/t/1', '{"a":1}', 1)).packet(), '40020001')
  assert.equal(edge.gate.accepted[0]?.arrival.path, 'my/t/1')
})

test('a QoS 2 publish is taken once, however often it is repeated before its release', async () => {
  await using edge = await pretendEdge()
  const client = await connected(edge, 5)
  const publish = telemetryOf('{"a":1}', 7, 5, 2)
  assert.equal(await client.send(publish).packet(), '50020007')
  assert.equal(await client.send(publish).packet(), '50020007')
  assert.equal(edge.gate.accepted.length, 1)
  assert.equal(await client.send([0x62, 2, 0, 7]).packet(), '70020007')
  assert.match(await client.send([0x62, 2, 0, 7]).packet(), /^70..000792/)
  assert.equal(await client.send(publish).packet(), '50020007')
  assert.equal(edge.gate.accepted.length, 2)
})

test('a client that never releases its QoS 2 publishes is disconnected', async () => {
  await using edge = await pretendEdge({ limits: { inFlight: 2 } })
  const client = await connected(edge, 5)
  for (const id of [1, 2])
    assert.equal(await client.send(telemetryOf('{"a":1}', id, 5, 2)).packet(), `5002000${id}`)
  assert.match(await client.send(telemetryOf('{"a":1}', 3, 5, 2)).packet(), /^e0..93/)
})

test('an empty array is telemetry of nothing, acknowledged at once', async () => {
  await using edge = await pretendEdge()
  const client = await connected(edge)
  assert.equal(await client.send(telemetryOf('[]', 1)).packet(), '40020001')
  assert.equal(edge.gate.accepted.length, 0)
})

test('whatever the device sends counts as activity once per read, not per packet', async () => {
  await using edge = await pretendEdge()
  const client = edge.client().send(connectAs('T'))
  await client.packet()
  await until(() => edge.gate.activity === 1, 'the connect')
  client.send(...Array.from({ length: 50 }, (_, n) => telemetryOf('{"a":1}', n + 1)))
  for (let n = 0; n < 50; n++) await client.packet()
  assert.ok(edge.gate.activity >= 2 && edge.gate.activity < 20, `${edge.gate.activity}`)
  const before = edge.gate.activity
  await client.send(packet({ cmd: 'pingreq' })).packet()
  await until(() => edge.gate.activity > before, 'the ping')
})
