import type { CompiledChain, CompiledNode } from './compile.ts'
import type { Message } from './message.ts'

/** Why a message failed: the node, the reason in words, and the message as it was there. */
export interface FlightFailure {
  /** null when it failed before it came to a node */
  readonly nodeId: string | null
  readonly nodeName: string | null
  readonly chainId: string | null
  readonly reason: string
  /** trying again later can help */
  readonly transient: boolean
  readonly message: Message
}

export type FlightEnd = (failure: FlightFailure | null) => void

/**
 * The account of one message from its entry into a chain until all of its branches have ended. Every piece of work
 * that is still to be done (a message before a node, a node that waits) counts one; at zero the message is done.
 */
export class Flight {
  /** grows with each message; the same for all steps of one message, which makes its path */
  readonly number: number
  pending = 0
  hops = 0
  failure: FlightFailure | null = null
  readonly chain: CompiledChain
  #end: FlightEnd | null
  #nested: CompiledChain[] | null = null

  constructor(number: number, chain: CompiledChain, end: FlightEnd) {
    this.number = number
    this.chain = chain
    this.#end = end
    chain.inFlight++
  }

  /** Keeps a nested chain's version alive until this message is done. */
  visit(chain: CompiledChain): void {
    if (chain === this.chain || this.#nested?.includes(chain)) return
    chain.inFlight++
    this.#nested ??= []
    this.#nested.push(chain)
  }

  /** The first failure decides; the others of the same message say nothing new. */
  fail(node: CompiledNode, message: Message, reason: string, transient: boolean): void {
    this.failure ??= {
      nodeId: node.id,
      nodeName: node.name,
      chainId: node.chain.id,
      reason,
      transient,
      message,
    }
  }

  /** The version of a chain that this message runs in; undefined when it has not been there. */
  versionOf(chainId: string): CompiledChain | undefined {
    if (this.chain.id === chainId) return this.chain
    return this.#nested?.find((chain) => chain.id === chainId)
  }

  /** Tells the queue that the message is done although it goes on; what fails later is only counted. */
  acknowledge(): void {
    const end = this.#end
    this.#end = null
    end?.(null)
  }

  settle(): void {
    if (--this.pending === 0) this.#finish()
  }

  #finish(): void {
    this.chain.leave()
    if (this.#nested !== null) for (const chain of this.#nested) chain.leave()
    const end = this.#end
    this.#end = null
    end?.(this.failure)
  }
}
