import assert from 'node:assert/strict'
import { test } from 'node:test'
import { packet, publishOf } from '../../../test/support/mqtt.ts'
import { MalformedPacket } from './fields.ts'
import { PacketReader } from './reader.ts'

function packetsOf(reader: PacketReader): string[] {
  const packets: string[] = []
  while (reader.next())
    packets.push(`${reader.first}:${reader.buffer.toString('latin1', reader.start, reader.end)}`)
  return packets
}

const stream = Buffer.concat([
  publishOf('t', 'x'.repeat(300), 1),
  packet({ cmd: 'pingreq' }),
  publishOf('t', '', 2),
  packet({ cmd: 'disconnect' }),
])

test('packets come out whole wherever the stream is split', () => {
  const whole = new PacketReader(65_536)
  whole.push(stream)
  const expected = packetsOf(whole)
  assert.equal(expected.length, 4)
  for (let split = 1; split < stream.length; split++) {
    const reader = new PacketReader(65_536)
    const got: string[] = []
    for (const part of [stream.subarray(0, split), stream.subarray(split)]) {
      reader.push(part)
      got.push(...packetsOf(reader))
    }
    assert.deepEqual(got, expected, `split at ${split}`)
  }
})

test('packets come out whole when every byte comes alone', () => {
  const reader = new PacketReader(65_536)
  const got: string[] = []
  for (const byte of stream) {
    reader.push(Buffer.from([byte]))
    got.push(...packetsOf(reader))
  }
  assert.equal(got.length, 4)
})

test('a claim of 256 MB is refused at its header, before any memory is taken for it', () => {
  const reader = new PacketReader(65_536)
  reader.push(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]))
  assert.throws(() => reader.next(), MalformedPacket)
})

test('a length of five bytes is malformed', () => {
  const reader = new PacketReader(65_536)
  reader.push(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80, 0x01]))
  assert.throws(() => reader.next(), /more than four bytes/)
})

test('a packet that was put back comes again', () => {
  const reader = new PacketReader(65_536)
  reader.push(stream)
  assert.ok(reader.next())
  const start = reader.start
  reader.back()
  assert.ok(reader.next())
  assert.equal(reader.start, start)
})

test('a payload that was handed out is not overwritten by what comes later', () => {
  const reader = new PacketReader(65_536)
  const first = publishOf('t', 'keep me', 1)
  const second = publishOf('t', 'later', 2)
  reader.push(first.subarray(0, 5))
  reader.push(Buffer.concat([first.subarray(5), second.subarray(0, 3)]))
  reader.next()
  const kept = reader.buffer.subarray(reader.start, reader.end)
  reader.push(second.subarray(3))
  assert.ok(reader.next())
  assert.ok(kept.toString().endsWith('keep me'))
})
