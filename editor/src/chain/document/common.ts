import type { DebugSettings } from '../../../../engine/rules/chain.ts'
import type { DocNode } from './document.ts'

/** Members that nodes of every kind have beside their configuration. */
export const commonMembers = ['queueName', 'singletonMode', 'debugSettings'] as const
export type CommonMember = (typeof commonMembers)[number]

/** Those that are deployed. What is recorded is set while the chain runs, and a deploy leaves it as it is. */
export const deployedMembers = ['queueName', 'singletonMode'] as const satisfies readonly CommonMember[]

/** How long a node is recorded wholly, in ms; the server allows no more. */
export const recordFor = 15 * 60_000

/** Sets a member beside the configuration; `undefined` takes it away. */
export function withMember(node: DocNode, member: CommonMember, value: unknown): DocNode {
  const { [member]: _, ...rest } = node.other
  return { ...node, other: value === undefined ? rest : { ...node.other, [member]: value } }
}

/** What is recorded, with each part said: how files leave it out and how the server writes it mean the same. */
export function debugOf(node: DocNode | undefined): Required<DebugSettings> {
  const { failuresEnabled = false, allEnabledUntil = 0 } = (node?.other.debugSettings ?? {}) as DebugSettings
  return { failuresEnabled, allEnabled: false, allEnabledUntil }
}

/** A common member as two nodes are compared by it; what is not set and what stands for that are the same. */
export function commonMember(node: DocNode, member: CommonMember): unknown {
  switch (member) {
    case 'queueName':
      return node.other.queueName || null
    case 'singletonMode':
      return node.other.singletonMode === true
    case 'debugSettings':
      return debugOf(node)
  }
}

/** Minutes and seconds until then, as `14:05`; null when it is past. */
export function timeLeft(until: number, now: number): string | null {
  const seconds = Math.ceil((until - now) / 1000)
  if (seconds <= 0) return null
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
