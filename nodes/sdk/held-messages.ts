import type { NodeContext } from '../../engine/rules/context.ts'
import type { Message } from '../../engine/rules/message.ts'

interface Held {
  readonly message: Message
  settle: { readonly resolve: () => void; readonly reject: (reason: unknown) => void }
  cancel: () => void
  /** it is being written anew, and on its way back to the node */
  isMoving: boolean
  /** its fate is decided, and it is not written anew any more */
  isClaimed: boolean
}

/** milliseconds for which the journal keeps a message, and all after it, before that one is written anew */
const journalWaits = 30_000

/**
 * Messages that a node keeps for a while. What is kept is not done, so it stays in the journal and comes again after a
 * crash. The journal can only forget what is older than the oldest that is not done; so what is kept for long is
 * written to its end now and then, and comes back to the node as the same message.
 */
export class HeldMessages {
  readonly #context: NodeContext
  readonly #held = new Map<string, Held>()

  constructor(context: NodeContext) {
    this.#context = context
  }

  get size(): number {
    return this.#held.size
  }

  /** Whether the node keeps this message already: then it came back, and is not a new one. */
  has(message: Message): boolean {
    return this.#held.has(message.id)
  }

  /** Keeps a message; the promise is what the node's handler returns. Stands for the one kept under the same id. */
  keep(message: Message): Promise<void> {
    this.#context.flow.keep?.(message)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const known = this.#held.get(message.id)
    known?.settle.resolve()
    known?.cancel()
    const held: Held = known ?? {
      message,
      settle: { resolve, reject },
      cancel: () => {},
      isMoving: false,
      isClaimed: false,
    }
    held.settle = { resolve, reject }
    held.isMoving = false
    this.#held.set(message.id, held)
    if (!held.isClaimed) this.#moveLater(held)
    return promise
  }

  /** Decides about all of them, or about none and answers false while one is on its way back. */
  claim(messages: readonly Message[]): boolean {
    const held = messages.flatMap(({ id }) => this.#held.get(id) ?? [])
    if (held.some(({ isMoving }) => isMoving)) return false
    for (const each of held) {
      each.isClaimed = true
      each.cancel()
    }
    return true
  }

  /** The message is done with, or failed for that reason. */
  letGo({ id }: Message, failure?: unknown): void {
    const held = this.#held.get(id)
    if (held === undefined) return
    this.#held.delete(id)
    held.cancel()
    if (failure === undefined) held.settle.resolve()
    else held.settle.reject(failure)
  }

  /** Forgets them without a word: they are in the journal. */
  stop(): void {
    for (const held of this.#held.values()) held.cancel()
    this.#held.clear()
  }

  #moveLater(held: Held): void {
    held.cancel = this.#context.clock.after(journalWaits, () => void this.#move(held))
  }

  async #move(held: Held): Promise<void> {
    const { settle, message } = held
    held.isMoving = true
    try {
      await this.#context.flow.requeue(message, null)
      settle.resolve()
    } catch {
      // The journal takes nothing just now: it stays where it is.
      held.isMoving = false
      this.#moveLater(held)
    }
  }
}
