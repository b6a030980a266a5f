/** MQTT 3.1.1 packets, written by hand: the generator must cost far less than the server it measures. */

export interface Shape {
  readonly qos: 0 | 1
  /** values in each payload, `seq` among them */
  readonly keys: number
  /** epoch ms of `seq` 0: each publish then carries its own time; null leaves the time to the server */
  readonly tsBase: number | null
}

export function connectPacket(clientId: string, token: string): Buffer {
  const body = Buffer.concat([
    text('MQTT'),
    Buffer.from([4, 0x82, 0, 60]), // clean session, user name, keep-alive 60 s
    text(clientId),
    text(token),
  ])
  return Buffer.concat([Buffer.from([0x10]), length(body.length), body])
}

export const pingPacket = Buffer.from([0xc0, 0])

/** Writes `{"seq":n,"temperature":21.5,"humidity":40,…}` publishes into a buffer, one behind the other. */
export class PublishWriter {
  readonly #first: number
  readonly #topic = text('v1/devices/me/telemetry')
  readonly #opening: Buffer
  readonly #middle: Buffer
  readonly #closing: Buffer
  readonly #tsBase: number | null
  readonly #qos: number

  constructor({ qos, keys, tsBase }: Shape) {
    this.#first = 0x30 | (qos << 1)
    this.#qos = qos
    this.#tsBase = tsBase
    this.#opening = Buffer.from(tsBase === null ? '{"seq":' : '{"ts":')
    this.#middle = Buffer.from(tsBase === null ? '' : ',"values":{"seq":')
    const others = ['"temperature":21.5', '"humidity":40']
    for (let n = 3; n < keys; n++) others.push(`"value${n}":${n}.25`)
    const tail = others.slice(0, Math.max(0, keys - 1)).map((pair) => `,${pair}`)
    this.#closing = Buffer.from(`${tail.join('')}}${tsBase === null ? '' : '}'}`)
  }

  /** Upper bound of the bytes of one publish. */
  get largest(): number {
    const fixed = this.#topic.length + this.#opening.length + this.#middle.length + this.#closing.length
    return fixed + 5 + 2 + 2 * 16
  }

  /** Returns the position behind the packet. */
  write(out: Buffer, at: number, packetId: number, seq: number): number {
    // Two bytes of length are enough for every shape, and always legal in this size [MQTT-1.5.5-1 is for the shortest
    // form]: so the body is written first and its length patched in.
    const start = at
    at += 3
    at += this.#topic.copy(out, at)
    if (this.#qos > 0) {
      out[at++] = packetId >> 8
      out[at++] = packetId & 0xff
    }
    at += this.#opening.copy(out, at)
    if (this.#tsBase !== null) {
      at = digits(out, at, this.#tsBase + seq)
      at += this.#middle.copy(out, at)
    }
    at = digits(out, at, seq)
    at += this.#closing.copy(out, at)
    const size = at - start - 3
    out[start] = this.#first
    if (size < 128) {
      out.copyWithin(start + 2, start + 3, at)
      out[start + 1] = size
      return at - 1
    }
    out[start + 1] = (size & 0x7f) | 0x80
    out[start + 2] = size >> 7
    return at
  }
}

function digits(out: Buffer, at: number, value: number): number {
  let width = 1
  for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) width += 1
  for (let i = at + width - 1; i >= at; i--) {
    out[i] = 48 + (value % 10)
    value = Math.floor(value / 10)
  }
  return at + width
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes])
}

function length(value: number): Buffer {
  return Buffer.from(value < 128 ? [value] : [(value & 0x7f) | 0x80, value >> 7])
}
