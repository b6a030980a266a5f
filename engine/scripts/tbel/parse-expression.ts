/** TBEL expressions to a tree: operators, and what stands in front of a value. Runs in the browser too. */
import type { Binary, Expression, Target } from './ast.ts'
import { endOfOperand, isRowOperator, OperatorRow } from './operator-row.ts'
import { isTypeName, maxLength, ValueParser } from './parse-value.ts'

/** Operators that take the whole row in front of them, and one operand behind. */
const wordOperators = new Set([
  'instanceof',
  'is',
  'contains',
  '~=',
  'strsim',
  'soundslike',
  'convertable_to',
])

const assignments = new Map<string, Binary | null>([
  ['=', null],
  ...(['+', '-', '*', '/', '%', '&', '|', '^', '<<', '>>', '>>>'] as const).map((sign): [string, Binary] => [
    `${sign}=`,
    sign,
  ]),
])

export class ExpressionParser extends ValueParser {
  expression(): Expression {
    return this.deeper(() => this.assignment())
  }

  private assignment(): Expression {
    const left = this.choice()
    this.mustFit(left)
    const sign = this.token.kind === 'sign' ? assignments.get(this.token.text) : undefined
    if (sign === undefined) return left
    const at = this.token.at
    const target = this.target(left)
    if (sign !== null && target.kind === 'index') {
      this.fail(`“${this.token.text}” works on variables and dotted paths; write a[i] = a[i] ${sign} …`, at)
    }
    this.next()
    return { kind: 'assign', target, sign, value: this.expression(), at }
  }

  /** 2^63 is a number only behind a minus. */
  private mustFit(operand: Expression): void {
    if (operand.kind === 'number' && operand.type === 'Long' && operand.value === 2n ** 63n) {
      this.fail('The number does not fit 64 bits', operand.at)
    }
  }

  private target(left: Expression): Target {
    if (left.kind === 'name' || left.kind === 'index') return left
    if (left.kind === 'member' && !left.nullSafe) return left
    return this.fail('Only a variable, a member or an element can be assigned to')
  }

  private choice(): Expression {
    const test = this.either()
    if (!this.is('?')) return test
    const at = this.next().at
    const yes = this.expression()
    this.expect(':')
    const no = this.expression()
    return { kind: 'choice', test, yes, no, at }
  }

  private either(): Expression {
    return this.logic(['||', 'or'], () => this.logic(['&&', 'and'], () => this.rows()))
  }

  private logic(signs: readonly string[], operand: () => Expression): Expression {
    let left = operand()
    for (let length = 1; this.isOperator() && signs.includes(this.token.text); length++) {
      if (length > maxLength) this.failTooLong()
      const { text, at } = this.next()
      left = {
        kind: 'logic',
        sign: text === 'and' ? '&&' : (text as '&&' | '||' | 'or'),
        left,
        right: operand(),
        at,
      }
    }
    return left
  }

  /** Rows, with the words between them: `a + b contains c == d + e` is `((a + b) contains c) == (d + e)`. */
  private rows(): Expression {
    let left = this.words(this.row())
    for (let length = 1; this.isRowOperator(); length++) {
      if (length > maxLength) this.failTooLong()
      const { sign, at } = this.rowOperator()
      left = { kind: 'binary', sign, left, right: this.words(this.row()), at }
    }
    return left
  }

  private row(): Expression {
    const row = new OperatorRow(this.operand())
    for (let length = 1; this.isRowOperator(); length++) {
      if (length > maxLength) this.failTooLong()
      const { sign, at } = this.rowOperator()
      row.add(sign, this.operand(), at)
    }
    return row.expression
  }

  private words(row: Expression): Expression {
    let left = row
    for (let length = 1; this.isOperator() && wordOperators.has(this.token.text); length++) {
      if (length > maxLength) this.failTooLong()
      const { text: sign, at } = this.next()
      left =
        sign === 'is' || sign === 'instanceof'
          ? { kind: 'is', operand: left, type: this.typeName(), at }
          : { kind: 'binary', sign: sign as Binary, left, right: this.operand(), at }
    }
    return left
  }

  /** `name ~= "…"` holds together whatever stands around it. */
  private operand(): Expression {
    const isName = this.token.kind === 'name'
    const left = this.unary()
    if (!isName || !this.is('~=')) return left
    const at = this.next().at
    return { kind: 'binary', sign: '~=', left, right: this.unary(), at }
  }

  /** Whether an operator comes next, within what is read at the moment. */
  private isOperator(): boolean {
    return (this.token.kind === 'sign' || this.token.kind === 'word') && this.token.at < this.end
  }

  private isRowOperator(): boolean {
    return this.isOperator() && (this.is('===') || isRowOperator(this.token.text))
  }

  private rowOperator(): { sign: Binary; at: number } {
    const { text, at } = this.next()
    return { sign: text === '===' ? '==' : (text as Binary), at }
  }

  private failTooLong(): never {
    return this.fail('The expression is too long; split it')
  }

  /** Reads what a sign in front is about: all up to the next blank or stronger sign, so `-x-1` is `-(x-1)`, as in the cloud. */
  private signed(): Expression {
    const outer = this.end
    this.end = Math.min(outer, endOfOperand(this.text, this.token.at))
    const operand = this.deeper(() => this.rows())
    this.end = outer
    return operand
  }

  private unary(): Expression {
    const at = this.token.at
    if (this.is('!') && this.peek(1).text === '!' && this.peek(1).kind === 'sign') {
      // Two of them say nothing at all.
      this.next()
      this.next()
      return this.deeper(() => this.unary())
    }
    if (this.is('-') || this.is('!')) {
      const sign = this.next().text as '-' | '!'
      if (sign === '-' && this.token.text.startsWith('0x') && this.token.at === at + 1) {
        this.fail('A “-” right before a hexadecimal number is not allowed; put a blank between them')
      }
      const operand = this.token.kind === 'number' ? this.deeper(() => this.unary()) : this.signed()
      if (sign === '-' && operand.kind === 'string') this.fail('“-” can’t be applied to a text', at)
      if (sign === '-' && operand.kind === 'number') return { ...operand, value: -operand.value, at }
      this.mustFit(operand)
      return { kind: 'unary', sign, operand, at }
    }
    if (this.take('~')) {
      if (this.token.kind !== 'number' && !this.is('(')) this.fail('Put what follows “~” into parentheses')
      return { kind: 'unary', sign: '~', operand: this.deeper(() => this.unary()), at }
    }
    if (this.is('++') || this.is('--')) {
      const by = this.next().text === '++' ? 1 : -1
      return { kind: 'step', name: this.variableName(), by, prefix: true, at }
    }
    if (this.isWord('isdef')) {
      this.next()
      return { kind: 'isdef', name: this.isdefName(), at }
    }
    if (this.startsCast()) {
      this.next()
      const type = this.typeName()
      this.expect(')')
      return { kind: 'cast', type, operand: this.deeper(() => this.unary()), at }
    }
    return this.postfix(this.primary())
  }

  /** `isdef a.b` is allowed and never true, as only names are looked up. */
  private isdefName(): string {
    let name = this.variableName()
    while (this.take('.')) name += `.${this.memberName()}`
    return name
  }

  private startsCast(): boolean {
    if (!this.is('(') || this.peek(1).kind !== 'name' || !isTypeName(this.peek(1).text)) return false
    let ahead = 2
    while (this.peek(ahead).text === '[' && this.peek(ahead + 1).text === ']') ahead += 2
    if (this.peek(ahead).text !== ')') return false
    const operand = this.peek(ahead + 1)
    if (operand.kind === 'word') return operand.text === 'null' || operand.text === 'nil'
    return (
      operand.kind === 'name' ||
      operand.kind === 'number' ||
      operand.kind === 'string' ||
      operand.text === '('
    )
  }
}
