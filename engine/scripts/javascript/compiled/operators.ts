/** Operators on what is not two numbers; generated code does those in place. */
import { spendOnText } from '../../meter.ts'
import { grown, num, primitive, text, type Value } from './values.ts'

export function add(a: Value, b: Value): number | string {
  if (typeof a === 'number' && typeof b === 'number') return a + b
  const [left, right] = [primitive(a), primitive(b)]
  if (typeof left === 'string' || typeof right === 'string') return grown(text(left) + text(right))
  return num(left) + num(right)
}

/** What `<` and its kin compare: texts as texts, everything else as numbers. */
function comparable(value: Value): Value {
  if (typeof value === 'number') return value
  if (value instanceof Date) return value.getTime()
  const scalar = primitive(value)
  if (typeof scalar === 'string') spendOnText(scalar)
  return scalar
}

export function less(a: Value, b: Value): boolean {
  return (comparable(a) as number) < (comparable(b) as number)
}

export function lessOrEqual(a: Value, b: Value): boolean {
  return (comparable(a) as number) <= (comparable(b) as number)
}

export function greater(a: Value, b: Value): boolean {
  return (comparable(a) as number) > (comparable(b) as number)
}

export function greaterOrEqual(a: Value, b: Value): boolean {
  return (comparable(a) as number) >= (comparable(b) as number)
}

/** `===`, which takes its time on long texts. */
export function same(a: Value, b: Value): boolean {
  if (typeof a === 'string') spendOnText(a)
  return a === b
}

/** `==` */
export function equal(a: Value, b: Value): boolean {
  if (typeof a === typeof b) return same(a, b)
  if (a === null || a === undefined || b === null || b === undefined) {
    return (a === null || a === undefined) && (b === null || b === undefined)
  }
  if (isObject(a)) return !isObject(b) && equal(primitive(a), b)
  if (isObject(b)) return equal(a, primitive(b))
  return num(a) === num(b)
}

function isObject(value: Value): boolean {
  return typeof value === 'object' || typeof value === 'function'
}

/** What a `switch` looks at. */
export function seen(value: Value): Value {
  if (typeof value === 'string') spendOnText(value)
  return value
}
