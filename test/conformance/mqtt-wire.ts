import { connect, type Socket } from 'node:net'
import { generate, type Packet } from 'mqtt-packet'

/** What the server sent, as far as cases look at it. */
export interface Seen {
  readonly cmd: string
  /** of CONNACK, PUBACK, SUBACK …: return or reason code; the first one where there are several */
  readonly code: number
  readonly sessionPresent: boolean
  readonly topic: string
  readonly qos: number
  /** of a publish above QoS 0 */
  readonly packetId: number
  readonly payload: string
}

const names: Readonly<Record<number, string>> = {
  2: 'connack',
  3: 'publish',
  4: 'puback',
  9: 'suback',
  11: 'unsuback',
  13: 'pingresp',
  14: 'disconnect',
}

/**
 * A client without habits of its own: it sends what it is told, and keeps what comes. It reads on its own, since
 * libraries refuse what the cloud really sends (DISCONNECT 0x85 and 0x86 are no codes of MQTT 5).
 */
export class WireClient {
  readonly #socket: Socket
  readonly #version: 4 | 5
  readonly #received: Seen[] = []
  #bytes: Buffer = Buffer.alloc(0)
  #isClosed = false
  #wake: () => void = () => {}

  constructor(host: string, port: number, version: 4 | 5) {
    this.#version = version
    this.#socket = connect({ host, port, noDelay: true })
    this.#socket.on('data', (chunk: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk])
      this.#cut()
      this.#wake()
    })
    this.#socket.on('error', () => {})
    this.#socket.on('close', () => {
      this.#isClosed = true
      this.#wake()
    })
  }

  /** All in one segment. */
  send(...packets: Packet[]): void {
    const bytes = packets.map((packet) => generate(packet, { protocolVersion: this.#version }))
    this.#socket.write(Buffer.concat(bytes))
  }

  /** The next packet that came, 'closed' when the server closed, 'nothing' when neither happened for `ms`. */
  async next(ms: number): Promise<Seen | 'closed' | 'nothing'> {
    const end = performance.now() + ms
    for (;;) {
      const packet = this.#received.shift()
      if (packet !== undefined) return packet
      if (this.#isClosed) return 'closed'
      const left = end - performance.now()
      if (left <= 0) return 'nothing'
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  /** Waits until the server has read all that was sent; what it answered meanwhile stays to be looked at. */
  async settle(ms: number): Promise<void> {
    this.send({ cmd: 'pingreq' })
    const kept: Seen[] = []
    for (let seen = await this.next(ms); typeof seen === 'object'; seen = await this.next(ms)) {
      if (seen.cmd === 'pingresp') break
      kept.push(seen)
    }
    this.#received.unshift(...kept)
  }

  destroy(): void {
    this.#socket.destroy()
  }

  #cut(): void {
    for (;;) {
      let length = 0
      let at = 1
      for (; at < this.#bytes.length; at++) {
        const byte = this.#bytes[at] as number
        length |= (byte & 0x7f) << (7 * (at - 1))
        if (byte < 0x80) break
      }
      const end = at + 1 + length
      if (at >= this.#bytes.length || this.#bytes.length < end) return
      this.#received.push(this.#read(this.#bytes[0] as number, this.#bytes.subarray(at + 1, end)))
      this.#bytes = this.#bytes.subarray(end)
    }
  }

  #read(first: number, body: Buffer): Seen {
    const cmd = names[first >> 4] ?? `packet type ${first >> 4}`
    const is5 = this.#version === 5
    const nothing = { cmd, code: 0, sessionPresent: false, topic: '', qos: 0, packetId: 0, payload: '' }
    if (cmd === 'connack') return { ...nothing, code: body[1] ?? 0, sessionPresent: body[0] === 1 }
    if (cmd === 'puback') return { ...nothing, code: body[2] ?? 0 }
    if (cmd === 'disconnect') return { ...nothing, code: body[0] ?? 0 }
    // behind the packet id MQTT 5 has the length of its properties, always short here
    if (cmd === 'suback' || cmd === 'unsuback') {
      return { ...nothing, code: body[is5 ? 3 + (body[2] ?? 0) : 2] ?? 0 }
    }
    if (cmd !== 'publish') return nothing
    const qos = (first >> 1) & 3
    const topicEnd = 2 + body.readUInt16BE(0)
    const idEnd = topicEnd + (qos > 0 ? 2 : 0)
    const payload = body.toString('utf8', is5 ? idEnd + 1 + (body[idEnd] ?? 0) : idEnd)
    const packetId = qos > 0 ? body.readUInt16BE(topicEnd) : 0
    return { ...nothing, topic: body.toString('utf8', 2, topicEnd), qos, packetId, payload }
  }
}
