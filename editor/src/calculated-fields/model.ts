/**
 * A calculated field while a form changes it. Everything here keeps what it does not know: what a form can't show comes
 * back to the server as it was.
 */
import type { EntityId } from '../api/devices.ts'

export type Json = Readonly<Record<string, unknown>>

export interface CalculatedField {
  readonly id?: EntityId
  readonly entityId: EntityId
  readonly name: string
  readonly type: string
  readonly configuration: Json
  readonly debugSettings?: DebugSettings | null
  readonly [member: string]: unknown
}

export interface DebugSettings {
  readonly failuresEnabled?: boolean
  readonly allEnabled?: boolean
  /** epoch ms */
  readonly allEnabledUntil?: number
}

export const kinds = [
  'SIMPLE',
  'SCRIPT',
  'ALARM',
  'RELATED_ENTITIES_AGGREGATION',
  'ENTITY_AGGREGATION',
  'PROPAGATION',
  'GEOFENCING',
] as const
export type FieldKind = (typeof kinds)[number]

/** What can be calculated of an entity: of a customer only whether there is an alarm. */
export const kindsFor = ({ entityType }: EntityId): readonly FieldKind[] =>
  entityType === 'CUSTOMER' ? ['ALARM'] : kinds

export const kindOf = ({ type }: { readonly type: string }): FieldKind | undefined =>
  kinds.find((kind) => kind === type)

/** One entry of a map by name. Rows have an identity of their own, so that a name can be typed. */
export interface Row {
  readonly id: number
  readonly name: string
  readonly value: Json
}

export const rowMaps = ['arguments', 'metrics', 'zoneGroups'] as const
export type RowMap = (typeof rowMaps)[number]

export interface Draft extends Readonly<Record<RowMap, readonly Row[]>> {
  readonly name: string
  readonly type: string
  /** without the maps that are rows */
  readonly rest: Json
}

let nextRow = 1
export const rowOf = (name: string, value: Json): Row => ({ id: nextRow++, name, value })

export function draftOf({
  name,
  type,
  configuration,
}: Pick<CalculatedField, 'name' | 'type' | 'configuration'>): Draft {
  // of a kind that has no form everything is kept as it is
  if (kindOf({ type }) === undefined)
    return { name, type, rest: configuration, arguments: [], metrics: [], zoneGroups: [] }
  const { arguments: args, metrics, zoneGroups, ...rest } = configuration
  return {
    name,
    type,
    rest,
    arguments: rowsOf(args),
    metrics: rowsOf(metrics),
    zoneGroups: rowsOf(zoneGroups),
  }
}

function rowsOf(map: unknown): Row[] {
  return isJson(map)
    ? Object.entries(map).map(([name, value]) => rowOf(name, isJson(value) ? value : {}))
    : []
}

export function configurationOf(draft: Draft): Json {
  const maps = rowMaps
    .filter((map) => draft[map].length > 0 || usedBy(draft.type).includes(map))
    .map((map) => [map, Object.fromEntries(draft[map].map(({ name, value }) => [name.trim(), value]))])
  return { ...draft.rest, ...Object.fromEntries(maps) }
}

function usedBy(type: string): readonly RowMap[] {
  if (kindOf({ type }) === undefined) return []
  if (type === 'GEOFENCING') return ['zoneGroups']
  return type.endsWith('_AGGREGATION') ? ['arguments', 'metrics'] : ['arguments']
}

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The object at a key; an empty one where there is none. */
export const inside = (json: Json, key: string): Json => {
  const value = json[key]
  return isJson(value) ? value : {}
}

export const textIn = (json: Json, key: string): string => {
  const value = json[key]
  return typeof value === 'string' ? value : ''
}

export const numberIn = (json: Json, key: string): number | null => {
  const value = json[key]
  return typeof value === 'number' ? value : null
}

/** Whose value an argument is, or which entities are zones. */
export const sources = ['SELF', 'DEVICE', 'ASSET', 'CUSTOMER', 'TENANT', 'OWNER', 'RELATED'] as const
export type Source = (typeof sources)[number]

export function sourceOf(value: Json): Source {
  const entity = value.refEntityId
  if (isJson(entity)) return sources.find((one) => one === entity.entityType) ?? 'SELF'
  const dynamic = value.refDynamicSourceConfiguration
  if (!isJson(dynamic)) return 'SELF'
  return dynamic.type === 'CURRENT_OWNER' ? 'OWNER' : 'RELATED'
}

export const related = (levels: readonly Json[]): Json => ({
  refEntityId: null,
  refDynamicSourceConfiguration: { type: 'RELATION_PATH_QUERY', levels },
})

/** Takes the values from elsewhere; an entity has still to be chosen. */
export function withSource(value: Json, source: Source, tenantId: string): Json {
  if (sourceOf(value) === source) return value
  if (source === 'RELATED') return { ...value, ...related([{ direction: 'FROM', relationType: 'Contains' }]) }
  const dynamic = source === 'OWNER' ? { type: 'CURRENT_OWNER' } : null
  const named =
    source === 'SELF' || source === 'OWNER'
      ? null
      : { entityType: source, id: source === 'TENANT' ? tenantId : '' }
  return { ...value, refEntityId: named, refDynamicSourceConfiguration: dynamic }
}

export const levelsOf = (value: Json): readonly Json[] => {
  const { levels } = inside(value, 'refDynamicSourceConfiguration')
  return Array.isArray(levels) ? levels.filter(isJson) : []
}

export const withLevels = (value: Json, levels: readonly Json[]): Json => ({
  ...value,
  refDynamicSourceConfiguration: { ...inside(value, 'refDynamicSourceConfiguration'), levels },
})

export type KeyType = 'TS_LATEST' | 'ATTRIBUTE' | 'TS_ROLLING'

/** Another kind of value; what only the other kind has goes. */
export function withKeyType(value: Json, type: KeyType): Json {
  const key = inside(value, 'refEntityKey')
  const scope = type === 'ATTRIBUTE' ? (key.scope ?? 'SERVER_SCOPE') : null
  const { limit, timeWindow, defaultValue, ...rest } = value
  const own =
    type === 'TS_ROLLING' ? { limit: limit ?? 1000, timeWindow: timeWindow ?? 900_000 } : { defaultValue }
  return { ...rest, ...own, refEntityKey: { ...key, type, scope } }
}

/** Other arguments. What speaks of one by its name follows when it is named otherwise. */
export function withArguments(draft: Draft, args: readonly Row[]): Draft {
  return args.reduce<Draft>(
    (next, { id, name }) => {
      const before = draft.arguments.find((row) => row.id === id)
      return before === undefined || before.name === name
        ? next
        : renamed(next, before.name.trim(), name.trim())
    },
    { ...draft, arguments: args },
  )
}

function renamed(draft: Draft, before: string, after: string): Draft {
  const metrics = draft.metrics.map((row) => {
    const input = inside(row.value, 'input')
    const speaks = input.type === 'key' && textIn(input, 'key') === before
    return speaks ? { ...row, value: { ...row.value, input: { ...input, key: after } } } : row
  })
  const rest = draft.type === 'ALARM' ? (spokenOf(draft.rest, before, after) as Json) : draft.rest
  return { ...draft, metrics, rest }
}

/** Conditions name arguments as `argument`, and where a value is taken from, as `dynamicValueArgument`. */
function spokenOf(value: unknown, before: string, after: string): unknown {
  if (Array.isArray(value)) return value.map((each) => spokenOf(each, before, after))
  if (!isJson(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      each === before && (key === 'argument' || (key === 'dynamicValueArgument' && before !== ''))
        ? after
        : spokenOf(each, before, after),
    ]),
  )
}
