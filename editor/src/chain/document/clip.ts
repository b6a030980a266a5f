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
import { notesOf, withMoreNotes } from './notes.ts'

/** The chosen nodes, the wires among them and the chosen notes as readable JSON, to paste anywhere, or to mail. */
export function toClip(doc: ChainDoc, ids: ReadonlySet<string>, noteIds: ReadonlySet<string>): string {
  const nodes = new Map([...doc.nodes].filter(([id]) => ids.has(id)))
  const wires = new Map([...doc.wires].filter(([, wire]) => ids.has(wire.from) && ids.has(wire.to)))
  const first = doc.first !== null && ids.has(doc.first) ? doc.first : null
  const notes = [...notesOf(doc).values()].filter((note) => noteIds.has(note.id))
  const other = notes.length === 0 ? {} : { notes }
  return JSON.stringify({ weir: 'nodes', ...toGraph({ nodes, wires, first, other }) }, null, 2)
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

export interface Pasted {
  readonly doc: ChainDoc
  /** of the new nodes */
  readonly ids: readonly string[]
  /** of the new notes */
  readonly notes: readonly string[]
}

/** Adds a clip's nodes and notes with new ids and numbers, their top left corner at `at`. */
export function paste(doc: ChainDoc, clip: ChainGraph, at: Point): Pasted {
  const from = fromGraph(clip)
  const written = [...notesOf(from).values()]
  const placed: readonly Point[] = [...from.nodes.values(), ...written]
  if (placed.length === 0) return { doc, ids: [], notes: [] }
  const left = Math.min(...placed.map(({ x }) => x))
  const top = Math.min(...placed.map(({ y }) => y))
  const moved = ({ x, y }: Point) => ({ x: x - left + at.x, y: y - top + at.y })
  const newIds = new Map<string, string>()
  const nodes = new Map(doc.nodes)
  let number = nextNumber(doc)
  for (const node of [...from.nodes.values()].sort((a, b) => a.number - b.number)) {
    const id = newId()
    newIds.set(node.id, id)
    nodes.set(id, pasted(node, id, number++, moved(node)))
  }
  const wires = new Map(doc.wires)
  for (const wire of from.wires.values()) {
    const copy = makeWire(newIds.get(wire.from) ?? '', wire.output, newIds.get(wire.to) ?? '')
    wires.set(copy.id, copy)
  }
  const notes = written.map((note) => ({ ...note, id: newId(), ...moved(note) }))
  const first = doc.first ?? (from.first === null ? null : (newIds.get(from.first) ?? null))
  return {
    doc: withMoreNotes({ ...doc, nodes, wires, first }, notes),
    ids: [...newIds.values()],
    notes: notes.map(({ id }) => id),
  }
}

function pasted(node: DocNode, id: string, number: number, at: Point): DocNode {
  return { ...node, id, number, ...at, other: { ...node.other, id: { entityType: 'RULE_NODE', id } } }
}
