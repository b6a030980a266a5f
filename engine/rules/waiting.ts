import type { CompiledNode } from './compile.ts'
import type { Message } from './message.ts'
import type { Runner } from './run.ts'

/**
 * A message inside of a node that waits. What the node emits is held back until the messages of the same originator
 * that came before have left: order per device survives nodes that finish in any order.
 */
export class WaitingCall {
  readonly node: CompiledNode
  readonly message: Message
  readonly startedAt: number
  /** emitted at least once */
  emitted = false
  /** nothing of the same originator is before it */
  isHead: boolean
  settled = false
  /** why the node failed; null when it did not */
  error: unknown = null
  /** the node keeps the message on purpose */
  isKept = false
  /** the message was given up: whatever comes of this call counts for nothing */
  isAbandoned = false
  next: WaitingCall | null = null
  /** the call of the same message that began before this one */
  earlier: WaitingCall | null = null
  readonly #runner: Runner
  #held: { output: string; message: Message; reason: string | undefined }[] | null = null

  constructor(runner: Runner, node: CompiledNode, message: Message, isHead: boolean, startedAt: number) {
    this.#runner = runner
    this.node = node
    this.message = message
    this.isHead = isHead
    this.startedAt = startedAt
  }

  readonly emit = (output: string, message: Message, reason?: string): void => {
    if (this.isAbandoned) return
    this.emitted = true
    if (this.isHead) this.#runner.emitFrom(this.node, this.message, output, message, this.startedAt, reason)
    else {
      this.#held ??= []
      this.#held.push({ output, message, reason })
    }
  }

  /** All before it have left: what was held back leaves now. */
  becomeHead(): void {
    this.isHead = true
    const held = this.#held
    this.#held = null
    if (held === null || this.isAbandoned) return
    for (const { output, message, reason } of held) {
      this.#runner.emitFrom(this.node, this.message, output, message, this.startedAt, reason)
    }
  }
}

/** The waiting calls of one node, a queue for each originator. */
export class Lanes {
  readonly #tails = new Map<string, WaitingCall>()
  /** the call by which the node was first seen waiting; it emits by the node's own `emit` */
  #first: WaitingCall | null = null

  open(runner: Runner, node: CompiledNode, message: Message, startedAt: number): WaitingCall {
    this.#first = this.enter(runner, node, message, startedAt)
    return this.#first
  }

  /** The node's own `emit` was used: by its first waiting call. */
  sawEmission(): void {
    if (this.#first !== null) this.#first.emitted = true
  }

  /** Puts a call at the end of its originator's lane. */
  enter(runner: Runner, node: CompiledNode, message: Message, startedAt: number): WaitingCall {
    const before = this.#tails.get(message.originator.id)
    const call = new WaitingCall(runner, node, message, before === undefined, startedAt)
    if (before !== undefined) before.next = call
    this.#tails.set(message.originator.id, call)
    return call
  }

  /**
   * The call is finished. Those behind it that were only held up by it follow, in order.
   * @param left called for each call that leaves its lane
   */
  leave(call: WaitingCall, left: (call: WaitingCall) => void): void {
    call.settled = true
    if (!call.isHead) return
    let current: WaitingCall | null = call
    while (current?.settled) {
      left(current)
      const next: WaitingCall | null = current.next
      if (next === null) {
        this.#tails.delete(current.message.originator.id)
        return
      }
      next.becomeHead()
      current = next
    }
  }
}

/**
 * Lets go of the calls of a message that was given up, so that they hold up nobody any more.
 * @param gone called when the last of them has ended, and what is returned was called
 */
export function abandon(
  calls: WaitingCall | null,
  leave: (call: WaitingCall) => void,
  gone: () => void,
): () => void {
  let waiting = 1
  const left = () => {
    if (--waiting === 0) gone()
  }
  for (let call = calls; call !== null; call = call.earlier) {
    if (call.settled) continue
    waiting++
    call.isAbandoned = true
    call.error = left
    call.node.lanes?.leave(call, leave)
  }
  return left
}
