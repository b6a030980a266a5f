import { circleOf, type IsInside } from '../rules/circle.ts'
import { parseJson } from '../rules/json.ts'
import type { EntityRef } from '../rules/message.ts'
import { areaOf, isInArea } from '../rules/polygon.ts'
import { isObject, type JsonObject, type JsonValue } from '../rules/values.ts'
import { type Group, latestTsOf, pointOf } from './arguments.ts'
import { type ArgumentSpec, InvalidField, nothing, type Outcome, type Plan } from './field.ts'
import {
  choiceAt,
  flagAt,
  type Given,
  type Json,
  objectAt,
  readOutput,
  readSource,
  textAt,
  wholeAt,
} from './read.ts'
import type { FieldState } from './state.ts'
import type { World } from './world.ts'

const latitude = 'latitude'
const longitude = 'longitude'

const reports = [
  'REPORT_TRANSITION_EVENTS_ONLY',
  'REPORT_PRESENCE_STATUS_ONLY',
  'REPORT_TRANSITION_EVENTS_AND_PRESENCE_STATUS',
] as const

interface ZoneGroup {
  readonly name: string
  readonly report: (typeof reports)[number]
  /** the relation that an entity has to zones that it is inside of */
  readonly relation: { readonly type: string; readonly direction: 'FROM' | 'TO' } | null
}

/** Whether the entity was inside of each zone, by group and id of the zone. */
type Presence = Map<string, Map<string, boolean>>

/** Whether an entity that moves is inside of zones, and when it came and went. */
export function readGeofencing(given: Given): Plan {
  const { configuration } = given
  const output = readOutput(given)
  const groups = Object.entries(objectAt(configuration, 'zoneGroups') ?? {})
  if (groups.length === 0)
    throw new InvalidField(
      'Geofencing calculated field must contain at least one geofencing zone group defined!',
    )
  if (
    flagAt(configuration, 'scheduledUpdateEnabled') &&
    wholeAt(configuration, 'scheduledUpdateInterval') === null
  )
    throw new InvalidField('Refresh interval is required when periodic zone group refresh is enabled.')
  const zoneGroups = groups.map(([name, group]) => readGroup(name, group))
  const specs = [
    ...readCoordinates(configuration),
    ...groups.map(([name, group]) => zoneSpec(name, group as Json, given)),
  ]
  const perimeters = new Perimeters()
  return {
    arguments: specs,
    required: [latitude, longitude],
    output,
    async calculate(state, _occasion, world) {
      const values = await evaluate(state, zoneGroups, perimeters, world)
      if (Object.keys(values).length === 0) return nothing
      const ts = latestTsOf(state.args.values())
      const data = output.type === 'TIME_SERIES' && ts !== -1 ? { ts, values } : values
      return { is: 'VALUES', data, to: [state.entity] } satisfies Outcome
    },
    // A zone that was drawn anew is one that the entity has not been at yet.
    replaced: (state, group, zone) => void presenceOf(state).get(group)?.delete(zone.id),
    saved: (state) => savedPresence(presenceOf(state)),
    restore: (state, saved) => {
      state.memory = restoredPresence(saved)
    },
  }
}

function readCoordinates(configuration: Json): ArgumentSpec[] {
  const json = objectAt(configuration, 'entityCoordinates')
  if (json === null)
    throw new InvalidField('Geofencing calculated field entity coordinates must be specified!')
  const spec = (name: string, key: string): ArgumentSpec => {
    if (key.trim() === '') throw new InvalidField(`The key of the ${name} must be specified!`)
    return { ...single, name, key }
  }
  return [spec(latitude, textAt(json, 'latitudeKeyName')), spec(longitude, textAt(json, 'longitudeKeyName'))]
}

const single = {
  source: { of: 'SELF' },
  type: 'TS_LATEST',
  scope: 'SERVER_SCOPE',
  fallback: undefined,
  limit: 0,
  timeWindow: 0,
  isGroup: false,
} as const satisfies Omit<ArgumentSpec, 'name' | 'key'>

function readGroup(name: string, group: unknown): ZoneGroup {
  if (name === latitude || name === longitude)
    throw new InvalidField(`Name '${name}' is reserved and cannot be used for zone group!`)
  if (name.trim() === '') throw new InvalidField('A zone group has no name')
  if (typeof group !== 'object' || group === null)
    throw new InvalidField(`Zone group “${name}” must be an object`)
  const json = group as Json
  const report = choiceAt(json, 'reportStrategy', reports)
  if (!flagAt(json, 'createRelationsWithMatchedZones')) return { name, report, relation: null }
  const type = textAt(json, 'relationType')
  if (type.trim() === '') throw new InvalidField(`Relation type must be specified for '${name}' zone group!`)
  if (json.direction === undefined || json.direction === null)
    throw new InvalidField(`Relation direction must be specified for '${name}' zone group!`)
  return { name, report, relation: { type, direction: choiceAt(json, 'direction', ['FROM', 'TO']) } }
}

function zoneSpec(name: string, group: Json, { entity }: Given): ArgumentSpec {
  const key = textAt(group, 'perimeterKeyName')
  if (key.trim() === '')
    throw new InvalidField(`Perimeter key name must be specified for '${name}' zone group!`)
  return { ...single, name, key, type: 'ATTRIBUTE', source: readSource(name, group, entity), isGroup: true }
}

async function evaluate(
  state: FieldState,
  groups: readonly ZoneGroup[],
  perimeters: Perimeters,
  world: World,
): Promise<JsonObject> {
  const place = [coordinate(state, latitude), coordinate(state, longitude)] as const
  const values: Record<string, JsonValue> = Object.create(null)
  for (const group of groups) {
    const zones = state.args.get(group.name)
    if (zones?.kind !== 'GROUP' || zones.members.size === 0) continue
    const { isInside, transition } = await visit(state, group, zones, place, perimeters, world)
    if (transition !== null && group.report !== 'REPORT_PRESENCE_STATUS_ONLY')
      values[`${group.name}Event`] = transition
    if (group.report !== 'REPORT_TRANSITION_EVENTS_ONLY')
      values[`${group.name}Status`] = isInside ? 'INSIDE' : 'OUTSIDE'
  }
  return { ...values }
}

function coordinate(state: FieldState, name: string): number {
  const argument = state.args.get(name)
  const number = argument?.kind === 'SINGLE' ? pointOf(argument.value) : Number.NaN
  if (!Number.isFinite(number)) throw new Error(`The ${name} is not a number of degrees`)
  return number
}

/** The entity at the zones of one group; together they are one area that it can enter and leave. */
async function visit(
  state: FieldState,
  { name, relation }: ZoneGroup,
  { members }: Group,
  place: readonly [number, number],
  perimeters: Perimeters,
  world: World,
): Promise<{ isInside: boolean; transition: 'ENTERED' | 'LEFT' | null }> {
  const known = presenceOf(state).get(name) ?? new Map<string, boolean>()
  presenceOf(state).set(name, known)
  for (const id of known.keys()) if (!members.has(id)) known.delete(id)
  let isInside = false
  let wasInside = false
  for (const { entity: zone, value } of members.values()) {
    const isNow = perimeters.of(zone, value)(place[0], place[1])
    const before = known.get(zone.id)
    isInside ||= isNow
    // A zone that is looked at for the first time was not entered just now.
    wasInside ||= before ?? isNow
    if (relation !== null && before !== isNow) await relate(state.entity, zone, relation, isNow, world)
    known.set(zone.id, isNow)
  }
  return { isInside, transition: isInside === wasInside ? null : isInside ? 'ENTERED' : 'LEFT' }
}

async function relate(
  entity: EntityRef,
  zone: EntityRef,
  { type, direction }: { type: string; direction: 'FROM' | 'TO' },
  isInside: boolean,
  { relations }: World,
): Promise<void> {
  const [from, to] = direction === 'FROM' ? [entity, zone] : [zone, entity]
  const relation = { from, to, type }
  if (isInside) await relations.save(relation)
  else await relations.remove(relation)
}

function presenceOf(state: FieldState): Presence {
  state.memory ??= new Map()
  return state.memory as Presence
}

function savedPresence(presence: Presence): JsonValue {
  return Object.fromEntries([...presence].map(([group, zones]) => [group, Object.fromEntries(zones)]))
}

function restoredPresence(saved: JsonValue): Presence {
  const presence: Presence = new Map()
  if (!isObject(saved)) return presence
  for (const [group, zones] of Object.entries(saved)) {
    if (!isObject(zones)) continue
    presence.set(group, new Map(Object.entries(zones).map(([id, isInside]) => [id, isInside === true])))
  }
  return presence
}

const rememberedPerimeters = 1000

/** Perimeters made into questions once, as long as their attribute stays what it is. */
class Perimeters {
  readonly #known = new Map<string, { value: JsonValue; inside: IsInside }>()

  of(zone: EntityRef, value: JsonValue): IsInside {
    const known = this.#known.get(zone.id)
    if (known !== undefined && known.value === value) return known.inside
    const inside = perimeterOf(value)
    if (this.#known.size >= rememberedPerimeters) this.#known.clear()
    this.#known.set(zone.id, { value, inside })
    return inside
  }
}

/** A polygon as `[[lat, lon], …]`, or a circle as `{latitude, longitude, radius, radiusUnit}`; also as JSON text. */
function perimeterOf(value: JsonValue): IsInside {
  const given = typeof value === 'string' ? parsed(value) : value
  if (Array.isArray(given)) {
    const area = areaOf(JSON.parse(JSON.stringify(given)))
    return (lat, lon) => isInArea([lat, lon], area)
  }
  if (!isObject(given)) throw new Error('The perimeter of a zone is neither a polygon nor a circle')
  return circleOf({
    latitude: given.latitude,
    longitude: given.longitude,
    radius: given.radius,
    unit: given.radiusUnit ?? 'METER',
  })
}

function parsed(text: string): JsonValue {
  try {
    return parseJson(text)
  } catch {
    throw new Error('The perimeter of a zone is not JSON')
  }
}
