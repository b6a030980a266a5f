import { takeConnect } from './connect.ts'
import type { Connection } from './connection.ts'
import {
  readAck,
  readConnect,
  readDisconnect,
  readPublish,
  readSubscribe,
  readUnsubscribe,
} from './decode.ts'
import { ack, pingresp } from './encode.ts'
import { Fields, MalformedPacket } from './fields.ts'
import { takePublish } from './publish.ts'
import type { PacketReader } from './reader.ts'
import { PacketType, Reason } from './reasons.ts'
import type { Session } from './session.ts'
import { takeSubscribe, takeUnsubscribe } from './subscribe.ts'

/**
 * Hands the reader's current packet to who answers it.
 * @throws MalformedPacket when it breaks the protocol
 */
export function takePacket(connection: Connection, reader: PacketReader): void {
  const { first, buffer, start, end } = reader
  const type = first >> 4
  const { session, version } = connection
  if (session === null) {
    // [MQTT-3.1.0-1]
    if (type !== PacketType.connect) throw new MalformedPacket('The first packet must be CONNECT')
    if (first & 0x0f) throw new MalformedPacket('The flags of CONNECT are not valid')
    takeConnect(connection, readConnect(new Fields(buffer, start, end)))
    return
  }
  if (type === PacketType.publish) {
    takePublish(session, readPublish(first, buffer, start, end, version, session.topicMemory))
    return
  }
  checkFlags(type, first & 0x0f)
  const fields = new Fields(buffer, start, end)
  switch (type) {
    case PacketType.puback:
      session.outgoing.acknowledged(readAck(fields, version))
      return
    case PacketType.pubrel:
      release(session, readAck(fields, version))
      return
    case PacketType.subscribe:
      takeSubscribe(session, readSubscribe(fields, version))
      return
    case PacketType.unsubscribe:
      takeUnsubscribe(session, readUnsubscribe(fields, version))
      return
    case PacketType.pingreq:
      fields.finish('PINGREQ')
      connection.isActive = true
      connection.send(pingresp)
      return
    case PacketType.disconnect:
      readDisconnect(fields, version)
      connection.closeInTurn(Reason.success)
      return
    case PacketType.connect:
      throw new MalformedPacket('CONNECT came twice', Reason.protocolError) // [MQTT-3.1.0-2]
    default:
      throw new MalformedPacket(`A client does not send packets of type ${type}`, Reason.protocolError)
  }
}

/** The second half of QoS 2: the client will not repeat this publish any more (MQTT 5.0 §4.3.3). */
function release({ received, connection }: Session, packetId: number): void {
  const reason = received.delete(packetId) ? Reason.success : Reason.packetIdNotFound
  connection.send(ack(0x70, packetId, connection.version, reason))
}

/** [MQTT-2.1.3-1] */
function checkFlags(type: number, flags: number): void {
  const expected =
    type === PacketType.pubrel || type === PacketType.subscribe || type === PacketType.unsubscribe ? 2 : 0
  if (flags !== expected) throw new MalformedPacket(`The flags of packet type ${type} are not valid`)
}
