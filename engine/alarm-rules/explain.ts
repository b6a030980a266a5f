/** Why an alarm rule fires or does not: its present state for one device, for the person who asks. Changes nothing. */
import { type Severity, severities } from '../rules/alarms.ts'
import type { JsonValue } from '../rules/values.ts'
import { type CompiledFilter, type CompiledRule, type DeviceWorld, RuleFailure } from './compile.ts'
import { numberFrom } from './convert.ts'
import { filterInWords, leavesOf } from './describe.ts'
import type { DeviceRules } from './device-rules.ts'
import { compilePredicate } from './predicates.ts'
import type { ConditionFilter, ConditionSpec, DynamicValue, Schedule } from './rule-json.ts'

/**
 * What stands between a rule and its deed.
 * `RAISED`: nothing, its alarm is there · `MORE_SEVERE`: the alarm is there, by a more severe rule · `NO_ALARM`: a clear
 * rule with nothing to clear · `PROBLEM`: it can't be evaluated · `OUTSIDE_SCHEDULE` · `NO_VALUE`: a condition misses its
 * value · `NOT_TRUE`: a condition does not hold · `NOT_LONG_ENOUGH`, `NOT_OFTEN_ENOUGH` · `READY`: the next value does it.
 */
export type RuleVerdict =
  | 'RAISED'
  | 'MORE_SEVERE'
  | 'NO_ALARM'
  | 'PROBLEM'
  | 'OUTSIDE_SCHEDULE'
  | 'NO_VALUE'
  | 'NOT_TRUE'
  | 'NOT_LONG_ENOUGH'
  | 'NOT_OFTEN_ENOUGH'
  | 'READY'

/** All rules about one type of alarm, as they stand for a device. */
export interface RuleSetState {
  readonly id: string
  readonly alarmType: string
  /** the alarm that is active now */
  readonly alarm: {
    readonly id: string
    readonly severity: Severity
    readonly startTs: number
    readonly endTs: number
    readonly acknowledged: boolean
  } | null
  /** from the most severe on, as they are tried */
  readonly create: readonly RuleState[]
  readonly clear: RuleState | null
}

export interface RuleState {
  /** null for a clear rule */
  readonly severity: Severity | null
  readonly kind: ConditionSpec['type']
  readonly words: string
  readonly verdict: RuleVerdict
  /** all conditions hold on the last values */
  readonly holds: boolean
  readonly conditions: readonly ConditionState[]
  readonly schedule: {
    readonly type: Schedule['type']
    readonly timezone: string | null
    readonly isActive: boolean
  }
  /** how long in milliseconds, or how often, against what is required; null for a simple rule */
  readonly progress: { readonly reached: number; readonly required: number | null } | null
  /** why it can't be evaluated */
  readonly problem: string | null
}

export interface ConditionState {
  readonly key: ConditionFilter['key']
  readonly words: string
  /** the last value; null = there is none */
  readonly value: JsonValue
  readonly holds: boolean
  /** the comparisons that it is made of, one unless it is complex */
  readonly tests: readonly TestState[]
}

export interface TestState {
  readonly operation: string
  /** what counts just now; null = nothing does, or it is hidden */
  readonly limit: JsonValue
  /** where the limit is looked for; null = it stands in the rule */
  readonly attribute: Pick<DynamicValue, 'sourceType' | 'sourceAttribute'> | null
  /** the attribute has nothing that fits, so the rule's own value counts */
  readonly isDefault: boolean
  /** the limit comes from an owner whose attributes the caller may not read */
  readonly isHidden: boolean
  readonly holds: boolean
}

export interface ExplainOptions {
  readonly now: number
  /** attributes of customer and tenant, as they are now */
  readonly owners: DeviceWorld['owners']
  /** limits that may come from attributes of the tenant are not shown */
  readonly hidesTenant: boolean
}

/** The state of each rule set, in the order of the profile. */
export function explainRules(device: DeviceRules, options: ExplainOptions): RuleSetState[] {
  const world: DeviceWorld = { values: device.values, owners: options.owners }
  return device.rules.ruleSets.map(({ index, json, create, clear }) => {
    const alarm = device.alarms[index] ?? null
    const stateOf = (rule: CompiledRule) => explainRule(rule, device, world, alarm?.severity ?? null, options)
    return {
      id: json.id,
      alarmType: json.alarmType,
      alarm:
        alarm === null
          ? null
          : {
              id: alarm.id,
              severity: alarm.severity,
              startTs: alarm.startTs,
              endTs: alarm.endTs,
              acknowledged: alarm.acknowledged,
            },
      create: create.map(stateOf),
      clear: clear === null ? null : stateOf(clear),
    }
  })
}

function explainRule(
  rule: CompiledRule,
  device: DeviceRules,
  world: DeviceWorld,
  active: Severity | null,
  { now, hidesTenant }: ExplainOptions,
): RuleState {
  const { severity, kind, words, schedule } = rule
  const conditions = rule.filters.map((filter) => conditionState(filter, world, hidesTenant))
  const isActive = rule.isActive(world, now)
  const holds = rule.holds(world)
  const [required, problem] = requiredBy(rule, world)
  const isHidden = hidesTenant && rule.requiredFrom !== null && mayBeOfTenant(rule.requiredFrom)
  const reached = reachedBy(rule, device, now)
  const shown = { reached, required: isHidden ? null : required }
  return {
    severity,
    kind,
    words,
    verdict: alarmVerdict(severity, active) ?? ruleVerdict(),
    holds,
    conditions,
    schedule: {
      type: schedule?.type ?? 'ANY_TIME',
      timezone: schedule === null || schedule.type === 'ANY_TIME' ? null : schedule.timezone,
      isActive,
    },
    progress: kind === 'SIMPLE' ? null : shown,
    problem,
  }

  function ruleVerdict(): RuleVerdict {
    if (required === null) return 'PROBLEM'
    if (!isActive) return 'OUTSIDE_SCHEDULE'
    if (!holds) return conditions.some((one) => !one.holds && one.value === null) ? 'NO_VALUE' : 'NOT_TRUE'
    // A duration must be passed; the value that comes next counts as one more.
    if (kind === 'DURATION' && reached <= required) return 'NOT_LONG_ENOUGH'
    if (kind === 'REPEATING' && reached + 1 < required) return 'NOT_OFTEN_ENOUGH'
    return 'READY'
  }
}

/** What the active alarm says of the rule; null where the rule itself has to be looked at. */
function alarmVerdict(severity: Severity | null, active: Severity | null): RuleVerdict | null {
  if (severity === null) return active === null ? 'NO_ALARM' : null
  if (active === null) return null
  if (active === severity) return 'RAISED'
  return severities.indexOf(active) < severities.indexOf(severity) ? 'MORE_SEVERE' : null
}

function requiredBy(
  rule: CompiledRule,
  world: DeviceWorld,
): [required: number | null, problem: string | null] {
  try {
    return [rule.required(world), null]
  } catch (error) {
    if (error instanceof RuleFailure) return [null, error.message]
    throw error
  }
}

function reachedBy(rule: CompiledRule, device: DeviceRules, now: number): number {
  const { lastEventTs, duration, eventCount } = device.countOf(rule)
  if (rule.kind === 'REPEATING') return eventCount
  return lastEventTs === 0 ? 0 : duration + Math.max(0, now - lastEventTs)
}

function conditionState(filter: CompiledFilter, world: DeviceWorld, hidesTenant: boolean): ConditionState {
  const { json, test } = filter
  const value = filter.value(world)
  const limits = filter.limits(world)
  const tests = leavesOf(json.predicate).map((leaf, index): TestState => {
    const { dynamicValue, defaultValue } = leaf.value
    const found = limits[index]
    // A constant is only ever compared with a dynamic value.
    const own = json.key.type === 'CONSTANT' ? undefined : (defaultValue ?? undefined)
    const fits =
      found !== undefined && found !== null && (leaf.type !== 'NUMERIC' || numberFrom(found) !== undefined)
    const limit = (fits ? found : own) ?? null
    const isHidden = hidesTenant && dynamicValue !== null && mayBeOfTenant(dynamicValue)
    const holds = compilePredicate(leaf, () => ({ fallback: limit ?? undefined, dynamic: null }))
    return {
      operation: leaf.operation,
      limit: isHidden ? null : limit,
      attribute:
        dynamicValue === null
          ? null
          : { sourceType: dynamicValue.sourceType, sourceAttribute: dynamicValue.sourceAttribute },
      isDefault: dynamicValue !== null && !fits,
      isHidden,
      holds: holds(value, null),
    }
  })
  return { key: json.key, words: filterInWords(json), value: value ?? null, holds: test(value, world), tests }
}

function mayBeOfTenant({ sourceType, inherit }: DynamicValue): boolean {
  return sourceType === 'CURRENT_TENANT' || inherit
}
