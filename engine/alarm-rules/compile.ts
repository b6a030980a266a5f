/** Rules of a profile made ready to run: keys as numbers, conditions as functions. Done once for all of its devices. */
import { type Severity, severities } from '../rules/alarms.ts'
import type { JsonObject, JsonValue } from '../rules/values.ts'
import { allOf, type Condition, type Filter } from './conditions.ts'
import { textFrom, wholeFrom } from './convert.ts'
import { ruleInWords } from './describe.ts'
import { millisecondsOf } from './durations.ts'
import { compilePredicate, type Operand } from './predicates.ts'
import type {
  AlarmRule,
  AlarmRuleSet,
  ConditionFilter,
  ConditionSpec,
  DynamicValue,
  Predicate,
  ProfileThreshold,
  Schedule,
} from './rule-json.ts'
import { compileSchedule, dynamicSchedules } from './schedule.ts'

/** Attributes of those whom a device belongs to, of the server scope. */
export interface OwnerValues {
  customer(key: string): JsonValue | undefined
  tenant(key: string): JsonValue | undefined
}

/** What the rules of one device look at. */
export interface DeviceWorld {
  /** by slot; undefined = the device has no value of that key */
  readonly values: readonly (JsonValue | undefined)[]
  readonly owners: OwnerValues
}

export interface CompiledRules {
  readonly ruleSets: readonly CompiledRuleSet[]
  /** slots by key: all that the rules of the profile look at */
  readonly series: ReadonlyMap<string, number>
  readonly attributes: ReadonlyMap<string, number>
  readonly fields: ReadonlyMap<string, number>
  readonly slots: number
  /** server attributes of customer and tenant that a threshold may come from */
  readonly ownerKeys: readonly string[]
  readonly rules: readonly CompiledRule[]
}

export interface CompiledRuleSet {
  readonly index: number
  readonly json: AlarmRuleSet
  /** from the most severe on */
  readonly create: readonly (CompiledRule & { readonly severity: Severity })[]
  readonly clear: CompiledRule | null
}

export interface CompiledRule {
  /** among all rules of the profile; its state is kept there */
  readonly index: number
  /** null for a clear rule */
  readonly severity: Severity | null
  readonly kind: ConditionSpec['type']
  /** the slots whose change makes the rule look again */
  readonly slots: readonly number[]
  readonly holds: Condition<DeviceWorld>
  /** what `holds` is made of, for who asks why it does not */
  readonly filters: readonly CompiledFilter[]
  readonly schedule: Schedule | null
  /** where `required` is looked for; null = it stands in the rule */
  readonly requiredFrom: DynamicValue | null
  /** epoch ms */
  readonly isActive: (world: DeviceWorld, ts: number) => boolean
  /** repeats, or milliseconds; 0 for a simple rule. Throws `RuleFailure`. */
  readonly required: (world: DeviceWorld) => number
  /** Details of the alarm; null where the rule says nothing about them. */
  readonly details: (world: DeviceWorld) => JsonObject | null
  readonly words: string
  /** what the condition was tested on, by key */
  readonly seen: (world: DeviceWorld) => JsonObject
}

/** One line of a condition. */
export interface CompiledFilter extends Filter<DeviceWorld> {
  readonly json: ConditionFilter
  /** what the attributes say of each of its comparisons; undefined = nothing, or nothing is asked */
  readonly limits: (world: DeviceWorld) => readonly (JsonValue | undefined)[]
}

/** A rule that can't be evaluated on what is there. */
export class RuleFailure extends Error {
  override readonly name = 'RuleFailure'
}

export function compileRules(ruleSets: readonly AlarmRuleSet[]): CompiledRules {
  const keys = new Keys()
  const rules: CompiledRule[] = []
  const add = (json: AlarmRule, severity: Severity | null): CompiledRule => {
    const rule = compileRule(json, severity, rules.length, keys)
    rules.push(rule)
    return rule
  }
  const compiled = ruleSets.map((json, index): CompiledRuleSet => {
    const create = severities.flatMap((severity) => {
      const rule = json.createRules[severity]
      return rule === undefined ? [] : [{ ...add(rule, severity), severity }]
    })
    return { index, json, create, clear: json.clearRule === null ? null : add(json.clearRule, null) }
  })
  const { series, attributes, fields, owners, count } = keys
  return { ruleSets: compiled, series, attributes, fields, slots: count, ownerKeys: [...owners], rules }
}

/** Gives each key a number. Attributes of all scopes share one name (alarms.md 3.3). */
class Keys {
  readonly series = new Map<string, number>()
  readonly attributes = new Map<string, number>()
  readonly fields = new Map<string, number>()
  readonly owners = new Set<string>()
  count = 0

  slot(of: Map<string, number>, key: string): number {
    const slot = of.get(key) ?? this.count++
    of.set(key, slot)
    return slot
  }

  filter({ key: { type, key } }: ConditionFilter): number | null {
    if (type === 'TIME_SERIES') return this.slot(this.series, key)
    if (type === 'ATTRIBUTE') return this.slot(this.attributes, key)
    return type === 'ENTITY_FIELD' ? this.slot(this.fields, key) : null
  }

  /** Reads a dynamic value: of the device, else (where it inherits) of the customer, else of the tenant. */
  dynamic({
    sourceType,
    sourceAttribute: key,
    inherit,
  }: DynamicValue): (world: DeviceWorld) => JsonValue | undefined {
    if (sourceType === 'CURRENT_DEVICE') {
      const slot = this.slot(this.attributes, key)
      if (!inherit) return (world) => world.values[slot]
      this.owners.add(key)
      return ({ values, owners }) => values[slot] ?? owners.customer(key) ?? owners.tenant(key)
    }
    if (sourceType === 'CURRENT_USER') return () => undefined
    this.owners.add(key)
    if (sourceType === 'CURRENT_TENANT') return ({ owners }) => owners.tenant(key)
    return inherit
      ? ({ owners }) => owners.customer(key) ?? owners.tenant(key)
      : ({ owners }) => owners.customer(key)
  }
}

function compileRule(json: AlarmRule, severity: Severity | null, index: number, keys: Keys): CompiledRule {
  const { condition: filters, spec } = json.condition
  const slots = new Set<number>()
  const tested = new Map<string, number[]>()
  const compiled = filters.map((filter): CompiledFilter => {
    const dynamics: ((world: DeviceWorld) => JsonValue | undefined)[] = []
    const slot = keys.filter(filter)
    const isConstant = slot === null
    if (!isConstant) {
      slots.add(slot)
      tested.set(filter.key.key, [...(tested.get(filter.key.key) ?? []), slot])
    }
    const operandOf = ({ defaultValue, dynamicValue }: ProfileThreshold): Operand<DeviceWorld> => {
      // A constant is only ever compared with a dynamic value.
      const fallback = isConstant ? undefined : (defaultValue ?? undefined)
      if (dynamicValue === null) {
        dynamics.push(nothing)
        return { fallback, dynamic: null }
      }
      // A device attribute of that name makes the rule look again, whoever the value comes from.
      slots.add(keys.slot(keys.attributes, dynamicValue.sourceAttribute))
      const dynamic = keys.dynamic(dynamicValue)
      dynamics.push(dynamic)
      return { fallback, dynamic }
    }
    const test = compilePredicate(filter.predicate as Predicate<ProfileThreshold>, operandOf)
    const constant = filter.value ?? undefined
    const value = isConstant ? () => constant : (world: DeviceWorld) => world.values[slot]
    return { json: filter, value, test, limits: (world) => dynamics.map((dynamic) => dynamic(world)) }
  })
  return {
    index,
    severity,
    kind: spec.type,
    slots: [...slots],
    holds: allOf(compiled),
    filters: compiled,
    schedule: json.schedule,
    requiredFrom: spec.type === 'SIMPLE' ? null : spec.predicate.dynamicValue,
    isActive: compileHours(json, keys),
    required: compileRequired(spec, keys),
    details: compileDetails(json, tested),
    words: ruleInWords(json),
    seen: ({ values }) => seenBy(tested, values),
  }
}

const nothing = () => undefined

function compileHours({ schedule }: AlarmRule, keys: Keys): CompiledRule['isActive'] {
  const hours = compileSchedule(schedule)
  const dynamicValue = schedule === null || schedule.type === 'ANY_TIME' ? null : schedule.dynamicValue
  if (schedule === null || dynamicValue === null) return (_, ts) => hours(ts)
  const dynamic = keys.dynamic(dynamicValue)
  const hoursOf = dynamicSchedules(schedule)
  return (world, ts) => {
    const found = dynamic(world)
    const text = found === undefined ? undefined : textFrom(found)
    return text === undefined ? hours(ts) : hoursOf(text)(ts)
  }
}

function compileRequired(spec: ConditionSpec, keys: Keys): CompiledRule['required'] {
  if (spec.type === 'SIMPLE') return () => 0
  const { defaultValue, dynamicValue } = spec.predicate
  const amountOf =
    spec.type === 'DURATION'
      ? (amount: number) => millisecondsOf(amount, spec.unit)
      : (amount: number) => amount
  const fixed = amountOf(Number(defaultValue ?? 0))
  if (dynamicValue === null) return () => fixed
  const dynamic = keys.dynamic(dynamicValue)
  const what = spec.type === 'DURATION' ? 'a duration' : 'a number of repeats'
  return (world) => {
    const found = dynamic(world)
    if (found === undefined || found === null) return fixed
    const amount = wholeFrom(found)
    if (amount !== undefined) return amountOf(amount)
    throw new RuleFailure(
      `The attribute “${dynamicValue.sourceAttribute}” gives ${what} of an alarm rule, and “${textFrom(found)}” is not a whole number`,
    )
  }
}

/** `${key}` of the keys that the condition looks at; where there is no value the text stays as it is written. */
function compileDetails(
  { alarmDetails, dashboardId }: AlarmRule,
  tested: ReadonlyMap<string, readonly number[]>,
): CompiledRule['details'] {
  if (!alarmDetails && dashboardId === null) return () => null
  const rest = dashboardId === null ? {} : { dashboardId: dashboardId.id }
  if (!alarmDetails) return () => rest
  const filled = ({ values }: DeviceWorld) =>
    alarmDetails.replaceAll(/\$\{([^{}]*)\}/g, (whole, key: string) => {
      const value = tested
        .get(key)
        ?.map((slot) => values[slot])
        .find((each) => each !== undefined)
      return value === undefined ? whole : (textFrom(value) ?? 'null')
    })
  return (world) => ({ data: filled(world), ...rest })
}

function seenBy(
  tested: ReadonlyMap<string, readonly number[]>,
  values: readonly (JsonValue | undefined)[],
): JsonObject {
  const seen: Record<string, JsonValue> = Object.create(null)
  for (const [key, slots] of tested) for (const slot of slots) seen[key] ??= values[slot] ?? null
  return seen
}
