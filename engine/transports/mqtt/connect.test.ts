import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connectAsync } from 'mqtt'
import {
  connectAs,
  connected,
  deviceNamed,
  packet,
  pretendEdge,
  RawClient,
  telemetryOf,
  until,
} from '../../../test/support/mqtt.ts'

test('a device is let in by its token as user name, in every version of MQTT', async () => {
  await using edge = await pretendEdge()
  for (const version of [3, 4] as const) {
    assert.equal(await edge.client().send(connectAs('T', version)).packet(), '20020000')
  }
  const connack = await edge.client().send(connectAs('T', 5)).packet()
  assert.match(connack, /^20..0000/)
})

test('the login reaches the gate as the client showed it', async () => {
  await using edge = await pretendEdge()
  await edge
    .client()
    .send(connectAs('T', 4, { clientId: 'dev', password: Buffer.from('any') }))
    .packet()
  assert.deepEqual(edge.gate.logins, [{ kind: 'mqtt', clientId: 'dev', userName: 'T', password: 'any' }])
})

test('CONNACK never claims a remembered session', async () => {
  await using edge = await pretendEdge()
  assert.equal(
    await edge
      .client()
      .send(connectAs('T', 4, { clean: false }))
      .packet(),
    '20020000',
  )
})

test('an MQTT 5 client is told what it may send, and who it is when it did not say', async () => {
  await using edge = await pretendEdge({ limits: { inFlight: 50, packetBytes: 1000 } })
  const properties = { sessionExpiryInterval: 600 }
  const connack = await edge
    .client()
    .send(connectAs('T', 5, { clientId: '', properties }))
    .packet()
  assert.ok(connack.includes('210032'), 'receive maximum 50')
  assert.ok(connack.includes('27000003ec'), 'maximum packet size 1004')
  assert.ok(connack.includes('220000'), 'no topic aliases')
  assert.ok(connack.includes('1100000000'), 'the session is not kept')
  assert.ok(connack.includes('120024'), 'a client id was made')
})

const refusals = [
  { what: 'an unknown token', more: {}, user: 'BAD', v3: 5, v5: '86' },
  {
    what: 'an unknown user with password',
    more: { password: Buffer.from('p') },
    user: 'BAD',
    v3: 5,
    v5: '86',
  },
  { what: 'an unknown client id alone', more: { clientId: 'who' }, user: undefined, v3: 2, v5: '85' },
  { what: 'nothing at all', more: { clientId: '' }, user: undefined, v3: 5, v5: '87' },
  { what: 'a login that could not be checked', more: {}, user: 'broken', v3: 3, v5: '88', goodbye: '89' },
] as const

for (const { what, more, user, v3, v5, ...rest } of refusals) {
  test(`${what} is refused with ${v3} in MQTT 3 and 0x${v5} in MQTT 5, then closed`, async () => {
    await using edge = await pretendEdge()
    const old = edge.client().send(connectAs(user, 4, more))
    assert.deepEqual(await old.packetsUntilClosed(), [`2002000${v3}`])
    const goodbye = 'goodbye' in rest ? rest.goodbye : v5
    const modern = edge.client().send(connectAs(user, 5, more))
    assert.equal(await modern.packet(), `200300${v5}00`)
    edge.clock.pass(100)
    assert.deepEqual(await modern.packetsUntilClosed(), [`e002${goodbye}00`])
    assert.equal(edge.gate.refusals.length, 2)
    assert.ok(!JSON.stringify(edge.gate.refusals).includes('BAD'), 'no credentials in what is shown')
  })
}

test('a device whose profile speaks another transport is sent away', async () => {
  await using edge = await pretendEdge()
  edge.gate.devices.set('C', deviceNamed('C', { transportType: 'COAP' }))
  assert.deepEqual(await edge.client().send(connectAs('C')).packetsUntilClosed(), ['20020003'])
  const modern = edge.client().send(connectAs('C', 5))
  assert.equal(await modern.packet(), '2003008800')
  edge.clock.pass(100)
  assert.deepEqual(await modern.packetsUntilClosed(), ['e0028900'])
  assert.deepEqual(edge.gate.opened, [])
})

for (const protocolVersion of [4, 5] as const) {
  test(`a usual client of MQTT ${protocolVersion} tells its user why it was refused`, async () => {
    await using edge = await pretendEdge()
    const url = `mqtt://127.0.0.1:${edge.server.port}`
    const refused = connectAsync(url, { username: 'BAD', protocolVersion, reconnectPeriod: 0 }, false)
    await assert.rejects(refused, /Connection refused/)
  })
}

test('what is sent behind CONNECT waits for CONNACK and keeps its order', async () => {
  await using edge = await pretendEdge()
  let letIn = (): void => {}
  edge.gate.loginWaits = new Promise((resolve) => {
    letIn = resolve
  })
  const telemetry = Array.from({ length: 300 }, (_, n) => telemetryOf(`{"n":${n}}`, n + 1))
  const client = edge.client().send(connectAs('T'), ...telemetry)
  await until(() => edge.gate.logins.length === 1, 'the login')
  assert.equal(edge.gate.accepted.length, 0)
  letIn()
  assert.equal(await client.packet(), '20020000')
  for (let n = 1; n <= 300; n++) assert.equal(await client.packet(), `4002${n.toString(16).padStart(4, '0')}`)
})

test('a version of MQTT that is not spoken is told so', async () => {
  await using edge = await pretendEdge()
  const client = edge.client().send([0x10, 12, 0, 4, 77, 81, 84, 84, 6, 2, 0, 60, 0, 0])
  assert.deepEqual(await client.packetsUntilClosed(), ['20020001'])
})

test('in MQTT 3.1 a client id beyond 23 characters is refused', async () => {
  await using edge = await pretendEdge()
  const client = edge.client().send(connectAs('T', 3, { clientId: 'x'.repeat(24) }))
  assert.deepEqual(await client.packetsUntilClosed(), ['20020002'])
})

test('an authentication exchange is refused with 0x8C', async () => {
  await using edge = await pretendEdge()
  const client = edge.client().send(connectAs('T', 5, { properties: { authenticationMethod: 'SCRAM' } }))
  assert.equal(await client.packet(), '2003008c00')
})

test('anything before CONNECT closes the connection without a word', async () => {
  await using edge = await pretendEdge()
  assert.deepEqual(await edge.client().send(telemetryOf('{}', 1)).packetsUntilClosed(), [])
})

test('a second CONNECT is a protocol error', async () => {
  await using edge = await pretendEdge()
  const client = await connected(edge, 5)
  assert.match(await client.send(connectAs('T', 5)).packet(), /^e0..82/)
  assert.equal(await client.packet(), 'closed')
})

test('a connection without CONNECT is closed after ten seconds', async () => {
  await using edge = await pretendEdge()
  const client = edge.client().send([0x10])
  await until(() => edge.server.connections === 1, 'the connection')
  edge.clock.pass(9_999)
  assert.equal(edge.server.connections, 1)
  edge.clock.pass(1)
  assert.equal(await client.packet(), 'closed')
})

test('a client that goes away while its login is checked opens no session', async () => {
  await using edge = await pretendEdge()
  let letIn = (): void => {}
  edge.gate.loginWaits = new Promise((resolve) => {
    letIn = resolve
  })
  const client = edge.client().send(connectAs('T'))
  await until(() => edge.gate.logins.length === 1, 'the login')
  client.destroy()
  await until(() => edge.server.connections === 0, 'the end of the connection')
  letIn()
  await edge.gate.loginWaits
  assert.deepEqual(edge.gate.opened, [])
})

test('one address can be kept from taking all connections', async () => {
  await using edge = await pretendEdge({ limits: { connectionsPerAddress: 1 } })
  const first = await connected(edge)
  const second = new RawClient(edge.server.port)
  assert.equal(await second.packet(), 'closed')
  first.send(packet({ cmd: 'pingreq' }))
  assert.equal(await first.packet(), 'd000')
  first.destroy()
  await until(() => edge.server.connections === 0, 'the end of the first')
  await connected(edge)
})
