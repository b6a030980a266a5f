/** CoAP messages to bytes and back (RFC 7252 §3). Decoding is strict: what the RFC calls a format error is one. */

export const Type = { confirmable: 0, nonConfirmable: 1, acknowledgement: 2, reset: 3 } as const
export type Type = (typeof Type)[keyof typeof Type]

/** Class and detail as they are on the wire: 2.05 is 0x45. */
export const Code = {
  empty: 0x00,
  get: 0x01,
  post: 0x02,
  put: 0x03,
  delete: 0x04,
  created: 0x41,
  deleted: 0x42,
  valid: 0x43,
  content: 0x45,
  continue: 0x5f,
  badRequest: 0x80,
  unauthorized: 0x81,
  badOption: 0x82,
  notFound: 0x84,
  methodNotAllowed: 0x85,
  entityIncomplete: 0x88,
  entityTooLarge: 0x8d,
  internalError: 0xa0,
  notImplemented: 0xa1,
  unavailable: 0xa3,
  gatewayTimeout: 0xa4,
  noProxy: 0xa5,
} as const

export const OptionNumber = {
  uriHost: 3,
  observe: 6,
  uriPort: 7,
  uriPath: 11,
  contentFormat: 12,
  maxAge: 14,
  uriQuery: 15,
  accept: 17,
  block2: 23,
  block1: 27,
  proxyUri: 35,
  proxyScheme: 39,
  size1: 60,
} as const

export interface CoapOption {
  readonly number: number
  readonly value: Buffer
}

export interface CoapPacket {
  readonly type: Type
  readonly code: number
  readonly messageId: number
  readonly token: Buffer
  readonly options: readonly CoapOption[]
  readonly payload: Buffer
}

/** Bytes that are no CoAP message. `reject` is the Reset to answer a confirmable one with (RFC 7252 §4.2). */
export class CoapFormatError extends Error {
  override readonly name = 'CoapFormatError'
  readonly reject: Buffer | null
  constructor(what: string, reject: Buffer | null) {
    super(what)
    this.reject = reject
  }
}

const empty = Buffer.alloc(0)

/** Reads one datagram. Parts of it are views of `bytes`. Throws `CoapFormatError`. */
export function decode(bytes: Buffer): CoapPacket {
  if (bytes.length < 4 || (bytes[0] as number) >> 6 !== 1)
    throw new CoapFormatError('not CoAP version 1', null)
  const first = bytes[0] as number
  const type = ((first >> 4) & 3) as Type
  const tokenLength = first & 15
  const code = bytes[1] as number
  const messageId = bytes.readUInt16BE(2)
  const fail = (what: string): never => {
    throw new CoapFormatError(what, type === Type.confirmable ? emptyMessage(Type.reset, messageId) : null)
  }

  if (code === Code.empty && bytes.length > 4) fail('an empty message with content')
  if (tokenLength > 8) fail('a token longer than 8 bytes')
  if (bytes.length < 4 + tokenLength) fail('a token cut off')
  const token = bytes.subarray(4, 4 + tokenLength)
  const options: CoapOption[] = []
  let at = 4 + tokenLength
  let number = 0

  while (at < bytes.length) {
    const byte = bytes[at++] as number
    if (byte === 0xff) {
      if (at === bytes.length) fail('a payload marker without payload')
      return { type, code, messageId, token, options, payload: bytes.subarray(at) }
    }
    number += extended(byte >> 4)
    const length = extended(byte & 15)
    if (at + length > bytes.length) fail('an option cut off')
    options.push({ number, value: bytes.subarray(at, at + length) })
    at += length
  }
  return { type, code, messageId, token, options, payload: empty }

  function extended(nibble: number): number {
    if (nibble < 13) return nibble
    const width = nibble - 12
    if (nibble === 15 || at + width > bytes.length) fail('an option header cut off')
    const value = bytes.readUIntBE(at, width)
    at += width
    return value + (nibble === 13 ? 13 : 269)
  }
}

export function encode(packet: CoapPacket): Buffer {
  const parts = [
    Buffer.of(
      0x40 | (packet.type << 4) | packet.token.length,
      packet.code,
      packet.messageId >> 8,
      packet.messageId & 0xff,
    ),
    packet.token,
  ]
  let before = 0
  for (const { number, value } of packet.options.toSorted((a, b) => a.number - b.number)) {
    const delta = number - before
    parts.push(
      Buffer.of((nibbleOf(delta) << 4) | nibbleOf(value.length)),
      extension(delta),
      extension(value.length),
      value,
    )
    before = number
  }
  if (packet.payload.length > 0) parts.push(Buffer.of(0xff), packet.payload)
  return Buffer.concat(parts)
}

/** An acknowledgement or reset without content, of 4 bytes. */
export function emptyMessage(type: Type, messageId: number): Buffer {
  return Buffer.of(0x40 | (type << 4), Code.empty, messageId >> 8, messageId & 0xff)
}

function nibbleOf(value: number): number {
  return value < 13 ? value : value < 269 ? 13 : 14
}

function extension(value: number): Buffer {
  if (value < 13) return empty
  if (value < 269) return Buffer.of(value - 13)
  return Buffer.of((value - 269) >> 8, (value - 269) & 0xff)
}

/** An unsigned number in as few bytes as it needs (RFC 7252 §3.2). */
export function uintOption(number: number, value: number): CoapOption {
  let hex = value === 0 ? '' : value.toString(16)
  if (hex.length % 2 === 1) hex = `0${hex}`
  return { number, value: Buffer.from(hex, 'hex') }
}

/** The number an option holds; undefined when it is absent or longer than 4 bytes. */
export function uintOf(packet: Pick<CoapPacket, 'options'>, number: number): number | undefined {
  const value = packet.options.find((option) => option.number === number)?.value
  if (value === undefined || value.length > 4) return undefined
  return value.length === 0 ? 0 : value.readUIntBE(0, value.length)
}

/** The texts of a repeatable option, in order. */
export function textsOf(packet: Pick<CoapPacket, 'options'>, number: number): string[] {
  return packet.options.filter((option) => option.number === number).map((option) => option.value.toString())
}
