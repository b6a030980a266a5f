import type { RememberedMessage } from '../../../../engine/api/contract.ts'
import type { ChainDoc } from '../document/document.ts'
import { isOutput } from '../document/wires.ts'

/** The way that one message took: its steps in order, and the wires between nodes it came through. */
export function pathOf(
  flight: number,
  messages: readonly RememberedMessage[],
  doc: ChainDoc,
): { steps: readonly RememberedMessage[]; wires: ReadonlySet<string>; nodes: ReadonlySet<string> } {
  const steps = messages.filter((one) => one.flight === flight).sort((a, b) => a.seq - b.seq)
  const nodes = new Set(steps.map((step) => step.nodeId))
  const wires = new Set<string>()
  for (const { nodeId, output } of steps) {
    if (output === null) continue
    for (const wire of doc.wires.values()) {
      if (wire.from === nodeId && isOutput(wire, output) && nodes.has(wire.to)) wires.add(wire.id)
    }
  }
  return { steps, wires, nodes }
}
