/** The perimeters of the two geofencing nodes: their fields, and the question whether a message is inside. */
import { type IsInside, circleOf as insideCircle } from '../../engine/rules/circle.ts'
import { NodeFailure } from '../../engine/rules/failure.ts'
import type { Message, Metadata } from '../../engine/rules/message.ts'
import { isObject } from '../../engine/rules/values.ts'
import { type ConfigOf, field } from './fields.ts'
import { readerOf, scalarText } from './path.ts'
import { type Area, areaOf, isInArea } from './polygon.ts'

const fromConfig = { field: 'fetchPerimeterInfoFromMessageMetadata', is: [false] }
const polygon = [fromConfig, { field: 'perimeterType', is: ['POLYGON'] }]
const circle = [fromConfig, { field: 'perimeterType', is: ['CIRCLE'] }]

export const perimeterFields = {
  latitudeKeyName: field.messageKey({
    label: 'Latitude',
    hint: 'A key of the data, or else of the metadata',
    default: 'latitude',
  }),
  longitudeKeyName: field.messageKey({
    label: 'Longitude',
    hint: 'A key of the data, or else of the metadata',
    default: 'longitude',
  }),
  perimeterType: field.optional(
    field.choice({
      label: 'Shape',
      options: [
        { value: 'POLYGON', label: 'Polygon' },
        { value: 'CIRCLE', label: 'Circle' },
      ],
      default: 'POLYGON',
    }),
  ),
  fetchPerimeterInfoFromMessageMetadata: field.flag({
    label: 'Take the perimeter from the metadata',
    default: true,
  }),
  perimeterKeyName: field.optional(
    field.text({
      label: 'Metadata key of the perimeter',
      hint: 'A polygon as [[lat, lon], …], or a circle as {"latitude", "longitude", "radius", "radiusUnit"}',
      default: 'ss_perimeter',
      showWhen: { field: 'fetchPerimeterInfoFromMessageMetadata', is: [true] },
    }),
  ),
  polygonsDefinition: field.optional(
    field.text({
      label: 'Polygon',
      hint: '[[lat, lon], …], or a list of several; one inside of another is a hole',
      multiline: true,
      shape: 'json',
      example: '[[52.5, 13.3], [52.5, 13.5], [52.6, 13.4]]',
      showWhen: polygon,
    }),
  ),
  centerLatitude: field.optional(field.number({ label: 'Latitude of the centre', showWhen: circle })),
  centerLongitude: field.optional(field.number({ label: 'Longitude of the centre', showWhen: circle })),
  range: field.optional(field.number({ label: 'Radius', min: 0, showWhen: circle })),
  rangeUnit: field.optional(
    field.choice({
      label: 'Unit of the radius',
      options: [
        { value: 'METER', label: 'metres' },
        { value: 'KILOMETER', label: 'kilometres' },
        { value: 'FOOT', label: 'feet' },
        { value: 'MILE', label: 'miles' },
        { value: 'NAUTICAL_MILE', label: 'nautical miles' },
      ],
      showWhen: circle,
    }),
  ),
}

export type PerimeterConfig = ConfigOf<typeof perimeterFields>

/** Compiles the question whether a message's place is inside. Its answer throws `NodeFailure` where there is none. */
export function insideTest(config: PerimeterConfig): (message: Message) => boolean {
  const latitudeOf = coordinateReader(config.latitudeKeyName)
  const longitudeOf = coordinateReader(config.longitudeKeyName)
  const perimeterOf = config.fetchPerimeterInfoFromMessageMetadata
    ? metadataPerimeter(config)
    : constant(configPerimeter(config))
  return (message) => {
    if (message.dataType !== 'JSON' || !isObject(message.data))
      throw new NodeFailure('The message is not an object of keys')
    const latitude = latitudeOf(message)
    return perimeterOf(message.metadata)(latitude, longitudeOf(message))
  }
}

/** What `check` of a node says about its perimeter. */
export function wrongPerimeter(config: PerimeterConfig): string | undefined {
  if (config.fetchPerimeterInfoFromMessageMetadata) return undefined
  try {
    configPerimeter(config)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

function constant(inside: IsInside): () => IsInside {
  return () => inside
}

function coordinateReader(key: string): (message: Message) => number {
  const read = readerOf(key)
  return ({ data, metadata }) => {
    // A null is no coordinate: what the metadata says counts then.
    const given = read(data) ?? undefined
    const text = scalarText(given) ?? (Object.hasOwn(metadata, key) ? metadata[key] : undefined)
    if (text === undefined || text === '')
      throw new NodeFailure(`The message has no “${key}”, in its data or in its metadata`)
    const number = Number(text)
    if (!Number.isFinite(number)) throw new NodeFailure(`“${key}” is not a number of degrees`)
    return number
  }
}

function configPerimeter(config: PerimeterConfig): IsInside {
  if (config.perimeterType === 'CIRCLE') return circleOf({ ...config })
  if (config.perimeterType !== 'POLYGON') throw new NodeFailure('Choose the shape of the perimeter')
  if (!config.polygonsDefinition) throw new NodeFailure('The perimeter has no polygon')
  return polygonOf(config.polygonsDefinition)
}

/** The perimeter that comes with each message; the last one is kept, since most come again and again. */
function metadataPerimeter(config: PerimeterConfig): (metadata: Metadata) => IsInside {
  const read = config.perimeterKeyName
    ? keyedPerimeter(config.perimeterKeyName, config.perimeterType)
    : (metadata: Metadata) => legacyPerimeter(metadata)
  let last: { text: string; inside: IsInside } | undefined
  return (metadata) => {
    const { text, parse } = read(metadata)
    if (last?.text !== text) last = { text, inside: parse() }
    return last.inside
  }
}

interface PerimeterText {
  readonly text: string
  readonly parse: () => IsInside
}

function keyedPerimeter(key: string, shape: PerimeterConfig['perimeterType']) {
  return (metadata: Metadata): PerimeterText => {
    const text = Object.hasOwn(metadata, key) ? metadata[key] : undefined
    if (!text) return legacyPerimeter(metadata, key)
    if (shape === undefined) throw new NodeFailure('Choose the shape of the perimeter')
    return { text, parse: () => (shape === 'POLYGON' ? polygonOf(text) : circleOfText(text)) }
  }
}

/** The keys of the time before the perimeter had one of its own; configurations of then name none. */
function legacyPerimeter(metadata: Metadata, key = 'perimeter'): PerimeterText {
  const { perimeter, centerLatitude, centerLongitude, range, rangeUnit } = metadata
  if (perimeter) return { text: perimeter, parse: () => polygonOf(perimeter) }
  if (!centerLatitude) throw new NodeFailure(`Metadata “${key}” holds no perimeter`)
  const numbers = [centerLatitude, centerLongitude, range].map(numberOfText)
  const [latitude, longitude, radius] = numbers
  return {
    text: JSON.stringify([...numbers, rangeUnit]),
    parse: () => circleOf({ centerLatitude: latitude, centerLongitude: longitude, range: radius, rangeUnit }),
  }
}

function numberOfText(text: string | undefined): number | undefined {
  return text === undefined || text.trim() === '' ? undefined : Number(text)
}

function polygonOf(text: string): IsInside {
  let area: Area
  try {
    area = areaOf(JSON.parse(text))
  } catch (error) {
    throw new NodeFailure(`The polygon can’t be read: ${(error as Error).message}`, { cause: error })
  }
  return (latitude, longitude) => isInArea([latitude, longitude], area)
}

function circleOfText(text: string): IsInside {
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch (error) {
    throw new NodeFailure('The circle is not JSON', { cause: error })
  }
  if (!isObject(given)) throw new NodeFailure('The circle is not an object of latitude, longitude and radius')
  return circleOf({
    centerLatitude: given.latitude,
    centerLongitude: given.longitude,
    range: given.radius,
    rangeUnit: given.radiusUnit ?? 'METER',
  })
}

function circleOf(given: {
  readonly centerLatitude?: unknown
  readonly centerLongitude?: unknown
  readonly range?: unknown
  readonly rangeUnit?: unknown
}): IsInside {
  try {
    return insideCircle({
      latitude: given.centerLatitude,
      longitude: given.centerLongitude,
      radius: given.range,
      unit: given.rangeUnit,
    })
  } catch (error) {
    throw new NodeFailure((error as Error).message, { cause: error })
  }
}
