/** Reads the values of arguments from the store, and takes in new ones as they come. */
import { stringifyJson } from '../rules/json.ts'
import type { EntityRef } from '../rules/message.ts'
import type { AttributeScope } from '../rules/needs.ts'
import type { JsonObject, JsonValue } from '../rules/values.ts'
import { type Argument, type Member, newerOf, Rolling, weightOf } from './arguments.ts'
import { type ArgumentSpec, limits } from './field.ts'
import type { FieldState } from './state.ts'
import { along, ownerOf, type World } from './world.ts'

/** New values of an entity: of time series, or of attributes in a scope. */
export interface Change {
  readonly entity: EntityRef
  /** null = time series */
  readonly scope: AttributeScope | null
  readonly ts: number
  readonly values: JsonObject
  /** keys that have no value any more */
  readonly removed?: readonly string[]
}

/** milliseconds after which relations are followed again, should one have changed without anybody saying so */
const relationsTrustedFor = 30_000

/** Reads every argument of a state anew. */
export async function gather(state: FieldState, world: World): Promise<void> {
  await resolve(state, world)
  const { plan } = state.field
  await Promise.all(plan.arguments.map((spec) => readArgument(state, spec, world)))
  weigh(state)
}

/** Finds out whose values the arguments are. */
async function resolve(state: FieldState, world: World): Promise<void> {
  state.resolvedAt = world.clock.now()
  for (const spec of state.field.plan.arguments) {
    const entities = await sourcesOf(spec, state.entity, world)
    if (entities.length > limits.group)
      throw new Error(`“${spec.name}” would gather ${entities.length} entities; ${limits.group} are the most`)
    state.sources.set(spec.name, entities)
  }
}

async function sourcesOf(
  { source }: ArgumentSpec,
  entity: EntityRef,
  world: World,
): Promise<readonly EntityRef[]> {
  switch (source.of) {
    case 'SELF':
      return [entity]
    case 'ENTITY':
      return [source.entity]
    case 'OWNER':
      return [await ownerOf(world, entity)]
    case 'RELATED':
      return along(world, entity, source.path)
  }
}

/**
 * Follows relations again where that was long ago: entities that came are read, those that went are forgotten. Answers
 * the arguments that changed by it.
 */
export async function followRelations(state: FieldState, world: World, isForced = false): Promise<string[]> {
  const related = state.field.plan.arguments.filter(({ source }) => source.of === 'RELATED')
  if (related.length === 0) return []
  const now = world.clock.now()
  if (!isForced && now - state.resolvedAt < relationsTrustedFor) return []
  state.resolvedAt = now
  const changed: string[] = []
  for (const spec of related) {
    const before = state.sources.get(spec.name) ?? []
    const entities = await sourcesOf(spec, state.entity, world)
    if (isSameSet(before, entities)) continue
    if (entities.length > limits.group)
      throw new Error(`“${spec.name}” would gather ${entities.length} entities; ${limits.group} are the most`)
    state.sources.set(spec.name, entities)
    await readArgument(state, spec, world)
    changed.push(spec.name)
  }
  if (changed.length > 0) weigh(state)
  return changed
}

function isSameSet(one: readonly EntityRef[], other: readonly EntityRef[]): boolean {
  if (one.length !== other.length) return false
  const ids = new Set(one.map(({ id }) => id))
  return other.every(({ id }) => ids.has(id))
}

async function readArgument(state: FieldState, spec: ArgumentSpec, world: World): Promise<void> {
  const argument = await read(spec, state.sources.get(spec.name) ?? [], world)
  if (argument === undefined) state.args.delete(spec.name)
  else state.args.set(spec.name, argument)
}

async function read(
  spec: ArgumentSpec,
  entities: readonly EntityRef[],
  world: World,
): Promise<Argument | undefined> {
  if (spec.type === 'TS_ROLLING') return readRolling(spec, entities[0], world)
  if (spec.isGroup) return { kind: 'GROUP', members: await readMembers(spec, entities, world) }
  for (const entity of entities) {
    const sample = await readSample(spec, entity, world)
    if (sample !== undefined) return { kind: 'SINGLE', ...sample, isDefault: false }
  }
  return defaultOf(spec, world.clock.now())
}

function defaultOf({ fallback }: ArgumentSpec, now: number): Argument | undefined {
  return fallback === undefined ? undefined : { kind: 'SINGLE', ts: now, value: fallback, isDefault: true }
}

interface Sample {
  readonly ts: number
  readonly value: JsonValue
}

async function readSample(spec: ArgumentSpec, entity: EntityRef, world: World): Promise<Sample | undefined> {
  const sample =
    spec.type === 'ATTRIBUTE'
      ? await readAttribute(spec, entity, world)
      : (await world.telemetry.latest(entity, [spec.key]))[spec.key]
  if (sample !== undefined) checkSize(spec.name, sample.value)
  return sample
}

async function readAttribute(
  { scope, key }: ArgumentSpec,
  entity: EntityRef,
  { attributes }: World,
): Promise<Sample | undefined> {
  const [row] = await attributes.rows(entity, scope, [key])
  return row === undefined ? undefined : { ts: row.lastUpdateTs, value: row.value }
}

async function readMembers(
  spec: ArgumentSpec,
  entities: readonly EntityRef[],
  world: World,
): Promise<Map<string, Member>> {
  const { type, scope, key, fallback, name } = spec
  const ids = entities.map(({ id }) => id)
  const found =
    type === 'ATTRIBUTE'
      ? (await world.many.attributes(ids, [key])).filter((each) => each.scope === scope)
      : await world.many.telemetry(ids, [key])
  const samples = new Map(found.map((each) => [each.entityId, each]))
  const members = new Map<string, Member>()
  const now = world.clock.now()
  for (const entity of entities) {
    const sample = samples.get(entity.id)
    if (sample !== undefined) {
      checkSize(name, sample.value)
      members.set(entity.id, { entity, ts: sample.ts, value: sample.value })
    } else if (fallback !== undefined) members.set(entity.id, { entity, ts: now, value: fallback })
  }
  return members
}

async function readRolling(
  { key, limit, timeWindow }: ArgumentSpec,
  entity: EntityRef | undefined,
  { telemetry, clock }: World,
): Promise<Rolling> {
  const now = clock.now()
  const rolling = new Rolling(limit, timeWindow)
  if (entity === undefined) return rolling
  // Devices may be ahead of our clock: what is of later belongs to the window as well.
  const endTs = Number.MAX_SAFE_INTEGER
  const found = await telemetry.range(entity, {
    keys: [key],
    startTs: now - timeWindow,
    endTs,
    limit,
    order: 'DESC',
    aggregation: 'NONE',
    interval: 0,
  })
  for (const { ts, value } of (found[key] ?? []).toReversed()) rolling.add(ts, value, now)
  return rolling
}

/**
 * Takes in what changed; answers the names of the arguments that got another value. A value of before the one that is
 * known changes a rolling argument only.
 */
export async function take(state: FieldState, change: Change, world: World): Promise<string[]> {
  const updated: string[] = []
  for (const spec of state.field.plan.arguments) {
    if (!isAbout(spec, change) || !isSource(state, spec, change.entity)) continue
    if (change.removed?.includes(spec.key)) {
      await readArgument(state, spec, world)
      updated.push(spec.name)
    } else if (Object.hasOwn(change.values, spec.key)) {
      const value = change.values[spec.key] ?? null
      if (set(state, spec, change, value, world.clock.now())) updated.push(spec.name)
    }
  }
  if (updated.length > 0) weigh(state)
  return updated
}

function isAbout({ type, scope }: ArgumentSpec, change: Change): boolean {
  return type === 'ATTRIBUTE' ? change.scope === scope : change.scope === null
}

function isSource(state: FieldState, { name }: ArgumentSpec, { id }: EntityRef): boolean {
  return (state.sources.get(name) ?? []).some((source) => source.id === id)
}

function set(
  state: FieldState,
  spec: ArgumentSpec,
  { entity, ts }: Change,
  value: JsonValue,
  now: number,
): boolean {
  checkSize(spec.name, value)
  const known = state.args.get(spec.name)
  if (known?.kind === 'ROLLING') {
    known.add(ts, value, now)
    return true
  }
  if (known?.kind === 'GROUP') {
    const member = known.members.get(entity.id)
    if (member !== undefined && member.ts > ts) return false
    known.members.set(entity.id, { entity, ts, value })
    state.field.plan.replaced?.(state, spec.name, entity)
    return true
  }
  const newer = newerOf(known, ts, value)
  state.args.set(spec.name, newer)
  return newer !== known
}

function checkSize(name: string, value: JsonValue): void {
  const size =
    typeof value === 'string'
      ? value.length
      : typeof value === 'object' && value !== null
        ? stringifyJson(value).length
        : 0
  if (size > limits.value)
    throw new Error(
      `The value of “${name}” has ${size} characters; ${limits.value} are the most for an argument`,
    )
}

function weigh(state: FieldState): void {
  let weight = 400
  for (const argument of state.args.values()) weight += weightOf(argument)
  state.weight = weight
}
