import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connectAsync } from 'mqtt'
import {
  aWhile,
  connected,
  deviceNamed,
  packet,
  pretendEdge,
  publishOf,
  type RawClient,
  until,
} from '../../../test/support/mqtt.ts'

const T = deviceNamed('T').id

/** A QoS 1 publish of the server as `topic body`. */
function readable(hex: string, version: 4 | 5 = 4): string {
  const bytes = Buffer.from(hex, 'hex')
  const at = (bytes[1] as number) < 0x80 ? 2 : 3
  const topicEnd = at + 2 + bytes.readUInt16BE(at)
  return `${bytes.toString('utf8', at + 2, topicEnd)} ${bytes.toString('utf8', topicEnd + (version === 5 ? 3 : 2))}`
}

async function subscribed(client: RawClient, topic: string, qos: 0 | 1 = 1): Promise<void> {
  client.send(packet({ cmd: 'subscribe', messageId: 9, subscriptions: [{ topic, qos }] }))
  assert.match(await client.packet(), /^90/)
}

test('a call comes with its number in the topic, and its reply goes back', async () => {
  await using edge = await pretendEdge()
  const client = await connected(edge)
  await subscribed(client, 'v1/devices/me/rpc/request/+')
  const outcome = edge.gate.calls.call({ deviceId: T, method: 'set "x"', params: '{"pin":7.0}' })
  assert.equal(
    readable(await client.packet()),
    'v1/devices/me/rpc/request/0 {"method":"set \\"x\\"","params":{"pin":7.0}}',
  )
  client.send(publishOf('v1/devices/me/rpc/response/0', '{"ok":true}', 5))
  assert.equal(await client.packet(), '40020005')
  assert.deepEqual(await outcome, { response: '{"ok":true}' })
})

test('somebody else’s client takes calls on the short topic', async () => {
  await using edge = await pretendEdge()
  const client = await connectAsync(`mqtt://127.0.0.1:${edge.server.port}`, {
    username: 'T',
    reconnectPeriod: 0,
  })
  const got: string[] = []
  client.on('message', (topic, payload) => void got.push(`${topic} ${payload}`))
  await client.subscribeAsync('v2/r/req/j/+', { qos: 1 })
  assert.deepEqual(await edge.gate.calls.call({ deviceId: T, isOneWay: true }), { response: null })
  await until(() => got.length === 1, 'the call')
  assert.deepEqual(got, ['v2/r/req/j/0 {"method":"m","params":null}'])
  await client.endAsync()
})

test('a persistent call is sent, then delivered by the PUBACK; at QoS 0 it is delivered at once', async () => {
  await using edge = await pretendEdge()
  const { calls } = edge.gate
  const states = () => calls.changes.map(({ status }) => status)
  const client = await connected(edge)
  await subscribed(client, 'v1/devices/me/rpc/request/+')
  await calls.call({ deviceId: T, isPersistent: true, isOneWay: true })
  await client.packet()
  await aWhile()
  assert.deepEqual(states(), ['QUEUED', 'SENT'])
  client.send(packet({ cmd: 'puback', messageId: 1 }))
  await until(() => states().length === 3, 'the acknowledgement')
  assert.equal(states().at(-1), 'DELIVERED')
  await subscribed(client, 'v1/devices/me/rpc/request/+', 0)
  await calls.call({ deviceId: T, isPersistent: true, isOneWay: true })
  await client.packet()
  await until(() => states().length === 5, 'the second call')
  assert.deepEqual(states().slice(3), ['QUEUED', 'DELIVERED'])
})

test('a call that a device lost with its connection comes again on the next', async () => {
  await using edge = await pretendEdge()
  const first = await connected(edge)
  await subscribed(first, 'v1/devices/me/rpc/request/+')
  const outcome = edge.gate.calls.call({ deviceId: T })
  const came = readable(await first.packet())
  first.destroy()
  const second = await connected(edge)
  await subscribed(second, 'v1/devices/me/rpc/request/+')
  assert.equal(readable(await second.packet()), came)
  second.send(publishOf('v1/devices/me/rpc/response/0', 'done', 5))
  assert.deepEqual(await outcome, { response: 'done' })
})

test('who unsubscribes takes no calls any more', async () => {
  await using edge = await pretendEdge()
  const client = await connected(edge)
  await subscribed(client, 'v1/devices/me/rpc/request/+')
  client.send(packet({ cmd: 'unsubscribe', messageId: 4, unsubscriptions: ['v1/devices/me/rpc/request/+'] }))
  assert.match(await client.packet(), /^b0/)
  void edge.gate.calls.call({ deviceId: T })
  await aWhile()
  assert.equal(client.unread, 0)
})

test('a device’s own call reaches the rules, and its answer comes without a subscription', async () => {
  await using edge = await pretendEdge()
  const { gate } = edge
  const client = await connected(edge)
  client.send(publishOf('v1/devices/me/rpc/request/42', '{"method":"getTime","params":[1.0]}', 5))
  assert.equal(await client.packet(), '40020005')
  const [message] = gate.serverCalls
  const { sessionId = '', ...metadata } = message?.metadata ?? {}
  assert.deepEqual(
    [message?.type, JSON.stringify(message?.data)],
    ['TO_SERVER_RPC_REQUEST', '{"method":"getTime","params":[1]}'],
  )
  assert.deepEqual(metadata, { deviceName: 'T', deviceType: 'default', requestId: '42', serviceId: 'test' })
  // neither another device nor another number is answered
  gate.calls.server.answer('somebody else', sessionId, 42, '1')
  gate.calls.server.answer(T, sessionId, 41, '1')
  gate.calls.server.answer(T, sessionId, 42, '{"time":5}')
  gate.calls.server.answer(T, sessionId, 42, '{"time":6}')
  assert.equal(readable(await client.packet()), 'v1/devices/me/rpc/response/42 {"time":5}')
  await aWhile()
  assert.equal(client.unread, 0)
  assert.equal(gate.calls.server.waiting, 0)
})

test('a call that nobody answers ends after a minute, and one of a device that left is forgotten', async () => {
  await using edge = await pretendEdge()
  const { calls } = edge.gate
  const client = await connected(edge)
  client.send(publishOf('v2/r/req/1', '{"method":"m"}', 5))
  await client.packet()
  ;(calls.clock as typeof edge.clock).pass(60_000)
  assert.equal(readable(await client.packet()), 'v2/r/res/1 {"error":"timeout"}')
  client.send(publishOf('v2/r/req/2', '{"method":"m"}', 6))
  await until(() => calls.server.waiting === 1, 'the second call')
  client.destroy()
  await until(() => calls.server.waiting === 0, 'the call to be forgotten')
})

test('the limits of the session are told by the transport itself', async () => {
  await using edge = await pretendEdge()
  const client = await connected(edge)
  client.send(publishOf('v1/devices/me/rpc/request/1', '{"method":"getSessionLimits","params":{}}', 5))
  const answers = [await client.packet(), await client.packet()].filter((one) => one.startsWith('3'))
  assert.equal(
    readable(answers[0] ?? ''),
    'v1/devices/me/rpc/response/1 {"maxPayloadSize":65536,"maxInflightMessages":1000,"rateLimits":{}}',
  )
  assert.equal(edge.gate.serverCalls.length, 0)
})

test('a call without a method, a number that is none, and a broken body are refused', async () => {
  for (const [topic, body, code] of [
    ['v1/devices/me/rpc/request/1', '{"params":{}}', 'e0028b'],
    ['v1/devices/me/rpc/request/x', '{"method":"m"}', '40'],
    ['v1/devices/me/rpc/request/1', '[]', '40'],
    ['v1/devices/me/rpc/response/', '{}', '40'],
  ] as const) {
    await using edge = await pretendEdge()
    const client = await connected(edge, 5)
    client.send(publishOf(topic, body, 5, 5))
    const answer = await client.packet()
    assert.ok(
      code === '40' ? /^40..000599/.test(answer) : /^e0..8b/.test(answer),
      `${topic} ${body}: ${answer}`,
    )
    assert.equal(edge.gate.refusals.length, 1)
    assert.equal(edge.gate.serverCalls.length, 0)
  }
})

test('what can’t be stored is not acknowledged', async () => {
  await using edge = await pretendEdge()
  edge.gate.failsWith = new Error('the disk is full')
  const client = await connected(edge)
  client.send(publishOf('v1/devices/me/rpc/request/1', '{"method":"m"}', 5))
  assert.deepEqual(await client.packetsUntilClosed(), [])
  assert.match(edge.gate.refusals[0]?.reason ?? '', /could not be taken: the disk is full/)
})
