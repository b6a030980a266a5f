import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connectAs, packet, publishOf } from '../../../test/support/mqtt.ts'
import { readConnect, readPublish, readSubscribe, readUnsubscribe, TopicMemory } from './decode.ts'
import { Fields, MalformedPacket } from './fields.ts'
import { PacketReader } from './reader.ts'

/** The first packet of the bytes, cut out by the reader. */
function cut(bytes: Uint8Array): PacketReader {
  const reader = new PacketReader(65_536)
  reader.push(Buffer.from(bytes))
  assert.ok(reader.next())
  return reader
}

function fieldsOf(bytes: Uint8Array): Fields {
  const { buffer, start, end } = cut(bytes)
  return new Fields(buffer, start, end)
}

function publishFrom(bytes: Uint8Array, version: 4 | 5) {
  const { first, buffer, start, end } = cut(bytes)
  return readPublish(first, buffer, start, end, version, new TopicMemory())
}

test('CONNECT of all three versions is read', () => {
  for (const version of [3, 4, 5] as const) {
    const connect = readConnect(fieldsOf(connectAs('user', version, { password: Buffer.from('secret') })))
    assert.equal(connect.version, version)
    assert.equal(connect.clientId, 'c')
    assert.equal(connect.userName, 'user')
    assert.equal(connect.password, 'secret')
    assert.equal(connect.keepAlive, 60)
    assert.equal(connect.cleanStart, true)
  }
})

test('the properties of an MQTT 5 CONNECT are read, its will is skipped', () => {
  const properties = {
    sessionExpiryInterval: 5,
    receiveMaximum: 7,
    maximumPacketSize: 900,
    requestProblemInformation: false,
    userProperties: { a: ['b', 'c'] },
  }
  const will = {
    topic: 'w',
    payload: Buffer.from('gone'),
    qos: 1 as const,
    properties: { willDelayInterval: 3 },
  }
  const connect = readConnect(fieldsOf(connectAs('user', 5, { properties, will })))
  assert.equal(connect.sessionExpiry, 5)
  assert.equal(connect.receiveMaximum, 7)
  assert.equal(connect.maximumPacketSize, 900)
  assert.equal(connect.wantsReasonTexts, false)
  assert.equal(connect.userName, 'user')
})

test('a publish is read as it was written, with and without properties', () => {
  for (const version of [4, 5] as const) {
    const publish = publishFrom(publishOf('a/ü/b', '{"a":1}', 65_535, version, 2), version)
    assert.equal(publish.topic, 'a/ü/b')
    assert.equal(publish.packetId, 65_535)
    assert.equal(publish.qos, 2)
    assert.equal(publish.payload.toString(), '{"a":1}')
  }
  const properties = { contentType: 'json', userProperties: { k: 'v' }, messageExpiryInterval: 9 }
  const withProperties = packet(
    { cmd: 'publish', topic: 't', payload: 'p', qos: 0, dup: false, retain: true, properties },
    5,
  )
  assert.equal(publishFrom(withProperties, 5).payload.toString(), 'p')
})

test('a publish that cannot be is malformed', () => {
  const cases: [what: string, bytes: number[], version: 4 | 5][] = [
    ['QoS 3', [0x36, 5, 0, 1, 97, 0, 1], 4],
    ['packet id 0', [0x32, 5, 0, 1, 97, 0, 0], 4],
    ['no packet id', [0x32, 3, 0, 1, 97], 4],
    ['topic beyond the packet', [0x30, 3, 0, 9, 97], 4],
    ['half a topic length', [0x30, 1, 0], 4],
    ['nothing at all', [0x30, 0], 4],
    ['empty topic', [0x30, 2, 0, 0], 4],
    ['wildcard +', [0x30, 3, 0, 1, 0x2b], 4],
    ['wildcard #', [0x30, 3, 0, 1, 0x23], 4],
    ['U+0000 in the topic', [0x30, 3, 0, 1, 0], 4],
    ['topic that is not UTF-8', [0x30, 3, 0, 1, 0xff], 4],
    ['surrogate in the topic', [0x30, 5, 0, 3, 0xed, 0xa0, 0x80], 4],
    ['no properties', [0x30, 3, 0, 1, 97], 5],
    ['properties beyond the packet', [0x30, 4, 0, 1, 97, 9], 5],
    ['topic alias', [0x30, 7, 0, 1, 97, 3, 0x23, 0, 1], 5],
    ['unknown property', [0x30, 6, 0, 1, 97, 2, 0x7e, 0], 5],
    ['property of another packet', [0x30, 7, 0, 1, 97, 3, 0x21, 0, 1], 5],
    ['the same property twice', [0x30, 8, 0, 1, 97, 4, 1, 0, 1, 0], 5],
  ]
  for (const [what, bytes, version] of cases) {
    assert.throws(() => publishFrom(Buffer.from(bytes), version), MalformedPacket, what)
  }
})

test('CONNECT cut short at any byte is malformed, and nothing else', () => {
  const whole = connectAs('user', 5, {
    password: Buffer.from('p'),
    properties: { receiveMaximum: 7, userProperties: { a: 'b' } },
    will: { topic: 'w', payload: Buffer.from('x') },
  })
  const { buffer, start, end } = cut(whole)
  for (let at = start; at < end; at++) {
    assert.throws(() => readConnect(new Fields(buffer, start, at)), MalformedPacket, `cut at ${at}`)
  }
})

test('CONNECT with contradicting flags is malformed', () => {
  const connect = (flags: number) =>
    fieldsOf(Buffer.from([0x10, 12, 0, 4, 77, 81, 84, 84, 4, flags, 0, 60, 0, 0]))
  for (const flags of [0x03, 0x0a, 0x22, 0x1e])
    assert.throws(() => readConnect(connect(flags)), MalformedPacket)
  assert.equal(readConnect(connect(0x02)).clientId, '')
})

test('SUBSCRIBE and UNSUBSCRIBE are read, and refused when empty or odd', () => {
  const subscriptions = [
    { topic: 'a/+', qos: 2 },
    { topic: 'b', qos: 0, nl: true, rap: true, rh: 2 },
  ]
  const subscribe = readSubscribe(fieldsOf(packet({ cmd: 'subscribe', messageId: 9, subscriptions }, 5)), 5)
  assert.deepEqual(subscribe, {
    packetId: 9,
    filters: [
      { topic: 'a/+', qos: 2 },
      { topic: 'b', qos: 0 },
    ],
  })
  const unsubscribe = packet({ cmd: 'unsubscribe', messageId: 9, unsubscriptions: ['a', 'b'] }, 4)
  assert.deepEqual(readUnsubscribe(fieldsOf(unsubscribe), 4), { packetId: 9, topics: ['a', 'b'] })
  const odd = [
    [0x82, 2, 0, 1],
    [0x82, 6, 0, 1, 0, 1, 97, 3],
    [0x82, 6, 0, 1, 0, 1, 97, 4],
    [0x82, 5, 0, 1, 0, 0, 0],
    [0x82, 6, 0, 0, 0, 1, 97, 0],
    [0x82, 5, 0, 1, 0, 1, 97],
  ]
  for (const bytes of odd)
    assert.throws(() => readSubscribe(fieldsOf(Buffer.from(bytes)), 4), MalformedPacket)
})
