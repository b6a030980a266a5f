import type { EntityId } from '../api/devices.ts'
import { api } from '../api/http.ts'
import { type PageData, type PageQuery, pageQuery } from '../api/pages.ts'
import { type Entity, type Kind, reference, valueAt } from './kinds.ts'

export const listEntities = ({ list }: Kind, query: PageQuery) =>
  api.get<PageData<Entity>>(`${list}?${pageQuery(query)}`)
export const getEntity = ({ one }: Kind, id: string) =>
  api.get<Entity>(one.replace('{id}', encodeURIComponent(id)))

/** Saves it, and gives it to the customer that it names: the server leaves the customer as it is when a thing is saved. */
export async function saveEntity({ save, fields }: Kind, entity: object): Promise<Entity> {
  const saved = await api.post<Entity>(save, entity)
  if (!fields.some(({ kind }) => kind === 'customer')) return saved
  const wanted = reference(valueAt(entity, 'customerId'))?.id
  const now = reference(saved.customerId)?.id
  if (wanted === now) return saved
  const path = `${save.replace('/api/', '')}/${saved.id.id}`
  return wanted === undefined
    ? api.delete<Entity>(`/api/customer/${path}`)
    : api.post<Entity>(`/api/customer/${wanted}/${path}`)
}

export const removeEntity = ({ one }: Kind, id: string) =>
  api.delete(one.replace('{id}', encodeURIComponent(id)))
export const makeDefault = ({ one }: Kind, id: string) =>
  api.post<Entity>(`${one.replace('{id}', encodeURIComponent(id))}/default`)

export interface RelationInfo {
  readonly from: EntityId
  readonly to: EntityId
  readonly type: string
  readonly typeGroup: string
  readonly fromName?: string | null
  readonly toName?: string | null
}

export const relationsOf = ({ entityType, id }: EntityId, end: 'from' | 'to') =>
  api.get<RelationInfo[]>(`/api/relations/info?${end}Id=${encodeURIComponent(id)}&${end}Type=${entityType}`)
export const saveRelation = (relation: Pick<RelationInfo, 'from' | 'to' | 'type' | 'typeGroup'>) =>
  api.post('/api/relation', relation)
export const removeRelation = ({ from, to, type }: RelationInfo) =>
  api.delete(
    `/api/relation?${new URLSearchParams({
      fromId: from.id,
      fromType: from.entityType,
      relationType: type,
      toId: to.id,
      toType: to.entityType,
    })}`,
  )
