/** TBEL values to a tree: literals, names, calls, members. Runs in the browser too. */
import type { Expression, MapEntry } from './ast.ts'
import { TokenReader } from './token-reader.ts'

/** Operators in a row, and members behind one another. */
export const maxLength = 500

/** Classes that may stand in front of a variable, behind `is` and `new`, and in a cast. None can be a variable. */
const typeNames = new Set(
  (
    'String CharSequence Integer int Long long Boolean boolean Short short Character char Double double Float float ' +
    'Byte byte Math StrictMath Void Object Number Exception JSON Date Random Calendar'
  ).split(' '),
)

export function isTypeName(name: string): boolean {
  return typeNames.has(name)
}

/** Operators that are words: as keys of a map they are read as the empty text. */
const operatorWords = new Set('is instanceof contains soundslike strsim convertable_to and or'.split(' '))

export abstract class ValueParser extends TokenReader {
  /** how many map or list literals are open around, since the last parenthesis */
  private literals = 0
  /** offset behind which no operator belongs to what is read at the moment */
  protected end = Number.POSITIVE_INFINITY

  abstract expression(): Expression

  /** Reads with no end but that of the script, as within parentheses. */
  protected unbounded<T>(read: () => T): T {
    const outer = this.end
    this.end = Number.POSITIVE_INFINITY
    const result = read()
    this.end = outer
    return result
  }

  protected postfix(from: Expression): Expression {
    let left = from
    this.mustReadMembers(left)
    for (let length = 0; ; length++) {
      const at = this.token.at
      if (length > maxLength) this.fail('The expression is too long; split it')
      if (this.is('.') && this.peek(1).text === '{') {
        this.next()
        left = this.assignments(left, at)
      } else if (this.is('.') || this.is('.?')) {
        const nullSafe = this.next().text === '.?'
        left = this.memberOrMethod(left, nullSafe)
      } else if (this.is('[')) {
        this.next()
        const index = this.unbounded(() => this.expression())
        this.expect(']')
        left = { kind: 'index', target: left, index, at }
      } else if (this.is('++') || this.is('--')) {
        return this.postfixStep(left)
      } else {
        return left
      }
    }
  }

  /** Members of list and map literals, where the cloud can't read them either: scripts should run in both places. */
  private mustReadMembers(from: Expression): void {
    if ((from.kind !== 'list' && from.kind !== 'map') || !this.is('.')) return
    if (this.literals > 0) {
      this.fail('A member of a list or map can’t be read inside of another one; put it into a variable first')
    }
    const dot = this.token
    if (this.hasBlankBefore(dot.at) && this.hasBlankBefore(this.peek(1).at)) {
      this.fail('The dot behind a list or map can’t stand between blanks')
    }
  }

  private hasBlankBefore(at: number): boolean {
    return (this.text.charCodeAt(at - 1) || 0) <= 0x20
  }

  private memberOrMethod(target: Expression, nullSafe: boolean): Expression {
    const at = this.token.at
    const name = this.memberName()
    if (!this.is('(')) return { kind: 'member', target, name, nullSafe, at }
    return { kind: 'method', target, name, args: this.args(), nullSafe, at }
  }

  private postfixStep(left: Expression): Expression {
    if (left.kind !== 'name') this.fail(`“${this.token.text}” works on variables only`)
    const { at, text } = this.next()
    const follows = this.token.text
    if (['+', '-', '*', '/', '%', '**', '&', '|', '^', '<<', '>>', '>>>'].includes(follows)) {
      this.fail(`“${text}” can’t be followed by “${follows}”; do the step in a statement of its own`)
    }
    return { kind: 'step', name: left.name, by: text === '++' ? 1 : -1, prefix: false, at }
  }

  /** `{ a = 1, b = 2 }` behind `with (x)` or `x.` */
  assignments(target: Expression, at: number): Expression {
    this.expect('{')
    const members: { name: string | null; value: Expression }[] = []
    while (!this.take('}')) {
      if (members.length > 0) this.expect(',')
      if (this.token.kind === 'name' && this.peek(1).text === '(') {
        // A method of the target, and what is called on its result.
        const own: Expression = { kind: 'name', name: '$', at: this.token.at }
        members.push({ name: null, value: this.postfix(this.memberOrMethod(own, false)) })
        continue
      }
      const name = this.memberName()
      this.expect('=')
      members.push({ name, value: this.expression() })
    }
    return { kind: 'assignAll', target, members, at }
  }

  protected primary(): Expression {
    const token = this.token
    const at = token.at
    switch (token.kind) {
      case 'number':
        this.next()
        return { kind: 'number', type: token.type, value: token.value, at }
      case 'string':
        this.next()
        return { kind: 'string', value: token.value, at }
      case 'name':
        this.next()
        if (this.is('(')) return { kind: 'call', name: token.text, args: this.args(), at }
        return { kind: 'name', name: token.text, at }
      case 'word':
        return this.wordPrimary(token.text, at)
      case 'sign':
        if (token.text === '(') return this.parenthesised()
        if (token.text === '[' || token.text === '{') return this.collection()
    }
    return this.fail(`Expected a value, found ${this.describe()}`)
  }

  private wordPrimary(word: string, at: number): Expression {
    switch (word) {
      case 'true':
      case 'false':
        this.next()
        return { kind: 'boolean', value: word === 'true', at }
      case 'null':
      case 'nil':
        this.next()
        return { kind: 'null', at }
      case 'empty':
        this.next()
        return { kind: 'empty', at }
      case 'new':
        this.next()
        return this.creation(at)
      case 'function':
      case 'def':
        return this.fail('A function can’t be a value; declare it by name and call it')
      default:
        return this.fail(`Expected a value, found the word “${word}”`)
    }
  }

  private creation(at: number): Expression {
    const type = this.qualifiedName()
    if (this.is('(')) return { kind: 'new', type, args: this.args(), at }
    this.expect('[')
    if (!this.take(']')) {
      const size = this.expression()
      this.expect(']')
      const inner: Expression[] = []
      while (this.take('[')) {
        inner.push(this.expression())
        this.expect(']')
      }
      return { kind: 'newArray', type, size, inner, items: [], at }
    }
    if (!this.is('{')) this.fail('Expected “{” and the elements of the array')
    this.next()
    return { kind: 'newArray', type, size: null, inner: [], items: this.items('}'), at }
  }

  private parenthesised(): Expression {
    const at = this.next().at
    const outer = this.literals
    this.literals = 0
    const inner = this.unbounded(() => this.withinParentheses(at))
    this.literals = outer
    return inner
  }

  private withinParentheses(at: number): Expression {
    const inner = this.expression()
    if (!this.isWord('in')) {
      // Of several the first one counts, and the others are not even looked at.
      while (this.take(',')) this.expression()
      this.expect(')')
      return inner
    }
    this.next()
    const source = this.expression()
    let test: Expression | null = null
    if (this.isWord('if')) {
      this.next()
      test = this.expression()
    }
    this.expect(')')
    return { kind: 'projection', each: inner, source, test, at }
  }

  /** A list or a map: `[1, 2]`, `{1, 2}`, `{a: 1}`, `["a": 1]`, `[:]`, `{}`. */
  private collection(): Expression {
    this.literals++
    const literal = this.unbounded(() => this.collectionRest())
    this.literals--
    return literal
  }

  private collectionRest(): Expression {
    const { at, text } = this.next()
    const close = text === '[' ? ']' : '}'
    if (this.is(':') && this.peek(1).text === close) {
      this.next()
      this.next()
      return { kind: 'map', entries: [], at }
    }
    if (this.take(close))
      return close === '}' ? { kind: 'map', entries: [], at } : { kind: 'list', items: [], at }
    if (!this.startsEntry()) return { kind: 'list', items: this.items(close), at }
    const entries: MapEntry[] = []
    while (!this.take(close)) {
      if (entries.length > 0) {
        this.expect(',')
        if (this.take(close)) break
      }
      const key = this.key()
      this.expect(':')
      entries.push({ key, value: this.expression() })
      this.skipSemicolons()
    }
    return { kind: 'map', entries, at }
  }

  /** A semicolon in a literal means nothing, as in the cloud. */
  private skipSemicolons(): void {
    while (this.take(';'));
  }

  private startsEntry(): boolean {
    if (this.startsLostKey()) return true
    if (this.is('('))
      return this.peek(1).kind === 'name' && this.peek(2).text === ')' && this.peek(3).text === ':'
    return this.peek(1).kind === 'sign' && this.peek(1).text === ':'
  }

  /** A key that is a word of the language, or a text with an operator behind it: it ends as the empty text. */
  private startsLostKey(): boolean {
    if (this.token.kind === 'word') return operatorWords.has(this.token.text) && this.peek(1).text === ':'
    if (this.token.kind !== 'string' || this.peek(1).text !== '+') return false
    let ahead = 2
    while (['name', 'string', 'number'].includes(this.peek(ahead).kind) && this.peek(ahead + 1).text === '+')
      ahead += 2
    return ['name', 'string', 'number'].includes(this.peek(ahead).kind) && this.peek(ahead + 1).text === ':'
  }

  private key(): MapEntry['key'] {
    if (this.startsLostKey()) {
      while (!this.is(':')) this.next()
      return { type: 'String', value: '' }
    }
    const token = this.token
    if (token.kind === 'number') {
      this.next()
      return { type: token.type, value: token.value }
    }
    if (token.kind === 'string') {
      this.next()
      return { type: 'String', value: token.value }
    }
    // A name in parentheses is still a name, not a variable.
    const inParentheses = this.take('(')
    if (this.token.kind !== 'name') this.fail(`A key is a name, a text or a number, not ${this.describe()}`)
    const value = this.next().text
    if (inParentheses) this.expect(')')
    return { type: 'String', value }
  }

  private args(): Expression[] {
    this.expect('(')
    const outer = this.literals
    this.literals = 0
    const args = this.unbounded(() => this.items(')', false))
    this.literals = outer
    if (args.length > 10) this.fail('A call can have 10 arguments at most')
    return args
  }

  /** @param isCollection whether the last comma may be followed by nothing, and nothing between two is null */
  private items(close: string, isCollection = true): Expression[] {
    const items: Expression[] = []
    while (!this.take(close)) {
      if (items.length > 0) {
        this.expect(',')
        if (isCollection && this.take(close)) break
      }
      items.push(isCollection && this.is(',') ? { kind: 'null', at: this.token.at } : this.expression())
      if (isCollection) this.skipSemicolons()
    }
    return items
  }

  protected variableName(): string {
    if (this.token.kind !== 'name') this.fail(`Expected a name, found ${this.describe()}`)
    if (isTypeName(this.token.text)) this.fail(`${this.token.text} is a class and can’t be a variable`)
    return this.next().text
  }

  protected memberName(): string {
    if (this.token.kind !== 'name') this.fail(`Expected a name behind the dot, found ${this.describe()}`)
    return this.next().text
  }

  private qualifiedName(): string {
    if (this.token.kind !== 'name') this.fail(`Expected a class, found ${this.describe()}`)
    let name = this.next().text
    while (this.is('.') && this.peek(1).kind === 'name') {
      this.next()
      name += `.${this.next().text}`
    }
    return name
  }

  protected typeName(): string {
    let name = this.qualifiedName()
    while (this.is('[') && this.peek(1).text === ']') {
      this.next()
      this.next()
      name += '[]'
    }
    return name
  }
}
