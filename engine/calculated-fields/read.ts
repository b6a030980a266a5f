/** Reads the parts that configurations of all kinds have in common. Throws `InvalidField`. */
import type { EntityRef } from '../rules/message.ts'
import type { AttributeScope, Scripts } from '../rules/needs.ts'
import { double, type JsonValue } from '../rules/values.ts'
import { type ArgumentSpec, InvalidField, limits, type Output, type PathLevel, type Source } from './field.ts'

export type Json = Readonly<Record<string, unknown>>

/** What a kind gets to read its configuration. */
export interface Given {
  readonly type: string
  readonly name: string
  /** the entity or profile that the field is of */
  readonly entity: EntityRef
  readonly configuration: Json
  readonly scripts: Scripts
}

export function objectAt(json: Json, key: string): Json | null {
  const value = json[key]
  if (value === undefined || value === null) return null
  if (typeof value !== 'object' || Array.isArray(value)) throw new InvalidField(`“${key}” must be an object`)
  return value as Json
}

export function textAt(json: Json, key: string): string {
  const value = json[key]
  if (value === undefined || value === null) return ''
  if (typeof value !== 'string') throw new InvalidField(`“${key}” must be text`)
  return value
}

export function flagAt(json: Json, key: string): boolean {
  const value = json[key]
  if (value === undefined || value === null) return false
  if (typeof value !== 'boolean') throw new InvalidField(`“${key}” must be true or false`)
  return value
}

/** A whole number from 0 up; null where there is none. */
export function wholeAt(json: Json, key: string): number | null {
  const value = json[key]
  if (value === undefined || value === null) return null
  if (!Number.isSafeInteger(value) || (value as number) < 0)
    throw new InvalidField(`“${key}” must be a whole number from 0 up`)
  return value as number
}

export function choiceAt<const C extends string>(
  json: Json,
  key: string,
  choices: readonly C[],
  fallback?: C,
): C {
  const value = json[key]
  if ((value === undefined || value === null) && fallback !== undefined) return fallback
  const found = choices.find((choice) => choice === value)
  if (found === undefined) throw new InvalidField(`“${key}” must be one of ${choices.join(', ')}`)
  return found
}

const longestName = 255

/** The arguments by name. */
export function readArguments(
  { configuration, entity }: Given,
  options: { mayBeEmpty?: boolean; isGroup?: boolean } = {},
): ArgumentSpec[] {
  const given = Object.entries(objectAt(configuration, 'arguments') ?? {})
  if (given.length === 0 && !options.mayBeEmpty) throw new InvalidField('Arguments map cannot be empty.')
  if (given.length > limits.arguments) throw new InvalidField('Calculated field arguments limit reached!')
  return given.map(([name, argument]) => {
    checkName(name)
    if (typeof argument !== 'object' || argument === null)
      throw new InvalidField(`Argument “${name}” must be an object`)
    return readArgument(name, argument as Json, entity, options.isGroup ?? false)
  })
}

function checkName(name: string): void {
  if (name === 'ctx') throw new InvalidField(`Argument name '${name}' is reserved and cannot be used.`)
  if (name.trim() === '') throw new InvalidField('An argument has no name')
  if (name.length > longestName)
    throw new InvalidField(
      `The name of an argument has ${name.length} characters; ${longestName} are the most`,
    )
}

/** Names that stand in scripts and formulas as variables. */
export function checkVariables(names: Iterable<string>): void {
  for (const name of names)
    if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name))
      throw new InvalidField(`Argument name “${name}” can’t be a variable: use letters, digits and _`)
}

const scopes = ['CLIENT_SCOPE', 'SERVER_SCOPE', 'SHARED_SCOPE'] as const

function readArgument(name: string, json: Json, own: EntityRef, isGroup: boolean): ArgumentSpec {
  const key = objectAt(json, 'refEntityKey')
  if (key === null)
    throw new InvalidField(`Argument: '${name}' doesn't have reference entity key configured!`)
  const type = choiceAt(key, 'type', ['TS_LATEST', 'ATTRIBUTE', 'TS_ROLLING'])
  const text = textAt(key, 'key')
  if (text === '') throw new InvalidField(`Argument “${name}” names no key`)
  const scope = type === 'ATTRIBUTE' ? choiceAt(key, 'scope', scopes) : 'SERVER_SCOPE'
  const limit = wholeAt(json, 'limit') || limits.rollingPoints
  return {
    name,
    source: readSource(name, json, own),
    key: text,
    type,
    scope,
    fallback: defaultOf(json.defaultValue),
    limit: Math.min(limit, limits.rollingPoints),
    timeWindow: wholeAt(json, 'timeWindow') || Number.MAX_SAFE_INTEGER,
    isGroup,
  }
}

/** A default is written as text: a number becomes a double, true and false are what they say. */
function defaultOf(given: unknown): JsonValue | undefined {
  if (given === undefined || given === null) return undefined
  const text = String(given)
  if (text.trim() === '') return undefined
  if (/^-?(\d+\.?\d*|\.\d+)$/.test(text)) return double(Number(text))
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true'
  return text
}

export function readSource(name: string, json: Json, own: EntityRef): Source {
  const entity = readRef(json.refEntityId, `Argument “${name}”`)
  const dynamic = objectAt(json, 'refDynamicSourceConfiguration')
  if (entity !== null) return entity.id === own.id ? { of: 'SELF' } : { of: 'ENTITY', entity }
  if (dynamic === null) return { of: 'SELF' }
  const type = choiceAt(dynamic, 'type', ['CURRENT_OWNER', 'RELATION_PATH_QUERY'])
  if (type === 'CURRENT_OWNER') return { of: 'OWNER' }
  const levels = dynamic.levels
  if (!Array.isArray(levels) || levels.length === 0)
    throw new InvalidField('At least one relation level must be specified!')
  if (levels.length > limits.relationLevels)
    throw new InvalidField(
      `Max relation level is greater than configured maximum allowed relation level in tenant profile: ${limits.relationLevels} for argument: ${name}`,
    )
  return { of: 'RELATED', path: levels.map(readLevel) }
}

const refKinds = ['DEVICE', 'ASSET', 'CUSTOMER', 'TENANT']

function readRef(value: unknown, what: string): EntityRef | null {
  if (value === undefined || value === null) return null
  const { entityType, id } = value as { entityType?: unknown; id?: unknown }
  if (typeof entityType !== 'string' || typeof id !== 'string' || !isUuid(id))
    throw new InvalidField(`${what}: refEntityId must be {entityType, id}`)
  if (!refKinds.includes(entityType))
    throw new InvalidField(
      `Calculated fields do not support entity type '${entityType}' for referenced entities.`,
    )
  return { entityType, id: id.toLowerCase() }
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
}

export function readLevel(level: unknown): PathLevel {
  if (typeof level !== 'object' || level === null) throw new InvalidField('Relation must be specified!')
  const json = level as Json
  if (json.direction === undefined || json.direction === null)
    throw new InvalidField('Direction must be specified!')
  const relationType = textAt(json, 'relationType')
  if (relationType.trim() === '') throw new InvalidField('Relation type must be specified!')
  return { direction: choiceAt(json, 'direction', ['FROM', 'TO']), relationType }
}

/** What becomes of results. `name` and decimals are read by the kinds that have them. */
export function readOutput({ configuration }: Given): Output {
  const json = objectAt(configuration, 'output')
  if (json === null) throw new InvalidField('Output must be specified!')
  const type = choiceAt(json, 'type', ['TIME_SERIES', 'ATTRIBUTES'])
  const strategy = objectAt(json, 'strategy') ?? {}
  const isImmediate = choiceAt(strategy, 'type', ['RULE_CHAIN', 'IMMEDIATE'], 'RULE_CHAIN') === 'IMMEDIATE'
  if (type === 'TIME_SERIES') {
    const immediate = {
      ttl: wholeAt(strategy, 'ttl') ?? 0,
      history: flagAt(strategy, 'saveTimeSeries'),
      latest: flagAt(strategy, 'saveLatest'),
      live: flagAt(strategy, 'sendWsUpdate'),
      calculates: flagAt(strategy, 'processCfs'),
    }
    return { type, immediate: isImmediate ? immediate : null }
  }
  const immediate = {
    saves: flagAt(strategy, 'saveAttribute'),
    tells: flagAt(strategy, 'sendAttributesUpdatedNotification'),
    onlyChanges: flagAt(strategy, 'updateAttributesOnlyOnValueChange'),
    calculates: flagAt(strategy, 'processCfs'),
  }
  // A scope that is left out is the server's own, as nothing else of the server may write client attributes.
  const scope: AttributeScope = choiceAt(json, 'scope', scopes, 'SERVER_SCOPE')
  return { type, scope, immediate: isImmediate ? immediate : null }
}

/** Decimals of results; null = all of them. */
export function readDecimals({ configuration }: Given): number | null {
  const decimals = wholeAt(objectAt(configuration, 'output') ?? {}, 'decimalsByDefault')
  if (decimals !== null && decimals > 15) throw new InvalidField('Decimals must be from 0 to 15')
  return decimals
}

export function refuseRolling({ type }: Given, specs: readonly ArgumentSpec[]): void {
  if (specs.some((spec) => spec.type === 'TS_ROLLING'))
    throw new InvalidField(`Calculated field with type: '${type}' doesn't support TS_ROLLING arguments.`)
}
