/** Methods of lists, each as a function of the list and its arguments. */
import { look, make, meter, spend } from '../../meter.ts'
import { callable, items } from './access.ts'
import { sorted } from './sort.ts'
import { concatTexts, count } from './text-methods.ts'
import { bounds, turnOff } from './turn.ts'
import { type Callable, isArray, joined, list, num, text, type Value } from './values.ts'

type ListMethod = (target: Value[], a: Value, b: Value, c: Value) => Value
type ListMethodOfMany = (target: Value[], args: readonly Value[]) => Value

/** A step of a loop of ours. */
function tick(): void {
  if (--meter.fuel < 0) look()
}

/** Calls `each` for the elements there were at the start, as far as they are still there, until it answers true. */
function walk(target: Value[], each: (item: Value, at: number) => boolean): void {
  const { length } = target
  for (let at = 0; at < length; at++) {
    tick()
    if (at < target.length && each(target[at], at)) return
  }
}

export const listMethods: Readonly<Record<string, ListMethod>> = {
  at: (target, at) => target.at(num(at)),
  every(target, test) {
    const call = callable(test)
    let all = true
    walk(target, (item, at) => {
      all = Boolean(call(item, at, target))
      return !all
    })
    return all
  },
  fill(target, value, from, to) {
    spend(target.length)
    return target.fill(value, count(from), count(to))
  },
  filter(target, test) {
    const call = callable(test)
    const kept: Value[] = []
    walk(target, (item, at) => {
      if (call(item, at, target)) kept.push(item)
      return false
    })
    return list(kept)
  },
  find: (target, test) => found(target, callable(test), false).item,
  findIndex: (target, test) => found(target, callable(test), false).at,
  findLast: (target, test) => found(target, callable(test), true).item,
  findLastIndex: (target, test) => found(target, callable(test), true).at,
  flat: (target, levels) => list(flattened(target, levels === undefined ? 1 : num(levels), [])),
  flatMap(target, make) {
    const call = callable(make)
    const all: Value[] = []
    walk(target, (item, at) => {
      flattened([call(item, at, target)], 1, all)
      return false
    })
    return list(all)
  },
  forEach(target, each) {
    const call = callable(each)
    walk(target, (item, at) => {
      call(item, at, target)
      return false
    })
    return undefined
  },
  includes(target, item, from) {
    spendOnSearch(target, item)
    return target.includes(item, count(from))
  },
  indexOf(target, item, from) {
    spendOnSearch(target, item)
    return target.indexOf(item, count(from))
  },
  join: (target, separator) => joined(target, separator === undefined ? ',' : text(separator)),
  map(target, change) {
    const call = callable(change)
    if (target.length > bounds.list) turnOff('a long list')
    const changed: Value[] = []
    walk(target, (item, at) => {
      changed.push(call(item, at, target))
      return false
    })
    // The list got shorter on the way, which leaves gaps.
    return changed.length < target.length ? turnOff('a list that shrinks while it is mapped') : list(changed)
  },
  pop: (target) => target.pop(),
  reverse(target) {
    spend(target.length)
    return target.reverse()
  },
  shift(target) {
    spend(target.length >> 3)
    return target.shift()
  },
  slice(target, from, to) {
    const copy = target.slice(count(from), count(to))
    spend(copy.length >> 3)
    return list(copy)
  },
  some(target, test) {
    const call = callable(test)
    let any = false
    walk(target, (item, at) => {
      any = Boolean(call(item, at, target))
      return any
    })
    return any
  },
  toReversed(target) {
    spend(target.length)
    return list(target.toReversed())
  },
  with(target, at, value) {
    spend(target.length)
    return list(target.with(num(at), value))
  },
}

export const listMethodsOfMany: Readonly<Record<string, ListMethodOfMany>> = {
  concat: (target, args) => concatenated(target, args),
  lastIndexOf(target, [item, ...from]) {
    spendOnSearch(target, item)
    return from.length === 0 ? target.lastIndexOf(item) : target.lastIndexOf(item, num(from[0]))
  },
  push(target, args) {
    make(24 * args.length)
    for (const item of args) target.push(item)
    return target.length
  },
  reduce: (target, args) => reduced(target, args, false),
  reduceRight: (target, args) => reduced(target, args, true),
  splice: (target, args) => spliced(target, args),
  toSpliced(target, args) {
    const copy = list(target.slice())
    spliced(copy, args)
    return copy
  },
  unshift(target, args) {
    spend(target.length >> 3)
    make(24 * args.length)
    return target.unshift(...args)
  },
}

function spendOnSearch(target: Value[], item: Value): void {
  spend(target.length)
  // Each comparison may look at a whole text.
  if (typeof item === 'string' && item.length > 500) spend((target.length * item.length) >> 6)
}

function found(target: Value[], test: Callable, fromEnd: boolean): { item: Value; at: number } {
  const { length } = target
  for (let step = 0; step < length; step++) {
    tick()
    const at = fromEnd ? length - 1 - step : step
    const item = target[at]
    if (test(item, at, target)) return { item, at }
  }
  return { item: undefined, at: -1 }
}

function flattened(source: Value[], levels: number, into: Value[]): Value[] {
  for (const item of source) {
    tick()
    if (levels >= 1 && isArray(item)) flattened(item, levels - 1, into)
    else into.push(item)
    if (into.length > bounds.list) turnOff('a long list')
  }
  return into
}

function concatenated(target: Value[], args: readonly Value[]): Value[] {
  const all = target.slice()
  for (const arg of args) {
    if (isArray(arg)) for (const item of arg) all.push(item)
    else all.push(arg)
    if (all.length > bounds.list) turnOff('a long list')
  }
  spend(all.length)
  return list(all)
}

function reduced(target: Value[], [step, ...rest]: readonly Value[], fromEnd: boolean): Value {
  const call = callable(step)
  const { length } = target
  if (length === 0 && rest.length === 0) turnOff('reduce of nothing')
  let result = rest.length > 0 ? rest[0] : target[fromEnd ? length - 1 : 0]
  for (let done = rest.length > 0 ? 0 : 1; done < length; done++) {
    tick()
    const at = fromEnd ? length - 1 - done : done
    if (at < target.length) result = call(result, target[at], at, target)
  }
  return result
}

function spliced(target: Value[], args: readonly Value[]): Value[] {
  spend(target.length >> 3)
  make(24 * args.length)
  const [from, length, ...added] = args
  if (args.length === 0) return list([])
  if (args.length === 1) return list(target.splice(num(from)))
  return list(target.splice(num(from), num(length), ...added))
}

/** `sort`: in place. */
export function sort(target: Value, order: Value, isDifference: boolean): Value {
  const result = toSorted(target, order, isDifference)
  const into = target as Value[]
  for (let at = 0; at < result.length; at++) into[at] = result[at]
  return into
}

/** `toSorted` */
export function toSorted(target: Value, order: Value, isDifference: boolean): Value[] {
  if (!isArray(target)) return turnOff('.sort()')
  spend(target.length)
  return list(sorted(target, order === undefined ? undefined : callable(order), isDifference))
}

/** `concat` of whatever it is called on. */
export function concat(target: Value, args: readonly Value[]): Value {
  return typeof target === 'string'
    ? concatTexts(target, args)
    : isArray(target)
      ? concatenated(target, args)
      : turnOff('.concat()')
}

/** `Array.from` of a text, a list or `{length}`, with each item changed where asked for. */
export function listFrom(source: Value, change: Value): Value[] {
  const call = change === undefined ? undefined : callable(change)
  const from = lengthOnly(source) ?? [...items(source)]
  if (call !== undefined) {
    for (let at = 0; at < from.length; at++) {
      tick()
      from[at] = call(from[at], at)
    }
  }
  return list(from)
}

/** `new Array(length).fill(value)` */
export function filled(length: Value, value: Value): Value[] {
  if (typeof length !== 'number' || !(length >= 0 && length <= bounds.list) || !Number.isInteger(length)) {
    return turnOff('a long list')
  }
  spend(length)
  return list(Array.from({ length }, () => value))
}

function lengthOnly(source: Value): Value[] | undefined {
  if (typeof source !== 'object' || source === null || isArray(source)) return undefined
  const keys = Object.keys(source)
  const { length } = source as { length?: Value }
  return keys.length === 1 && keys[0] === 'length' ? filled(length, undefined) : turnOff('Array.from')
}
