/**
 * What the API asks of the running server besides the store. The composition root (edge.ts) answers these interfaces;
 * tests give their own.
 */
import type { DeviceRules } from '../alarm-rules/device-rules.ts'
import type { AlarmRequest, AlarmResult, FloodPolicy, Person } from '../rules/alarms.ts'
import type { CallOutcome } from '../rules/calls.ts'
import type { ChainGraph, DebugSettings } from '../rules/chain.ts'
import type { Problem } from '../rules/failure.ts'
import type { EntityRef, Metadata } from '../rules/message.ts'
import type { AttributeScope, CalculatedFields } from '../rules/needs.ts'
import type { JsonObject, JsonValue } from '../rules/values.ts'
import type { AlarmChange, AlarmComment, AlarmShelf, StoredAlarm } from '../store/alarm-stores.ts'
import type { CalculatedField, NewCalculatedField } from '../store/calculated-fields.ts'
import type { Queue } from '../store/queues.ts'
import type { DeadLetter, StoredChain } from '../store/store.ts'
import type {
  DeadLetterJson,
  EdgeStatus,
  FirstRun,
  NodeDefinitionJson,
  NodeLive,
  RefusalJson,
  RememberedMessage,
  SeenKey,
  SendMessage,
  WireLive,
} from './contract.ts'
import type { QueueStatusJson } from './contract-queues.ts'
import type { KeptTestJson, KeptTestResult, ShadowReport, TrialAsk, TrialRunJson } from './contract-trial.ts'

/** The rule engine as the editor sees it. Chains are named by id. */
export interface RuleEngineView {
  /** Everything wrong with a graph: unknown nodes, missing or bad configuration, wires to nowhere. Never throws. */
  check(chainId: string, graph: ChainGraph): readonly Problem[]
  /**
   * Puts the graph, already saved as `chain.liveVersion`, in place of the running one. Answers what could not start;
   * a node that could not fails its messages, everything else runs.
   */
  deploy(chain: StoredChain, graph: ChainGraph): Promise<readonly Problem[]>
  /** The chain was deleted. */
  remove(chainId: string): Promise<void>
  /** Another chain became the root, or a chain was renamed. */
  chainsChanged(): void
  /**
   * Tells the chains that something happened to an entity: ENTITY_CREATED, ATTRIBUTES_UPDATED … as a message to the
   * chain of the entity. Fire and forget: the request that caused it does not wait.
   */
  announce(
    type: string,
    entity: EntityRef,
    data: Readonly<Record<string, unknown>>,
    metadata: Readonly<Record<string, string>>,
  ): void
  /** Counters of the chain that runs; null when it was never deployed. Cheap: asked four times a second. */
  live(chainId: string): ChainLive | null
  /** Remembered handlings of messages, newest first. */
  messages(chainId: string, query: MessageQuery): RememberedPage
  /** What is remembered of one message in all chains that it went through, oldest first. */
  path(flight: number): readonly RememberedMessage[]
  /** Changes what live nodes write down, by their ids, without a deploy. */
  debug(chainId: string, settings: ReadonlyMap<string, DebugSettings>): void
  /** Puts a message of a person's making into the chain; resolves with its flight when it is in the queue. */
  send(chainId: string, message: SendMessage): Promise<number>
  /** What a live node says of itself, and when it works next; null when there is no such node. */
  nodeStatus(chainId: string, nodeId: string, most: number): NodeStatusJson | null
  /** The live nodes that run alarm rules, each with what it knows of the device. */
  alarmRules(deviceId: string): readonly RunningAlarmRules[]
  /** Keys that were really seen coming into the node (or anywhere in the chain). */
  seenKeys(chainId: string, nodeId: string | null): readonly SeenKey[]
}

export interface RunningAlarmRules {
  readonly chainId: string
  readonly chainName: string
  readonly nodeId: string
  readonly nodeName: string
  /** null = the node has not met the device */
  readonly rules: DeviceRules | null
}

export interface NodeStatusJson {
  readonly status: string | null
  /** epoch ms, soonest first; empty for nodes that do not work by the time */
  readonly nextRuns: readonly number[]
}

export interface ChainLive {
  readonly version: number
  /** epoch ms from when on is counted */
  readonly since: number
  /** by index of the graph's `connections` */
  readonly wires: readonly WireLive[]
  /** by index of the graph's `nodes` */
  readonly nodes: readonly NodeLive[]
  /** messages per second into the chain just now */
  readonly rate: number
  /** failures in the last five minutes */
  readonly failures: number
}

export interface MessageQuery {
  readonly nodeId: string | null
  readonly failuresOnly: boolean
  /** only those with a greater `seq` */
  readonly after: number
  readonly limit: number
}

export interface RememberedPage {
  readonly messages: readonly RememberedMessage[]
  /** how many more matched: over the limit, or forgotten since `after` */
  readonly skipped: number
}

/** Devices and their sessions. */
export interface DeviceView {
  isConnected(deviceId: string): boolean
  /** epoch ms; null when not seen since the start */
  lastActivity(deviceId: string): number | null
  /** What was refused of this device lately, newest first. */
  refusals(deviceId: string): readonly RefusalJson[]
  /** Name, profile, label or customer changed: cached identities are read again. */
  changed(deviceId: string): void
  /** A profile changed: identities of its devices are read again. */
  profileChanged(profileId: string): void
  /** Ends the device's sessions and forgets its logins. */
  closeSessions(deviceId: string, reason: 'credentials-changed' | 'deleted'): void
  /** Pushes changed shared attributes to the device if it listens. */
  notifyShared(deviceId: string, changed: JsonObject, deleted: readonly string[]): void
}

/** A question to the rules, whose answer somebody waits for. */
export interface RuleQuestion {
  /** uuid under which the answer comes */
  readonly id: string
  readonly type: string
  readonly originator: EntityRef
  readonly customerId: string | null
  readonly metadata: Metadata
  readonly data: JsonValue
  readonly queue: string | null
  /** milliseconds to wait */
  readonly wait: number
}

/** The answer as text. */
export interface RuleAnswer {
  readonly text: string
  readonly isJson: boolean
}

/** Calls of devices and questions to the rules, which people make over REST. */
export interface CallView {
  /** Resolves with null when nobody answered, or `left` was aborted. Rejects when it can't be put into the queue. */
  callDevice(question: RuleQuestion, left: AbortSignal): Promise<CallOutcome | null>
  ask(question: RuleQuestion, left: AbortSignal): Promise<RuleAnswer | null>
  /** Takes a persistent call away. False when there is none. */
  remove(id: string): Promise<boolean>
  /** so many wait that no more may */
  readonly isFull: boolean
  /** what metadata `serviceId` says */
  readonly serviceId: string
}

/** The queues that run. */
export interface QueueView {
  /** Makes the queue, or gives it other strategies at once. */
  save(queue: Queue): Promise<void>
  /** Nothing new comes to the queue; what it holds still runs. */
  remove(id: string): void
  status(): readonly QueueStatusJson[]
}

/** What is written down about nodes and chains. */
export interface EventView {
  /** Resolves when all that happened so far can be read from the store. */
  flush(): Promise<void>
}

export interface DeadLetterView {
  /** The letter with its message decoded. */
  describe(letter: DeadLetter): Promise<DeadLetterJson>
  /** Puts the message back into its queue, then takes the letter away. */
  replay(letter: DeadLetter): Promise<void>
}

export interface StatusView {
  status(): Promise<EdgeStatus>
  firstRun(): Promise<FirstRun>
}

/** Alarms, as people see them and act on them. Throws `WrongAlarm` for what makes no sense. */
export interface AlarmView {
  /** With what is not stored yet. */
  byId(id: string): Promise<StoredAlarm | null>
  /** Updates the alarm of that id; without one the active alarm of the originator and type, or makes it. */
  save(request: AlarmRequest, id: string | null, by: Person): Promise<AlarmResult | null>
  /** This and the next ones answer the alarm afterwards; null when there was nothing to be done. */
  acknowledge(id: string, ts: number, by: Person): Promise<StoredAlarm | null>
  clear(id: string, ts: number, by: Person): Promise<StoredAlarm | null>
  assign(id: string, assignee: Person, by: Person): Promise<StoredAlarm | null>
  unassign(id: string, by: Person): Promise<StoredAlarm | null>
  remove(id: string, by: Person): Promise<boolean>
  comment(
    alarm: StoredAlarm,
    before: AlarmComment | null,
    comment: Readonly<Record<string, unknown>>,
    by: Person,
  ): Promise<AlarmComment>
  removeComment(alarm: StoredAlarm, comment: AlarmComment, by: Person): Promise<AlarmComment>
  readonly shelves: readonly AlarmShelf[]
  /** The shelf that the alarm is on now. */
  shelfOf(alarm: Pick<StoredAlarm, 'id' | 'originator' | 'type'>): AlarmShelf | null
  shelve(
    what: Pick<AlarmShelf, 'originator' | 'alarmType' | 'alarmId'>,
    request: { readonly until: number; readonly reason: string },
    by: Person,
  ): Promise<AlarmShelf>
  /** False when it is not there. */
  unshelve(shelfId: string, by: Person): Promise<boolean>
  readonly floodPolicy: FloodPolicy
  setFloodPolicy(policy: FloodPolicy): Promise<void>
  /** Alarms that change too often just now. */
  flooding(): readonly FloodingAlarm[]
  /** Called after every change to an alarm. Returns the way to stop. */
  onChange(listener: (change: AlarmChange) => void): () => void
}

export interface FloodingAlarm {
  readonly alarm: StoredAlarm
  /** epoch ms */
  readonly since: number
  /** changes in this minute, and those of them that are not stored yet */
  readonly changes: number
  readonly gathered: number
}

/** Calculated fields and alarm rules that run. Who saves values tells them, as the save nodes do. */
export interface CalculatedFieldView extends CalculatedFields {
  /** Values were deleted: time series, or attributes in a scope. */
  removed(entity: EntityRef, scope: AttributeScope | null, keys: readonly string[]): Promise<void> | undefined
  /** What is wrong with a field, in words; null where it can run. */
  check(field: NewCalculatedField): string | null
  /** A field was created or changed: it takes effect at once. */
  saved(field: CalculatedField): Promise<void>
  removedField(id: string): void
  /** The last calculations, newest first, and how many there were since the start. */
  history(fieldId: string): {
    readonly calculations: readonly CalculationView[]
    readonly total: number
    readonly failed: number
  }
  /** The last calculation as a debug event has it (rest-core.md 16); null when there was none. */
  lastEvent(fieldId: string): Record<string, unknown> | null
  /** Why a stored field does not run, null where it does. */
  problem(fieldId: string): string | null
}

/** One calculation of a field at one entity. */
export interface CalculationView {
  readonly seq: number
  /** epoch ms */
  readonly at: number
  readonly entity: EntityRef
  readonly messageId: string | null
  readonly messageType: string | null
  readonly arguments: readonly (readonly [name: string, value: JsonValue])[]
  /** null when nothing came out */
  readonly result: JsonValue
  readonly error: string | null
  /** milliseconds */
  readonly took: number
}

/** Trying chains without any effect (contract-trial.ts). */
export interface TrialView {
  /** Throws `TrialRefused` where there is no chain or message to try. */
  run(chain: StoredChain, ask: TrialAsk): Promise<TrialRunJson>
  shadow(chain: StoredChain, count: number): Promise<ShadowReport>
  tests(chain: StoredChain): Promise<readonly KeptTestJson[]>
  keep(chain: StoredChain, name: string, ask: TrialAsk): Promise<KeptTestJson>
  runTests(chain: StoredChain, graph: ChainGraph | undefined): Promise<readonly KeptTestResult[]>
  /** False when there was none. */
  forget(chain: StoredChain, testId: string): Promise<boolean>
  /** a `.test.json` file */
  exportTests(chain: StoredChain): Promise<string>
}

/** What was asked for can't be tried; the message says why, and what to do. */
export class TrialRefused extends Error {
  override readonly name = 'TrialRefused'
}

/** The part of a node definition (nodes/sdk/define.ts) that chains are translated by. */
export interface NodeKind {
  /** our short name */
  readonly type: string
  readonly title: string
  readonly importsFrom?: readonly string[] | undefined
  readonly configurationVersion?: number | undefined
}

/** All node kinds there are (nodes/catalogue.ts with describe.ts and upgrade.ts of its SDK). */
export interface NodeCatalogue {
  byType(type: string): NodeKind | undefined
  /** by a class name of the cloud */
  byClass(clazz: string): NodeKind | undefined
  /** all of them, in the order of the palette */
  describe(): readonly NodeDefinitionJson[]
  /** Why there is no kind for a class of the cloud, where more is known than that. */
  whyUnknown?(clazz: string): string | undefined
  /** Whether nodes of a class of the cloud run on one server only: never when absent. */
  clustering?(clazz: string): 'ENABLED' | 'SINGLETON' | 'USER_PREFERENCE'
  /** Brings a configuration of an older version up to the kind's own. Never throws. */
  upgrade(kind: NodeKind, configuration: unknown, version: number): UpgradedConfiguration
}

export interface UpgradedConfiguration {
  readonly config: Record<string, unknown>
  readonly version: number
  readonly changed: boolean
  /** queue that old configurations named inside */
  readonly queueName?: string
  /** why it could not be upgraded; `config` is then as it came */
  readonly problem?: string
}
