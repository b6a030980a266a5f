import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connected, deviceNamed, packet, pretendEdge, type RawClient } from '../../../test/support/mqtt.ts'

async function subscribe(
  client: RawClient,
  version: 4 | 5,
  ...filters: [topic: string, qos: number][]
): Promise<string> {
  const subscriptions = filters.map(([topic, qos]) => ({ topic, qos }))
  const suback = await client
    .send(packet({ cmd: 'subscribe', messageId: 9, subscriptions }, version))
    .packet()
  return suback.slice(version === 5 ? 10 : 8)
}

test('the topics of the device API are granted, at most with QoS 1', async () => {
  await using edge = await pretendEdge()
  const client = await connected(edge, 5)
  const codes = await subscribe(
    client,
    5,
    ['v1/devices/me/attributes', 0],
    ['v2/a', 1],
    ['v1/devices/me/rpc/request/+', 2],
    ['v2/fw/response/+/chunk/+', 1],
    ['v1/gateway/rpc', 1],
  )
  assert.equal(codes, '0001010101')
})

test('everything else is refused, wildcards too: 0x80 in MQTT 3, 0x8F in MQTT 5', async () => {
  await using edge = await pretendEdge()
  const old = await connected(edge, 4)
  assert.equal(await subscribe(old, 4, ['v1/devices/me/#', 1], ['v2/a', 1], ['wrong/topic', 0]), '800180')
  const modern = await connected(edge, 5)
  const wrong: [string, number][] = [
    ['#', 1],
    ['v1/gateway/disconnect', 1],
    ['v1/devices/me/rpc/request/7', 1],
  ]
  assert.equal(await subscribe(modern, 5, ...wrong), '8f8f8f')
  assert.equal(edge.gate.refusals.length, 5)
})

test("the profile's own attribute topic can be subscribed, and pushes come there", async () => {
  await using edge = await pretendEdge()
  const transport = { deviceAttributesSubscribeTopic: 'my/attributes' }
  edge.gate.devices.set('T', deviceNamed('T', { transportType: 'MQTT', transport }))
  const client = await connected(edge)
  assert.equal(await subscribe(client, 4, ['my/attributes', 1]), '01')
  edge.gate.listeners.get('T')?.onSharedAttributes?.({ s: 1 }, [])
  const push = Buffer.from(await client.packet(), 'hex').toString()
  assert.ok(push.includes('my/attributes') && push.endsWith('{"s":1}'))
})

test('UNSUBACK of MQTT 5 tells what was subscribed', async () => {
  await using edge = await pretendEdge()
  const client = await connected(edge, 5)
  await subscribe(client, 5, ['v2/a', 1])
  const unsubscriptions = ['v2/a', 'v2/a/j', 'wrong/topic']
  const unsuback = packet({ cmd: 'unsubscribe', messageId: 3, unsubscriptions }, 5)
  assert.equal(await client.send(unsuback).packet(), 'b006000300' + '00118f')
})

test('UNSUBACK of MQTT 3 has no codes', async () => {
  await using edge = await pretendEdge()
  const client = await connected(edge, 4)
  const unsubscribe = packet({ cmd: 'unsubscribe', messageId: 3, unsubscriptions: ['v2/a'] })
  assert.equal(await client.send(unsubscribe).packet(), 'b0020003')
})
