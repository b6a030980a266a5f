/**
 * Which inputs a script may change. The others are read as they are; only these are copied before a run, because the
 * engine's messages are shared and never change.
 *
 * The answer errs on the side of copying: a change through anything but an input itself, or a variable that only ever
 * holds collections of the script's own, copies every input.
 */
import type { Block, Expression, Statement } from './ast.ts'
import { changingMethods } from './library/changing.ts'

/** Per name of `names`, whether it must be copied. */
export function inputsToCopy(body: Block, names: readonly string[]): boolean[] {
  const found = new Findings(new Set(names))
  found.block(body)
  const fresh = (name: string) => found.assigned.get(name) === 'fresh' && !found.inputs.has(name)
  let all = false
  const some = new Set<string>()
  for (const target of found.changed) {
    if (
      target.kind === 'list' ||
      target.kind === 'map' ||
      target.kind === 'new' ||
      target.kind === 'newArray'
    )
      continue
    if (target.kind === 'name' && fresh(target.name)) continue
    // A plain input that is never assigned anew: the change stays in its first level.
    if (target.kind === 'name' && found.inputs.has(target.name) && !found.assigned.has(target.name))
      some.add(target.name)
    else all = true
  }
  return names.map((name) => found.used.has(name) && (all || some.has(name)))
}

class Findings {
  readonly inputs: ReadonlySet<string>
  /** variables by what they were assigned: only new collections and scalars, or anything */
  readonly assigned = new Map<string, 'fresh' | 'any'>()
  readonly changed: Expression[] = []
  readonly used = new Set<string>()

  constructor(inputs: ReadonlySet<string>) {
    this.inputs = inputs
  }

  block(body: Block): void {
    for (const statement of body) this.statement(statement)
  }

  private statement(statement: Statement): void {
    switch (statement.kind) {
      case 'expression':
        this.expression(statement.expression)
        return
      case 'declare': {
        const last = statement.names.at(-1)
        if (last !== undefined && statement.value !== null) this.assign(last, statement.value)
        return
      }
      case 'if':
        this.expression(statement.test)
        this.block(statement.yes)
        this.block(statement.no ?? [])
        return
      case 'while':
        this.expression(statement.test)
        this.block(statement.body)
        return
      case 'for':
        if (statement.init !== null) this.statement(statement.init)
        this.expression(statement.test)
        if (statement.step !== null) this.expression(statement.step)
        this.block(statement.body)
        return
      case 'foreach':
        this.assigned.set(statement.name, 'any')
        this.expression(statement.source)
        this.block(statement.body)
        return
      case 'switch':
        this.expression(statement.subject)
        for (const { values, body } of statement.cases) {
          for (const value of values) this.expression(value)
          this.block(body)
        }
        return
      case 'return':
        if (statement.value !== null) this.expression(statement.value)
        return
      case 'assert':
        this.expression(statement.test)
        return
      case 'function':
        for (const parameter of statement.parameters) this.assigned.set(parameter, 'any')
        this.block(statement.body)
        return
      case 'break':
        return
    }
  }

  private assign(name: string, value: Expression): void {
    this.expression(value)
    const before = this.assigned.get(name)
    this.assigned.set(name, before !== 'any' && isFresh(value) ? 'fresh' : 'any')
  }

  private expression(expression: Expression): void {
    switch (expression.kind) {
      case 'name':
        this.used.add(expression.name)
        return
      case 'assign':
        if (expression.target.kind === 'name') {
          this.used.add(expression.target.name)
          if (expression.sign === null) this.assign(expression.target.name, expression.value)
          // What an operator makes is new.
          else this.expression(expression.value)
          return
        }
        this.changed.push(expression.target.target)
        this.expression(expression.target)
        this.expression(expression.value)
        return
      case 'assignAll':
        this.changed.push(expression.target)
        this.expression(expression.target)
        for (const { value } of expression.members) this.expression(value)
        return
      case 'method':
        // Statics that change their argument are treated as changes of it.
        if (changingMethods.has(expression.name))
          this.changed.push(
            expression.target,
            ...expression.args.slice(0, 1).filter(() => isJava(expression.target)),
          )
        this.expression(expression.target)
        for (const arg of expression.args) this.expression(arg)
        return
      default:
        for (const part of partsOf(expression)) this.expression(part)
    }
  }
}

function isJava(target: Expression): boolean {
  return target.kind === 'member' ? isJava(target.target) : target.kind === 'name' && target.name === 'java'
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'list':
      return expression.items
    case 'map':
      return expression.entries.map(({ value }) => value)
    case 'member':
      return [expression.target]
    case 'index':
      return [expression.target, expression.index]
    case 'call':
    case 'new':
      return expression.args
    case 'newArray':
      return expression.size === null
        ? expression.items
        : [expression.size, ...expression.inner, ...expression.items]
    case 'unary':
    case 'is':
    case 'cast':
      return [expression.operand]
    case 'binary':
    case 'logic':
      return [expression.left, expression.right]
    case 'choice':
      return [expression.test, expression.yes, expression.no]
    case 'projection':
      return expression.test === null
        ? [expression.each, expression.source]
        : [expression.each, expression.source, expression.test]
    default:
      return []
  }
}

/** Whether an expression makes a new collection, or none at all. */
function isFresh(expression: Expression): boolean {
  switch (expression.kind) {
    case 'list':
    case 'map':
    case 'new':
    case 'newArray':
    case 'number':
    case 'string':
    case 'boolean':
    case 'null':
    case 'binary':
    case 'unary':
    case 'is':
    case 'isdef':
    case 'projection':
      return true
    default:
      return false
  }
}
