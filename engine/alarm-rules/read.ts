/** Reads the alarm rules of a device profile, of any age (alarms.md 3.1), and says all that is wrong with them. */
import { type Severity, severities } from '../rules/alarms.ts'
import { booleanFrom, numberFrom, wholeFrom } from './convert.ts'
import { readPredicate } from './read-predicate.ts'
import type { Problem } from './reader.ts'
import { Reader } from './reader.ts'
import {
  type AlarmCondition,
  type AlarmRule,
  type AlarmRuleSet,
  type ConditionFilter,
  type ConditionSpec,
  type DynamicValue,
  durationUnits,
  dynamicSources,
  type ProfileThreshold,
} from './rule-json.ts'
import { readSchedule } from './schedule.ts'

export interface RuleSetsRead {
  /** those without a problem, in their order */
  readonly ruleSets: readonly AlarmRuleSet[]
  readonly problems: readonly Problem[]
}

const longestType = 255

/** Reads `profileData.alarms`. Nothing (null, absent) is no rules. */
export function readAlarmRules(json: unknown): RuleSetsRead {
  const at = new Reader(json)
  const ruleSets: AlarmRuleSet[] = []
  const ids = new Set<string>()
  const types = new Set<string>()
  for (const item of at.items('The alarm rules')) {
    const before = at.problems.length
    const ruleSet = readRuleSet(item)
    if (ruleSet === null) continue
    if (ids.has(ruleSet.id)) item.at('id').wrong(`Two alarm rules have the id “${ruleSet.id}”`)
    if (types.has(ruleSet.alarmType))
      item
        .at('alarmType')
        .wrong(`Two alarm rules have the type “${ruleSet.alarmType}”: put their conditions into one of them`)
    ids.add(ruleSet.id)
    types.add(ruleSet.alarmType)
    if (at.problems.length === before) ruleSets.push(ruleSet)
  }
  return { ruleSets, problems: at.problems }
}

function readRuleSet(at: Reader): AlarmRuleSet | null {
  if (!at.isObject('An alarm rule')) return null
  const alarmType = at.at('alarmType').text('The alarm type') ?? ''
  if (alarmType.trim() === '')
    at.at('alarmType').wrong('The alarm type is missing: say what the alarm is called')
  if (alarmType.length > longestType)
    at.at('alarmType').wrong(`The alarm type is longer than ${longestType} characters`)
  return {
    id: readId(at.at('id')) ?? alarmType,
    alarmType,
    createRules: readCreateRules(at.at('createRules')),
    clearRule: at.at('clearRule').isMissing ? null : readRule(at.at('clearRule')),
    propagate: at.at('propagate').flag('propagate'),
    propagateToOwner: at.at('propagateToOwner').flag('propagateToOwner'),
    propagateToTenant: at.at('propagateToTenant').flag('propagateToTenant'),
    propagateRelationTypes: at
      .at('propagateRelationTypes')
      .items('propagateRelationTypes')
      .map((each) => each.text('A relation type') ?? ''),
  }
}

/** An id in text, or the number of milliseconds that some editors write. */
function readId(at: Reader): string | null {
  if (typeof at.value === 'number') return String(at.value)
  return at.text('The id') || null
}

function readCreateRules(at: Reader): AlarmRuleSet['createRules'] {
  const rules: { [S in Severity]?: AlarmRule } = {}
  if (at.isMissing || !at.isObject('createRules')) return rules
  for (const key of Object.keys(at.value as object)) {
    const severity = severities.find((each) => each === key)
    const rule = at.at(key)
    if (severity === undefined)
      rule.wrong(`“${key.slice(0, 60)}” is no severity: use one of ${severities.join(', ')}`)
    else if (!rule.isMissing) rules[severity] = readRule(rule)
  }
  return rules
}

function readRule(at: Reader): AlarmRule {
  at.isObject('The rule')
  return {
    condition: readCondition(at.at('condition')),
    schedule: readSchedule(at.at('schedule'), readDynamic),
    alarmDetails: at.at('alarmDetails').text('alarmDetails'),
    dashboardId: readDashboard(at.at('dashboardId')),
  }
}

/** The id as the API writes it, or only its text. */
function readDashboard(at: Reader): AlarmRule['dashboardId'] {
  if (at.isMissing) return null
  const id = typeof at.value === 'string' ? at.value : at.at('id').value
  if (typeof id === 'string') return { entityType: 'DASHBOARD', id }
  at.wrong('The dashboard must be an id')
  return null
}

function readCondition(at: Reader): AlarmCondition {
  at.isObject('The condition')
  return {
    condition: at
      .at('condition')
      .items('The filters of the condition')
      .map(readFilter)
      .filter((each) => each !== null),
    spec: readSpec(at.at('spec')),
  }
}

const keyTypes = {
  ATTRIBUTE: 'ATTRIBUTE',
  CLIENT_ATTRIBUTE: 'ATTRIBUTE',
  SHARED_ATTRIBUTE: 'ATTRIBUTE',
  SERVER_ATTRIBUTE: 'ATTRIBUTE',
  TIME_SERIES: 'TIME_SERIES',
  ENTITY_FIELD: 'ENTITY_FIELD',
  CONSTANT: 'CONSTANT',
} as const

function readFilter(at: Reader): ConditionFilter | null {
  if (!at.isObject('A filter')) return null
  const type = at
    .at('key')
    .at('type')
    .choice('The type of the key', Object.keys(keyTypes) as (keyof typeof keyTypes)[])
  const key = at.at('key').at('key').text('The key') ?? ''
  if (key === '' && type !== 'CONSTANT') at.at('key').at('key').wrong('The key is missing')
  const predicate = readPredicate(at.at('predicate'), readThreshold)
  if (predicate === null) return null
  return {
    key: { type: keyTypes[type], key },
    valueType: at
      .at('valueType')
      .choice('The type of the value', ['STRING', 'NUMERIC', 'BOOLEAN', 'DATE_TIME'], 'STRING'),
    value: type === 'CONSTANT' ? at.at('value').scalar('The value') : null,
    predicate,
  }
}

function readThreshold(at: Reader, kind: 'STRING' | 'NUMERIC' | 'BOOLEAN'): ProfileThreshold {
  at.isObject('The value to compare with')
  const given = at.at('defaultValue')
  const defaultValue = given.scalar('The value to compare with')
  if (defaultValue !== null && kind === 'NUMERIC' && numberFrom(defaultValue) === undefined)
    given.wrong(`“${defaultValue}” is not a number`)
  return {
    defaultValue: defaultValue !== null && kind === 'BOOLEAN' ? booleanFrom(defaultValue) : defaultValue,
    dynamicValue: readDynamic(at.at('dynamicValue')),
  }
}

/** A source without an attribute is what editors leave behind when somebody took it back. */
function readDynamic(at: Reader): DynamicValue | null {
  if (at.isMissing || !at.isObject('The dynamic value')) return null
  if (at.at('sourceType').isMissing || !at.at('sourceAttribute').value) return null
  return {
    sourceType: at.at('sourceType').choice('The source of the dynamic value', dynamicSources),
    sourceAttribute: at.at('sourceAttribute').text('The attribute of the dynamic value') ?? '',
    inherit: at.at('inherit').flag('inherit'),
  }
}

/** Profiles from before 3.3 have `value` and `count` in place of `predicate`. */
function readSpec(at: Reader): ConditionSpec {
  if (at.isMissing || !at.isObject('The kind of the condition')) return { type: 'SIMPLE' }
  const type = at
    .at('type')
    .choice('The kind of the condition', ['SIMPLE', 'DURATION', 'REPEATING'], 'SIMPLE')
  if (type === 'SIMPLE') return { type }
  if (type === 'REPEATING') return { type, predicate: readAmount(at, 'count', 'The number of repeats') }
  const unit = at.at('unit').choice('The unit of the duration', durationUnits, 'SECONDS')
  return { type, unit, predicate: readAmount(at, 'value', 'The duration') }
}

function readAmount(at: Reader, old: string, what: string): ProfileThreshold {
  const predicate = at.at('predicate')
  const given = predicate.isMissing ? at.at(old) : predicate.at('defaultValue')
  const dynamicValue = predicate.isMissing ? null : readDynamic(predicate.at('dynamicValue'))
  const amount = given.isMissing ? null : (wholeFrom(given.scalar(what)) ?? null)
  if (amount === null || amount < 0) {
    if (given.isMissing && dynamicValue !== null) return { defaultValue: 0, dynamicValue }
    given.wrong(given.isMissing ? `${what} is missing` : `${what} must be a whole number of 0 or more`)
  }
  return { defaultValue: amount, dynamicValue }
}
