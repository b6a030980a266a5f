import type { ChainGraph, ChainNode, Connection } from './chain.ts'
import type { Problem } from './failure.ts'
import type { NodeLibrary } from './library.ts'
import { unknownType } from './lifecycle.ts'

/**
 * Everything that can be said about a chain without running it. Errors are what a deploy from the editor refuses;
 * warnings are marked and let through, so that an imported chain with a node nobody knows still runs the rest.
 */
export function checkGraph(graph: ChainGraph, library: NodeLibrary): Problem[] {
  const problems: Problem[] = []
  const connections = graph.connections ?? []
  if (graph.firstNodeIndex !== null && graph.nodes[graph.firstNodeIndex] === undefined) {
    problems.push({
      severity: 'error',
      message: `The first node is number ${graph.firstNodeIndex} of ${graph.nodes.length}, which does not exist. Choose another first node`,
    })
  }
  for (const node of graph.nodes) problems.push(...nodeProblems(node, library))
  connections.forEach((connection, index) => {
    const problem = connectionProblem(graph, connection)
    if (problem !== undefined) problems.push({ severity: 'error', connection: index, message: problem })
  })
  const cycle = findCycle(graph)
  if (cycle !== undefined) {
    const names = cycle.map((index) => graph.nodes[index]?.name ?? '?').join(' → ')
    const first = graph.nodes[cycle[0] as number]?.id?.id
    problems.push({
      severity: 'error',
      ...(first === undefined ? {} : { nodeId: first }),
      message: `The connections run in a circle: ${names}. Remove one of them, or go through a checkpoint of another chain`,
    })
  }
  problems.push(...unreachable(graph, library))
  return problems
}

function nodeProblems(node: ChainNode, library: NodeLibrary): Problem[] {
  const about = node.id === undefined ? {} : { nodeId: node.id.id }
  const kind = library.find(node.type)
  if (kind === undefined) {
    return [
      {
        severity: 'warning',
        ...about,
        message: `${unknownType(node.type, library)}. The node is kept as it is, and every message that reaches it fails`,
      },
    ]
  }
  const problems: Problem[] = kind
    .prepare(node)
    .problems.map((problem) => ({ severity: 'error' as const, ...about, ...problem }))
  if (node.name.trim() === '') {
    problems.push({ severity: 'error', ...about, path: 'name', message: 'The node has no name. Give it one' })
  }
  return problems
}

function connectionProblem(graph: ChainGraph, { fromIndex, toIndex, type }: Connection): string | undefined {
  const from = graph.nodes[fromIndex]
  const to = graph.nodes[toIndex]
  if (from === undefined || to === undefined) {
    return `A connection “${type}” goes from node ${fromIndex} to node ${toIndex}, and there are ${graph.nodes.length} nodes. Remove it`
  }
  if (from === to) return `“${from.name}” is connected to itself. Remove the connection`
  return undefined
}

/** One circle over the connections, as node indexes, or undefined. Iterative: chains may be long. */
export function findCycle(graph: ChainGraph): number[] | undefined {
  const next: number[][] = graph.nodes.map(() => [])
  for (const { fromIndex, toIndex } of graph.connections ?? []) {
    if (fromIndex !== toIndex && next[toIndex] !== undefined) next[fromIndex]?.push(toIndex)
  }
  const state = new Uint8Array(graph.nodes.length)
  for (let start = 0; start < graph.nodes.length; start++) {
    if (state[start] !== 0) continue
    const path: { node: number; at: number }[] = [{ node: start, at: 0 }]
    state[start] = 1
    while (path.length > 0) {
      const top = path[path.length - 1] as { node: number; at: number }
      const target = next[top.node]?.[top.at++]
      if (target === undefined) {
        state[top.node] = 2
        path.pop()
      } else if (state[target] === 1) {
        const nodes = path.map((step) => step.node)
        return [...nodes.slice(nodes.indexOf(target)), target]
      } else if (state[target] === 0) {
        state[target] = 1
        path.push({ node: target, at: 0 })
      }
    }
  }
  return undefined
}

/** Nodes that no message can reach, as a piece of advice. */
function unreachable(graph: ChainGraph, library: NodeLibrary): Problem[] {
  const reached = new Set<number>()
  const waiting = graph.nodes.flatMap((node, index) =>
    library.find(node.type)?.source === true ? [index] : [],
  )
  if (graph.firstNodeIndex !== null) waiting.push(graph.firstNodeIndex)
  const connections = graph.connections ?? []
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    if (reached.has(index)) continue
    reached.add(index)
    for (const { fromIndex, toIndex } of connections) if (fromIndex === index) waiting.push(toIndex)
  }
  return graph.nodes.flatMap((node, index) =>
    reached.has(index)
      ? []
      : [
          {
            severity: 'warning' as const,
            ...(node.id === undefined ? {} : { nodeId: node.id.id }),
            message: `No message can reach “${node.name}”. Connect it, or make it the first node`,
          },
        ],
  )
}
