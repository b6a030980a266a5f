/** TBEL statements to a tree. Runs in the browser too. */
import type { Block, Case, Expression, FunctionDeclaration, Statement } from './ast.ts'
import { ExpressionParser } from './parse-expression.ts'
import { isTypeName } from './parse-value.ts'

/**
 * Parses the body of a script. Throws `ScriptError` with the line and column of the first mistake.
 * Where the original interpreter repairs or swallows text (a missing `;`), this is a mistake too.
 */
export function parseTbel(text: string): Block {
  const parser = new StatementParser(text)
  const statements = parser.statements('')
  return statements
}

class StatementParser extends ExpressionParser {
  /** Everything up to `close`, or to the end of the text. */
  statements(close: '' | '}'): Block {
    const statements: Statement[] = []
    for (;;) {
      while (this.take(';'));
      if (close !== '' && this.take(close)) return statements
      if (this.token.kind === 'end') {
        if (close === '') return statements
        this.fail(`Expected “${close}” before the end of the script`)
      }
      statements.push(this.statement())
    }
  }

  statement(): Statement {
    return this.deeper(() => (this.token.kind === 'word' ? this.wordStatement() : this.plainStatement()))
  }

  private wordStatement(): Statement {
    const at = this.token.at
    switch (this.token.text) {
      case 'if':
        return this.ifStatement()
      case 'while':
      case 'until': {
        const until = this.next().text === 'until'
        const test = this.condition()
        return { kind: 'while', test, until, after: false, body: this.body(), at }
      }
      case 'do':
        return this.doStatement()
      case 'for':
        return this.forStatement()
      case 'foreach':
        this.next()
        this.expect('(')
        return this.foreachRest(at)
      case 'switch':
        return this.switchStatement()
      case 'function':
      case 'def':
        return this.functionStatement()
      case 'return': {
        this.next()
        const value = this.atEndOfStatement() ? null : this.expression()
        this.endStatement()
        return { kind: 'return', value, at }
      }
      case 'break':
        this.next()
        this.endStatement()
        return { kind: 'break', at }
      case 'var': {
        // `var` in front of a path is decoration.
        if (this.peek(2).text === '.' || this.peek(2).text === '[') {
          this.next()
          return this.plainStatement()
        }
        const statement = this.declaration()
        this.endStatement()
        return statement
      }
      case 'assert': {
        this.next()
        const test = this.expression()
        this.endStatement()
        return { kind: 'assert', test, at }
      }
      case 'with': {
        this.next()
        this.expect('(')
        const target = this.expression()
        this.expect(')')
        const expression = this.assignments(target, at)
        return { kind: 'expression', expression, at }
      }
      case 'import':
      case 'import_static':
        return this.fail('A script can’t import anything')
      default:
        return this.plainStatement()
    }
  }

  /** An expression, or a declaration that starts with a type. */
  private plainStatement(): Statement {
    const at = this.token.at
    if (this.startsTypedDeclaration()) {
      const statement = this.typedDeclaration()
      this.endStatement()
      return statement
    }
    const expression = this.expression()
    this.endStatement()
    return { kind: 'expression', expression, at }
  }

  private startsTypedDeclaration(): boolean {
    if (this.token.kind !== 'name' || !isTypeName(this.token.text)) return false
    const second = this.peek(1)
    return second.kind === 'name' || (second.text === '[' && this.peek(2).text === ']')
  }

  /** The type is decoration: it neither converts nor checks. */
  private typedDeclaration(): Statement {
    const at = this.next().at
    while (this.take('[')) this.expect(']')
    return this.declarationRest(at)
  }

  private declaration(): Statement {
    const at = this.next().at
    return this.declarationRest(at)
  }

  private declarationRest(at: number): Statement {
    const names = [this.variableName()]
    while (this.take(',')) names.push(this.variableName())
    const value = this.take('=') ? this.expression() : null
    if (value !== null && this.is(',')) this.fail('Declare each variable in a statement of its own')
    return { kind: 'declare', names, value, at }
  }

  private ifStatement(): Statement {
    const at = this.next().at
    const test = this.condition()
    const yes = this.body()
    if (!this.isWord('else')) return { kind: 'if', test, yes, no: null, at }
    this.next()
    const no = this.isWord('if') ? [this.deeper(() => this.ifStatement())] : this.body()
    return { kind: 'if', test, yes, no, at }
  }

  private doStatement(): Statement {
    const at = this.next().at
    const body = this.body()
    if (!this.isWord('while') && !this.isWord('until'))
      this.fail('Expected “while” or “until” behind the body of “do”')
    const until = this.next().text === 'until'
    return { kind: 'while', test: this.condition(), until, after: true, body, at }
  }

  private forStatement(): Statement {
    const at = this.next().at
    this.expect('(')
    if (this.startsForeach()) return this.foreachRest(at)
    const init = this.is(';') ? null : this.forInit()
    this.expect(';')
    const test = this.expression()
    this.expect(';')
    const step = this.is(')') ? null : this.expression()
    this.expect(')')
    return { kind: 'for', init, test, step, body: this.body(), at }
  }

  private forInit(): Statement {
    const at = this.token.at
    if (this.isWord('var')) return this.declaration()
    if (this.startsTypedDeclaration()) return this.typedDeclaration()
    return { kind: 'expression', expression: this.expression(), at }
  }

  private startsForeach(): boolean {
    const typed = this.token.kind === 'name' && this.peek(1).kind === 'name'
    return this.token.kind === 'name' && this.peek(typed ? 2 : 1).text === ':'
  }

  private foreachRest(at: number): Statement {
    if (this.peek(1).kind === 'name') {
      if (!isTypeName(this.token.text)) this.fail(`${this.token.text} is no type`)
      this.next()
    }
    const name = this.variableName()
    this.expect(':')
    const source = this.expression()
    this.expect(')')
    return { kind: 'foreach', name, source, body: this.body(), at }
  }

  private switchStatement(): Statement {
    const at = this.next().at
    const subject = this.condition()
    this.expect('{')
    const cases: Case[] = []
    while (!this.take('}')) cases.push(this.switchCase())
    if (!cases.some(({ values }) => values.length > 0)) this.fail('A switch needs a “case”', at)
    return { kind: 'switch', subject, cases, at }
  }

  /** One or more labels and the statements behind them. */
  private switchCase(): Case {
    const at = this.token.at
    const values: Expression[] = []
    let isDefault = false
    while (this.isWord('case') || this.isWord('default')) {
      if (this.next().text === 'default') isDefault = true
      else values.push(this.expression())
      this.expect(':')
    }
    if (values.length === 0 && !isDefault) this.fail('Expected “case” or “default”')
    const body: Statement[] = []
    for (;;) {
      while (this.take(';'));
      if (this.isWord('case') || this.isWord('default') || this.is('}')) break
      // `case 1: { … }` is a block here, not a map.
      if (body.length === 0 && this.is('{')) body.push(...this.body())
      else body.push(this.statement())
    }
    const last = body.at(-1)?.kind
    const falls = last !== 'break' && last !== 'return'
    if (falls && !this.is('}'))
      this.fail('A case must end with “break” or “return”; falling through is not supported', at)
    return { values, isDefault, body }
  }

  private functionStatement(): FunctionDeclaration {
    const at = this.next().at
    const name = this.variableName()
    this.expect('(')
    const parameters: string[] = []
    while (!this.take(')')) {
      if (parameters.length > 0) this.expect(',')
      if (this.token.kind === 'name' && isTypeName(this.token.text) && this.peek(1).kind === 'name')
        this.next()
      parameters.push(this.variableName())
    }
    if (new Set(parameters).size < parameters.length) this.fail('Two parameters have the same name', at)
    return { kind: 'function', name, parameters, body: this.body(), at }
  }

  private condition(): Expression {
    this.expect('(')
    const test = this.expression()
    this.expect(')')
    return test
  }

  /** A block in braces, or one statement. */
  private body(): Block {
    if (this.take('{')) return this.deeper(() => this.statements('}'))
    if (this.is(';')) {
      this.next()
      return []
    }
    const statement = this.statement()
    // A statement without braces needs its semicolon even where the script ends.
    if (needsSemicolon(statement) && this.token.kind === 'end' && !this.endedWithSemicolon()) {
      this.fail('Expected “;” behind the statement')
    }
    return [statement]
  }

  private atEndOfStatement(): boolean {
    return this.is(';') || this.is('}') || this.token.kind === 'end'
  }

  private endStatement(): void {
    if (this.take(';') || this.is('}') || this.token.kind === 'end') return
    this.fail(`Expected “;” before ${this.describe()}`)
  }
}

function needsSemicolon(statement: Statement): boolean {
  return statement.kind === 'expression' || statement.kind === 'return' || statement.kind === 'break'
}
