import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  aWhile,
  connectAs,
  connected,
  packet,
  pretendEdge,
  publishOf,
  RawClient,
  telemetryOf,
  until,
} from '../../../test/support/mqtt.ts'

function acks(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, n) => `4002${(from + n).toString(16).padStart(4, '0')}`)
}

async function packetsOf(client: RawClient, count: number): Promise<string[]> {
  const packets: string[] = []
  while (packets.length < count) packets.push(await client.packet())
  return packets
}

test('while the gate has no room nothing is taken, and nothing is lost when it has', async () => {
  await using edge = await pretendEdge()
  const client = await connected(edge)
  edge.gate.hasRoom = false
  // more than fits into the buffers of both sockets would block the test's own client: 400 kB is read in part
  const publishes = Array.from({ length: 4_000 }, (_, n) =>
    telemetryOf(`{"n":${n},"text":"${'x'.repeat(40)}"}`, n + 1),
  )
  client.send(...publishes)
  await aWhile()
  assert.equal(edge.gate.accepted.length, 0)
  edge.gate.hasRoom = true
  assert.deepEqual(await packetsOf(client, 4_000), acks(1, 4_000))
  assert.deepEqual(
    edge.gate.accepted.map(({ uploads }) => uploads[0]?.values.n),
    publishes.map((_, n) => n),
  )
})

test('pings and logins go on while the gate has no room', async () => {
  await using edge = await pretendEdge()
  edge.gate.hasRoom = false
  const client = await connected(edge)
  assert.equal(await client.send(packet({ cmd: 'pingreq' })).packet(), 'd000')
})

test('a connection has a bounded number of publishes under way', async () => {
  await using edge = await pretendEdge({ limits: { inFlight: 10 } })
  edge.gate.holdsBack = true
  const client = await connected(edge)
  client.send(...Array.from({ length: 25 }, (_, n) => telemetryOf('{"a":1}', n + 1)))
  await until(() => edge.gate.accepted.length === 10, 'ten publishes')
  await aWhile()
  assert.equal(edge.gate.accepted.length, 10)
  for (let n = 0; n < 25; n++) {
    await until(() => edge.gate.accepted.length > n, `publish ${n}`)
    edge.gate.accepted[n]?.done(null)
  }
  assert.deepEqual(await packetsOf(client, 25), acks(1, 25))
})

test('a connection has a bounded number of bytes under way', async () => {
  await using edge = await pretendEdge({ limits: { inFlightBytes: 15_000 } })
  edge.gate.holdsBack = true
  const client = await connected(edge)
  const large = `{"a":"${'x'.repeat(9_990)}"}`
  client.send(...Array.from({ length: 6 }, (_, n) => telemetryOf(large, n + 1)))
  await until(() => edge.gate.accepted.length >= 2, 'two publishes')
  await aWhile()
  assert.equal(edge.gate.accepted.length, 2)
  for (let n = 0; n < 6; n++) {
    await until(() => edge.gate.accepted.length > n, `publish ${n}`)
    edge.gate.accepted[n]?.done(null)
  }
  assert.deepEqual(await packetsOf(client, 6), acks(1, 6))
})

test('from a client that reads no answers nothing more is read, until it does', async () => {
  await using edge = await pretendEdge({ limits: { unreadBytes: 10_000 } })
  edge.gate.scopes = { client: { large: 'x'.repeat(60_000) }, shared: {} }
  const client = await connected(edge)
  client.socket.pause()
  const ask = publishOf('v1/devices/me/attributes/request/1', '{}', 1)
  for (let round = 0; round < 400; round++) client.send(ask)
  client.send(telemetryOf('{"a":1}', 2))
  await aWhile()
  assert.equal(edge.gate.accepted.length, 0, 'the publish behind 24 MB of unread answers waits')
  assert.equal(edge.server.connections, 1)
  client.socket.removeAllListeners('data').resume()
  await until(() => edge.gate.accepted.length === 1, 'the publish')
})

test('a new session of a device ends the old one, whatever the client ids', async () => {
  await using edge = await pretendEdge()
  const first = await connected(edge, 5, { clientId: 'one' })
  const second = await connected(edge, 5, { clientId: 'two' })
  assert.match(await first.packet(), /^e0..8e/)
  assert.equal(await first.packet(), 'closed')
  assert.equal(await second.send(telemetryOf('{"a":1}', 1, 5)).packet(), '40020001')
  assert.deepEqual(edge.gate.opened, ['T', 'T'])
  assert.deepEqual(edge.gate.ended, ['T'])
})

test('a session ends when the device is deleted or its credentials change', async () => {
  await using edge = await pretendEdge()
  for (const reason of ['deleted', 'credentials-changed'] as const) {
    const client = await connected(edge, 5)
    edge.gate.listeners.get('T')?.onClosed?.(reason)
    assert.match(await client.packet(), /^e0..98/)
    assert.equal(await client.packet(), 'closed')
  }
})

test('a packet beyond the limit closes the connection at its header', async () => {
  await using edge = await pretendEdge()
  const modern = await connected(edge, 5)
  // 65 537 bytes are announced, one is sent
  assert.match(await modern.send([0x30, 0x81, 0x80, 0x04, 0]).packet(), /^e0..81/)
  assert.equal(await modern.packet(), 'closed')
  const old = await connected(edge, 4)
  assert.deepEqual(await old.send([0x30, 0xff, 0xff, 0xff, 0x7f]).packetsUntilClosed(), [])
  assert.match(edge.gate.refusals[1]?.reason ?? '', /268435455 bytes long; at most 65536/)
})

test('the largest allowed packet is taken', async () => {
  await using edge = await pretendEdge()
  const client = await connected(edge)
  const room = 65_536 - 2 - 'v1/devices/me/telemetry'.length - 2 - '{"a":""}'.length
  client.send(telemetryOf(`{"a":"${'x'.repeat(room)}"}`, 1))
  assert.equal(await client.packet(), '40020001')
})

test('a malformed packet closes the connection after what came before is answered', async () => {
  await using edge = await pretendEdge()
  const client = await connected(edge, 5)
  client.send(telemetryOf('{"a":1}', 1, 5), [0x36, 0])
  assert.equal(await client.packet(), '40020001')
  assert.match(await client.packet(), /^e0..81/)
  assert.equal(await client.packet(), 'closed')
})

test('a conversation reads the same wherever its bytes are split', async () => {
  await using edge = await pretendEdge()
  const bytes = Buffer.concat([connectAs('T'), telemetryOf('{"a":1}', 258), packet({ cmd: 'pingreq' })])
  for (let split = 1; split < bytes.length; split++) {
    const client = edge.client().send(bytes.subarray(0, split))
    await new Promise((resolve) => setImmediate(resolve))
    client.send(bytes.subarray(split))
    assert.deepEqual(await packetsOf(client, 3), ['20020000', '40020102', 'd000'], `split at ${split}`)
    client.destroy()
  }
})

test('a client silent for one and a half keep-alives is closed; pings keep it', async () => {
  await using edge = await pretendEdge()
  const client = await connected(edge, 5, { keepalive: 10 })
  edge.clock.pass(14_000)
  assert.equal(await client.send(packet({ cmd: 'pingreq' })).packet(), 'd000')
  edge.clock.pass(14_999)
  assert.equal(await client.send(packet({ cmd: 'pingreq' })).packet(), 'd000')
  edge.clock.pass(15_000)
  assert.match(await client.packet(), /^e0..8d/)
  assert.equal(await client.packet(), 'closed')
  await until(() => edge.gate.ended.length === 1, 'the end of the session')
})

test('a client without keep-alive is closed after ten minutes of silence', async () => {
  await using edge = await pretendEdge()
  const client = await connected(edge, 4, { keepalive: 0 })
  edge.clock.pass(599_999)
  assert.equal(await client.send(packet({ cmd: 'pingreq' })).packet(), 'd000')
  edge.clock.pass(600_000)
  assert.equal(await client.packet(), 'closed')
})

test('silence while we do not read is not held against the client', async () => {
  await using edge = await pretendEdge()
  const client = await connected(edge, 4, { keepalive: 10 })
  edge.gate.hasRoom = false
  client.send(telemetryOf('{"a":1}', 1))
  await aWhile()
  edge.clock.pass(60_000)
  edge.gate.hasRoom = true
  assert.equal(await client.packet(), '40020001')
})

test('DISCONNECT is answered in MQTT 5, and closes in both', async () => {
  await using edge = await pretendEdge()
  const old = await connected(edge, 4)
  assert.deepEqual(await old.send([0xe0, 0]).packetsUntilClosed(), [])
  const modern = await connected(edge, 5)
  assert.deepEqual(await modern.send([0xe0, 0]).packetsUntilClosed(), ['e000'])
  await until(() => edge.gate.ended.length === 2, 'the end of both sessions')
})

test('a client that closes its sending half still gets its acknowledgements', async () => {
  await using edge = await pretendEdge()
  edge.gate.holdsBack = true
  const client = await connected(edge)
  client.send(telemetryOf('{"a":1}', 1))
  client.socket.end()
  await until(() => edge.gate.accepted.length === 1, 'the publish')
  await aWhile()
  edge.gate.accepted[0]?.done(null)
  assert.deepEqual(await client.packetsUntilClosed(), ['40020001'])
})

test('an acknowledgement for a client that is gone harms nobody', async () => {
  await using edge = await pretendEdge()
  edge.gate.holdsBack = true
  const client = await connected(edge)
  client.send(telemetryOf('{"a":1}', 1))
  await until(() => edge.gate.accepted.length === 1, 'the publish')
  client.destroy()
  await aWhile()
  edge.gate.accepted[0]?.done(null)
  await until(() => edge.server.connections === 0, 'the end of the connection')
  assert.equal(edge.clock.pending, 0, 'no timer is left')
  assert.deepEqual(edge.errors, [])
})

test('a thousand connections of random bytes change nothing for an honest device', async () => {
  await using edge = await pretendEdge()
  const honest = await connected(edge)
  const seed = Number(process.env.SEED ?? 1)
  const random = randomFrom(seed)
  for (let round = 0; round < 100; round++) {
    const clients = Array.from({ length: 10 }, () => {
      const garbage = mutated(random, round % 2 === 0)
      const client = new RawClient(edge.server.port)
      client.send(garbage)
      client.socket.end()
      return client
    })
    await until(() => {
      edge.clock.pass(1)
      return clients.every((client) => client.isClosed)
    }, `the end of all, seed ${seed}`)
  }
  assert.equal(await honest.send(packet({ cmd: 'pingreq' })).packet(), 'd000', `seed ${seed}`)
  assert.deepEqual(edge.errors, [], `seed ${seed}`)
  await until(() => edge.server.connections === 1, `all others gone, seed ${seed}`)
})

/** Pure noise, or an honest conversation with some bytes changed. */
function mutated(random: () => number, isNoise: boolean): Buffer {
  if (isNoise) return Buffer.from(Array.from({ length: 1 + (random() % 200) }, () => random() & 0xff))
  const user = `G${random() % 3}`
  const version = random() % 2 === 0 ? 4 : 5
  const bytes = Buffer.concat([
    connectAs(user, version, { will: { topic: 'w', payload: Buffer.from('x') } }),
    telemetryOf('{"a":1}', 1, version, (random() % 3) as 0 | 1 | 2),
    packet({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'v2/a', qos: 1 }] }, version),
  ])
  for (let n = random() % 6; n > 0; n--) bytes[random() % bytes.length] = random() & 0xff
  return bytes
}

/** xorshift: the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed | 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 1
  }
}
