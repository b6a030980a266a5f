import { useQuery } from '@tanstack/react-query'
import type { ChainSummary } from '../../../engine/api/contract.ts'
import { api } from './http.ts'

export const CHAINS_KEY = ['chains']

/** All chains; asked again every few seconds, since rates and failures move. */
export function useChains() {
  return useQuery({
    queryKey: CHAINS_KEY,
    queryFn: () => api.get<ChainSummary[]>('/api/weir/chains'),
    refetchInterval: 4_000,
  })
}
