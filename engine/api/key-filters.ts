/** Key filters of entity queries (rest-core.md 9.3). */
import { badRequest } from './errors.ts'

export interface KeyFilter {
  readonly key: { readonly type: string; readonly key: string }
  readonly test: (value: string) => boolean
}

type Test = (value: string) => boolean
type Json = Record<string, unknown>

/** Predicates nest at most this deep. */
const deepest = 16

export function readKeyFilters(value: unknown): KeyFilter[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw badRequest('Validation error: keyFilters must be a list')
  return value.map((filter) => {
    const { key, predicate } = (filter ?? {}) as Json
    const { type, key: name } = (key ?? {}) as Json
    if (typeof type !== 'string' || typeof name !== 'string') {
      throw badRequest('Validation error: a key filter must have a key {type, key}')
    }
    return { key: { type, key: name }, test: readPredicate(predicate, 0) }
  })
}

/** Whether the values pass all filters, or any. A key without a value never passes, not even NOT_EQUAL. */
export function passes(
  filters: readonly KeyFilter[],
  isAnd: boolean,
  read: (key: KeyFilter['key']) => string,
): boolean {
  const passed = ({ key, test }: KeyFilter) => {
    const value = read(key)
    return (value !== '' || key.type === 'ENTITY_FIELD') && test(value)
  }
  return isAnd ? filters.every(passed) : filters.some(passed)
}

function readPredicate(value: unknown, depth: number): Test {
  const predicate = (value ?? {}) as Json
  const operation = String(predicate.operation)
  if (depth > deepest)
    throw badRequest('Validation error: the predicates of a key filter are nested too deep')
  switch (predicate.type) {
    case 'COMPLEX': {
      const parts = Array.isArray(predicate.predicates) ? predicate.predicates : []
      const tests = parts.map((part) => readPredicate(part, depth + 1))
      return (text) =>
        operation === 'OR' ? tests.some((test) => test(text)) : tests.every((test) => test(text))
    }
    case 'STRING':
      return textTest(operation, String(wanted(predicate.value) ?? ''), predicate.ignoreCase === true)
    case 'NUMERIC':
      return numberTest(operation, Number(wanted(predicate.value)))
    case 'BOOLEAN': {
      const expected = String(wanted(predicate.value) === true)
      return (text) => (text === expected) === (operation === 'EQUAL')
    }
    default:
      throw badRequest(`Validation error: unknown predicate type '${String(predicate.type).slice(0, 40)}'`)
  }
}

/** The user's value before the default one. Dynamic values need customers and user attributes; there are none yet. */
function wanted(value: unknown): unknown {
  const { userValue, defaultValue } = (value ?? {}) as Json
  return userValue ?? defaultValue
}

const textTests: Readonly<Record<string, (text: string, wanted: string) => boolean>> = {
  EQUAL: (text, other) => text === other,
  NOT_EQUAL: (text, other) => text !== other,
  STARTS_WITH: (text, other) => text.startsWith(other),
  ENDS_WITH: (text, other) => text.endsWith(other),
  CONTAINS: (text, other) => text.includes(other),
  NOT_CONTAINS: (text, other) => !text.includes(other),
  IN: (text, other) => listOf(other).includes(text),
  NOT_IN: (text, other) => !listOf(other).includes(text),
}

const numberTests: Readonly<Record<string, (number: number, wanted: number) => boolean>> = {
  EQUAL: (number, other) => number === other,
  NOT_EQUAL: (number, other) => number !== other,
  GREATER: (number, other) => number > other,
  LESS: (number, other) => number < other,
  GREATER_OR_EQUAL: (number, other) => number >= other,
  LESS_OR_EQUAL: (number, other) => number <= other,
}

function textTest(operation: string, other: string, ignoreCase: boolean): Test {
  const test = Object.hasOwn(textTests, operation) ? textTests[operation] : undefined
  if (!test) throw badRequest(`Validation error: unknown text operation '${operation.slice(0, 40)}'`)
  // An empty text is no restriction.
  if (other === '') return () => true
  const fold = (text: string) => (ignoreCase ? text.toLowerCase() : text)
  return (text) => test(fold(text), fold(other))
}

function numberTest(operation: string, other: number): Test {
  const test = Object.hasOwn(numberTests, operation) ? numberTests[operation] : undefined
  if (!test) throw badRequest(`Validation error: unknown number operation '${operation.slice(0, 40)}'`)
  return (text) => {
    const number = text === '' ? Number.NaN : Number(text)
    return !Number.isNaN(number) && test(number, other)
  }
}

function listOf(text: string): string[] {
  return text.split(',').map((item) => item.trim())
}
