/** Methods of texts, each as a function of the text and its arguments. */
import { spend } from '../../meter.ts'
import { callable, items } from './access.ts'
import { bounds, turnOff } from './turn.ts'
import { grown, list, num, text, type Value } from './values.ts'

type TextMethod = (target: string, a: Value, b: Value) => Value

/** A position or a count: undefined stays, so that the built-in method takes its default. */
export function count(value: Value): number | undefined {
  return value === undefined ? undefined : num(value)
}

/** What is looked for; to find it may cost as much as the product of both lengths. */
function part(target: string, value: Value): string {
  const wanted = text(value)
  const cost = target.length * wanted.length
  if (cost > 4096) {
    if (cost > 4_000_000) turnOff('a long search')
    spend(cost >> 6)
  }
  return wanted
}

export const textMethods: Readonly<Record<string, TextMethod>> = {
  at: (target, at) => target.at(num(at)),
  charAt: (target, at) => target.charAt(num(at)),
  charCodeAt: (target, at) => target.charCodeAt(num(at)),
  codePointAt: (target, at) => target.codePointAt(num(at)),
  endsWith: (target, end, to) => target.endsWith(text(end), count(to)),
  includes: (target, wanted, from) => target.includes(part(target, wanted), count(from)),
  indexOf: (target, wanted, from) => target.indexOf(part(target, wanted), count(from)),
  lastIndexOf: (target, wanted, from) => target.lastIndexOf(part(target, wanted), count(from)),
  localeCompare: (target, other) => compareAscii(target, text(other)),
  padEnd: (target, length, filler) => padded(target, length, filler, true),
  padStart: (target, length, filler) => padded(target, length, filler, false),
  repeat: (target, times) => {
    const by = num(times)
    if (target.length * by > bounds.text || by < 0) turnOff('a long text')
    return grown(target.repeat(by))
  },
  replace: (target, wanted, by) => replaced(target, part(target, wanted), by, false),
  replaceAll: (target, wanted, by) => replaced(target, part(target, wanted), by, true),
  slice: (target, from, to) => target.slice(count(from), count(to)),
  split: (target, separator, most) => split(target, separator, most),
  startsWith: (target, begin, from) => target.startsWith(text(begin), count(from)),
  substr: (target, from, length) => target.substr(num(from), count(length)),
  substring: (target, from, to) => target.substring(num(from), count(to)),
  toLowerCase: (target) => simpleCase(target).toLowerCase(),
  toString: (target: string) => target,
  toUpperCase: (target) => simpleCase(target).toUpperCase(),
  trim: (target) => target.trim(),
  trimEnd: (target) => target.trimEnd(),
  trimStart: (target) => target.trimStart(),
  valueOf: (target: string) => target,
}

/** Engines know different versions of Unicode; of these characters they know the same. */
const simple = /^[\0-\u024f\u0400-\u052f]*$/

function simpleCase(target: string): string {
  return simple.test(target) ? target : turnOff('letters of other scripts')
}

const ascii = /^[\0-\x7f]*$/

function compareAscii(a: string, b: string): number {
  if (!ascii.test(a) || !ascii.test(b)) turnOff('localeCompare beyond ASCII')
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const difference = a.charCodeAt(at) - b.charCodeAt(at)
    if (difference !== 0) return difference
  }
  return Math.sign(a.length - b.length)
}

function padded(target: string, length: Value, filler: Value, atEnd: boolean): string {
  const size = num(length)
  if (size > bounds.text) turnOff('a long text')
  const fill = filler === undefined ? ' ' : text(filler)
  return grown(atEnd ? target.padEnd(size, fill) : target.padStart(size, fill))
}

function replaced(target: string, wanted: string, by: Value, all: boolean): string {
  if (typeof by === 'function') return replacedBy(target, wanted, by, all)
  const instead = text(by)
  if (instead.includes('$') || (all && wanted === '')) turnOff('a pattern of a replacement')
  if (!all) return grown(target.replace(wanted, instead))
  if ((target.length / wanted.length) * instead.length > bounds.text) turnOff('a long text')
  return grown(target.replaceAll(wanted, instead))
}

function replacedBy(target: string, wanted: string, by: Value, all: boolean): string {
  const make = callable(by)
  if (all && wanted === '') turnOff('a replacement of nothing')
  let result = ''
  let from = 0
  for (let at = target.indexOf(wanted); at >= 0; at = target.indexOf(wanted, from)) {
    spend(1)
    result = grown(result + target.slice(from, at) + text(make(wanted, at, target)))
    from = at + wanted.length
    if (!all) break
  }
  return grown(result + target.slice(from))
}

function split(target: string, separator: Value, most: Value): Value[] {
  if (most !== undefined) return turnOff('split with a limit')
  if (separator === undefined) return list([target])
  const parts = target.split(part(target, separator))
  spend(parts.length)
  return list(parts)
}

/** `concat` of a text. */
export function concatTexts(target: string, others: readonly Value[]): string {
  let result = target
  for (const other of others) result = grown(result + text(other))
  return result
}

/** `String.fromCharCode` */
export function fromCharCodes(codes: readonly Value[]): string {
  let result = ''
  for (const code of codes) result += String.fromCharCode(num(code))
  spend(codes.length)
  return grown(result)
}

/** `String.fromCodePoint`, whose errors are the sandbox's. */
export function fromCodePoints(codes: readonly Value[]): string {
  let result = ''
  for (const code of codes) result += String.fromCodePoint(num(code))
  return grown(result)
}

/** The characters of a text, or the elements of a list, as a new list. */
export function copyOfItems(source: Value): Value[] {
  return list([...items(source)])
}
