import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  CoapFormatError,
  type CoapPacket,
  Code,
  decode,
  encode,
  OptionNumber,
  Type,
  uintOf,
  uintOption,
} from './packet.ts'

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex')

test('a message of the RFC reads and writes', () => {
  // RFC 7252 Appendix A, figure 16: CON GET /temperature
  const packet = decode(Buffer.concat([bytes('40 01 7d 34 bb'), Buffer.from('temperature')]))
  assert.equal(packet.type, Type.confirmable)
  assert.equal(packet.code, Code.get)
  assert.equal(packet.messageId, 0x7d34)
  assert.deepEqual(packet.options, [{ number: OptionNumber.uriPath, value: Buffer.from('temperature') }])
  assert.deepEqual(encode(packet), Buffer.concat([bytes('40 01 7d 34 bb'), Buffer.from('temperature')]))
})

test('options of every length and distance come back, in the order of their numbers', () => {
  const packet: CoapPacket = {
    type: Type.nonConfirmable,
    code: Code.content,
    messageId: 0xffff,
    token: Buffer.from('12345678'),
    options: [0, 12, 13, 268, 269, 1000].flatMap((length) =>
      [2048, 300, 20, 6].map((number) => ({ number: number + length, value: Buffer.alloc(length, 0x61) })),
    ),
    payload: Buffer.from('x'),
  }
  assert.deepEqual(decode(encode(packet)), {
    ...packet,
    options: packet.options.toSorted((a, b) => a.number - b.number),
  })
})

test('numbers in options take as few bytes as they need', () => {
  for (const [value, hex] of [
    [0, ''],
    [1, '01'],
    [255, 'ff'],
    [256, '0100'],
    [0xffffff, 'ffffff'],
  ] as const) {
    const option = uintOption(OptionNumber.observe, value)
    assert.equal(option.value.toString('hex'), hex)
    assert.equal(uintOf({ options: [option] }, OptionNumber.observe), value)
  }
  assert.equal(uintOf({ options: [] }, OptionNumber.observe), undefined)
  assert.equal(uintOf({ options: [{ number: 6, value: Buffer.alloc(5) }] }, OptionNumber.observe), undefined)
})

test('what the RFC calls a format error is one, and a confirmable one is reset', () => {
  for (const [hex, isReset] of [
    ['', false],
    ['40 01 00', false],
    ['80 01 00 01', false],
    ['40 00 00 01 ff', true],
    ['50 00 00 01 ff', false],
    ['49 01 00 01 00 00 00 00 00 00 00 00 00', true],
    ['44 01 00 01 00', true],
    ['40 01 00 01 ff', true],
    ['40 01 00 01 f0', true],
    ['40 01 00 01 0f', true],
    ['40 01 00 01 d0', true],
    ['40 01 00 01 e0 00', true],
    ['40 01 00 01 b5 61', true],
    ['40 01 00 01 bd', true],
    ['40 01 00 01 be 00', true],
  ] as const) {
    assert.throws(
      () => decode(bytes(hex)),
      (error) =>
        error instanceof CoapFormatError && (error.reject?.toString('hex') === '70000001') === isReset,
      hex,
    )
  }
})

test('random bytes are read or refused, never worse', () => {
  const seed = Number(process.env.SEED ?? 1)
  let state = seed
  const random = (below: number): number => {
    state = (state * 48271 + 1) % 2147483647
    return state % below
  }
  let read = 0
  for (let round = 0; round < 50_000; round++) {
    const datagram = Buffer.from(Array.from({ length: random(40) }, () => random(256)))
    if (datagram.length > 0) datagram[0] = 0x40 | ((datagram[0] as number) & 0x38)
    try {
      const packet = decode(datagram)
      read++
      assert.deepEqual(decode(encode(packet)), packet, `SEED=${seed}`)
    } catch (error) {
      assert.ok(error instanceof CoapFormatError, `SEED=${seed} ${datagram.toString('hex')} ${error}`)
    }
  }
  assert.ok(read > 1000)
})
