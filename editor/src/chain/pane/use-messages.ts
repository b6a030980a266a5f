import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import type { RememberedMessage } from '../../../../engine/api/contract.ts'
import { loadMessages } from '../server.ts'
import { useEditor, useSession } from '../state/use-editor.ts'

interface Filter {
  readonly paused: boolean
  readonly failures: boolean
  readonly text: string
}

/** The messages of the pane, newest first. While it is paused the list stands still and nothing is lost. */
export function useMessages({ paused, failures, text }: Filter) {
  const { live } = useSession()
  const chainId = useEditor((state) => state.chain.id)
  const node = useEditor((state) => state.paneNode)
  const tick = useSyncExternalStore(live.onMessages, () => live.messageTick)
  const { data: earlier } = useQuery({
    queryKey: ['chain-messages', chainId, 'pane'],
    queryFn: () => loadMessages(chainId, { limit: 200 }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const { data: failed = [] } = useQuery({
    queryKey: ['chain-messages', chainId, 'failures', failures],
    queryFn: () => loadMessages(chainId, { failures: true, limit: 200 }),
    enabled: failures,
  })
  useEffect(() => {
    if (earlier) live.takeMessages({ messages: earlier, skipped: 0 })
  }, [earlier, live])

  const stood = useRef<readonly RememberedMessage[]>([])
  if (!paused) stood.current = live.messages
  const all = paused ? stood.current : live.messages
  // biome-ignore lint/correctness/useExhaustiveDependencies: a tick says that `all` is new
  return useMemo(() => {
    const wanted = text.trim().toLowerCase()
    const source = failures ? bySeq([...all.filter((one) => one.error !== null), ...failed]) : all
    const list = source
      .filter((one) => (node === null || one.nodeId === node) && matches(one, wanted))
      .slice(0, 200)
    return { list, failures: all.filter((one) => one.error !== null).length }
  }, [all, tick, node, text, failures, failed])
}

function bySeq(messages: readonly RememberedMessage[]): RememberedMessage[] {
  return [...new Map(messages.map((one) => [one.seq, one])).values()].sort((a, b) => b.seq - a.seq)
}

function matches(message: RememberedMessage, wanted: string): boolean {
  if (wanted === '') return true
  const { originator, output, error, data, messageType } = message
  return [originator.name, output, error, data, messageType].some((text) =>
    text?.toLowerCase().includes(wanted),
  )
}
