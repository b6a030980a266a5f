import type { ChainDoc, Point } from './document.ts'
import { grid } from './nodes.ts'

/** The part of elkjs that tidying needs; passed in, so that its 1.5 MB load only when somebody tidies. */
export interface Layouter {
  layout(graph: LayoutGraph): Promise<{ children?: { id: string; x?: number; y?: number }[] }>
}

export interface LayoutGraph {
  id: string
  layoutOptions: Record<string, string>
  children: {
    id: string
    x: number
    y: number
    width: number
    height: number
    layoutOptions: Record<string, string>
  }[]
  edges: { id: string; sources: string[]; targets: string[] }[]
}

const options = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.layered.spacing.nodeNodeBetweenLayers': '60',
  'elk.spacing.nodeNode': '40',
  'elk.spacing.componentComponent': '60',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  // both keep what the person meant: earlier columns stay left, upper rows stay up
  'elk.layered.cycleBreaking.strategy': 'INTERACTIVE',
  'elk.layered.crossingMinimization.semiInteractive': 'true',
  'elk.separateConnectedComponents': 'true',
}

/**
 * Where tidied nodes go: in columns along the wires, on the grid, the whole group where its top left corner was.
 * Ids of one node or none mean the whole chain.
 */
export async function arrange(
  doc: ChainDoc,
  ids: ReadonlySet<string>,
  heightOf: (id: string) => number,
  layouter: Layouter,
): Promise<Map<string, Point>> {
  const chosen = [...doc.nodes.values()].filter((node) => ids.size < 2 || ids.has(node.id))
  if (chosen.length === 0) return new Map()
  const inside = new Set(chosen.map((node) => node.id))
  const result = await layouter.layout({
    id: 'chain',
    layoutOptions: options,
    children: chosen.map((node) => ({
      id: node.id,
      x: node.x,
      y: node.y,
      width: 144,
      height: heightOf(node.id) + 20,
      layoutOptions: { 'elk.position': `(${node.x}, ${node.y})` },
    })),
    edges: [...doc.wires.values()]
      .filter((wire) => inside.has(wire.from) && inside.has(wire.to) && wire.from !== wire.to)
      .map((wire) => ({ id: wire.id, sources: [wire.from], targets: [wire.to] })),
  })
  const placed = result.children ?? []
  const snap = (value: number) => Math.round(value / grid) * grid
  const left = Math.min(...chosen.map((node) => node.x)) - Math.min(...placed.map((one) => one.x ?? 0))
  const top = Math.min(...chosen.map((node) => node.y)) - Math.min(...placed.map((one) => one.y ?? 0))
  return new Map(placed.map((one) => [one.id, { x: snap((one.x ?? 0) + left), y: snap((one.y ?? 0) + top) }]))
}
