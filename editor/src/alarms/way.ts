/** The way of the message that raised an alarm, as the panel lists it. */
import type { RememberedMessage } from '../../../engine/api/contract.ts'
import type { ChainNode } from '../../../engine/rules/chain.ts'

export interface WayStep {
  readonly message: RememberedMessage
  /** null when the chain that runs now has it no more */
  readonly node: ChainNode | null
  /** milliseconds since the message came to the first node */
  readonly after: number
}

export function wayOf(path: readonly RememberedMessage[], nodes: readonly ChainNode[]): readonly WayStep[] {
  const byId = new Map(nodes.map((node) => [node.id?.id, node]))
  const start = path[0]?.at ?? 0
  return path.map((message) => ({
    message,
    node: byId.get(message.nodeId) ?? null,
    after: message.at - start,
  }))
}

/** The address of a chain, and of one of its nodes. */
export function chainPlace(chainId: string, nodeId?: string): string {
  return `/chains/${chainId}${nodeId === undefined ? '' : `?node=${nodeId}`}`
}
