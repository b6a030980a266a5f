/**
 * What nodes ask about entities of all kinds and how they relate (data-model.md). The store answers; a node asks
 * through `context.entities` and `context.relations`.
 */
import type { EntityRef } from './message.ts'
import type { JsonValue } from './values.ts'

/** An entity as nodes see it. Kinds that lack something have null there. */
export interface EntitySummary {
  readonly ref: EntityRef
  /** name; the title of customers and tenants, the e-mail address of users */
  readonly name: string
  /** the name of its profile, or its free type */
  readonly type: string | null
  readonly label: string | null
  readonly profileId: string | null
  readonly customerId: string | null
  /** epoch milliseconds */
  readonly createdTime: number
  /** the chain and queue that its profile names for its messages */
  readonly defaultRuleChainId: string | null
  readonly defaultQueueName: string | null
  /** everything else by the names of the REST API: email, phone, address, city, firstName, additionalInfo … */
  readonly fields: Readonly<Record<string, JsonValue>>
}

/** Kinds that can be found by name, and made by nodes that are told to. */
export type NamedKind =
  | 'DEVICE'
  | 'ASSET'
  | 'CUSTOMER'
  | 'ENTITY_VIEW'
  | 'DASHBOARD'
  | 'EDGE'
  | 'USER'
  | 'TENANT'

/** Which attributes and time series of its entity a view shows, and when. */
export interface EntityViewSummary {
  readonly id: string
  readonly name: string
  readonly entity: EntityRef
  /** epoch milliseconds; 0 = open on that side */
  readonly startTime: number
  readonly endTime: number
  readonly clientKeys: readonly string[]
  readonly sharedKeys: readonly string[]
  readonly serverKeys: readonly string[]
  readonly timeseriesKeys: readonly string[]
}

export interface Entities {
  /** null when there is none. The tenant, users and rule chains answer too. */
  byId(ref: EntityRef): Promise<EntitySummary | null>
  byName(kind: NamedKind, name: string): Promise<EntitySummary | null>
  /**
   * Makes a device, asset or customer with the name; the profile `type` is made with it where it is missing. Answers
   * the one that is there when the name is taken meanwhile.
   */
  create(kind: 'DEVICE' | 'ASSET' | 'CUSTOMER', name: string, type?: string): Promise<EntitySummary>
  /**
   * Gives the entity to the customer; null takes it back. Answers whether that changed anything.
   * Throws `NotFound` for an entity or customer that is not there.
   */
  assign(ref: EntityRef, customerId: string | null): Promise<boolean>
  /** Takes a dashboard, which can have several customers, from one of them. Absent where there are no dashboards. */
  unassign?(ref: EntityRef, customerId: string): Promise<boolean>
  /** The views of an entity. */
  viewsOf(ref: EntityRef): Promise<readonly EntityViewSummary[]>
}

export type RelationGroup =
  | 'COMMON'
  | 'DASHBOARD'
  | 'FROM_DASHBOARD'
  | 'RULE_CHAIN'
  | 'RULE_NODE'
  | 'EDGE'
  | 'EDGE_AUTO_ASSIGN_RULE_CHAIN'

export interface Relation {
  readonly from: EntityRef
  readonly to: EntityRef
  /** free text: Contains, Manages … */
  readonly type: string
  /** COMMON when absent */
  readonly typeGroup?: RelationGroup
  readonly additionalInfo?: JsonValue
}

/** Walks from an entity along relations of the group COMMON (rest-core.md: find by query). */
export interface RelationsQuery {
  readonly root: EntityRef
  /** FROM follows relations that begin at the entity */
  readonly direction: 'FROM' | 'TO'
  /** steps from the root; 0 = as far as it goes */
  readonly maxLevel: number
  /** only what lies `maxLevel` steps away or has nothing further */
  readonly fetchLastLevelOnly: boolean
  /** any of these; an empty list takes everything. `relationType` empty = any type, `entityTypes` empty = any kind */
  readonly filters: readonly {
    readonly relationType: string
    readonly entityTypes: readonly string[]
    /** every type of relation but that one */
    readonly negate?: boolean
  }[]
}

export interface Relations {
  /** Saves or replaces; answers whether it is new. */
  save(relation: Relation): Promise<boolean>
  /** Answers whether there was one. */
  remove(relation: Relation): Promise<boolean>
  exists(from: EntityRef, to: EntityRef, type: string): Promise<boolean>
  /** Relations at one end of the entity, of one type where given; group COMMON. */
  of(entity: EntityRef, direction: 'FROM' | 'TO', type?: string): Promise<readonly Relation[]>
  /** The relations that a walk comes along, each once, nearest first. Cycles end it. */
  find(query: RelationsQuery): Promise<readonly Relation[]>
}
