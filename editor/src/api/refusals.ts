import { useQuery } from '@tanstack/react-query'
import type { RefusalJson } from '../../../engine/api/contract.ts'
import { api } from './http.ts'

const nothing: readonly RefusalJson[] = []

/** What was refused of a device lately, newest first; asked every two seconds. */
export function useRefusals(deviceId: string): readonly RefusalJson[] {
  const answer = useQuery({
    queryKey: ['refusals', deviceId],
    queryFn: () => api.get<{ refusals: RefusalJson[] }>(`/api/weir/devices/${deviceId}/tap`),
    refetchInterval: 2_000,
  })
  return answer.data?.refusals ?? nothing
}
