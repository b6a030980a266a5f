import type { EntityId } from '../api/devices.ts'
import { api } from '../api/http.ts'
import { type PageData, type PageQuery, pageQuery } from '../api/pages.ts'
import type { Entity, Kind } from './kinds.ts'

export const listEntities = ({ list }: Kind, query: PageQuery) =>
  api.get<PageData<Entity>>(`${list}?${pageQuery(query)}`)
export const getEntity = ({ one }: Kind, id: string) =>
  api.get<Entity>(one.replace('{id}', encodeURIComponent(id)))
export const saveEntity = ({ save }: Kind, entity: object) => api.post<Entity>(save, entity)
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

interface Named {
  readonly id: EntityId
  readonly name: string
}

/** Lists to choose an entity from, by its type. */
const choices: Readonly<Record<string, string>> = {
  DEVICE: '/api/tenant/devices',
  ASSET: '/api/tenant/assets',
  CUSTOMER: '/api/customers',
  ENTITY_VIEW: '/api/tenant/entityViews',
  ASSET_PROFILE: '/api/assetProfiles',
  DEVICE_PROFILE: '/api/deviceProfiles',
  RULE_CHAIN: '/api/ruleChains',
}
export const chooseable = ['DEVICE', 'ASSET', 'CUSTOMER', 'ENTITY_VIEW'] as const

/** Up to twenty entities of a type whose name holds the text. */
export async function findEntities(entityType: string, text: string): Promise<readonly Named[]> {
  const query: PageQuery = {
    page: 0,
    pageSize: 20,
    textSearch: text,
    sortProperty: entityType === 'CUSTOMER' ? 'title' : 'name',
    sortOrder: 'ASC',
  }
  const page = await api.get<PageData<Entity>>(`${choices[entityType]}?${pageQuery(query)}`)
  return page.data.map((entity) => ({ id: entity.id, name: String(entity.name ?? entity.title ?? '') }))
}
