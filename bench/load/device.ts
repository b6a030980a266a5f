import { connect, type Socket } from 'node:net'
import type { Latencies } from './latencies.ts'
import { connectPacket, type PublishWriter, pingPacket } from './packets.ts'

export interface DeviceOptions {
  readonly host: string
  readonly port: number
  readonly index: number
  readonly token: string
  /** publishes without an acknowledgement at once */
  readonly window: number
  readonly qos: 0 | 1
  readonly reconnect: boolean
  /** closed loop: sends whenever the window has room; open loop: sends what was scheduled */
  readonly isClosedLoop: boolean
  readonly writer: PublishWriter
  readonly latencies: Latencies
  onAcked(index: number, seq: number): void
  onTrouble(text: string): void
}

const reconnectDelay = 200

/** One device of the load: one socket, one window, and what of it the server has acknowledged. */
export class LoadDevice {
  sent = 0
  acked = 0
  reconnects = 0
  readonly #options: DeviceOptions
  #socket: Socket | null = null
  #isOpen = false
  #isStarted = false
  #isStopping = false
  #nextSeq = 0
  /** by packet id: when it was due (ms), and its sequence number */
  readonly #dueAt: Float64Array
  readonly #seqs: Float64Array
  readonly #freeIds: number[] = []
  /** what was under way when the connection broke, to be sent again under the same numbers */
  #unacked: number[] = []
  /** open loop: when the publishes that wait for the window were due */
  #due: number[] = []
  /** how many of these have been sent */
  #dueSent = 0
  #rest: Buffer = Buffer.alloc(0)
  #opened: () => void = () => {}

  constructor(options: DeviceOptions) {
    this.#options = options
    this.#dueAt = new Float64Array(options.window + 1)
    this.#seqs = new Float64Array(options.window + 1).fill(-1)
  }

  /** Resolves when CONNACK came; rejects when it was refused. */
  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#opened = resolve
      this.#connect(reject)
    })
  }

  get backlog(): number {
    return this.#due.length - this.#dueSent
  }

  get underWay(): number {
    return this.#options.window - this.#freeIds.length
  }

  /** Open loop: one more publish is due at this time (ms of `performance.now`). */
  schedule(at: number): void {
    this.#due.push(at)
  }

  /** Sends what is due and what the window has room for. */
  pump(now: number): void {
    const { writer, window, qos, isClosedLoop } = this.#options
    const socket = this.#socket
    if (!this.#isOpen || !this.#isStarted || this.#isStopping || socket === null || socket.writableNeedDrain)
      return
    let count = qos === 0 ? window : this.#freeIds.length
    if (!isClosedLoop) count = Math.min(count, this.backlog + this.#unacked.length)
    if (count === 0) return
    const out = Buffer.allocUnsafe(count * writer.largest)
    let at = 0
    for (let i = 0; i < count; i++) {
      const isAgain = this.#unacked.length > 0
      const seq = isAgain ? (this.#unacked.shift() as number) : this.#nextSeq++
      const id = qos === 0 ? 0 : (this.#freeIds.pop() as number)
      if (qos > 0) this.#seqs[id] = seq
      this.#dueAt[id] = isClosedLoop || isAgain ? now : (this.#due[this.#dueSent++] as number)
      at = writer.write(out, at, id, seq)
    }
    this.#forgetSent()
    this.sent += count
    if (qos === 0) this.acked += count
    socket.write(out.subarray(0, at))
  }

  /** Now and then: with a long backlog, taking a few off its front each time would keep the load busy with copying. */
  #forgetSent(): void {
    if (this.#dueSent < 4096 || this.#dueSent < this.#due.length / 2) return
    this.#due = this.#due.slice(this.#dueSent)
    this.#dueSent = 0
  }

  /** Until now the device only connected: the load begins when all are in. */
  start(): void {
    this.#isStarted = true
    this.pump(performance.now())
  }

  ping(): void {
    if (this.#isOpen) this.#socket?.write(pingPacket)
  }

  /** Sends nothing more; what is under way may still be acknowledged. */
  stop(): void {
    this.#isStopping = true
  }

  destroy(): void {
    this.#isStopping = true
    this.#socket?.destroySoon()
  }

  #connect(refused: (error: Error) => void): void {
    const { host, port, index, token, window, reconnect } = this.#options
    const socket = connect({ host, port, noDelay: true })
    this.#socket = socket
    this.#rest = Buffer.alloc(0)
    this.#freeIds.length = 0
    for (let id = window; id > 0; id--) this.#freeIds.push(id)
    socket.write(connectPacket(`load-${index}`, token))
    socket.on('data', (chunk: Buffer) => this.#hear(chunk, refused))
    socket.on('drain', () => this.pump(performance.now()))
    socket.on('error', (error) => this.#options.onTrouble(error.message))
    socket.on('close', () => {
      if (!this.#isOpen && !reconnect) refused(new Error(`Device ${index} was not let in`))
      this.#isOpen = false
      this.#keepUnacked()
      if (this.#isStopping) return
      if (!reconnect) return this.#options.onTrouble(`The server closed the connection of device ${index}`)
      this.reconnects += 1
      setTimeout(() => this.#isStopping || this.#connect(refused), reconnectDelay).unref()
    })
  }

  #keepUnacked(): void {
    const underWay = this.#seqs.filter((seq) => seq >= 0)
    this.#seqs.fill(-1)
    this.#unacked = [...underWay, ...this.#unacked].sort((a, b) => a - b)
  }

  #hear(chunk: Buffer, refused: (error: Error) => void): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const now = performance.now()
    let at = 0
    // Everything that a server sends to this client is two bytes of header and at most two more.
    while (bytes.length - at >= 2) {
      const size = 2 + (bytes[at + 1] as number)
      if (bytes.length - at < size) break
      const type = (bytes[at] as number) >> 4
      if (type === 4) this.#takeAck(((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number), now)
      else if (type === 2) this.#takeConnack(bytes[at + 3] as number, refused)
      at += size
    }
    this.#rest = at === bytes.length ? Buffer.alloc(0) : Buffer.from(bytes.subarray(at))
    this.pump(now)
  }

  #takeConnack(code: number, refused: (error: Error) => void): void {
    if (code !== 0) {
      refused(new Error(`Device ${this.#options.index} was refused with code ${code}`))
      return
    }
    this.#isOpen = true
    this.#opened()
  }

  #takeAck(id: number, now: number): void {
    const seq = this.#seqs[id] ?? -1
    if (seq < 0) {
      this.#options.onTrouble(`The server acknowledged ${id}, which was not under way`)
      return
    }
    this.#seqs[id] = -1
    this.#freeIds.push(id)
    this.acked += 1
    this.#options.latencies.add(now - (this.#dueAt[id] as number))
    this.#options.onAcked(this.#options.index, seq)
  }
}
