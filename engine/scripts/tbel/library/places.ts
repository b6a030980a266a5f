/** Helpers about places on earth: is a point within a polygon or a circle? */

import { spend } from '../../meter.ts'
import { fail } from '../failure.ts'
import { isMap, type Value } from '../kinds.ts'
import { getEntry } from '../map-keys.ts'
import { asDouble, asText } from './arguments.ts'
import { type Methods, method } from './define.ts'
import { parseJsonText } from './json.ts'

/** latitude and longitude in degrees */
type Point = readonly [number, number]
type Ring = readonly Point[]

function isPoint(value: Value): value is Value[] {
  return Array.isArray(value) && value.length >= 2 && !Array.isArray(value[0])
}

/** All rings of a perimeter, however deep it is nested. */
function ringsOf(value: Value, depth = 0): Ring[] {
  if (!Array.isArray(value) || depth > 8) return fail('A polygon is a list of [latitude, longitude] points')
  spend(value.length)
  if (value.length > 0 && value.every(isPoint)) {
    return [value.map((point) => [asDouble(point[0]), asDouble(point[1])] as const)]
  }
  return value.flatMap((part) => ringsOf(part, depth + 1))
}

/** Two points are the corners of a rectangle. */
function cornersOf(ring: Ring): Ring {
  if (ring.length !== 2) return ring
  const [[ax, ay], [bx, by]] = ring as [Point, Point]
  return [
    [ax, ay],
    [ax, by],
    [bx, by],
    [bx, ay],
  ]
}

/** 1 for a point within, 0 for one on the edge, -1 for one outside. */
function side([x, y]: Point, ring: Ring): 1 | 0 | -1 {
  spend(ring.length)
  let inside = false
  for (let at = 0, before = ring.length - 1; at < ring.length; before = at++) {
    const [ax, ay] = ring[at] as Point
    const [bx, by] = ring[before] as Point
    const isBeside = (bx - ax) * (y - ay) !== (by - ay) * (x - ax)
    const isBeyond = (x - ax) * (x - bx) > 0 || (y - ay) * (y - by) > 0
    if (!isBeside && !isBeyond) return 0
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside ? 1 : -1
}

function isWithin(inner: Ring, outer: Ring): boolean {
  const sides = inner.map((point) => side(point, outer))
  return sides.every((one) => one >= 0) && sides.includes(1)
}

/** A ring within another one is a hole; an edge belongs to neither. */
function isInsidePolygon(latitude: Value, longitude: Value, perimeter: Value): boolean {
  const text = perimeter === null ? '' : asText(perimeter)
  if (text.trim() === '') fail('The polygon is empty')
  const point: Point = [asDouble(latitude), asDouble(longitude)]
  const rings = ringsOf(parseJsonText(text)).map(cornersOf)
  const around = rings.filter((ring) => side(point, ring) >= 0)
  spend(around.length * rings.length)
  const isHole = (ring: Ring) => rings.some((other) => other !== ring && isWithin(ring, other))
  return !around.some(isHole) && around.some((ring) => side(point, ring) === 1)
}

/** As the cloud rounds them, so that a device at the edge is on the same side of it. */
const perKilometer: Readonly<Record<string, number>> = {
  METER: 1000,
  KILOMETER: 1,
  FOOT: 3280.84,
  MILE: 0.62137,
  NAUTICAL_MILE: 0.539957,
}

/** kilometers */
const earthRadius = 6371.0087714

/** The way over the surface, in kilometers. */
function distance([latitudeA, longitudeA]: Point, [latitudeB, longitudeB]: Point): number {
  const radians = Math.PI / 180
  const a = Math.sin(((latitudeB - latitudeA) * radians) / 2) ** 2
  const b = Math.sin(((longitudeB - longitudeA) * radians) / 2) ** 2
  return (
    2 *
    earthRadius *
    Math.asin(Math.sqrt(a + Math.cos(latitudeA * radians) * Math.cos(latitudeB * radians) * b))
  )
}

function isInsideCircle(latitude: Value, longitude: Value, text: Value): boolean {
  const circle = parseJsonText(text)
  if (!isMap(circle)) return fail('A circle is a map of latitude, longitude and radius')
  const unit = getEntry(circle, 'radiusUnit') ?? 'METER'
  const factor =
    typeof unit === 'string' && Object.hasOwn(perKilometer, unit) ? perKilometer[unit] : undefined
  if (factor === undefined) return fail('The unit of the radius is not known')
  const center: Point = [asDouble(getEntry(circle, 'latitude')), asDouble(getEntry(circle, 'longitude'))]
  return (
    distance([asDouble(latitude), asDouble(longitude)], center) * factor <
    asDouble(getEntry(circle, 'radius'))
  )
}

export const placeFunctions: Methods = {
  isInsidePolygon: method(3, 3, isInsidePolygon),
  isInsideCircle: method(3, 3, isInsideCircle),
}
