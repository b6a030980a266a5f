/** What every part of the emitter needs: names, temporaries, what is known of a value, and inputs read in place. */
import type { AnyNode, Expression, Identifier } from 'acorn'
import { textLiteral } from '../../code-text.ts'
import { constants, functions, namespaces, statics } from './builtins.ts'
import { costOf } from './regex.ts'
import { type Binding, type FunctionCode, type Known, Scope } from './scope.ts'
import { offRoad } from './syntax.ts'

/** An input was to be used otherwise than in place: the script is emitted anew, with a copy of it. */
export class CopyInput {
  readonly binding: Binding
  constructor(binding: Binding) {
    this.binding = binding
  }
}

const comparisons = new Set(['<', '<=', '>', '>=', '==', '!=', '===', '!==', 'in', 'instanceof'])

export abstract class CodeEmitter {
  #names = 0
  /** declarations of regular expressions, in front of the script */
  readonly regexes: string[] = []
  /** how many function declarations are around: they run before what stands in front of them */
  protected hoisted = 0
  protected scope: Scope

  constructor(owner: FunctionCode) {
    this.scope = new Scope(null, owner)
  }

  /** The code of any expression; nothing of an input itself comes out of it. */
  abstract value(node: AnyNode): string

  /** Names of the generated code are numbers behind a letter: nothing of the script's text gets into it. */
  protected name(letter: 'v' | 'l'): string {
    return `${letter}${this.#names++}`
  }

  protected temporary(): string {
    const name = `t${this.#names++}`
    this.scope.owner.temporaries.push(name)
    return name
  }

  /** Runs `emit` within a scope of its own. */
  protected inScope<T>(owner: FunctionCode, emit: (scope: Scope) => T): T {
    const outer = this.scope
    this.scope = new Scope(outer, owner)
    const result = emit(this.scope)
    this.scope = outer
    return result
  }

  /** The two names of a static (`Math.max`), unless a variable stands in front. */
  protected staticName(node: AnyNode): string | undefined {
    if (node.type !== 'MemberExpression' || node.object.type !== 'Identifier' || node.optional)
      return undefined
    const { name } = node.object
    const key = staticKey(node)
    if (key === undefined || !namespaces.has(name) || this.scope.find(name) !== undefined) return undefined
    return `${name}.${key}`
  }

  /** The code of a regular expression that is written down, or of a constant that is one; undefined for anything else. */
  protected regexOf(
    node: AnyNode | undefined,
  ): { readonly code: string; readonly flags: string } | undefined {
    if (node?.type === 'Identifier') {
      const code = this.hoisted > 0 ? undefined : this.scope.find(node.name)?.regex
      return code === undefined ? undefined : { code, flags: code.split('_')[1] ?? '' }
    }
    if (node?.type !== 'Literal' || node.regex === undefined) return undefined
    const { pattern, flags } = node.regex
    if (costOf(pattern, flags) === null) return offRoad(node, 'a regular expression whose work has no bound')
    const code = `r${this.#names++}_${flags}`
    this.regexes.push(`const ${code} = regexOf(${textLiteral(pattern)}, ${textLiteral(flags)})`)
    return { code, flags }
  }

  protected unknownName(node: Identifier): never {
    const { name } = node
    return offRoad(node, functions.has(name) || namespaces.has(name) ? `“${name}” as a value` : `“${name}”`)
  }

  /** Whether an expression may be a part of an input itself. */
  protected isInPlace(node: AnyNode): boolean {
    return this.inputOf(node) !== undefined
  }

  /** The input that an expression may be a part of. */
  protected inputOf(node: AnyNode): Binding | undefined {
    switch (node.type) {
      case 'Identifier': {
        const binding = this.scope.find(node.name)
        return binding?.direct ? binding : undefined
      }
      case 'MemberExpression':
        return node.object.type === 'Super' ? undefined : this.inputOf(node.object)
      case 'ChainExpression':
        return this.inputOf(node.expression)
      case 'LogicalExpression':
        return this.inputOf(node.left) ?? this.inputOf(node.right)
      case 'ConditionalExpression':
        return this.inputOf(node.consequent) ?? this.inputOf(node.alternate)
      default:
        return undefined
    }
  }

  /** Starts anew with a copy where an expression is a part of an input. */
  protected needsCopy(node: AnyNode): void {
    const input = this.inputOf(node)
    if (input !== undefined) throw new CopyInput(input)
  }

  /** What an expression always is, as far as its text tells. */
  protected known(node: AnyNode): Known | undefined {
    switch (node.type) {
      case 'Literal':
        return typeof node.value === 'number' ? 'number' : typeof node.value === 'string' ? 'text' : undefined
      case 'TemplateLiteral':
        return 'text'
      case 'Identifier':
        return this.scope.find(node.name)?.known
      case 'UpdateExpression':
        return 'number'
      case 'UnaryExpression':
        return knownUnary(node.operator)
      case 'BinaryExpression':
        return this.knownBinary(node)
      case 'ConditionalExpression': {
        const known = this.known(node.consequent)
        return known === this.known(node.alternate) ? known : undefined
      }
      case 'LogicalExpression': {
        const known = this.known(node.left)
        return known === this.known(node.right) ? known : undefined
      }
      case 'MemberExpression':
        return constants.has(this.staticName(node) ?? '') ? 'number' : undefined
      case 'CallExpression':
        return this.knownCall(node.callee)
      default:
        return undefined
    }
  }

  private knownBinary({
    operator,
    left,
    right,
  }: Extract<Expression, { type: 'BinaryExpression' }>): Known | undefined {
    if (comparisons.has(operator)) return 'truth'
    if (operator !== '+') return 'number'
    const [a, b] = [this.known(left), this.known(right)]
    if (a === 'text' || b === 'text') return 'text'
    return a === 'number' && b === 'number' ? 'number' : undefined
  }

  private knownCall(callee: AnyNode): Known | undefined {
    const isFree = callee.type === 'Identifier' && this.scope.find(callee.name) === undefined
    const found = isFree ? functions.get(callee.name) : statics.get(this.staticName(callee) ?? '')
    return found?.isNumber ? 'number' : undefined
  }
}

function knownUnary(operator: string): Known | undefined {
  if (operator === '!') return 'truth'
  if (operator === 'typeof') return 'text'
  return operator === '-' || operator === '+' || operator === '~' ? 'number' : undefined
}

/** The key of a member where it is written down, and no index. */
export function staticKey(node: Extract<AnyNode, { type: 'MemberExpression' }>): string | undefined {
  const { property } = node
  if (!node.computed) return property.type === 'Identifier' ? property.name : offRoad(node, 'a private name')
  if (property.type !== 'Literal' || typeof property.value !== 'string') return undefined
  return /^\d/.test(property.value) ? undefined : property.value
}
