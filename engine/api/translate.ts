/**
 * Rule chains between the cloud's words and ours (rule-engine.md 9). Inside, a node's `type` is our short name; outside
 * it is the cloud's Java class. Whatever Weir does not know is carried through untouched.
 */
import type { ChainGraph, ChainNode, Connection } from '../rules/chain.ts'
import { settledDebug } from '../rules/debug.ts'
import type { ImportNote } from './contract.ts'
import type { NodeCatalogue } from './needs.ts'

const chainInputClass = 'org.thingsboard.rule.engine.flow.TbRuleChainInputNode'

export interface Translation {
  readonly graph: ChainGraph
  readonly report: readonly ImportNote[]
}

/**
 * The graph in our words: types named, old shapes made new, configurations upgraded. Loses nothing.
 * @param chainNames by id, for old wires to whole chains
 */
export function toOurGraph(
  graph: ChainGraph,
  catalogue: NodeCatalogue,
  now: number,
  chainNames: ReadonlyMap<string, string> = new Map(),
): Translation {
  const report: ImportNote[] = []
  const nodes = graph.nodes.map((node, index) => toOurNode(node, index, catalogue, now, report))
  const connections: Connection[] = [...(graph.connections ?? [])]
  for (const { fromIndex, targetRuleChainId, type, additionalInfo } of graph.ruleChainConnections ?? []) {
    // Before 3.3.3 a wire could lead to a whole chain; each such wire is an input node of its own now.
    const toIndex = nodes.length
    const { ruleChainNodeId: _old, ...layout } = additionalInfo ?? {}
    const node = {
      type: chainInputClass,
      name: chainNames.get(targetRuleChainId.id) ?? 'Rule Chain Input',
      configuration: { ruleChainId: targetRuleChainId.id },
      configurationVersion: 0,
      additionalInfo: layout,
    }
    nodes.push(toOurNode(node, toIndex, catalogue, now, report))
    connections.push({ fromIndex, toIndex, type })
    report.push({
      severity: 'info',
      node: toIndex,
      message: 'A wire to another rule chain of an old file became a node of its own',
    })
  }
  return { graph: { ...graph, nodes, connections, ruleChainConnections: null }, report }
}

function toOurNode(
  node: ChainNode,
  index: number,
  catalogue: NodeCatalogue,
  now: number,
  report: ImportNote[],
): ChainNode {
  const kind = catalogue.byClass(node.type) ?? catalogue.byType(node.type)
  const {
    debugMode: _mode,
    debugFailures: _failures,
    debugAll: _all,
    debugStrategy: _strategy,
    ...kept
  } = node
  const settled: ChainNode = {
    ...kept,
    debugSettings: settledDebug(node, now),
    ...singletonOf(node, kind?.importsFrom?.[0] ?? node.type, catalogue),
  }
  if (!kind) {
    report.push({
      severity: 'warning',
      node: index,
      message: `“${node.name}”: ${catalogue.whyUnknown?.(node.type) ?? `Weir does not know the node type ${node.type}`}. It is kept as it is; messages that reach it fail`,
    })
    return settled
  }
  const was = node.configurationVersion ?? 0
  const upgraded = catalogue.upgrade(kind, node.configuration, was)
  if (upgraded.problem) {
    report.push({ severity: 'warning', node: index, message: `“${node.name}”: ${upgraded.problem}` })
  } else if (upgraded.changed) {
    report.push({
      severity: 'info',
      node: index,
      message: `The settings of “${node.name}” were brought from version ${was} to ${upgraded.version}`,
    })
  }
  return {
    ...settled,
    type: kind.type,
    // A kind may stand for several classes; the one it came from is what it goes back to.
    ...(node.type !== kind.type && node.type !== kind.importsFrom?.[0] ? { cloudClass: node.type } : {}),
    configuration: upgraded.config,
    configurationVersion: upgraded.version,
    ...(upgraded.queueName && !node.queueName ? { queueName: upgraded.queueName } : {}),
  }
}

/** Whether the node runs on one server only, where its class leaves no choice (rule-engine.md 9). */
function singletonOf(
  { singletonMode }: ChainNode,
  clazz: string,
  catalogue: NodeCatalogue,
): { singletonMode?: boolean } {
  const clustering = clazz.includes('.') ? catalogue.clustering?.(clazz) : undefined
  if (clustering === 'SINGLETON') return { singletonMode: true }
  return clustering === 'ENABLED' && singletonMode === true ? { singletonMode: false } : {}
}

/** The same graph in the cloud's words. Kinds of our own, which the cloud has no class for, keep our name. */
export function toCloudGraph(graph: ChainGraph, catalogue: NodeCatalogue): ChainGraph {
  return { ...graph, nodes: graph.nodes.map((node) => toCloudNode(node, catalogue)) }
}

export function toCloudNode(node: ChainNode, catalogue: NodeCatalogue): ChainNode {
  const { cloudClass, ...rest } = node
  return { ...rest, type: cloudClassOf(node.type, cloudClass, catalogue) }
}

function cloudClassOf(type: string, cameFrom: unknown, catalogue: NodeCatalogue): string {
  const classes = catalogue.byType(type)?.importsFrom ?? []
  if (typeof cameFrom === 'string' && classes.includes(cameFrom)) return cameFrom
  return classes[0] ?? type
}
