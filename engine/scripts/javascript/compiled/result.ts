/** What a script returned, as data of the engine: what JSON would make of it, and boxes for numbers that need one. */
import { exactNumber, setOwn } from '../../../rules/json.ts'
import { JsonDouble, JsonLong, type JsonValue } from '../../../rules/values.ts'
import { look, meter } from '../../meter.ts'
import { bounds, turnOff } from './turn.ts'
import { isArray, type Plain, type Value } from './values.ts'

/** The result is longer than it may be. */
export class TooLong extends Error {}

/** characters of JSON so far, at least; a run has one result */
let size = 0
let longest = 0

/** Throws `TooLong` past so many characters of JSON. */
export function resultOf(value: Value, limit: number): JsonValue | undefined {
  if (typeof value === 'boolean') return value
  size = 0
  longest = limit
  const result = plain(value, 0)
  // A character takes up to six: “\u0000”.
  if (size * 6 > limit && JSON.stringify(result ?? null).length > limit) throw new TooLong()
  return result
}

/** Undefined where JSON leaves a value out. */
function plain(value: Value, depth: number): JsonValue | undefined {
  switch (typeof value) {
    case 'string':
      size += value.length + 2
      if (size > longest) throw new TooLong()
      return value
    case 'number':
      size++
      return number(value)
    case 'boolean':
      size += 4
      return value
    case 'object':
      return value === null ? null : compound(value, depth)
    default:
      return undefined
  }
}

function number(value: number): JsonValue {
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value
  if (!Number.isInteger(value)) return Number.isFinite(value) ? value : null
  // As the reader of JSON would take its text.
  return exactNumber(String(value))
}

function compound(value: object, depth: number): JsonValue {
  if (depth > bounds.depth) turnOff('a deep result')
  if (--meter.fuel < 0) look()
  size += 2
  if (size > longest) throw new TooLong()
  if (isArray(value)) return list(value, depth)
  if (value instanceof JsonDouble) return number(value.value)
  if (value instanceof JsonLong) return number(Number(value.value))
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? null : (plain(value.toISOString(), depth) as string)
  return object(value as Plain, depth)
}

function list(values: readonly Value[], depth: number): JsonValue {
  let copy: JsonValue[] | null = null
  for (let at = 0; at < values.length; at++) {
    size++
    const item = values[at]
    const made = plain(item, depth + 1) ?? null
    if (copy === null && !Object.is(made, item)) copy = values.slice(0, at) as JsonValue[]
    copy?.push(made)
  }
  if (size > longest) throw new TooLong()
  return copy ?? (values as readonly JsonValue[])
}

function object(members: Plain, depth: number): JsonValue {
  let copy: Record<string, JsonValue> | null = null
  let length = 0
  for (const key in members) {
    const member = members[key]
    const made = isAsItIs(member) ? (member as JsonValue) : plain(member, depth + 1)
    if (made === undefined) {
      copy ??= membersBefore(key, members)
      continue
    }
    length += key.length + (typeof member === 'string' ? member.length + 5 : 4)
    if (copy === null && !Object.is(made, member)) copy = membersBefore(key, members)
    if (copy !== null) set(copy, key, made)
  }
  size += length
  if (size > longest) throw new TooLong()
  return copy ?? (members as JsonValue)
}

/** Whether a member stays what it is: a text, and the numbers that JSON keeps. */
function isAsItIs(member: Value): boolean {
  if (typeof member === 'string') return true
  if (typeof member !== 'number') return false
  // Whole numbers of 32 bits but -0, and fractions.
  return (member | 0) === member ? member !== 0 || 1 / member > 0 : member % 1 !== 0 && member - member === 0
}

function membersBefore(end: string, members: Plain): Record<string, JsonValue> {
  const copy: Record<string, JsonValue> = {}
  for (const key in members) {
    if (key === end) break
    set(copy, key, members[key] as JsonValue)
  }
  return copy
}

function set(object: Record<string, JsonValue>, key: string, value: JsonValue): void {
  if (key === '__proto__') setOwn(object, key, value)
  else object[key] = value
}
