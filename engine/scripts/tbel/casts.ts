/** Casts, tests of type, and arrays. */

import { LimitFailure, limits, make, spend } from '../meter.ts'
import { fail } from './failure.ts'
import {
  type ElementType,
  isMap,
  kindOf,
  ScriptArray,
  ScriptBigInteger,
  ScriptByte,
  ScriptCharacter,
  ScriptFloat,
  ScriptObject,
  ScriptSet,
  ScriptShort,
  typeName,
  type Value,
} from './kinds.ts'
import { asBoolean, asCharacter, asDouble, asInteger, asLong } from './library/arguments.ts'
import { newList } from './library/lists.ts'
import { intValue, longValue } from './library/numbers.ts'
import { double, longOf, notNumber, numericType } from './numbers.ts'
import { textOf } from './text.ts'

function whole(value: Value): number {
  if (numericType(value) !== notNumber) return intValue(value)
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value instanceof ScriptCharacter) return value.value.charCodeAt(0)
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return asInteger(value)
  return fail(`${typeName(value)} can’t become a whole number`)
}

function asShort(value: number): ScriptShort {
  return Math.abs(value + 0.5) < 32768 ? new ScriptShort(value) : fail(`${value} does not fit a Short`)
}

/** `(type) value`; null stays null. */
export function convert(value: Value, type: string): Value {
  if (value === null) return null
  switch (type) {
    case 'int':
    case 'Integer':
      return whole(value)
    case 'long':
    case 'Long':
      return numericType(value) !== notNumber ? longValue(value) : longOf(asLong(value))
    case 'byte':
    case 'Byte':
      return ScriptByte.of(whole(value))
    case 'short':
    case 'Short':
      return asShort(whole(value))
    case 'double':
    case 'Double':
      return double(asDouble(value))
    case 'float':
    case 'Float':
      return new ScriptFloat(asDouble(value))
    case 'char':
    case 'Character':
      return new ScriptCharacter(asCharacter(value))
    case 'boolean':
    case 'Boolean':
      return numericType(value) !== notNumber ? asDouble(value) > 0 : asBoolean(value)
    case 'String':
    case 'CharSequence':
      return textOf(value)
    case 'Object':
      return value
    case 'char[]':
      return new ScriptArray(
        'char',
        Array.from(textOf(value), (char) => new ScriptCharacter(char)),
      )
    default:
      return isOfType(value, type) ? value : fail(`${typeName(value)} is no ${type}`)
  }
}

const boxes: Readonly<Record<string, string>> = {
  int: 'Integer',
  long: 'Long',
  double: 'Double',
  float: 'Float',
  byte: 'Byte',
  short: 'Short',
  char: 'Character',
  boolean: 'Boolean',
}

/** `value is Type` */
export function isOfType(value: Value, type: string): boolean {
  const name = type.replace(/^java\.(?:lang|util)\./, '')
  const qualified = type.startsWith('java.util.')
  const kind = kindOf(value)
  if (name.endsWith('[]')) return value instanceof ScriptArray && `${value.type}[]` === name
  if (Object.hasOwn(boxes, name)) return kind === boxes[name]
  switch (name) {
    case 'Integer':
    case 'Long':
    case 'Double':
    case 'Float':
    case 'Byte':
    case 'Short':
    case 'Character':
    case 'Boolean':
    case 'String':
      return kind === name
    case 'CharSequence':
      return kind === 'String'
    case 'Number':
      return numericType(value) !== notNumber
    case 'Object':
      return value !== null
    case 'Date':
    case 'Random':
      return value instanceof ScriptObject && value.type === name
    default:
      break
  }
  if (qualified) {
    if (name === 'List') return Array.isArray(value)
    if (name === 'Map') return isMap(value)
    if (name === 'Set') return value instanceof ScriptSet
    if (name === 'Collection') return Array.isArray(value) || value instanceof ScriptSet
    if (name === 'BigInteger') return value instanceof ScriptBigInteger
  }
  return fail(`There is no class ${type}`)
}

const zeros: Readonly<Record<Exclude<ElementType, 'Object'>, Value>> = {
  int: 0,
  long: longOf(0n),
  byte: ScriptByte.of(0),
  short: new ScriptShort(0),
  char: new ScriptCharacter('\u0000'),
  double: double(0),
  float: new ScriptFloat(0),
  boolean: false,
}

/** `new T[size]`, `new T[size][size]` or `new T[] { items }`; arrays of classes are lists. */
export function newArray(type: string, sizes: readonly Value[], items: Value[]): Value {
  const element = Object.hasOwn(zeros, type) ? (type as Exclude<ElementType, 'Object'>) : null
  const [size, ...inner] = sizes
  if (size === undefined) {
    if (element === null) return newList(items)
    return new ScriptArray(element, newList(items.map((item) => convert(item, type))))
  }
  if (element === null) return fail(`An array of ${type} can’t be made by size; use a list`)
  const length = asInteger(size)
  if (length < 0) fail('An array can’t have a negative length')
  if (length > limits.piece) throw new LimitFailure(`An array of ${length} elements is too long`)
  make(8 * length)
  if (inner.length === 0) return new ScriptArray(element, new Array(length).fill(zeros[element]))
  const rows: Value[] = []
  for (let at = 0; at < length; at++) {
    spend(1)
    rows.push(newArray(type, inner, []))
  }
  return new ScriptArray('Object', rows)
}

/** A value as an element of an array of that type. */
export function elementOf(value: Value, type: ElementType): Value {
  if (type === 'byte') return ScriptByte.of(asInteger(value))
  return convert(value, type)
}
