/**
 * The alarm rules of a device profile while a form changes them. Everything here keeps what it does not know: what a
 * form can't show comes back to the server as it was.
 */
import type {
  AlarmRule,
  AlarmRuleSet,
  ConditionFilter,
  ConditionSpec,
  Predicate,
  ProfileThreshold,
  Schedule,
  ValueType,
} from '../../../../engine/api/contract-alarm-rules.ts'
import { type Entity, valueAt } from '../kinds.ts'

export const keyTypes = ['TIME_SERIES', 'ATTRIBUTE', 'ENTITY_FIELD', 'CONSTANT'] as const
export const valueTypes = ['NUMERIC', 'STRING', 'BOOLEAN', 'DATE_TIME'] as const
export const operations = {
  NUMERIC: ['GREATER', 'GREATER_OR_EQUAL', 'LESS', 'LESS_OR_EQUAL', 'EQUAL', 'NOT_EQUAL'],
  STRING: ['EQUAL', 'NOT_EQUAL', 'CONTAINS', 'NOT_CONTAINS', 'STARTS_WITH', 'ENDS_WITH', 'IN', 'NOT_IN'],
  BOOLEAN: ['EQUAL', 'NOT_EQUAL'],
} as const
export type SimplePredicate = Exclude<Predicate<ProfileThreshold>, { type: 'COMPLEX' }>

/** Those of a profile, as they are stored: members may be missing in older ones. */
export function ruleSetsIn(profile: Entity): readonly AlarmRuleSet[] {
  const alarms = valueAt(profile, 'profileData.alarms')
  return Array.isArray(alarms) ? (alarms as AlarmRuleSet[]) : []
}

/** What tells a rule set from the others: its id, and in profiles that have none, its type. */
export const idOf = ({ id, alarmType }: AlarmRuleSet): string => String(id ?? alarmType)

export const freshRule = (): AlarmRule => ({
  condition: { condition: [freshFilter()], spec: { type: 'SIMPLE' } },
  schedule: null,
  alarmDetails: null,
  dashboardId: null,
})

export const freshRuleSet = (id: string): AlarmRuleSet => ({
  id,
  alarmType: '',
  createRules: { CRITICAL: freshRule() },
  clearRule: null,
  propagate: false,
  propagateToOwner: false,
  propagateToTenant: false,
  propagateRelationTypes: [],
})

export const freshFilter = (): ConditionFilter => ({
  key: { type: 'TIME_SERIES', key: '' },
  valueType: 'NUMERIC',
  value: null,
  predicate: freshPredicate('NUMERIC'),
})

const firstValue = { NUMERIC: 0, STRING: '', BOOLEAN: true } as const

/** Points of time are compared as numbers. */
export const predicateType = (valueType: ValueType): SimplePredicate['type'] =>
  valueType === 'DATE_TIME' ? 'NUMERIC' : valueType

export function freshPredicate(valueType: ValueType): SimplePredicate {
  const type = predicateType(valueType)
  const defaultValue = valueType === 'DATE_TIME' ? Date.now() : firstValue[type]
  const value: ProfileThreshold = { defaultValue, userValue: null, dynamicValue: null }
  if (type === 'STRING') return { type, operation: 'EQUAL', ignoreCase: false, value }
  if (type === 'NUMERIC') return { type, operation: 'GREATER', value }
  return { type, operation: 'EQUAL', value }
}

/** Another kind of value asks another question: what was compared before would mean nothing. */
export function withValueType(filter: ConditionFilter, valueType: ValueType): ConditionFilter {
  if (filter.valueType === valueType) return filter
  return { ...filter, valueType, predicate: freshPredicate(valueType) }
}

/** The kind of a condition; the amount is kept between the two kinds that have one. */
export function withSpec(spec: ConditionSpec | null | undefined, type: ConditionSpec['type']): ConditionSpec {
  if (spec?.type === type) return spec
  if (type === 'SIMPLE') return { type }
  const amount = type === 'DURATION' ? 5 : 3
  const predicate: ProfileThreshold = { defaultValue: amount, userValue: null, dynamicValue: null }
  return type === 'DURATION' ? { type, unit: 'MINUTES', predicate } : { type, predicate }
}

const DAY_START = 8 * 3_600_000
const DAY_END = 18 * 3_600_000
export const weekdays = [1, 2, 3, 4, 5, 6, 7] as const

export function withSchedule(
  schedule: Schedule | null,
  type: Schedule['type'],
  timezone: string,
): Schedule | null {
  if ((schedule?.type ?? 'ANY_TIME') === type) return schedule
  if (type === 'ANY_TIME') return null
  const zone = schedule && schedule.type !== 'ANY_TIME' ? schedule.timezone : timezone
  const hours = { startsOn: DAY_START, endsOn: DAY_END }
  if (type === 'SPECIFIC_TIME')
    return { type, timezone: zone, daysOfWeek: [1, 2, 3, 4, 5], ...hours, dynamicValue: null }
  const items = weekdays.map((dayOfWeek) => ({ enabled: dayOfWeek < 6, dayOfWeek, ...hours }))
  return { type, timezone: zone, items, dynamicValue: null }
}

/** Milliseconds of a day as `HH:MM`, and back; the end of the day is 0, as the outside writes it. */
export const timeText = (ms: number): string => {
  const minutes = Math.floor(ms / 60_000) % 1440
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}
export function timeIn(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number)
  return ((hours || 0) * 60 + (minutes || 0)) * 60_000
}

/** Sentences of the server that belong to one part of the rules: `[0].createRules.CRITICAL` and all below it. */
export function problemsAt(message: string, part: string): readonly string[] {
  const found: string[] = []
  for (const [, path = '', text = ''] of message.matchAll(
    /alarms([^\s:]*): (.*?)(?=; alarms[^\s:]*: |; and \d+ more|$)/g,
  ))
    if (path === part || path.startsWith(`${part}.`) || path.startsWith(`${part}[`)) found.push(text)
  return found
}
