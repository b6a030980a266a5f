/** The functions that generated code calls, by the names it calls them. Nothing else is in its reach. */

import { look, make, meter } from '../meter.ts'
import {
  call0,
  call1,
  call2,
  call3,
  callMany,
  callValue,
  element,
  given,
  type MethodTable,
  member,
  setElement,
} from './access.ts'
import * as bitwise from './bitwise.ts'
import { convert, isOfType, newArray } from './casts.ts'
import * as comparisons from './comparisons.ts'
import { newCopier } from './copier.ts'
import { fail } from './failure.ts'
import { isMap, isOwnMap, newShape, ScriptFloat, ScriptFunction, type Value } from './kinds.ts'
import { iterableItems, newList } from './library/lists.ts'
import { entryList } from './library/maps.ts'
import { rollingItems } from './library/rolling.ts'
import { setEntry } from './map-keys.ts'
import { arithmetic, notNumber, numericType } from './numbers.ts'
import * as operators from './operators.ts'
import { keeps, setMember, storable } from './storing.ts'
import { textOf } from './text.ts'
import * as words from './words.ts'

function unresolved(name: string): never {
  return fail(`There is no variable ${name}, or it has no value yet`)
}

/** A list that a script made; functions can't be in it. */
function list(items: Value[]): Value[] {
  for (const item of items) if (item instanceof ScriptFunction) storable(item)
  return newList(items)
}

/** What a `foreach` runs over. */
function iterable(value: Value): readonly Value[] {
  const items = iterableItems(value) ?? rollingItems(value)
  if (items !== null) return items
  if (isMap(value)) return entryList(value)
  if (typeof value === 'number' && (value | 0) === value) {
    make(8 * Math.max(value, 0))
    return Array.from({ length: Math.max(value, 0) }, (_, at) => at + 1)
  }
  if (value === null) return fail('foreach over null; compare with null first')
  return fail('foreach needs a list, a set, a map, an array, a text or an Integer')
}

/** Ends a loop whose list got longer or shorter while it ran. */
function unchanged(items: readonly Value[], length: number): void {
  if (items.length !== length) fail('The list changed while a loop ran over it')
}

/** `++` and `--`. An Integer stops at its limit, a text grows, as in the cloud. */
function step(value: Value, by: 1 | -1): Value {
  if (typeof value === 'number' && (value | 0) === value) {
    return value === (by === 1 ? 2147483647 : -2147483648) ? value : value + by
  }
  if (numericType(value) !== notNumber) return arithmetic('+', value, by)
  return by === 1 ? operators.add(value, 1) : operators.compute('-', value, 1)
}

/** `target.put(key, value)` as a statement. */
function put(table: MethodTable, target: Value, key: Value, value: Value): void {
  if (isOwnMap(target) && typeof key === 'string') setMember(target, key, value)
  else call2(table, target, key, value)
}

function project(source: Value, each: (item: Value) => Value): Value[] {
  const results: Value[] = []
  for (const item of iterable(source)) {
    if (--meter.fuel < 0) look()
    const result = each(item)
    if (result !== undefined) results.push(result)
  }
  return newList(results)
}

/** A declared function as an argument; what it is called with must fit. */
function functionValue(run: (...args: Value[]) => Value, parameters: number): ScriptFunction {
  return new ScriptFunction((...args) =>
    args.length > parameters ? fail('Too many arguments') : run(...args),
  )
}

export const runtime = {
  ...operators,
  ...comparisons,
  ...bitwise,
  ...words,
  strsim: (left: Value, right: Value) => new ScriptFloat(words.similarity(left, right)),
  convertible: words.isConvertible,
  text: textOf,
  call0,
  call1,
  call2,
  call3,
  callMany,
  callValue,
  given,
  member,
  element,
  setMember,
  setElement,
  setEntry,
  isOwnMap,
  keeps,
  list,
  newShape,
  newCopier,
  newArray,
  iterable,
  unchanged,
  step,
  project,
  put,
  functionValue,
  unresolved,
  cast: convert,
  isType: isOfType,
  failure: fail,
  result: (value: Value): Value => value ?? null,
  look,
  meter,
}
