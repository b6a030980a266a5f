/** Expressions of the tree to JavaScript. */
import { declarations, textLiteral } from '../code-text.ts'
import type { Binary, Expression, Target } from './ast.ts'
import { AccessEmitter } from './emit-access.ts'
import { findFunction } from './library/library.ts'
import { literalValue } from './literals.ts'
import { needsMark } from './map-keys.ts'
import { longOf } from './numbers.ts'
import { FunctionCode, Scope } from './scope.ts'

const comparisons: Partial<Record<Binary, string>> = {
  '<': 'less',
  '<=': 'lessOrEqual',
  '>': 'greater',
  '>=': 'greaterOrEqual',
}

const operators: Partial<Record<Binary, string>> = {
  ...comparisons,
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '%': 'remainder',
  '**': 'power',
  '&': 'bitAnd',
  '|': 'bitOr',
  '^': 'bitXor',
  '<<': 'shiftLeft',
  '>>': 'shiftRight',
  '>>>': 'shiftRightUnsigned',
  '~=': 'matches',
  contains: 'contains',
  strsim: 'strsim',
  soundslike: 'soundsLike',
  convertable_to: 'convertible',
}

const truths = new Set<Binary>([
  '<',
  '<=',
  '>',
  '>=',
  '==',
  '!=',
  '~=',
  'contains',
  'soundslike',
  'convertable_to',
])

/** Whether an expression can only be a Boolean, so that it needs no check as a condition. */
function isBoolean(expression: Expression): boolean {
  switch (expression.kind) {
    case 'boolean':
    case 'is':
    case 'isdef':
      return true
    case 'binary':
      return truths.has(expression.sign)
    case 'logic':
      return expression.sign !== 'or'
    case 'unary':
      return expression.sign === '!'
    default:
      return false
  }
}

/** Whether an expression can only be a text, so that adding to it joins texts. */
function isText(expression: Expression): boolean {
  if (expression.kind === 'string') return true
  return (
    expression.kind === 'binary' &&
    (expression.sign === '#' || (expression.sign === '+' && isText(expression.left)))
  )
}

function isSmallInteger(expression: Expression): expression is Expression & { value: number } {
  return expression.kind === 'number' && expression.type === 'Integer'
}

/** The product of two whole literals where a double would lose digits of it: the cloud multiplies those exactly. */
function literalProduct(left: Expression, right: Expression): bigint | null {
  if (left.kind !== 'number' || right.kind !== 'number') return null
  const isWhole = [left, right].every(({ type }) => type === 'Integer' || type === 'Long')
  if (!isWhole) return null
  const product = BigInt(left.value) * BigInt(right.value)
  return product > BigInt(Number.MAX_SAFE_INTEGER) || product < BigInt(Number.MIN_SAFE_INTEGER)
    ? product
    : null
}

export class ExpressionEmitter extends AccessEmitter {
  protected condition(test: Expression): string {
    const code = this.value(test)
    return isBoolean(test) ? code : this.located(test.at, `condition(${code})`)
  }

  value(expression: Expression): string {
    switch (expression.kind) {
      case 'number':
        // The cloud reads such a literal, and then knows nothing to do with it.
        if (expression.type === 'BigDecimal' && !Number.isInteger(expression.value)) {
          return this.located(
            expression.at,
            'failure("A BigDecimal with a fraction can’t be written; leave out the B")',
          )
        }
        return isSmallInteger(expression)
          ? this.integer(expression.value)
          : this.constant(literalValue(expression))
      case 'string':
        return textLiteral(expression.value)
      case 'boolean':
        return String(expression.value)
      case 'null':
        return 'null'
      case 'empty':
        return this.located(expression.at, 'failure("“empty” can only be compared with")')
      case 'name':
        return this.name(expression.name, expression.at)
      case 'list':
        return this.located(
          expression.at,
          `list([${expression.items.map((item) => this.value(item)).join(', ')}])`,
        )
      case 'map':
        return this.map(expression)
      case 'member':
      case 'index':
      case 'method':
        return this.chain(expression)
      case 'call':
        return this.call(expression)
      case 'new':
        return this.creation(expression)
      case 'newArray': {
        const items = expression.items.map((item) => this.value(item)).join(', ')
        const sizes = expression.size === null ? [] : [expression.size, ...expression.inner]
        const lengths = sizes.map((size) => this.value(size)).join(', ')
        return this.located(
          expression.at,
          `newArray(${textLiteral(expression.type)}, [${lengths}], [${items}])`,
        )
      }
      case 'unary':
        return this.unary(expression)
      case 'binary':
        return this.binary(expression)
      case 'logic':
        return this.logic(expression)
      case 'choice':
        return `(${this.condition(expression.test)} ? ${this.value(expression.yes)} : ${this.value(expression.no)})`
      case 'is':
        return this.located(
          expression.at,
          `isType(${this.value(expression.operand)}, ${textLiteral(expression.type)})`,
        )
      case 'cast':
        return this.located(
          expression.at,
          `cast(${this.value(expression.operand)}, ${textLiteral(expression.type)})`,
        )
      case 'isdef':
        return this.isDefined(expression.name)
      case 'projection':
        return this.projection(expression)
      case 'assign':
        return this.assign(expression.target, expression.sign, expression.value, expression.at)
      case 'step':
        return this.step(expression, true)
      case 'assignAll':
        return this.assignAll(expression)
    }
  }

  private integer(value: number): string {
    return value < 0 ? `(${value})` : String(value)
  }

  private isDefined(name: string): string {
    const binding = this.readable(name)
    if (binding === undefined) return 'false'
    return `(${binding.code} !== undefined)`
  }

  private map({ entries, at }: Extract<Expression, { kind: 'map' }>): string {
    // Each place has a constructor of its own, so that V8 learns the shape of the maps made there.
    const shape = `M${this.shapes++}`
    if (entries.length === 0) return `new ${shape}()`
    const map = this.temporary()
    const parts = entries.map(({ key, value }) => {
      if (key.type !== 'String' || needsMark(key.value as string)) {
        const keyCode =
          key.type === 'String' ? textLiteral(key.value as string) : this.constant(literalValue(key))
        return this.located(at, `setEntry(${map}, ${keyCode}, ${this.value(value)})`)
      }
      return this.entry(map, key.value as string, this.value(value), value.at)
    })
    // The map may be made again before its entries are complete (recursion has temporaries of its own).
    return `(${map} = new ${shape}(), ${parts.join(', ')}, ${map})`
  }

  /** An entry of a map that was just made. */
  private entry(map: string, key: string, code: string, at: number): string {
    const value = this.temporary()
    return `${this.located(at, `keeps(${value} = ${code})`)} && (${map}[${textLiteral(key)}] = ${value})`
  }

  private unary({ sign, operand, at }: Extract<Expression, { kind: 'unary' }>): string {
    const code = this.value(operand)
    if (sign === '!') return isBoolean(operand) ? `!${code}` : this.located(at, `not(${code})`)
    return this.located(at, `${sign === '-' ? 'negate' : 'complement'}(${code})`)
  }

  private binary({ sign, left, right, at }: Extract<Expression, { kind: 'binary' }>): string {
    if (sign === '==' || sign === '!=') return this.equality(sign === '!=', left, right, at)
    if (sign === 'convertable_to' && right.kind === 'name')
      return this.located(at, `convertible(${this.value(left)})`)
    const product = sign === '*' ? literalProduct(left, right) : null
    if (product !== null) return this.constant(longOf(product))
    const a = this.value(left)
    const b = this.value(right)
    if (sign === '#' || (sign === '+' && isText(left)))
      return this.located(at, `join(text(${a}), text(${b}))`)
    const compare = comparisons[sign]
    if (compare !== undefined && isSmallInteger(right)) {
      const value = this.temporary()
      return `(typeof (${value} = ${a}) === "number" ? ${value} ${sign} ${b} : ${this.located(at, `${compare}(${value}, ${b})`)})`
    }
    const operator = operators[sign]
    if (operator !== undefined) return this.located(at, `${operator}(${a}, ${b})`)
    return this.located(at, 'failure("“<<<” is not supported; use “<<”")')
  }

  private equality(negated: boolean, left: Expression, right: Expression, at: number): string {
    const not = negated ? '!' : ''
    if (right.kind === 'empty') return `${not}${this.located(at, `isEmpty(${this.value(left)})`)}`
    // On the left it is a value of its own, which nothing equals.
    if (left.kind === 'empty') return `(${this.value(right)}, ${negated})`
    if (right.kind === 'null') return `(${this.value(left)} ${negated ? '!==' : '==='} null)`
    if (left.kind === 'null') return `(${this.value(right)} ${negated ? '!==' : '==='} null)`
    const a = this.value(left)
    const b = this.value(right)
    if (right.kind === 'string' || isSmallInteger(right)) {
      const value = this.temporary()
      const type = right.kind === 'string' ? 'string' : 'number'
      const slow = this.located(at, `equal(${value}, ${b})`)
      return `${not}(typeof (${value} = ${a}) === "${type}" ? ${value} === ${b} : ${slow})`
    }
    return `${not}${this.located(at, `equal(${a}, ${b})`)}`
  }

  private logic({ sign, left, right }: Extract<Expression, { kind: 'logic' }>): string {
    if (sign !== 'or') return `(${this.condition(left)} ${sign} ${this.condition(right)})`
    const value = this.temporary()
    return `(isNothing(${value} = ${this.value(left)}) ? ${this.value(right)} : ${value})`
  }

  private projection({ each, source, test, at }: Extract<Expression, { kind: 'projection' }>): string {
    const sourceCode = this.value(source)
    const outerScope = this.scope
    const outerItem = this.item
    const owner = new FunctionCode(this.counter)
    this.scope = new Scope(outerScope, owner)
    this.item = owner.variable()
    const testCode = test === null ? 'true' : this.condition(test)
    const eachCode = this.value(ofItem(each))
    const declared = declarations(owner.temporaries)
    const code = `project(${sourceCode}, (${this.item}) => { ${declared} return (${testCode}) ? (${eachCode}) : undefined })`
    this.scope = outerScope
    this.item = outerItem
    return this.located(at, code)
  }

  private assign(target: Target, sign: Binary | null, value: Expression, at: number): string {
    if (target.kind === 'name') return this.assignName(target.name, sign, value, at)
    if (target.kind === 'index') {
      const codes = [target.target, target.index, value].map((part) => this.value(part))
      return this.located(at, `setElement(${codes.join(', ')})`)
    }
    const object = this.temporary()
    const result = this.temporary()
    const objectCode = `${object} = ${this.value(target.target)}`
    const key = textLiteral(target.name)
    const code =
      sign === null
        ? this.value(value)
        : this.operation(sign, `member(${object}, ${key})`, this.value(value), at)
    const slow = this.located(at, `setMember(${object}, ${key}, ${result})`)
    if (needsMark(target.name)) return `(${objectCode}, ${result} = ${code}, ${slow})`
    return `(${objectCode}, ${result} = ${code}, isOwnMap(${object}) && keeps(${result}) ? ${object}[${key}] = ${result} : ${slow})`
  }

  private operation(sign: Binary, left: string, right: string, at: number): string {
    return this.located(at, `${operators[sign]}(${left}, ${right})`)
  }

  protected assignName(name: string, sign: Binary | null, value: Expression, at: number): string {
    if (sign !== null) {
      const binding = this.readable(name)
      if (binding === undefined) return this.located(at, `unresolved(${textLiteral(name)})`)
      const code = this.operation(sign, this.read(binding, name, at), this.value(value), at)
      return `(${this.scope.assignable(name).code} = ${code})`
    }
    const code = this.value(value)
    return `(${this.scope.assignable(name).code} = ${code})`
  }

  /** @param used whether the value before the step is needed */
  protected step({ name, by, prefix, at }: Extract<Expression, { kind: 'step' }>, used: boolean): string {
    const binding = this.readable(name)
    if (binding === undefined) return this.located(at, `unresolved(${textLiteral(name)})`)
    const current = this.read(binding, name, at)
    const target = this.scope.assignable(name).code
    if (prefix || !used) return `(${target} = ${this.located(at, `step(${current}, ${by})`)})`
    const before = this.temporary()
    return `(${before} = ${current}, ${target} = ${this.located(at, `step(${before}, ${by})`)}, ${before})`
  }

  /** The code of an expression in which `$` is something. */
  private withItem(item: string, expression: Expression): string {
    const outer = this.item
    this.item = item
    const code = this.value(expression)
    this.item = outer
    return code
  }

  private assignAll({ target, members, at }: Extract<Expression, { kind: 'assignAll' }>): string {
    const object = this.temporary()
    const sets = members.map(({ name, value }) =>
      name === null
        ? this.withItem(object, value)
        : this.located(at, `setMember(${object}, ${textLiteral(name)}, ${this.value(value)})`),
    )
    return `(${[`${object} = ${this.value(target)}`, ...sets, object].join(', ')})`
  }
}

/** In a projection a bare name or call means a member of the item. */
function ofItem(each: Expression): Expression {
  const item: Expression = { kind: 'name', name: '$', at: each.at }
  if (each.kind === 'name' && each.name !== '$') {
    return { kind: 'member', target: item, name: each.name, nullSafe: false, at: each.at }
  }
  if (each.kind === 'call' && findFunction(each.name) === undefined) {
    return { kind: 'method', target: item, name: each.name, args: each.args, nullSafe: false, at: each.at }
  }
  return each
}
