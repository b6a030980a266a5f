/**
 * Copies of one input of a script. Messages of one kind have the same keys in the same order, so after the first one the copy
 * is made by code that names them: V8 then knows the shape of the copies, and need not look up where each key goes.
 */
import { declarations, textLiteral } from '../code-text.ts'
import { hold } from '../meter.ts'
import { isOwnMap, newShape, type Value } from './kinds.ts'
import { own, ownMember } from './library/json.ts'
import { needsMark } from './map-keys.ts'

type Copy = (source: Record<string, Value>) => Value

const mostKeys = 40
/** Kinds of messages after which a copier stops to learn. */
const mostLearned = 8

export function newCopier(): (value: Value) => Value {
  let keys: readonly string[] = []
  let copy: Copy = own
  let learned = 0
  const learn = (source: Record<string, Value>): Value => {
    const found = Object.keys(source)
    if (learned++ < mostLearned && found.length <= mostKeys && !found.some(needsMark)) {
      keys = found
      copy = copyOf(found)
    }
    return own(source)
  }
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || isOwnMap(value))
      return own(value)
    const prototype = Object.getPrototypeOf(value)
    if (prototype !== Object.prototype && prototype !== null) return own(value)
    const source = value as Record<string, Value>
    let at = 0
    for (const key in source)
      if (key !== keys[at++]) return learned > mostLearned ? own(source) : learn(source)
    return at === keys.length ? copy(source) : own(source)
  }
}

/** A function that copies maps of these keys. */
function copyOf(keys: readonly string[]): Copy {
  const bytes = keys.reduce((sum, key) => sum + key.length + 12, 0)
  const members = keys.map((key, at) => {
    const name = textLiteral(key)
    return `if ((v${at} = source[${name}]) != null) map[${name}] = typeof v${at} === "object" ? ownMember(v${at}) : v${at};`
  })
  const names = declarations(keys.map((_, at) => `v${at}`))
  const code = `"use strict"; return function (source) { ${names} hold(${bytes}); const map = new Shape(); ${members.join(' ')} return map }`
  return new Function('Shape', 'hold', 'ownMember', code)(newShape(), hold, ownMember) as Copy
}
