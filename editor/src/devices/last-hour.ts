import { useQuery } from '@tanstack/react-query'
import { readRange } from '../api/devices.ts'
import { numbersOf } from '../device/series.ts'
import type { Sample } from '../parts/line.ts'

const HOUR = 3_600_000
const nothing: readonly Sample[] = []

/** The numbers of one key over the last hour, at most sixty of them. */
export function useLastHour(deviceId: string, key: string | undefined): readonly Sample[] {
  const answer = useQuery({
    queryKey: ['hour', deviceId, key],
    enabled: key !== undefined,
    refetchInterval: 30_000,
    queryFn: async () => {
      const now = Date.now()
      const wanted = key ?? ''
      const rows = await readRange(deviceId, {
        keys: [wanted],
        startTs: now - HOUR,
        endTs: now + 1000,
        limit: 60,
      })
      return numbersOf(rows[wanted])
    },
  })
  return answer.data ?? nothing
}
