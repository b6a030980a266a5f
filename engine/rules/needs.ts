/**
 * What the rule engine and its nodes ask of the world, as interfaces. The composition root introduces the rooms that
 * answer (store, devices, scripts …); tests give their own. Everything that waits returns a promise.
 */
import type { Alarms } from './alarms.ts'
import type { Calls, RestReplies } from './calls.ts'
import type { CloudOutbox, RelatedEdges } from './cloud.ts'
import type { CustomTables } from './custom-tables.ts'
import type { Entities, Relations } from './entities.ts'
import type { EntityRef, Message, MessagePlace, Metadata } from './message.ts'
import type { JsonObject, JsonValue } from './values.ts'

export interface Clock {
  /** epoch milliseconds */
  now(): number
  /** Calls once after `ms`; the returned function cancels. A pending call does not keep the process alive. */
  after(ms: number, call: () => void): () => void
}

/** Random identities, so that tests can have the same ones twice. */
export interface Identity {
  /** a new uuid */
  uuid(): string
}

export interface Logger {
  debug(text: string, about?: object): void
  info(text: string, about?: object): void
  warn(text: string, about?: object): void
  error(text: string, about?: object): void
}

export interface TelemetrySample {
  readonly ts: number
  readonly value: JsonValue
}

export interface Telemetry {
  /**
   * Saves one sample per key of `values` at `ts`. Resolves after the commit. Idempotent by (entity, key, ts, tie).
   * @param ttl seconds to keep, 0 = for ever
   * @param live whether live views hear of it; true when absent
   */
  save(
    entity: EntityRef,
    ts: number,
    tie: number,
    values: JsonObject,
    options: { history: boolean; latest: boolean; ttl: number; live?: boolean },
  ): Promise<void>
  latest(entity: EntityRef, keys: readonly string[]): Promise<Record<string, TelemetrySample>>
  /** The samples of a span of time, by key; a key without any is absent. */
  range(entity: EntityRef, query: HistoryQuery): Promise<Record<string, TelemetrySample[]>>
}

export interface HistoryQuery {
  readonly keys: readonly string[]
  /** inclusive */
  readonly startTs: number
  /** exclusive */
  readonly endTs: number
  /** samples per key; raw samples only */
  readonly limit: number
  readonly order: 'ASC' | 'DESC'
  readonly aggregation: 'NONE' | 'MIN' | 'MAX' | 'AVG' | 'SUM' | 'COUNT'
  /** milliseconds of one bucket; unused without aggregation */
  readonly interval: number
}

export type AttributeScope = 'CLIENT_SCOPE' | 'SHARED_SCOPE' | 'SERVER_SCOPE'

export interface Attributes {
  /**
   * Saves all keys; resolves after the commit with the keys whose value really changed.
   * @param options whether live views hear of it; they do when absent
   */
  save(
    entity: EntityRef,
    scope: AttributeScope,
    values: JsonObject,
    ts: number,
    options?: { live: boolean },
  ): Promise<readonly string[]>
  /** Tells live views of values that are not saved. Absent where nobody watches. */
  show?(entity: EntityRef, scope: AttributeScope, values: JsonObject): void
  read(entity: EntityRef, scope: AttributeScope, keys: readonly string[]): Promise<JsonObject>
  remove(entity: EntityRef, scope: AttributeScope, keys: readonly string[]): Promise<void>
  /** Calls after each change made by this server. Returns the way to stop. Absent where nobody tells. */
  onSaved?(
    listener: (
      entity: EntityRef,
      scope: AttributeScope,
      values: JsonObject,
      deleted: readonly string[],
    ) => void,
  ): () => void
}

export interface DeviceSummary {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly label: string | null
  readonly profileId: string
  readonly customerId: string | null
  /** the chain that its profile names for its messages, where there is one */
  readonly defaultRuleChainId?: string | null
  /** epoch milliseconds */
  readonly createdTime?: number
  readonly additionalInfo?: Readonly<Record<string, unknown>> | null
}

/** What a device logs in with: secrets, for the nodes whose purpose is to hand them on. */
export interface LoginOfDevice {
  readonly credentialsType: 'ACCESS_TOKEN' | 'MQTT_BASIC' | 'X509_CERTIFICATE' | 'LWM2M_CREDENTIALS'
  /** token, user name or fingerprint */
  readonly credentialsId: string
  /** certificate, or JSON text of what MQTT and LwM2M log in with */
  readonly credentialsValue: string | null
}

/** The profile of a device, with its settings as the REST API has them. */
export interface DeviceProfileSummary {
  readonly id: string
  readonly name: string
  /** transport, provisioning, alarm rules …; the same object for as long as nothing in it changed */
  readonly profileData: Readonly<Record<string, unknown>>
}

export interface Devices {
  byName(name: string): Promise<DeviceSummary | null>
  byId(id: string): Promise<DeviceSummary | null>
  /** Tells the device, if it is connected and subscribed, what changed in its shared attributes. */
  notifyShared(deviceId: string, changed: JsonObject, deleted: readonly string[]): void
  /** What the device logs in with; absent where nodes may not ask for it. */
  credentials?(deviceId: string): Promise<LoginOfDevice | null>
  /** The device's profile; null when there is no such device. Remembered, so it may be asked often. */
  profileOf?(deviceId: string): Promise<DeviceProfileSummary | null>
  /**
   * Calls when a device or a device profile was saved or removed (the kind is in `ref`). Returns the way to stop.
   */
  onChanged?(listener: (ref: EntityRef, isRemoved: boolean) => void): () => void
}

export type DeviceEvent = 'CONNECT_EVENT' | 'ACTIVITY_EVENT' | 'DISCONNECT_EVENT' | 'INACTIVITY_EVENT'

/** Whether devices are there and active, as far as a chain knows better than the transports. */
export interface DeviceStates {
  /** Registers an event of a device at `ts` (epoch ms), as if a transport had seen it. */
  record(deviceId: string, event: DeviceEvent, ts: number): Promise<void>
}

/** Small values that a node keeps for each entity, beyond restarts. */
export interface NodeState {
  /** null when nothing was saved */
  read(nodeId: string, entityId: string): Promise<JsonValue>
  /** Resolves after the commit. */
  save(nodeId: string, entityId: string, value: JsonValue): Promise<void>
  /** Forgets what the node saved for an entity, or for all of them. Resolves after the commit. */
  remove(nodeId: string, entityId?: string): Promise<void>
  /** What the node saved, in order of the entities' ids, from behind `after` on. */
  list(nodeId: string, limit: number, after?: string): Promise<readonly SavedState[]>
}

export interface SavedState {
  readonly entityId: string
  readonly value: JsonValue
}

/** Who this server is. */
export interface ServerIdentity {
  readonly tenantId: string
  /** tells the servers of one installation apart */
  readonly name: string
}

export type ScriptLanguage = 'JS' | 'TBEL'

/** What a script gets: the three names every script knows. */
export interface ScriptInput {
  readonly msg: JsonValue
  readonly metadata: Metadata
  readonly msgType: string
}

/** A script ready to run. Throws `ScriptError` on failure, past its time or past its memory. */
export interface Script {
  /** The returned value as plain JSON, undefined where the script returned nothing. Scripts see copies only. */
  run(input: ScriptInput): JsonValue | undefined
  /** how it runs, as far as it has run until now */
  readonly road?: ScriptRoad
  close(): void
}

/** How a script runs: compiled, or some twenty times slower in a sandbox, and then why, and where that stands. */
export interface ScriptRoad {
  readonly compiled: boolean
  /** what only the sandbox has: “a class” */
  readonly reason?: string
  readonly line?: number
  readonly column?: number
}

export interface Scripts {
  /**
   * Compiles the body of a function of (msg, metadata, msgType), or of `names` where given.
   * Throws `ScriptError` with line and column when it does not parse.
   */
  compile(language: ScriptLanguage, body: string, names?: readonly string[]): Script
  supports(language: ScriptLanguage): boolean
  /**
   * Compiles a TBEL script of named arguments, as calculated fields have them. Throws `ScriptError`. Absent where there
   * is no TBEL.
   */
  compileArguments?(body: string, names: readonly string[]): ArgumentScript
}

/** One argument of a calculated field as a script gets it: a value with its time, or the history of one. */
export type ScriptArgument =
  | { readonly type: 'SINGLE_VALUE'; readonly ts: number; readonly value: JsonValue }
  | {
      readonly type: 'TS_ROLLING'
      /** `endTs` is the first moment behind it */
      readonly timeWindow: { readonly startTs: number; readonly endTs: number }
      readonly values: readonly { readonly ts: number; readonly value: number }[]
    }

export type ScriptArguments = Readonly<Record<string, ScriptArgument>>

/** A script of arguments, ready to run. */
export interface ArgumentScript {
  /**
   * Single values are variables of their own, and all arguments are in `ctx.args`. Throws `ScriptError`.
   * @param latestTs `ctx.latestTs`
   */
  run(args: ScriptArguments, latestTs: number): JsonValue
}

/** A script that does not compile, threw, ran too long, or asked for too much memory. */
export class ScriptError extends Error {
  /** 1-based position in the body the user wrote, where known */
  readonly line: number | undefined
  readonly column: number | undefined
  constructor(message: string, at: { line?: number | undefined; column?: number | undefined } = {}) {
    super(message)
    this.name = 'ScriptError'
    this.line = at.line
    this.column = at.column
  }
}

/**
 * Everything that touches the world outside of Weir goes through here, so that a run with muted effects shows what
 * it would have done.
 */
export interface Effects {
  readonly muted: boolean
  /** Does `act` and answers its result; when muted, records `what` and answers `instead`. */
  perform<T>(what: string, act: () => Promise<T>, instead: T): Promise<T>
}

/** What new values come of, for calculated fields: the message that brought them. */
export interface ValuesCause {
  readonly messageId?: string
  readonly messageType?: string
  /** time and tie of the message; results without a time of their own get these */
  readonly ts?: number
  readonly tie?: number
  /** number of the message's flight, and where it comes from, if the values are of its originator: see `AlarmCause` */
  readonly flight?: number
  readonly place?: MessagePlace | null
  /** see `Message.calculatedBy` */
  readonly calculatedBy?: readonly string[] | null
}

/**
 * Calculated fields and alarm rules: told of new values after they are saved. Nothing is answered where no field looks
 * at them, which costs next to nothing; otherwise the promise resolves when the results are in the durable queue or
 * saved. It never rejects: a calculation that fails is kept with its field, for a person to see.
 */
export interface CalculatedFields {
  telemetry(entity: EntityRef, ts: number, values: JsonObject, cause: ValuesCause): Promise<void> | undefined
  attributes(
    entity: EntityRef,
    scope: AttributeScope,
    values: JsonObject,
    ts: number,
    cause: ValuesCause,
  ): Promise<void> | undefined
}

export interface Needs {
  readonly clock: Clock
  readonly identity: Identity
  readonly log: Logger
  readonly telemetry: Telemetry
  readonly attributes: Attributes
  readonly devices: Devices
  readonly scripts: Scripts
  readonly effects: Effects
  /** Puts a new message into the durable queue; resolves when it is on disk. */
  enqueue(message: Message): Promise<void>
  // Absent where nothing answers; a node that can't do without says so when its chain is deployed.
  readonly state?: NodeState
  readonly deviceStates?: DeviceStates
  readonly server?: ServerIdentity
  readonly entities?: Entities
  readonly relations?: Relations
  readonly customTables?: CustomTables
  readonly alarms?: Alarms
  readonly calculatedFields?: CalculatedFields
  readonly calls?: Calls
  readonly restReplies?: RestReplies
  readonly cloud?: CloudOutbox
  readonly edges?: RelatedEdges
}
