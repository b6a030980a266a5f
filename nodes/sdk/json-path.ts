import { double, isObject, type JsonValue, numberOf, valueAt } from '../../engine/rules/values.ts'
import { type Filter, type Operand, type Path, parseJsonPath, type Step } from './json-path-parse.ts'

/** What a path finds in a document; undefined when a path to one place leads nowhere. */
export type JsonPath = (document: JsonValue) => JsonValue | undefined

/**
 * Compiles a JSONPath of the cloud's dialect. A path to one place gives the value there, any other a list, which may
 * be empty. The `$.` at the beginning may be left out. Throws with the place where the expression can't be understood.
 */
export function jsonPath(text: string): JsonPath {
  const path = parseJsonPath(/^\s*([$@]|$)/.test(text) ? text : `$.${text.trim()}`)
  check(path, text)
  return (document) => foundBy(path, document, document)
}

function foundBy(path: Path, root: JsonValue, member: JsonValue): JsonValue | undefined {
  let places: JsonValue[] = [path.start === 'root' ? root : member]
  for (const [index, step] of path.steps.entries()) {
    const isLast = index === path.steps.length - 1
    places = places.flatMap((place) => stepFrom(place, step, root, isLast))
  }
  const found = isDefinite(path) ? places[0] : places
  const call = path.call === null ? undefined : functions.get(path.call)
  return call === undefined || found === undefined ? found : call(found)
}

/** Whether a path can lead to one place only. */
function isDefinite({ steps }: Path): boolean {
  return steps.every((step, index) => {
    if (step.kind === 'names') return step.names.length === 1 || index === steps.length - 1
    return step.kind === 'indexes' && step.indexes.length === 1
  })
}

function stepFrom(place: JsonValue, step: Step, root: JsonValue, isLast: boolean): JsonValue[] {
  switch (step.kind) {
    case 'names':
      return named(place, step.names, isLast)
    case 'indexes':
      return Array.isArray(place)
        ? step.indexes.flatMap((index) => {
            const at = index < 0 ? place.length + index : index
            return at >= 0 && at < place.length ? [place[at] as JsonValue] : []
          })
        : []
    case 'slice':
      return Array.isArray(place) ? place.slice(step.from, step.to) : []
    case 'all':
      return membersOf(place)
    case 'below':
      return withAllBelow(place)
    case 'filter': {
      const members = Array.isArray(place) ? place : [place]
      return members.filter((member) => holds(step.filter, root, member))
    }
  }
}

/** Several names at the end make one object of what is there; before the end each leads on. */
function named(place: JsonValue, names: readonly string[], isLast: boolean): JsonValue[] {
  if (!isObject(place)) return []
  const found = names.flatMap((name) => {
    const value = valueAt(place, name)
    return value === undefined ? [] : [[name, value] as const]
  })
  if (names.length > 1 && isLast) return [Object.fromEntries(found)]
  return found.map(([, value]) => value)
}

function membersOf(place: JsonValue): JsonValue[] {
  if (Array.isArray(place)) return [...place]
  return isObject(place) ? Object.values(place) : []
}

function withAllBelow(place: JsonValue): JsonValue[] {
  return [place, ...membersOf(place).flatMap(withAllBelow)]
}

function holds(filter: Filter, root: JsonValue, member: JsonValue): boolean {
  switch (filter.kind) {
    case 'any':
      return filter.of.some((each) => holds(each, root, member))
    case 'every':
      return filter.of.every((each) => holds(each, root, member))
    case 'not':
      return !holds(filter.of, root, member)
    case 'exists':
      return foundBy(filter.path, root, member) !== undefined
    case 'compare':
      return compares(filter.left, filter.is, filter.right, root, member)
  }
}

function compares(left: Operand, is: string, right: Operand, root: JsonValue, member: JsonValue): boolean {
  const value = operandValue(left, root, member)
  if (is === '=~') return right.kind === 'pattern' && typeof value === 'string' && right.test(value)
  const other = operandValue(right, root, member)
  switch (is) {
    case '==':
    case '===':
      return isSame(value, other)
    case '!=':
    case '!==':
      return !isSame(value, other)
    case 'in':
      return Array.isArray(other) && other.some((each) => isSame(value, each))
    case 'nin':
      return Array.isArray(other) && !other.some((each) => isSame(value, each))
    case 'contains':
      if (Array.isArray(value)) return value.some((each) => isSame(each, other))
      return typeof value === 'string' && typeof other === 'string' && value.includes(other)
    case 'size':
      return sizeOf(value) !== undefined && sizeOf(value) === numberOf(other)
    case 'empty':
      return (sizeOf(value) === 0) === other
    default:
      return isInOrder(value, is, other)
  }
}

function operandValue(operand: Operand, root: JsonValue, member: JsonValue): JsonValue | undefined {
  if (operand.kind === 'path') return foundBy(operand.path, root, member)
  return operand.kind === 'value' ? (operand.value as JsonValue) : undefined
}

/** By value: 5 = 5.0 = the text "5", as the cloud’s filters compare. */
function isSame(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  if (one === other) return true
  if (one === undefined || other === undefined) return false
  const [number, otherNumber] = [looseNumber(one), looseNumber(other)]
  if (typeof one === 'string' && typeof other === 'string') return false
  if (number !== undefined && otherNumber !== undefined) return number === otherNumber
  const [members, otherMembers] = [membersOf(one), membersOf(other)]
  if (Array.isArray(one) !== Array.isArray(other) || isObject(one) !== isObject(other)) return false
  if (!Array.isArray(one) && !isObject(one)) return false
  if (isObject(one) && !Object.keys(one).every((key) => isSame(one[key], valueAt(other, key)))) return false
  return (
    members.length === otherMembers.length &&
    (isObject(one) || members.every((each, index) => isSame(each, otherMembers[index])))
  )
}

function isInOrder(one: JsonValue | undefined, is: string, other: JsonValue | undefined): boolean {
  const areTexts = typeof one === 'string' && typeof other === 'string'
  const [left, right] = areTexts ? [one, other] : [looseNumber(one), looseNumber(other)]
  if (left === undefined || right === undefined) return false
  if (is === '<') return left < right
  if (is === '<=') return left <= right
  return is === '>' ? left > right : left >= right
}

function looseNumber(value: JsonValue | undefined): number | undefined {
  if (typeof value !== 'string') return numberOf(value)
  const number = value.trim() === '' ? Number.NaN : Number(value)
  return Number.isNaN(number) ? undefined : number
}

function sizeOf(value: JsonValue | undefined): number | undefined {
  if (typeof value === 'string' || Array.isArray(value)) return value.length
  return isObject(value) ? Object.keys(value).length : undefined
}

/** What may stand at the end of a path. Of no numbers there is no result. */
const functions = new Map<string, (value: JsonValue) => JsonValue | undefined>([
  ['length', (value) => (typeof value === 'string' ? null : (sizeOf(value) ?? null))],
  ['size', (value) => (typeof value === 'string' ? null : (sizeOf(value) ?? null))],
  ['keys', (value) => (isObject(value) ? Object.keys(value) : undefined)],
  ['first', (value) => (Array.isArray(value) ? value[0] : undefined)],
  ['last', (value) => (Array.isArray(value) ? value.at(-1) : undefined)],
  ['min', ofNumbers((numbers) => numbers.reduce((least, each) => Math.min(least, each)))],
  ['max', ofNumbers((numbers) => numbers.reduce((most, each) => Math.max(most, each)))],
  ['sum', ofNumbers((numbers) => numbers.reduce((sum, each) => sum + each))],
  ['avg', ofNumbers(mean)],
  [
    'stddev',
    ofNumbers((numbers) => {
      const middle = mean(numbers)
      return Math.sqrt(mean(numbers.map((each) => (each - middle) ** 2)))
    }),
  ],
])

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each) / numbers.length
}

function ofNumbers(calculate: (numbers: readonly number[]) => number) {
  return (value: JsonValue): JsonValue | undefined => {
    const numbers = membersOf(value).flatMap((member) => numberOf(member) ?? [])
    return numbers.length === 0 ? undefined : double(calculate(numbers))
  }
}

/** Throws for a function that does not exist, also inside of filters. */
function check(path: Path, text: string): void {
  if (path.call !== null && !functions.has(path.call))
    throw new Error(
      `The JSONPath “${text}” calls ${path.call}(), which does not exist; there are ${[...functions.keys()].join(', ')}`,
    )
  for (const step of path.steps) if (step.kind === 'filter') checkFilter(step.filter, text)
}

function checkFilter(filter: Filter, text: string): void {
  if (filter.kind === 'exists') check(filter.path, text)
  else if (filter.kind === 'not') checkFilter(filter.of, text)
  else if (filter.kind === 'compare') {
    for (const operand of [filter.left, filter.right]) if (operand.kind === 'path') check(operand.path, text)
  } else for (const each of filter.of) checkFilter(each, text)
}
