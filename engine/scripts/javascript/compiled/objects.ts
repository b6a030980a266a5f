/** Functions of `Object` and `JSON`. */
import { JsonSyntaxError, parseJsonWith } from '../../../rules/json.ts'
import { make, spend } from '../../meter.ts'
import { put, spreadObject } from './access.ts'
import { bounds, turnOff } from './turn.ts'
import { grown, isArray, isPlain, list, object, type Plain, text, type Value } from './values.ts'

function keysOf(source: Value): string[] {
  if (!isPlain(source) && !isArray(source)) return turnOff('the keys of no object')
  const keys = Object.keys(source)
  spend(keys.length)
  make(24 * keys.length)
  return keys
}

export function keys(source: Value): Value[] {
  return keysOf(source)
}

export function values(source: Value): Value[] {
  return keysOf(source).map((key) => (source as Plain)[key])
}

export function entries(source: Value): Value[] {
  const names = keysOf(source)
  make(64 * names.length)
  return names.map((key) => [key, (source as Plain)[key]])
}

export function assign([target, ...sources]: readonly Value[]): Value {
  if (!isPlain(target)) return turnOff('Object.assign to no object')
  for (const source of sources) {
    if (source === null || source === undefined) continue
    if (!isPlain(source)) return turnOff('Object.assign of no object')
    spreadObject(source)
    for (const key of Object.keys(source)) put(target, key, source[key])
  }
  return target
}

export function fromEntries(pairs: Value): Value {
  if (!isArray(pairs)) return turnOff('Object.fromEntries')
  const made = object({})
  for (const pair of pairs) {
    if (!isArray(pair)) return turnOff('Object.fromEntries')
    put(made, pair[0], pair[1])
  }
  return made
}

/** `target.hasOwnProperty(key)`, `Object.hasOwn(target, key)` */
export function hasOwn(target: Value, key: Value): boolean {
  const name = text(key)
  if (isPlain(target))
    return Object.hasOwn(target, name) && (name !== 'hasOwnProperty' || turnOff('an own hasOwnProperty'))
  return isArray(target) ? Object.hasOwn(target, name) : turnOff('hasOwnProperty of no object')
}

/** `JSON.parse` */
export function parseJson(source: Value): Value {
  const json = text(source)
  if (json.length > bounds.text) turnOff('a long JSON text')
  spend(json.length >> 3)
  make(json.length * 4)
  // V8 takes one escaped key for another of the same shape (nodejs/node#63785), so text with escapes is not for it.
  if (!json.includes('\\')) return JSON.parse(json)
  try {
    return parseJsonWith(json, Number)
  } catch (error) {
    if (error instanceof JsonSyntaxError) turnOff('what is no JSON')
    throw error
  }
}

/** `JSON.stringify` */
export function jsonText(value: Value, replacer: Value, indent: Value): Value {
  if (replacer !== null && replacer !== undefined) turnOff('JSON.stringify with a replacer')
  if (typeof indent === 'object' && indent !== null) turnOff('JSON.stringify with a strange indent')
  let nodes = 0
  let size = 0
  const look = (part: Value, depth: number): void => {
    if (++nodes > bounds.list || size > bounds.text || depth > bounds.depth) turnOff('JSON.stringify of much')
    if (typeof part === 'string') size += part.length
    if (typeof part !== 'object' || part === null) return
    if (isArray(part)) for (const item of part) look(item, depth + 1)
    else
      for (const key in part) {
        size += key.length
        look((part as Plain)[key], depth + 1)
      }
  }
  look(value, 0)
  spend(nodes + (size >> 3))
  const json = JSON.stringify(value, undefined, indent as string | number | undefined)
  return json === undefined ? undefined : grown(json)
}

/** `Array.isArray` */
export function isList(value: Value): boolean {
  return isArray(value)
}

/** `Array.of`, and `[…]` of arguments. */
export function listOf(args: readonly Value[]): Value[] {
  return list([...args])
}
