import { type Options, parse } from 'acorn'
import { type Asked, type Diagnosis, type Proposal, type Surroundings, wordsIn } from './assist.ts'
import { wordAt } from './places.ts'

const keywords =
  `break case catch const continue default delete do else false finally for function if in instanceof let new
  null of return switch this throw true try typeof undefined var void while`.split(/\s+/)

/** Names that scripts find in the sandbox besides their own. */
const globals: readonly string[] = [
  ...[
    'Math',
    'JSON',
    'Date',
    'Object',
    'Array',
    'String',
    'Number',
    'Boolean',
    'RegExp',
    'Map',
    'Set',
    'Symbol',
  ],
  ...[
    'WeakMap',
    'WeakSet',
    'Error',
    'TypeError',
    'RangeError',
    'SyntaxError',
    'BigInt',
    'Promise',
    'Reflect',
  ],
  ...['parseInt', 'parseFloat', 'isNaN', 'isFinite', 'encodeURIComponent', 'decodeURIComponent', 'encodeURI'],
  ...[
    'decodeURI',
    'escape',
    'unescape',
    'NaN',
    'Infinity',
    'undefined',
    'arguments',
    'globalThis',
    'Uint8Array',
  ],
  ...['Int8Array', 'Uint16Array', 'Int16Array', 'Uint32Array', 'Int32Array', 'Float32Array', 'Float64Array'],
  ...['ArrayBuffer', 'DataView', 'Proxy', 'eval', 'Function', 'EvalError', 'ReferenceError', 'URIError'],
  ...['AggregateError', 'BigInt64Array', 'BigUint64Array', 'Uint8ClampedArray', 'Iterator', 'WeakRef'],
]

const options: Options = { ecmaVersion: 'latest', sourceType: 'script', allowReturnOutsideFunction: true }

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [member: string]: unknown
}

export function diagnoseJavaScript(source: string, { names }: Surroundings): Diagnosis[] {
  let tree: Node
  try {
    tree = parse(source, options) as unknown as Node
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const from = Math.min((error as { pos?: number }).pos ?? 0, Math.max(0, source.length - 1))
    const message = error.message.replace(/ \(\d+:\d+\)$/, '')
    return [{ severity: 'error', from, to: wordAt(source, from), message }]
  }
  const { used, given } = namesIn(tree)
  const known = new Set([...names, ...globals, ...given])
  return used
    .filter(({ name }) => !known.has(String(name)))
    .map(({ name, start, end }) => ({
      severity: 'warning',
      from: start,
      to: end,
      message: `There is no variable ${name}`,
    }))
}

/** Members of a node in which an identifier is no use of a variable. */
const notUses: Readonly<Record<string, string>> = {
  MemberExpression: 'property',
  Property: 'key',
  MethodDefinition: 'key',
  PropertyDefinition: 'key',
  LabeledStatement: 'label',
  BreakStatement: 'label',
  ContinueStatement: 'label',
  MetaProperty: 'meta',
}

/** Identifiers that are read, and all names that the script gives a value to, wherever it does. */
function namesIn(tree: Node): { used: Node[]; given: Set<string> } {
  const used: Node[] = []
  const given = new Set<string>()
  const give = (pattern: unknown) => {
    for (const name of patternNames(pattern)) given.add(name)
  }
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item)
      return
    }
    if (!isNode(value)) return
    if (value.type === 'Identifier') used.push(value)
    if (value.type === 'VariableDeclarator') give(value.id)
    if (value.type === 'AssignmentExpression') give(value.left)
    if (value.type === 'ForInStatement' || value.type === 'ForOfStatement') give(value.left)
    if (value.type === 'CatchClause') give(value.param)
    if (/Function|Class/.test(value.type)) give(value.id)
    if (Array.isArray(value.params)) give(value.params)
    for (const [member, inner] of Object.entries(value)) {
      const isName = member === notUses[value.type] && value.computed !== true
      if (!isName || (value.type === 'Property' && value.shorthand === true)) visit(inner)
    }
  }
  visit(tree)
  return { used, given }
}

function patternNames(pattern: unknown): string[] {
  if (Array.isArray(pattern)) return pattern.flatMap(patternNames)
  if (!isNode(pattern)) return []
  switch (pattern.type) {
    case 'Identifier':
      return [String(pattern.name)]
    case 'ObjectPattern':
      return (pattern.properties as unknown[]).flatMap((one) =>
        isNode(one) ? patternNames(one.type === 'Property' ? one.value : one.argument) : [],
      )
    case 'ArrayPattern':
      return patternNames(pattern.elements)
    case 'AssignmentPattern':
      return patternNames(pattern.left)
    case 'RestElement':
      return patternNames(pattern.argument)
    default:
      return []
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
}

const statics: Readonly<Record<string, object>> = { Math, JSON, Date, Object, Array, String, Number }

export function completeJavaScript({ source, target, names }: Asked): Proposal[] {
  if (target !== null) {
    if (Object.hasOwn(statics, target)) return membersOf(statics[target] as object)
    return [Array.prototype, String.prototype, Number.prototype, Date.prototype].flatMap(membersOf)
  }
  const but = new Set([...keywords, ...globals, ...names])
  return [
    ...[...names, ...wordsIn(source, but)].map((label): Proposal => ({ label, kind: 'variable' })),
    ...keywords.map((label): Proposal => ({ label, kind: 'keyword' })),
    ...globals
      .filter((name) => name !== 'eval' && name !== 'Function')
      .map((label): Proposal => ({ label, kind: /^[A-Z]/.test(label) ? 'class' : 'function' })),
  ]
}

const hidden = /^(?:constructor|prototype|caller|callee|arguments|__\w+__|to(?:Source|Locale\w+)|\$\w*)$/

function membersOf(object: object): Proposal[] {
  return Object.getOwnPropertyNames(object).flatMap((label): Proposal[] => {
    if (hidden.test(label)) return []
    const value = Object.getOwnPropertyDescriptor(object, label)?.value
    return typeof value === 'function'
      ? [{ label, kind: 'method', detail: value.length === 0 ? '()' : `(${value.length})` }]
      : [{ label, kind: 'constant' }]
  })
}
