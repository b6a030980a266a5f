import type { ChainGraph, ChainNode, Connection, NodeLayout } from '../../../../engine/rules/chain.ts'
import { type ChainDoc, type DocNode, makeWire, newId, type Wire } from './document.ts'

/** Reads a saved graph. Nodes without an id or a number get one; connections to nowhere are left out. */
export function fromGraph(graph: ChainGraph): ChainDoc {
  const { nodes: saved, connections, firstNodeIndex, ...other } = graph
  let highest = 0
  for (const node of saved) highest = Math.max(highest, node.additionalInfo?.number ?? 0)

  const ids: string[] = []
  const nodes = new Map<string, DocNode>()
  for (const [index, node] of saved.entries()) {
    const id = node.id?.id ?? newId()
    ids.push(id)
    nodes.set(id, readNode(node, id, node.additionalInfo?.number ?? ++highest, index))
  }

  const wires = new Map<string, Wire>()
  for (const { fromIndex, toIndex, type } of connections ?? []) {
    const from = ids[fromIndex]
    const to = ids[toIndex]
    if (from === undefined || to === undefined) continue
    const wire = makeWire(from, type, to)
    wires.set(wire.id, wire)
  }
  return { nodes, wires, first: ids[firstNodeIndex ?? -1] ?? null, other }
}

function readNode(node: ChainNode, id: string, number: number, index: number): DocNode {
  const { type, name, configuration, ...other } = node
  const layout = node.additionalInfo ?? {}
  return {
    id,
    type,
    name: name ?? type,
    x: finite(layout.layoutX, 40 + (index % 6) * 200),
    y: finite(layout.layoutY, 40 + Math.floor(index / 6) * 120),
    number,
    description: typeof layout.description === 'string' ? layout.description : '',
    bypassed: layout.bypassed === true,
    outputs: Array.isArray(layout.outputs) ? layout.outputs.filter((one) => typeof one === 'string') : [],
    configuration: configuration ?? {},
    other,
  }
}

function finite(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise
}

/** Writes the document as it is saved: nodes by their number, so that the file's order never depends on edits. */
export function toGraph(doc: ChainDoc): ChainGraph {
  const ordered = [...doc.nodes.values()].sort((a, b) => a.number - b.number)
  const indexOf = new Map(ordered.map((node, index) => [node.id, index]))
  const connections: Connection[] = []
  for (const { from, output, to } of doc.wires.values()) {
    const fromIndex = indexOf.get(from)
    const toIndex = indexOf.get(to)
    if (fromIndex !== undefined && toIndex !== undefined)
      connections.push({ fromIndex, toIndex, type: output })
  }
  return {
    ...doc.other,
    firstNodeIndex: doc.first === null ? null : (indexOf.get(doc.first) ?? null),
    nodes: ordered.map(writeNode),
    connections,
  }
}

function writeNode(node: DocNode): ChainNode {
  const { outputs: _, bypassed: __, ...layout } = (node.other.additionalInfo ?? {}) as NodeLayout
  return {
    ...node.other,
    id: (node.other.id as ChainNode['id']) ?? { entityType: 'RULE_NODE', id: node.id },
    type: node.type,
    name: node.name,
    configuration: { ...node.configuration },
    additionalInfo: {
      ...layout,
      layoutX: node.x,
      layoutY: node.y,
      description: node.description,
      number: node.number,
      ...(node.bypassed ? { bypassed: true } : {}),
      ...(node.outputs.length > 0 ? { outputs: [...node.outputs] } : {}),
    },
  }
}
