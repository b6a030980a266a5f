import type { Qos, Version } from './decode.ts'

/** What CONNACK tells an MQTT 5 client about this server (MQTT 5.0 §3.2.2.3). */
export interface ServerTerms {
  readonly receiveMaximum: number
  readonly maximumPacketSize: number
  /** the identifier given to a client that came without one */
  readonly assignedClientId?: string
  /** set when the client asked to be remembered: it is not */
  readonly sessionExpiry?: 0
}

/** CONNACK for MQTT 3 and refusals of MQTT 5. Session Present is 0: no session outlives its connection. */
export function connack(version: Version, code: number): Buffer {
  return Buffer.from(version === 5 ? [0x20, 3, 0, code, 0] : [0x20, 2, 0, code])
}

export function connackWithTerms(terms: ServerTerms): Buffer {
  const properties: Buffer[] = [
    Buffer.from([0x21, terms.receiveMaximum >> 8, terms.receiveMaximum & 0xff]),
    Buffer.from([0x27, ...uint32(terms.maximumPacketSize)]),
    // no topic aliases, no subscription identifiers, no shared subscriptions
    Buffer.from([0x22, 0, 0, 0x29, 0, 0x2a, 0]),
  ]
  if (terms.sessionExpiry !== undefined) properties.push(Buffer.from([0x11, 0, 0, 0, 0]))
  if (terms.assignedClientId !== undefined) properties.push(Buffer.from([0x12]), text(terms.assignedClientId))
  const body = Buffer.concat(properties)
  return packet(0x20, [Buffer.from([0, 0]), varint(body.length), body])
}

/** PUBACK, PUBREC (0x50), PUBCOMP (0x70); the reason code and text are MQTT 5 only. */
export function ack(first: number, packetId: number, version: Version, code = 0, reason = ''): Buffer {
  const id = [packetId >> 8, packetId & 0xff]
  if (version < 5 || code === 0) return Buffer.from([first, 2, ...id])
  return packet(first, [Buffer.from([...id, code]), reasonText(reason)])
}

export function suback(packetId: number, version: Version, codes: readonly number[]): Buffer {
  const id = [packetId >> 8, packetId & 0xff]
  return packet(0x90, [Buffer.from(version === 5 ? [...id, 0, ...codes] : [...id, ...codes])])
}

export function unsuback(packetId: number, version: Version, codes: readonly number[]): Buffer {
  const id = [packetId >> 8, packetId & 0xff]
  return packet(0xb0, [Buffer.from(version === 5 ? [...id, 0, ...codes] : id)])
}

/** @param packetId 0 at QoS 0 */
export function publish(
  topic: string,
  payload: Buffer,
  qos: Qos,
  packetId: number,
  version: Version,
): Buffer {
  const parts = [text(topic)]
  if (qos > 0) parts.push(Buffer.from([packetId >> 8, packetId & 0xff]))
  if (version === 5) parts.push(Buffer.from([0]))
  parts.push(payload)
  return packet(0x30 | (qos << 1), parts)
}

/** MQTT 5 only: in MQTT 3 a server says goodbye by closing. */
export function disconnect(code: number, reason = ''): Buffer {
  if (code === 0) return Buffer.from([0xe0, 0])
  return packet(0xe0, [Buffer.from([code]), reasonText(reason)])
}

export const pingresp = Buffer.from([0xd0, 0])

function reasonText(reason: string): Buffer {
  if (reason === '') return Buffer.from([0])
  const body = text(reason)
  return Buffer.concat([varint(body.length + 1), Buffer.from([0x1f]), body])
}

function packet(first: number, parts: readonly Buffer[]): Buffer {
  let length = 0
  for (const part of parts) length += part.length
  return Buffer.concat([Buffer.from([first]), varint(length), ...parts])
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes])
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  do {
    const more = value > 0x7f
    bytes.push((value & 0x7f) | (more ? 0x80 : 0))
    value >>= 7
  } while (value > 0)
  return Buffer.from(bytes)
}

function uint32(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff]
}
