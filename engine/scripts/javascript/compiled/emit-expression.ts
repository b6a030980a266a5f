/** Expressions of a script to JavaScript with guards. */
import type {
  AnyNode,
  ArrowFunctionExpression,
  AssignmentExpression,
  BinaryExpression,
  Expression,
  FunctionDeclaration,
  FunctionExpression,
  Identifier,
  Literal,
  ObjectExpression,
  Pattern,
  UnaryExpression,
  UpdateExpression,
} from 'acorn'
import { textLiteral } from '../../code-text.ts'
import { reservedNames } from './access.ts'
import { CopyInput, staticKey } from './emit-code.ts'
import { MemberEmitter, numberLiteral } from './emit-member.ts'
import { offRoad } from './syntax.ts'

export type AnyFunction = FunctionDeclaration | FunctionExpression | ArrowFunctionExpression

const comparisons: Readonly<Record<string, string>> = {
  '<': 'less',
  '<=': 'lessOrEqual',
  '>': 'greater',
  '>=': 'greaterOrEqual',
}

const arithmetic = new Set(['-', '*', '/', '%', '&', '|', '^', '<<', '>>', '>>>'])

export abstract class ExpressionEmitter extends MemberEmitter {
  /** The code of a function, as an expression or a declaration. */
  protected abstract function(node: AnyFunction): string

  /** What a pattern takes out of `from`, as assignments; `name` makes names for what is on the way. */
  protected abstract taken(pattern: Pattern, from: string, name: () => string): string[]

  value(node: AnyNode): string {
    if (this.isInPlace(node)) return this.scalar(node)
    switch (node.type) {
      case 'Literal':
        return this.literal(node)
      case 'Identifier':
        return this.variable(node)
      case 'TemplateLiteral': {
        const parts = node.quasis.flatMap((quasi, at) => {
          const expression = node.expressions[at]
          const cooked = textLiteral(quasi.value.cooked ?? '')
          return expression === undefined ? [cooked] : [cooked, this.asText(expression)]
        })
        return parts.length === 1 ? (parts[0] as string) : `grown(${parts.join(' + ')})`
      }
      case 'MemberExpression':
      case 'ChainExpression':
        return this.chain(node, 'scalar')
      case 'CallExpression':
        return this.call(node, [])
      case 'NewExpression':
        return this.creation(node)
      case 'ArrayExpression':
        return this.list(node.elements)
      case 'ObjectExpression':
        return this.object(node)
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return `closure(${this.function(node)})`
      case 'UnaryExpression':
        return this.unary(node)
      case 'UpdateExpression':
        return this.update(node, true)
      case 'BinaryExpression':
        return this.binaryExpression(node)
      case 'LogicalExpression':
        return `(${this.value(node.left)} ${node.operator} ${this.value(node.right)})`
      case 'ConditionalExpression':
        return `(${this.look(node.test)} ? ${this.value(node.consequent)} : ${this.value(node.alternate)})`
      case 'SequenceExpression':
        return `(${node.expressions.map((each, at) => (at < node.expressions.length - 1 ? this.look(each) : this.value(each))).join(', ')})`
      case 'AssignmentExpression':
        return this.assignment(node)
      default:
        return offRoad(node, described[node.type] ?? node.type)
    }
  }

  /** A scalar of an input that is read in place. */
  private scalar(node: AnyNode): string {
    switch (node.type) {
      case 'LogicalExpression':
        return `(${this.value(node.left)} ${node.operator} ${this.value(node.right)})`
      case 'ConditionalExpression':
        return `(${this.look(node.test)} ? ${this.value(node.consequent)} : ${this.value(node.alternate)})`
      case 'Identifier':
        this.needsCopy(node)
        return ''
      default:
        return this.chain(node, 'scalar')
    }
  }

  private literal(node: Literal): string {
    const { value } = node
    if (typeof value === 'number') return numberLiteral(value)
    if (typeof value === 'string') return textLiteral(value)
    if (typeof value === 'boolean' || (value === null && node.regex === undefined)) return String(value)
    return offRoad(node, node.regex === undefined ? 'a BigInt' : 'a regular expression')
  }

  private variable(node: Identifier): string {
    const binding = this.scope.find(node.name)
    if (binding?.regex !== undefined) return offRoad(node, 'a regular expression as a value')
    if (binding !== undefined) return binding.code
    if (node.name === 'undefined') return 'undefined'
    if (node.name === 'NaN') return numberLiteral(Number.NaN)
    if (node.name === 'Infinity') return numberLiteral(Number.POSITIVE_INFINITY)
    return this.unknownName(node)
  }

  /** An expression as a number. */
  private asNumber(node: AnyNode): string {
    return this.known(node) === 'number' ? this.value(node) : `num(${this.value(node)})`
  }

  private asText(node: AnyNode): string {
    return this.known(node) === 'text' ? this.value(node) : `text(${this.value(node)})`
  }

  private creation(node: Extract<Expression, { type: 'NewExpression' }>): string {
    const { callee, arguments: args } = node
    const isFree = callee.type === 'Identifier' && this.scope.find(callee.name) === undefined
    const name = isFree ? callee.name : ''
    if (name === 'Date') return `newDate([${this.args(args)}])`
    if (name === 'Array' && args.length === 0) return 'list([])'
    if (name === 'Object' && args.length === 0) return 'object({})'
    return offRoad(node, name === '' ? '“new” of a function' : `new ${name}()`)
  }

  private list(elements: Extract<Expression, { type: 'ArrayExpression' }>['elements']): string {
    const codes = elements.map((element) => {
      if (element === null) throw offRoad({}, 'a gap in a list')
      return element.type === 'SpreadElement' ? `...${this.items(element.argument)}` : this.value(element)
    })
    return `list([${codes.join(', ')}])`
  }

  protected object(
    node: ObjectExpression,
    value = (member: Expression) => this.value(member),
    spread = value,
  ): string {
    const members = node.properties.map((property) => {
      if (property.type === 'SpreadElement') return `...spreadObject(${spread(property.argument)})`
      if (property.kind !== 'init') return offRoad(property, 'a getter or setter')
      return `${this.literalKey(property)}: ${value(property.value)}`
    })
    return `object({${members.join(', ')}})`
  }

  private literalKey(
    property: Extract<ObjectExpression['properties'][number], { type: 'Property' }>,
  ): string {
    const { key, computed } = property
    if (computed) return `[literalKey(${this.value(key)})]`
    const name =
      key.type === 'Identifier'
        ? key.name
        : key.type === 'Literal'
          ? String(key.value)
          : offRoad(key, 'a key')
    // One would set the prototype, the other is called by JSON.
    if (name === '__proto__' || name === 'toJSON') return offRoad(key, name)
    return textLiteral(name)
  }

  private unary(node: UnaryExpression): string {
    const { operator, argument } = node
    switch (operator) {
      case '!':
        return `!${this.look(argument)}`
      case 'typeof':
        return `(typeof ${this.look(argument)})`
      case 'void':
        return `(${this.look(argument)}, undefined)`
      case '+':
        return this.asNumber(argument)
      case '-':
      case '~':
        return `(${operator} ${this.asNumber(argument)})`
      case 'delete':
        if (argument.type !== 'MemberExpression' || argument.object.type === 'Super')
          return offRoad(node, '“delete”')
        this.needsCopy(argument.object)
        return `remove(${this.value(argument.object)}, ${this.keyCode(argument)})`
      default:
        return offRoad(node, operator)
    }
  }

  private keyCode(node: Extract<AnyNode, { type: 'MemberExpression' }>): string {
    const key = staticKey(node)
    return key === undefined ? this.value(node.property) : textLiteral(key)
  }

  private binaryExpression(node: BinaryExpression): string {
    const { operator, left, right } = node
    if (left.type === 'PrivateIdentifier') return offRoad(node, 'a private name')
    switch (operator) {
      case '==':
      case '!=':
      case '===':
      case '!==':
        return this.equality(operator, left, right)
      case 'in':
        return `has(${this.value(left)}, ${this.look(right)})`
      case 'instanceof':
        return offRoad(node, '“instanceof”')
      default:
        return this.binary(operator, this.value(left), this.known(left), right, node)
    }
  }

  private equality(operator: string, left: Expression, right: Expression): string {
    // Nothing costs much, or is converted, where one side is written down and the other is compared with it as it is.
    const [a, b] = [plainness(left), plainness(right)]
    if (
      a === 'nothing' ||
      b === 'nothing' ||
      (operator.length === 3 && (a !== undefined || b !== undefined))
    ) {
      return `(${this.look(left)} ${operator} ${this.look(right)})`
    }
    const known = this.known(left)
    if (known !== undefined && known === this.known(right)) {
      return `(${this.value(left)} ${operator} ${this.value(right)})`
    }
    const not = operator.startsWith('!') ? '!' : ''
    return `${not}${operator.length === 3 ? 'same' : 'equal'}(${this.value(left)}, ${this.value(right)})`
  }

  /** An operation of a left side that is code already. */
  protected binary(
    operator: string,
    left: string,
    known: ReturnType<ExpressionEmitter['known']>,
    right: AnyNode,
    node: AnyNode,
  ): string {
    const compare = comparisons[operator]
    const other = this.known(right)
    if (compare !== undefined) {
      if (known === 'number' && other === 'number') return `(${left} ${operator} ${this.value(right)})`
      return `${compare}(${left}, ${this.value(right)})`
    }
    if (operator === '+') {
      if (known === 'number' && other === 'number') return `(${left} + ${this.value(right)})`
      if (known === 'text') return `grown(${left} + ${this.asText(right)})`
      if (other === 'text') return `grown(text(${left}) + ${this.value(right)})`
      return `add(${left}, ${this.value(right)})`
    }
    const number = known === 'number' ? left : `num(${left})`
    if (operator === '**') return `power(${number}, ${this.asNumber(right)})`
    if (!arithmetic.has(operator)) return offRoad(node, operator)
    return `(${number} ${operator} ${this.asNumber(right)})`
  }

  /** @param used whether the value before the step is needed */
  protected update(node: UpdateExpression, used: boolean): string {
    const { argument, prefix } = node
    const sign = node.operator === '++' ? '+' : '-'
    const before = used && !prefix ? this.temporary() : undefined
    const step = (current: string) => {
      const number = `num(${current})`
      return before === undefined ? `${number} ${sign} 1` : `(${before} = ${number}) ${sign} 1`
    }
    const result = (code: string) => (before === undefined ? `(${code})` : `(${code}, ${before})`)
    if (argument.type === 'Identifier') {
      const code = this.assignable(argument)
      return result(`${code} = ${step(code)}`)
    }
    if (argument.type !== 'MemberExpression') return offRoad(node, 'an assignment')
    const place = this.place(argument)
    return result(`${place.before}${place.write(step(place.read))}`)
  }

  private assignment(node: AssignmentExpression): string {
    const { left, right } = node
    const operator = node.operator.slice(0, -1)
    const isLogical = operator === '&&' || operator === '||' || operator === '??'
    if (left.type === 'Identifier') {
      const code = this.assignable(left)
      if (operator === '') return `(${code} = ${this.value(right)})`
      if (isLogical) return `(${code} ${node.operator} ${this.value(right)})`
      // What the right side does to the variable comes too late for this one.
      return `(${code} = ${this.binary(operator, code, undefined, right, node)})`
    }
    if (left.type === 'MemberExpression') {
      if (operator === '') return this.assignMember(left, right)
      const place = this.place(left)
      if (isLogical) {
        const value = this.temporary()
        const isSet = operator === '??' ? `(${value} = ${place.read}) != null` : `(${value} = ${place.read})`
        const [yes, no] =
          operator === '&&'
            ? [place.write(this.value(right)), value]
            : [value, place.write(this.value(right))]
        return `(${place.before}${isSet} ? ${yes} : ${no})`
      }
      return `(${place.before}${place.write(this.binary(operator, place.read, undefined, right, node))})`
    }
    if (operator !== '') return offRoad(node, 'an assignment')
    const from = this.temporary()
    const taken = this.taken(left, from, () => this.temporary())
    return `(${[`${from} = ${this.value(right)}`, ...taken, from].join(', ')})`
  }

  private assignMember(left: Extract<AnyNode, { type: 'MemberExpression' }>, right: Expression): string {
    if (left.object.type === 'Super') return offRoad(left, '“super”')
    this.needsCopy(left.object)
    const object = this.value(left.object)
    const key = staticKey(left)
    if (key === undefined || reservedNames.has(key)) {
      return `put(${object}, ${this.keyCode(left)}, ${this.value(right)})`
    }
    return `((${object})[${textLiteral(key)}] = ${this.value(right)})`
  }

  /** The variable that an assignment means. */
  protected assignable(node: Identifier): string {
    const binding = this.scope.find(node.name)
    if (binding === undefined) return this.unknownName(node)
    if (binding.direct) throw new CopyInput(binding)
    if (binding.kind === 'self') return offRoad(node, 'an assignment to the function itself')
    return binding.code
  }

  /** A member that is read and then written: what stands in front of it is evaluated once. */
  protected place(node: Extract<AnyNode, { type: 'MemberExpression' }>): {
    readonly before: string
    readonly read: string
    write(value: string): string
  } {
    if (node.object.type === 'Super') return offRoad(node, '“super”')
    this.needsCopy(node.object)
    const object = this.temporary()
    const key = staticKey(node)
    const before = `${object} = ${this.value(node.object)}, `
    if (key !== undefined && !reservedNames.has(key)) {
      const member = `${object}[${textLiteral(key)}]`
      return { before, read: member, write: (value) => `${member} = ${value}` }
    }
    const at = this.temporary()
    return {
      before: `${before}${at} = ${this.keyCode(node)}, `,
      read: `element(${object}, ${at})`,
      write: (value) => `put(${object}, ${at}, ${value})`,
    }
  }
}

/** What is known of an expression that is compared: it is null or undefined, or a short scalar. */
function plainness(node: Expression): 'nothing' | 'short' | undefined {
  if (node.type === 'Identifier' && node.name === 'undefined') return 'nothing'
  if (node.type === 'UnaryExpression' && node.operator === 'typeof') return 'short'
  if (node.type !== 'Literal') return undefined
  return node.value === null ? 'nothing' : 'short'
}

/** Names of what compiled scripts do without. */
const described: Readonly<Record<string, string>> = {
  ThisExpression: '“this”',
  ClassExpression: 'a class',
  TaggedTemplateExpression: 'a tagged template',
  YieldExpression: 'a generator',
  AwaitExpression: '“await”',
  ImportExpression: '“import”',
  MetaProperty: '“new.target”',
}
