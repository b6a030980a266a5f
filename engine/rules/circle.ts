/** Circles on the map: a centre, and a radius in one of the units that the cloud knows. */

/** How many of each unit make a kilometre (rule-nodes.json). */
const perKilometre = { METER: 1000, KILOMETER: 1, FOOT: 3280.84, MILE: 0.62137, NAUTICAL_MILE: 0.539957 }
type RangeUnit = keyof typeof perKilometre

export const rangeUnits: readonly string[] = Object.keys(perKilometre)

/** mean radius of the earth in kilometres, as the cloud takes it */
const earthRadius = 6371.0087714

export type IsInside = (latitude: number, longitude: number) => boolean

/** Whether a place is inside of the circle, the border not included. Throws with what is wrong. */
export function circleOf(given: {
  readonly latitude: unknown
  readonly longitude: unknown
  readonly radius: unknown
  readonly unit: unknown
}): IsInside {
  const [latitude, longitude, radius] = [given.latitude, given.longitude, given.radius].map((value) =>
    value === undefined || value === null ? Number.NaN : Number(value),
  ) as [number, number, number]
  if (![latitude, longitude, radius].every(Number.isFinite))
    throw new Error('The circle needs the latitude and longitude of its centre, and a radius')
  const unit = String(given.unit)
  if (!Object.hasOwn(perKilometre, unit))
    throw new Error(`The radius of the circle has no unit; choose one of ${rangeUnits}`)
  const kilometres = radius / perKilometre[unit as RangeUnit]
  return (toLatitude, toLongitude) => distance(latitude, longitude, toLatitude, toLongitude) < kilometres
}

/** Along the great circle, in kilometres (haversine). */
function distance(latitude: number, longitude: number, toLatitude: number, toLongitude: number): number {
  const radians = Math.PI / 180
  const half = (one: number, other: number) => Math.sin(((other - one) * radians) / 2) ** 2
  const chord =
    half(latitude, toLatitude) +
    Math.cos(latitude * radians) * Math.cos(toLatitude * radians) * half(longitude, toLongitude)
  return 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(chord)))
}
