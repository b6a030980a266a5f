/** Members, elements and methods of values, found through own keys and the library's lists alone. */
import { JsonDouble, JsonLong } from '../../rules/values.ts'
import { hold, spend, spendOnText } from '../meter.ts'
import { elementOf } from './casts.ts'
import { fail } from './failure.ts'
import {
  isInteger,
  isMap,
  type Kind,
  kindOf,
  ScriptArray,
  ScriptBigInteger,
  ScriptByte,
  ScriptCharacter,
  ScriptDecimal,
  ScriptEntry,
  ScriptFloat,
  ScriptFunction,
  ScriptObject,
  ScriptSet,
  ScriptShort,
  SmallLong,
  typeName,
  type Value,
} from './kinds.ts'
import type { Method } from './library/define.ts'
import { findGetter } from './library/methods.ts'
import { getEntry, sizeOf } from './map-keys.ts'
import { setMember, storable } from './storing.ts'

/**
 * Names that a property of something else than a map may have. Generated code reads every other name straight from
 * the object, because only a map can have it; these go through `member`.
 */
export const reservedNames: ReadonlySet<string> = new Set(
  [
    Object,
    Array,
    String,
    Number,
    Boolean,
    JsonDouble,
    JsonLong,
    SmallLong,
    ScriptFloat,
    ScriptByte,
    ScriptShort,
    ScriptCharacter,
    ScriptBigInteger,
    ScriptDecimal,
    ScriptSet,
    ScriptArray,
    ScriptEntry,
    ScriptFunction,
    ScriptObject,
  ]
    .flatMap((type) => Object.getOwnPropertyNames(type.prototype))
    // Fields of the classes of kinds.ts and values.ts.
    .concat(['value', 'items', 'fixed', 'type', 'key', 'run', 'length']),
)

/** Zero-argument methods that a map shows like keys where it has no such key. */
const mapGetters = new Set(['size', 'values', 'keys', 'empty', 'entrySet', 'keySet'])

/** `target.name` */
export function member(target: Value, name: string): Value {
  if (isMap(target)) {
    const value = getEntry(target, name)
    if (value !== null || !mapGetters.has(name)) return value
    return findGetter('Map', name)?.run(target) ?? null
  }
  if (target === null || target === undefined) {
    fail(`“${name}” of null can’t be read; write “.?${name}” behind a check, or compare with null first`)
  }
  const getter = findGetter(target instanceof ScriptObject ? target.type : kindOf(target), name)
  if (getter !== undefined) return getter.run(target) ?? null
  return fail(`${typeName(target)} has no “${name}”`)
}

/** `target[index]` */
export function element(target: Value, index: Value): Value {
  if (Array.isArray(target)) return target[position(index, target.length)]
  if (isMap(target)) return getEntry(target, index)
  if (typeof target === 'string') return new ScriptCharacter(target[position(index, target.length)] as string)
  if (target instanceof ScriptArray) return target.items[position(index, target.items.length)]
  if (target === null) fail('An element of null can’t be read; compare with null first')
  return fail(`${typeName(target)} has no elements`)
}

function position(index: Value, length: number): number {
  const at = index instanceof ScriptByte ? index.value : index
  if (!isInteger(at)) return fail(`An index must be an Integer, not ${typeName(index)}; toInt(…) makes one`)
  if (at < 0 || at >= length) return fail(`Index ${at} is outside of 0 to ${length - 1}`)
  return at
}

/** `target[index] = value` */
export function setElement(target: Value, index: Value, value: Value): Value {
  if (Array.isArray(target)) {
    target[position(index, target.length)] = storable(value)
    hold(sizeOf(value))
    return value
  }
  if (target instanceof ScriptArray) {
    target.items[position(index, target.items.length)] = elementOf(value, target.type)
    return value
  }
  if (isMap(target)) return setMember(target, index, value)
  if (target === null) fail('An element of null can’t be set')
  return fail(`Elements of ${typeName(target)} can’t be set`)
}

/** The methods of one name, by the kind of receiver; the three kinds that most calls are about stand in front. */
export interface MethodTable {
  readonly name: string
  readonly ofText: Method | undefined
  readonly ofList: Method | undefined
  readonly ofMap: Method | undefined
  readonly byKind: ReadonlyMap<Kind | string, Method>
}

function methodFor(table: MethodTable, target: Value, count: number): Method {
  const method =
    typeof target === 'string'
      ? table.ofText
      : Array.isArray(target)
        ? table.ofList
        : isMap(target)
          ? table.ofMap
          : undefined
  spendOn(target)
  if (method !== undefined && count >= method.min && count <= method.max) return method
  return otherMethodFor(table, target, count)
}

function otherMethodFor(table: MethodTable, target: Value, count: number): Method {
  const kind = target instanceof ScriptObject ? target.type : kindOf(target)
  const method = table.byKind.get(kind)
  if (method === undefined) {
    if (kind === 'null') fail(`${table.name}() of null can’t be called; compare with null first`)
    return fail(`${typeName(target)} has no method ${table.name}()`)
  }
  if (count < method.min || count > method.max) {
    return fail(`${table.name}() of ${typeName(target)} can’t be called with ${count} arguments`)
  }
  return method
}

/** Takes the steps that a call costs for the size of what it is about; most of them look at all of it. */
export function spendOn(value: Value): void {
  if (typeof value === 'string') spendOnText(value)
  else if (typeof value === 'object' && value !== null) spendOnCollection(value)
}

function spendOnCollection(value: object): void {
  const size = Array.isArray(value)
    ? value.length
    : value instanceof ScriptArray
      ? value.items.length
      : value instanceof ScriptSet
        ? value.items.size
        : 0
  if (size > 500) spend(size >> 6)
}

/** An argument of a function of the library. */
export function given(value: Value): Value {
  if (typeof value !== 'number') spendOn(value)
  return value
}

export function call0(table: MethodTable, target: Value): Value {
  return methodFor(table, target, 0).run(target) ?? null
}

export function call1(table: MethodTable, target: Value, a: Value): Value {
  return methodFor(table, target, 1).run(target, given(a)) ?? null
}

export function call2(table: MethodTable, target: Value, a: Value, b: Value): Value {
  return methodFor(table, target, 2).run(target, given(a), given(b)) ?? null
}

export function call3(table: MethodTable, target: Value, a: Value, b: Value, c: Value): Value {
  return methodFor(table, target, 3).run(target, given(a), given(b), given(c)) ?? null
}

export function callMany(table: MethodTable, target: Value, args: readonly Value[]): Value {
  return methodFor(table, target, args.length).run(target, ...args) ?? null
}

/** Calls what a variable holds: only a function that was given as an argument can be called. */
export function callValue(value: Value, name: string, args: readonly Value[]): Value {
  if (value instanceof ScriptFunction) return value.run(...args)
  return fail(`${name} is no function`)
}
