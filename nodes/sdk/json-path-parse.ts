/**
 * Reads JSONPath in the dialect of the cloud (Jayway): `$.a['b'][0]`, `[1,2]`, `[1:3]`, `*`, `..`, filters
 * `[?(@.a > 1 && @.b =~ /x.* /i)]` and functions at the end, as `.length()`. Nothing is ever evaluated as code.
 */
import { nameTest } from './sides.ts'

export type Step =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly kind: 'all' }
  | { readonly kind: 'below' }
  | { readonly kind: 'filter'; readonly filter: Filter }

export interface Path {
  /** from the whole document, or from the member that a filter looks at */
  readonly start: 'root' | 'member'
  readonly steps: readonly Step[]
  /** the name of the function at the end */
  readonly call: string | null
}

export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: string | number | boolean | null | readonly unknown[] }
  | { readonly kind: 'pattern'; readonly test: (text: string) => boolean }

export type Filter =
  | { readonly kind: 'any' | 'every'; readonly of: readonly Filter[] }
  | { readonly kind: 'not'; readonly of: Filter }
  | { readonly kind: 'exists'; readonly path: Path }
  | { readonly kind: 'compare'; readonly left: Operand; readonly is: string; readonly right: Operand }

/** Throws with the place where the expression can't be understood. */
export function parseJsonPath(text: string): Path {
  const reader = new PathReader(text.trim())
  const path = reader.path()
  if (!reader.isAtEnd) reader.fail('Nothing was expected here')
  return path
}

/** a name without quotes ends at any of these */
const bareName = /[^\s.[\]()'"@$?!=<>&|,*]+/y
const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const integer = /-?\d+/y
const comparison = /===|!==|==|!=|<=|>=|=~|<|>|(?:in|nin|contains|size|empty)(?=[\s'"[(])/y
const constants = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
])

class PathReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length
  }

  fail(what: string): never {
    throw new Error(`The JSONPath “${this.#text}” can’t be read at character ${this.#at + 1}: ${what}`)
  }

  path(): Path {
    const start = this.#take('$') ? 'root' : this.#take('@') ? 'member' : this.fail('A path begins with $')
    const steps: Step[] = []
    for (;;) {
      if (this.#take('..')) {
        steps.push({ kind: 'below' })
        if (this.#peek('[')) continue
        steps.push(this.#name())
      } else if (this.#take('.')) {
        const step = this.#name()
        const [name] = step.kind === 'names' ? step.names : []
        if (name !== undefined && this.#take('(')) {
          this.#blank()
          this.#expect(')')
          return { start, steps, call: name }
        }
        steps.push(step)
      } else if (this.#take('[')) steps.push(this.#bracket())
      else return { start, steps, call: null }
    }
  }

  #name(): Step {
    if (this.#take('*')) return { kind: 'all' }
    const name = this.#match(bareName) ?? this.fail('A name was expected')
    return { kind: 'names', names: [name] }
  }

  #bracket(): Step {
    this.#blank()
    const step = this.#inBracket()
    this.#blank()
    this.#expect(']')
    return step
  }

  #inBracket(): Step {
    if (this.#take('*')) return { kind: 'all' }
    if (this.#take('?')) {
      this.#blank()
      this.#expect('(')
      const filter = this.#anyOf()
      this.#blank()
      this.#expect(')')
      return { kind: 'filter', filter }
    }
    if (this.#peek("'") || this.#peek('"')) return { kind: 'names', names: this.#list(() => this.#quoted()) }
    return this.#indexes()
  }

  #indexes(): Step {
    const first = this.#match(integer)
    this.#blank()
    if (this.#take(':')) {
      this.#blank()
      const to = this.#match(integer)
      return {
        kind: 'slice',
        from: first === undefined ? first : Number(first),
        to: to === undefined ? to : Number(to),
      }
    }
    if (first === undefined) this.fail('An index, a name in quotes, * or a filter was expected')
    const indexes = [Number(first)]
    while (this.#take(',')) {
      this.#blank()
      indexes.push(Number(this.#match(integer) ?? this.fail('An index was expected')))
      this.#blank()
    }
    return { kind: 'indexes', indexes }
  }

  #anyOf(): Filter {
    const of = [this.#everyOf()]
    while (this.#takeSpaced('||')) of.push(this.#everyOf())
    return of.length === 1 ? (of[0] as Filter) : { kind: 'any', of }
  }

  #everyOf(): Filter {
    const of = [this.#question()]
    while (this.#takeSpaced('&&')) of.push(this.#question())
    return of.length === 1 ? (of[0] as Filter) : { kind: 'every', of }
  }

  #question(): Filter {
    if (this.#takeSpaced('!')) return { kind: 'not', of: this.#question() }
    if (this.#takeSpaced('(')) {
      const filter = this.#anyOf()
      this.#blank()
      this.#expect(')')
      return filter
    }
    const left = this.#operand()
    this.#blank()
    const is = this.#match(comparison)
    if (is !== undefined) return { kind: 'compare', left, is, right: this.#operand() }
    if (left.kind === 'path') return { kind: 'exists', path: left.path }
    return this.fail('A comparison was expected')
  }

  #operand(): Operand {
    this.#blank()
    if (this.#peek('@') || this.#peek('$')) return { kind: 'path', path: this.path() }
    if (this.#peek('/')) return this.#pattern()
    return { kind: 'value', value: this.#literal() }
  }

  #literal(): string | number | boolean | null | readonly unknown[] {
    this.#blank()
    if (this.#peek("'") || this.#peek('"')) return this.#quoted()
    if (this.#take('[')) {
      const values = this.#list(() => this.#literal())
      this.#expect(']')
      return values
    }
    const digits = this.#match(number)
    if (digits !== undefined) return Number(digits)
    const word = this.#match(bareName) ?? this.fail('A value was expected')
    const constant = constants.get(word)
    return constant === undefined ? this.fail(`“${word}” is no value; put text in quotes`) : constant
  }

  #pattern(): Operand {
    const found = this.#match(/\/((?:[^/\\]|\\.)*)\/([a-z]*)/y) ?? this.fail('The pattern has no end')
    const end = found.lastIndexOf('/')
    const flags = found.slice(end + 1)
    if (flags !== '' && flags !== 'i') this.fail(`The pattern has flags “${flags}”; only i is known`)
    return { kind: 'pattern', test: nameTest([found.slice(1, end).replaceAll('\\/', '/')], flags) }
  }

  #list<T>(member: () => T): T[] {
    const members = [member()]
    while (this.#takeSpaced(',')) {
      this.#blank()
      members.push(member())
    }
    this.#blank()
    return members
  }

  #quoted(): string {
    const quote = this.#text[this.#at]
    let text = ''
    for (this.#at++; !this.isAtEnd; this.#at++) {
      const character = this.#text[this.#at] as string
      if (character === quote) {
        this.#at++
        return text
      }
      text += character === '\\' ? (this.#text[++this.#at] ?? '') : character
    }
    return this.fail('The text in quotes has no end')
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found !== undefined) this.#at += found.length
    return found
  }

  #peek(text: string): boolean {
    return this.#text.startsWith(text, this.#at)
  }

  #take(text: string): boolean {
    if (!this.#peek(text)) return false
    this.#at += text.length
    return true
  }

  #takeSpaced(text: string): boolean {
    this.#blank()
    return this.#take(text)
  }

  #expect(text: string): void {
    if (!this.#take(text)) this.fail(`“${text}” was expected`)
  }

  #blank(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++
  }
}
