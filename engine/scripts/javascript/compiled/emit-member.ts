/** Reading members and elements, and calls. */
import type { AnyNode, CallExpression, Expression, MemberExpression, SpreadElement } from 'acorn'
import { textLiteral } from '../../code-text.ts'
import { reservedNames } from './access.ts'
import { type Builtin, constants, functions, methods, ofScalars, statics } from './builtins.ts'
import { CodeEmitter, staticKey } from './emit-code.ts'
import { isDifference, isPure } from './order.ts'
import { offRoad } from './syntax.ts'

type Argument = Expression | SpreadElement

/** Methods that change nothing and give out no list or object that was in the list. */
const readers: ReadonlySet<string> = new Set(
  'at concat every filter find findIndex findLast findLastIndex flat flatMap forEach includes indexOf join lastIndexOf map reduce reduceRight slice some toReversed'.split(
    ' ',
  ),
)

/** Methods of texts that take a regular expression. */
const ofRegex = new Map([
  ['match', 'regexMatch'],
  ['replace', 'regexReplace'],
  ['replaceAll', 'regexReplace'],
  ['search', 'regexSearch'],
  ['split', 'regexSplit'],
])

/** Whether an argument, as a callback, gets no hold of the list that it is called for. */
function isBlind(arg: Argument): boolean {
  if (arg.type !== 'ArrowFunctionExpression' && arg.type !== 'FunctionExpression')
    return arg.type === 'Literal'
  return arg.params.length < 3 && arg.params.every(({ type }) => type !== 'RestElement')
}

export abstract class MemberEmitter extends CodeEmitter {
  /** The code of an expression that is only looked into: what comes out may be a part of an input itself. */
  look(node: AnyNode): string {
    if (!this.isInPlace(node)) return this.value(node)
    switch (node.type) {
      case 'Identifier':
        return this.scope.find(node.name)?.code ?? this.unknownName(node)
      case 'LogicalExpression':
        return `(${this.look(node.left)} ${node.operator} ${this.look(node.right)})`
      case 'ConditionalExpression':
        return `(${this.look(node.test)} ? ${this.look(node.consequent)} : ${this.look(node.alternate)})`
      default:
        return this.chain(node, 'open')
    }
  }

  /** Members, elements and calls with everything in front of them: `?.` skips the rest of the chain. */
  protected chain(node: AnyNode, take: 'open' | 'scalar'): string {
    if (node.type !== 'ChainExpression') return this.link(node, [], take)
    const guards: string[] = []
    const code = this.link(node.expression, guards, take)
    return guards.length === 0 ? code : `(${guards.join(' || ')} ? undefined : ${code})`
  }

  private link(node: AnyNode, guards: string[], take: 'open' | 'scalar' = 'open'): string {
    if (node.type === 'CallExpression') return this.call(node, guards)
    if (node.type !== 'MemberExpression') return this.look(node)
    const constant = constants.get(this.staticName(node) ?? '')
    if (constant !== undefined) return numberLiteral(constant)
    const object = this.target(node, guards)
    const code = this.read(object, node)
    return this.isInPlace(node) ? `${take}(${code})` : code
  }

  /** What stands in front of a dot, guarded where that is a `?.`. */
  private target(node: MemberExpression, guards: string[]): string {
    if (node.object.type === 'Super') return offRoad(node, '“super”')
    return this.guarded(this.link(node.object, guards), node.optional, guards)
  }

  private guarded(code: string, optional: boolean | undefined, guards: string[]): string {
    if (!optional) return code
    const value = this.temporary()
    guards.push(`(${value} = ${code}) == null`)
    return value
  }

  private read(object: string, node: MemberExpression): string {
    const key = staticKey(node)
    if (key === undefined) return `element(${object}, ${this.value(node.property)})`
    return this.readKey(object, key)
  }

  /** A member by a written name. Where only an own key can have the name, V8 reads it at once. */
  protected readKey(object: string, key: string): string {
    if (key === 'length') return `lengthOf(${object})`
    if (/^\d/.test(key) || reservedNames.has(key)) return `get(${object}, ${textLiteral(key)})`
    return `(${object})[${textLiteral(key)}]`
  }

  protected call(node: CallExpression, guards: string[]): string {
    const { callee } = node
    if (callee.type === 'Super') return offRoad(node, '“super”')
    if (callee.type === 'MemberExpression') return this.memberCall(node, callee, guards)
    if (callee.type === 'Identifier' && this.scope.find(callee.name) === undefined) {
      if (callee.name === 'Array') return offRoad(node, 'Array()')
      const found = functions.get(callee.name) ?? this.unknownName(callee)
      return this.builtin(node, found, node.arguments)
    }
    const code = this.guarded(this.link(callee, guards), node.optional, guards)
    return `(${code})(${this.args(node.arguments)})`
  }

  private memberCall(node: CallExpression, callee: MemberExpression, guards: string[]): string {
    const name = this.staticName(callee)
    if (name !== undefined) {
      const found = statics.get(name)
      return found === undefined ? offRoad(node, name) : this.builtin(node, found, node.arguments)
    }
    const key = staticKey(callee)
    const special =
      node.optional || callee.optional
        ? undefined
        : (this.regexCall(node, callee, key) ?? this.specialCall(node, callee, key))
    if (special !== undefined) return special
    if (key === undefined) {
      const code = `element(${this.target(callee, guards)}, ${this.value(callee.property)})`
      return `callable(${this.guarded(code, node.optional, guards)})(${this.args(node.arguments)})`
    }
    const method = methods.get(key)
    if (method !== undefined) return this.method(node, callee, key, method, guards)
    if (reservedNames.has(key) && key !== 'sort' && key !== 'toSorted') return offRoad(node, `.${key}()`)
    if (key === 'sort' || key === 'toSorted') return this.sorting(node, callee, key, guards)
    const code = this.guarded(this.readKey(this.target(callee, guards), key), node.optional, guards)
    return `(${code})(${this.args(node.arguments)})`
  }

  private method(
    node: CallExpression,
    callee: MemberExpression,
    key: string,
    method: Builtin,
    guards: string[],
  ): string {
    if (node.optional) return offRoad(node, `.${key}?.()`)
    const args = node.arguments
    const isBorrowed = this.isInPlace(callee.object) && !method.inPlace
    if (isBorrowed && !ofScalars.has(key) && !(readers.has(key) && args.every(isBlind)))
      this.needsCopy(callee.object)
    let object = this.target(callee, guards)
    if (isBorrowed) object = readers.has(key) ? `borrowed(${object})` : `scalar(${object})`
    if (method.ofMany) return `${method.code}(${object}, [${this.args(args)}])`
    if (args.length > method.max || args.some(({ type }) => type === 'SpreadElement')) {
      return offRoad(node, `.${key}() with such arguments`)
    }
    return `${method.code}(${[object, ...args.map((arg) => this.callback(arg))].join(', ')})`
  }

  /** Calls with a regular expression. */
  private regexCall(
    node: CallExpression,
    { object }: MemberExpression,
    key: string | undefined,
  ): string | undefined {
    const [first, second, ...rest] = node.arguments
    if (key === 'test' || key === 'exec') {
      const regex = this.regexOf(object)
      if (regex === undefined || first === undefined || second !== undefined) return undefined
      // These go on from where they ended.
      if (regex.flags.includes('g')) return offRoad(node, `.${key}() that goes on where it ended`)
      return `${key === 'test' ? 'regexTest' : 'regexMatch'}(${regex.code}, ${this.value(first)})`
    }
    const regex = first && key !== undefined && ofRegex.has(key) ? this.regexOf(first) : undefined
    if (regex === undefined || rest.length > 0 || (second !== undefined && !key?.startsWith('replace')))
      return undefined
    if (key === 'replaceAll' && !regex.flags.includes('g')) return undefined
    const source = `asText(${this.isInPlace(object) ? `scalar(${this.look(object)})` : this.value(object)})`
    const by = key?.startsWith('replace') && second ? `, ${this.value(second)}` : ''
    if (key?.startsWith('replace') && by === '') return undefined
    return `${ofRegex.get(key as string)}(${regex.code}, ${source}${by})`
  }

  /** Idioms that are calls of what scripts can't have otherwise. */
  private specialCall(
    node: CallExpression,
    { object }: MemberExpression,
    key: string | undefined,
  ): string | undefined {
    const [first, second] = node.arguments
    if (
      key === 'fill' &&
      isArrayOf(object) &&
      this.scope.find('Array') === undefined &&
      node.arguments.length === 1
    ) {
      const [length] = object.arguments
      return `filled(${this.value(length as AnyNode)}, ${this.value(first as AnyNode)})`
    }
    if (key === 'log' || key === 'info' || key === 'warn' || key === 'error' || key === 'debug') {
      if (
        object.type !== 'Identifier' ||
        object.name !== 'console' ||
        this.scope.find('console') !== undefined
      )
        return undefined
      return `(${[...node.arguments.map((arg) => this.look(arg)), 'undefined'].join(', ')})`
    }
    if (key === 'call' && node.arguments.length === 2 && this.isHasOwnProperty(object)) {
      return `hasOwn(${this.look(first as AnyNode)}, ${this.value(second as AnyNode)})`
    }
    return undefined
  }

  /** `Object.prototype.hasOwnProperty` */
  private isHasOwnProperty(node: AnyNode): boolean {
    return (
      node.type === 'MemberExpression' &&
      staticKey(node) === 'hasOwnProperty' &&
      this.staticName(node.object) === 'Object.prototype'
    )
  }

  private sorting(node: CallExpression, callee: MemberExpression, key: string, guards: string[]): string {
    const [order, ...rest] = node.arguments
    if (rest.length > 0 || node.optional) return offRoad(node, `.${key}() with such arguments`)
    this.needsCopy(callee.object)
    const object = this.target(callee, guards)
    if (order === undefined) return `${key}(${object}, undefined, false)`
    if (!isPure(order)) return offRoad(order, `.${key}() with an order that does more than compare`)
    return `${key}(${object}, ${this.value(order)}, ${isDifference(order)})`
  }

  protected builtin(node: AnyNode, found: Builtin, args: readonly Argument[]): string {
    const spread = args.some(({ type }) => type === 'SpreadElement')
    if (found.ofMany && args.length >= found.min) return `${found.code}([${this.args(args)}])`
    if (spread || args.length < found.min || args.length > found.max) return offRoad(node, 'such arguments')
    const codes = args.map((arg, at) => (at === 0 && found.inPlace ? this.look(arg) : this.callback(arg)))
    return `${found.code}(${codes.join(', ')})`
  }

  protected args(args: readonly Argument[]): string {
    return args
      .map((arg) =>
        arg.type === 'SpreadElement' ? `...spreadArgs(${this.items(arg.argument)})` : this.value(arg),
      )
      .join(', ')
  }

  /** What is run over: of an input itself, scalars alone. */
  protected items(node: Expression): string {
    return this.isInPlace(node) ? `scalarItems(${this.look(node)})` : `items(${this.value(node)})`
  }

  /** An argument that may also be the name of a function of JavaScript: it is called and nothing else. */
  private callback(arg: Argument): string {
    const isFree = arg.type === 'Identifier' && this.scope.find(arg.name) === undefined
    return (isFree ? functions.get(arg.name)?.code : undefined) ?? this.value(arg)
  }
}

function isArrayOf(node: AnyNode): node is Extract<AnyNode, { type: 'NewExpression' | 'CallExpression' }> {
  return (
    (node.type === 'NewExpression' || node.type === 'CallExpression') &&
    node.callee.type === 'Identifier' &&
    node.callee.name === 'Array' &&
    node.arguments.length === 1 &&
    node.arguments[0]?.type !== 'SpreadElement'
  )
}

export function numberLiteral(value: number): string {
  if (Number.isNaN(value)) return '(0 / 0)'
  if (!Number.isFinite(value)) return value > 0 ? '(1 / 0)' : '(-1 / 0)'
  return value < 0 || Object.is(value, -0) ? `(${value})` : String(value)
}
