import { commonMember, deployedMembers } from './common.ts'
import type { ChainDoc, DocNode, Wire } from './document.ts'

/** How a draft differs from what runs. Where a node stands is not a change of what it does, so it counts apart. */
export interface Comparison {
  readonly added: readonly DocNode[]
  readonly changed: readonly NodeDifference[]
  readonly removed: readonly DocNode[]
  readonly moved: readonly DocNode[]
  /** wires between nodes that both sides have */
  readonly wiresAdded: readonly Wire[]
  readonly wiresRemoved: readonly Wire[]
  readonly firstChanged: boolean
  /** they do nothing, so like places they do not count */
  readonly notesChanged: boolean
}

export interface NodeDifference {
  readonly node: DocNode
  readonly live: DocNode
  /** configuration keys, and `name`, `description`, `bypassed`, `type` and the common ones with a leading `@` */
  readonly fields: readonly string[]
}

export function compare(live: ChainDoc, draft: ChainDoc): Comparison {
  const added: DocNode[] = []
  const changed: NodeDifference[] = []
  const moved: DocNode[] = []
  for (const node of draft.nodes.values()) {
    const before = live.nodes.get(node.id)
    if (!before) added.push(node)
    else if (before !== node) {
      const fields = differentFields(before, node)
      if (fields.length > 0) changed.push({ node, live: before, fields })
      if (before.x !== node.x || before.y !== node.y) moved.push(node)
    }
  }
  const onBoth = (wire: Wire) =>
    live.nodes.has(wire.from) &&
    live.nodes.has(wire.to) &&
    draft.nodes.has(wire.from) &&
    draft.nodes.has(wire.to)
  const wiresAdded = [...draft.wires.values()].filter((wire) => !live.wires.has(wire.id) && onBoth(wire))
  const wiresRemoved = [...live.wires.values()].filter((wire) => !draft.wires.has(wire.id) && onBoth(wire))
  const removed = [...live.nodes.values()].filter((node) => !draft.nodes.has(node.id))
  const stayed = (id: string | null) => id === null || (live.nodes.has(id) && draft.nodes.has(id))
  const firstChanged = live.first !== draft.first && stayed(live.first) && stayed(draft.first)
  const notesChanged = !sameValue(live.other.notes ?? [], draft.other.notes ?? [])
  return { added, changed, removed, moved, wiresAdded, wiresRemoved, firstChanged, notesChanged }
}

/** How many things Deploy would change in what runs. */
export function changeCount(comparison: Comparison): number {
  const { added, changed, removed, wiresAdded, wiresRemoved, firstChanged } = comparison
  const nodes = added.length + changed.length + removed.length
  return nodes + wiresAdded.length + wiresRemoved.length + (firstChanged ? 1 : 0)
}

export function differentFields(live: DocNode, node: DocNode): string[] {
  const fields: string[] = []
  if (live.type !== node.type) fields.push('@type')
  if (live.name !== node.name) fields.push('@name')
  if (live.description !== node.description) fields.push('@description')
  if (live.bypassed !== node.bypassed) fields.push('@bypassed')
  if (!sameValue(live.outputs, node.outputs)) fields.push('@outputs')
  for (const member of deployedMembers)
    if (!sameValue(commonMember(live, member), commonMember(node, member))) fields.push(`@${member}`)
  for (const key of new Set([...Object.keys(live.configuration), ...Object.keys(node.configuration)])) {
    if (!sameValue(live.configuration[key], node.configuration[key])) fields.push(key)
  }
  return fields
}

/** Equal as JSON, whatever the order of members. */
export function sameValue(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const keys = Object.keys(one)
  if (keys.length !== Object.keys(other).length) return false
  return keys.every(
    (key) =>
      Object.hasOwn(other, key) &&
      sameValue((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]),
  )
}
