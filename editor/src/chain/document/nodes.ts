import type { ChainDoc, DocNode, Point } from './document.ts'
import { nextNumber } from './document.ts'
import { withoutNode } from './wires.ts'

/** The canvas' grid in px at 100 %. */
export const grid = 20

export function onGrid(point: Point): Point {
  return { x: Math.round(point.x / grid) * grid, y: Math.round(point.y / grid) * grid }
}

export interface NewNode {
  readonly id: string
  readonly type: string
  readonly name: string
  readonly configuration: Readonly<Record<string, unknown>>
  readonly version?: number
  /** a source never becomes the first node: it has no input */
  readonly source: boolean
  /** the chain has sources, which take messages in: then no node becomes the first one by itself */
  readonly besideSources?: boolean
}

/** Adds a node. In a chain without sources the first one becomes the chain's first node. */
export function addNode(doc: ChainDoc, fresh: NewNode, at: Point): ChainDoc {
  const node: DocNode = {
    id: fresh.id,
    type: fresh.type,
    name: fresh.name,
    ...freePlace(doc, onGrid(at)),
    number: nextNumber(doc),
    description: '',
    bypassed: false,
    outputs: [],
    configuration: fresh.configuration,
    other: {
      id: { entityType: 'RULE_NODE', id: fresh.id },
      ...(fresh.version === undefined ? {} : { configurationVersion: fresh.version }),
    },
  }
  const nodes = new Map(doc.nodes).set(node.id, node)
  return { ...doc, nodes, first: doc.first ?? (fresh.source || fresh.besideSources ? null : node.id) }
}

/** The place asked for, or the next one below where no other node sits. */
export function freePlace(doc: ChainDoc, wanted: Point): Point {
  const taken = [...doc.nodes.values()]
  let { x, y } = wanted
  const occupied = () => taken.some((node) => Math.abs(node.x - x) < 150 && Math.abs(node.y - y) < 110)
  for (let tries = 0; tries < 60 && occupied(); tries++) y += grid * 2
  return { x, y }
}

/** The document with some nodes replaced by what `change` makes of them. */
export function changeNodes(
  doc: ChainDoc,
  ids: Iterable<string>,
  change: (node: DocNode) => DocNode,
): ChainDoc {
  const nodes = new Map(doc.nodes)
  for (const id of ids) {
    const node = nodes.get(id)
    if (node) nodes.set(id, change(node))
  }
  return { ...doc, nodes }
}

export function moveNodes(doc: ChainDoc, places: ReadonlyMap<string, Point>): ChainDoc {
  return changeNodes(doc, places.keys(), (node) => {
    const place = places.get(node.id)
    return place && (place.x !== node.x || place.y !== node.y) ? { ...node, x: place.x, y: place.y } : node
  })
}

/** Sets one field of one node; `undefined` takes the field away. */
export function configure(doc: ChainDoc, id: string, key: string, value: unknown): ChainDoc {
  return changeNodes(doc, [id], (node) => {
    const { [key]: _, ...rest } = node.configuration
    return { ...node, configuration: value === undefined ? rest : { ...node.configuration, [key]: value } }
  })
}

/** Removes nodes; each one's incoming wires are joined to where its first output went. */
export function removeNodes(
  doc: ChainDoc,
  ids: Iterable<string>,
  firstOutputOf: (node: DocNode) => string | undefined,
): ChainDoc {
  let next = doc
  for (const id of ids) {
    const node = next.nodes.get(id)
    if (node) next = withoutNode(next, node, firstOutputOf(node))
  }
  return { ...next, other: { ...next.other, lastNumber: nextNumber(doc) - 1 } }
}
