import type { ChainNode } from './chain.ts'
import type { NodeContext } from './context.ts'
import type { Message } from './message.ts'

/**
 * What the engine knows of the kinds of node there are. The catalogue of `nodes/` answers it; the engine itself
 * imports no node.
 */
export interface NodeLibrary {
  find(type: string): NodeKind | undefined
  /** Why there is no node of this type, as a sentence, where more is known than that. */
  whyUnknown?(type: string): string | undefined
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

/** @param reason why it goes to Failure; has no meaning with other outputs */
export type EmitTo = (output: string, message: Message, reason?: string) => void
export type NodeHandler = (message: Message, emit: EmitTo) => void | Promise<void>

export interface NodeInstance {
  readonly handle?: NodeHandler
  readonly start?: () => void | Promise<void>
  readonly stop?: () => void | Promise<void>
  /** what the node says of itself just now */
  readonly status?: () => { readonly text: string | null; readonly nextRun: number | null }
  /** its next runs in epoch milliseconds, soonest first */
  readonly nextRuns?: (most: number) => readonly number[]
  /** for nodes that run the alarm rules of profiles: what they know of a device (alarm-rules/device-rules.ts) */
  readonly alarmRules?: (deviceId: string) => object | null
}
