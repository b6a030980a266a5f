/**
 * The JSON that the cloud's parser (Gson, in its lenient mode) takes from devices beside strict JSON: unquoted keys and
 * words, single quotes, `;` for `,`, `=` or `=>` for `:`, comments, a `)]}'` prefix, raw line breaks in strings, TRUE.
 * Refused, as there: trailing commas, anything behind the document (also a comment), and text that ends too early.
 */
import { JsonSyntaxError, maxDepth, type Parsed, setOwn } from '../rules/json.ts'

/** Reads lenient JSON, handing the text of each number to `asNumber`. Throws `JsonSyntaxError`. */
export function parseLenientJson<N>(text: string, asNumber: (literal: string) => N): Parsed<N> {
  return new LenientReader(text, asNumber).document()
}

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/
const word = /[^\s/\\;#={}[\]:,]+/y
const space = /[ \t\r\n]*/y
const strictTail = /[ \t\r\n]*$/y
const lineComment = /(?:\/\/|#)[^\r\n]*/y
const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '\n': '\n',
  "'": "'",
  '"': '"',
  '/': '/',
  '\\': '\\',
}

class LenientReader<N> {
  readonly text: string
  readonly asNumber: (literal: string) => N
  at = 0
  depth = 0

  constructor(text: string, asNumber: (literal: string) => N) {
    this.text = text
    this.asNumber = asNumber
  }

  document(): Parsed<N> {
    this.skipSpace()
    if (this.text.startsWith(")]}'\n", this.at)) this.at += 5
    const value = this.value()
    strictTail.lastIndex = this.at
    if (!strictTail.test(this.text)) this.fail('Unexpected text after the end of the JSON document')
    return value
  }

  value(): Parsed<N> {
    const next = this.peek()
    if (next === '{') return this.object()
    if (next === '[') return this.array()
    if (next === '"' || next === "'") return this.quoted(next)
    return this.literal()
  }

  object(): Parsed<N> {
    this.enter()
    const object: { [key: string]: Parsed<N> } = {}
    if (this.take('}')) return this.leave(object)
    do {
      const quote = this.peek()
      const key = quote === '"' || quote === "'" ? this.quoted(quote) : this.unquoted('Expected a key')
      if (this.take('=')) {
        if (this.text[this.at] === '>') this.at++
      } else if (!this.take(':')) this.fail('Expected “:” after the key')
      setOwn(object, key, this.value())
    } while (this.take(',') || this.take(';'))
    if (!this.take('}')) this.fail('Expected “,” or “}”')
    return this.leave(object)
  }

  array(): Parsed<N> {
    this.enter()
    const array: Parsed<N>[] = []
    if (this.take(']')) return this.leave(array)
    do array.push(this.value())
    while (this.take(',') || this.take(';'))
    if (!this.take(']')) this.fail('Expected “,” or “]”')
    return this.leave(array)
  }

  quoted(quote: string): string {
    const begin = this.at++
    let value = ''
    let from = this.at
    for (; this.at < this.text.length; this.at++) {
      const char = this.text[this.at]
      if (char === quote) {
        value += this.text.slice(from, this.at++)
        return value
      }
      if (char !== '\\') continue
      value += this.text.slice(from, this.at++) + this.escape()
      from = this.at + 1
    }
    this.fail('A string is not closed', begin)
  }

  /** The character that the escape stands for; stops at its last one. */
  escape(): string {
    const char = this.text[this.at] ?? ''
    if (char === 'u') {
      const hex = this.text.slice(this.at + 1, this.at + 5)
      if (!/^[\da-fA-F]{4}$/.test(hex)) this.fail('“\\u” must be followed by four hexadecimal digits')
      this.at += 4
      return String.fromCharCode(Number.parseInt(hex, 16))
    }
    return escapes[char] ?? this.fail('A string holds an unknown escape')
  }

  /** true, false and null in any case, a number, or a bare word, which is text. */
  literal(): Parsed<N> {
    const text = this.unquoted('Expected a JSON value')
    if (jsonNumber.test(text)) return this.asNumber(text)
    const lower = text.length <= 5 ? text.toLowerCase() : text
    if (lower === 'null') return null
    return lower === 'true' ? true : lower === 'false' ? false : text
  }

  unquoted(expected: string): string {
    word.lastIndex = this.at
    const text = word.exec(this.text)?.[0]
    if (text === undefined) this.fail(this.at < this.text.length ? expected : 'The JSON text ends too early')
    this.at += text.length
    return text
  }

  /** The next character behind space and comments. */
  peek(): string | undefined {
    this.skipSpace()
    return this.text[this.at]
  }

  take(char: string): boolean {
    if (this.peek() !== char) return false
    this.at++
    return true
  }

  enter(): void {
    if (++this.depth > maxDepth) this.fail(`The JSON text is nested deeper than ${maxDepth} levels`)
    this.at++
  }

  leave<T>(value: T): T {
    this.depth--
    return value
  }

  skipSpace(): void {
    for (;;) {
      this.skip(space)
      if (this.text.startsWith('/*', this.at)) {
        const end = this.text.indexOf('*/', this.at + 2)
        if (end < 0) this.fail('A comment is not closed')
        this.at = end + 2
      } else if (!this.skip(lineComment)) return
    }
  }

  skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at
    const length = pattern.exec(this.text)?.[0].length ?? 0
    this.at += length
    return length > 0
  }

  fail(what: string, at = this.at): never {
    throw new JsonSyntaxError(what, this.text, at)
  }
}
