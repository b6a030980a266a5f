import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connectAsync } from 'mqtt'
import {
  aWhile,
  connected,
  type PretendEdge,
  packet,
  pretendEdge,
  publishOf,
  type RawClient,
} from '../../../test/support/mqtt.ts'
import { JsonDouble } from '../../rules/values.ts'

const responses = 'v1/devices/me/attributes/response/'

/** The packets up to the PUBACK of a request, publishes as `topic body`. */
async function ask(client: RawClient, topic: string, body: string, version: 4 | 5 = 4): Promise<string[]> {
  client.send(publishOf(topic, body, 1, version))
  const answers: string[] = []
  for (;;) {
    const answer = await client.packet()
    if (!answer.startsWith('3')) return [...answers, answer]
    answers.push(readable(answer, version))
  }
}

/** A QoS 1 publish of the server as `id topic body`. */
function readable(hex: string, version: 4 | 5): string {
  const bytes = Buffer.from(hex, 'hex')
  const at = (bytes[1] as number) < 0x80 ? 2 : 3
  const topicEnd = at + 2 + bytes.readUInt16BE(at)
  const body = bytes.toString('utf8', topicEnd + (version === 5 ? 3 : 2))
  return `${bytes.readUInt16BE(topicEnd)} ${bytes.toString('utf8', at + 2, topicEnd)} ${body}`
}

async function edgeWithAttributes(): Promise<PretendEdge> {
  const edge = await pretendEdge()
  edge.gate.scopes = { client: { c1: 1, c2: 'x' }, shared: { s1: new JsonDouble(42) } }
  return edge
}

test('asked attributes come on the response topic, then the request is acknowledged', async () => {
  await using edge = await edgeWithAttributes()
  const client = await connected(edge)
  const topic = 'v1/devices/me/attributes/request/42'
  assert.deepEqual(await ask(client, topic, '{"clientKeys":"c1,nope","sharedKeys":"s1"}'), [
    `1 ${responses}42 {"client":{"c1":1},"shared":{"s1":42.0}}`,
    '40020001',
  ])
})

test('an empty request asks for everything, one list alone for that scope only', async () => {
  await using edge = await edgeWithAttributes()
  const client = await connected(edge)
  const topic = 'v1/devices/me/attributes/request/3'
  assert.equal(
    (await ask(client, topic, '{}'))[0],
    `1 ${responses}3 {"client":{"c1":1,"c2":"x"},"shared":{"s1":42.0}}`,
  )
  assert.equal((await ask(client, topic, '{"clientKeys":"c2"}'))[0], `2 ${responses}3 {"client":{"c2":"x"}}`)
  assert.equal((await ask(client, topic, '{"sharedKeys":"zz"}'))[0], `3 ${responses}3 {}`)
})

test('an answer comes in the form of its request', async () => {
  await using edge = await edgeWithAttributes()
  const client = await connected(edge)
  assert.equal(
    (await ask(client, 'v2/a/req/5', '{"clientKeys":"c1"}'))[0],
    '1 v2/a/res/5 {"client":{"c1":1}}',
  )
  assert.equal(
    (await ask(client, 'v2/a/req/j/7', '{"clientKeys":"c1"}'))[0],
    '2 v2/a/res/j/7 {"client":{"c1":1}}',
  )
})

test('a negative id gets no answer, only the acknowledgement', async () => {
  await using edge = await edgeWithAttributes()
  const client = await connected(edge)
  assert.deepEqual(await ask(client, 'v1/devices/me/attributes/request/-1', '{}'), ['40020001'])
})

test('an odd request is a bad payload', async () => {
  await using edge = await edgeWithAttributes()
  const client = await connected(edge, 5)
  const request = 'v1/devices/me/attributes/request'
  const odd = [
    [`${request}/abc`, '{}'],
    [`${request}/`, '{}'],
    [`${request}/99999999999`, '{}'],
    [`${request}/1`, '[]'],
    [`${request}/1`, ''],
    [`${request}/1`, '{"clientKeys":["a"]}'],
  ] as const
  for (const [topic, body] of odd) {
    const answers = await ask(client, topic, body, 5)
    assert.match(answers.join(), /^40..000199/, `${topic} ${body}`)
  }
})

test('attributes that cannot be read close the connection, so that the device asks again', async () => {
  await using edge = await edgeWithAttributes()
  edge.gate.attributesFail = true
  const client = await connected(edge, 5)
  assert.match((await ask(client, 'v2/a/req/1', '{}', 5)).join(), /^e0..83/)
  assert.equal(edge.errors.length, 1)
})

test('a usual client hears of changed and of deleted shared attributes', async () => {
  await using edge = await pretendEdge()
  const url = `mqtt://127.0.0.1:${edge.server.port}`
  const client = await connectAsync(url, { username: 'T', reconnectPeriod: 0 })
  await client.subscribeAsync('v1/devices/me/attributes', { qos: 1 })
  const heard: string[] = []
  const both = new Promise<void>((resolve) => {
    client.on('message', (topic, payload) => {
      heard.push(`${topic} ${payload}`)
      if (heard.length === 2) resolve()
    })
  })
  edge.gate.listeners.get('T')?.onSharedAttributes?.({ s: new JsonDouble(42), n: 1 }, ['old'])
  await both
  await client.endAsync()
  assert.deepEqual(heard, [
    'v1/devices/me/attributes {"s":42.0,"n":1}',
    'v1/devices/me/attributes {"deleted":["old"]}',
  ])
})

test('the topic subscribed last decides where pushes go, and without one there are none', async () => {
  await using edge = await pretendEdge()
  const client = await connected(edge)
  const push = () => edge.gate.listeners.get('T')?.onSharedAttributes?.({ s: 1 }, [])
  const subscribe = async (topic: string, qos: 0 | 1 = 1) => {
    await client.send(packet({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic, qos }] })).packet()
  }
  push()
  await subscribe('v1/devices/me/attributes')
  await subscribe('v2/a/j')
  push()
  assert.equal(readable(await client.packet(), 4), '1 v2/a/j {"s":1}')
  await subscribe('v1/devices/me/attributes', 0)
  push()
  assert.match(await client.packet(), /^30.*7b2273223a317d$/, 'QoS 0 as granted')
  const unsubscriptions = ['v1/devices/me/attributes', 'v2/a/j']
  await client.send(packet({ cmd: 'unsubscribe', messageId: 2, unsubscriptions })).packet()
  push()
  await aWhile()
  assert.equal(client.unread, 0)
})

test('a push larger than the client takes is not sent, and we hear of it', async () => {
  await using edge = await pretendEdge()
  const client = await connected(edge, 5, { properties: { maximumPacketSize: 100 } })
  const subscriptions = [{ topic: 'v2/a', qos: 1 }]
  await client.send(packet({ cmd: 'subscribe', messageId: 1, subscriptions }, 5)).packet()
  edge.gate.listeners.get('T')?.onSharedAttributes?.({ s: 'x'.repeat(200) }, [])
  edge.gate.listeners.get('T')?.onSharedAttributes?.({ s: 1 }, [])
  assert.equal(readable(await client.packet(), 5), '1 v2/a {"s":1}')
  assert.match(edge.gate.refusals[0]?.reason ?? '', /larger than the 100 bytes/)
})

test('no more pushes are under way than the client takes at once, and none is lost', async () => {
  await using edge = await pretendEdge()
  const client = await connected(edge, 5, { properties: { receiveMaximum: 1 } })
  await client
    .send(packet({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'v2/a', qos: 1 }] }, 5))
    .packet()
  for (let n = 0; n < 3; n++) edge.gate.listeners.get('T')?.onSharedAttributes?.({ n }, [])
  assert.equal(readable(await client.packet(), 5), '1 v2/a {"n":0}')
  await aWhile()
  assert.equal(client.unread, 0)
  assert.equal(readable(await client.send([0x40, 2, 0, 1]).packet(), 5), '2 v2/a {"n":1}')
  assert.equal(readable(await client.send([0x40, 2, 0, 2]).packet(), 5), '3 v2/a {"n":2}')
})

test('a client that acknowledges no push is disconnected in the end', async () => {
  await using edge = await pretendEdge({ limits: { outgoing: 5 } })
  const client = await connected(edge, 5)
  await client
    .send(packet({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'v2/a', qos: 1 }] }, 5))
    .packet()
  for (let n = 0; n < 6; n++) edge.gate.listeners.get('T')?.onSharedAttributes?.({ n }, [])
  const packets = await client.packetsUntilClosed()
  assert.equal(packets.length, 6)
  assert.match(packets[5] ?? '', /^e0..97/)
})
