import { readdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AnyNode, Category } from './define.ts'

/** All node definitions of this server, found by our type or by the cloud's class name. */
export class Catalogue {
  readonly #byType = new Map<string, AnyNode>()
  readonly #byClass = new Map<string, AnyNode>()

  constructor(definitions: Iterable<AnyNode> = []) {
    for (const definition of definitions) this.add(definition)
  }

  /** Adds a definition. Throws when its type is taken; see `replace`. */
  add(definition: AnyNode): void {
    const { type } = definition
    if (this.#byType.has(type)) throw new Error(`There are two nodes of type ${type}; rename one of them`)
    this.replace(definition)
  }

  /** Adds a definition, in place of the one of the same type where there is one. */
  replace(definition: AnyNode): void {
    const before = this.#byType.get(definition.type)
    for (const name of before?.importsFrom ?? [])
      if (this.#byClass.get(name) === before) this.#byClass.delete(name)
    this.#byType.set(definition.type, definition)
    for (const name of definition.importsFrom ?? [])
      if (!this.#byClass.has(name)) this.#byClass.set(name, definition)
  }

  byType(type: string): AnyNode | undefined {
    return this.#byType.get(type)
  }

  /** @param name the cloud's class, as `org.thingsboard.rule.engine.filter.TbJsFilterNode` */
  byClass(name: string): AnyNode | undefined {
    return this.#byClass.get(name)
  }

  /** in the order in which they were added */
  get all(): readonly AnyNode[] {
    return [...this.#byType.values()]
  }
}

export interface CustomNodes {
  readonly definitions: readonly AnyNode[]
  /** files that gave no node, and why; the server runs on without them */
  readonly problems: readonly { readonly file: string; readonly message: string }[]
}

/**
 * Loads every node file of a folder (`WEIR_NODES`): `.ts`, `.js` and `.mjs`, tests left out. A file whose content
 * changed is loaded anew, so this can be called again on each change. Never throws: what is wrong comes back.
 *
 * @param changedAt something that differs after each change, as a time
 */
export async function loadCustomNodes(folder: string, changedAt = 0): Promise<CustomNodes> {
  const definitions: AnyNode[] = []
  const problems: { file: string; message: string }[] = []
  for (const file of await nodeFiles(folder, problems)) {
    try {
      const url = pathToFileURL(resolve(folder, file))
      url.searchParams.set('at', String(changedAt))
      const loaded = (await import(url.href)) as { default?: unknown }
      const wrong = whatIsNoNode(loaded.default)
      if (wrong !== undefined) problems.push({ file, message: wrong })
      else definitions.push(loaded.default as AnyNode)
    } catch (error) {
      problems.push({ file, message: `It can't be loaded: ${(error as Error).message}` })
    }
  }
  return { definitions, problems }
}

async function nodeFiles(folder: string, problems: { file: string; message: string }[]): Promise<string[]> {
  try {
    const names = await readdir(folder)
    return names.filter((name) => /\.(ts|js|mjs)$/.test(name) && !/\.(test|d)\.\w+$/.test(name)).sort()
  } catch (error) {
    problems.push({
      file: folder,
      message: `The folder of custom nodes can't be read: ${(error as Error).message}`,
    })
    return []
  }
}

const categories: readonly Category[] = [
  'transport',
  'filter',
  'enrichment',
  'transformation',
  'alarm',
  'persistence',
  'scheduler',
  'cloud',
  'external',
  'flow',
]

/** Why a value is no node definition, in words for its author; undefined when it is one. */
export function whatIsNoNode(candidate: unknown): string | undefined {
  if (typeof candidate !== 'object' || candidate === null || Object.keys(candidate).length === 0)
    return 'It has no default export; write `export default defineNode({ … })`'
  const node = candidate as Partial<AnyNode>
  const [category, name] = typeof node.type === 'string' ? node.type.split('/') : []
  if (!categories.includes(category as Category) || !name)
    return `Its type is ${JSON.stringify(node.type)}; it must be a category and a name, as “filter/in-range”`
  if (typeof node.title !== 'string' || typeof node.summary !== 'string')
    return 'It needs a title and a summary'
  if (!Array.isArray(node.outputs)) return 'It needs a list of outputs, which may be empty'
  if (typeof node.config !== 'object' || node.config === null) return 'It needs `config`, which may be `{}`'
  if (typeof node.create !== 'function') return 'It needs `create`, which returns what handles a message'
  if (!Array.isArray(node.examples)) return 'It needs a list of examples'
  return undefined
}
