/** Methods of maps, of their entries, and of sets. */

import { hold, make, spend } from '../../meter.ts'
import { equalsJava, identityOf, setOf } from '../equality.ts'
import { fail } from '../failure.ts'
import {
  ScriptEntry as Entry,
  isMap,
  ScriptArray,
  type ScriptEntry,
  ScriptSet,
  type Value,
} from '../kinds.ts'
import { entriesOf, getEntry, mapOf, setEntry, sizeOf } from '../map-keys.ts'
import { longOfNumber } from '../numbers.ts'
import { setMember, storable } from '../storing.ts'
import { textOf } from '../text.ts'
import { isEmpty } from '../words.ts'
import { asBoolean, asInteger, asItems } from './arguments.ts'
import { type Methods, method } from './define.ts'
import { hashOf } from './hash.ts'
import { ScriptIterator } from './iterators.ts'
import { newList, order, sorted } from './lists.ts'
import { memorySize } from './memory-size.ts'

type MapValue = Record<string, Value>

function keysOf(map: MapValue): Value[] {
  return entriesOf(map).map(([key]) => key)
}

function valuesOf(map: MapValue): Value[] {
  return entriesOf(map).map(([, value]) => value)
}

function put(map: MapValue, key: Value, value: Value): Value {
  const before = getEntry(map, key)
  setMember(map, key, value)
  return before
}

function replaceAll(map: MapValue, entries: readonly (readonly [Value, Value])[]): void {
  for (const property of Object.keys(map)) {
    spend(2)
    delete map[property]
  }
  for (const [key, value] of entries) setEntry(map, key, value)
}

function sortedBy(map: MapValue, part: 0 | 1, ascending: Value = true): [Value, Value][] {
  const entries = entriesOf(map)
  const places = order(
    entries.map((entry) => entry[part]),
    asBoolean(ascending),
  )
  return places.map((place) => entries[place] as [Value, Value])
}

/** Keys and values exchanged; texts that repeat collect their keys in a list. */
function inverted(map: MapValue): MapValue {
  const keysByValue = new Map<string, [Value, Value[]]>()
  for (const [key, value] of entriesOf(map)) {
    const identity = identityOf(value)
    const known = keysByValue.get(identity)
    if (known === undefined) keysByValue.set(identity, [value, [key]])
    else known[1].push(key)
  }
  return mapOf(
    [...keysByValue.values()].map(([value, keys]) => {
      const several = typeof value === 'string' && keys.length > 1
      return [isMap(value) || Array.isArray(value) ? textOf(value) : value, several ? keys : keys.at(-1)]
    }),
  )
}

function slice(map: MapValue, from: Value = 0, to?: Value): MapValue {
  const entries = entriesOf(map)
  const place = (value: Value) =>
    asInteger(value) < 0 ? Math.max(entries.length + asInteger(value), 0) : asInteger(value)
  const start = place(from)
  const end = to === undefined ? entries.length : Math.min(place(to), entries.length)
  if (start > end) fail(`slice: the start ${start} lies behind the end ${end}`)
  return mapOf(entries.slice(start, end))
}

export const mapMethods: Methods = {
  size: method(0, 0, (map: MapValue) => entriesOf(map).length),
  isEmpty: method(0, 0, (map: MapValue) => isEmpty(map)),
  get: method(1, 1, (map: MapValue, key: Value) => getEntry(map, key)),
  getOrDefault: method(2, 2, (map: MapValue, key: Value, other: Value) => getEntry(map, key) ?? other),
  put: method(2, 2, put),
  putIfAbsent: method(2, 2, (map: MapValue, key: Value, value: Value) => {
    const before = getEntry(map, key)
    if (before === null) put(map, key, value)
    return before
  }),
  putAll: method(1, 1, (map: MapValue, other: Value) => {
    if (!isMap(other)) return fail('putAll needs a map')
    for (const [key, value] of entriesOf(other)) put(map, key, value)
  }),
  remove: method(1, 1, (map: MapValue, key: Value) => put(map, key, null)),
  replace: method(2, 3, (map: MapValue, key: Value, first: Value, second?: Value) => {
    const before = getEntry(map, key)
    if (second === undefined) return before === null ? null : put(map, key, first)
    if (before === null || !equalsJava(before, first)) return false
    put(map, key, second)
    return true
  }),
  containsKey: method(1, 1, (map: MapValue, key: Value) => getEntry(map, key) !== null),
  containsValue: method(1, 1, (map: MapValue, value: Value) =>
    valuesOf(map).some((one) => equalsJava(one, value)),
  ),
  keySet: method(0, 0, (map: MapValue) => setOf(keysOf(map))),
  entrySet: method(0, 0, (map: MapValue) => setOf(entryList(map))),
  values: method(0, 0, (map: MapValue) => newList(valuesOf(map))),
  keys: method(0, 0, (map: MapValue) => newList(keysOf(map))),
  clear: method(0, 0, (map: MapValue) => replaceAll(map, [])),
  clone: method(0, 0, (map: MapValue) => mapOf(entriesOf(map))),
  slice: method(0, 2, slice),
  sortByKey: method(0, 1, (map: MapValue, ascending?: Value) => replaceAll(map, sortedBy(map, 0, ascending))),
  sortByValue: method(0, 1, (map: MapValue, ascending?: Value) =>
    replaceAll(map, sortedBy(map, 1, ascending)),
  ),
  toSorted: method(0, 1, (map: MapValue, ascending?: Value) => mapOf(sortedBy(map, 0, ascending))),
  toSortedByKey: method(0, 1, (map: MapValue, ascending?: Value) => mapOf(sortedBy(map, 0, ascending))),
  toSortedByValue: method(0, 1, (map: MapValue, ascending?: Value) => mapOf(sortedBy(map, 1, ascending))),
  invert: method(0, 0, (map: MapValue) => replaceAll(map, entriesOf(inverted(map)))),
  toInverted: method(0, 0, inverted),
  reverse: method(0, 0, (map: MapValue) => replaceAll(map, entriesOf(map).reverse())),
  toReversed: method(0, 0, (map: MapValue) => mapOf(entriesOf(map).reverse())),
  toUnmodifiable: method(0, 0, (map: MapValue) => Object.freeze(mapOf(entriesOf(map)))),
  memorySize: method(0, 0, (map: MapValue) => longOfNumber(memorySize(map))),
  toString: method(0, 0, (map: MapValue) => textOf(map)),
  equals: method(1, 1, (map: MapValue, other: Value) => equalsJava(map, other)),
  hashCode: method(0, 0, (map: MapValue) => hashOf(map)),
}

/** The entries of a map as values of the script. */
export function entryList(map: MapValue): ScriptEntry[] {
  const entries = entriesOf(map).map(([key, value]) => new Entry(key, value))
  make(32 * entries.length)
  spend(entries.length)
  return entries
}

export const entryMethods: Methods = {
  getKey: method(0, 0, (entry: ScriptEntry) => entry.key),
  getValue: method(0, 0, (entry: ScriptEntry) => entry.value),
  toString: method(0, 0, (entry: ScriptEntry) => textOf(entry)),
}

function open(set: ScriptSet): Map<string, Value> {
  if (set.fixed) fail('The set is unmodifiable')
  return set.items
}

function add(set: ScriptSet, value: Value): boolean {
  const items = open(set)
  const identity = identityOf(value)
  if (items.has(identity)) return false
  hold(identity.length + sizeOf(value))
  items.set(identity, storable(value))
  return true
}

function refill(set: ScriptSet, items: readonly Value[]): void {
  const own = open(set)
  own.clear()
  for (const item of items) own.set(identityOf(item), item)
}

function keepWhere(set: ScriptSet, others: Value, present: boolean): boolean {
  const known = setOf(asItems(others)).items
  const before = set.items.size
  refill(
    set,
    itemsOf(set).filter((item) => known.has(identityOf(item)) === present),
  )
  return set.items.size < before
}

function itemsOf(set: ScriptSet): Value[] {
  return [...set.items.values()]
}

export const setMethods: Methods = {
  add: method(1, 1, add),
  addAll: method(
    1,
    1,
    (set: ScriptSet, others: Value) => asItems(others).filter((item) => add(set, item)).length > 0,
  ),
  remove: method(1, 1, (set: ScriptSet, value: Value) => open(set).delete(identityOf(value))),
  removeAll: method(1, 1, (set: ScriptSet, others: Value) => keepWhere(set, others, false)),
  retainAll: method(1, 1, (set: ScriptSet, others: Value) => keepWhere(set, others, true)),
  contains: method(1, 1, (set: ScriptSet, value: Value) => set.items.has(identityOf(value))),
  containsAll: method(1, 1, (set: ScriptSet, others: Value) =>
    asItems(others).every((value) => set.items.has(identityOf(value))),
  ),
  size: method(0, 0, (set: ScriptSet) => set.items.size),
  isEmpty: method(0, 0, (set: ScriptSet) => set.items.size === 0),
  clear: method(0, 0, (set: ScriptSet) => open(set).clear()),
  clone: method(0, 0, (set: ScriptSet) => setOf(itemsOf(set))),
  sort: method(0, 1, (set: ScriptSet, ascending: Value = true) =>
    refill(set, sorted(itemsOf(set), asBoolean(ascending))),
  ),
  toSorted: method(0, 1, (set: ScriptSet, ascending: Value = true) =>
    setOf(sorted(itemsOf(set), asBoolean(ascending))),
  ),
  iterator: method(0, 0, (set: ScriptSet) => new ScriptIterator([...set.items.values()])),
  toList: method(0, 0, (set: ScriptSet) => newList(itemsOf(set))),
  toArray: method(0, 0, (set: ScriptSet) => new ScriptArray('Object', newList(itemsOf(set)))),
  toUnmodifiable: method(0, 0, (set: ScriptSet) => new ScriptSet(new Map(set.items), true)),
  memorySize: method(0, 0, (set: ScriptSet) => longOfNumber(memorySize(set))),
  toString: method(0, 0, (set: ScriptSet) => textOf(set)),
  equals: method(1, 1, (set: ScriptSet, other: Value) => equalsJava(set, other)),
  hashCode: method(0, 0, (set: ScriptSet) => hashOf(set)),
}
