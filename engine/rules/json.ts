/**
 * JSON text to values and back, without losing what a JavaScript number would lose: whether `42.0` was written as a
 * double, and integers past 2^53 (values.ts has the table).
 *
 * Reading: native `JSON.parse` serves text in which a cheap scan finds nothing that it would lose; the exact reader
 * takes everything else. Both bound the depth at `maxDepth`, keep `__proto__` an ordinary key, let the last of two
 * equal keys win, and pass lone surrogates on.
 *
 * Writing: what `stringifyJson` writes, `parseJson` reads back as the same values of the same types. Boxed doubles are
 * written as the cloud prints them (`42.0`, `1.0E10`). A plain fraction stays in JavaScript's notation
 * (`12345678.9`, where the cloud prints `1.23456789E7`): the same number and, with its fraction, still a double.
 */
import { JsonDouble, JsonLong, type JsonValue } from './values.ts'

/** Nesting allowed in either direction; deeper text is refused, so that no walk over data can exhaust the stack. */
export const maxDepth = 512

/** Text that is not JSON, or JSON that can't be held. */
export class JsonSyntaxError extends SyntaxError {
  override readonly name = 'JsonSyntaxError'
  /** 0-based offset in UTF-16 units; line and column count from 1 */
  readonly position: number
  readonly line: number
  readonly column: number

  constructor(what: string, text: string, position: number) {
    let line = 1
    let lineStart = 0
    for (let at = text.indexOf('\n'); at >= 0 && at < position; at = text.indexOf('\n', at + 1)) {
      line++
      lineStart = at + 1
    }
    const column = position - lineStart + 1
    super(`${what} at line ${line}, column ${column}`)
    this.position = position
    this.line = line
    this.column = column
  }
}

/** A parsed document in which every number went through a reader of the caller's. */
export type Parsed<N> = null | boolean | string | N | Parsed<N>[] | { [key: string]: Parsed<N> }

/** Reads strict JSON (RFC 8259) exactly. Throws `JsonSyntaxError`. */
export function parseJson(text: string): JsonValue {
  return (parseNatively(text) ?? parseJsonWith(text, exactNumber)) as JsonValue
}

/**
 * The document by native `JSON.parse` where that loses nothing, else undefined: the text needs the exact reader, or is
 * no JSON at all (`null` itself reads as undefined too, which costs nothing but the second look).
 */
export function parseNatively(text: string): JsonValue | undefined {
  // V8 takes one escaped key for another of the same shape (nodejs/node#63785), so text with escapes is not for it.
  if (text.includes('\\') || mayLoseDigits(text)) return undefined
  let value: JsonValue
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  // 512 levels need two brackets each, so shorter text needs no look.
  if (text.length > 2 * maxDepth && isDeeperThan(value, maxDepth)) return undefined
  return value ?? undefined
}

/**
 * Whether native parsing might lose something: a double without fraction, an exponent, a negative zero, or digits
 * enough to pass 2^53 or to round to a whole number. It may find them inside of strings as well; such texts only take
 * the slower reader. A loop, because it costs a quarter of the regular expression that says the same.
 */
function mayLoseDigits(text: string): boolean {
  let run = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code > 0x39) {
      if (run === 0) continue
      if ((code | 0x20) === 0x65) return true // an e behind a digit
      run = 0
    } else if (code >= 0x2e) {
      if (++run > 15) return true
      if (code === 0x2e && text.charCodeAt(at + 1) === 0x30 && zerosOnly.test(text.slice(at, at + 17)))
        return true
    } else {
      if (code === 0x2d && text.charCodeAt(at + 1) === 0x30 && text.charCodeAt(at + 2) !== 0x2e) return true
      run = 0
    }
  }
  return false
}

const zerosOnly = /^\.0+(?![\d.])/

function isDeeperThan(value: JsonValue, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  if (Array.isArray(value)) {
    for (const item of value) if (isDeeperThan(item, levels - 1)) return true
    return false
  }
  for (const key in value) {
    if (isDeeperThan((value as Record<string, JsonValue>)[key] as JsonValue, levels - 1)) return true
  }
  return false
}

/** Reads strict JSON, handing the text of each number to `asNumber`. Throws `JsonSyntaxError`. */
export function parseJsonWith<N>(text: string, asNumber: (literal: string) => N): Parsed<N> {
  const reader = new Reader(text, asNumber)
  return reader.document()
}

/**
 * The value of a JSON number: a long where it is written without point and exponent and fits 64 bits, else a double.
 * Throws `RangeError` where not even a double holds it (`1e400`).
 */
export function exactNumber(literal: string): number | JsonDouble | JsonLong {
  const value = Number(literal)
  if (!Number.isFinite(value)) throw new RangeError('A number is too large')
  if (!Number.isInteger(value)) return value
  if (/[.eE]/.test(literal)) return new JsonDouble(value)
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value
  // 2^63 has 19 digits; the length check keeps BigInt away from a million of them.
  const digits = literal.length <= 20 ? BigInt(literal) : null
  return digits !== null && BigInt.asIntN(64, digits) === digits
    ? new JsonLong(digits)
    : new JsonDouble(value)
}

const numberAt = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y

class Reader<N> {
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
    const value = this.value()
    this.skipSpace()
    if (this.at < this.text.length) this.fail('Unexpected text after the end of the JSON document')
    return value
  }

  value(): Parsed<N> {
    switch (this.text.charCodeAt(this.at)) {
      case 0x7b: // {
        return this.object()
      case 0x5b: // [
        return this.array()
      case 0x22: // "
        return this.string()
      case 0x74: // t
        return this.word('true', true)
      case 0x66: // f
        return this.word('false', false)
      case 0x6e: // n
        return this.word('null', null)
      default:
        return this.number()
    }
  }

  object(): Parsed<N> {
    this.enter()
    const object: { [key: string]: Parsed<N> } = {}
    if (this.take(0x7d)) return this.leave(object)
    for (;;) {
      if (this.text.charCodeAt(this.at) !== 0x22) this.fail('Expected a key in double quotes')
      const key = this.string()
      this.skipSpace()
      if (!this.take(0x3a)) this.fail('Expected “:” after the key')
      const value = this.value()
      if (key === '__proto__') setOwn(object, key, value)
      else object[key] = value
      this.skipSpace()
      if (this.take(0x2c)) continue
      if (this.take(0x7d)) return this.leave(object)
      this.fail('Expected “,” or “}”')
    }
  }

  array(): Parsed<N> {
    this.enter()
    const array: Parsed<N>[] = []
    if (this.take(0x5d)) return this.leave(array)
    for (;;) {
      array.push(this.value())
      this.skipSpace()
      if (this.take(0x2c)) continue
      if (this.take(0x5d)) return this.leave(array)
      this.fail('Expected “,” or “]”')
    }
  }

  string(): string {
    const from = this.at + 1
    for (let at = from; at < this.text.length; at++) {
      const code = this.text.charCodeAt(at)
      if (code === 0x22) {
        this.at = at + 1
        return this.text.slice(from, at)
      }
      if (code === 0x5c) return this.stringWithEscapes(from)
      if (code < 0x20) this.fail('A control character must be escaped in a string', at)
    }
    this.fail('A string is not closed')
  }

  /** Finds the closing quote and leaves the escapes to the native parser. */
  stringWithEscapes(from: number): string {
    for (let at = from; at < this.text.length; at++) {
      const code = this.text.charCodeAt(at)
      if (code === 0x5c) at++
      else if (code === 0x22) {
        try {
          const value: string = JSON.parse(this.text.slice(from - 1, at + 1))
          this.at = at + 1
          return value
        } catch {
          this.fail('A string holds a control character or an unknown escape')
        }
      }
    }
    this.fail('A string is not closed')
  }

  number(): N {
    numberAt.lastIndex = this.at
    const literal = numberAt.exec(this.text)?.[0]
    if (literal === undefined) {
      this.fail(this.at < this.text.length ? 'Expected a JSON value' : 'The JSON text ends too early')
    }
    let value: N
    try {
      value = this.asNumber(literal)
    } catch (error) {
      this.fail(error instanceof Error ? error.message : String(error))
    }
    this.at += literal.length
    return value
  }

  word<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) this.fail('Expected a JSON value')
    this.at += word.length
    return value
  }

  enter(): void {
    if (++this.depth > maxDepth) this.fail(`The JSON text is nested deeper than ${maxDepth} levels`)
    this.at++
    this.skipSpace()
  }

  leave<T>(value: T): T {
    this.depth--
    return value
  }

  /** Steps over the character and the space behind it, if it comes next. */
  take(code: number): boolean {
    if (this.text.charCodeAt(this.at) !== code) return false
    this.at++
    if (code !== 0x7d && code !== 0x5d) this.skipSpace()
    return true
  }

  skipSpace(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return
      this.at++
    }
  }

  fail(what: string, at = this.at): never {
    throw new JsonSyntaxError(what, this.text, at)
  }
}

/** Sets an own property even where the name is `__proto__`. */
export function setOwn(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
}

/**
 * Writes a value as JSON text, boxed numbers exactly. Numbers that are not finite become `null`, as in `JSON.stringify`.
 * Throws `RangeError` past `maxDepth` levels: nobody could read the text back.
 */
export function stringifyJson(value: JsonValue): string {
  return holdsBoxes(value, maxDepth) ? write(value) : JSON.stringify(value)
}

function holdsBoxes(value: JsonValue, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (value instanceof JsonDouble || value instanceof JsonLong) return true
  if (levels === 0) throw new RangeError(`The value is nested deeper than ${maxDepth} levels`)
  let found = false
  if (Array.isArray(value)) {
    for (const item of value) if (holdsBoxes(item, levels - 1)) found = true
    return found
  }
  for (const key in value) {
    if (holdsBoxes((value as Record<string, JsonValue>)[key] as JsonValue, levels - 1)) found = true
  }
  return found
}

function write(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (value instanceof JsonDouble) return Number.isFinite(value.value) ? value.toString() : 'null'
  if (value instanceof JsonLong) return value.toString()
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`
  const members: string[] = []
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${write(member)}`)
  }
  return `{${members.join(',')}}`
}
