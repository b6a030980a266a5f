import type { EntityId } from './devices.ts'
import { api } from './http.ts'
import { type PageData, type PageQuery, pageQuery } from './pages.ts'

/** list and single entity of the kinds that can be chosen by name; `{id}` stands for the id */
const listed = {
  DEVICE: { list: '/api/tenant/devices', one: '/api/device/{id}' },
  ASSET: { list: '/api/tenant/assets', one: '/api/asset/{id}' },
  CUSTOMER: { list: '/api/customers', one: '/api/customer/{id}' },
  ENTITY_VIEW: { list: '/api/tenant/entityViews', one: '/api/entityView/{id}' },
  DEVICE_PROFILE: { list: '/api/deviceProfiles', one: '/api/deviceProfile/{id}' },
  ASSET_PROFILE: { list: '/api/assetProfiles', one: '/api/assetProfile/{id}' },
  RULE_CHAIN: { list: '/api/ruleChains', one: '/api/ruleChain/{id}' },
} as const

export type ListedType = keyof typeof listed
export const listedTypes = Object.keys(listed) as readonly ListedType[]

interface Row {
  readonly id: EntityId
  readonly name?: string
  readonly title?: string
}

const nameOf = ({ id, name, title }: Row) => name ?? title ?? id.id

export interface Found {
  readonly entities: readonly { readonly id: string; readonly name: string }[]
  /** that fit as well, but are not among these */
  readonly more: number
}

/** The first twenty entities of a kind whose name holds the text. */
export async function findEntities(entityType: ListedType, text: string): Promise<Found> {
  const query: PageQuery = {
    page: 0,
    pageSize: 20,
    textSearch: text,
    sortProperty: entityType === 'CUSTOMER' ? 'title' : 'name',
    sortOrder: 'ASC',
  }
  const { data, totalElements } = await api.get<PageData<Row>>(
    `${listed[entityType].list}?${pageQuery(query)}`,
  )
  return {
    entities: data.map((row) => ({ id: row.id.id, name: nameOf(row) })),
    more: totalElements - data.length,
  }
}

export const entityName = async (entityType: ListedType, id: string): Promise<string> =>
  nameOf(await api.get<Row>(listed[entityType].one.replace('{id}', encodeURIComponent(id))))
