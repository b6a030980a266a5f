import type { ChainDoc, Point, Wire } from '../document/document.ts'
import type { Faces } from './faces.ts'
import { distanceTo } from './geometry.ts'
import { curveOf, noDrag } from './project.ts'

const reach = 26

/** The wire that runs close by a point of the canvas; the closest when several do. */
export function wireNear(doc: ChainDoc, faces: Faces, point: Point): Wire | null {
  let best: Wire | null = null
  let least = reach
  for (const wire of doc.wires.values()) {
    const line = curveOf(wire, faces, noDrag)
    if (!line) continue
    if (point.x < Math.min(line.from.x, line.to.x) - 60 || point.x > Math.max(line.from.x, line.to.x) + 60)
      continue
    const distance = distanceTo(line, point)
    if (distance < least) [best, least] = [wire, distance]
  }
  return best
}
