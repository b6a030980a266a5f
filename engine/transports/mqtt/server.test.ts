import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { connectAsync } from 'mqtt'
import { connected, pretendEdge, RawClient, telemetryOf, until } from '../../../test/support/mqtt.ts'
import { openMqtt } from './server.ts'

test('closing answers what was taken, says goodbye and takes nothing new', async () => {
  await using edge = await pretendEdge()
  edge.gate.holdsBack = true
  const client = await connected(edge, 5)
  client.send(telemetryOf('{"a":1}', 1, 5))
  await until(() => edge.gate.accepted.length === 1, 'the publish')
  const closed = edge.server.close()
  const late = new RawClient(edge.server.port)
  assert.equal(await late.packet(), 'closed')
  edge.gate.accepted[0]?.done(null)
  assert.equal(await client.packet(), '40020001')
  assert.match(await client.packet(), /^e0..8b/)
  assert.equal(await client.packet(), 'closed')
  await closed
  assert.equal(edge.server.connections, 0)
  assert.equal(edge.clock.pending, 0, 'no timer is left')
})

test('closing does not wait for ever for a publish that is never done', async () => {
  await using edge = await pretendEdge()
  edge.gate.holdsBack = true
  const client = await connected(edge)
  client.send(telemetryOf('{"a":1}', 1))
  await until(() => edge.gate.accepted.length === 1, 'the publish')
  const closed = edge.server.close()
  edge.clock.pass(5_000)
  await closed
  assert.equal(await client.packet(), 'closed')
})

test('a port in use is told', async () => {
  await using edge = await pretendEdge()
  const { gate, clock, server } = edge
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  await assert.rejects(openMqtt({ host: '127.0.0.1', port: server.port, gate, clock, log }), /EADDRINUSE/)
})

test('MQTTS is a second door to the same house', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-mqtts-'))
  try {
    const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    const openssl = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=localhost`
    execFileSync('openssl', [...openssl.split(' '), '-keyout', keyFile, '-out', certFile], {
      stdio: 'ignore',
    })
    const tls = { port: 0, key: readFileSync(keyFile), cert: readFileSync(certFile) }
    await using edge = await pretendEdge({ tls })
    const url = `mqtts://127.0.0.1:${edge.server.tlsPort}`
    const client = await connectAsync(url, { username: 'T', rejectUnauthorized: false, reconnectPeriod: 0 })
    await client.publishAsync('v1/devices/me/telemetry', '{"a":1}', { qos: 1 })
    await client.endAsync()
    assert.equal(edge.gate.accepted.length, 1)
    const garbage = new RawClient(edge.server.tlsPort ?? 0)
    assert.notEqual(await garbage.send(Buffer.from('not a handshake at all')).packet(), '20020000')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
