/** What the store answers about assets, customers, entity views, relations and the tenant; store.ts has the rest. */
import type {
  Entities,
  EntitySummary,
  EntityViewSummary,
  Relation,
  RelationGroup,
  Relations,
  RelationsQuery,
} from '../rules/entities.ts'
import type { EntityRef } from '../rules/message.ts'
import type { AttributeScope } from '../rules/needs.ts'
import type { JsonValue } from '../rules/values.ts'
import type { Page, PageLink } from './store.ts'

export type Info = Record<string, unknown>

/** How to reach a customer or the tenant. */
export interface Contact {
  readonly email: string | null
  readonly phone: string | null
  readonly country: string | null
  readonly state: string | null
  readonly city: string | null
  readonly address: string | null
  readonly address2: string | null
  readonly zip: string | null
}

export interface Tenant extends Contact {
  readonly id: string
  readonly createdTime: number
  readonly title: string
  readonly region: string | null
  readonly additionalInfo: Info | null
}

export interface TenantStore {
  get(): Promise<Tenant>
  update(tenant: Partial<Omit<Tenant, 'id' | 'createdTime'>>): Promise<Tenant>
}

export interface Customer extends Contact {
  readonly id: string
  readonly createdTime: number
  readonly title: string
  /** of what everybody may see; at most one is */
  readonly isPublic: boolean
  readonly additionalInfo: Info | null
}

export type NewCustomer = Partial<Omit<Customer, 'id' | 'createdTime' | 'isPublic' | 'title'>> & {
  readonly title: string
}

export interface CustomerStore {
  /** Throws `Conflict` when the title is taken. */
  create(customer: NewCustomer): Promise<Customer>
  /** What is left out keeps its value. Throws `NotFound`, or `Conflict` when the new title is taken. */
  update(id: string, customer: NewCustomer): Promise<Customer>
  /**
   * Removes the customer with its users, attributes, telemetry and relations; its devices, assets and entity views
   * belong to nobody then. False when there was none.
   */
  remove(id: string): Promise<boolean>
  get(id: string): Promise<Customer | null>
  byTitle(title: string): Promise<Customer | null>
  getMany(ids: readonly string[]): Promise<Customer[]>
  list(link: PageLink): Promise<Page<Customer>>
  /** The public customer, made when it is first asked for. */
  public(): Promise<Customer>
}

/** What a list of entities with a customer says of it. */
export interface OwnerInfo {
  readonly customerTitle: string | null
  readonly customerIsPublic: boolean
}

export interface AssetProfile {
  readonly id: string
  readonly createdTime: number
  readonly name: string
  readonly description: string | null
  readonly image: string | null
  readonly defaultRuleChainId: string | null
  readonly defaultDashboardId: string | null
  readonly defaultQueueName: string | null
  readonly defaultEdgeRuleChainId: string | null
  readonly isDefault: boolean
}

export interface AssetProfileStore {
  get(id: string): Promise<AssetProfile | null>
  byName(name: string): Promise<AssetProfile | null>
  getMany(ids: readonly string[]): Promise<AssetProfile[]>
  default(): Promise<AssetProfile>
  list(link: PageLink): Promise<Page<AssetProfile>>
  /** Throws `Conflict` when the name is taken. */
  create(profile: Partial<AssetProfile> & { name: string }): Promise<AssetProfile>
  update(id: string, profile: Partial<AssetProfile>): Promise<AssetProfile>
  /** Throws `Conflict` for the default and for one that assets use. */
  remove(id: string): Promise<boolean>
}

export interface Asset {
  readonly id: string
  readonly createdTime: number
  readonly name: string
  /** name of its profile */
  readonly type: string
  readonly label: string | null
  readonly profileId: string
  /** null = no customer */
  readonly customerId: string | null
  readonly additionalInfo: Info | null
}

export interface NewAsset {
  readonly name: string
  readonly type?: string | undefined
  readonly label?: string | null | undefined
  readonly profileId?: string | undefined
  readonly customerId?: string | null | undefined
  readonly additionalInfo?: Info | null | undefined
}

export interface AssetFilter {
  readonly type?: string | undefined
  readonly profileId?: string | undefined
  readonly customerId?: string | undefined
}

export interface AssetStore {
  /** Throws `Conflict` when the name is taken. The profile is the given one, the one named `type`, or the default. */
  create(asset: NewAsset): Promise<Asset>
  /** What is left out keeps its value. Throws `NotFound`, or `Conflict` when the new name is taken. */
  update(id: string, asset: NewAsset): Promise<Asset>
  /**
   * Removes the asset with its attributes, telemetry and relations. False when there was none; throws `Conflict` while
   * entity views show it.
   */
  remove(id: string): Promise<boolean>
  get(id: string): Promise<Asset | null>
  getByName(name: string): Promise<Asset | null>
  getMany(ids: readonly string[]): Promise<Asset[]>
  list(link: PageLink, filter?: AssetFilter): Promise<Page<Asset>>
  /** The same with what lists show of the customers. */
  infos(link: PageLink, filter?: AssetFilter): Promise<Page<Asset & OwnerInfo>>
  /** names of the profiles that assets have */
  types(): Promise<string[]>
}

/** Keys that a view shows, as the REST API writes them: client, server and shared attributes. */
export interface ViewKeys {
  readonly timeseries: readonly string[]
  readonly attributes: {
    readonly cs: readonly string[]
    readonly ss: readonly string[]
    readonly sh: readonly string[]
  }
}

export interface EntityView {
  readonly id: string
  readonly createdTime: number
  readonly name: string
  /** free text */
  readonly type: string
  /** the device or asset it shows */
  readonly entity: EntityRef
  readonly customerId: string | null
  readonly keys: ViewKeys
  /** epoch milliseconds; 0 = open on that side */
  readonly startTime: number
  readonly endTime: number
  readonly additionalInfo: Info | null
}

export type NewEntityView = Omit<EntityView, 'id' | 'createdTime'>

export interface EntityViewFilter {
  readonly type?: string | undefined
  readonly customerId?: string | undefined
}

export interface EntityViewStore {
  /** Throws `Conflict` when the name is taken. */
  create(view: NewEntityView): Promise<EntityView>
  /** Throws `NotFound`, or `Conflict` when the new name is taken. */
  update(id: string, view: NewEntityView): Promise<EntityView>
  /** Removes the view with its own attributes and relations. False when there was none. */
  remove(id: string): Promise<boolean>
  get(id: string): Promise<EntityView | null>
  getByName(name: string): Promise<EntityView | null>
  getMany(ids: readonly string[]): Promise<EntityView[]>
  list(link: PageLink, filter?: EntityViewFilter): Promise<Page<EntityView>>
  /** The same with what lists show of the customers. */
  infos(link: PageLink, filter?: EntityViewFilter): Promise<Page<EntityView & OwnerInfo>>
  types(): Promise<string[]>
}

/** A relation as it is stored. */
export interface StoredRelation extends Relation {
  readonly typeGroup: RelationGroup
  readonly additionalInfo: JsonValue
  /** grows with every save of any relation */
  readonly version: number
}

/** What relations are looked for by, beside the entity at one end. */
export interface RelationFilter {
  readonly type?: string | undefined
  /** COMMON when absent */
  readonly typeGroup?: RelationGroup | undefined
}

export interface RelationStore extends Relations {
  get(relation: Pick<Relation, 'from' | 'to' | 'type' | 'typeGroup'>): Promise<StoredRelation | null>
  at(entity: EntityRef, direction: 'FROM' | 'TO', filter?: RelationFilter): Promise<readonly StoredRelation[]>
  of(entity: EntityRef, direction: 'FROM' | 'TO', type?: string): Promise<readonly StoredRelation[]>
  /** Along relations of a group; COMMON when absent. Throws `BadQuery` when the walk finds too many. */
  find(query: RelationsQuery & { readonly typeGroup?: RelationGroup }): Promise<readonly StoredRelation[]>
  /** Removes all relations of the group COMMON at both ends of the entity. */
  removeAll(entity: EntityRef): Promise<void>
  /** Called after a relation was saved or removed; where all of an entity went, with the entity at both ends. */
  onChanged(listener: RelationListener): () => void
}

export type RelationListener = (from: EntityRef, to: EntityRef) => void

export interface ValueOfMany {
  readonly entityId: string
  readonly key: string
  readonly ts: number
  readonly value: JsonValue
}

/** Values of many entities in one question; of entity views there are none here (view-values.ts reads through one). */
export interface ManyValues {
  /** the latest sample of each key of each entity */
  telemetry(ids: readonly string[], keys: readonly string[]): Promise<ValueOfMany[]>
  attributes(
    ids: readonly string[],
    keys: readonly string[],
  ): Promise<(ValueOfMany & { readonly scope: AttributeScope })[]>
}

export interface EntityStore extends Entities {
  /** Those that are there, in any order. */
  many(refs: readonly EntityRef[]): Promise<EntitySummary[]>
  /** Entities of a kind by their creation; kinds that there are none of have none. */
  list(kind: string, filter: { customerId?: string | undefined }, most: number): Promise<EntitySummary[]>
  /** A view as it is asked for at every reading of its values; null when there is none. */
  view(id: string): Promise<EntityViewSummary | null>
}
