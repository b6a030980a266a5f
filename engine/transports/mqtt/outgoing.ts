import type { Qos } from './decode.ts'
import { publish } from './encode.ts'
import { Reason } from './reasons.ts'
import type { Session } from './session.ts'

/** Who wants to know what became of a publish. Told once that it was sent, and once of its end. */
export interface Watch {
  /** on the wire, and its PUBACK is awaited */
  sent(): void
  /** acknowledged, or at QoS 0 written */
  delivered(): void
  /** the session ended before */
  missed(): void
  /** the device can't take it */
  failed(reason: string): void
}

/**
 * Publishes to the device. Packet ids start at 1 and skip those still under way; the client's Receive Maximum and
 * Maximum Packet Size are kept. Nothing is sent twice: what a device misses while away it asks for on its return.
 */
export class Outgoing {
  readonly #session: Session
  readonly #receiveMaximum: number
  readonly #underWay = new Map<number, Watch | null>()
  #waiting: { topic: string; payload: Buffer; watch: Watch | null }[] = []
  #lastId = 0
  #isClosed = false

  constructor(session: Session, receiveMaximum: number) {
    this.#session = session
    this.#receiveMaximum = receiveMaximum
  }

  send(topic: string, payload: Buffer, qos: Qos, watch: Watch | null = null): void {
    if (this.#isClosed) {
      watch?.missed()
      return
    }
    const { connection, door, device } = this.#session
    const room = connection.maximumPacketSize
    if (packetBytes(topic, payload) > room) {
      // [MQTT-3.1.2-25]: as if it had been sent, but our side is told
      const reason = `The message is larger than the ${room} bytes that the device takes`
      door.refuse(device, topic, reason, payload)
      watch?.failed(reason)
      return
    }
    if (connection.unread > door.limits.abandonedBytes) {
      watch?.missed()
      this.#giveUp('The device reads nothing that is sent to it')
      return
    }
    if (qos === 0) {
      connection.send(publish(topic, payload, 0, 0, connection.version))
      watch?.delivered()
      return
    }
    if (this.#underWay.size < this.#receiveMaximum) {
      this.#sendNow(topic, payload, watch)
      return
    }
    this.#waiting.push({ topic, payload, watch })
    if (this.#waiting.length > door.limits.outgoing) this.#giveUp(acknowledgesNothing)
  }

  /** PUBACK of the device. Ids that nothing was sent under are ignored. */
  acknowledged(packetId: number): void {
    const watch = this.#underWay.get(packetId)
    if (!this.#underWay.delete(packetId)) return
    watch?.delivered()
    const next = this.#waiting.shift()
    if (next !== undefined) this.#sendNow(next.topic, next.payload, next.watch)
  }

  /** The session has ended: nothing of what is still here will be acknowledged. */
  close(): void {
    this.#isClosed = true
    const left = [...this.#underWay.values(), ...this.#waiting.map(({ watch }) => watch)]
    this.#underWay.clear()
    this.#waiting = []
    for (const watch of left) watch?.missed()
  }

  #sendNow(topic: string, payload: Buffer, watch: Watch | null): void {
    const { connection, door } = this.#session
    if (this.#underWay.size >= door.limits.outgoing) {
      watch?.missed()
      this.#giveUp(acknowledgesNothing)
      return
    }
    const id = this.#freeId()
    this.#underWay.set(id, watch)
    connection.send(publish(topic, payload, 1, id, connection.version))
    watch?.sent()
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
