import type { ChainDoc } from '../document/document.ts'
import { isOutput } from '../document/wires.ts'

/** One step of a message, remembered or tried. */
export interface PathStep {
  readonly chainId: string
  readonly nodeId: string
  /** null when the message ended there, or went into another chain */
  readonly output: string | null
  /** milliseconds; null when it was not timed */
  readonly took: number | null
}

/** What lights up on the canvas: the wires that a message came along, and its nodes with their times. */
export interface Lit {
  readonly wires: ReadonlySet<string>
  /** milliseconds in each node, all visits together; null where no step was timed */
  readonly nodes: ReadonlyMap<string, number | null>
}

export const unlit: Lit = { wires: new Set(), nodes: new Map() }

/** The part of a message's way that lies in one chain. */
export function litBy(steps: readonly PathStep[], chainId: string, doc: ChainDoc): Lit {
  const own = steps.filter((step) => step.chainId === chainId)
  if (own.length === 0) return unlit
  const nodes = new Map<string, number | null>()
  for (const { nodeId, took } of own) {
    const before = nodes.get(nodeId) ?? null
    nodes.set(nodeId, took === null ? before : (before ?? 0) + took)
  }
  const wires = new Set<string>()
  for (const { nodeId, output } of own) {
    if (output === null) continue
    for (const wire of doc.wires.values()) {
      if (wire.from === nodeId && isOutput(wire, output) && nodes.has(wire.to)) wires.add(wire.id)
    }
  }
  return { wires, nodes }
}
