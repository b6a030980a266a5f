/**
 * Predicates made into functions, once per rule. Device profiles and calculated fields share them: they differ only in
 * where the threshold comes from, which is the `Operand`.
 */
import type { JsonValue } from '../rules/values.ts'
import { booleanFrom, numberFrom, textFrom } from './convert.ts'
import type { Predicate } from './rule-json.ts'

/**
 * What a value is compared with. `dynamic` is asked at each test; where it has nothing, or nothing that can be
 * converted, `fallback` counts; where that has nothing either, the test is false.
 * @typeParam W whatever a test is made in: a snapshot of a device, a map of arguments
 */
export interface Operand<W> {
  readonly fallback: JsonValue | undefined
  readonly dynamic: ((world: W) => JsonValue | undefined) | null
}

/** Whether the value passes; a missing one passes no test. */
export type Test<W> = (value: JsonValue | undefined, world: W) => boolean

/**
 * Makes the test of a predicate.
 *
 *     const test = compilePredicate(predicate, ({ staticValue, dynamicValueArgument: name }) => ({
 *       fallback: staticValue ?? undefined,
 *       dynamic: name === null ? null : (args: Map<string, JsonValue>) => args.get(name),
 *     }))
 *     test(21.5, args)
 *
 * @typeParam P predicates besides the common ones, as NO_DATA of calculated fields; `other` makes their tests
 */
export function compilePredicate<T, W, P extends { readonly type: string } = never>(
  predicate: PredicateTree<T, P>,
  operandOf: (threshold: T) => Operand<W>,
  other?: (predicate: P) => Test<W>,
): Test<W> {
  switch (predicate.type) {
    case 'STRING':
      return stringTest(predicate as Kind<T, 'STRING'>, operandOf((predicate as Kind<T, 'STRING'>).value))
    case 'NUMERIC': {
      const { operation, value } = predicate as Kind<T, 'NUMERIC'>
      return against(numberFrom, operandOf(value), numericTests[operation])
    }
    case 'BOOLEAN': {
      const { operation, value } = predicate as Kind<T, 'BOOLEAN'>
      return against(booleanFrom, operandOf(value), booleanTests[operation])
    }
    case 'COMPLEX': {
      const { operation, predicates } = predicate as ComplexTree<T, P>
      const tests = predicates.map((each) => compilePredicate(each, operandOf, other))
      return operation === 'OR'
        ? (value, world) => tests.some((test) => test(value, world))
        : (value, world) => tests.every((test) => test(value, world))
    }
    default:
      if (other === undefined) throw new TypeError(`There is no predicate ${predicate.type}`)
      return other(predicate as P)
  }
}

/** A predicate in which further kinds may stand anywhere. */
export type PredicateTree<T, P> = Exclude<Predicate<T>, { type: 'COMPLEX' }> | ComplexTree<T, P> | P
interface ComplexTree<T, P> {
  readonly type: 'COMPLEX'
  readonly operation: 'AND' | 'OR'
  readonly predicates: readonly PredicateTree<T, P>[]
}
type Kind<T, N> = Extract<Predicate<T>, { type: N }>

/** A test of two values of the same kind. What needs no look at the world is converted here, once. */
function against<K, W>(
  convert: (value: JsonValue) => K | undefined,
  { fallback, dynamic }: Operand<W>,
  holds: (value: K, threshold: K) => boolean,
): Test<W> {
  const fixed = fallback === undefined ? undefined : convert(fallback)
  if (dynamic === null) {
    if (fixed === undefined) return never
    return (value) => {
      const left = value === undefined ? undefined : convert(value)
      return left !== undefined && holds(left, fixed)
    }
  }
  return (value, world) => {
    const left = value === undefined ? undefined : convert(value)
    if (left === undefined) return false
    const found = dynamic(world)
    const right = (found === undefined ? undefined : convert(found)) ?? fixed
    return right !== undefined && holds(left, right)
  }
}

const never = () => false

const numericTests: Record<Kind<unknown, 'NUMERIC'>['operation'], (a: number, b: number) => boolean> = {
  EQUAL: (a, b) => a === b,
  NOT_EQUAL: (a, b) => a !== b,
  GREATER: (a, b) => a > b,
  LESS: (a, b) => a < b,
  GREATER_OR_EQUAL: (a, b) => a >= b,
  LESS_OR_EQUAL: (a, b) => a <= b,
}

const booleanTests = {
  EQUAL: (a: boolean, b: boolean) => a === b,
  NOT_EQUAL: (a: boolean, b: boolean) => a !== b,
}

function stringTest<T, W>(
  { operation, ignoreCase }: Kind<T, 'STRING'>,
  { fallback, dynamic }: Operand<W>,
): Test<W> {
  const cased = (value: JsonValue) => {
    const text = textFrom(value)
    return ignoreCase ? text?.toLowerCase() : text
  }
  // The list is split once where it is fixed; a dynamic one only where it is not the one of the last test.
  if (operation === 'IN' || operation === 'NOT_IN') {
    const isIn = inList()
    return against(cased, { fallback, dynamic }, operation === 'IN' ? isIn : (a, b) => !isIn(a, b))
  }
  return against(cased, { fallback, dynamic }, stringTests[operation])
}

const stringTests = {
  EQUAL: (a: string, b: string) => a === b,
  NOT_EQUAL: (a: string, b: string) => a !== b,
  STARTS_WITH: (a: string, b: string) => a.startsWith(b),
  ENDS_WITH: (a: string, b: string) => a.endsWith(b),
  CONTAINS: (a: string, b: string) => a.includes(b),
  NOT_CONTAINS: (a: string, b: string) => !a.includes(b),
}

function inList(): (text: string, list: string) => boolean {
  let split: string | null = null
  let items: ReadonlySet<string> = new Set()
  return (text, list) => {
    if (list !== split) {
      items = new Set(listItems(list))
      split = list
    }
    return items.has(text)
  }
}

/**
 * The items of a list in text: split at commas, blanks around them dropped. Where every item stands in the same sign
 * of quotation, the signs are dropped as well; otherwise items stay as they are written.
 */
export function listItems(list: string): string[] {
  const items = list.split(',').map((item) => item.trim())
  const sign = items[0]?.[0]
  if (sign !== "'" && sign !== '"') return items
  const areQuoted = items.every((item) => item.length > 1 && item[0] === sign && item.at(-1) === sign)
  return areQuoted ? items.map((item) => item.slice(1, -1)) : items
}
