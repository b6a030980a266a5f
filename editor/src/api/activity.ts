import type { Device } from './devices.ts'
import { useAttributes } from './values.ts'

export interface Activity {
  /** the server's own judgement: active within its inactivity time; null while it is not known */
  readonly active: boolean | null
  /** epoch ms; null when never */
  readonly lastSeen: number | null
}

/** Whether a device is online and when it was last heard, as the server keeps it in the device's attributes. */
export function useActivity(device: Pick<Device, 'id' | 'active'>): Activity {
  const values = useAttributes(device.id, 'SERVER_SCOPE', 'active,lastActivityTime')
  const active = values?.get('active')?.value
  const seen = values?.get('lastActivityTime')?.value
  return {
    active: typeof active === 'boolean' ? active : (device.active ?? null),
    lastSeen: typeof seen === 'number' && seen > 0 ? seen : null,
  }
}
