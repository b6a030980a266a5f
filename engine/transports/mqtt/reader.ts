import { MalformedPacket } from './fields.ts'

const nothing = Buffer.alloc(0)

/**
 * Cuts the bytes of a socket into MQTT packets without copying: a packet is a region of the buffer that was read.
 * Only a packet split over reads is gathered in a buffer of its own, which grows with what really came and never with
 * what a header claims.
 */
export class PacketReader {
  /** the bytes that `start` and `end` point into */
  buffer: Buffer = nothing
  /** first byte of the current packet: type and flags */
  first = 0
  /** the current packet's region after its fixed header */
  start = 0
  end = 0

  #at = 0
  #limit = 0
  #packetAt = 0
  readonly #maxLength: number

  /** @param maxLength largest accepted remaining length, in bytes */
  constructor(maxLength: number) {
    this.#maxLength = maxLength
  }

  /** Bytes that wait to be read. */
  get pending(): number {
    return this.#limit - this.#at
  }

  push(chunk: Buffer): void {
    const left = this.pending
    if (left === 0) {
      this.buffer = chunk
      this.#at = 0
      this.#limit = chunk.length
      return
    }
    // Never written in place: payloads handed out still point into the old buffer's front.
    if (this.buffer.length - this.#limit < chunk.length) {
      const grown = Buffer.allocUnsafeSlow(
        left + chunk.length + Math.min(left + chunk.length, this.#maxLength),
      )
      this.buffer.copy(grown, 0, this.#at, this.#limit)
      this.buffer = grown
      this.#at = 0
      this.#limit = left
    }
    chunk.copy(this.buffer, this.#limit)
    this.#limit += chunk.length
  }

  /**
   * Moves to the next whole packet; false when more bytes are needed.
   * @throws MalformedPacket for a length of five bytes or beyond the limit [MQTT-1.5.5-1]
   */
  next(): boolean {
    const { buffer } = this
    let at = this.#at
    const limit = this.#limit
    if (limit - at < 2) return false
    this.#packetAt = at
    this.first = buffer[at++] as number
    let byte = buffer[at++] as number
    let length = byte & 0x7f
    for (let shift = 7; byte > 0x7f; shift += 7) {
      if (shift > 21) throw new MalformedPacket('The remaining length takes more than four bytes')
      if (at === limit) return false
      byte = buffer[at++] as number
      length |= (byte & 0x7f) << shift
    }
    if (length > this.#maxLength) {
      throw new MalformedPacket(`The packet is ${length} bytes long; at most ${this.#maxLength} are taken`)
    }
    if (limit - at < length) return false
    this.start = at
    this.end = at + length
    this.#at = this.end
    return true
  }

  /** Puts the current packet back, to be read again later. */
  back(): void {
    this.#at = this.#packetAt
  }

  /** Lets go of the last read, so that a silent connection holds no buffer. */
  release(): void {
    if (this.pending > 0) return
    this.buffer = nothing
    this.#at = 0
    this.#limit = 0
  }
}
