/** Equality of members of collections: unlike `==`, the types of numbers count (`[1] == [1.0]` is false). */

import { spend } from '../meter.ts'
import { fail } from './failure.ts'
import { isMap, kindOf, ScriptArray, ScriptEntry, ScriptObject, ScriptSet, type Value } from './kinds.ts'
import { entriesOf, getEntry } from './map-keys.ts'
import { floatType, isNumber, numericType, toBigInt, toNumber } from './numbers.ts'
import { textOf } from './text.ts'

export function equalsJava(left: Value, right: Value, depth = 0): boolean {
  if (left === right) return true
  if (left === null || right === null || typeof left === 'string' || typeof right === 'string') return false
  if (typeof left !== 'object' || typeof right !== 'object') return false
  if (depth > 64) fail('The values are nested too deep to compare')
  spend(1)
  if (isNumber(left) && isNumber(right)) {
    const type = numericType(left)
    if (type !== numericType(right)) return false
    return type >= floatType ? Object.is(toNumber(left), toNumber(right)) : toBigInt(left) === toBigInt(right)
  }
  if (Array.isArray(left) && Array.isArray(right)) return sameItems(left, right, depth)
  if (isMap(left) && isMap(right)) {
    const entries = entriesOf(left)
    if (entries.length !== entriesOf(right).length) return false
    return entries.every(([key, value]) => equalsJava(value, getEntry(right, key), depth + 1))
  }
  if (left instanceof ScriptSet && right instanceof ScriptSet) {
    return left.items.size === right.items.size && [...left.items.keys()].every((key) => right.items.has(key))
  }
  if (left instanceof ScriptEntry && right instanceof ScriptEntry) {
    return equalsJava(left.key, right.key, depth + 1) && equalsJava(left.value, right.value, depth + 1)
  }
  if (kindOf(left) === 'Character' && kindOf(right) === 'Character') return textOf(left) === textOf(right)
  return false
}

function sameItems(left: readonly Value[], right: readonly Value[], depth: number): boolean {
  return (
    left.length === right.length && left.every((item, index) => equalsJava(item, right[index], depth + 1))
  )
}

/** A text that two values share exactly where `equalsJava` holds for them. */
export function identityOf(value: Value, depth = 0): string {
  if (depth > 64) fail('The value is nested too deep')
  spend(1)
  if (Array.isArray(value)) return `[${value.map((item) => identityOf(item, depth + 1)).join(',')}]`
  if (isMap(value)) {
    const members = entriesOf(value).map(
      ([key, item]) => `${identityOf(key, depth + 1)}:${identityOf(item, depth + 1)}`,
    )
    return `{${members.sort().join(',')}}`
  }
  if (value instanceof ScriptSet) return `<${[...value.items.keys()].sort().join(',')}>`
  if (value instanceof ScriptArray || value instanceof ScriptObject) return `@${identityNumber(value)}`
  if (typeof value === 'string') spend(value.length >> 4)
  return `${kindOf(value)} ${JSON.stringify(textOf(value))}`
}

const identities = new WeakMap<object, number>()
let lastIdentity = 0

function identityNumber(value: object): number {
  const known = identities.get(value) ?? ++lastIdentity
  identities.set(value, known)
  return known
}

export function setOf(items: Iterable<Value>): ScriptSet {
  const set = new Map<string, Value>()
  for (const item of items) {
    const identity = identityOf(item)
    if (!set.has(identity)) set.set(identity, item)
  }
  return new ScriptSet(set)
}
