/** Methods of texts and characters. */

import { limits, makeText, spend } from '../../meter.ts'
import { fail } from '../failure.ts'
import { ScriptArray, ScriptByte, ScriptCharacter, type Value } from '../kinds.ts'
import { matchesWhole, replaceMatches, splitText } from '../regex.ts'
import { textOf } from '../text.ts'
import { asBoolean, asCharacter, asInteger, asItems, asText } from './arguments.ts'
import { decode, encode } from './charsets.ts'
import { type Methods, method, scriptClass } from './define.ts'
import { formatText } from './format.ts'
import { textHash } from './hash.ts'
import { characters, newList } from './lists.ts'

function made(text: string): string {
  makeText(text.length)
  return text
}

/** Where a text holds another one, or the character of a number; no text holds that of a number that is none. */
function indexIn(part: Value, search: (wanted: string) => number): number {
  if (typeof part !== 'number') return search(asText(part))
  const code = asInteger(part)
  return code >= 0 && code <= 0x10ffff ? search(String.fromCodePoint(code)) : -1
}

function substring(text: string, from: Value, to?: Value): string {
  const start = asInteger(from)
  const end = to === undefined ? text.length : asInteger(to)
  if (start < 0 || end > text.length || start > end) {
    fail(`substring: ${start} to ${end} is outside of a text of ${text.length} characters`)
  }
  return text.slice(start, end)
}

function charAt(text: string, index: Value): ScriptCharacter {
  const at = asInteger(index)
  if (at < 0 || at >= text.length) fail(`Index ${at} is outside of a text of ${text.length} characters`)
  return new ScriptCharacter(text[at] as string)
}

/** Java's `trim` takes everything up to the blank. */
function trim(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && text.charCodeAt(start) <= 0x20) start++
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end--
  return text.slice(start, end)
}

const blanks = '[\\t-\\r\\u001C-\\u0020\\u1680\\u2000-\\u2006\\u2008-\\u200A\\u2028\\u2029\\u205F\\u3000]'
const leading = new RegExp(`^${blanks}+`)
const trailing = new RegExp(`${blanks}+$`)

function stripEnd(text: string): string {
  let end = text.length
  while (end > 0 && trailing.test(text[end - 1] as string)) end--
  return text.slice(0, end)
}

export function isBlank(text: string): boolean {
  return text.replace(leading, '') === ''
}

function compare(left: string, right: string): number {
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference = left.charCodeAt(at) - right.charCodeAt(at)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

/** All occurrences of a text, literally. An empty one stands between all characters. */
function replaceText(text: string, part: string, by: string): string {
  if (part === '')
    return made(
      by +
        text
          .split('')
          .map((unit) => unit + by)
          .join(''),
    )
  let result = ''
  let from = 0
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, from)) {
    spend(1)
    result += text.slice(from, at) + by
    from = at + part.length
    if (result.length > limits.piece) makeText(result.length)
  }
  return from === 0 ? text : made(result + text.slice(from))
}

function repeat(text: string, count: Value): string {
  const times = asInteger(count)
  if (times < 0) fail('repeat: the count is negative')
  makeText(text.length * times)
  return text.repeat(times)
}

function plainSplit(text: string, pattern: string): boolean {
  return pattern.length === 1 && !'.$|()[{^?*+\\'.includes(pattern) && text !== ''
}

export function split(text: string, pattern: Value, limit: Value = 0): string[] {
  const separator = asText(pattern)
  const parts = asInteger(limit)
  if (parts !== 0 || !plainSplit(text, separator))
    return newList(splitText(text, separator, parts)) as string[]
  const pieces = text.split(separator)
  while (pieces.length > 1 && pieces.at(-1) === '') pieces.pop()
  if (pieces.length === 1 && pieces[0] === '') pieces.pop()
  return newList(pieces) as string[]
}

function sameIgnoringCase(left: string, right: string): boolean {
  return left.toUpperCase().toLowerCase() === right.toUpperCase().toLowerCase()
}

export const stringMethods: Methods = {
  length: method(0, 0, (text: string) => text.length),
  charAt: method(1, 1, charAt),
  codePointAt: method(
    1,
    1,
    (text: string, index: Value) =>
      text.codePointAt(asInteger(index)) ?? fail('codePointAt: outside of the text'),
  ),
  substring: method(1, 2, substring),
  subSequence: method(2, 2, substring),
  indexOf: method(1, 2, (text: string, part: Value, from: Value = 0) =>
    indexIn(part, (wanted) => text.indexOf(wanted, asInteger(from))),
  ),
  lastIndexOf: method(1, 2, (text: string, part: Value, from: Value = text.length) =>
    indexIn(part, (wanted) => (asInteger(from) < 0 ? -1 : text.lastIndexOf(wanted, asInteger(from)))),
  ),
  contains: method(1, 1, (text: string, part: Value) => text.includes(asText(part))),
  startsWith: method(1, 2, (text: string, part: Value, from: Value = 0) =>
    text.startsWith(asText(part), asInteger(from)),
  ),
  endsWith: method(1, 1, (text: string, part: Value) => text.endsWith(asText(part))),
  equals: method(
    1,
    1,
    (text: string, other: Value) => text === (other instanceof ScriptCharacter ? other.value : other),
  ),
  equalsIgnoreCase: method(
    1,
    1,
    (text: string, other: Value) => other !== null && sameIgnoringCase(text, asText(other)),
  ),
  compareTo: method(1, 1, (text: string, other: Value) => compare(text, asText(other))),
  compareToIgnoreCase: method(1, 1, (text: string, other: Value) =>
    compare(text.toLowerCase(), asText(other).toLowerCase()),
  ),
  toUpperCase: method(0, 0, (text: string) => made(text.toUpperCase())),
  toLowerCase: method(0, 0, (text: string) => made(text.toLowerCase())),
  trim: method(0, 0, (text: string) => trim(text)),
  strip: method(0, 0, (text: string) => stripEnd(text.replace(leading, ''))),
  stripLeading: method(0, 0, (text: string) => text.replace(leading, '')),
  stripTrailing: method(0, 0, stripEnd),
  isEmpty: method(0, 0, (text: string) => text === ''),
  isBlank: method(0, 0, isBlank),
  concat: method(1, 1, (text: string, other: Value) => made(text + asText(other))),
  replace: method(2, 2, (text: string, part: Value, by: Value) =>
    replaceText(text, asText(part), asText(by)),
  ),
  replaceAll: method(2, 2, (text: string, pattern: Value, by: Value) =>
    replaceMatches(text, asText(pattern), asText(by), true),
  ),
  replaceFirst: method(2, 2, (text: string, pattern: Value, by: Value) =>
    replaceMatches(text, asText(pattern), asText(by), false),
  ),
  split: method(1, 2, split),
  matches: method(1, 1, (text: string, pattern: Value) => matchesWhole(asText(pattern), text)),
  repeat: method(1, 1, repeat),
  toCharArray: method(0, 0, (text: string) => new ScriptArray('char', characters(text))),
  getBytes: method(
    0,
    1,
    (text: string, charset: Value = 'UTF-8') =>
      new ScriptArray('byte', newList([...encode(text, asText(charset))].map((byte) => ScriptByte.of(byte)))),
  ),
  indent: method(1, 1, (text: string, count: Value) => {
    const pad = ' '.repeat(Math.min(Math.max(asInteger(count), 0), 1000))
    return made(
      text
        .split('\n')
        .map((line) => `${pad}${line}\n`)
        .join(''),
    )
  }),
  hashCode: method(0, 0, (text: string) => textHash(text)),
  formatted: method(0, 10, (text: string, ...args: Value[]) => formatText(text, args)),
  intern: method(0, 0, (text: string) => text),
  toString: method(0, 0, (text: string) => text),
}

/** What a character answers as an object. */
export const characterMethods: Methods = {
  toString: method(0, 0, (one: ScriptCharacter) => one.value),
  charValue: method(0, 0, (one: ScriptCharacter) => one),
  equals: method(
    1,
    1,
    (one: ScriptCharacter, other: Value) => other instanceof ScriptCharacter && one.value === other.value,
  ),
  compareTo: method(
    1,
    1,
    (one: ScriptCharacter, other: Value) => one.value.charCodeAt(0) - asCharacter(other).charCodeAt(0),
  ),
  hashCode: method(0, 0, (one: ScriptCharacter) => one.value.charCodeAt(0)),
}

function bytesOfArray(value: ScriptArray): Uint8Array {
  return Uint8Array.from(value.items, (byte) => (byte as ScriptByte).value)
}

export const stringClass = scriptClass({
  make: method(0, 2, (value: Value = '', charset: Value = 'UTF-8') => {
    if (!(value instanceof ScriptArray)) return asText(value)
    return value.type === 'byte'
      ? decode(bytesOfArray(value), asText(charset))
      : value.items.map((one) => textOf(one)).join('')
  }),
  statics: {
    valueOf: method(1, 1, (value: Value) =>
      value instanceof ScriptArray && value.type === 'char'
        ? value.items.map((one) => textOf(one)).join('')
        : textOf(value),
    ),
    format: method(1, 10, (pattern: Value, ...args: Value[]) => formatText(asText(pattern), args)),
    join: method(2, 10, (separator: Value, first: Value, ...rest: Value[]) => {
      const items = Array.isArray(first) || first instanceof ScriptArray ? asItems(first) : [first, ...rest]
      return made(items.map((item) => textOf(item)).join(asText(separator)))
    }),
  },
})

const test = (pattern: RegExp) => method(1, 1, (one: Value) => pattern.test(asCharacter(one)))

export const characterClass = scriptClass({
  statics: {
    isDigit: test(/\p{Nd}/u),
    isLetter: test(/\p{L}/u),
    isLetterOrDigit: test(/[\p{L}\p{Nd}]/u),
    isAlphabetic: test(/\p{Alphabetic}/u),
    isUpperCase: test(/\p{Uppercase}/u),
    isLowerCase: test(/\p{Lowercase}/u),
    isWhitespace: method(1, 1, (one: Value) => leading.test(asCharacter(one))),
    isSpaceChar: test(/[\p{Zs}\p{Zl}\p{Zp}]/u),
    toUpperCase: method(1, 1, (one: Value) => new ScriptCharacter(asCharacter(one).toUpperCase())),
    toLowerCase: method(1, 1, (one: Value) => new ScriptCharacter(asCharacter(one).toLowerCase())),
    toString: method(1, 1, (one: Value) => asCharacter(one)),
    valueOf: method(1, 1, (one: Value) => new ScriptCharacter(asCharacter(one))),
    getNumericValue: method(1, 1, (one: Value) => {
      const value = Number.parseInt(asCharacter(one), 36)
      return Number.isNaN(value) ? -1 : value
    }),
    digit: method(2, 2, (one: Value, radix: Value) => {
      const value = Number.parseInt(asCharacter(one), Math.min(Math.max(asInteger(radix), 2), 36))
      return Number.isNaN(value) ? -1 : value
    }),
    compare: method(
      2,
      2,
      (a: Value, b: Value) => asCharacter(a).charCodeAt(0) - asCharacter(b).charCodeAt(0),
    ),
  },
})

export const booleanMethods: Methods = {
  toString: method(0, 0, (value: boolean) => textOf(value)),
  booleanValue: method(0, 0, (value: boolean) => value),
  equals: method(1, 1, (value: boolean, other: Value) => value === other),
  compareTo: method(1, 1, (value: boolean, other: Value) => Number(value) - Number(asBoolean(other))),
  hashCode: method(0, 0, (value: boolean) => (value ? 1231 : 1237)),
}

const parseBoolean = method(
  1,
  1,
  (value: Value) =>
    !(typeof value === 'string' && value.length > 4) && textOf(value).toLowerCase() === 'true',
)

export const booleanClass = scriptClass({
  make: parseBoolean,
  constants: { TRUE: true, FALSE: false },
  statics: {
    parseBoolean,
    valueOf: parseBoolean,
    toString: method(1, 1, (value: Value) => textOf(asBoolean(value))),
    compare: method(2, 2, (a: Value, b: Value) => Number(asBoolean(a)) - Number(asBoolean(b))),
    logicalAnd: method(2, 2, (a: Value, b: Value) => asBoolean(a) && asBoolean(b)),
    logicalOr: method(2, 2, (a: Value, b: Value) => asBoolean(a) || asBoolean(b)),
    logicalXor: method(2, 2, (a: Value, b: Value) => asBoolean(a) !== asBoolean(b)),
  },
})
