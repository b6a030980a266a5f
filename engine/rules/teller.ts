import type { CompiledNode } from './compile.ts'
import type { Message } from './message.ts'
import type { Observer } from './observer.ts'

/** Tells the observer of the steps of nodes that are debugged, as long as they are. */
export class Teller {
  readonly #observer: Observer | null

  constructor(observer: Observer | undefined) {
    this.#observer = observer ?? null
  }

  came(node: CompiledNode, message: Message, label: string, now: number): void {
    if (isDebugged(node, now)) this.#observer?.came(node, message, label)
  }

  left(node: CompiledNode, message: Message, label: string, now: number): void {
    if (isDebugged(node, now)) this.#observer?.left(node, message, label)
  }

  /** Of failures it is always told. */
  failed(node: CompiledNode, message: Message, reason: string): void {
    this.#observer?.failed(node, message, reason)
  }
}

function isDebugged(node: CompiledNode, now: number): boolean {
  if (now > node.debuggedUntil) node.isDebugged = false
  return node.isDebugged
}
