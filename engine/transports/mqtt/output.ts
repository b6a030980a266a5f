/** Packets gathered for one write: however many answers a tick brings, the socket is written to once. */
export class Output {
  length = 0
  #buffer: Buffer | null = null

  append(packet: Buffer): void {
    const buffer = this.#space(packet.length)
    packet.copy(buffer, this.length)
    this.length += packet.length
  }

  /** PUBACK without reason; the hot path of `append`, which needs no packet of its own. */
  appendPuback(packetId: number): void {
    const buffer = this.#space(4)
    const at = this.length
    buffer[at] = 0x40
    buffer[at + 1] = 2
    buffer[at + 2] = packetId >> 8
    buffer[at + 3] = packetId & 0xff
    this.length = at + 4
  }

  /** What was gathered, given away; null when there is nothing. */
  take(): Buffer | null {
    const bytes = this.#buffer?.subarray(0, this.length) ?? null
    this.#buffer = null
    this.length = 0
    return bytes
  }

  #space(length: number): Buffer {
    const buffer = this.#buffer
    if (buffer !== null && buffer.length - this.length >= length) return buffer
    const roomier = Buffer.allocUnsafe(Math.max(512, 2 * (this.length + length)))
    buffer?.copy(roomier, 0, 0, this.length)
    this.#buffer = roomier
    return roomier
  }
}
