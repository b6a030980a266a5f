/** A CoAP client of a few lines: one request at a time, and one observation. */
import { createSocket } from 'node:dgram'
import {
  type CoapPacket,
  Code,
  decode,
  emptyMessage,
  encode,
  OptionNumber,
  Type,
  uintOf,
  uintOption,
} from '../../engine/transports/coap/packet.ts'
import type { Answer, Request } from './transport-prose.ts'

const methods: Readonly<Record<string, number>> = {
  GET: Code.get,
  POST: Code.post,
  PUT: Code.put,
  DELETE: Code.delete,
}

export class CoapClient {
  readonly #socket = createSocket('udp4')
  readonly #port: number
  readonly #received: CoapPacket[] = []
  #wake: () => void = () => {}
  #messageId = Math.floor(Math.random() * 0xffff)

  constructor(port: number) {
    this.#port = port
    this.#socket.on('message', (bytes) => {
      const packet = decode(bytes)
      if (packet.type === Type.confirmable)
        this.#socket.send(emptyMessage(Type.acknowledgement, packet.messageId), port)
      if (packet.code === Code.empty) return
      this.#received.push(packet)
      this.#wake()
    })
  }

  ask(request: Request, path: string, observe?: number): Promise<Answer> {
    const type = request.confirmable ? Type.confirmable : Type.nonConfirmable
    this.#send(type, methods[request.method] ?? 0, path, request.query, request.body, [
      ...(observe === undefined ? [] : [uintOption(OptionNumber.observe, observe)]),
    ])
    return this.notification()
  }

  async observe(path: string): Promise<void> {
    this.#send(Type.confirmable, Code.get, path, '', undefined, [uintOption(OptionNumber.observe, 0)])
    await this.notification()
  }

  /** The next message that says something. */
  async notification(): Promise<Answer> {
    const signal = AbortSignal.timeout(5000)
    while (this.#received.length === 0) {
      signal.throwIfAborted()
      await new Promise<void>((resolve) => {
        this.#wake = resolve
        signal.onabort = () => resolve()
      })
    }
    const packet = this.#received.shift() as CoapPacket
    return {
      status: `${packet.code >> 5}.${String(packet.code & 31).padStart(2, '0')}`,
      body: packet.payload.toString(),
      confirmable: packet.type !== Type.nonConfirmable,
      observe: uintOf(packet, OptionNumber.observe),
    }
  }

  #send(
    type: Type,
    code: number,
    path: string,
    query: string,
    body: string | undefined,
    options: CoapPacket['options'],
  ): void {
    const text = (number: number) => (value: string) => ({ number, value: Buffer.from(value) })
    this.#messageId = (this.#messageId + 1) & 0xffff
    const packet: CoapPacket = {
      type,
      code,
      messageId: this.#messageId,
      token: Buffer.from('case'),
      options: [
        ...options,
        ...path.slice(1).split('/').map(text(OptionNumber.uriPath)),
        ...(query === '' ? [] : query.split('&').map(text(OptionNumber.uriQuery))),
      ],
      payload: Buffer.from(body ?? ''),
    }
    this.#socket.send(encode(packet), this.#port, '127.0.0.1')
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#socket.close(() => resolve()))
  }
}
