import { ScriptError } from '../../rules/needs.ts'
import type { Block } from '../tbel/ast.ts'
import type { Method } from '../tbel/library/define.ts'
import { findClass, findFunction, libraryNames } from '../tbel/library/library.ts'
import { allMethods } from '../tbel/library/methods.ts'
import { parseTbel } from '../tbel/parse.ts'
import { type Asked, type Diagnosis, type Proposal, type Surroundings, wordsIn } from './assist.ts'
import { offsetOf, wordAt } from './places.ts'
import { functionWords, methodWords, staticWords } from './tbel-words.ts'
import type { Word } from './words.ts'

const keywords =
  `assert boolean break byte case char contains convertable_to default do double else empty false float for
  foreach function if in int instanceof is isdef long new null or return short soundslike strsim String switch true until var
  while`.split(/\s+/)
const keywordSet: ReadonlySet<string> = new Set(keywords)

/** A node of the tree, seen without its type. */
type Node = Readonly<Record<string, unknown>>

export function diagnoseTbel(source: string, { names }: Surroundings): Diagnosis[] {
  let tree: Block
  try {
    tree = parseTbel(source)
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error
    const from = Math.min(
      offsetOf(source, error.line ?? 1, error.column ?? 1),
      Math.max(0, source.length - 1),
    )
    const message = error.message.replace(/ \(line \d+, column \d+\)$/, '')
    return [{ severity: 'error', from, to: wordAt(source, from), message }]
  }
  const nodes = nodesOf(tree)
  const known = new Set([...names, ...nodes.flatMap(namesGivenBy)])
  const arity = new Map(
    nodes
      .filter((node) => node.kind === 'function')
      .map((node) => [String(node.name), (node.parameters as readonly string[]).length]),
  )
  return nodes.flatMap((node) => {
    const message = wrongWith(node, known, arity)
    if (message === null) return []
    const from = Number(node.at)
    return [{ severity: 'warning' as const, from, to: wordAt(source, from), message }]
  })
}

/** What will fail when the node is run, as far as can be seen. */
function wrongWith(
  node: Node,
  known: ReadonlySet<string>,
  declared: ReadonlyMap<string, number>,
): string | null {
  const name = String(node.name ?? '')
  const count = Array.isArray(node.args) ? node.args.length : 0
  if (node.kind === 'call') {
    if (declared.has(name) || known.has(name)) return null
    const found = findFunction(name)
    return found === undefined ? `There is no function ${name}` : wrongCount(name, found, count)
  }
  if (node.kind === 'name') {
    const isKnown = known.has(name) || declared.has(name) || findClass(name) !== undefined
    return isKnown || name.includes('.') ? null : `There is no variable ${name}`
  }
  if (node.kind !== 'method') return null
  const target = node.target as Node
  const found =
    target.kind === 'name' && !known.has(String(target.name)) ? findClass(String(target.name)) : undefined
  const method = found?.statics.get(name)
  // A class nobody knows fails as well, but is told by its own name.
  if (found === undefined) {
    if (methodNames.has(name) || findFunction(name) !== undefined || target.kind === 'member') return null
    return `Nothing has a method ${name}()`
  }
  return method === undefined
    ? `${target.name}.${name}() does not exist`
    : wrongCount(`${target.name}.${name}`, method, count)
}

function wrongCount(name: string, { min, max }: Method, count: number): string | null {
  if (count >= min && count <= max) return null
  return `${name}() takes ${min === max ? min : `${min} to ${max}`} ${max === 1 ? 'argument' : 'arguments'}, not ${count}`
}

/** All nodes of a tree, outer ones first. */
function nodesOf(value: unknown): Node[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap(nodesOf)
  const inner = Object.values(value).flatMap(nodesOf)
  return 'kind' in value ? [value as Node, ...inner] : inner
}

/** Names that a node gives a value to. */
function namesGivenBy(node: Node): string[] {
  switch (node.kind) {
    case 'declare':
      return [...(node.names as readonly string[])]
    case 'foreach':
      return [String(node.name)]
    case 'function':
      return [String(node.name), ...(node.parameters as readonly string[])]
    case 'step':
    case 'isdef':
      return [String(node.name)]
    case 'assign': {
      const target = node.target as Node
      return target.kind === 'name' ? [String(target.name)] : []
    }
    case 'projection':
      return ['$']
    default:
      return []
  }
}

export function completeTbel({ source, target, names }: Asked): Proposal[] {
  if (target !== null) {
    const found = /^[A-Z]/.test(target) ? findClass(target) : undefined
    return found === undefined
      ? [...methods]
      : [
          ...[...found.constants.keys()].map((label): Proposal => ({ label, kind: 'constant' })),
          ...[...found.statics].map(([label, one]): Proposal => {
            const word = staticWords.get(`${target}.${label}`)
            return { label, kind: 'method', detail: word?.signature ?? takes(one), ...aboutOf(word) }
          }),
        ]
  }
  const { functions, classes } = libraryNames()
  const but = new Set([...functions, ...classes.keys(), ...keywords, ...names])
  return [
    ...names.map((label): Proposal => ({ label, kind: 'variable' })),
    ...wordsIn(source, but).map((label): Proposal => ({ label, kind: 'variable' })),
    ...keywords.filter((word) => keywordSet.has(word)).map((label): Proposal => ({ label, kind: 'keyword' })),
    ...functions.map((label): Proposal => {
      const word = functionWords.get(label)
      return { label, kind: 'function', ...(word && { detail: word.signature, about: word.about }) }
    }),
    ...[...classes.keys()].map((label): Proposal => ({ label, kind: 'class' })),
  ]
}

/** How many arguments a function takes. */
function takes({ min, max }: Method): string {
  if (max === 0) return '()'
  return min === max ? `(${min})` : `(${min}–${Number.isFinite(max) ? max : '…'})`
}

function aboutOf(word: Word | undefined): { about?: string } {
  return word === undefined ? {} : { about: word.about }
}

const shown: Readonly<Record<string, string>> = {
  Integer: 'number',
  List: 'list',
  Map: 'map',
  String: 'text',
  Set: 'set',
  Date: 'date',
}

/** The methods of every kind of value; of what kind a value is shows only when the script runs. */
const methods: readonly Proposal[] = (() => {
  const found = new Map<string, { kinds: string[]; word: Word | undefined }>()
  for (const [kind, list] of allMethods()) {
    if (['Long', 'Double', 'Float', 'Byte', 'Short', 'BigInteger', 'Array'].includes(kind)) continue
    for (const name of list) {
      const known = found.get(name) ?? { kinds: [], word: undefined }
      found.set(name, {
        kinds: [...known.kinds, shown[kind] ?? kind],
        word: known.word ?? methodWords.get(kind)?.get(name),
      })
    }
  }
  return [...found].map(([label, { kinds, word }]) => ({
    label,
    kind: 'method',
    detail: word?.signature ?? '()',
    about: word === undefined ? kinds.join(', ') : `${word.about} (${kinds.join(', ')})`,
  }))
})()

const methodNames: ReadonlySet<string> = new Set([...allMethods().values()].flat())
