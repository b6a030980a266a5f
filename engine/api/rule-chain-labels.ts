import type { ChainGraph, ChainNode } from '../rules/chain.ts'
import type { StoredChain } from '../store/store.ts'
import { entityId } from './ids.ts'
import type { ApiParts } from './routes.ts'

const outputType = 'flow/output'
const inputType = 'flow/chain'

/** The outputs of a chain: the names of its output nodes. */
export function outputLabels(graph: ChainGraph | null): string[] {
  const outputs = graph?.nodes.filter(({ type }) => type === outputType) ?? []
  return [...new Set(outputs.map(({ name }) => name))]
}

export interface LabelUsage {
  readonly ruleChainId: unknown
  readonly ruleNodeId: unknown
  readonly ruleChainName: string
  readonly ruleNodeName: string
  readonly labels: readonly string[]
}

/** Nodes of other chains that call this one, with the labels they are wired by. */
export async function labelUsage({ store }: ApiParts, chainId: string): Promise<LabelUsage[]> {
  const usage: LabelUsage[] = []
  for (const { chain, graph } of await callersOf(store, chainId)) {
    graph.nodes.forEach((node, index) => {
      if (!calls(node, chainId)) return
      const wires = graph.connections?.filter(({ fromIndex }) => fromIndex === index) ?? []
      usage.push({
        ruleChainId: entityId('RULE_CHAIN', chain.id),
        ruleNodeId: entityId('RULE_NODE', node.id?.id ?? null),
        ruleChainName: chain.name,
        ruleNodeName: node.name,
        labels: [...new Set(wires.map(({ type }) => type))],
      })
    })
  }
  return usage
}

/**
 * Labels of output nodes that were given another name, old → new. One is left out where it would not be sure which wires
 * mean it: another output still has the old name, or two that had it were named differently.
 */
export function renamedLabels(before: ChainGraph | null, after: ChainGraph): Map<string, string> {
  const old = new Map<string, string>()
  for (const { id, type, name } of before?.nodes ?? [])
    if (type === outputType && id !== undefined) old.set(id.id, name)
  const renamed = new Map<string, string>()
  const unsure = new Set(outputLabels(after))
  for (const { id, type, name } of after.nodes) {
    const was = id === undefined || type !== outputType ? undefined : old.get(id.id)
    if (was === undefined || was === name) continue
    if (renamed.has(was) && renamed.get(was) !== name) unsure.add(was)
    renamed.set(was, name)
  }
  for (const label of unsure) renamed.delete(label)
  return renamed
}

/** The graph with the wires of its nodes that call the chain renamed; null when none of them is. */
export function withRenamedLabels(
  graph: ChainGraph,
  chainId: string,
  labels: ReadonlyMap<string, string>,
): ChainGraph | null {
  let isChanged = false
  const connections = graph.connections?.map((connection) => {
    const from = graph.nodes[connection.fromIndex]
    const label = from !== undefined && calls(from, chainId) ? labels.get(connection.type) : undefined
    if (label === undefined) return connection
    isChanged = true
    return { ...connection, type: label }
  })
  return isChanged ? { ...graph, connections: connections ?? [] } : null
}

/** Other chains that call this one, as they run. */
export async function callersOf(
  store: ApiParts['store'],
  chainId: string,
): Promise<{ chain: StoredChain; graph: ChainGraph }[]> {
  const callers: { chain: StoredChain; graph: ChainGraph }[] = []
  for (const chain of await store.chains.all()) {
    const graph = chain.id === chainId ? null : await store.chains.live(chain.id)
    if (graph?.nodes.some((node) => calls(node, chainId))) callers.push({ chain, graph })
  }
  return callers
}

function calls({ type, configuration }: ChainNode, chainId: string): boolean {
  return type === inputType && configuration.ruleChainId === chainId
}
