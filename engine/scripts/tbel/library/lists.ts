/** Methods of lists. */

import { hold, limits, look, make, makeText, meter, spend } from '../../meter.ts'
import { equalsJava, identityOf } from '../equality.ts'
import { fail } from '../failure.ts'
import { ScriptArray, ScriptCharacter, ScriptSet, type Value } from '../kinds.ts'
import { sizeOf } from '../map-keys.ts'
import { longOfNumber, notNumber, numericType, toNumber } from '../numbers.ts'
import { storable } from '../storing.ts'
import { textOf } from '../text.ts'
import { asBoolean, asInteger, asItems, asText } from './arguments.ts'
import { type Methods, method } from './define.ts'
import { hashOf } from './hash.ts'
import { ScriptIterator } from './iterators.ts'
import { memorySize } from './memory-size.ts'
import { compareDoubles, doubleInText } from './number-text.ts'

/** Counts and returns a list that was just made. */
export function newList(items: Value[]): Value[] {
  make(12 * items.length)
  spend(items.length >> 2)
  return items
}

/** Takes the memory of an element that is put into a list. */
function kept(_list: Value[], value: Value): Value {
  hold(sizeOf(value))
  return storable(value)
}

function within(list: readonly Value[], index: Value, length = list.length): number {
  const at = asInteger(index)
  if (at < 0 || at >= length) fail(`Index ${at} is outside of a list of ${list.length}`)
  return at
}

/** Java's order of texts and numbers in `sort`: by number where all look like one, else by text. */
export function sorted(items: readonly Value[], ascending: boolean): Value[] {
  return order(items, ascending).map((index) => items[index])
}

/** The places of elements in their order. */
export function order(items: readonly Value[], ascending: boolean): number[] {
  const numbers = items.map(sortNumber)
  const direction = ascending ? 1 : -1
  const indexes = items.map((_, index) => index)
  const compare = numbers.every((number) => number !== undefined)
    ? (a: number, b: number) => compareDoubles(numbers[a] as number, numbers[b] as number)
    : byText(items.map((item) => textOf(item)))
  indexes.sort((a, b) => {
    spend(1)
    return direction * compare(a, b)
  })
  return indexes
}

function byText(texts: readonly string[]): (a: number, b: number) => number {
  return (a, b) => {
    const [left, right] = [texts[a] as string, texts[b] as string]
    return left < right ? -1 : left > right ? 1 : 0
  }
}

/** The number that an element sorts by; a text may hold anything that Java reads as a Double. */
function sortNumber(value: Value): number | undefined {
  spend(2)
  if (numericType(value) !== notNumber) return toNumber(value)
  return typeof value === 'string' || value instanceof ScriptCharacter
    ? doubleInText(textOf(value))
    : undefined
}

export function indexOf(items: readonly Value[], value: Value, from = 0): number {
  spend(items.length >> 2)
  for (let at = Math.max(from, 0); at < items.length; at++) if (equalsJava(items[at], value)) return at
  return -1
}

function replaceAll(list: Value[], items: readonly Value[]): void {
  list.length = 0
  for (const item of items) list.push(item)
}

function bound(value: Value, length: number, absent: number): number {
  if (value === undefined) return absent
  const at = asInteger(value)
  return at < 0 ? Math.max(length + at, 0) : at
}

function slice(list: readonly Value[], from?: Value, to?: Value): Value[] {
  const start = bound(from, list.length, 0)
  const end = Math.min(bound(to, list.length, list.length), list.length)
  if (start > end) fail(`slice: the start ${start} lies behind the end ${end}`)
  return newList(list.slice(start, end))
}

function splice(list: Value[], from: Value, count?: Value, ...added: Value[]): Value[] {
  for (const value of added) kept(list, value)
  spend(list.length >> 5)
  const start = bound(from, list.length, 0)
  if (start > list.length && added.length > 0) fail(`Index ${start} is outside of a list of ${list.length}`)
  const removed = count === undefined ? Math.max(list.length - start, 0) : Math.max(asInteger(count), 0)
  return newList(list.splice(start, removed, ...added))
}

/** The elements as text; like the interpreter's, it drops brackets and the blank behind a comma. */
export function join(items: readonly Value[], separator: Value = ','): string {
  const between = asText(separator)
  let joined = ''
  for (const [index, item] of items.entries()) {
    if (item === null) fail('join: an element is null')
    if (--meter.fuel < 0) look()
    joined += index === 0 ? textOf(item) : between + textOf(item)
    if (joined.length > limits.piece) makeText(joined.length)
  }
  const text = joined.replaceAll(/[[\]]/g, '').replaceAll(', ', ',')
  makeText(text.length)
  return text
}

function remove(list: Value[], what: Value): Value {
  spend(list.length >> 5)
  if (numericType(what) !== notNumber && numericType(what) <= 3) return list.splice(within(list, what), 1)[0]
  const at = indexOf(list, what)
  if (at >= 0) list.splice(at, 1)
  return at >= 0
}

function removeWhere(list: Value[], others: Value, present: boolean): boolean {
  const identities = new Set(asItems(others).map((item) => identityOf(item)))
  const rest = list.filter((item) => identities.has(identityOf(item)) !== present)
  const changed = rest.length < list.length
  replaceAll(list, rest)
  return changed
}

function add(list: Value[], first: Value, second?: Value): Value {
  if (second === undefined) {
    list.push(kept(list, first))
    return true
  }
  spend(list.length >> 5)
  list.splice(within(list, first, list.length + 1), 0, kept(list, second))
  return null
}

function addAll(list: Value[], first: Value, second?: Value): boolean {
  const items = [...asItems(second ?? first)]
  const rest = second === undefined ? [] : list.splice(within(list, first, list.length + 1))
  for (const item of items) list.push(kept(list, item))
  for (const item of rest) list.push(item)
  spend(items.length + rest.length)
  return items.length > 0
}

function fill(list: Value[], value: Value, from?: Value, to?: Value): Value[] {
  spend(list.length >> 4)
  return list.fill(storable(value), bound(from, list.length, 0), bound(to, list.length, list.length))
}

/** From a place counted from the end the answer counts from there as well, as in the cloud. */
function indexFrom(list: Value[], value: Value, from?: Value): number {
  if (from === undefined) return indexOf(list, value)
  const start = bound(from, list.length, 0)
  if (start > list.length) fail(`Index ${start} is outside of a list of ${list.length}`)
  const at = indexOf(list, value, start)
  return at < 0 ? -1 : at - start + asInteger(from)
}

/** What lists and arrays can both be asked. */
const reading: Methods = {
  size: method(0, 0, (list: Value[]) => list.length),
  length: method(0, 0, (list: Value[]) => list.length),
  isEmpty: method(0, 0, (list: Value[]) => list.length === 0),
  iterator: method(0, 0, (list: Value[]) => new ScriptIterator([...list])),
  get: method(1, 1, (list: Value[], index: Value) => list[within(list, index)]),
  contains: method(1, 1, (list: Value[], value: Value) => indexOf(list, value) >= 0),
  containsAll: method(1, 1, (list: Value[], values: Value) =>
    asItems(values).every((value) => indexOf(list, value) >= 0),
  ),
  indexOf: method(1, 2, indexFrom),
  lastIndexOf: method(1, 2, (list: Value[], value: Value, from?: Value) => {
    const last = from === undefined ? list.length - 1 : asInteger(from)
    for (let at = Math.min(last < 0 ? list.length + last : last, list.length - 1); at >= 0; at--) {
      if (--meter.fuel < 0) look()
      if (equalsJava(list[at], value)) return at
    }
    return -1
  }),
  subList: method(2, 2, (list: Value[], from: Value, to: Value) => {
    const end = within(list, to, list.length + 1)
    return newList(list.slice(within(list, from, end + 1), end))
  }),
  clone: method(0, 0, (list: Value[]) => newList([...list])),
  toString: method(0, 0, (list: Value[]) => textOf(list)),
  equals: method(1, 1, (list: Value[], other: Value) => equalsJava(list, other)),
  hashCode: method(0, 0, (list: Value[]) => hashOf(list)),
  slice: method(0, 2, slice),
  toSpliced: method(1, 10, (list: Value[], from: Value, count?: Value, ...added: Value[]) => {
    const copy = newList([...list])
    splice(copy, from, count, ...added)
    return copy
  }),
  concat: method(1, 1, (list: Value[], other: Value) => newList([...list, ...asItems(other)])),
  join: method(0, 1, join),
  toSorted: method(0, 1, (list: Value[], ascending: Value = true) =>
    newList(sorted(list, asBoolean(ascending))),
  ),
  toReversed: method(0, 0, (list: Value[]) => newList([...list].reverse())),
  with: method(2, 2, (list: Value[], index: Value, value: Value) => {
    const at = asInteger(index) < 0 ? list.length + asInteger(index) : asInteger(index)
    spend(list.length)
    return newList([...list.slice(0, within(list, at)), value, ...list.slice(at)])
  }),
  toArray: method(0, 0, (list: Value[]) => new ScriptArray('Object', newList([...list]))),
  validateClazzInArrayIsOnlyNumber: method(0, 1, (list: Value[], ...one: Value[]) =>
    (one.length === 0 ? list : one).every((item) => sortNumber(item) !== undefined),
  ),
  toUnmodifiable: method(0, 0, (list: Value[]) => Object.freeze(newList([...list]))),
  memorySize: method(0, 0, (list: Value[]) => longOfNumber(memorySize(list))),
}

export const listMethods: Methods = {
  ...reading,
  set: method(2, 2, (list: Value[], index: Value, value: Value) => {
    const at = within(list, index)
    const before = list[at]
    list[at] = kept(list, value)
    return before
  }),
  add: method(1, 2, add),
  push: method(1, 1, (list: Value[], value: Value) => add(list, value)),
  addAll: method(1, 2, addAll),
  remove: method(1, 1, remove),
  removeAll: method(1, 1, (list: Value[], others: Value) => removeWhere(list, others, true)),
  retainAll: method(1, 1, (list: Value[], others: Value) => removeWhere(list, others, false)),
  clear: method(0, 0, (list: Value[]) => replaceAll(list, [])),
  pop: method(0, 0, (list: Value[]) => {
    return list.pop() ?? null
  }),
  shift: method(0, 0, (list: Value[]) => {
    spend(list.length >> 5)
    return list.length === 0 ? fail('shift: the list is empty') : list.shift()
  }),
  unshift: method(1, 10, (list: Value[], ...values: Value[]) => {
    for (const value of values) kept(list, value)
    spend(list.length >> 5)
    list.unshift(...values)
  }),
  splice: method(1, 10, splice),
  sort: method(0, 1, (list: Value[], ascending: Value = true) =>
    replaceAll(list, sorted(list, asBoolean(ascending))),
  ),
  reverse: method(0, 0, (list: Value[]) => {
    spend(list.length >> 4)
    list.reverse()
  }),
  fill: method(1, 3, fill),
}

/** Methods of arrays: nothing changes their length. */
export const arrayMethods: Methods = Object.fromEntries(
  ['size', 'length', 'isEmpty', 'toString', 'clone', 'hashCode', 'equals'].map((name) => {
    const { min, max, run } = reading[name] as (typeof reading)[string]
    const onItems = (array: ScriptArray, ...args: Value[]) => run(array.items, ...args)
    return [
      name,
      method(
        min,
        max,
        name === 'clone' ? (array: ScriptArray) => new ScriptArray(array.type, [...array.items]) : onItems,
      ),
    ]
  }),
)

/** The characters of a text. */
export function characters(text: string): ScriptCharacter[] {
  make(12 * text.length)
  const list: ScriptCharacter[] = []
  for (const unit of text.split('')) {
    spend(1)
    list.push(new ScriptCharacter(unit))
  }
  return list
}

/** What a `foreach` runs over, as an array. */
export function iterableItems(value: Value): readonly Value[] | null {
  if (Array.isArray(value)) return value
  if (value instanceof ScriptSet) return [...value.items.values()]
  if (value instanceof ScriptArray) return value.items
  if (typeof value === 'string') return characters(value)
  return null
}
