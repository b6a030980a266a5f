import type { ChainGraph } from '../../../../engine/rules/chain.ts'
import {
  type ChainDoc,
  type DocNode,
  looksLikeGraph,
  makeWire,
  newId,
  nextNumber,
  type Point,
} from './document.ts'
import { fromGraph, toGraph } from './graph.ts'

/** The chosen nodes and the wires among them as readable JSON, to paste anywhere, or to mail to a friend. */
export function toClip(doc: ChainDoc, ids: ReadonlySet<string>): string {
  const nodes = new Map([...doc.nodes].filter(([id]) => ids.has(id)))
  const wires = new Map([...doc.wires].filter(([, wire]) => ids.has(wire.from) && ids.has(wire.to)))
  const first = doc.first !== null && ids.has(doc.first) ? doc.first : null
  return JSON.stringify({ weir: 'nodes', ...toGraph({ nodes, wires, first, other: {} }) }, null, 2)
}

/** Reads pasted text: our own clip, a whole export file, or a bare graph. Null when it is none of them. */
export function readClip(text: string): ChainGraph | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (looksLikeGraph(value)) return value
  const metadata = (value as { metadata?: unknown } | null)?.metadata
  return looksLikeGraph(metadata) ? metadata : null
}

/** Adds a clip's nodes with new ids and numbers, their top left corner at `at`. Returns the new nodes' ids too. */
export function paste(doc: ChainDoc, clip: ChainGraph, at: Point): { doc: ChainDoc; ids: string[] } {
  const from = fromGraph(clip)
  if (from.nodes.size === 0) return { doc, ids: [] }
  const left = Math.min(...[...from.nodes.values()].map((node) => node.x))
  const top = Math.min(...[...from.nodes.values()].map((node) => node.y))
  const newIds = new Map<string, string>()
  const nodes = new Map(doc.nodes)
  let number = nextNumber(doc)
  for (const node of [...from.nodes.values()].sort((a, b) => a.number - b.number)) {
    const id = newId()
    newIds.set(node.id, id)
    nodes.set(id, pasted(node, id, number++, { x: node.x - left + at.x, y: node.y - top + at.y }))
  }
  const wires = new Map(doc.wires)
  for (const wire of from.wires.values()) {
    const copy = makeWire(newIds.get(wire.from) ?? '', wire.output, newIds.get(wire.to) ?? '')
    wires.set(copy.id, copy)
  }
  const first = doc.first ?? (from.first === null ? null : (newIds.get(from.first) ?? null))
  return { doc: { ...doc, nodes, wires, first }, ids: [...newIds.values()] }
}

function pasted(node: DocNode, id: string, number: number, at: Point): DocNode {
  return { ...node, id, number, ...at, other: { ...node.other, id: { entityType: 'RULE_NODE', id } } }
}
