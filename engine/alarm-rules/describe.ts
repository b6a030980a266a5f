/** Rules in words, for the person who asks why there is an alarm. */
import type {
  AlarmRule,
  ComplexPredicate,
  ConditionFilter,
  ConditionSpec,
  Predicate,
  ProfileThreshold,
} from './rule-json.ts'

/** `temperature > 30 (or attribute threshold) and door = open, for 5 minutes` */
export function ruleInWords({ condition: { condition, spec } }: AlarmRule): string {
  return `${condition.map(filterInWords).join(' and ')}${specInWords(spec)}`
}

export function filterInWords({ key: { type, key }, value, predicate }: ConditionFilter): string {
  const left = type === 'CONSTANT' ? String(value) : key
  return predicateInWords(left, predicate)
}

/** The comparisons that a predicate is made of, in the order in which they are compiled. */
export function leavesOf<T>(predicate: Predicate<T>): Exclude<Predicate<T>, ComplexPredicate<T>>[] {
  return predicate.type === 'COMPLEX' ? predicate.predicates.flatMap(leavesOf) : [predicate]
}

function predicateInWords(left: string, predicate: Predicate<ProfileThreshold>): string {
  if (predicate.type === 'COMPLEX') {
    const parts = predicate.predicates.map((each) => predicateInWords(left, each))
    return `(${parts.join(predicate.operation === 'OR' ? ' or ' : ' and ')})`
  }
  return `${left} ${signs[predicate.operation]} ${thresholdInWords(predicate.value)}`
}

const signs = {
  EQUAL: '=',
  NOT_EQUAL: '≠',
  GREATER: '>',
  LESS: '<',
  GREATER_OR_EQUAL: '≥',
  LESS_OR_EQUAL: '≤',
  STARTS_WITH: 'starts with',
  ENDS_WITH: 'ends with',
  CONTAINS: 'contains',
  NOT_CONTAINS: 'does not contain',
  IN: 'is one of',
  NOT_IN: 'is none of',
}

function thresholdInWords({ defaultValue, dynamicValue }: ProfileThreshold): string {
  if (dynamicValue === null) return String(defaultValue)
  return `the attribute ${dynamicValue.sourceAttribute} (else ${defaultValue})`
}

function specInWords(spec: ConditionSpec): string {
  if (spec.type === 'SIMPLE') return ''
  const amount = thresholdInWords(spec.predicate)
  return spec.type === 'DURATION' ? `, for ${amount} ${spec.unit.toLowerCase()}` : `, ${amount} times`
}
