/** What compiled scripts hold: null, undefined, booleans, numbers, texts, lists, plain objects, Dates and own functions. */
import { JsonDouble, JsonLong } from '../../../rules/values.ts'
import { look, make, meter, spend, spendOnText } from '../../meter.ts'
import { bounds, needsCopies, turnOff } from './turn.ts'

export type Value = unknown
export type Plain = Record<string, Value>
export type Callable = (...args: Value[]) => Value

export const { isArray } = Array

/** An object of keys. Nothing else can be one: compiled code makes no other objects than these. */
export function isPlain(value: Value): value is Plain {
  return typeof value === 'object' && value !== null && !isArray(value) && !(value instanceof Date)
}

/** A number that came boxed, as a number of JavaScript; what else the message holds is read in place. */
export function open(value: Value): Value {
  return typeof value === 'object' ? opened(value) : value
}

function opened(value: object | null): Value {
  if (value instanceof JsonDouble) return value.value
  if (value instanceof JsonLong) return Number(value.value)
  return value
}

/** A scalar of the message; anything else is not to be had without a copy. */
export function scalar(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  const inner = opened(value)
  if (typeof inner === 'object') throw needsCopies
  return inner
}

/** A copy that belongs to the script, with numbers of JavaScript in it. */
export function own(value: Value): Value {
  return typeof value === 'object' && value !== null ? owned(value, 0) : value
}

function owned(value: object, depth: number): Value {
  if (depth > bounds.depth) turnOff('deep data')
  if (isArray(value)) {
    make(16 + 8 * value.length)
    spend(value.length)
    const copy: Value[] = value.slice()
    for (let at = 0; at < copy.length; at++) {
      const item = copy[at]
      if (typeof item === 'object' && item !== null) copy[at] = owned(item, depth + 1)
    }
    return copy
  }
  const scalarValue = opened(value)
  if (typeof scalarValue === 'number') return scalarValue
  const copy: Plain = { ...value }
  let size = 0
  for (const key in copy) {
    size++
    const member = copy[key]
    if (typeof member === 'object' && member !== null) copy[key] = owned(member, depth + 1)
  }
  make(32 + 16 * size)
  spend(size)
  return copy
}

/** A number, as operators make one of any scalar. */
export function num(value: Value): number {
  return typeof value === 'number' ? value : otherNumber(value)
}

function otherNumber(value: Value): number {
  if (typeof value === 'string') spendOnText(value)
  if (value instanceof Date) return value.getTime()
  return Number(primitive(value))
}

/** A text, as `+` and templates make one. */
export function text(value: Value): string {
  return typeof value === 'string' ? value : String(primitive(value))
}

/** What operators see of a value: of a list its elements' texts, of an object nothing. */
export function primitive(value: Value): Value {
  if (typeof value === 'function') return turnOff('a function as a scalar')
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return turnOff('the text of a date')
  if (isArray(value)) return joined(value, ',')
  const isOwn = Object.hasOwn(value, 'toString') || Object.hasOwn(value, 'valueOf')
  return isOwn ? turnOff('an object with an own text') : '[object Object]'
}

/** The texts of a list's elements, one behind the other. */
export function joined(source: readonly Value[], separator: string): string {
  let result = ''
  for (let at = 0; at < source.length; at++) {
    if (--meter.fuel < 0) look()
    const item = source[at]
    const part = item === null || item === undefined ? '' : text(item)
    result = at === 0 ? part : result + separator + part
    if (result.length > bounds.text) turnOff('a long text')
  }
  return grown(result)
}

/** A text that was just made, with its length taken into account. */
export function grown(made: string): string {
  if (made.length > 256) {
    if (made.length > bounds.text) turnOff('a long text')
    make(made.length >> 3)
    spend(made.length >> 6)
  }
  return made
}

/** A list that was just made. */
export function list(made: Value[]): Value[] {
  make(16 + 8 * made.length)
  return made
}

/** An object that was just made. */
export function object(made: Plain): Plain {
  make(96)
  return made
}

/** A function that was just made. */
export function closure(made: Callable): Callable {
  make(64)
  return made
}
