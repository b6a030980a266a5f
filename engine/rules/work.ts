import type { CompiledNode } from './compile.ts'
import type { Message } from './message.ts'

/** Messages before nodes, in order: a ring that grows by doubling and is never given back. */
export class WorkQueue {
  #nodes: (CompiledNode | null)[] = new Array(256).fill(null)
  #messages: (Message | null)[] = new Array(256).fill(null)
  #mask = 255
  #head = 0
  #tail = 0
  push(node: CompiledNode, message: Message): void {
    const tail = this.#tail
    this.#nodes[tail] = node
    this.#messages[tail] = message
    this.#tail = (tail + 1) & this.#mask
    if (this.#tail === this.#head) this.#grow()
  }

  /** The oldest node that has work; null when there is none. It stays in the queue until `done`. */
  get node(): CompiledNode | null {
    return this.#head === this.#tail ? null : (this.#nodes[this.#head] as CompiledNode)
  }

  /** The message before that node. */
  get message(): Message {
    return this.#messages[this.#head] as Message
  }

  /** Drops the oldest. */
  done(): void {
    this.#messages[this.#head] = null
    this.#head = (this.#head + 1) & this.#mask
  }

  #grow(): void {
    const size = this.#mask + 1
    const nodes = this.#nodes
    const messages = this.#messages
    this.#nodes = new Array(size * 2).fill(null)
    this.#messages = new Array(size * 2).fill(null)
    for (let i = 0; i < size; i++) {
      const from = (this.#head + i) & this.#mask
      this.#nodes[i] = nodes[from] ?? null
      this.#messages[i] = messages[from] ?? null
    }
    this.#head = 0
    this.#tail = size
    this.#mask = size * 2 - 1
  }
}
