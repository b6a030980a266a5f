/** The conditions of alarm rules as calculated fields write them: they speak of arguments. */
import type { ValueType } from '../../../engine/api/contract-alarm-rules.ts'
import { operations, predicateType } from '../entities/alarm-rules/model.ts'
import { inside, isJson, type Json } from './model.ts'

/** A value, or the argument that has it. */
export const fixed = (staticValue: unknown): Json => ({ staticValue, dynamicValueArgument: null })

export const freshFilter = (argument: string): Json => ({
  argument,
  valueType: 'NUMERIC',
  operation: 'AND',
  predicates: [freshPredicate('NUMERIC')],
})

export function freshPredicate(valueType: ValueType): Json {
  const type = predicateType(valueType)
  if (type === 'STRING') return { type, operation: 'EQUAL', ignoreCase: false, value: fixed('') }
  if (type === 'BOOLEAN') return { type, operation: 'EQUAL', value: fixed(true) }
  return { type, operation: 'GREATER', value: fixed(valueType === 'DATE_TIME' ? Date.now() : 0) }
}

export const noData = 'NO_DATA'

/** What a comparison can be of a kind of value; a value that stays away is one of them. */
export const operationsOf = (valueType: ValueType): readonly string[] => [
  ...operations[predicateType(valueType)],
  noData,
]

export const operationOf = (predicate: Json): string =>
  predicate.type === noData ? noData : String(predicate.operation ?? '')

/** Another comparison; what it is compared with stays where that is of the same kind. */
export function withOperation(predicate: Json, operation: string, valueType: ValueType): Json {
  if (operation === operationOf(predicate)) return predicate
  if (operation === noData) return { type: noData, unit: 'MINUTES', duration: fixed(5) }
  return { ...(predicate.type === noData ? freshPredicate(valueType) : predicate), operation }
}

/** Another kind of value asks another question: what was compared before would mean nothing. */
export function withValueType(filter: Json, valueType: ValueType): Json {
  if (filter.valueType === valueType) return filter
  return { ...filter, valueType, predicates: [freshPredicate(valueType)] }
}

export const listIn = (json: Json, key: string): readonly Json[] => {
  const value = json[key]
  return Array.isArray(value) ? value.filter(isJson) : []
}

export type Spec = 'SIMPLE' | 'DURATION' | 'REPEATING'

/** Whether it is enough that the condition holds once, or how long or how often it must. */
export function withSpec(condition: Json, type: Spec): Json {
  if (condition.type === type) return condition
  const { unit, value, count, ...rest } = condition
  if (type === 'DURATION') return { ...rest, type, unit: unit ?? 'MINUTES', value: value ?? fixed(5) }
  return type === 'REPEATING' ? { ...rest, type, count: count ?? fixed(3) } : { ...rest, type }
}

/** The rules of a field: how severe, or what clears. */
export function withRule(rest: Json, name: string, rule: Json | undefined): Json {
  if (name === 'clearRule') return { clearRule: rule ?? null }
  const { [name]: _, ...others } = inside(rest, 'createRules')
  return { createRules: rule === undefined ? others : { ...others, [name]: rule } }
}
