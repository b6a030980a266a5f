/**
 * Areas on the map, as the cloud's polygons are: several rings, of which one inside of another is a hole. Latitude
 * and longitude are taken as plane coordinates; a point on a border is outside.
 */
export type Point = readonly [latitude: number, longitude: number]

type Ring = readonly Point[]

export interface Area {
  readonly solids: readonly Ring[]
  readonly holes: readonly Ring[]
}

/**
 * Reads `[[lat, lon], …]`, or lists of such lists to any depth. Two points mean the rectangle between them.
 * Throws with what is wrong.
 */
export function areaOf(definition: unknown): Area {
  const rings: Ring[] = []
  collectRings(definition, rings)
  if (rings.length === 0) throw new Error('The polygon has no points')
  const isHole = (ring: Ring, index: number) =>
    rings.some((other, at) => at !== index && isWithin(ring, other) && !isWithin(other, ring))
  return {
    solids: rings.filter((ring, index) => !isHole(ring, index)),
    holes: rings.filter(isHole),
  }
}

/** Whether the point lies in the area, and not on a border or in a hole. */
export function isInArea(point: Point, { solids, holes }: Area): boolean {
  return (
    solids.some((ring) => placeOf(point, ring) === 'inside') &&
    holes.every((ring) => placeOf(point, ring) === 'outside')
  )
}

function collectRings(value: unknown, rings: Ring[]): void {
  if (!Array.isArray(value)) throw new Error('The polygon is not a list of points')
  if (value.some(isPoint)) rings.push(ringOf(value))
  else for (const member of value) collectRings(member, rings)
}

function isPoint(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && !Array.isArray(value[0])
}

function ringOf(members: readonly unknown[]): Ring {
  const points = members.map(pointOf)
  const [first, second] = points
  if (first !== undefined && second !== undefined && points.length === 2)
    return [first, [first[0], second[1]], second, [second[0], first[1]]]
  if (points.length < 3) throw new Error('A polygon needs two points at least')
  return points
}

function pointOf(member: unknown): Point {
  const [latitude, longitude] = Array.isArray(member) ? member.map(Number) : []
  if (!Number.isFinite(latitude) || !Number.isFinite(longitude))
    throw new Error('A point of the polygon is not [latitude, longitude]')
  return [latitude as number, longitude as number]
}

/**
 * Where a point lies to a ring, by its winding number: what a ring that crosses itself goes around at all is inside,
 * as when its parts are taken apart.
 */
function placeOf([y, x]: Point, ring: Ring): 'inside' | 'border' | 'outside' {
  let winding = 0
  for (const [[y1, x1], [y2, x2]] of edgesOf(ring)) {
    const side = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
    if (side === 0 && isBetween(x, x1, x2) && isBetween(y, y1, y2)) return 'border'
    if (y1 <= y && y2 > y && side > 0) winding++
    else if (y2 <= y && y1 > y && side < 0) winding--
  }
  return winding === 0 ? 'outside' : 'inside'
}

/** Whether a ring lies in another one, touching allowed. */
function isWithin(inner: Ring, outer: Ring): boolean {
  return (
    inner.every((point) => placeOf(point, outer) !== 'outside') &&
    edgesOf(inner).every((edge) => edgesOf(outer).every((other) => !isCrossing(edge, other)))
  )
}

type Edge = readonly [Point, Point]

function edgesOf(ring: Ring): readonly Edge[] {
  return ring.map((point, index) => [point, ring[(index + 1) % ring.length] as Point])
}

/** Whether each edge has the ends of the other one on both of its sides. */
function isCrossing([a, b]: Edge, [c, d]: Edge): boolean {
  return sideOf(a, b, c) * sideOf(a, b, d) < 0 && sideOf(c, d, a) * sideOf(c, d, b) < 0
}

function sideOf([y1, x1]: Point, [y2, x2]: Point, [y, x]: Point): number {
  return Math.sign((x2 - x1) * (y - y1) - (x - x1) * (y2 - y1))
}

function isBetween(value: number, one: number, other: number): boolean {
  return value >= Math.min(one, other) && value <= Math.max(one, other)
}
