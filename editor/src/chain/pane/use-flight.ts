import { useQueries, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import type { RememberedMessage } from '../../../../engine/api/contract.ts'
import type { ChainDoc, DocNode } from '../document/document.ts'
import { fromGraph } from '../document/graph.ts'
import { loadChain, loadPath } from '../server.ts'
import { useEditor, useSession } from '../state/use-editor.ts'

/**
 * All steps of a message's way, also in other chains, oldest first, and the nodes they were made in. What was seen
 * once stays: a busy node forgets a message within seconds.
 */
export function useFlight(message: RememberedMessage): {
  steps: readonly RememberedMessage[]
  nodeOf: (step: RememberedMessage) => DocNode | undefined
} {
  const { live } = useSession()
  const doc = useEditor((state) => state.doc)
  const [steps, setSteps] = useState<readonly RememberedMessage[]>(() => merged([message], live.messages))
  const { data: remembered } = useQuery({
    queryKey: ['flight', message.chainId, message.flight],
    queryFn: () => loadPath(message.flight),
    staleTime: Number.POSITIVE_INFINITY,
  })
  useEffect(() => {
    if (remembered) setSteps((known) => merged(known, remembered))
  }, [remembered])
  useEffect(() => live.onMessages(() => setSteps((known) => merged(known, live.messages))), [live])
  const elsewhere = useMemo(
    () => [...new Set(steps.map((step) => step.chainId))].filter((id) => id !== message.chainId),
    [steps, message.chainId],
  )
  const chains = useQueries({
    queries: elsewhere.map((id) => ({
      queryKey: ['chain-followed', id],
      queryFn: async (): Promise<ChainDoc | null> => {
        const { live: graph } = await loadChain(id)
        return graph && fromGraph(graph)
      },
      staleTime: 60_000,
    })),
    combine: (results) => results.map(({ data }) => data),
  })
  const nodeOf = ({ chainId, nodeId }: RememberedMessage) =>
    chainId === message.chainId
      ? doc.nodes.get(nodeId)
      : chains[elsewhere.indexOf(chainId)]?.nodes.get(nodeId)
  return { steps, nodeOf }
}

/** The steps of the known ones' message, in order; the same list when there is none to add. */
export function merged(
  known: readonly RememberedMessage[],
  more: readonly RememberedMessage[],
): readonly RememberedMessage[] {
  const seqs = new Set(known.map(({ seq }) => seq))
  const fresh = more.filter(({ flight, seq }) => flight === known[0]?.flight && !seqs.has(seq))
  return fresh.length === 0 ? known : [...known, ...fresh].sort((a, b) => a.seq - b.seq)
}
