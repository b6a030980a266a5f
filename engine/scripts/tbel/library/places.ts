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

function isInRing([x, y]: Point, ring: Ring): boolean {
  if (ring.length === 2) return isInRectangle([x, y], ring[0] as Point, ring[1] as Point)
  let inside = false
  for (let at = 0, before = ring.length - 1; at < ring.length; before = at++) {
    const [ax, ay] = ring[at] as Point
    const [bx, by] = ring[before] as Point
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside
}

function isInRectangle([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): boolean {
  return x >= Math.min(ax, bx) && x <= Math.max(ax, bx) && y >= Math.min(ay, by) && y <= Math.max(ay, by)
}

/** A ring within another one is a hole, a ring within a hole is land again. */
function isInsidePolygon(latitude: Value, longitude: Value, perimeter: Value): boolean {
  const text = perimeter === null ? '' : asText(perimeter)
  if (text.trim() === '') fail('The polygon is empty')
  const point: Point = [asDouble(latitude), asDouble(longitude)]
  return ringsOf(parseJsonText(text)).filter((ring) => isInRing(point, ring)).length % 2 === 1
}

const metersPerUnit: Readonly<Record<string, number>> = {
  METER: 1,
  KILOMETER: 1000,
  FOOT: 0.3048,
  MILE: 1609.344,
  NAUTICAL_MILE: 1852,
}

const earthRadius = 6371008.7714

/** The way over the surface, in meters. */
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
  const meters =
    typeof unit === 'string' && Object.hasOwn(metersPerUnit, unit) ? metersPerUnit[unit] : undefined
  if (meters === undefined) return fail('The unit of the radius is not known')
  const center: Point = [asDouble(getEntry(circle, 'latitude')), asDouble(getEntry(circle, 'longitude'))]
  return (
    distance([asDouble(latitude), asDouble(longitude)], center) <
    asDouble(getEntry(circle, 'radius')) * meters
  )
}

export const placeFunctions: Methods = {
  isInsidePolygon: method(3, 3, isInsidePolygon),
  isInsideCircle: method(3, 3, isInsideCircle),
}
