/** The tree of a script to the text of a JavaScript function. Why its text is safe to run: docs/decisions/tbel-compiler.md */
import { declarations, fuel, namesUsed } from '../code-text.ts'
import type { Block, Expression, FunctionDeclaration, Statement } from './ast.ts'
import { ExpressionEmitter } from './emit-expression.ts'
import { FunctionCode, Scope } from './scope.ts'

export interface Emitted {
  /** body of a function of `runtime` (the functions it calls, by name) and `constants` that returns the script */
  readonly code: string
  readonly constants: readonly unknown[]
  /** offset in the script for lines of the code, by 0-based line */
  readonly offsets: readonly (number | undefined)[]
}

/** Functions of the runtime that generated code may call. */
export function emitScript(
  body: Block,
  names: readonly string[],
  copies: readonly boolean[],
  runtime: readonly string[],
): Emitted {
  const emitter = new Emitter()
  const script = emitter.script(body, names, copies)
  const constants = emitter.constants.map((_, index) => `k${index} = constants[${index}]`)
  const needed = [...(emitter.shapes > 0 ? ['newShape'] : []), ...(emitter.copiers > 0 ? ['newCopier'] : [])]
  const code = [
    '"use strict"',
    `const { ${[...new Set([...namesUsed(script, runtime), ...needed])].join(', ')} } = runtime`,
    constants.length === 0 ? '' : `const ${constants.join(', ')}`,
    ...Array.from({ length: emitter.shapes }, (_, index) => `const M${index} = newShape()`),
    ...Array.from({ length: emitter.copiers }, (_, index) => `const C${index} = newCopier()`),
    script,
  ].join('\n')
  const offsets = code.split('\n').map((line) => {
    const marked = /^\/\*@(\d+)\*\//.exec(line)
    return marked === null ? undefined : Number(marked[1])
  })
  return { code, constants: emitter.constants, offsets }
}

class Emitter extends ExpressionEmitter {
  /** label of the innermost loop or switch; null where a `break` has nothing to leave */
  private breakable: string | null = null
  /** the script itself, outside of its functions */
  private root: FunctionCode | null = null

  constructor() {
    super(new Scope(null, new FunctionCode({ next: 0 })))
  }

  script(body: Block, names: readonly string[], copies: readonly boolean[]): string {
    const owner = new FunctionCode(this.counter)
    this.root = owner
    this.scope = new Scope(null, owner, assignedNames(body))
    const parameters = names.map((name) => {
      const code = owner.variable()
      const binding = this.scope.bind(name, code)
      binding.sure = true
      binding.shared = true
      return code
    })
    const copied = parameters
      .filter((_, index) => copies[index])
      .map((code) => `${code} = C${this.copiers++}(${code});`)
    const inner = this.statements(body, true)
    return `return function (${parameters.join(', ')}) { ${copied.join(' ')} ${this.opened(owner)} ${inner}\nreturn null }`
  }

  /** The declarations of a function, once everything in it is known. */
  private opened(owner: FunctionCode): string {
    return `${declarations(owner.temporaries)} ${declarations(this.scope.declared)}`
  }

  /** @param isTail whether the value of the last statement is the result */
  private statements(body: Block, isTail: boolean): string {
    for (const statement of body) {
      if (statement.kind === 'function' && !this.scope.functions.has(statement.name)) {
        const code = this.scope.owner.variable()
        this.scope.functions.set(statement.name, { code, parameters: statement.parameters.length })
      }
    }
    return body
      .map((statement, index) => this.statement(statement, isTail && index === body.length - 1))
      .join('\n')
  }

  /** A block with a scope of its own, in braces. */
  private block(body: Block, isTail: boolean, prepare: () => string = () => ''): string {
    const outer = this.scope
    this.scope = new Scope(outer, outer.owner, assignedNames(body))
    const before = prepare()
    const inner = this.statements(body, isTail)
    const code = `{ ${declarations(this.scope.declared)} ${before} ${inner} }`
    this.scope = outer
    return code
  }

  private statement(statement: Statement, isTail: boolean): string {
    switch (statement.kind) {
      case 'expression':
        return this.expressionStatement(statement.expression, isTail)
      case 'declare':
        return this.declaration(statement, isTail)
      case 'if': {
        const test = this.condition(statement.test)
        const yes = this.block(statement.yes, isTail)
        return `if (${test}) ${yes}${statement.no === null ? '' : ` else ${this.block(statement.no, isTail)}`}`
      }
      case 'while':
        return this.whileLoop(statement)
      case 'for':
        return this.forLoop(statement)
      case 'foreach':
        return this.foreach(statement)
      case 'switch':
        return this.switchChain(statement, isTail)
      case 'return':
        return `return (${statement.value === null ? 'null' : this.value(statement.value)})`
      case 'break':
        if (this.breakable === null) return `return null`
        return `break ${this.breakable}`
      case 'assert':
        return `if (!${this.condition(statement.test)}) ${this.located(statement.at, 'failure("An assertion does not hold")')}${isTail ? '; return true' : ''}`
      case 'function':
        return this.functionDeclaration(statement)
    }
  }

  private expressionStatement(expression: Expression, isTail: boolean): string {
    const code = isTail ? this.value(expression) : this.effect(expression)
    if (expression.kind === 'assign' && expression.target.kind === 'name')
      this.nowSure(expression.target.name)
    return isTail ? `return (${code})` : `;${code};`
  }

  /** An expression whose value nobody needs. */
  private effect(expression: Expression): string {
    if (expression.kind === 'step') return this.step(expression, false)
    return expression.kind === 'method' ? this.methodEffect(expression) : this.value(expression)
  }

  private declaration(
    { names, value, at }: Extract<Statement, { kind: 'declare' }>,
    isTail: boolean,
  ): string {
    const parts = names.map((name, index) => {
      const code =
        index === names.length - 1 && value !== null
          ? this.assignName(name, null, value, at)
          : `${this.scope.assignable(name).code} = null`
      this.nowDeclared(name)
      return code
    })
    return isTail ? `return (${parts.join(', ')})` : `;${parts.join('; ')};`
  }

  /** A statement of the very block has set its variable: what comes later need not check. */
  private nowSure(name: string): void {
    const binding = this.scope.variables.get(name)
    if (binding !== undefined) binding.sure = true
  }

  /** Functions may write what `var` or a type declares; what is only assigned they can read. */
  private nowDeclared(name: string): void {
    this.nowSure(name)
    const binding = this.scope.variables.get(name)
    if (binding !== undefined) binding.shared = true
  }

  private whileLoop({ test, until, after, body }: Extract<Statement, { kind: 'while' }>): string {
    const label = this.scope.owner.variable()
    const before = after ? '' : this.condition(test)
    const code = this.inside(label, () => this.block(body, false, () => fuel))
    const condition = `${until ? '!' : ''}(${after ? this.condition(test) : before})`
    return after ? `${label}: do ${code} while (${condition})` : `${label}: while (${condition}) ${code}`
  }

  private forLoop(loop: Extract<Statement, { kind: 'for' }>): string {
    if (loop.body.length === 0 && !this.changesScript(loop)) return ''
    const { init, test, step, body } = loop
    const outer = this.scope
    this.scope = new Scope(outer, outer.owner)
    const label = outer.owner.variable()
    const initCode = init === null ? '' : this.statement(init, false)
    const testCode = this.condition(test)
    const code = this.inside(label, () => this.block(body, false, () => fuel))
    const stepCode = step === null ? '' : step.kind === 'step' ? this.step(step, false) : this.value(step)
    const declared = declarations(this.scope.declared)
    this.scope = outer
    return `{ ${declared} ${initCode}\n${label}: for (; ${testCode}; ${stepCode}) ${code} }`
  }

  /** Whether the head of a loop changes a variable of the script; the cloud leaves out empty loops that do not. */
  private changesScript({ init, test, step }: Extract<Statement, { kind: 'for' }>): boolean {
    const names = changedNames([init, test, step])
    return names.some((name) => this.scope.find(name)?.owner === this.root)
  }

  private foreach({ name, source, body, at }: Extract<Statement, { kind: 'foreach' }>): string {
    const owner = this.scope.owner
    const [items, index, length, label] = [
      owner.temporary(),
      owner.variable(),
      owner.variable(),
      owner.variable(),
    ]
    const sourceCode = this.located(at, `iterable(${this.value(source)})`)
    const outer = this.scope
    this.scope = new Scope(outer, owner)
    const item = owner.variable()
    this.scope.bind(name, item).sure = true
    const code = this.inside(label, () => this.block(body, false, () => fuel))
    this.scope = outer
    const guard = `${items}.length !== ${length} && ${this.located(at, `unchanged(${items}, ${length})`)}`
    return (
      `${items} = ${sourceCode}; ${label}: for (let ${index} = 0, ${length} = ${items}.length; ${index} < ${length}; ${index}++, ${guard}) ` +
      `{ let ${item} = ${items}[${index}]; ${code} }`
    )
  }

  private switchChain(
    { subject, cases, at }: Extract<Statement, { kind: 'switch' }>,
    isTail: boolean,
  ): string {
    const label = this.scope.owner.variable()
    const value = this.temporary()
    const subjectCode = this.value(subject)
    // Each case asks anew; that shows where asking changes something.
    const compared = changesSomething(subject) ? subjectCode : value
    return this.inside(label, () => {
      const branches = cases.map(({ values, isDefault, body }) => {
        const tests = values.map((one) => this.located(at, `equal(${compared}, ${this.value(one)})`))
        const last = body.at(-1)
        const shown = last?.kind === 'break' ? body.slice(0, -1) : body
        const code = this.block(shown, isTail)
        return { isDefault, code: isDefault ? code : `if (${tests.join(' || ')}) ${code}` }
      })
      const ordered = [
        ...branches.filter((one) => !one.isDefault),
        ...branches.filter((one) => one.isDefault),
      ]
      const first = compared === value ? `${value} = ${subjectCode};` : ''
      return `${label}: { ${first} ${ordered.map((one) => one.code).join(' else ')} }`
    })
  }

  private inside(label: string, emit: () => string): string {
    const outer = this.breakable
    this.breakable = label
    const code = emit()
    this.breakable = outer
    return code
  }

  private functionDeclaration({ name, parameters, body, at }: FunctionDeclaration): string {
    const declared = this.scope.functions.get(name)
    const outer = this.scope
    const outerBreakable = this.breakable
    const owner = new FunctionCode(this.counter)
    this.scope = new Scope(outer, owner, assignedNames(body))
    this.breakable = null
    const codes = parameters.map((parameter) => {
      const code = owner.variable()
      this.scope.bind(parameter, code)
      return code
    })
    const inner = this.statements(body, true)
    const opened = this.opened(owner)
    this.scope = outer
    this.breakable = outerBreakable
    const called = this.located(at, 'look()')
    return `function ${declared?.code}(${codes.join(', ')}) { ${opened} if (--meter.fuel < 0) ${called}; ${inner}\nreturn null }`
  }
}

/** Names that the statements of a block assign, without those in blocks and functions within. */
function assignedNames(body: Block): Set<string> {
  const names = new Set<string>()
  for (const statement of body) {
    if (statement.kind === 'declare') for (const name of statement.names) names.add(name)
    if (statement.kind === 'expression') collectAssigned(statement.expression, names)
  }
  return names
}

function collectAssigned(expression: Expression, names: Set<string>): void {
  if (expression.kind !== 'assign') return
  if (expression.target.kind === 'name') names.add(expression.target.name)
  collectAssigned(expression.value, names)
}

/** Names of variables that parts of the tree assign, declare or step. */
function changedNames(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return []
  const within = Object.values(part).flatMap(changedNames)
  const { kind, name, names, target } = part as Record<string, unknown>
  if (kind === 'step') return [name as string, ...within]
  if (kind === 'declare') return [...(names as string[]), ...within]
  const assigned = kind === 'assign' ? (target as Expression) : null
  return assigned?.kind === 'name' ? [assigned.name, ...within] : within
}

/** Whether the value of an expression may be another one the next time. */
function changesSomething(expression: unknown): boolean {
  if (typeof expression !== 'object' || expression === null) return false
  const { kind } = expression as { kind?: unknown }
  if (kind === 'step' || kind === 'assign' || kind === 'call' || kind === 'method') return true
  return Object.values(expression).some(changesSomething)
}
