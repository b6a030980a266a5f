import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { MessagesFrame, RememberedMessage } from '../../../engine/api/contract.ts'
import { useChains } from './chains.ts'
import type { Device } from './devices.ts'
import { api } from './http.ts'
import { live } from './live.ts'

/** Remembered on the page; the server keeps more. */
const KEPT = 400

/** The chain that a device's messages enter: its profile's, else the root chain; null while not known. */
export function useChainOf(device: Device): string | null {
  const chains = useChains()
  const profileId = device.deviceProfileId?.id
  const profile = useQuery({
    queryKey: ['profile', profileId],
    enabled: profileId !== undefined,
    staleTime: 60_000,
    queryFn: () => api.get<{ defaultRuleChainId?: { id: string } | null }>(`/api/deviceProfile/${profileId}`),
  })
  if (profileId !== undefined && profile.isPending) return null
  return profile.data?.defaultRuleChainId?.id ?? chains.data?.find(({ root }) => root)?.id ?? null
}

/** What the chain's nodes did with messages lately, newest first, as it happens; `paused` keeps what is there. */
export function useMessages(chainId: string | null, paused: boolean): readonly RememberedMessage[] {
  const [messages, setMessages] = useState<readonly RememberedMessage[]>([])
  useEffect(() => {
    if (chainId === null || paused) return
    const take = (fresh: readonly RememberedMessage[]) =>
      setMessages((known) => {
        const seen = new Map([...known, ...fresh].map((message) => [message.seq, message]))
        return [...seen.values()].sort((a, b) => b.seq - a.seq).slice(0, KEPT)
      })
    let gone = false
    api.get<RememberedMessage[]>(`/api/weir/chains/${chainId}/messages?limit=200`).then(
      (before) => gone || take(before),
      () => undefined,
    )
    const end = live.subscribe<MessagesFrame>({ type: 'WEIR_MESSAGES', chainId }, (frame) =>
      take(frame.messages),
    )
    return () => {
      gone = true
      end()
    }
  }, [chainId, paused])
  return messages
}
