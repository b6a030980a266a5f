/** Members, elements, methods, statics and calls to JavaScript. */
import { textLiteral } from '../code-text.ts'
import { reservedNames } from './access.ts'
import type { Expression } from './ast.ts'
import { CodeEmitter } from './emit-code.ts'
import { findClass, findFunction, staticMember } from './library/library.ts'
import { methodsNamed } from './library/methods.ts'
import { needsMark } from './map-keys.ts'

export abstract class AccessEmitter extends CodeEmitter {
  /** Member, element and call of method, with everything in front of them: `.?` skips the rest of the chain. */
  protected chain(expression: Expression): string {
    const guards: string[] = []
    const code = this.link(expression, guards)
    return guards.length === 0 ? code : `(${guards.join(' || ')} ? null : ${code})`
  }

  private link(expression: Expression, guards: string[]): string {
    switch (expression.kind) {
      case 'member': {
        const known = this.staticValue(expression)
        if (known !== null) return known
        const target = this.link(expression.target, guards)
        return this.guarded(this.member(target, expression.name, expression.at), expression.nullSafe, guards)
      }
      case 'index': {
        const target = this.link(expression.target, guards)
        return this.located(expression.at, `element(${target}, ${this.value(expression.index)})`)
      }
      case 'method': {
        const known = this.staticCall(expression)
        if (known !== null) return known
        const target = this.link(expression.target, guards)
        return this.guarded(this.method(target, expression), expression.nullSafe, guards)
      }
      default:
        return this.value(expression)
    }
  }

  private guarded(code: string, nullSafe: boolean, guards: string[]): string {
    if (!nullSafe) return code
    const value = this.temporary()
    guards.push(`(${value} = ${code}) === null`)
    return value
  }

  private member(target: string, name: string, at: number): string {
    const key = textLiteral(name)
    const plain = /^\w+$/.test(target)
    const object = plain ? target : this.temporary()
    const from = plain ? target : `(${object} = ${target})`
    // Where nothing but a map can have a property of this name, V8 reads it at once.
    if (reservedNames.has(name) || needsMark(name)) return this.located(at, `member(${target}, ${key})`)
    return `(${from}?.[${key}] ?? ${this.located(at, `member(${object}, ${key})`)})`
  }

  private method(target: string, expression: Extract<Expression, { kind: 'method' }>): string {
    const { name, args, at } = expression
    const helper = findFunction(name)
    // A helper's name behind a literal calls the helper.
    if (helper !== undefined && isLiteral(expression.target))
      return this.call({ kind: 'call', name, args, at })
    const quick = this.quickMethod(target, expression)
    if (quick !== null) return quick
    const methods = this.constant(methodsNamed(name))
    const codes = [methods, target, ...args.map((arg) => this.argument(arg))]
    const caller = args.length <= 3 ? `call${args.length}` : 'callMany'
    const rest = args.length <= 3 ? codes.join(', ') : `${methods}, ${target}, [${codes.slice(2).join(', ')}]`
    return this.located(at, `${caller}(${rest})`)
  }

  /** `put` with a written key, which V8 can store by its place in the map. */
  private quickMethod(
    target: string,
    { name, args, at }: Extract<Expression, { kind: 'method' }>,
  ): string | null {
    const [key, value] = args
    if (
      name !== 'put' ||
      args.length !== 2 ||
      value === undefined ||
      key?.kind !== 'string' ||
      needsMark(key.value)
    )
      return null
    const [object, result, before] = [this.temporary(), this.temporary(), this.temporary()]
    const literal = textLiteral(key.value)
    const slow = this.located(
      at,
      `call2(${this.constant(methodsNamed(name))}, ${object}, ${literal}, ${result})`,
    )
    const quick = `(${before} = ${object}[${literal}] ?? null, ${object}[${literal}] = ${result}, ${before})`
    return `(${object} = ${target}, ${result} = ${this.argument(value)}, isOwnMap(${object}) && keeps(${result}) ? ${quick} : ${slow})`
  }

  /** A call whose value nobody needs: `put` then need not find what was there before. */
  protected methodEffect(expression: Extract<Expression, { kind: 'method' }>): string {
    const { target, name, args, nullSafe, at } = expression
    const [key, value] = args
    const isPut = name === 'put' && args.length === 2 && !nullSafe && key?.kind !== 'string'
    if (!isPut || key === undefined || value === undefined || this.dotted(target) !== null)
      return this.value(expression)
    const codes = [this.value(target), this.argument(key), this.argument(value)]
    return this.located(at, `put(${this.constant(methodsNamed(name))}, ${codes.join(', ')})`)
  }

  /** The dotted name that an expression spells, unless a variable stands at its start. */
  private dotted(expression: Expression): string | null {
    if (expression.kind === 'name')
      return this.readable(expression.name) === undefined ? expression.name : null
    if (expression.kind !== 'member' || expression.nullSafe) return null
    const target = this.dotted(expression.target)
    return target === null ? null : `${target}.${expression.name}`
  }

  private staticValue(expression: Extract<Expression, { kind: 'member' }>): string | null {
    const name = this.dotted(expression.target)
    const found = name === null ? undefined : findClass(name)
    if (found === undefined) return null
    const value = staticMember(found, expression.name)
    if (value !== undefined) return this.constant(value)
    return this.located(expression.at, `failure(${textLiteral(`${name}.${expression.name} does not exist`)})`)
  }

  private staticCall(expression: Extract<Expression, { kind: 'method' }>): string | null {
    const name = this.dotted(expression.target)
    const found = name === null ? undefined : findClass(name)
    if (found === undefined) return null
    const method = found.statics.get(expression.name)
    const label = `${name}.${expression.name}`
    if (method === undefined)
      return this.located(expression.at, `failure(${textLiteral(`${label}() does not exist`)})`)
    return this.direct(method, label, expression.args, expression.at)
  }

  private direct(
    method: { readonly min: number; readonly max: number; readonly run: unknown },
    label: string,
    args: readonly Expression[],
    at: number,
  ): string {
    if (args.length < method.min || args.length > method.max) {
      return this.located(at, `failure(${textLiteral(wrongCount(label, method, args.length))})`)
    }
    const codes = args.map((arg) => (isLiteral(arg) ? this.value(arg) : `given(${this.argument(arg)})`))
    return this.located(at, `result(${this.constant(method.run)}(${codes.join(', ')}))`)
  }

  protected call({ name, args, at }: Extract<Expression, { kind: 'call' }>): string {
    const helper = findFunction(name)
    if (helper !== undefined) return this.direct(helper, name, args, at)
    const declared = this.scope.findFunction(name)
    if (declared !== undefined) {
      if (args.length > declared.parameters) {
        const what = wrongCount(name, { min: 0, max: declared.parameters }, args.length)
        return this.located(at, `failure(${textLiteral(what)})`)
      }
      return this.located(at, `${declared.code}(${args.map((arg) => this.argument(arg)).join(', ')})`)
    }
    const binding = this.readable(name)
    if (binding === undefined)
      return this.located(at, `failure(${textLiteral(`There is no function ${name}`)})`)
    const codes = args.map((arg) => this.argument(arg)).join(', ')
    return this.located(at, `callValue(${this.read(binding, name, at)}, ${textLiteral(name)}, [${codes}])`)
  }

  /** Only here may the name of a function stand for the function. */
  protected argument(expression: Expression): string {
    if (expression.kind === 'name' && this.readable(expression.name) === undefined) {
      const declared = this.scope.findFunction(expression.name)
      if (declared !== undefined) return `functionValue(${declared.code}, ${declared.parameters})`
    }
    return this.value(expression)
  }

  protected creation({ type, args, at }: Extract<Expression, { kind: 'new' }>): string {
    const make = findClass(type)?.make
    if (make === undefined)
      return this.located(at, `failure(${textLiteral(`There is no class ${type} to make`)})`)
    return this.direct(make, `new ${type}`, args, at)
  }
}

function isLiteral({ kind }: Expression): boolean {
  return kind === 'string' || kind === 'number' || kind === 'boolean'
}

function wrongCount(label: string, { min, max }: { min: number; max: number }, given: number): string {
  const wanted = min === max ? `${min}` : `${min} to ${max}`
  return `${label}() takes ${wanted} arguments, not ${given}`
}
