import { type ChainDoc, type DocNode, makeWire, type Wire } from './document.ts'

export function isOutput(wire: Wire, output: string): boolean {
  return wire.output.toLowerCase() === output.toLowerCase()
}

export function wiresFrom(doc: ChainDoc, id: string): Wire[] {
  return [...doc.wires.values()].filter((wire) => wire.from === id)
}

export function wiresTo(doc: ChainDoc, id: string): Wire[] {
  return [...doc.wires.values()].filter((wire) => wire.to === id)
}

/** Adds a wire; a wire that exists, or one to a node that does not, changes nothing. */
export function connect(doc: ChainDoc, from: string, output: string, to: string): ChainDoc {
  const wire = makeWire(from, output, to)
  if (doc.wires.has(wire.id) || !doc.nodes.has(from) || !doc.nodes.has(to)) return doc
  return { ...doc, wires: new Map(doc.wires).set(wire.id, wire) }
}

export function disconnect(doc: ChainDoc, ids: Iterable<string>): ChainDoc {
  const wires = new Map(doc.wires)
  for (const id of ids) wires.delete(id)
  return wires.size === doc.wires.size ? doc : { ...doc, wires }
}

/** Puts a node into a wire: what flowed along it now flows through the node, leaving by `output`. */
export function insertOnWire(
  doc: ChainDoc,
  wire: Wire,
  nodeId: string,
  output: string | undefined,
): ChainDoc {
  let next = disconnect(doc, [wire.id])
  next = connect(next, wire.from, wire.output, nodeId)
  return output === undefined ? next : connect(next, nodeId, output, wire.to)
}

/** Removes one node and joins what came in to where its `output` went, so that messages still arrive. */
export function withoutNode(doc: ChainDoc, node: DocNode, output: string | undefined): ChainDoc {
  const incoming = wiresTo(doc, node.id).filter((wire) => wire.from !== node.id)
  const outgoing = wiresFrom(doc, node.id).filter((wire) => wire.to !== node.id)
  const main = output === undefined ? [] : outgoing.filter((wire) => isOutput(wire, output))
  const through = main.length > 0 ? main : outgoing.filter((wire) => !isOutput(wire, 'Failure')).slice(0, 1)

  const nodes = new Map(doc.nodes)
  nodes.delete(node.id)
  const wires = new Map<string, Wire>()
  for (const wire of doc.wires.values()) {
    if (wire.from !== node.id && wire.to !== node.id) wires.set(wire.id, wire)
  }
  for (const before of incoming) {
    for (const after of through) {
      if (before.from === after.to) continue
      const healed = makeWire(before.from, before.output, after.to)
      wires.set(healed.id, healed)
    }
  }
  const first = doc.first === node.id ? (through[0]?.to ?? null) : doc.first
  return { ...doc, nodes, wires, first }
}
