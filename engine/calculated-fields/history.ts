/** The last calculations of each field, always on, so that a person can see why a value came out. */
import { stringifyJson } from '../rules/json.ts'
import type { EntityRef } from '../rules/message.ts'
import type { JsonValue } from '../rules/values.ts'
import type { CalculatedField } from '../store/calculated-fields.ts'
import type { Argument } from './arguments.ts'
import type { World } from './world.ts'

/** One calculation of a field at one entity. */
export interface Calculation {
  /** grows over all fields: later is larger */
  readonly seq: number
  /** epoch ms */
  readonly at: number
  readonly entity: EntityRef
  readonly messageId: string | null
  readonly messageType: string | null
  readonly arguments: readonly (readonly [name: string, value: JsonValue])[]
  /** null when nothing came out */
  readonly result: JsonValue
  /** why nothing came out, null when it did or when there was nothing to say */
  readonly error: string | null
  /** milliseconds */
  readonly took: number
}

export interface FieldHistory {
  /** newest first */
  readonly calculations: readonly Calculation[]
  readonly total: number
  readonly failed: number
}

const kept = 32
const failuresKept = 16
/** points of a rolling argument, and entities of a group, that are kept with a calculation */
const shown = 50
/** characters of a text that are kept */
const longestText = 1000

class Ring {
  readonly #size: number
  readonly #entries: Calculation[] = []

  constructor(size: number) {
    this.#size = size
  }

  put(entry: Calculation): void {
    if (this.#entries.length === this.#size) this.#entries.shift()
    this.#entries.push(entry)
  }

  read(): readonly Calculation[] {
    return this.#entries
  }
}

interface Kept {
  readonly last: Ring
  /** a ring of their own, so that a busy field does not wash them away */
  readonly failures: Ring
  total: number
  failed: number
}

export class Histories {
  readonly #world: Pick<World, 'serverName' | 'debugged'>
  readonly #byField = new Map<string, Kept>()
  #seq = 0

  constructor(world: Pick<World, 'serverName' | 'debugged'>) {
    this.#world = world
  }

  note({ id: fieldId, debugSettings }: CalculatedField, calculation: Omit<Calculation, 'seq'>): void {
    const field = this.#of(fieldId)
    const { serverName } = this.#world
    if (isDebugged(debugSettings, calculation.at, calculation.error))
      this.#world.debugged?.(fieldId, calculation.at, debugBody(fieldId, serverName, calculation))
    const entry = { ...calculation, seq: ++this.#seq }
    field.total++
    field.last.put(entry)
    if (entry.error === null) return
    field.failed++
    field.failures.put(entry)
  }

  of(fieldId: string): FieldHistory {
    const field = this.#byField.get(fieldId)
    if (field === undefined) return { calculations: [], total: 0, failed: 0 }
    const last = field.last.read()
    const first = last[0]?.seq ?? Number.POSITIVE_INFINITY
    const older = field.failures.read().filter(({ seq }) => seq < first)
    return { calculations: [...older, ...last].reverse(), total: field.total, failed: field.failed }
  }

  /** The last calculation as a debug event has it; null when there was none. */
  lastEvent(fieldId: string): Record<string, unknown> | null {
    const last = this.#byField.get(fieldId)?.last.read().at(-1)
    return last === undefined ? null : debugBody(fieldId, this.#world.serverName, last)
  }

  forget(fieldId: string): void {
    this.#byField.delete(fieldId)
  }

  #of(fieldId: string): Kept {
    const known = this.#byField.get(fieldId)
    if (known !== undefined) return known
    const fresh = { last: new Ring(kept), failures: new Ring(failuresKept), total: 0, failed: 0 }
    this.#byField.set(fieldId, fresh)
    return fresh
  }
}

/** A calculation as a debug event has it (rest-core.md 16); what there is not is left out. */
export function debugBody(
  fieldId: string,
  server: string,
  { entity, messageId, messageType, arguments: args, result, error }: Omit<Calculation, 'seq'>,
): Record<string, unknown> {
  return {
    server,
    calculatedFieldId: fieldId,
    entityId: entity.id,
    entityType: entity.entityType,
    ...(messageId !== null && { msgId: messageId }),
    ...(messageType !== null && { msgType: messageType }),
    arguments: stringifyJson(Object.fromEntries(args)),
    ...(result !== null && { result: stringifyJson(result) }),
    ...(error !== null && { error }),
  }
}

/** Whether a calculation is to be kept for who debugs the field: all of them for a while, or those that failed. */
export function isDebugged(
  settings: Readonly<Record<string, unknown>> | null,
  at: number,
  error: string | null,
): boolean {
  const until = settings?.allEnabledUntil
  if (typeof until === 'number' && until > at) return true
  return settings?.failuresEnabled === true && error !== null
}

/** The arguments as they are at this moment, in the form that scripts are tried with. */
export function snapshotOf(args: ReadonlyMap<string, Argument>): [string, JsonValue][] {
  return [...args].map(([name, argument]) => [name, shownArgument(argument)])
}

function shownArgument(argument: Argument): JsonValue {
  if (argument.kind === 'SINGLE')
    return { type: 'SINGLE_VALUE', ts: argument.ts, value: shortened(argument.value) }
  if (argument.kind === 'ROLLING') {
    const first = Math.max(0, argument.size - shown)
    const values = argument.times
      .slice(first)
      .map((ts, index) => ({ ts, value: pointAt(argument.values, first + index) }))
    const endTs = argument.latestTs + 1
    return {
      type: 'TS_ROLLING',
      timeWindow: { startTs: Math.max(0, endTs - argument.window), endTs },
      values,
    }
  }
  const members = [...argument.members.values()].slice(0, shown)
  return {
    type: 'ENTITIES',
    size: argument.members.size,
    values: members.map(({ entity, ts, value }) => ({
      entityId: { entityType: entity.entityType, id: entity.id },
      ts,
      value: shortened(value),
    })),
  }
}

/** JSON has no NaN; scripts are given it as text. */
function pointAt(values: readonly number[], index: number): JsonValue {
  const value = values[index] as number
  return Number.isFinite(value) ? value : 'NaN'
}

function shortened(value: JsonValue): JsonValue {
  if (typeof value === 'string' && value.length > longestText)
    return `${value.slice(0, longestText)}… (${value.length} characters)`
  return value
}
