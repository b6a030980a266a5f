import type { Socket } from 'node:net'
import type { DeviceIdentity } from '../gate.ts'
import { Answers, type Turn } from './answers.ts'
import { UnsupportedVersion, type Version } from './decode.ts'
import type { Door } from './door.ts'
import { ack, connack, disconnect } from './encode.ts'
import { MalformedPacket } from './fields.ts'
import { Output } from './output.ts'
import { takePacket } from './packets.ts'
import { PacketReader } from './reader.ts'
import { ConnectReturn, PacketType, Reason } from './reasons.ts'
import type { Session } from './session.ts'

const longestReason = 200

/**
 * One socket: reads packets while there is room for what they bring, answers in order, and closes politely. Bytes are
 * written once per tick, however many packets they hold.
 */
export class Connection {
  readonly door: Door
  readonly answers: Answers
  /** null until CONNECT was accepted */
  session: Session | null = null
  version: Version = 4
  /** whether CONNECT came */
  introduced = false
  /** largest packet this client takes, in bytes */
  maximumPacketSize = Number.POSITIVE_INFINITY
  wantsReasonTexts = true
  /** ms of silence allowed */
  silenceLimit: number
  /** requests that are being answered */
  requests = 0
  /** set by what counts as activity of the device; told to the gate once per read */
  isActive = false

  readonly #socket: Socket
  readonly #reader: PacketReader
  readonly #remoteAddress: string
  readonly #output = new Output()
  #flushing = false
  #held = false
  #blocked = false
  #closing = false
  #ended = false
  #heardAt: number
  #cancelTimer: () => void

  constructor(socket: Socket, door: Door) {
    this.door = door
    this.#socket = socket
    this.#remoteAddress = socket.remoteAddress ?? ''
    this.#reader = new PacketReader(door.limits.packetBytes)
    this.answers = new Answers((turn) => this.#answer(turn))
    this.#heardAt = door.clock.now()
    this.silenceLimit = door.limits.connectTimeout
    this.#cancelTimer = door.clock.after(this.silenceLimit, () => this.#checkSilence())
    socket.on('data', (chunk: Buffer) => this.#hear(chunk))
    socket.on('drain', () => this.read())
    // A half-closed client still gets the answers it waits for.
    socket.on('end', () => this.closeInTurn(Reason.success))
    socket.on('error', ignoreSocketError)
    socket.on('close', () => this.#gone())
  }

  get device(): DeviceIdentity | null {
    return this.session?.device ?? null
  }

  get remoteAddress(): string {
    return this.#remoteAddress
  }

  /** Whether nothing more is read from it. */
  get isClosing(): boolean {
    return this.#closing
  }

  /** Takes no more packets until `proceed`: CONNECT is being checked, and what follows it keeps its place. */
  hold(): void {
    this.#held = true
  }

  proceed(): void {
    this.#held = false
    this.read()
  }

  /** Keep-alive begins: closes after 1.5 times the client's own interval of silence [MQTT-3.1.2-22]. */
  watchSilence(limit: number): void {
    this.silenceLimit = limit
    this.#heardAt = this.door.clock.now()
    this.#cancelTimer()
    this.#cancelTimer = this.door.clock.after(limit, () => this.#checkSilence())
  }

  /** Takes the packets that wait, as far as there is room for what they bring. */
  read(): void {
    try {
      this.#takePackets()
    } catch (error) {
      this.#refusePacket(error)
    }
    if (this.isActive && this.session !== null) {
      this.isActive = false
      this.door.gate.active(this.session.device)
    }
  }

  /** Writes a packet at the end of this tick. Nothing is written after the goodbye. */
  send(bytes: Buffer): void {
    if (this.#ended) return
    this.#output.append(bytes)
    this.#flushSoon()
  }

  /** Bytes that the client has not read yet. */
  get unread(): number {
    return this.#output.length + this.#socket.writableLength
  }

  /**
   * Closes once everything that was taken is answered; an MQTT 5 client is told why. Nothing more is read.
   * @param reason 0 for a goodbye that the client said first
   */
  closeInTurn(reason: number, text = ''): void {
    if (this.#closing) return
    const turn = this.answers.expect(0, 0, 0)
    this.closeAt(turn, reason, text)
  }

  /** Lets `turn` end the connection instead of being answered. */
  closeAt(turn: Turn, reason: number, text = ''): void {
    this.#stopReading()
    this.answers.settle(turn, reason, text, true)
  }

  /** Ends the socket now, without waiting for answers; `last` is still written. */
  closeNow(last?: Buffer): void {
    this.#stopReading()
    if (last !== undefined) this.send(last)
    this.#end()
  }

  /** Reads nothing more, and ends the socket after `ms`; `last` is then still written. */
  closeAfter(ms: number, last: Buffer): void {
    this.#stopReading()
    this.#cancelTimer()
    this.#cancelTimer = this.door.clock.after(ms, () => this.closeNow(last))
  }

  destroy(): void {
    this.#socket.destroy()
  }

  #hear(chunk: Buffer): void {
    if (this.#closing) return
    this.#heardAt = this.door.clock.now()
    this.#reader.push(chunk)
    this.read()
    this.#reader.release()
  }

  #takePackets(): void {
    const reader = this.#reader
    while (!this.#closing) {
      if (!this.#hasRoom()) {
        this.#block()
        return
      }
      if (!reader.next()) {
        this.#unblock()
        return
      }
      if (isPublish(reader.first) && !this.door.gate.hasRoom) {
        reader.back()
        this.door.waitForRoom(this)
        this.#block()
        return
      }
      takePacket(this, reader)
    }
  }

  #hasRoom(): boolean {
    const { limits } = this.door
    return (
      !this.#held &&
      this.answers.waiting < limits.inFlight &&
      this.answers.bytes < limits.inFlightBytes &&
      this.requests < limits.requests &&
      this.unread < limits.unreadBytes
    )
  }

  #block(): void {
    if (this.#blocked) return
    this.#blocked = true
    this.#socket.pause()
  }

  #unblock(): void {
    if (!this.#blocked) return
    this.#blocked = false
    // Silence while we did not listen is not the client's.
    this.#heardAt = this.door.clock.now()
    this.#socket.resume()
  }

  #answer(turn: Turn): void {
    if (turn.closes) this.#sayGoodbye(turn.reason, turn.text)
    else if (turn.qos === 1 && (turn.reason === 0 || this.version < 5)) this.#puback(turn.packetId)
    else if (turn.qos > 0) {
      const first = turn.qos === 1 ? 0x40 : 0x50
      this.send(ack(first, turn.packetId, this.version, turn.reason, this.#reasonText(turn.text)))
    }
    if (this.#blocked) this.#flushSoon()
  }

  #puback(packetId: number): void {
    if (this.#ended) return
    this.#output.appendPuback(packetId)
    this.#flushSoon()
  }

  /** A reason text as this client may get it (MQTT 5.0 §3.1.2.11.7, [MQTT-3.4.2-2]). */
  #reasonText(text: string): string {
    return this.wantsReasonTexts ? this.#fitting(text) : ''
  }

  #fitting(text: string): string {
    return this.maximumPacketSize < 4 * longestReason ? '' : text.slice(0, longestReason).toWellFormed()
  }

  #flushSoon(): void {
    if (this.#flushing) return
    this.#flushing = true
    process.nextTick(flush, this)
  }

  flush(): void {
    this.#flushing = false
    const bytes = this.#output.take()
    if (bytes !== null && this.#socket.writable) this.#socket.write(bytes)
    if (this.#ended) this.#socket.end()
    else if (this.#blocked) this.read()
  }

  #refusePacket(error: unknown): void {
    if (error instanceof MalformedPacket) {
      this.door.refuse(this.device, this.introduced ? 'packet' : 'connect', error.message)
      // Before CONNECT nobody is there to be told anything [MQTT-4.13.1-1].
      if (this.introduced) this.closeInTurn(error.reason, error.message)
      else if (error instanceof UnsupportedVersion)
        this.closeNow(connack(4, ConnectReturn.unsupportedVersion))
      else this.closeNow()
      return
    }
    this.door.log.error('A packet of a device could not be handled', { error, device: this.device?.id })
    this.closeInTurn(Reason.serverShuttingDown, 'The server failed to handle this packet')
  }

  #stopReading(): void {
    if (this.#closing) return
    this.#closing = true
    this.session?.end()
    this.#reader.release()
    // What still comes is read and thrown away: a reset would destroy the answers on their way to the client.
    this.#socket.resume()
  }

  #sayGoodbye(reason: number, text: string): void {
    // Also a client's own DISCONNECT is answered, with 0 (device-api.md 10.7). Unlike elsewhere a reason text is always
    // allowed here (MQTT 5.0 §3.1.2.11.7).
    if (this.version === 5 && this.session !== null) this.send(disconnect(reason, this.#fitting(text)))
    this.#end()
  }

  #end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#cancelTimer()
    this.#cancelTimer = this.door.clock.after(this.door.limits.closeTimeout, () => this.#socket.destroy())
    this.#flushSoon()
  }

  #checkSilence(): void {
    const silence = this.#blocked || this.#held ? 0 : this.door.clock.now() - this.#heardAt
    if (silence < this.silenceLimit) {
      this.#cancelTimer = this.door.clock.after(this.silenceLimit - silence, () => this.#checkSilence())
      return
    }
    if (this.session === null) this.closeNow()
    else this.closeInTurn(Reason.keepAliveTimeout, `Nothing was heard for ${silence} ms`)
  }

  #gone(): void {
    this.#closing = true
    this.#ended = true
    this.#cancelTimer()
    this.session?.end()
    this.door.forget(this)
  }
}

function isPublish(first: number): boolean {
  return first >> 4 === PacketType.publish
}

function flush(connection: Connection): void {
  connection.flush()
}

/** Resets are everyday; `close` follows and cleans up. */
function ignoreSocketError(): void {}
