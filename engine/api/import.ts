import type { ChainDocument, ChainGraph, ChainHead, ChainNode } from '../rules/chain.ts'
import { isObject } from '../rules/values.ts'
import type { ImportNote } from './contract.ts'
import { badRequest } from './errors.ts'
import type { NodeCatalogue } from './needs.ts'
import { toCloudGraph, toOurGraph } from './translate.ts'

/** Nodes of one chain at most; the largest known real one has a few hundred. */
const mostNodes = 5000

export interface ImportedChain {
  readonly head: ChainHead
  readonly graph: ChainGraph
  readonly report: readonly ImportNote[]
}

/**
 * Reads an exported chain of any age: `{ruleChain, metadata}`, a bare `metadata`, or the version-control form
 * `{entity, metaData}`. Ids of the file are dropped, since they name entities of another server.
 * @throws ApiError (400) that says what is wrong with the file
 */
export function importChain(file: unknown, catalogue: NodeCatalogue, now: number): ImportedChain {
  const { head, graph } = chainOf(file)
  const translated = toOurGraph(withoutIds(graph), catalogue, now)
  return { head, graph: translated.graph, report: translated.report }
}

/** The file that both the cloud's import and ours take: ids and the mark of the root left out. */
export function exportChain(head: ChainHead, graph: ChainGraph, catalogue: NodeCatalogue): ChainDocument {
  const {
    id: _id,
    createdTime: _time,
    tenantId: _tenant,
    externalId: _external,
    version: _version,
    ...kept
  } = head
  const { ruleChainId: _chain, version: _graphVersion, ...plain } = toCloudGraph(withoutIds(graph), catalogue)
  return {
    ruleChain: {
      additionalInfo: null,
      configuration: null,
      debugMode: false,
      ...kept,
      firstRuleNodeId: null,
      root: false,
    },
    metadata: { ...plain, ruleChainConnections: null },
  }
}

function chainOf(file: unknown): { head: ChainHead; graph: ChainGraph } {
  if (!isObject(file as never)) throw badRequest('This is no rule chain: the file must hold a JSON object')
  const { ruleChain, metadata, entity, metaData, nodes } = file as Record<string, unknown>
  const head = (ruleChain ?? entity) as Partial<ChainHead> | undefined
  const graph = metadata ?? metaData ?? (Array.isArray(nodes) ? file : undefined)
  if (graph === undefined) {
    throw badRequest(
      'This is no rule chain: “metadata” with the nodes is missing. Choose a file that was exported',
    )
  }
  const name = typeof head?.name === 'string' ? head.name.trim() : ''
  if (head !== undefined && name === '') throw badRequest('The rule chain in the file has no name')
  const { id: _id, firstRuleNodeId: _first, root: _root, ...kept } = head ?? {}
  return {
    head: { ...kept, name: name || 'Imported chain', type: head?.type === 'EDGE' ? 'EDGE' : 'CORE' },
    graph: readGraph(graph),
  }
}

/**
 * A graph from outside, checked for its shape only: what its nodes mean is the engine's to judge.
 * @throws ApiError (400)
 */
export function readGraph(value: unknown): ChainGraph {
  if (!isObject(value as never))
    throw badRequest('The graph must be a JSON object with “nodes” and “connections”')
  const graph = value as Record<string, unknown>
  const nodes = graph.nodes ?? []
  const connections = graph.connections ?? []
  const chainConnections = graph.ruleChainConnections ?? []
  if (!Array.isArray(nodes) || !Array.isArray(connections) || !Array.isArray(chainConnections)) {
    throw badRequest('“nodes”, “connections” and “ruleChainConnections” must be lists')
  }
  if (nodes.length > mostNodes)
    throw badRequest(`A chain can have ${mostNodes} nodes; this one has ${nodes.length}`)
  const first = graph.firstNodeIndex ?? null
  if (first !== null && !isIndex(first, nodes.length)) {
    throw badRequest(`“firstNodeIndex” is ${JSON.stringify(first)}, and there are ${nodes.length} nodes`)
  }
  connections.forEach((connection, index) => {
    if (
      !isObject(connection) ||
      !isIndex(connection.fromIndex, nodes.length) ||
      !isIndex(connection.toIndex, nodes.length) ||
      typeof connection.type !== 'string'
    ) {
      throw badRequest(
        `Connection ${index} must have “fromIndex” and “toIndex” of existing nodes and a “type”`,
      )
    }
  })
  chainConnections.forEach((connection, index) => {
    const isWhole =
      isObject(connection) &&
      isIndex(connection.fromIndex, nodes.length) &&
      isObject(connection.targetRuleChainId as never) &&
      typeof connection.type === 'string'
    if (!isWhole) throw badRequest(`Rule chain connection ${index} is not complete`)
  })
  return { ...graph, firstNodeIndex: first, nodes: nodes.map(readNode), connections } as ChainGraph
}

function readNode(node: unknown, index: number): ChainNode {
  if (!isObject(node as never)) throw badRequest(`Node ${index} must be a JSON object`)
  const { type, name, configuration } = node as Record<string, unknown>
  if (typeof type !== 'string' || type === '')
    throw badRequest(`Validation error: type of node ${index} is missing`)
  if (type.length > 255) throw badRequest('Validation error: type length must be equal or less than 255')
  if (typeof name !== 'string') throw badRequest(`Validation error: name of node ${index} is missing`)
  const settings = isObject(configuration as never) ? configuration : {}
  return { ...(node as object), configuration: settings } as ChainNode
}

function isIndex(value: unknown, length: number): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < length
}

function withoutIds(graph: ChainGraph): ChainGraph {
  const nodes = graph.nodes.map(
    ({ id: _id, createdTime: _time, ruleChainId: _chain, externalId: _other, ...node }) => node,
  )
  return { ...graph, nodes: nodes as ChainNode[] }
}
