/**
 * The tree of a script to the text of a JavaScript function with guards. Why its text is safe to run, and why it answers
 * what the sandbox answers: docs/decisions/javascript-two-roads.md
 */
import type {
  AnyNode,
  BlockStatement,
  Expression,
  ForInStatement,
  ForOfStatement,
  ForStatement,
  FunctionExpression,
  Pattern,
  Statement,
  VariableDeclaration,
} from 'acorn'
import { declarations, fuel, namesUsed } from '../../code-text.ts'
import { functions, namespaces } from './builtins.ts'
import { CopyInput } from './emit-code.ts'
import type { AnyFunction } from './emit-expression.ts'
import { isOfScalar, PatternEmitter } from './emit-pattern.ts'
import {
  type Binding,
  blockNames,
  defaultsIn,
  FunctionCode,
  hasSimpleParameters,
  type Kind,
  mentions,
  namesIn,
  varNames,
} from './scope.ts'
import { offRoad } from './syntax.ts'

/**
 * The code of a function of `runtime` (the functions it calls, by name) that returns the script.
 * @param undeclared names that the script assigns without a declaration
 * @param direct whether inputs may be read in place where the script seems to want scalars alone
 */
export function emitScript(
  tree: FunctionExpression,
  undeclared: readonly string[],
  runtime: readonly string[],
  direct: boolean,
): string {
  const copied = new Set<string>(direct ? [] : parameterNames(tree))
  for (;;) {
    try {
      const emitter = new Emitter()
      const script = emitter.script(tree, undeclared, copied)
      const names = [...namesUsed(script, runtime), ...(emitter.regexes.length > 0 ? ['regexOf'] : [])]
      const head = ['"use strict"', `const { ${names.join(', ')} } = runtime`]
      return [...head, ...emitter.regexes, script].join('\n')
    } catch (error) {
      if (!(error instanceof CopyInput)) throw error
      for (const [at, name] of parameterNames(tree).entries())
        if (error.binding.code === `v${at}`) copied.add(name)
    }
  }
}

function parameterNames({ params }: FunctionExpression): string[] {
  return params.flatMap(namesIn)
}

class Emitter extends PatternEmitter {
  /** whether a `return` ends the script itself */
  private isOutermost = true
  private readonly labels = new Map<string, string>()

  constructor() {
    super(new FunctionCode())
  }

  script(tree: FunctionExpression, undeclared: readonly string[], copied: ReadonlySet<string>): string {
    const owner = new FunctionCode()
    // Parameters come first, so that their numbers are their places.
    const parameters = parameterNames(tree).map((name) => ({ name, code: this.name('v') }))
    const outer = undeclared.map((name) => this.bind(name, 'undeclared').code)
    return this.inScope(owner, (scope) => {
      for (const { name, code } of parameters) {
        if (scope.bindings.has(name)) offRoad(tree, 'two parameters of one name')
        scope.bind(name, 'parameter', code).direct = !copied.has(name)
      }
      const inputs = parameters.map(
        ({ name, code }) => `${code} = ${copied.has(name) ? 'own' : 'open'}(${code});`,
      )
      const body = this.functionBody(tree.body)
      const codes = parameters.map(({ code }) => code).join(', ')
      return `return function (${codes}) { ${declarations(outer)} ${declarations(owner.temporaries)} ${inputs.join(' ')}\n${body}\n}`
    })
  }

  /** A variable; one that is called like a function of JavaScript would only confuse. */
  private bind(name: string, kind: Kind): Binding {
    if (functions.has(name) || namespaces.has(name) || name === 'undefined' || name === 'arguments') {
      offRoad({}, `a variable called “${name}”`)
    }
    return this.scope.bind(name, kind, this.name('v'))
  }

  /** Binds what `var` and function declarations declare, then emits the statements. */
  private functionBody(body: BlockStatement): string {
    // Declared here all of them, since some stand in handlers that are not emitted.
    const variables = new Set(varNames(body).map((name) => this.bind(name, 'var').code))
    for (const statement of body.body) {
      if (statement.type === 'FunctionDeclaration') this.bind(statement.id.name, 'function')
    }
    for (const { name, kind } of blockNames(body.body)) this.bind(name, kind)
    const statements = body.body.map((statement) => this.statement(statement, true))
    return `${variables.size === 0 ? '' : `var ${[...variables].join(', ')};`}\n${statements.join('\n')}`
  }

  protected function(node: AnyFunction): string {
    if (node.async) offRoad(node, '“async”')
    if (node.generator) offRoad(node, 'a generator')
    const outer = this.isOutermost
    this.isOutermost = false
    if (node.type === 'FunctionDeclaration') this.hoisted++
    const labels = new Map(this.labels)
    this.labels.clear()
    const owner = new FunctionCode()
    const isDeclaration = node.type === 'FunctionDeclaration'
    const declaredName = isDeclaration && node.id ? this.scope.find(node.id.name)?.code : undefined
    const code = this.inScope(owner, () => {
      const self =
        !isDeclaration && node.type === 'FunctionExpression' && node.id
          ? this.bind(node.id.name, 'self').code
          : ''
      return this.inScope(owner, () => {
        const { parameters, opening } = this.parameters(node)
        const body =
          node.body.type === 'BlockStatement'
            ? this.functionBody(node.body)
            : `return ${this.value(node.body)}`
        const block = `{ ${declarations(owner.temporaries)} ${fuel} ${opening}\n${body}\n}`
        if (node.type === 'ArrowFunctionExpression') return `(${parameters}) => ${block}`
        return `function ${declaredName ?? self}(${parameters}) ${block}`
      })
    })
    this.isOutermost = outer
    if (isDeclaration) this.hoisted--
    for (const [name, label] of labels) this.labels.set(name, label)
    return code
  }

  /** Plain parameters stay; defaults and patterns are worked out at the start of the body. */
  private parameters(node: AnyFunction): { parameters: string; opening: string } {
    const names = node.params.flatMap(namesIn)
    if (new Set(names).size < names.length) offRoad(node, 'two parameters of one name')
    if (!hasSimpleParameters(node) && node.body.type === 'BlockStatement') {
      const inner = new Set(varNames(node.body))
      if (names.some((name) => inner.has(name))) offRoad(node, 'a variable called like a parameter')
    }
    // A default may look at the parameters in front of it, which are worked out by then.
    for (const [at, parameter] of node.params.entries()) {
      const later = new Set(node.params.slice(at).flatMap(namesIn))
      const own =
        parameter.type === 'AssignmentPattern'
          ? [parameter.right, ...defaultsIn(parameter.left)]
          : defaultsIn(parameter)
      if (own.some((each) => mentions(each, later)))
        offRoad(node, 'a default that looks at its own parameter')
    }
    const opening: string[] = []
    for (const name of names) this.bind(name, 'parameter')
    const codes = node.params.map((parameter): string => {
      if (parameter.type === 'Identifier') return this.assignable(parameter)
      if (parameter.type === 'RestElement' && parameter.argument.type === 'Identifier') {
        return `...${this.assignable(parameter.argument)}`
      }
      if (parameter.type === 'AssignmentPattern' && parameter.left.type === 'Identifier') {
        const code = this.assignable(parameter.left)
        opening.push(`if (${code} === undefined) ${code} = ${this.value(parameter.right)};`)
        return code
      }
      const from = this.name('v')
      const inner = namesIn(parameter).map((name) => this.scope.find(name)?.code as string)
      opening.push(declarations(inner), `${this.taken(parameter, from, () => this.temporary()).join('; ')};`)
      return from
    })
    return { parameters: codes.join(', '), opening: opening.join(' ') }
  }

  /** A block with a scope of its own, in braces. */
  private block(body: readonly Statement[], before = ''): string {
    return this.inScope(this.scope.owner, () => {
      for (const { name, kind } of blockNames(body)) this.bind(name, kind)
      return `{ ${before} ${body.map((statement) => this.statement(statement, false)).join('\n')} }`
    })
  }

  private blockOf(statement: Statement, before = ''): string {
    return this.block(statement.type === 'BlockStatement' ? statement.body : [statement], before)
  }

  /** @param isTop whether it stands in the body of a function itself */
  private statement(node: Statement, isTop: boolean): string {
    switch (node.type) {
      case 'ExpressionStatement':
        return `${this.effect(node.expression)};`
      case 'VariableDeclaration':
        return `${this.declaration(node)};`
      case 'FunctionDeclaration':
        return isTop ? this.function(node) : offRoad(node, 'a function declared in a block')
      case 'ReturnStatement':
        if (!node.argument) return 'return undefined;'
        return `return ${this.isOutermost ? this.returned(node.argument) : this.value(node.argument)};`
      case 'IfStatement': {
        const no = node.alternate ? ` else ${this.blockOf(node.alternate)}` : ''
        return `if (${this.look(node.test)}) ${this.blockOf(node.consequent)}${no}`
      }
      case 'BlockStatement':
        return this.block(node.body)
      case 'ForStatement':
        return this.forLoop(node)
      case 'ForOfStatement':
        return this.forOf(node)
      case 'ForInStatement':
        return this.forIn(node)
      case 'WhileStatement':
        return `while (${this.look(node.test)}) ${this.blockOf(node.body, fuel)}`
      case 'DoWhileStatement':
        return `do ${this.blockOf(node.body, fuel)} while (${this.look(node.test)});`
      case 'SwitchStatement':
        return this.switching(node)
      case 'BreakStatement':
      case 'ContinueStatement': {
        const word = node.type === 'BreakStatement' ? 'break' : 'continue'
        return node.label ? `${word} ${this.labels.get(node.label.name)};` : `${word};`
      }
      case 'LabeledStatement': {
        const label = this.name('l')
        const outer = this.labels.get(node.label.name)
        this.labels.set(node.label.name, label)
        const code = `${label}: ${this.statement(node.body, false)}`
        if (outer === undefined) this.labels.delete(node.label.name)
        else this.labels.set(node.label.name, outer)
        return code
      }
      case 'ThrowStatement':
        return 'turnOff("throw");'
      case 'TryStatement':
        // What would be caught makes the run turn off, so that the handler is never reached here.
        return node.finalizer ? offRoad(node.finalizer, '“finally”') : this.block(node.block.body)
      case 'EmptyStatement':
        return ';'
      default:
        return offRoad(node, described[node.type] ?? node.type)
    }
  }

  /** An expression whose value nobody needs. */
  private effect(node: Expression | AnyNode): string {
    return node.type === 'UpdateExpression' ? this.update(node, false) : this.look(node)
  }

  /** What the script returns may hold parts of an input as they are: what leaves is only read. */
  private returned(node: Expression): string {
    switch (node.type) {
      case 'ObjectExpression':
        return this.object(
          node,
          (member) => this.returned(member),
          (source) => this.look(source),
        )
      case 'ConditionalExpression':
        return `(${this.look(node.test)} ? ${this.returned(node.consequent)} : ${this.returned(node.alternate)})`
      default:
        return this.look(node)
    }
  }

  private declaration(node: VariableDeclaration): string {
    const declared = node.declarations.flatMap(({ id, init }) => {
      if (id.type === 'Identifier') {
        const code = this.scope.find(id.name)?.code as string
        const constant = node.kind === 'const' ? this.scope.find(id.name) : undefined
        if (constant !== undefined && init?.type === 'Literal' && init.regex !== undefined) {
          constant.regex = this.regexOf(init)?.code
          return []
        }
        if (!init) return node.kind === 'var' ? [code] : [`${code} = undefined`]
        const value = this.value(init)
        const binding = this.scope.find(id.name)
        if (binding?.direct) throw new CopyInput(binding)
        if (node.kind === 'const' && binding !== undefined) binding.known = this.known(init)
        return [`${code} = ${value}`]
      }
      return this.declared(id, init as Expression)
    })
    return declared.length === 0 ? '' : `${node.kind} ${declared.join(', ')}`
  }

  /** The declarators of a pattern; what is taken apart on the way gets names of its own. */
  private declared(pattern: Pattern, init: Expression): string[] {
    const name = () => this.name('v')
    if (pattern.type === 'ObjectPattern' && this.isInPlace(init) && pattern.properties.every(isOfScalar)) {
      return this.taken(pattern, this.look(init), name, true)
    }
    return this.taken(pattern, this.value(init), name)
  }

  private forLoop({ init, test, update, body }: ForStatement): string {
    return this.inScope(this.scope.owner, () => {
      if (init?.type === 'VariableDeclaration')
        for (const { name, kind } of blockNames([init])) this.bind(name, kind)
      const begin =
        init?.type === 'VariableDeclaration' ? this.declaration(init) : init ? this.effect(init) : ''
      const condition = test ? this.look(test) : ''
      const step = update ? this.effect(update) : ''
      return `for (${begin}; ${condition}; ${step}) ${this.blockOf(body, fuel)}`
    })
  }

  private forOf(node: ForOfStatement): string {
    if (node.await) offRoad(node, '“await”')
    return this.inScope(this.scope.owner, () => {
      this.bindLeft(node)
      const [list, at] = [this.name('v'), this.name('v')]
      const source = this.items(node.right)
      const body = this.blockOf(node.body, `${fuel} ${this.assignLeft(node, `${list}[${at}]`)}`)
      return `for (let ${list} = ${source}, ${at} = 0; ${at} < ${list}.length; ${at}++) ${body}`
    })
  }

  private forIn(node: ForInStatement): string {
    return this.inScope(this.scope.owner, () => {
      this.bindLeft(node)
      const [source, keys, at] = [this.name('v'), this.name('v'), this.name('v')]
      const begin = `${source} = ${this.look(node.right)}, ${keys} = keysIn(${source}), ${at} = 0`
      const skip = `if (!stillIn(${keys}[${at}], ${source})) continue;`
      const body = this.blockOf(node.body, `${fuel} ${skip} ${this.assignLeft(node, `${keys}[${at}]`)}`)
      return `for (let ${begin}; ${at} < ${keys}.length; ${at}++) ${body}`
    })
  }

  private bindLeft({ left }: ForOfStatement | ForInStatement): void {
    if (left.type !== 'VariableDeclaration') return
    if (left.declarations[0]?.init) offRoad(left, 'a loop with a first value')
    for (const { name, kind } of blockNames([left])) this.bind(name, kind)
  }

  /** Gives the variable of a loop its value, at the start of the body. */
  private assignLeft({ left }: ForOfStatement | ForInStatement, value: string): string {
    if (left.type !== 'VariableDeclaration') {
      return `${this.taken(left, value, () => this.temporary()).join('; ')};`
    }
    const { id } = left.declarations[0] as VariableDeclaration['declarations'][number]
    return `${left.kind} ${this.taken(id, value, () => this.name('v')).join(', ')};`
  }

  private switching({ discriminant, cases }: Extract<Statement, { type: 'SwitchStatement' }>): string {
    const value = this.value(discriminant)
    return this.inScope(this.scope.owner, () => {
      for (const { consequent } of cases)
        for (const { name, kind } of blockNames(consequent)) this.bind(name, kind)
      const codes = cases.map(({ test, consequent }) => {
        const head = test ? `case ${this.value(test)}:` : 'default:'
        return `${head} ${consequent.map((statement) => this.statement(statement, false)).join('\n')}`
      })
      return `switch (seen(${value})) { ${codes.join('\n')} }`
    })
  }
}

/** Names of what compiled scripts do without. */
const described: Readonly<Record<string, string>> = {
  ClassDeclaration: 'a class',
  WithStatement: '“with”',
  DebuggerStatement: '“debugger”',
}
