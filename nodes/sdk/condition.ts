import type { Message } from '../../engine/rules/message.ts'
import { type JsonValue, numberOf } from '../../engine/rules/values.ts'
import type { Condition } from './fields.ts'
import { readerOf, scalarText } from './path.ts'

/** Answers one question about a message. */
export type Test = (message: Message) => boolean

type ValueTest = (value: JsonValue | undefined) => boolean

/**
 * Compiles conditions into one test. `all` of no conditions is true, `any` of none false.
 * A value that is missing or of a type that can't be compared meets no condition but “does not exist” and “is not”.
 */
export function conditionsTest(conditions: readonly Condition[], how: 'all' | 'any'): Test {
  const tests = conditions.map(conditionTest)
  const [first, second] = tests
  if (first === undefined) return how === 'all' ? () => true : () => false
  if (second === undefined) return first
  if (tests.length === 2)
    return how === 'all'
      ? (message) => first(message) && second(message)
      : (message) => first(message) || second(message)
  return how === 'all'
    ? (message) => tests.every((test) => test(message))
    : (message) => tests.some((test) => test(message))
}

/** Compiles one condition; nothing is looked up or allocated when the test runs. */
export function conditionTest(condition: Condition): Test {
  const test = valueTest(condition)
  if (condition.from === 'type') return (message) => test(message.type)
  const { key } = condition
  if (condition.from === 'metadata')
    return ({ metadata }) => test(Object.hasOwn(metadata, key) ? metadata[key] : undefined)
  const read = readerOf(key)
  return (message) => test(read(message.data))
}

function valueTest({ is, value: compared = null }: Condition): ValueTest {
  switch (is) {
    case 'exists':
      return (value) => value !== undefined
    case 'notExists':
      return (value) => value === undefined
    case 'equal':
      return equals(compared as Scalar)
    case 'notEqual': {
      const same = equals(compared as Scalar)
      return (value) => !same(value)
    }
    case 'in': {
      const tests = (compared as readonly Scalar[]).map(equals)
      return (value) => tests.some((test) => test(value))
    }
    case 'between': {
      const [from = null, to = null] = compared as readonly Scalar[]
      const above = ordered('greaterOrEqual', from)
      const below = ordered('lessOrEqual', to)
      return (value) => above(value) && below(value)
    }
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return textual(is, String(compared))
    default:
      return ordered(is, compared as Scalar)
  }
}

type Scalar = string | number | boolean | null

/** Numbers are equal by value (5 = 5.0 = the text "5", as metadata holds it); everything else by what it says. */
function equals(expected: Scalar): ValueTest {
  if (typeof expected === 'number') return (value) => value === expected || looseNumber(value) === expected
  if (expected === null) return (value) => value === null
  const text = String(expected)
  if (typeof expected === 'boolean') return (value) => value === expected || value === text
  return (value) => value === text || (value !== undefined && value !== null && scalarText(value) === text)
}

type Order = 'greater' | 'greaterOrEqual' | 'less' | 'lessOrEqual'

function ordered(is: Order, expected: Scalar): ValueTest {
  const bound = looseNumber(expected)
  if (Number.isNaN(bound)) return orderedText(is, String(expected))
  switch (is) {
    case 'greater':
      return (value) => (typeof value === 'number' ? value : looseNumber(value)) > bound
    case 'greaterOrEqual':
      return (value) => (typeof value === 'number' ? value : looseNumber(value)) >= bound
    case 'less':
      return (value) => (typeof value === 'number' ? value : looseNumber(value)) < bound
    case 'lessOrEqual':
      return (value) => (typeof value === 'number' ? value : looseNumber(value)) <= bound
  }
}

function orderedText(is: Order, bound: string): ValueTest {
  switch (is) {
    case 'greater':
      return (value) => typeof value === 'string' && value > bound
    case 'greaterOrEqual':
      return (value) => typeof value === 'string' && value >= bound
    case 'less':
      return (value) => typeof value === 'string' && value < bound
    case 'lessOrEqual':
      return (value) => typeof value === 'string' && value <= bound
  }
}

function textual(is: 'contains' | 'startsWith' | 'endsWith', part: string): ValueTest {
  const isMember = equals(part)
  return (value) => {
    if (is === 'contains' && Array.isArray(value)) return value.some(isMember)
    const text = value === null ? undefined : scalarText(value)
    if (text === undefined) return false
    if (is === 'contains') return text.includes(part)
    return is === 'startsWith' ? text.startsWith(part) : text.endsWith(part)
  }
}

/** The number a value is or says; NaN (which meets no comparison) when there is none. */
function looseNumber(value: JsonValue | undefined): number {
  if (typeof value === 'string') return value.trim() === '' ? Number.NaN : Number(value)
  return numberOf(value) ?? Number.NaN
}
