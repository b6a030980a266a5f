import { rate } from '../../parts/numbers.ts'
import type { ChainDoc, Point, Wire } from '../document/document.ts'
import type { Live } from '../state/live.ts'
import { type Flow, flowOf } from './channels.ts'
import type { Faces } from './faces.ts'
import { along, type Curve } from './geometry.ts'
import { curveOf, type Drag } from './project.ts'

export interface Pill {
  readonly wire: Wire
  readonly at: Point
  readonly text: string
  readonly kind: Flow | 'new' | 'quiet'
}

export type Detail = 'full' | 'short' | 'dot'

export interface View {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

const halfWidth = 24
const height = 19

/**
 * One pill per wire that has something to say, or that is looked at. Each stands in the middle of its wire, or a bit
 * further along where another one stands already.
 */
export function pillsOf(
  about: {
    /** what is seen of the canvas */
    view: View
    /** far away only trouble and plans are told, further away nothing */
    detail: Detail
    doc: ChainDoc
    liveDoc: ChainDoc | null
    faces: Faces
    drag: Drag
    looked: ReadonlySet<string>
    fresh: string
  },
  live: Pick<Live, 'wires' | 'nodes'>,
): Pill[] {
  const pills: Pill[] = []
  const cells = new Map<string, Point[]>()
  for (const wire of about.doc.wires.values()) {
    const flow = flowOf(wire, live)
    const fresh = about.liveDoc !== null && !about.liveDoc.wires.has(wire.id)
    const looked = about.looked.has(wire.id)
    if (!looked && (about.detail === 'dot' || (flow === 'idle' && !fresh))) continue
    if (!looked && about.detail === 'short' && flow === 'flowing' && !fresh) continue
    const line = curveOf(wire, about.faces, about.drag)
    if (!line) continue
    if (isOutside(line, about.view)) continue
    const places = [0.5, 0.66, 0.36, 0.78, 0.26].map((t) => along(line, t))
    const at = places.find((place) => isFree(place, cells)) ?? places[0]
    if (!at) continue
    occupy(at, cells)
    const text = fresh ? about.fresh : flow === 'idle' ? '0/s' : rate(live.wires.get(wire.id)?.rate ?? 0)
    pills.push({ wire, at, text, kind: fresh ? 'new' : flow === 'idle' ? 'quiet' : flow })
  }
  return pills
}

function isOutside({ from, to }: Curve, view: View): boolean {
  const x = (from.x + to.x) / 2
  const y = (from.y + to.y) / 2
  return x < view.left || x > view.right || y < view.top || y > view.bottom
}

const cellOf = (x: number, y: number) => `${x}:${y}`

function isFree({ x, y }: Point, cells: ReadonlyMap<string, readonly Point[]>): boolean {
  const [column, row] = [Math.floor(x / 60), Math.floor(y / 60)]
  for (let dx = -1; dx <= 1; dx++) {
    for (let dy = -1; dy <= 1; dy++) {
      for (const other of cells.get(cellOf(column + dx, row + dy)) ?? []) {
        if (Math.abs(other.x - x) < halfWidth * 2 && Math.abs(other.y - y) < height) return false
      }
    }
  }
  return true
}

function occupy(at: Point, cells: Map<string, Point[]>): void {
  const cell = cellOf(Math.floor(at.x / 60), Math.floor(at.y / 60))
  const list = cells.get(cell)
  if (list) list.push(at)
  else cells.set(cell, [at])
}
