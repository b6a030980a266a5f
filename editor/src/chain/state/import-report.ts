import type { ImportNote } from '../../../../engine/api/contract.ts'
import type { ChainGraph } from '../../../../engine/rules/chain.ts'
import { fromGraph } from '../document/graph.ts'

/** What could not be carried over as it was by an import, until the person closes it. */
export interface ImportReport {
  readonly name: string
  readonly notes: readonly ReportNote[]
}

export interface ReportNote {
  readonly severity: ImportNote['severity']
  readonly message: string
  /** the node in the chain; null when it is about the whole */
  readonly nodeId: string | null
}

/** The server's report, with ids of nodes in place of their indexes; null when there is nothing to say. */
export function reportOf(
  name: string,
  report: readonly ImportNote[],
  ids: readonly (string | undefined)[],
): ImportReport | null {
  if (report.length === 0) return null
  const notes = report.map(({ severity, message, node }) => ({
    severity,
    message,
    nodeId: ids[node ?? -1] ?? null,
  }))
  return { name, notes }
}

/** Ids by the file's indexes, where pasting gave them in the order of the nodes' numbers. */
export function byIndex(graph: ChainGraph, pasted: readonly string[]): string[] {
  const ids: string[] = []
  const numbers = [...fromGraph(graph).nodes.values()].map(({ number }, index) => ({ number, index }))
  numbers.sort((a, b) => a.number - b.number)
  numbers.forEach(({ index }, place) => {
    ids[index] = pasted[place] ?? ''
  })
  return ids
}

type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
const keyOf = (chainId: string) => `weir.import.${chainId}`

/** Keeps the report for the chain's page, also over a reload; null takes it away. */
export function keepReport(shelf: Shelf, chainId: string, report: ImportReport | null): void {
  try {
    if (report === null) shelf.removeItem(keyOf(chainId))
    else shelf.setItem(keyOf(chainId), JSON.stringify(report))
  } catch {
    // A full shelf loses the report; the import itself is on the server.
  }
}

export function keptReport(shelf: Shelf, chainId: string): ImportReport | null {
  try {
    return JSON.parse(shelf.getItem(keyOf(chainId)) ?? 'null')
  } catch {
    return null
  }
}
