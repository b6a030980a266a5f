/** Reads the tokens of a script one after another. Runs in the browser too. */
import { errorAt, lex, type Token } from './lex.ts'

/** Nesting allowed in a script: far more than a person writes, far less than the stack holds. */
const maxDepth = 150

export class TokenReader {
  protected readonly text: string
  private readonly tokens: readonly Token[]
  private position = 0
  private depth = 0
  protected token: Token

  constructor(text: string) {
    this.text = text
    this.tokens = lex(text)
    this.token = this.tokens[0] as Token
  }

  protected is(sign: string): boolean {
    return this.token.kind === 'sign' && this.token.text === sign
  }

  protected isWord(word: string): boolean {
    return this.token.kind === 'word' && this.token.text === word
  }

  protected take(sign: string): boolean {
    if (!this.is(sign)) return false
    this.next()
    return true
  }

  protected expect(sign: string): void {
    if (!this.take(sign)) this.fail(`Expected “${sign}”, found ${this.describe()}`)
  }

  protected peek(ahead: number): Token {
    return this.tokens[Math.min(this.position + ahead, this.tokens.length - 1)] as Token
  }

  protected next(): Token {
    const token = this.token
    if (token.kind !== 'end') this.token = this.tokens[++this.position] as Token
    return token
  }

  protected endedWithSemicolon(): boolean {
    return this.tokens[this.position - 1]?.text === ';'
  }

  protected describe(): string {
    return this.token.kind === 'end' ? 'the end of the script' : `“${this.token.text}”`
  }

  /** Runs `parse` one level deeper, so that no text can exhaust the stack. */
  protected deeper<T>(parse: () => T): T {
    if (++this.depth > maxDepth) this.fail(`The script is nested deeper than ${maxDepth} levels`)
    const result = parse()
    this.depth--
    return result
  }

  protected fail(what: string, at = this.token.at): never {
    throw errorAt(this.text, at, what)
  }
}
