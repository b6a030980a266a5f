/** What may be put into a map, and how. */

import { hold } from '../meter.ts'
import { fail, TbelFailure } from './failure.ts'
import { isMap, isOwnMap, ScriptFunction, typeName, type Value } from './kinds.ts'
import { setEntry } from './map-keys.ts'

/** The value itself; a function can be called and given as an argument, but not kept. */
export function storable(value: Value): Value {
  if (value instanceof ScriptFunction) fail('A function can’t be stored; call it by its name')
  return value
}

/** Whether generated code may store a value in a map itself; long texts are counted here. */
export function keeps(value: Value): boolean {
  if (typeof value === 'string') {
    if (value.length > 64) hold(value.length)
    return true
  }
  return storable(value) !== null
}

/** `target.name = value`; null removes the key. */
export function setMember(target: Value, name: Value, value: Value): Value {
  if (isOwnMap(target)) {
    setEntry(target, name, storable(value))
    return value
  }
  if (target === null || target === undefined)
    fail(`“${String(name)}” of null can’t be set; make a map first`)
  if (isMap(target)) throw new TbelFailure('A map that is not the script’s own was about to be changed')
  return fail(`“${String(name)}” of ${typeName(target)} can’t be set`)
}
