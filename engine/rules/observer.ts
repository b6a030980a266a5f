import type { CompiledNode } from './compile.ts'
import type { Message } from './message.ts'

/** What becomes of a node or chain when it is deployed. */
export type LifecycleEvent = 'STARTED' | 'UPDATED' | 'STOPPED' | 'FAILED'

/** Who wants to know what nodes do: debug events, kept failures, the life of chains and nodes (rule-engine.md 5). */
export interface Observer {
  /** A message came to a node that is being debugged. `label` is that of the wire; empty at an entry. */
  came(node: CompiledNode, message: Message, label: string): void
  /** A message left a node that is being debugged. `label` is ACK where it ended. */
  left(node: CompiledNode, message: Message, label: string): void
  /** A message failed in a node, whether that is being debugged or not. */
  failed(node: CompiledNode, message: Message, reason: string): void
  /** A node threw something that is no failure of a message. */
  fault(node: CompiledNode, reason: string): void
  /** @param error why it does not run; null when it does */
  lifecycle(
    entityType: 'RULE_CHAIN' | 'RULE_NODE',
    id: string,
    event: LifecycleEvent,
    error: string | null,
  ): void
}
