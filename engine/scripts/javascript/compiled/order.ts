/** What can be told of a function that says how to sort. */
import type { AnyNode, Expression } from 'acorn'
import { ofScalars } from './builtins.ts'
import { staticKey } from './emit-code.ts'

/** Whether calling a function more often, or with other pairs, can't be noticed. */
export function isPure(order: AnyNode): boolean {
  if (order.type !== 'ArrowFunctionExpression' && order.type !== 'FunctionExpression') return false
  return order.params.every(({ type }) => type === 'Identifier') && isQuiet(order.body)
}

function isQuiet(node: AnyNode | null | undefined): boolean {
  if (node === null || node === undefined) return true
  switch (node.type) {
    case 'Literal':
    case 'Identifier':
      return true
    case 'MemberExpression':
      return isQuiet(node.object) && (!node.computed || isQuiet(node.property))
    case 'ChainExpression':
      return isQuiet(node.expression)
    case 'UnaryExpression':
      return node.operator !== 'delete' && isQuiet(node.argument)
    case 'BinaryExpression':
    case 'LogicalExpression':
      return isQuiet(node.left) && isQuiet(node.right)
    case 'ConditionalExpression':
      return isQuiet(node.test) && isQuiet(node.consequent) && isQuiet(node.alternate)
    case 'CallExpression':
      return isQuietCall(node.callee) && node.arguments.every(isQuiet)
    case 'TemplateLiteral':
      return node.expressions.every(isQuiet)
    case 'BlockStatement':
      return node.body.every(isQuiet)
    case 'ReturnStatement':
      return isQuiet(node.argument)
    case 'IfStatement':
      return isQuiet(node.test) && isQuiet(node.consequent) && isQuiet(node.alternate)
    case 'VariableDeclaration':
      return node.declarations.every(({ id, init }) => id.type === 'Identifier' && isQuiet(init))
    default:
      return false
  }
}

/** Methods of texts and numbers change nothing, and nor do functions of numbers. */
function isQuietCall(callee: AnyNode): boolean {
  if (callee.type === 'Identifier')
    return ['Number', 'String', 'parseFloat', 'parseInt'].includes(callee.name)
  if (callee.type !== 'MemberExpression') return false
  const isMath = callee.object.type === 'Identifier' && callee.object.name === 'Math'
  const key = staticKey(callee)
  if (key === undefined || (key === 'random' && isMath)) return false
  return isQuiet(callee.object) && (isMath || ofScalars.has(key))
}

/** Whether an order is `f(a) - f(b)`, or `f(a).localeCompare(f(b))`: then its answers fit together. */
export function isDifference(order: AnyNode): boolean {
  if (order.type !== 'ArrowFunctionExpression' && order.type !== 'FunctionExpression') return false
  const [a, b] = order.params
  if (a?.type !== 'Identifier' || b?.type !== 'Identifier' || order.params.length !== 2) return false
  const result = returned(order.body)
  const [left, right] = sides(result)
  if (left === undefined || right === undefined) return false
  const spelled = spell(left, a.name, b.name)
  return spelled !== undefined && spelled === spell(right, b.name, a.name)
}

function returned(body: AnyNode): AnyNode | null | undefined {
  if (body.type !== 'BlockStatement') return body
  const [only] = body.body
  return body.body.length === 1 && only?.type === 'ReturnStatement' ? only.argument : undefined
}

function sides(result: AnyNode | null | undefined): (AnyNode | undefined)[] {
  if (result?.type === 'BinaryExpression' && result.operator === '-') return [result.left, result.right]
  if (result?.type !== 'CallExpression' || result.arguments.length !== 1) return []
  const { callee } = result
  if (callee.type !== 'MemberExpression' || staticKey(callee) !== 'localeCompare') return []
  return [callee.object as Expression, result.arguments[0]]
}

/** The text of an expression of one of two variables, with that one's name taken out. */
function spell(node: AnyNode, own: string, other: string): string | undefined {
  switch (node.type) {
    case 'Identifier':
      return node.name === own ? '#' : node.name === other ? undefined : node.name
    case 'Literal':
      return node.raw
    case 'MemberExpression': {
      const object = spell(node.object, own, other)
      const key = node.computed ? spell(node.property, own, other) : staticKey(node)
      return object === undefined || key === undefined ? undefined : `${object}[${node.computed}${key}]`
    }
    case 'CallExpression': {
      const parts = [node.callee, ...node.arguments].map((part) => spell(part, own, other))
      return parts.includes(undefined) ? undefined : `${parts.join()}()`
    }
    default:
      return undefined
  }
}
