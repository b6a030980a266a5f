import type { Qos } from './decode.ts'
import { publish } from './encode.ts'
import { Reason } from './reasons.ts'
import type { Session } from './session.ts'

/**
 * Publishes to the device. Packet ids start at 1 and skip those still under way; the client's Receive Maximum and
 * Maximum Packet Size are kept. Nothing is sent twice: what a device misses while away it asks for on its return.
 */
export class Outgoing {
  readonly #session: Session
  readonly #receiveMaximum: number
  readonly #underWay = new Set<number>()
  readonly #waiting: { topic: string; payload: Buffer }[] = []
  #lastId = 0

  constructor(session: Session, receiveMaximum: number) {
    this.#session = session
    this.#receiveMaximum = receiveMaximum
  }

  send(topic: string, payload: Buffer, qos: Qos): void {
    const { connection, door, device } = this.#session
    const room = connection.maximumPacketSize
    if (packetBytes(topic, payload) > room) {
      // [MQTT-3.1.2-25]: as if it had been sent, but our side is told
      door.refuse(
        device,
        topic,
        `The message is larger than the ${room} bytes that the device takes`,
        payload,
      )
      return
    }
    if (connection.unread > door.limits.abandonedBytes) {
      this.#giveUp('The device reads nothing that is sent to it')
      return
    }
    if (qos === 0) {
      connection.send(publish(topic, payload, 0, 0, connection.version))
      return
    }
    if (this.#underWay.size < this.#receiveMaximum) {
      this.#sendNow(topic, payload)
      return
    }
    this.#waiting.push({ topic, payload })
    if (this.#waiting.length > door.limits.outgoing) this.#giveUp(acknowledgesNothing)
  }

  /** PUBACK of the device. Ids that nothing was sent under are ignored. */
  acknowledged(packetId: number): void {
    if (!this.#underWay.delete(packetId)) return
    const next = this.#waiting.shift()
    if (next !== undefined) this.#sendNow(next.topic, next.payload)
  }

  #sendNow(topic: string, payload: Buffer): void {
    const { connection, door } = this.#session
    if (this.#underWay.size >= door.limits.outgoing) {
      this.#giveUp(acknowledgesNothing)
      return
    }
    const id = this.#freeId()
    this.#underWay.add(id)
    connection.send(publish(topic, payload, 1, id, connection.version))
  }

  #giveUp(reason: string): void {
    this.#session.connection.closeInTurn(Reason.quotaExceeded, reason)
  }

  #freeId(): number {
    do this.#lastId = this.#lastId === 65_535 ? 1 : this.#lastId + 1
    while (this.#underWay.has(this.#lastId))
    return this.#lastId
  }
}

const acknowledgesNothing = 'The device acknowledges nothing that is sent to it'

/** Largest size that the PUBLISH can have on the wire. */
function packetBytes(topic: string, payload: Buffer): number {
  return 5 + 2 + Buffer.byteLength(topic) + 2 + 1 + payload.length
}
