import type { ChainGraph } from '../../../engine/rules/chain.ts'

/** A chain that nodes of an import hand messages to, and that is not on this server. */
export interface MissingChain {
  readonly id: string
  /** names of the nodes that refer to it */
  readonly nodes: readonly string[]
}

export function missingChains(graph: ChainGraph, known: ReadonlySet<string>): MissingChain[] {
  const byId = new Map<string, string[]>()
  for (const { type, name, configuration } of graph.nodes) {
    const { ruleChainId } = configuration
    if (type !== 'flow/chain' || typeof ruleChainId !== 'string' || ruleChainId === '') continue
    if (!known.has(ruleChainId)) byId.set(ruleChainId, [...(byId.get(ruleChainId) ?? []), name])
  }
  return [...byId].map(([id, nodes]) => ({ id, nodes }))
}

/**
 * A file or a graph that refers to the chosen chains in place of those that are not here. Files from before 3.3.3 name
 * a chain at the wire that leads to it, as `targetRuleChainId`.
 */
export function withChains<T>(value: T, chosen: ReadonlyMap<string, string>): T {
  if (chosen.size === 0 || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((one) => withChains(one, chosen)) as T
  const entries = Object.entries(value).map(([key, one]) => [key, replaced(key, one, chosen)])
  return Object.fromEntries(entries) as T
}

function replaced(key: string, value: unknown, chosen: ReadonlyMap<string, string>): unknown {
  if (key === 'ruleChainId' && typeof value === 'string') return chosen.get(value) ?? value
  if (key !== 'targetRuleChainId' || typeof value !== 'object' || value === null)
    return withChains(value, chosen)
  const { id } = value as { id?: unknown }
  return { ...value, id: (typeof id === 'string' && chosen.get(id)) || id }
}
