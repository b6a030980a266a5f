import type { ChainDoc, DocNode } from './document.ts'

/** One line of the outline: a node below the output that leads to it. */
export interface OutlineLine {
  /** unique in the outline; a node that several wires reach has one line of its own and else references */
  readonly key: string
  readonly node: DocNode
  readonly depth: number
  /** the output by which messages get here; null at the top */
  readonly output: string | null
  /** the node has its own line elsewhere: this one only points there */
  readonly reference: boolean
  readonly children: number
}

/** The nodes in the order messages take: sources and the first node on top, each output's targets below. */
export function outline(doc: ChainDoc): OutlineLine[] {
  const targets = new Map<string, { output: string; to: string }[]>()
  const reached = new Set<string>()
  for (const { from, output, to } of doc.wires.values()) {
    const list = targets.get(from) ?? []
    list.push({ output, to })
    targets.set(from, list)
    if (from !== to) reached.add(to)
  }
  const byPlace = [...doc.nodes.values()].sort((a, b) => a.y - b.y || a.x - b.x)
  const tops = byPlace.filter((node) => !reached.has(node.id))

  const lines: OutlineLine[] = []
  const seen = new Set<string>()
  const visit = (node: DocNode, depth: number, output: string | null, key: string) => {
    const reference = seen.has(node.id)
    seen.add(node.id)
    const next = targets.get(node.id) ?? []
    lines.push({ key, node, depth, output, reference, children: reference ? 0 : next.length })
    if (reference) return
    for (const { output: by, to } of next) {
      const child = doc.nodes.get(to)
      if (child) visit(child, depth + 1, by, `${key}/${by}>${to}`)
    }
  }
  for (const node of tops) visit(node, 0, null, node.id)
  const first = doc.nodes.get(doc.first ?? '')
  if (first && !seen.has(first.id)) visit(first, 0, null, first.id)
  // what only a ring of wires reaches has no top of its own
  for (const node of byPlace) if (!seen.has(node.id)) visit(node, 0, null, node.id)
  return lines
}

/** The nearest node in a direction from where one stands; null when there is none that way. */
export function nearest(
  from: { x: number; y: number },
  candidates: Iterable<DocNode>,
  direction: 'left' | 'right' | 'up' | 'down',
): DocNode | null {
  let best: DocNode | null = null
  let bestCost = Infinity
  for (const node of candidates) {
    const dx = node.x - from.x
    const dy = node.y - from.y
    const along = { left: -dx, right: dx, up: -dy, down: dy }[direction]
    const across = direction === 'left' || direction === 'right' ? Math.abs(dy) : Math.abs(dx)
    if (along <= 0) continue
    const cost = along + across * 2
    if (cost < bestCost) [best, bestCost] = [node, cost]
  }
  return best
}
