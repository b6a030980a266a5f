import { type Fields, MalformedPacket } from './fields.ts'
import { Reason } from './reasons.ts'

type Form = 'byte' | 'uint16' | 'uint32' | 'varint' | 'text' | 'binary' | 'pair'
type Packet = 'CONNECT' | 'WILL' | 'PUBLISH' | 'SUBSCRIBE' | 'UNSUBSCRIBE' | 'ACK' | 'DISCONNECT' | 'AUTH'

/** The properties a client may send, by identifier, and where (MQTT 5.0 §2.2.2.2). */
const known = new Map<number, readonly [form: Form, ...packets: Packet[]]>([
  [0x01, ['byte', 'PUBLISH', 'WILL']],
  [0x02, ['uint32', 'PUBLISH', 'WILL']],
  [0x03, ['text', 'PUBLISH', 'WILL']],
  [0x08, ['text', 'PUBLISH', 'WILL']],
  [0x09, ['binary', 'PUBLISH', 'WILL']],
  [0x0b, ['varint', 'SUBSCRIBE']],
  [0x11, ['uint32', 'CONNECT', 'DISCONNECT']],
  [0x15, ['text', 'CONNECT', 'AUTH']],
  [0x16, ['binary', 'CONNECT', 'AUTH']],
  [0x17, ['byte', 'CONNECT']],
  [0x18, ['uint32', 'WILL']],
  [0x19, ['byte', 'CONNECT']],
  [0x1f, ['text', 'ACK', 'DISCONNECT', 'AUTH']],
  [0x21, ['uint16', 'CONNECT']],
  [0x22, ['uint16', 'CONNECT']],
  [0x23, ['uint16', 'PUBLISH']],
  [0x26, ['pair', 'CONNECT', 'WILL', 'PUBLISH', 'SUBSCRIBE', 'UNSUBSCRIBE', 'ACK', 'DISCONNECT', 'AUTH']],
  [0x27, ['uint32', 'CONNECT']],
])

export const Property = {
  sessionExpiry: 0x11,
  authenticationMethod: 0x15,
  requestProblemInformation: 0x17,
  receiveMaximum: 0x21,
  topicAlias: 0x23,
  maximumPacketSize: 0x27,
} as const

const userProperty = 0x26
const none: ReadonlyMap<number, number> = new Map()

/**
 * Reads the properties of a packet and keeps the numeric ones (texts and user properties mean nothing to the device
 * API; an authentication method counts as 1: it is there).
 * @throws MalformedPacket for an unknown, misplaced or repeated property
 */
export function readProperties(fields: Fields, packet: Packet): ReadonlyMap<number, number> {
  const length = fields.varint()
  if (length === 0) return none
  const section = fields.section(length)
  const values = new Map<number, number>()
  while (!section.done) {
    const id = section.varint()
    const rule = known.get(id)
    if (rule === undefined || !rule.includes(packet)) {
      throw new MalformedPacket(`Property 0x${id.toString(16)} does not belong into this packet`)
    }
    if (values.has(id) && id !== userProperty) {
      throw new MalformedPacket(`Property 0x${id.toString(16)} is there twice`, Reason.protocolError)
    }
    values.set(id, readValue(section, rule[0]))
  }
  return values
}

function readValue(section: Fields, form: Form): number {
  switch (form) {
    case 'byte':
      return section.byte()
    case 'uint16':
      return section.uint16()
    case 'uint32':
      return section.uint32()
    case 'varint':
      return section.varint()
    case 'text':
      section.text()
      return 1
    case 'binary':
      section.binary()
      return 1
    case 'pair':
      section.text()
      section.text()
      return 1
  }
}
