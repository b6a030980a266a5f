import { randomInt } from 'node:crypto'
import type { CredentialsType, DeviceCredentials } from './store.ts'

export interface CredentialsRow {
  readonly id: string
  readonly created_time: number
  readonly device_id: string
  readonly credentials_type: CredentialsType
  readonly credentials_id: string
  readonly credentials_value: string | null
}

export const credentialsColumns =
  'id, created_time, device_id, credentials_type, credentials_id, credentials_value'

export function credentialsOf(row: CredentialsRow): DeviceCredentials {
  return {
    id: row.id,
    createdTime: row.created_time,
    deviceId: row.device_id,
    credentialsType: row.credentials_type,
    credentialsId: row.credentials_id,
    credentialsValue: row.credentials_value,
  }
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** An access token as the cloud makes them: 20 letters and digits, 119 bits (device-api.md 1.1). */
export function randomToken(): string {
  return Array.from({ length: 20 }, () => letters[randomInt(letters.length)]).join('')
}
