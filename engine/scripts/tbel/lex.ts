/**
 * TBEL text to tokens. Runs in the browser too, so that the editor marks mistakes while a person types.
 */
import { ScriptError } from '../../rules/needs.ts'
import { type NumberType, readNumber } from './number-literal.ts'

export type Token =
  | { readonly kind: 'name'; readonly text: string; readonly at: number; readonly end: number }
  | { readonly kind: 'word'; readonly text: string; readonly at: number; readonly end: number }
  | { readonly kind: 'sign'; readonly text: string; readonly at: number; readonly end: number }
  | {
      readonly kind: 'string'
      readonly text: string
      readonly value: string
      readonly at: number
      readonly end: number
    }
  | {
      readonly kind: 'number'
      readonly text: string
      readonly type: NumberType
      readonly value: number | bigint
      readonly at: number
      readonly end: number
    }
  | { readonly kind: 'end'; readonly text: ''; readonly at: number; readonly end: number }

/** Words that are no names. Class names are reserved as well; the parser knows them. */
const words = new Set(
  (
    'if else switch case default for foreach while do until return break function def var new in is instanceof ' +
    'contains soundslike strsim convertable_to isdef and or with assert import import_static stacklang ' +
    'true false null nil empty'
  ).split(' '),
)

/** Signs, longest first, so that the first that fits is the right one. */
const signs = (
  '>>>= <<= >>= >>> <<< === ** == != <= >= << >> && || += -= *= /= %= &= |= ^= ++ -- ~= .? ' +
  '= < > + - * / % & | ^ ~ ! ? : ; , . ( ) [ ] { } #'
).split(' ')

const signsByStart = new Map<string, string[]>()
for (const sign of signs) {
  const start = sign[0] as string
  signsByStart.set(start, [...(signsByStart.get(start) ?? []), sign])
}

const nameAt = /[\p{L}\p{Nl}\p{Sc}\p{Pc}][\p{L}\p{Nl}\p{Sc}\p{Pc}\p{Nd}\p{Mn}\p{Mc}]*/uy
const numberAt = /(?:\d|\.\d)(?:[eE][-+]?(?=\d)|[\p{L}\d_.])*/uy

/** The error at an offset of `text`, with its line and column. */
export function errorAt(text: string, at: number, what: string): ScriptError {
  const before = text.slice(0, at)
  const line = before.split('\n').length
  const column = at - before.lastIndexOf('\n')
  return new ScriptError(`${what} (line ${line}, column ${column})`, { line, column })
}

/** Splits a script into tokens; the last one is `end`. Throws `ScriptError` with line and column. */
export function lex(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  for (;;) {
    at = skipBlanks(text, at)
    if (at >= text.length) break
    const token = tokenAt(text, at, tokens.at(-1))
    tokens.push(token)
    at = token.end
  }
  tokens.push({ kind: 'end', text: '', at: text.length, end: text.length })
  return tokens
}

function skipBlanks(text: string, from: number): number {
  let at = from
  for (;;) {
    while (at < text.length && text.charCodeAt(at) <= 0x20) at++
    if (text.startsWith('//', at)) {
      const newline = text.indexOf('\n', at)
      at = newline < 0 ? text.length : newline
    } else if (text.startsWith('/*', at)) {
      const close = text.indexOf('*/', at + 2)
      if (close < 0) throw errorAt(text, at, 'A comment is not closed')
      at = close + 2
    } else {
      return at
    }
  }
}

function tokenAt(text: string, at: number, before: Token | undefined): Token {
  const char = text[at] as string
  if (char === '"' || char === "'") return stringAt(text, at, char)
  nameAt.lastIndex = at
  const name = nameAt.exec(text)?.[0]
  if (name !== undefined) {
    // Behind a dot every word is the name of a key.
    const isKey = before?.kind === 'sign' && (before.text === '.' || before.text === '.?')
    return { kind: !isKey && words.has(name) ? 'word' : 'name', text: name, at, end: at + name.length }
  }
  // `.5` is a number unless it follows something that can have members.
  numberAt.lastIndex = at
  const number = numberAt.exec(text)?.[0]
  if (number !== undefined) {
    const read = readNumber(number)
    if (read === null) throw errorAt(text, at, `${number} is not a number that TBEL knows`)
    return { kind: 'number', text: number, ...read, at, end: at + number.length }
  }
  for (const sign of signsByStart.get(char) ?? []) {
    if (text.startsWith(sign, at)) return { kind: 'sign', text: sign, at, end: at + sign.length }
  }
  throw errorAt(text, at, `Unexpected character ${JSON.stringify(char)}`)
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  b: '\b',
  f: '\f',
  t: '\t',
  r: '\r',
  n: '\n',
}

function stringAt(text: string, from: number, quote: string): Token {
  let value = ''
  let at = from + 1
  for (;;) {
    if (at >= text.length) throw errorAt(text, from, 'A string is not closed')
    const char = text[at] as string
    if (char === quote)
      return { kind: 'string', text: text.slice(from, at + 1), value, at: from, end: at + 1 }
    if (char !== '\\') {
      value += char
      at++
      continue
    }
    const [escaped, length] = escapeAt(text, at + 1)
    value += escaped
    at += 1 + length
  }
}

/** The character an escape stands for, and how many characters of text it took behind the backslash. */
function escapeAt(text: string, at: number): [string, number] {
  const char = text[at] ?? ''
  if (Object.hasOwn(escapes, char)) return [escapes[char] as string, 1]
  if (char === 'u') {
    const hex = text.slice(at + 1, at + 5)
    if (/^[0-9A-F]{4}$/.test(hex)) return [String.fromCharCode(Number.parseInt(hex, 16)), 5]
    throw errorAt(text, at - 1, 'Write \\u with four upper-case hexadecimal digits')
  }
  const octal = /^[0-3]?[0-7]{1,2}/.exec(text.slice(at, at + 3))?.[0]
  if (octal !== undefined) return [String.fromCharCode(Number.parseInt(octal, 8)), octal.length]
  throw errorAt(text, at - 1, `The escape \\${char} does not exist; write \\\\ for a backslash`)
}
