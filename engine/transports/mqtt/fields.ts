import { isUtf8 } from 'node:buffer'
import { Reason } from './reasons.ts'

/** A packet that breaks the protocol: the connection closes, an MQTT 5 client is told `reason`. */
export class MalformedPacket extends Error {
  readonly reason: number
  constructor(message: string, reason: number = Reason.malformed) {
    super(message)
    this.name = 'MalformedPacket'
    this.reason = reason
  }
}

/** Reads the fields of one packet in order. Every read stays inside the packet or throws MalformedPacket. */
export class Fields {
  readonly #buffer: Buffer
  readonly #end: number
  #at: number

  constructor(buffer: Buffer, start: number, end: number) {
    this.#buffer = buffer
    this.#at = start
    this.#end = end
  }

  get done(): boolean {
    return this.#at === this.#end
  }

  byte(): number {
    return this.#buffer[this.#take(1)] as number
  }

  uint16(): number {
    return this.#buffer.readUInt16BE(this.#take(2))
  }

  uint32(): number {
    return this.#buffer.readUInt32BE(this.#take(4))
  }

  /** Variable byte integer (MQTT 5.0 §1.5.5). */
  varint(): number {
    let value = 0
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte()
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    throw new MalformedPacket('A variable byte integer takes more than four bytes')
  }

  /** UTF-8 text without U+0000 [MQTT-1.5.4-1], [MQTT-1.5.4-2]. */
  text(): string {
    const length = this.uint16()
    const start = this.#take(length)
    return textOf(this.#buffer, start, start + length)
  }

  binary(): Buffer {
    const length = this.uint16()
    const start = this.#take(length)
    return this.#buffer.subarray(start, start + length)
  }

  /** A part of this packet to read on its own, as the properties are. */
  section(length: number): Fields {
    const start = this.#take(length)
    return new Fields(this.#buffer, start, start + length)
  }

  rest(): Buffer {
    const start = this.#at
    this.#at = this.#end
    return this.#buffer.subarray(start, this.#end)
  }

  finish(packet: string): void {
    if (!this.done) throw new MalformedPacket(`${packet} has ${this.#end - this.#at} bytes too many`)
  }

  #take(length: number): number {
    const at = this.#at
    if (this.#end - at < length) throw new MalformedPacket('The packet ends in the middle of a field')
    this.#at = at + length
    return at
  }
}

/** @throws MalformedPacket when the bytes are not UTF-8 or hold U+0000 */
export function textOf(buffer: Buffer, start: number, end: number): string {
  const bytes = buffer.subarray(start, end)
  if (!isUtf8(bytes)) throw new MalformedPacket('A text is not valid UTF-8')
  const text = bytes.toString('utf8')
  if (text.includes('\0')) throw new MalformedPacket('A text holds the character U+0000')
  return text
}
