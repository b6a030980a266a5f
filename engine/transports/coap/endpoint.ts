/**
 * The message layer of CoAP (RFC 7252 §4): acknowledgements, repeated messages, retransmission. It knows nothing of
 * devices: requests go to a handler, which answers each once, now or later.
 */
import { randomInt } from 'node:crypto'
import type { Clock } from '../../rules/needs.ts'
import { blockOf, blockOption, slice } from './blocks.ts'
import { Exchanges } from './exchanges.ts'
import {
  CoapFormatError,
  type CoapOption,
  type CoapPacket,
  Code,
  decode,
  emptyMessage,
  encode,
  OptionNumber,
  Type,
} from './packet.ts'

export interface Peer {
  readonly address: string
  readonly port: number
}

export interface CoapRequest extends CoapPacket {
  readonly peer: Peer
}

export interface CoapAnswer {
  readonly code: number
  readonly options?: readonly CoapOption[]
  readonly payload?: string
  /** called once the answer is on its way */
  readonly onSent?: () => void
}

/** What became of a confirmable message. */
export type Outcome = 'acknowledged' | 'reset' | 'lost'

export interface EndpointParts {
  readonly clock: Clock
  readonly send: (bytes: Buffer, peer: Peer) => void
  /** must not reject */
  readonly handle: (request: CoapRequest) => Promise<CoapAnswer>
  /** requests in work at once; more are left unanswered, so that their senders repeat them later */
  readonly mostInWork?: number
  /** bytes for answers that may have to be repeated */
  readonly exchangeBudget?: number
}

// RFC 7252 §4.8, and the cloud's wait before an empty acknowledgement (device-api.md 8)
const ackTimeout = 2000
const ackRandomFactor = 1.5
const mostRetransmissions = 4
const piggybackWait = 500
/** above this a datagram would not leave many networks whole */
const largestPayload = 60_000

/** Critical options that are understood (RFC 7252 §5.4.1); a request with any other odd-numbered one is refused. */
const understood: ReadonlySet<number> = new Set([
  OptionNumber.uriHost,
  OptionNumber.uriPort,
  OptionNumber.uriPath,
  OptionNumber.uriQuery,
  OptionNumber.accept,
  OptionNumber.block1,
  OptionNumber.block2,
])

export class Endpoint {
  readonly #parts: EndpointParts
  readonly #exchanges: Exchanges
  /** confirmable messages of ours that wait for their acknowledgement, and tracked others, by peer and message id */
  readonly #outgoing = new Map<string, (outcome: Outcome) => void>()
  #messageId = randomInt(0x10000)
  #inWork = 0
  #isClosed = false

  constructor(parts: EndpointParts) {
    this.#parts = parts
    this.#exchanges = new Exchanges(parts.clock, parts.exchangeBudget ?? 16_777_216)
  }

  /** Takes one datagram; never throws on what it holds. */
  receive(bytes: Buffer, peer: Peer): void {
    if (this.#isClosed) return
    let packet: CoapPacket
    try {
      packet = decode(bytes)
    } catch (error) {
      if (!(error instanceof CoapFormatError)) throw error
      if (error.reject !== null) this.#send(error.reject, peer)
      return
    }
    const { type, code, messageId } = packet
    if (type === Type.acknowledgement || type === Type.reset) {
      this.#outgoing.get(keyOf(peer, messageId))?.(type === Type.reset ? 'reset' : 'acknowledged')
    } else if (code > 0 && code < 0x20) {
      this.#request(packet, peer)
    } else if (type === Type.confirmable) {
      // a ping (RFC 7252 §4.3), or a response to something never asked
      this.#send(emptyMessage(Type.reset, messageId), peer)
    }
  }

  #request(packet: CoapPacket, peer: Peer): void {
    const key = keyOf(peer, packet.messageId)
    const before = this.#exchanges.reply(key)
    if (before !== undefined) {
      if (before !== null) this.#send(before, peer)
      return
    }
    if (this.#inWork >= (this.#parts.mostInWork ?? 10_000)) return
    this.#exchanges.remember(key, null)

    const unknown = packet.options.find(({ number }) => number % 2 === 1 && !understood.has(number))
    if (unknown !== undefined) {
      const isProxy = unknown.number === OptionNumber.proxyUri || unknown.number === OptionNumber.proxyScheme
      const code = isProxy ? Code.noProxy : Code.badOption
      this.#respond(packet, peer, key, false, { code, payload: `Option ${unknown.number} is not supported` })
      return
    }

    this.#inWork++
    let isAcknowledged = false
    const cancel =
      packet.type === Type.confirmable
        ? this.#parts.clock.after(piggybackWait, () => {
            isAcknowledged = true
            this.#reply(key, emptyMessage(Type.acknowledgement, packet.messageId), peer)
          })
        : nothing
    this.#parts.handle({ ...packet, peer }).then((answer) => {
      this.#inWork--
      cancel()
      this.#respond(packet, peer, key, isAcknowledged, answer)
      answer.onSent?.()
    })
  }

  /** Mirrors confirmable and non-confirmable; a late answer to a confirmable request goes separately (RFC 7252 §5.2.2). */
  #respond(request: CoapPacket, peer: Peer, key: string, isAcknowledged: boolean, answer: CoapAnswer): void {
    const { code, options, payload } = cut(request, answer)
    if (request.type === Type.confirmable && isAcknowledged) {
      this.push(peer, request.token, true, { code, options, payload }, nothing)
      return
    }
    const isPiggybacked = request.type === Type.confirmable
    const type = isPiggybacked ? Type.acknowledgement : Type.nonConfirmable
    const messageId = isPiggybacked ? request.messageId : this.#nextMessageId()
    this.#reply(key, encode({ type, code, messageId, token: request.token, options, payload }), peer)
  }

  #reply(key: string, bytes: Buffer, peer: Peer): void {
    this.#exchanges.remember(key, bytes)
    this.#send(bytes, peer)
  }

  /**
   * Sends a message that no datagram asked for just now: a notification or a separate response. A confirmable one is
   * repeated until it is acknowledged; `done` gets the outcome once. A non-confirmable one calls it only for a reset.
   * @returns the way to stop waiting for the outcome
   */
  push(
    peer: Peer,
    token: Buffer,
    confirmable: boolean,
    message: { code: number; options: readonly CoapOption[]; payload: Buffer },
    done: (outcome: Outcome) => void,
  ): () => void {
    const { clock } = this.#parts
    const messageId = this.#nextMessageId()
    const type = confirmable ? Type.confirmable : Type.nonConfirmable
    const bytes = encode({ type, messageId, token, ...message })
    const key = keyOf(peer, messageId)
    let cancel: () => void = nothing
    const stop = (): void => {
      cancel()
      if (this.#outgoing.get(key) === settle) this.#outgoing.delete(key)
    }
    const settle = (outcome: Outcome): void => {
      stop()
      done(outcome)
    }
    const transmit = (attempt: number, timeout: number): void => {
      this.#send(bytes, peer)
      if (!confirmable) return
      cancel = clock.after(timeout, () => {
        if (attempt < mostRetransmissions) transmit(attempt + 1, timeout * 2)
        else settle('lost')
      })
    }
    if (this.#isClosed) return nothing
    this.#outgoing.set(key, settle)
    transmit(0, ackTimeout * (1 + Math.random() * (ackRandomFactor - 1)))
    return stop
  }

  /** Nothing leaves after `close`: the socket may be gone already. */
  #send(bytes: Buffer, peer: Peer): void {
    if (!this.#isClosed) this.#parts.send(bytes, peer)
  }

  #nextMessageId(): number {
    this.#messageId = (this.#messageId + 1) & 0xffff
    return this.#messageId
  }

  /** Stops all retransmission; later datagrams and answers are ignored. */
  close(): void {
    this.#isClosed = true
    for (const settle of this.#outgoing.values()) settle('lost')
  }
}

/** The answer as it goes out: the block that was asked for, or the whole when it fits (RFC 7959 §2.4). */
function cut(
  request: CoapPacket,
  answer: CoapAnswer,
): { code: number; options: readonly CoapOption[]; payload: Buffer } {
  const whole = Buffer.from(answer.payload ?? '')
  const options = answer.options ?? []
  const asked = blockOf(request, OptionNumber.block2)
  if (asked === null) return { code: Code.badOption, options: [], payload: Buffer.alloc(0) }
  if (answer.code !== Code.content)
    return { code: answer.code, options, payload: whole.subarray(0, largestPayload) }
  const found = slice(whole, asked)
  if (found === null)
    return { code: Code.badRequest, options: [], payload: Buffer.from('There is no such block') }
  if (found.block === null) return { code: answer.code, options, payload: whole }
  return {
    code: answer.code,
    options: [...options, blockOption(OptionNumber.block2, found.block)],
    payload: found.part,
  }
}

function keyOf(peer: Peer, messageId: number): string {
  return `${peer.address} ${peer.port} ${messageId}`
}

function nothing(): void {}
