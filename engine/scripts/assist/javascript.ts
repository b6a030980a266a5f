import { type Options, parse } from 'acorn'
import { type Asked, type Diagnosis, type Proposal, type Surroundings, wordsIn } from './assist.ts'
import { globalWords, methodWords, staticWords } from './javascript-words.ts'
import { wordAt } from './places.ts'
import type { Word } from './words.ts'

const keywords =
  `break case catch const continue default delete do else false finally for function if in instanceof let new
  null of return switch this throw true try typeof undefined var void while`.split(/\s+/)

/** Names that scripts find besides their own: those of the sandbox, which has nothing that waits. */
const globals =
  `Math JSON Date Object Array String Number Boolean RegExp Map Set Symbol WeakMap WeakSet Error TypeError
  RangeError SyntaxError EvalError ReferenceError URIError InternalError AggregateError BigInt Reflect parseInt parseFloat
  isNaN isFinite encodeURIComponent decodeURIComponent encodeURI decodeURI escape unescape NaN Infinity undefined arguments
  globalThis console Proxy Function Iterator ArrayBuffer DataView Uint8Array Int8Array Uint8ClampedArray Uint16Array
  Int16Array Uint32Array Int32Array Float16Array Float32Array Float64Array BigInt64Array BigUint64Array`.split(
    /\s+/,
  )

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
  const { used, called, suspicious, given } = namesIn(tree)
  const known = new Set([...names, ...globals, ...given])
  const warning = ({ start, end }: Node, message: string): Diagnosis => ({
    severity: 'warning',
    from: start,
    to: end,
    message,
  })
  return [
    ...used
      .filter(({ name }) => !known.has(String(name)))
      .map((node) => warning(node, `There is no ${called.has(node) ? 'function' : 'variable'} ${node.name}`)),
    ...suspicious.filter(({ name }) => !given.has(name)).map(({ node, message }) => warning(node, message)),
  ].sort((one, other) => one.from - other.from)
}

const statics: Readonly<Record<string, object>> = { Math, JSON, Date, Object, Array, String, Number }

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

interface Found {
  /** identifiers that are read */
  readonly used: Node[]
  /** those of them that are called */
  readonly called: Set<Node>
  /** what can hardly be meant; `name` is the built-in object that it is about */
  readonly suspicious: { readonly node: Node; readonly name: string; readonly message: string }[]
  readonly given: Set<string>
}

/** Identifiers that are read, and all names that the script gives a value to, wherever it does. */
function namesIn(tree: Node): Found {
  const used: Node[] = []
  const called = new Set<Node>()
  const suspicious: Found['suspicious'] = []
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
    if (value.type === 'CallExpression' && isNode(value.callee)) called.add(value.callee)
    const doubt = doubtful(value)
    if (doubt !== null) suspicious.push(doubt)
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
  return { used, called, suspicious, given }
}

/** A function of `Math` and its kin that does not exist, or an assignment where a comparison stands. */
function doubtful(node: Node): Found['suspicious'][number] | null {
  if (/^(?:If|While|DoWhile|Conditional)/.test(node.type) && isNode(node.test)) {
    const { test } = node
    if (test.type !== 'AssignmentExpression' || test.operator !== '=') return null
    return { node: test, name: '', message: 'This assigns; to compare, write === instead of =' }
  }
  if (node.type !== 'MemberExpression' || node.computed === true) return null
  const { object, property } = node
  if (!isNode(object) || !isNode(property) || object.type !== 'Identifier') return null
  const name = String(object.name)
  const key = String(property.name)
  if (!Object.hasOwn(statics, name) || key in (statics[name] as object)) return null
  return { node: property, name, message: `${name}.${key} does not exist` }
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

export function completeJavaScript({ source, target, names }: Asked): readonly Proposal[] {
  if (target !== null) return Object.hasOwn(statics, target) ? staticsOf(target) : methods
  const but = new Set([...keywords, ...globals, ...names])
  return [
    ...[...names, ...wordsIn(source, but)].map((label): Proposal => ({ label, kind: 'variable' })),
    ...keywords.map((label): Proposal => ({ label, kind: 'keyword' })),
    ...globals
      .filter((name) => name !== 'Function' && name !== 'arguments')
      .map((label): Proposal => {
        const kind = /^[A-Z]/.test(label) ? 'class' : label === 'undefined' ? 'constant' : 'function'
        return { label, kind, ...told(globalWords.get(label)) }
      }),
  ]
}

function told(word: Word | undefined): Pick<Proposal, 'detail' | 'about'> {
  return word === undefined ? {} : { detail: word.signature, about: word.about }
}

const hidden = /^(?:constructor|prototype|length|name|caller|callee|arguments|__\w+__)$/

function staticsOf(name: string): Proposal[] {
  const object = statics[name] as object
  return Object.getOwnPropertyNames(object).flatMap((label): Proposal[] => {
    if (hidden.test(label)) return []
    const isMethod = typeof Object.getOwnPropertyDescriptor(object, label)?.value === 'function'
    return [{ label, kind: isMethod ? 'method' : 'constant', ...told(staticWords.get(`${name}.${label}`)) }]
  })
}

/** The methods of every kind of value; of what kind a value is shows only when the script runs. */
const methods: readonly Proposal[] = [
  { label: 'length', kind: 'constant', about: 'Number of elements or characters' },
  ...[...methodWords].flatMap(([kind, words]) =>
    [...words.values()].map(
      ({ name, signature, about }): Proposal => ({
        label: name,
        kind: 'method',
        detail: signature,
        about: `${about} (${kind})`,
      }),
    ),
  ),
]
