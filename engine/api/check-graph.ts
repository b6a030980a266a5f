import type { ChainGraph } from '../rules/chain.ts'
import { badRequest } from './errors.ts'

/**
 * The checks the cloud makes before it saves a graph (rule-engine.md 9). Everything else that may be wrong with a
 * node is saved as it is, and only that node fails.
 * @throws ApiError (400)
 */
export function checkBeforeSave(graph: ChainGraph): void {
  for (const node of graph.nodes) {
    checkText('name', node.name)
    if (node.name.trim() === '') throw badRequest('Validation error: name must not be blank')
  }
  const connections = graph.connections ?? []
  if (connections.some(({ fromIndex, toIndex }) => fromIndex === toIndex)) {
    throw badRequest("Can't create the relation to yourself.")
  }
  if (hasCircle(graph.nodes.length, connections)) {
    throw badRequest("Can't create circling relations in rule chain.")
  }
}

/** Names are at most 255 long and hold no HTML: they are shown in many places. */
export function checkText(field: string, text: string): void {
  if (text.length > 255) throw badRequest(`Validation error: ${field} length must be equal or less than 255`)
  if (/<\/?[a-z!][^>]*>/i.test(text)) throw badRequest(`Validation error: ${field} is malformed`)
}

/** Kahn's order: what is left when nodes without inputs are taken away again and again is a circle. */
function hasCircle(size: number, connections: readonly { fromIndex: number; toIndex: number }[]): boolean {
  const inputs = new Uint32Array(size)
  const targets: number[][] = Array.from({ length: size }, () => [])
  for (const { fromIndex, toIndex } of connections) {
    targets[fromIndex]?.push(toIndex)
    inputs[toIndex] = (inputs[toIndex] ?? 0) + 1
  }
  const free = [...inputs.keys()].filter((node) => inputs[node] === 0)
  let taken = 0
  for (let node = free.pop(); node !== undefined; node = free.pop()) {
    taken++
    for (const target of targets[node] ?? []) {
      inputs[target] = (inputs[target] ?? 0) - 1
      if (inputs[target] === 0) free.push(target)
    }
  }
  return taken < size
}
