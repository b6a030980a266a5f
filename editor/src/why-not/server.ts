import { useQuery } from '@tanstack/react-query'
import type { DeviceAlarmRules } from '../../../engine/api/contract-alarm-rules.ts'
import { api } from '../api/http.ts'

/** The alarm rules that hold for a device as they stand; asked every two seconds. */
export const useDeviceRules = (deviceId: string) =>
  useQuery({
    queryKey: ['device-rules', deviceId],
    queryFn: () => api.get<DeviceAlarmRules>(`/api/weir/devices/${encodeURIComponent(deviceId)}/alarm-rules`),
    refetchInterval: 2_000,
  })
