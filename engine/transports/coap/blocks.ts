/** Bodies larger than a datagram, in blocks (RFC 7959). */
import type { Clock } from '../../rules/needs.ts'
import { type CoapOption, type CoapPacket, Code, uintOf, uintOption } from './packet.ts'

export interface Block {
  readonly number: number
  readonly more: boolean
  /** bytes: 16, 32 … 1024 */
  readonly size: number
}

const largestBlock = 1024

/** The block option of that number; undefined when absent, null when malformed (RFC 7959 §2.2). */
export function blockOf(packet: Pick<CoapPacket, 'options'>, option: number): Block | null | undefined {
  if (!packet.options.some(({ number }) => number === option)) return undefined
  const value = uintOf(packet, option)
  if (value === undefined || value > 0xffffff || (value & 7) === 7) return null
  return { number: value >> 4, more: (value & 8) !== 0, size: 16 << (value & 7) }
}

export function blockOption(option: number, block: Block): CoapOption {
  return uintOption(option, block.number * 16 + (block.more ? 8 : 0) + Math.log2(block.size / 16))
}

/**
 * The part of a payload that a request asks for. Nothing is kept: each block is cut from a fresh answer.
 * Null when the payload has no such block; a payload that fits one datagram needs no option.
 */
export function slice(
  payload: Buffer,
  asked: Block | undefined,
): { part: Buffer; block: Block | null } | null {
  if (asked === undefined && payload.length <= largestBlock) return { part: payload, block: null }
  const size = Math.min(asked?.size ?? largestBlock, largestBlock)
  const number = asked?.number ?? 0
  const from = number * size
  if (from >= payload.length && number > 0) return null
  return {
    part: payload.subarray(from, from + size),
    block: { number, more: from + size < payload.length, size },
  }
}

export interface BlockLimits {
  /** bytes of one body */
  readonly largestBody: number
  /** bytes of all bodies under way */
  readonly budget: number
  /** milliseconds between two blocks of a body */
  readonly longestPause: number
}

interface Body {
  chunks: Buffer[]
  length: number
  touched: number
}

/** What to do with a block: go on with the whole body, or answer with this code. */
export type Assembled = { readonly body: Buffer } | { readonly code: number }

/**
 * Puts request bodies together. Blocks must come in order; bodies that stop coming, and the longest untouched when the
 * budget is full, are forgotten, and their senders learn it by 4.08 and begin again.
 */
export class BodyAssembler {
  readonly #limits: BlockLimits
  readonly #clock: Clock
  /** the longest untouched first */
  readonly #bodies = new Map<string, Body>()
  #held = 0

  constructor(limits: BlockLimits, clock: Clock) {
    this.#limits = limits
    this.#clock = clock
  }

  /** bytes held just now */
  get held(): number {
    return this.#held
  }

  /** @param key who sends it to what */
  take(key: string, block: Block, payload: Buffer): Assembled {
    const { largestBody, budget, longestPause } = this.#limits
    const now = this.#clock.now()
    let body = this.#forget(key)
    if (block.number === 0) body = { chunks: [], length: 0, touched: now }
    if (
      body === undefined ||
      now - body.touched > longestPause ||
      block.number * block.size !== body.length
    ) {
      return { code: Code.entityIncomplete }
    }
    if (block.more && payload.length !== block.size) return { code: Code.badRequest }
    if (body.length + payload.length > largestBody) return { code: Code.entityTooLarge }
    body.chunks.push(Buffer.from(payload))
    body.length += payload.length
    if (!block.more) return { body: Buffer.concat(body.chunks) }

    body.touched = now
    this.#bodies.set(key, body)
    this.#held += body.length
    for (const oldest of this.#bodies.keys()) {
      if (this.#held <= budget) break
      this.#forget(oldest)
    }
    return { code: Code.continue }
  }

  #forget(key: string): Body | undefined {
    const body = this.#bodies.get(key)
    if (body === undefined) return undefined
    this.#bodies.delete(key)
    this.#held -= body.length
    return body
  }
}
