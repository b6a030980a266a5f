import { Position } from '@xyflow/react'
import type { ChainDoc, Point, Wire } from '../document/document.ts'
import type { Place } from '../document/notes.ts'
import { type Face, type Faces, rowOf, rowsOf } from './faces.ts'
import { type Curve, curve, inputAt, nodeHeight, nodeWidth, outputAt } from './geometry.ts'
import type { RuleNodeType } from './RuleNode.tsx'
import type { WireEdgeType } from './WireEdge.tsx'

/** Where nodes and notes stand that are being dragged or resized; the document learns it when they are let go. */
export type Drag = ReadonlyMap<string, Place>
export const noDrag: Drag = new Map()

/**
 * The document as React Flow takes it. Sizes and ports are computed instead of measured, so that a chain of a thousand
 * nodes is laid out before any of them is drawn; what did not change keeps its identity.
 */
export function projectNodes(
  faces: Faces,
  selected: ReadonlySet<string>,
  drag: Drag,
  before: ReadonlyMap<string, RuleNodeType>,
): Map<string, RuleNodeType> {
  const nodes = new Map<string, RuleNodeType>()
  for (const face of faces.values()) {
    const { id } = face.node
    const { x, y } = drag.get(id) ?? face.node
    const known = before.get(id)
    const chosen = selected.has(id)
    const same = known?.data.face === face && known.selected === chosen
    if (same && known.position.x === x && known.position.y === y) nodes.set(id, known)
    else if (same) nodes.set(id, { ...known, position: { x, y } })
    else nodes.set(id, projectNode(face, { x, y }, chosen))
  }
  return nodes
}

function projectNode(face: Face, position: Point, selected: boolean): RuleNodeType {
  const size = { width: nodeWidth, height: nodeHeight(rowsOf(face)) }
  const outputs = face.outputs.map((output, index) => ({
    id: output,
    type: 'source' as const,
    position: Position.Right,
    x: outputAt(index).x - 4.5,
    y: outputAt(index).y - 4.5,
    width: 9,
    height: 9,
  }))
  const input = {
    id: 'in',
    type: 'target' as const,
    position: Position.Left,
    x: inputAt.x - 4.5,
    y: inputAt.y - 4.5,
    width: 9,
    height: 9,
  }
  return {
    id: face.node.id,
    type: 'rule',
    position,
    data: { face },
    selected,
    measured: size,
    handles: face.definition?.source ? outputs : [input, ...outputs],
    ariaLabel: `#${face.node.number} ${face.node.name}`,
  }
}

export function projectWires(
  doc: ChainDoc,
  faces: Faces,
  liveDoc: ChainDoc | null,
  selected: ReadonlySet<string>,
  target: string | null,
  before: ReadonlyMap<string, WireEdgeType>,
): Map<string, WireEdgeType> {
  const edges = new Map<string, WireEdgeType>()
  for (const wire of doc.wires.values()) {
    const from = faces.get(wire.from)
    if (!from || !faces.has(wire.to)) continue
    const fresh = liveDoc !== null && !liveDoc.wires.has(wire.id)
    const chosen = selected.has(wire.id)
    const output = from.outputs[rowOf(from, wire.output)] ?? wire.output
    const known = before.get(wire.id)
    const same =
      known?.data?.wire === wire &&
      known.data.fresh === fresh &&
      known.data.target === (target === wire.id) &&
      known.selected === chosen &&
      known.sourceHandle === output
    edges.set(
      wire.id,
      same
        ? known
        : {
            id: wire.id,
            type: 'wire',
            source: wire.from,
            sourceHandle: output,
            target: wire.to,
            targetHandle: 'in',
            selected: chosen,
            data: { wire, fresh, target: target === wire.id },
          },
    )
  }
  return edges
}

/** Where a wire runs, with nodes under the pointer where they are now. */
export function curveOf(wire: Wire, faces: Faces, drag: Drag): Curve | null {
  const from = faces.get(wire.from)
  const to = faces.get(wire.to)
  if (!from || !to) return null
  const start = drag.get(wire.from) ?? from.node
  const end = drag.get(wire.to) ?? to.node
  const output = outputAt(rowOf(from, wire.output))
  return curve(
    { x: start.x + output.x, y: start.y + output.y },
    { x: end.x + inputAt.x, y: end.y + inputAt.y },
  )
}
