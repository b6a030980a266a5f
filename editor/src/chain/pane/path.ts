import type { RememberedMessage } from '../../../../engine/api/contract.ts'
import type { TrialStepJson } from '../../../../engine/api/contract-trial.ts'
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
  return { steps, wires: wiresOf(steps, nodes, doc), nodes }
}

/** The nodes and wires of a tried message in the chain that is open. */
export function trialPath(
  steps: readonly TrialStepJson[],
  chainId: string,
  doc: ChainDoc,
): { wires: ReadonlySet<string>; nodes: ReadonlySet<string> } {
  const own = steps.filter((step) => step.chainId === chainId)
  const nodes = new Set(own.map((step) => step.nodeId))
  return { wires: wiresOf(own, nodes, doc), nodes }
}

function wiresOf(
  steps: readonly { readonly nodeId: string; readonly output: string | null }[],
  nodes: ReadonlySet<string>,
  doc: ChainDoc,
): Set<string> {
  const wires = new Set<string>()
  for (const { nodeId, output } of steps) {
    if (output === null) continue
    for (const wire of doc.wires.values()) {
      if (wire.from === nodeId && isOutput(wire, output) && nodes.has(wire.to)) wires.add(wire.id)
    }
  }
  return wires
}
