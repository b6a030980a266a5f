import type { ChainNode } from './chain.ts'
import type { NodeContext } from './context.ts'
import type { Message } from './message.ts'

/**
 * What the engine knows of the kinds of node there are. The catalogue of `nodes/` answers it; the engine itself
 * imports no node.
 */
export interface NodeLibrary {
  find(type: string): NodeKind | undefined
}

export interface NodeKind {
  readonly type: string
  readonly title: string
  readonly source?: boolean
  /** all but Failure */
  readonly outputs: readonly string[]
  readonly customOutputs?: boolean
  /** The configuration with defaults filled in, upgraded from its version, and everything wrong with it. */
  prepare(node: ChainNode): PreparedConfig
  create(config: unknown, context: NodeContext): NodeHandler | NodeInstance
}

export interface PreparedConfig {
  readonly config: unknown
  readonly problems: readonly { readonly path?: string; readonly message: string }[]
}

export type EmitTo = (output: string, message: Message) => void
export type NodeHandler = (message: Message, emit: EmitTo) => void | Promise<void>

export interface NodeInstance {
  readonly handle?: NodeHandler
  readonly start?: () => void | Promise<void>
  readonly stop?: () => void | Promise<void>
}
