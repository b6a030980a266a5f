/** A rule in words of the person's language, as lists show it. */
import type { TFunction } from 'i18next'
import type {
  AlarmRule,
  ConditionFilter,
  Predicate,
  ProfileThreshold,
} from '../../../../engine/api/contract-alarm-rules.ts'
import { timeText } from './model.ts'

/** `temperature > 30 and door = open, for 5 minutes` */
export function ruleWords(t: TFunction, { condition, schedule }: AlarmRule): string {
  const filters = condition?.condition ?? []
  const questions = filters.map((filter) => filterWords(t, filter)).join(` ${t('rules:and')} `)
  const spec = condition?.spec
  const amount = spec && spec.type !== 'SIMPLE' ? thresholdWords(t, spec.predicate) : ''
  const parts = [questions === '' ? t('rules:anything') : questions]
  if (spec?.type === 'DURATION') parts.push(t('rules:for', { amount, unit: t(`rules:unit.${spec.unit}`) }))
  if (spec?.type === 'REPEATING') parts.push(t('rules:times', { amount }))
  if (schedule?.type === 'SPECIFIC_TIME') {
    const days = schedule.daysOfWeek.map((day) => t(`rules:day.${day}`)).join(' ')
    parts.push(`${days} ${timeText(schedule.startsOn)}–${timeText(schedule.endsOn)}`)
  }
  if (schedule?.type === 'CUSTOM') parts.push(t('rules:schedule.CUSTOM').toLowerCase())
  return parts.join(', ')
}

function filterWords(t: TFunction, { key, value, predicate }: ConditionFilter): string {
  return predicateWords(t, key?.type === 'CONSTANT' ? String(value) : (key?.key ?? ''), predicate)
}

function predicateWords(t: TFunction, left: string, predicate: Predicate<ProfileThreshold>): string {
  if (predicate?.type !== 'COMPLEX')
    return `${left} ${t(`rules:operation.${predicate?.operation}`)} ${thresholdWords(t, predicate?.value)}`
  const joint = t(predicate.operation === 'OR' ? 'rules:or' : 'rules:and')
  return `(${predicate.predicates.map((each) => predicateWords(t, left, each)).join(` ${joint} `)})`
}

function thresholdWords(t: TFunction, threshold: ProfileThreshold | undefined): string {
  const value = String(threshold?.defaultValue ?? '–')
  const source = threshold?.dynamicValue
  return source?.sourceAttribute ? t('rules:dynamic.words', { name: source.sourceAttribute, value }) : value
}
