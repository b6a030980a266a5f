import type { FieldJson, NodeDefinitionJson } from '../../../../engine/api/contract.ts'
import type { ChainDoc, DocNode } from '../document/document.ts'
import { portsFromScript } from './script-ports.ts'

export type Group = 'in' | 'decide' | 'act'

/** What kinds of node there are, and what can be said of a node by looking at its definition. */
export interface Catalog {
  readonly all: readonly NodeDefinitionJson[]
  readonly byType: ReadonlyMap<string, NodeDefinitionJson>
  /** names of the chains that a node may hand messages to, by id */
  readonly chainNames: ReadonlyMap<string, string>
}

const actCategories = new Set(['alarm', 'persistence', 'cloud', 'external', 'action', 'node-red'])

export function catalogOf(
  definitions: readonly NodeDefinitionJson[],
  chainNames: ReadonlyMap<string, string> = new Map(),
): Catalog {
  return { all: definitions, byType: new Map(definitions.map((one) => [one.type, one])), chainNames }
}

export function groupOf(definition: NodeDefinitionJson): Group {
  if (definition.source) return 'in'
  return actCategories.has(definition.category) ? 'act' : 'decide'
}

/**
 * The outputs of a node in the order of its rows: those of its definition, those it can name itself (from its script,
 * by the person, by a wire that is there), `Failure` always last.
 */
export function outputsOf(
  node: DocNode,
  definition: NodeDefinitionJson | undefined,
  wired: readonly string[],
): string[] {
  const named = definition?.outputs ?? []
  const extra = definition?.customOutputs ? portsFromScript(node.configuration, definition) : []
  const seen = new Set<string>(['failure'])
  const outputs: string[] = []
  for (const output of [...named, ...extra, ...node.outputs, ...wired]) {
    if (seen.has(output.toLowerCase())) continue
    seen.add(output.toLowerCase())
    outputs.push(output)
  }
  const hasFailure = definition === undefined || named.some((output) => output === 'Failure')
  return hasFailure ? [...outputs, 'Failure'] : outputs
}

/** Output names that wires of each node use. */
export function wiredOutputs(doc: ChainDoc): Map<string, string[]> {
  const byNode = new Map<string, string[]>()
  for (const { from, output } of doc.wires.values()) {
    const list = byNode.get(from)
    if (list) list.push(output)
    else byNode.set(from, [output])
  }
  return byNode
}

/** The output that a healed or inserted wire uses: the first of the node, as when it is bypassed. */
export function firstOutputOf(node: DocNode, catalog: Catalog): string | undefined {
  return outputsOf(node, catalog.byType.get(node.type), []).find((output) => output !== 'Failure')
}

/** The one line below a node's title: its most telling setting. */
export function tellingLine(
  node: DocNode,
  definition: NodeDefinitionJson | undefined,
  chainNames: ReadonlyMap<string, string> = new Map(),
): string {
  if (!definition) return node.type
  const { line } = definition
  const own = (key: string) => {
    const value = node.configuration[key]
    if (definition.config[key]?.kind === 'chain') return chainNames.get(String(value)) ?? ''
    return shown(value, definition.config[key])
  }
  if (line?.includes('{')) {
    const text = line.replace(/\{(\w+)\}/g, (_, key: string) => own(key)).replace(/^[\s·,]+|[\s·,]+$/g, '')
    if (text !== '') return text
  } else if (line) {
    const text = own(line)
    if (text !== '') return text
  }
  const script = Object.entries(definition.config).find(([, field]) => field.kind === 'script')
  if (script) {
    const text = own(script[0])
    if (text !== '') return text
  }
  return node.name === definition.title ? '' : definition.title
}

function shown(value: unknown, field: FieldJson | undefined): string {
  if (value === undefined || value === null || value === '') return ''
  if (field?.kind === 'script') return firstStatement(String(value))
  if (Array.isArray(value)) {
    return value.map((one) => (field?.kind === 'rows' ? rowText(one) : shown(one, undefined))).join(', ')
  }
  if (typeof value === 'object') return describeObject(value as Record<string, unknown>)
  const option = field?.options?.find((one) => one.value === value)
  if (option) return option.label
  if (typeof value === 'boolean') return value ? (field?.label ?? '') : ''
  return field?.unit ? `${value} ${field.unit}` : String(value)
}

/** A row of a list in two words: `limit = 30`. */
function rowText(row: unknown): string {
  const values = typeof row === 'object' && row !== null ? Object.values(row) : [row]
  return values
    .filter((one) => typeof one === 'string' || typeof one === 'number')
    .slice(0, 2)
    .join(' = ')
}

const signs: Record<string, string> = {
  equal: '=',
  notEqual: '≠',
  greater: '>',
  greaterOrEqual: '≥',
  less: '<',
  lessOrEqual: '≤',
}

function describeObject(value: Record<string, unknown>): string {
  if (typeof value.is === 'string' && 'key' in value) {
    const compared = Array.isArray(value.value) ? value.value.join(' … ') : (value.value ?? '')
    return `${value.key || value.from} ${signs[value.is] ?? value.is} ${compared}`.trim()
  }
  return Object.entries(value)
    .map(([from, to]) => (typeof to === 'string' ? `${from} → ${to}` : from))
    .join(', ')
}

/** What a script answers, in one line: its last `return` to the end where it is short, else its first statement. */
function firstStatement(script: string): string {
  const lines = script
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('//'))
  const last = lines.findLastIndex((line) => line.startsWith('return'))
  const telling = last < 0 ? (lines[0] ?? '') : lines.slice(last).join(' ')
  return telling.replace(/^return\s+/, '').replace(/;$/, '')
}

/** The chain that a node hands messages to; null for nodes that hand on to none. */
export function chainIn(node: DocNode | undefined, catalog: Catalog): string | null {
  const fields = Object.entries(catalog.byType.get(node?.type ?? '')?.config ?? {})
  const key = fields.find(([, field]) => field.kind === 'chain')?.[0]
  const value = key === undefined ? undefined : node?.configuration[key]
  return typeof value === 'string' && value !== '' ? value : null
}

export function chainNameOf(node: DocNode | undefined, catalog: Catalog): string | null {
  const id = chainIn(node, catalog)
  return id === null ? null : (catalog.chainNames.get(id) ?? null)
}
