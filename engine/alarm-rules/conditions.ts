/**
 * The condition language of alarm rules, for those who evaluate it over values of their own: read with `readPredicate`,
 * compile with `compilePredicate`, join with `allOf` or `anyOf`.
 */
import type { JsonValue } from '../rules/values.ts'
import type { Test } from './predicates.ts'

export { booleanFrom, numberFrom, textFrom, wholeFrom } from './convert.ts'
export { compilePredicate, type Operand, type PredicateTree, type Test } from './predicates.ts'
export { readPredicate } from './read-predicate.ts'
export { type Problem, Reader } from './reader.ts'

/** One filter of a condition: a value of the world, and the test it must pass. */
export interface Filter<W> {
  readonly value: (world: W) => JsonValue | undefined
  readonly test: Test<W>
}

export type Condition<W> = (world: W) => boolean

/** Holds when every filter does; without any it holds. */
export function allOf<W>(filters: readonly Filter<W>[]): Condition<W> {
  const [only] = filters
  if (only !== undefined && filters.length === 1) return (world) => only.test(only.value(world), world)
  return (world) => filters.every(({ value, test }) => test(value(world), world))
}

/** Holds when one of the filters does; without any it does not. */
export function anyOf<W>(filters: readonly Filter<W>[]): Condition<W> {
  return (world) => filters.some(({ value, test }) => test(value(world), world))
}
