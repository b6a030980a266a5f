import { api } from './http.ts'
import { type PageData, type PageQuery, pageQuery } from './pages.ts'

export interface EntityId {
  readonly entityType: string
  readonly id: string
}

/** The members of the outside API's DeviceInfo that the pages read; the others travel along untouched. */
export interface Device {
  readonly id: EntityId
  readonly createdTime: number
  readonly name: string
  readonly type: string
  readonly label?: string | null
  readonly active?: boolean
  readonly deviceProfileId?: EntityId
  readonly deviceProfileName?: string
}

export interface Credentials {
  readonly id: EntityId
  readonly deviceId: EntityId
  readonly credentialsType: 'ACCESS_TOKEN' | 'MQTT_BASIC' | 'X509_CERTIFICATE' | 'LWM2M_CREDENTIALS'
  readonly credentialsId: string
  readonly credentialsValue: string | null
}

export type Scope = 'CLIENT_SCOPE' | 'SHARED_SCOPE' | 'SERVER_SCOPE'

export const listDevices = (query: PageQuery) =>
  api.get<PageData<Device>>(`/api/tenant/deviceInfos?${pageQuery(query)}`)

export const getDevice = (id: string) => api.get<Device>(`/api/device/info/${id}`)

export const createDevice = (device: { name: string; label?: string; deviceProfileId?: EntityId }) =>
  api.post<Device>('/api/device', device)

export const deleteDevice = (id: string) => api.delete(`/api/device/${id}`)

export const getCredentials = (id: string) => api.get<Credentials>(`/api/device/${id}/credentials`)

/** Gives the device a new token: the old one stops working with the next message. */
export const rotateToken = (credentials: Credentials) =>
  api.post<Credentials>('/api/device/credentials', {
    ...credentials,
    credentialsType: 'ACCESS_TOKEN',
    credentialsId: newToken(),
    credentialsValue: null,
  })

export const saveAttribute = ({ entityType, id }: EntityId, scope: Scope, key: string, value: unknown) =>
  api.post(`/api/plugins/telemetry/${entityType}/${id}/attributes/${scope}`, { [key]: value })

export const deleteAttribute = ({ entityType, id }: EntityId, scope: Scope, key: string) =>
  api.delete(`/api/plugins/telemetry/${entityType}/${id}/${scope}?keys=${encodeURIComponent(key)}`)

export interface TimedValue {
  readonly ts: number
  readonly value: unknown
}

export interface RangeQuery {
  readonly keys: readonly string[]
  readonly startTs: number
  readonly endTs: number
  readonly limit?: number
  /** ms of one bucket; with it the buckets' averages are answered */
  readonly interval?: number
}

/** Stored samples of the keys, each with its own type. */
export function readRange(id: string, range: RangeQuery): Promise<Record<string, TimedValue[]>> {
  const query = new URLSearchParams({
    keys: range.keys.join(','),
    startTs: String(Math.floor(range.startTs)),
    endTs: String(Math.floor(range.endTs)),
    useStrictDataTypes: 'true',
  })
  if (range.limit) query.set('limit', String(range.limit))
  if (range.interval) {
    query.set('interval', String(range.interval))
    query.set('agg', 'AVG')
  }
  return api.get(`/api/plugins/telemetry/DEVICE/${id}/values/timeseries?${query}`)
}

/** Twenty letters and digits, as the server makes them: about 119 bits. */
function newToken(): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
  const token: string[] = []
  while (token.length < 20) {
    const byte = crypto.getRandomValues(new Uint8Array(1))[0] ?? 255
    // 248 is the largest multiple of 62 in a byte: above it some letters would come more often
    if (byte < 248) token.push(letters[byte % letters.length] ?? 'a')
  }
  return token.join('')
}
