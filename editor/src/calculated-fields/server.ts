import type { EntityId } from '../api/devices.ts'
import { api } from '../api/http.ts'
import type { PageData } from '../api/pages.ts'
import type { CalculatedField, Json } from './model.ts'

export const fieldsKey = ({ id }: EntityId) => ['calculated-fields', id]

/** All fields of an entity or a profile, alarm rules among them. */
export const listFields = async ({ entityType, id }: EntityId): Promise<readonly CalculatedField[]> =>
  (
    await api.get<PageData<CalculatedField>>(
      `/api/calculatedField/${entityType}/${encodeURIComponent(id)}?page=0&pageSize=100&sortProperty=name&sortOrder=ASC`,
    )
  ).data

export const saveField = (field: CalculatedField) => api.post<CalculatedField>('/api/calculatedField', field)
export const removeField = (id: string) => api.delete(`/api/calculatedField/${encodeURIComponent(id)}`)

/** What became of a field lately. */
export interface FieldHistory {
  /** why it does not run at all */
  readonly problem: string | null
  readonly total: number
  readonly failed: number
  /** newest first */
  readonly calculations: readonly Calculation[]
}

export interface Calculation {
  readonly seq: number
  readonly at: number
  readonly entity: EntityId
  readonly messageType: string | null
  readonly arguments: Readonly<Record<string, Json>>
  readonly result: unknown
  readonly error: string | null
  readonly took: number
}

export const fieldHistory = (id: string) =>
  api.get<FieldHistory>(`/api/weir/calculated-fields/${encodeURIComponent(id)}`)

export interface ScriptTrial {
  /** JSON text; empty when the script returned nothing */
  readonly output: string
  readonly error: string
}

export const tryScript = (expression: string, args: Json) =>
  api.post<ScriptTrial>('/api/calculatedField/testScript', { expression, arguments: args })

/** Keys that entities really have, with their newest value. */
export interface KnownKeys {
  readonly timeseries: readonly KnownKey[]
  readonly attributes: Readonly<Record<string, readonly KnownKey[]>>
}

export interface KnownKey {
  readonly key: string
  readonly sample?: { readonly ts: number; readonly value: unknown }
}

export const knownKeys = (entityFilter: Json) =>
  api.post<KnownKeys>('/api/v2/entitiesQuery/find/keys?includeSamples=true', {
    entityFilter,
    pageLink: { page: 0, pageSize: 100 },
  })
