import type { ChainDoc } from '../document/document.ts'
import { nearest } from '../document/order.ts'
import { wiresFrom, wiresTo } from '../document/wires.ts'

/**
 * Where an arrow key goes from a node: right and left along its first wire, else to the nearest node that way; up and
 * down to the nearest.
 */
export function neighbour(
  doc: ChainDoc,
  id: string,
  direction: 'left' | 'right' | 'up' | 'down',
): string | null {
  const node = doc.nodes.get(id)
  if (!node) return null
  const others = [...doc.nodes.values()].filter((one) => one.id !== id)
  if (direction === 'right') {
    const next = wiresFrom(doc, id)
      .map((wire) => doc.nodes.get(wire.to))
      .filter((one) => one !== undefined)
    const first = next.filter((one) => one.id !== id).sort((a, b) => a.y - b.y)[0]
    if (first) return first.id
  }
  if (direction === 'left') {
    const before = wiresTo(doc, id)
      .map((wire) => doc.nodes.get(wire.from))
      .filter((one) => one !== undefined)
    const first = before.filter((one) => one.id !== id).sort((a, b) => a.y - b.y)[0]
    if (first) return first.id
  }
  return nearest(node, others, direction)?.id ?? null
}
