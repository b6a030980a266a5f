/**
 * Sorting with an order of the script's own. Engines ask for the order of different pairs, so the result is only the
 * same everywhere where the answers fit together. Orders that are written as a difference do; others are tried on all
 * pairs, which bounds the length.
 */
import { look, meter } from '../../meter.ts'
import { turnOff } from './turn.ts'
import { type Callable, num, text, type Value } from './values.ts'

const mostToTry = 48

/** @param isDifference whether the order is written as `f(a) - f(b)` */
export function sorted(
  values: readonly Value[],
  order: Callable | undefined,
  isDifference: boolean,
): Value[] {
  const known: Value[] = []
  let missing = 0
  for (const value of values) {
    if (value === undefined) missing++
    else known.push(value)
  }
  const result = order === undefined ? byText(known) : byOrder(known, order, isDifference)
  for (; missing > 0; missing--) result.push(undefined)
  return result
}

function byText(values: readonly Value[]): Value[] {
  const named = values.map((value) => ({ value, name: text(value) }))
  return mergeSort(named, (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)).map(
    ({ value }) => value,
  )
}

function byOrder(values: readonly Value[], order: Callable, isDifference: boolean): Value[] {
  const compare = (a: Value, b: Value): number => {
    const sign = num(order(a, b))
    return Number.isNaN(sign) ? turnOff('an order that answers NaN') : sign
  }
  const result = mergeSort(values, compare)
  if (!isDifference) tryAllPairs(result, values, compare)
  return result
}

/** Turns off where the answers for any two do not fit the result. */
function tryAllPairs(
  result: readonly Value[],
  before: readonly Value[],
  compare: (a: Value, b: Value) => number,
): void {
  if (result.length > mostToTry) turnOff('a long list with an order that might be none')
  for (let left = 0; left < result.length; left++) {
    for (let right = left + 1; right < result.length; right++) {
      const [a, b] = [result[left], result[right]]
      const sign = compare(a, b)
      const isStable = sign < 0 || (sign === 0 && before.indexOf(a) <= before.lastIndexOf(b))
      if (!isStable || Math.sign(compare(b, a)) !== -Math.sign(sign)) turnOff('an order that is none')
    }
  }
}

function mergeSort<T>(values: readonly T[], compare: (a: T, b: T) => number): T[] {
  if (values.length < 2) return [...values]
  const middle = values.length >> 1
  const left = mergeSort(values.slice(0, middle), compare)
  const right = mergeSort(values.slice(middle), compare)
  const merged: T[] = []
  let [at, other] = [0, 0]
  while (at < left.length && other < right.length) {
    if (--meter.fuel < 0) look()
    const [a, b] = [left[at] as T, right[other] as T]
    if (compare(a, b) <= 0) {
      merged.push(a)
      at++
    } else {
      merged.push(b)
      other++
    }
  }
  return merged.concat(at < left.length ? left.slice(at) : right.slice(other))
}
