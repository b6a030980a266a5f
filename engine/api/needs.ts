/**
 * What the API asks of the running server besides the store. The composition root (edge.ts) answers these interfaces;
 * tests give their own.
 */
import type { ChainGraph } from '../rules/chain.ts'
import type { Problem } from '../rules/failure.ts'
import type { EntityRef } from '../rules/message.ts'
import type { JsonObject } from '../rules/values.ts'
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
  /** Puts a message of a person's making into the chain; resolves with its flight when it is in the queue. */
  send(chainId: string, message: SendMessage): Promise<number>
  /** Keys that were really seen coming into the node (or anywhere in the chain). */
  seenKeys(chainId: string, nodeId: string | null): readonly SeenKey[]
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
