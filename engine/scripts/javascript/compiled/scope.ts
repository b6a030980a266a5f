/** Which variable a name means, and what it is called in generated code. */
import type { AnyNode, Function as FunctionNode, Pattern, Statement } from 'acorn'
import { offRoad } from './syntax.ts'

export type Kind = 'var' | 'let' | 'const' | 'parameter' | 'function' | 'self' | 'undeclared'

export type Known = 'number' | 'text' | 'truth'

export interface Binding {
  /** its name in the generated code */
  readonly code: string
  readonly kind: Kind
  /** what it always holds, where that is known */
  known: Known | undefined
  /** an input that the script reads in place; its scalars may be used, its lists and objects may not */
  direct: boolean
  /** the regular expression that it stands for, as code */
  regex: string | undefined
}

/** The generated function that temporaries belong to. */
export class FunctionCode {
  readonly temporaries: string[] = []
}

export class Scope {
  readonly parent: Scope | null
  readonly owner: FunctionCode
  readonly bindings = new Map<string, Binding>()

  constructor(parent: Scope | null, owner: FunctionCode) {
    this.parent = parent
    this.owner = owner
  }

  find(name: string): Binding | undefined {
    for (let scope: Scope | null = this; scope !== null; scope = scope.parent) {
      const binding = scope.bindings.get(name)
      if (binding !== undefined) return binding
    }
    return undefined
  }

  bind(name: string, kind: Kind, code: string): Binding {
    const known = this.bindings.get(name)
    if (known !== undefined) return known
    const binding: Binding = { code, kind, known: undefined, direct: false, regex: undefined }
    this.bindings.set(name, binding)
    return binding
  }
}

/** Names that a pattern binds. */
export function namesIn(pattern: Pattern | AnyNode): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name]
    case 'AssignmentPattern':
      return namesIn(pattern.left)
    case 'RestElement':
      return namesIn(pattern.argument)
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : namesIn(element)))
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        property.type === 'RestElement' ? namesIn(property) : namesIn(property.value),
      )
    default:
      return []
  }
}

/** The defaults, and computed keys, in a pattern. */
export function defaultsIn(pattern: Pattern | AnyNode): AnyNode[] {
  switch (pattern.type) {
    case 'AssignmentPattern':
      return [pattern.right, ...defaultsIn(pattern.left)]
    case 'RestElement':
      return defaultsIn(pattern.argument)
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : defaultsIn(element)))
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        property.type === 'RestElement'
          ? defaultsIn(property)
          : [...(property.computed ? [property.key] : []), ...defaultsIn(property.value)],
      )
    default:
      return []
  }
}

/** Names that `var` declares anywhere in a function, but for functions within. */
export function varNames(node: AnyNode | null | undefined): string[] {
  if (node === null || node === undefined) return []
  switch (node.type) {
    case 'VariableDeclaration':
      return node.kind === 'var' ? node.declarations.flatMap(({ id }) => namesIn(id)) : []
    case 'BlockStatement':
      return node.body.flatMap(varNames)
    case 'IfStatement':
      return [...varNames(node.consequent), ...varNames(node.alternate)]
    case 'ForStatement':
      return [...varNames(node.init), ...varNames(node.body)]
    case 'ForInStatement':
    case 'ForOfStatement':
      return [...varNames(node.left), ...varNames(node.body)]
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'LabeledStatement':
      return varNames(node.body)
    case 'SwitchStatement':
      return node.cases.flatMap(({ consequent }) => consequent.flatMap(varNames))
    case 'TryStatement':
      return [...varNames(node.block), ...varNames(node.handler?.body), ...varNames(node.finalizer)]
    default:
      return []
  }
}

/** Names that `let` and `const` declare in a block itself. */
export function blockNames(body: readonly Statement[]): { name: string; kind: 'let' | 'const' }[] {
  return body.flatMap((statement) => {
    if (statement.type === 'ClassDeclaration') return offRoad(statement, 'a class')
    if (statement.type !== 'VariableDeclaration' || statement.kind === 'var') return []
    const { kind } = statement
    if (kind !== 'let' && kind !== 'const') return offRoad(statement, `“${kind}”`)
    return statement.declarations.flatMap(({ id }) => namesIn(id).map((name) => ({ name, kind })))
  })
}

/** Whether a function's parameters are names alone, without defaults and patterns. */
export function hasSimpleParameters({ params }: FunctionNode): boolean {
  return params.every(({ type }) => type === 'Identifier')
}

/** Whether any of the names stands somewhere in a tree. */
export function mentions(node: unknown, names: ReadonlySet<string>): boolean {
  if (typeof node !== 'object' || node === null) return false
  if ('type' in node && node.type === 'Identifier' && 'name' in node) return names.has(node.name as string)
  return Object.values(node).some((part) => mentions(part, names))
}
