/**
 * What the store answers, one interface per subject. `openStore` (open.ts) chooses PGlite or PostgreSQL; behind it
 * both run the same SQL. Times are epoch milliseconds, ids are uuids.
 */
import type { CustomTables } from '../rules/custom-tables.ts'
import type { EntityRef } from '../rules/message.ts'
import type {
  AttributeScope,
  Attributes,
  Devices,
  NodeState,
  Telemetry,
  TelemetrySample,
} from '../rules/needs.ts'
import type { JsonObject, JsonValue } from '../rules/values.ts'
import type { AlarmStore } from './alarm-stores.ts'
import type { CalculatedFieldStore } from './calculated-fields.ts'
import type { CallStore } from './calls.ts'
import type { ChainStore } from './chain-stores.ts'
import type { ChainTestStore } from './chain-tests.ts'
import type { ChangeListener } from './changes.ts'
import type {
  AssetProfileStore,
  AssetStore,
  CustomerStore,
  EntityStore,
  EntityViewStore,
  ManyValues,
  OwnerInfo,
  RelationStore,
  TenantStore,
} from './entity-stores.ts'
import type { EventStore } from './events.ts'
import type { QueueStore } from './queues.ts'

export type { ChainDraft, ChainStore, ChainVersion, StoredChain } from './chain-stores.ts'

export interface Store {
  readonly kind: 'embedded' | 'postgresql'
  /** the one tenant of this edge, made at the first start */
  readonly tenantId: string
  readonly devices: DeviceStore
  readonly profiles: DeviceProfileStore
  readonly telemetry: TelemetryStore
  readonly attributes: AttributeStore
  readonly calculatedFields: CalculatedFieldStore
  readonly chains: ChainStore
  readonly users: UserStore
  readonly deadLetters: DeadLetterStore
  readonly queues: QueueStore
  readonly events: EventStore
  readonly chainTests: ChainTestStore
  readonly settings: SettingStore
  readonly tenant: TenantStore
  readonly customers: CustomerStore
  readonly assets: AssetStore
  readonly assetProfiles: AssetProfileStore
  readonly entityViews: EntityViewStore
  readonly relations: RelationStore
  /** entities of every kind, as nodes see them */
  readonly entities: EntityStore
  readonly valuesOfMany: ManyValues
  readonly nodeState: NodeState
  readonly customTables: CustomTables
  readonly alarms: AlarmStore
  /** persistent calls of devices */
  readonly calls: CallStore
  /** false while the database can't be reached; saves wait and are retried, reads fail */
  readonly isHealthy: boolean
  /** Called after every commit that saved or removed an entity; for those who hold copies. Returns the way to stop. */
  onChanged(listener: ChangeListener): () => void
  /** rows waiting to be written, and what writing them took lately */
  status(): StoreStatus
  /** Writes everything that waits and closes. */
  close(): Promise<void>
}

export interface StoreStatus {
  readonly kind: 'embedded' | 'postgresql'
  readonly healthy: boolean
  readonly waitingRows: number
  readonly lastError: string | null
  /** milliseconds of the last batch */
  readonly lastCommit: number | null
}

/** What lists take and give, as the cloud's REST API pages. */
export interface PageLink {
  readonly page: number
  readonly pageSize: number
  readonly textSearch?: string | undefined
  readonly sortProperty?: string | undefined
  readonly sortOrder?: 'ASC' | 'DESC' | undefined
}

export interface Page<T> {
  readonly data: T[]
  readonly totalPages: number
  readonly totalElements: number
  readonly hasNext: boolean
}

export interface Device {
  readonly id: string
  readonly createdTime: number
  readonly name: string
  /** name of its profile */
  readonly type: string
  readonly label: string | null
  readonly profileId: string
  /** null = no customer */
  readonly customerId: string | null
  readonly deviceData: Record<string, unknown>
  readonly firmwareId: string | null
  readonly softwareId: string | null
  readonly additionalInfo: Record<string, unknown> | null
}

export type CredentialsType = 'ACCESS_TOKEN' | 'MQTT_BASIC' | 'X509_CERTIFICATE' | 'LWM2M_CREDENTIALS'

export interface DeviceCredentials {
  readonly id: string
  readonly createdTime: number
  readonly deviceId: string
  readonly credentialsType: CredentialsType
  /** what a device is looked up by: token, user name or SHA3-256 (device-api.md 1.1) */
  readonly credentialsId: string
  readonly credentialsValue: string | null
}

export interface NewDevice {
  readonly name: string
  readonly type?: string | undefined
  readonly label?: string | null | undefined
  readonly profileId?: string | undefined
  readonly customerId?: string | null | undefined
  readonly deviceData?: Record<string, unknown> | undefined
  readonly firmwareId?: string | null | undefined
  readonly softwareId?: string | null | undefined
  readonly additionalInfo?: Record<string, unknown> | null | undefined
}

export interface DeviceStore extends Omit<Devices, 'notifyShared'> {
  /** Creates with credentials (a random 20-character token unless given). Throws `Conflict` when the name is taken. */
  create(device: NewDevice, credentials?: { accessToken?: string }): Promise<Device>
  /** Throws `NotFound`, or `Conflict` when the new name is taken. */
  update(id: string, device: NewDevice): Promise<Device>
  /**
   * Removes the device with its credentials, attributes, telemetry and relations. False when there was none; throws
   * `Conflict` while entity views show it.
   */
  remove(id: string): Promise<boolean>
  get(id: string): Promise<Device | null>
  getByName(name: string): Promise<Device | null>
  getMany(ids: readonly string[]): Promise<Device[]>
  list(link: PageLink, filter?: DeviceFilter): Promise<Page<Device>>
  /** The same with what lists show of the customers, and whether the devices are active. */
  infos(
    link: PageLink,
    filter?: DeviceFilter & { readonly active?: boolean | undefined },
  ): Promise<Page<Device & OwnerInfo & { readonly active: boolean }>>
  types(): Promise<string[]>
  /** Devices whose server attribute `active` is true: those that this server thought active when it stopped. */
  activeIds(): Promise<string[]>
  credentials(deviceId: string): Promise<DeviceCredentials | null>
  /** Throws `Conflict` when another device has this credentialsId. */
  updateCredentials(credentials: Omit<DeviceCredentials, 'id' | 'createdTime'>): Promise<DeviceCredentials>
  /** The device a login is for; one query, the hot path of connecting. */
  byCredentials(credentialsId: string): Promise<{ device: Device; credentials: DeviceCredentials } | null>
}

export interface DeviceFilter {
  readonly type?: string | undefined
  readonly profileId?: string | undefined
  readonly customerId?: string | undefined
}

export interface DeviceProfile {
  readonly id: string
  readonly createdTime: number
  readonly name: string
  readonly description: string | null
  readonly image: string | null
  readonly type: string
  readonly transportType: string
  readonly provisionType: string
  readonly provisionDeviceKey: string | null
  readonly defaultRuleChainId: string | null
  readonly defaultDashboardId: string | null
  readonly defaultQueueName: string | null
  readonly defaultEdgeRuleChainId: string | null
  readonly firmwareId: string | null
  readonly softwareId: string | null
  readonly isDefault: boolean
  readonly profileData: Record<string, unknown>
}

export interface DeviceProfileStore {
  get(id: string): Promise<DeviceProfile | null>
  byName(name: string): Promise<DeviceProfile | null>
  default(): Promise<DeviceProfile>
  getMany(ids: readonly string[]): Promise<DeviceProfile[]>
  list(link: PageLink, filter?: { readonly transportType?: string | undefined }): Promise<Page<DeviceProfile>>
  /** Keys that devices of the profile have; of all devices when null. */
  keys(id: string | null, kind: 'timeseries' | 'attributes'): Promise<string[]>
  create(profile: Partial<DeviceProfile> & { name: string }): Promise<DeviceProfile>
  update(id: string, profile: Partial<DeviceProfile>): Promise<DeviceProfile>
  remove(id: string): Promise<boolean>
}

export type Aggregation = 'NONE' | 'MIN' | 'MAX' | 'AVG' | 'SUM' | 'COUNT'

export interface RangeQuery {
  readonly keys: readonly string[]
  /** inclusive */
  readonly startTs: number
  /** exclusive */
  readonly endTs: number
  readonly limit: number
  readonly order: 'ASC' | 'DESC'
  readonly aggregation: Aggregation
  /** milliseconds, or explicit bucket edges for calendar intervals (n+1 edges for n buckets) */
  readonly interval: number | readonly number[]
}

export interface TelemetryStore extends Telemetry {
  keys(entity: EntityRef): Promise<string[]>
  /** all latest values, by key */
  latestAll(entity: EntityRef): Promise<Record<string, TelemetrySample>>
  /** rest-core.md 6.3: a key without rows is absent */
  range(entity: EntityRef, query: RangeQuery): Promise<Record<string, TelemetrySample[]>>
  remove(
    entity: EntityRef,
    keys: readonly string[],
    range: { startTs: number; endTs: number } | null,
    options: { deleteLatest: boolean; rewriteLatestIfDeleted: boolean },
  ): Promise<void>
  /**
   * Called after each commit with what was saved, in order, and with what is only shown; for live views. A key whose latest value was removed is
   * told with the one before it, or as an empty text at 0. Returns the way to stop.
   */
  onSaved(
    listener: (entity: EntityRef, ts: number, values: JsonObject, isLatest: boolean) => void,
  ): () => void
}

export interface AttributeRow {
  readonly key: string
  readonly value: JsonValue
  readonly lastUpdateTs: number
  readonly scope: AttributeScope
}

export interface AttributeStore extends Attributes {
  rows(
    entity: EntityRef,
    scope: AttributeScope | null,
    keys: readonly string[] | null,
  ): Promise<AttributeRow[]>
  onSaved(
    listener: (
      entity: EntityRef,
      scope: AttributeScope,
      values: JsonObject,
      deleted: readonly string[],
      isLive: boolean,
    ) => void,
  ): () => void
  /** Called with what is only shown. Returns the way to stop. */
  onShown(listener: (entity: EntityRef, scope: AttributeScope, values: JsonObject) => void): () => void
}

export interface User {
  readonly id: string
  readonly createdTime: number
  readonly email: string
  readonly authority: 'SYS_ADMIN' | 'TENANT_ADMIN' | 'CUSTOMER_USER'
  readonly firstName: string | null
  readonly lastName: string | null
  readonly phone: string | null
  readonly customerId: string | null
  readonly additionalInfo: Record<string, unknown> | null
}

export interface UserSecrets {
  readonly userId: string
  readonly enabled: boolean
  /** argon2id hash */
  readonly passwordHash: string | null
  /** tokens issued before this moment (seconds) are dead */
  readonly tokensValidFrom: number
  readonly failedLogins: number
  readonly lockedUntil: number | null
  readonly lastLogin: number | null
}

export interface UserStore {
  count(): Promise<number>
  get(id: string): Promise<User | null>
  byEmail(email: string): Promise<User | null>
  list(link: PageLink, filter?: { readonly customerId?: string | undefined }): Promise<Page<User>>
  create(user: Omit<User, 'id' | 'createdTime'>): Promise<User>
  update(id: string, user: Partial<Omit<User, 'id' | 'createdTime'>>): Promise<User>
  remove(id: string): Promise<boolean>
  secrets(userId: string): Promise<UserSecrets | null>
  saveSecrets(userId: string, secrets: Partial<Omit<UserSecrets, 'userId'>>): Promise<void>
}

export interface DeadLetter {
  readonly id: string
  readonly time: number
  readonly queue: string
  readonly chainId: string | null
  readonly nodeId: string | null
  readonly nodeName: string | null
  readonly reason: string
  readonly attempts: number
  readonly originator: EntityRef
  readonly messageType: string
  /** the encoded message, as the journal holds it */
  readonly record: Uint8Array
}

export interface DeadLetterStore {
  add(letter: DeadLetter): Promise<void>
  list(link: PageLink): Promise<Page<DeadLetter>>
  count(): Promise<number>
  get(id: string): Promise<DeadLetter | null>
  remove(id: string): Promise<boolean>
}

/** Small JSON documents of Weir's own under a name (signing key, tenant id, UI preferences). */
export interface SettingStore {
  get<T>(name: string): Promise<T | null>
  set(name: string, value: unknown): Promise<void>
}

/** Something with this name, token or revision is there already. */
export class Conflict extends Error {
  override readonly name = 'Conflict'
}

export class NotFound extends Error {
  override readonly name = 'NotFound'
}

/** A list was asked for in a way it can't be given: an unknown sort property, a negative page. */
export class BadQuery extends Error {
  override readonly name = 'BadQuery'
}
