/** The functions that generated code calls, by the names it calls them. Nothing else is in its reach. */
import { look, meter, spend, spendOnText } from '../../meter.ts'
import type { BorrowedMath } from '../borrowed-math.ts'
import * as access from './access.ts'
import { methods, statics } from './builtins.ts'
import * as dates from './dates.ts'
import * as lists from './list-methods.ts'
import { mathOf, max, min, noMath } from './math.ts'
import * as numbers from './number-methods.ts'
import * as objects from './objects.ts'
import * as operators from './operators.ts'
import * as regexes from './regex.ts'
import { concatTexts, fromCharCodes, fromCodePoints, textMethods } from './text-methods.ts'
import { turnOff } from './turn.ts'
import * as values from './values.ts'

type Value = values.Value

/** An entry of a table, which has a “toString” of its own or none. */
function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}

/** A method by name, of whatever it is called on. */
function method(name: string): (target: Value, a: Value, b: Value, c: Value) => Value {
  const ofText = own(textMethods, name)
  const ofList = own(lists.listMethods, name)
  const ofNumber = own(numbers.numberMethods, name)
  return (target, a, b, c) => {
    if (typeof target === 'string' && ofText !== undefined) {
      spendOnText(target)
      return ofText(target, a, b)
    }
    if (ofList !== undefined && values.isArray(target)) return ofList(target, a, b, c)
    if (ofNumber !== undefined && typeof target === 'number') return ofNumber(target, a)
    return otherMethod(name, target)
  }
}

function methodOfMany(name: string): (target: Value, args: readonly Value[]) => Value {
  const ofList = own(lists.listMethodsOfMany, name)
  const ofDate = own(dates.dateMethods, name)
  const ofText = own(textMethods, name)
  return (target, args) => {
    if (ofList !== undefined && values.isArray(target)) return ofList(target, args)
    if (ofDate !== undefined && target instanceof Date) return ofDate(target, args)
    if (ofText !== undefined && typeof target === 'string') {
      spendOnText(target)
      return args.length > 2 ? turnOff(`.${name}()`) : ofText(target, args[0], args[1])
    }
    return otherMethod(name, target)
  }
}

function otherMethod(name: string, target: Value): Value {
  if (name === 'toString' && typeof target === 'boolean') return String(target)
  if (name === 'valueOf' && target instanceof Date) return target.getTime()
  if (name === 'valueOf' && typeof target === 'boolean') return target
  return turnOff(`.${name}()`)
}

function uri(convert: (text: string) => string): (value: Value) => string {
  return (value) => {
    const source = values.text(value)
    spend(source.length >> 3)
    return values.grown(convert(source))
  }
}

const fixed = {
  ...operators,
  ...access,
  ...objects,
  ...regexes,
  asText: (value: Value): string => (typeof value === 'string' ? value : turnOff('a method of no text')),
  own: values.own,
  open: values.open,
  scalar: values.scalar,
  num: values.num,
  text: values.text,
  grown: values.grown,
  list: values.list,
  object: values.object,
  closure: values.closure,
  turnOff,
  look,
  meter,
  max,
  min,
  concat: lists.concat,
  sort: lists.sort,
  toSorted: lists.toSorted,
  listFrom: lists.listFrom,
  filled: lists.filled,
  concatTexts,
  fromCharCodes,
  fromCodePoints,
  toTruth: (value: Value): boolean => Boolean(value),
  toNumber: numbers.toNumber,
  toText: numbers.toText,
  parseInteger: numbers.parseInteger,
  parseDecimal: numbers.parseDecimal,
  isNotANumber: numbers.isNotANumber,
  isFiniteNumber: numbers.isFiniteNumber,
  numberIsFinite: Number.isFinite,
  numberIsInteger: Number.isInteger,
  numberIsNaN: Number.isNaN,
  numberIsSafeInteger: Number.isSafeInteger,
  encodeURI: uri(encodeURI),
  encodeURIComponent: uri(encodeURIComponent),
  decodeURI: uri(decodeURI),
  decodeURIComponent: uri(decodeURIComponent),
  newDate: dates.newDate,
  parseDate: dates.parseDate,
  utc: dates.utc,
  now: Date.now,
  hasOwnMethod: (target: Value, key: Value): boolean =>
    values.isPlain(target) && Object.hasOwn(target, 'hasOwnProperty')
      ? turnOff('.hasOwnProperty()')
      : objects.hasOwn(target, key),
}

export type Runtime = Readonly<Record<string, unknown>>

/** The runtime beside a sandbox, whose mathematics it borrows. */
export function runtimeBeside(borrowed: BorrowedMath): Runtime {
  const runtime: Record<string, unknown> = { ...fixed }
  const math = mathOf(borrowed)
  for (const { code } of statics.values()) {
    if (code.startsWith('math_')) runtime[code] = own(math, code.slice(5)) ?? noMath
  }
  for (const [name, { code, ofMany }] of methods) {
    if (code.startsWith('m_')) runtime[code] = ofMany ? methodOfMany(name) : method(name)
  }
  runtime.power = math.pow ?? noMath
  return runtime
}
