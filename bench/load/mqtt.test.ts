import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { parser } from 'mqtt-packet'
import { openMqtt } from '../../engine/transports/mqtt/server.ts'
import { deviceNamed, pretendEdge, until } from '../../test/support/mqtt.ts'
import { runLoad } from './mqtt.ts'
import { PublishWriter, type Shape } from './packets.ts'

function written(
  shape: Shape,
  packetId: number,
  seq: number,
): { topic: string; payload: string; messageId?: number } {
  const writer = new PublishWriter(shape)
  const out = Buffer.alloc(writer.largest)
  const end = writer.write(out, 0, packetId, seq)
  const packets: { topic: string; payload: Buffer; messageId?: number }[] = []
  const reader = parser({ protocolVersion: 4 })
  reader.on('packet', (packet) => packets.push(packet as never))
  reader.parse(out.subarray(0, end))
  const [packet] = packets
  assert.ok(packet !== undefined && packets.length === 1)
  return { ...packet, payload: packet.payload.toString() }
}

test('publishes are written as any other client reads them', () => {
  const plain = written({ qos: 1, keys: 3, tsBase: null }, 513, 7)
  assert.equal(plain.topic, 'v1/devices/me/telemetry')
  assert.equal(plain.messageId, 513)
  assert.equal(plain.payload, '{"seq":7,"temperature":21.5,"humidity":40}')
  assert.equal(
    written({ qos: 1, keys: 2, tsBase: 1_700_000_000_000 }, 1, 25).payload,
    '{"ts":1700000000025,"values":{"seq":25,"temperature":21.5}}',
  )
  assert.equal(written({ qos: 0, keys: 1, tsBase: null }, 0, 1_234_567_890).payload, '{"seq":1234567890}')
  const many = JSON.parse(written({ qos: 1, keys: 40, tsBase: null }, 1, 1).payload)
  assert.equal(Object.keys(many).length, 40)
})

test('every acknowledged publish stands in the file once, and the gate has it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-load-'))
  try {
    await using edge = await pretendEdge()
    for (const name of ['A', 'B']) edge.gate.devices.set(name, deviceNamed(name))
    const ackedFile = join(folder, 'acked')
    const result = await runLoad({
      port: edge.server.port,
      tokens: ['A', 'B'],
      window: 5,
      seconds: 0.2,
      ackedFile,
    })
    const lines = readFileSync(ackedFile, 'utf8').trim().split('\n')
    assert.equal(result.acked, lines.length)
    assert.equal(new Set(lines).size, lines.length)
    const taken = edge.gate.accepted.map(
      ({ device, uploads }) => `${device.name === 'A' ? 0 : 1} ${uploads[0]?.values.seq}`,
    )
    const missing = lines.filter((line) => !new Set(taken).has(line))
    assert.deepEqual(missing, [])
    assert.equal(result.trouble, null)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('an open loop sends at its rate, whatever the server does', async () => {
  await using edge = await pretendEdge()
  const result = await runLoad({ port: edge.server.port, tokens: ['T'], rate: 1_000, seconds: 0.3 })
  assert.ok(result.acked >= 200 && result.acked <= 330, `${result.acked} of about 300`)
})

test('devices come back to a server that was gone, and send again what was not acknowledged', async () => {
  await using edge = await pretendEdge()
  edge.gate.holdsBack = true
  const { port } = edge.server
  const load = runLoad({ port, tokens: ['T'], window: 3, seconds: 1.5, reconnect: true })
  await until(() => edge.gate.accepted.length === 3, 'the first window')
  const closed = edge.server.close()
  edge.clock.pass(10_000)
  await closed
  edge.gate.holdsBack = false
  const { gate, clock } = edge
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const again = await openMqtt({ host: '127.0.0.1', port, gate, clock, log })
  const result = await load
  await again.close()
  assert.ok(result.reconnects >= 1)
  assert.deepEqual(
    edge.gate.accepted.slice(0, 6).map(({ uploads }) => uploads[0]?.values.seq),
    [0, 1, 2, 0, 1, 2],
  )
})

test('a device that is refused ends the load with a reason', async () => {
  await using edge = await pretendEdge()
  const load = runLoad({ port: edge.server.port, tokens: ['nobody'], seconds: 1 })
  await assert.rejects(load, /Device 0 was refused with code 5/)
})
