/** What every part of the emitter needs: names, constants, places, and literals of JavaScript. */
import { textLiteral } from '../code-text.ts'
import type { Expression } from './ast.ts'
import type { Binding, Scope } from './scope.ts'

export abstract class CodeEmitter {
  /** values that the generated code refers to as `k0`, `k1` … */
  readonly constants: unknown[] = []
  /** constructors of maps that the code needs */
  shapes = 0
  /** copiers of inputs that the code needs */
  copiers = 0
  protected readonly counter = { next: 0 }
  protected scope: Scope
  /** the item of the projection around, as code */
  protected item: string | null = null

  constructor(scope: Scope) {
    this.scope = scope
  }

  protected constant(value: unknown): string {
    const known = this.constants.indexOf(value)
    if (known >= 0) return `k${known}`
    this.constants.push(value)
    return `k${this.constants.length - 1}`
  }

  protected temporary(): string {
    return this.scope.owner.temporary()
  }

  /** Code on a line of its own, so that the line of an error tells the place in the script. */
  protected located(at: number, code: string): string {
    return `\n/*@${at}*/${code}`
  }

  protected name(name: string, at: number): string {
    if (name === '$' && this.item !== null) return this.item
    const binding = this.readable(name)
    if (binding !== undefined) return this.read(binding, name, at)
    return this.located(at, `unresolved(${textLiteral(name)})`)
  }

  protected readable(name: string): Binding | undefined {
    return this.scope.find(name) ?? this.scope.findLater(name)
  }

  protected read(binding: Binding, name: string, at: number): string {
    if (binding.sure && binding.owner === this.scope.owner) return binding.code
    return `(${binding.code} === undefined ? ${this.located(at, `unresolved(${textLiteral(name)})`)} : ${binding.code})`
  }

  /** The code of any expression. */
  abstract value(expression: Expression): string
}
