import { Fields, MalformedPacket, textOf } from './fields.ts'
import { Property, readProperties } from './properties.ts'
import { Reason } from './reasons.ts'

export type Qos = 0 | 1 | 2
/** Protocol level: 3 is MQTT 3.1, 4 is MQTT 3.1.1. */
export type Version = 3 | 4 | 5

export interface Connect {
  readonly version: Version
  readonly cleanStart: boolean
  /** seconds; 0 = none */
  readonly keepAlive: number
  readonly clientId: string
  readonly userName: string | undefined
  readonly password: string | undefined
  /** how many QoS 1 publishes the client takes at once */
  readonly receiveMaximum: number
  /** largest packet the client takes, in bytes */
  readonly maximumPacketSize: number
  readonly wantsReasonTexts: boolean
  readonly sessionExpiry: number
  readonly wantsExtendedAuthentication: boolean
}

/** A CONNECT of a protocol version we don't speak; answered before anything else of it is read. */
export class UnsupportedVersion extends MalformedPacket {
  constructor(level: number) {
    super(`MQTT protocol level ${level} is not spoken here; use 3, 4 or 5`, Reason.unsupportedVersion)
  }
}

/** MQTT 5.0 §3.1; MQTT 3.1.1 §3.1. A will is read and ignored: the device API has none. */
export function readConnect(fields: Fields): Connect {
  const name = fields.text()
  const level = fields.byte()
  if (name !== (level === 3 ? 'MQIsdp' : 'MQTT')) {
    if (name !== 'MQTT' && name !== 'MQIsdp')
      throw new MalformedPacket('CONNECT does not name the protocol MQTT')
    throw new UnsupportedVersion(level)
  }
  if (level !== 3 && level !== 4 && level !== 5) throw new UnsupportedVersion(level)
  const flags = fields.byte()
  const hasWill = (flags & 0x04) !== 0
  const hasPassword = (flags & 0x40) !== 0
  const hasUserName = (flags & 0x80) !== 0
  if (flags & 0x01) throw new MalformedPacket('The reserved flag of CONNECT is set') // [MQTT-3.1.2-3]
  // [MQTT-3.1.2-11], [MQTT-3.1.2-12], [MQTT-3.1.2-13]
  if (hasWill ? (flags & 0x18) === 0x18 : (flags & 0x38) !== 0) {
    throw new MalformedPacket('The will flags of CONNECT contradict each other')
  }
  const keepAlive = fields.uint16()
  const properties = level === 5 ? readProperties(fields, 'CONNECT') : undefined
  const clientId = fields.text()
  if (hasWill) skipWill(fields, level)
  const userName = hasUserName ? fields.text() : undefined
  const password = hasPassword ? fields.binary().toString('utf8') : undefined
  fields.finish('CONNECT')
  const receiveMaximum = properties?.get(Property.receiveMaximum) ?? 65_535
  const maximumPacketSize = properties?.get(Property.maximumPacketSize) ?? Number.POSITIVE_INFINITY
  if (receiveMaximum === 0 || maximumPacketSize === 0) {
    throw new MalformedPacket('Receive Maximum and Maximum Packet Size cannot be 0', Reason.protocolError)
  }
  return {
    version: level,
    cleanStart: (flags & 0x02) !== 0,
    keepAlive,
    clientId,
    userName,
    password,
    receiveMaximum,
    maximumPacketSize,
    wantsReasonTexts: properties?.get(Property.requestProblemInformation) !== 0,
    sessionExpiry: properties?.get(Property.sessionExpiry) ?? 0,
    wantsExtendedAuthentication: properties?.has(Property.authenticationMethod) ?? false,
  }
}

function skipWill(fields: Fields, level: Version): void {
  if (level === 5) readProperties(fields, 'WILL')
  fields.text()
  fields.binary()
}

export interface Publish {
  readonly topic: string
  readonly qos: Qos
  /** 0 at QoS 0 */
  readonly packetId: number
  readonly payload: Buffer
}

/** Remembers the last topic as bytes: a device publishes to the same one over and over. */
export class TopicMemory {
  #bytes: Buffer = Buffer.alloc(0)
  #topic = ''

  /** @throws MalformedPacket for text that is not UTF-8, and for wildcards [MQTT-3.3.2-2] */
  read(buffer: Buffer, start: number, end: number): string {
    if (this.#isLast(buffer, start, end)) return this.#topic
    const topic = textOf(buffer, start, end)
    if (topic.includes('#') || topic.includes('+')) {
      throw new MalformedPacket('A message cannot be published to a topic with wildcards')
    }
    this.#bytes = Buffer.from(buffer.subarray(start, end))
    this.#topic = topic
    return topic
  }

  #isLast(buffer: Buffer, start: number, end: number): boolean {
    const last = this.#bytes
    if (last.length !== end - start) return false
    for (let i = 0; i < last.length; i++) if (last[i] !== buffer[start + i]) return false
    return true
  }
}

/** MQTT 5.0 §3.3. Retain and DUP are ignored: nothing is kept, and a repeated packet id is told by the id itself. */
export function readPublish(
  flags: number,
  buffer: Buffer,
  start: number,
  end: number,
  version: Version,
  topics: TopicMemory,
): Publish {
  const qos = (flags >> 1) & 3
  if (qos === 3) throw new MalformedPacket('PUBLISH has QoS 3') // [MQTT-3.3.1-4]
  let at = start + 2
  if (at > end) throw new MalformedPacket('PUBLISH ends in the middle of its topic')
  const topicEnd = at + (((buffer[start] as number) << 8) | (buffer[start + 1] as number))
  if (topicEnd > end) throw new MalformedPacket('PUBLISH ends in the middle of its topic')
  const topic = topics.read(buffer, at, topicEnd)
  at = topicEnd
  let packetId = 0
  if (qos > 0) {
    if (at + 2 > end) throw new MalformedPacket('PUBLISH has no packet identifier')
    packetId = ((buffer[at] as number) << 8) | (buffer[at + 1] as number)
    if (packetId === 0) throw new MalformedPacket('Packet identifier 0 is not allowed') // [MQTT-2.2.1-3]
    at += 2
  }
  if (version === 5) {
    if (buffer[at] === 0 && at < end) at += 1
    else return readWithProperties(topic, qos as Qos, packetId, new Fields(buffer, at, end))
  }
  if (topic === '') throw new MalformedPacket('PUBLISH has an empty topic') // [MQTT-4.7.3-1]
  return { topic, qos: qos as Qos, packetId, payload: buffer.subarray(at, end) }
}

function readWithProperties(topic: string, qos: Qos, packetId: number, fields: Fields): Publish {
  const properties = readProperties(fields, 'PUBLISH')
  if (properties.has(Property.topicAlias)) {
    // [MQTT-3.3.2-9]: CONNACK says that the Topic Alias Maximum is 0
    throw new MalformedPacket('Topic aliases are not taken here', Reason.topicAliasInvalid)
  }
  if (topic === '') throw new MalformedPacket('PUBLISH has an empty topic', Reason.protocolError)
  return { topic, qos, packetId, payload: fields.rest() }
}

export interface Subscribe {
  readonly packetId: number
  readonly filters: readonly { readonly topic: string; readonly qos: Qos }[]
}

/** MQTT 5.0 §3.8. */
export function readSubscribe(fields: Fields, version: Version): Subscribe {
  const packetId = readPacketId(fields)
  if (version === 5) readProperties(fields, 'SUBSCRIBE')
  const filters: { topic: string; qos: Qos }[] = []
  while (!fields.done) {
    const topic = readFilter(fields)
    const options = fields.byte()
    const qos = options & 3
    const reserved = version === 5 ? options & 0xc0 : options & 0xfc
    // [MQTT-3.8.3-4], [MQTT-3.8.3-5]; retain handling 3 is a protocol error
    if (qos === 3 || reserved !== 0 || (options & 0x30) === 0x30) {
      throw new MalformedPacket(`The options of a subscription are not valid: 0x${options.toString(16)}`)
    }
    filters.push({ topic, qos: qos as Qos })
  }
  if (filters.length === 0) throw new MalformedPacket('SUBSCRIBE names no topic', Reason.protocolError) // [MQTT-3.8.3-2]
  return { packetId, filters }
}

export interface Unsubscribe {
  readonly packetId: number
  readonly topics: readonly string[]
}

/** MQTT 5.0 §3.10. */
export function readUnsubscribe(fields: Fields, version: Version): Unsubscribe {
  const packetId = readPacketId(fields)
  if (version === 5) readProperties(fields, 'UNSUBSCRIBE')
  const topics: string[] = []
  while (!fields.done) topics.push(readFilter(fields))
  if (topics.length === 0) throw new MalformedPacket('UNSUBSCRIBE names no topic', Reason.protocolError) // [MQTT-3.10.3-2]
  return { packetId, topics }
}

/** PUBACK, PUBREC, PUBREL and PUBCOMP share one form (MQTT 5.0 §3.4). Returns the packet identifier. */
export function readAck(fields: Fields, version: Version): number {
  const packetId = readPacketId(fields)
  if (version === 5 && !fields.done) {
    fields.byte()
    if (!fields.done) readProperties(fields, 'ACK')
  }
  fields.finish('The acknowledgement')
  return packetId
}

/** MQTT 5.0 §3.14; empty in MQTT 3. */
export function readDisconnect(fields: Fields, version: Version): void {
  if (version === 5 && !fields.done) {
    fields.byte()
    if (!fields.done) readProperties(fields, 'DISCONNECT')
  }
  fields.finish('DISCONNECT')
}

function readFilter(fields: Fields): string {
  const topic = fields.text()
  if (topic === '') throw new MalformedPacket('A topic filter is empty') // [MQTT-4.7.3-1]
  return topic
}

function readPacketId(fields: Fields): number {
  const id = fields.uint16()
  if (id === 0) throw new MalformedPacket('Packet identifier 0 is not allowed') // [MQTT-2.2.1-3]
  return id
}
