import type { Point } from '../document/document.ts'

/** Sizes of the node on the canvas in px at 100 %; Node.module.css draws the same. */
export const nodeWidth = 144
const headHeight = 45
const portHeight = 18

export function nodeHeight(ports: number): number {
  return ports === 0 ? 46 : 46 + ports * portHeight + 5
}

export const inputAt: Point = { x: 0, y: 23 }

export function outputAt(index: number): Point {
  return { x: nodeWidth, y: headHeight + index * portHeight + portHeight / 2 }
}

export interface Curve {
  readonly from: Point
  readonly to: Point
  /** how far the two handles of the Bézier reach */
  readonly reach: number
}

/** A wire from an output to an input: level at both ends, and wide enough to be followed when it runs backwards. */
export function curve(from: Point, to: Point): Curve {
  const ahead = to.x - from.x
  const reach = ahead >= 0 ? Math.max(28, ahead * 0.55) : Math.min(160, 60 + -ahead * 0.4)
  return { from, to, reach }
}

export function pathOf({ from, to, reach }: Curve): string {
  return `M${from.x} ${from.y}C${from.x + reach} ${from.y} ${to.x - reach} ${to.y} ${to.x} ${to.y}`
}

/** The point at `t` (0 = start, 1 = end) of the curve. */
export function along({ from, to, reach }: Curve, t: number): Point {
  const u = 1 - t
  const [a, b, c, d] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t]
  return {
    x: a * from.x + b * (from.x + reach) + c * (to.x - reach) + d * to.x,
    y: a * from.y + b * from.y + c * to.y + d * to.y,
  }
}

/** Distance in px from a point to the curve, sampled closely enough for a pointer. */
export function distanceTo(line: Curve, point: Point): number {
  let least = Infinity
  for (let i = 0; i <= 24; i++) {
    const at = along(line, i / 24)
    least = Math.min(least, Math.hypot(at.x - point.x, at.y - point.y))
  }
  return least
}
