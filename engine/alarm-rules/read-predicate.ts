import type { PredicateTree } from './predicates.ts'
import type { Reader } from './reader.ts'
import { booleanOperations, complexOperations, numericOperations, stringOperations } from './rule-json.ts'

/** predicates within predicates */
const deepest = 20

const kinds = ['NUMERIC', 'STRING', 'BOOLEAN', 'COMPLEX'] as const

/**
 * Reads a predicate; what is wrong is noted in the reader.
 * @param threshold reads what the value is compared with, of the kind that the predicate says
 * @param other reads kinds besides the common ones; null when it does not know the type either
 */
export function readPredicate<T, P extends { readonly type: string } = never>(
  at: Reader,
  threshold: (at: Reader, kind: 'STRING' | 'NUMERIC' | 'BOOLEAN') => T,
  other: (at: Reader) => P | null = () => null,
  depth = 0,
): PredicateTree<T, P> | null {
  if (!at.isObject('The predicate')) return null
  if (depth > deepest) {
    at.wrong(`Predicates are nested deeper than ${deepest} levels`)
    return null
  }
  const special = other(at)
  if (special !== null) return special
  const before = at.problems.length
  const type = at.at('type').choice('The type of the predicate', kinds)
  if (at.problems.length > before) return null
  const operation = at.at('operation')
  const value = at.at('value')
  const what = 'The operation'
  switch (type) {
    case 'STRING':
      return {
        type,
        operation: operation.choice(what, stringOperations),
        ignoreCase: at.at('ignoreCase').flag('ignoreCase'),
        value: threshold(value, type),
      }
    case 'NUMERIC':
      return { type, operation: operation.choice(what, numericOperations), value: threshold(value, type) }
    case 'BOOLEAN':
      return { type, operation: operation.choice(what, booleanOperations), value: threshold(value, type) }
    case 'COMPLEX': {
      const members = at.at('predicates')
      if (members.isMissing) members.wrong('A COMPLEX predicate needs a list of predicates')
      const predicates = members
        .items('predicates')
        .map((each) => readPredicate(each, threshold, other, depth + 1))
      return {
        type,
        operation: operation.choice(what, complexOperations),
        predicates: predicates.filter((each) => each !== null),
      }
    }
  }
}
