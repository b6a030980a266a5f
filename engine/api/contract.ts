/**
 * The JSON of Weir's own API (`/api/weir/…` and the `WEIR_*` commands of the WebSocket), as types that the server
 * answers with and the editor reads. The ThingsBoard-shaped API beside it follows that product's documents.
 *
 * | request | body | answer |
 * | --- | --- | --- |
 * | GET  /api/weir/nodes | | NodeDefinitionJson[] |
 * | GET  /api/weir/chains | | ChainSummary[] |
 * | POST /api/weir/chains | {name, from?: chainId or flow name} | ChainView |
 * | GET  /api/weir/chains/:id | | ChainView |
 * | PATCH /api/weir/chains/:id | {name?, description?} | ChainSummary |
 * | DELETE /api/weir/chains/:id | | |
 * | PUT  /api/weir/chains/:id/draft | {graph, revision} | {draft, problems} (409 with the newer draft) |
 * | DELETE /api/weir/chains/:id/draft | | ChainView |
 * | POST /api/weir/chains/:id/deploy | {note?, revision} | ChainView (422 {problems} when it has errors) |
 * | POST /api/weir/chains/:id/root | | ChainSummary |
 * | GET  /api/weir/chains/:id/versions | | VersionSummary[] |
 * | GET  /api/weir/chains/:id/versions/:n | | {graph} |
 * | POST /api/weir/chains/:id/versions/:n/restore | | ChainView (the version becomes the draft) |
 * | POST /api/weir/chains/preview | an export file | ImportPreview |
 * | POST /api/weir/chains/import | an export file | {chain: ChainView, report: ImportNote[]} |
 * | GET  /api/weir/chains/:id/export | | an export file (cloud class names) |
 * | GET  /api/weir/chains/:id/messages?node=&failures=&limit= | | RememberedMessage[] newest first |
 * | GET  /api/weir/flights/:flight | | RememberedMessage[] one message's steps in all chains, oldest first |
 * | POST /api/weir/chains/:id/recording | Recording | {nodes: id → DebugSettings}, at once, without a deploy |
 * | POST /api/weir/chains/:id/send | SendMessage | {flight} |
 * | POST /api/weir/scripts/run | ScriptRun | ScriptOutcome |
 * | GET  /api/weir/keys?chain=&node= | | SeenKey[] keys really seen at this node |
 * | GET  /api/weir/dead-letters?page=&pageSize= | | PageData<DeadLetterJson> |
 * | POST /api/weir/dead-letters/:id/replay, DELETE /api/weir/dead-letters/:id | | |
 * | GET  /api/weir/ruleChains/:id/nodes/:nodeId/next-runs | ?most= | {status, nextRuns: epoch ms[]} |
 * | GET  /api/weir/status | | EdgeStatus |
 * | GET  /api/weir/devices/:id/tap | | {refusals: RefusalJson[]} |
 * | GET  /api/weir/devices/:id/alarm-rules | | DeviceAlarmRules (contract-alarm-rules.ts) |
 * | GET  /api/weir/first-run | | FirstRun |
 * | POST /api/weir/users/:id/password | | {password} a new random one, told once; opens the account |
 *
 * Errors are the cloud's (rest-core.md 3.1); the 409 of a draft adds `draft` (DraftView), the 422 of a deploy `problems`.
 */
import type { ChainGraph } from '../rules/chain.ts'
import type { Problem } from '../rules/failure.ts'

export interface NodeDefinitionJson {
  readonly type: string
  readonly category: string
  readonly title: string
  readonly summary: string
  readonly help: string | null
  readonly icon: string | null
  readonly synonyms: readonly string[]
  readonly classes: readonly string[]
  readonly source: boolean
  /** the queue of its own messages may be chosen */
  readonly queued?: boolean
  /** all outputs in order, `Failure` last */
  readonly outputs: readonly string[]
  readonly customOutputs: boolean
  /** nodes/sdk/fields.ts FieldSpec, by configuration key */
  readonly config: Readonly<Record<string, FieldJson>>
  /** configuration of a new node */
  readonly defaults: Readonly<Record<string, unknown>>
  /** `configurationVersion` of a new node, so that its settings are not taken for older ones */
  readonly version: number
  readonly line: string | null
  readonly examples: readonly unknown[]
}

export interface FieldJson {
  readonly kind: string
  readonly label: string
  readonly hint?: string
  readonly default?: unknown
  readonly optional?: boolean
  readonly unit?: string
  readonly min?: number
  readonly max?: number
  readonly whole?: boolean
  readonly options?: readonly { readonly value: string; readonly label: string }[]
  readonly multiline?: boolean
  readonly secret?: boolean
  readonly script?: { readonly language: string; readonly bodies: Readonly<Record<string, string>> }
  readonly showWhen?: ShowWhenJson | readonly ShowWhenJson[]
  readonly offers?: string
  readonly template?: boolean
  readonly shape?: string
  readonly example?: string
  readonly columns?: readonly [string, string]
  readonly typeField?: string
  /** of kinds `group` (an object) and `rows` (a list of objects) */
  readonly fields?: Readonly<Record<string, FieldJson>>
}

export interface ShowWhenJson {
  readonly field: string
  readonly is: readonly unknown[]
}

export interface ChainSummary {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly root: boolean
  /** 0 = never deployed */
  readonly liveVersion: number
  readonly deployedTime: number | null
  readonly hasDraft: boolean
  readonly nodes: number
  readonly problems: number
  /** messages per second through the chain just now */
  readonly rate: number
  /** failures in the last five minutes */
  readonly failures: number
}

export interface ChainView extends ChainSummary {
  /** what runs; null when never deployed */
  readonly live: ChainGraph | null
  /** null when nothing differs from live */
  readonly draft: DraftView | null
  readonly problems_list: readonly Problem[]
}

export interface DraftView {
  readonly graph: ChainGraph
  readonly basedOn: number
  readonly revision: number
  readonly savedTime: number
}

export interface VersionSummary {
  readonly version: number
  readonly createdTime: number
  readonly userName: string | null
  readonly note: string
  readonly summary: string
}

export interface ImportNote {
  readonly severity: 'info' | 'warning'
  /** index in `nodes` of the file */
  readonly node?: number
  readonly message: string
}

export interface ImportPreview {
  readonly name: string
  readonly nodes: number
  readonly connections: number
  readonly graph: ChainGraph
  readonly report: readonly ImportNote[]
}

/** One handling of one message by one node, as the engine remembers it. Secrets are masked. */
export interface RememberedMessage {
  /** grows; unique within this run of the server */
  readonly seq: number
  /** epoch ms */
  readonly at: number
  readonly chainId: string
  readonly nodeId: string
  /** the same for all steps of one message: its path */
  readonly flight: number
  readonly messageId: string
  readonly messageType: string
  readonly originator: { readonly entityType: string; readonly id: string; readonly name: string | null }
  /** output by which it left; null when it ended here */
  readonly output: string | null
  readonly error: string | null
  /** milliseconds spent in the node; null when this step was not timed */
  readonly took: number | null
  /** JSON text as it came in, and as it left when that differs */
  readonly data: string
  readonly dataOut: string | null
  readonly metadata: Readonly<Record<string, string>>
  readonly metadataOut: Readonly<Record<string, string>> | null
}

/** What nodes that run write down from now on; what is left out stays as it is. */
export interface Recording {
  /** all nodes of the chain when absent */
  readonly nodeIds?: readonly string[]
  /** everything, for a time that the server limits; false ends it */
  readonly everything?: boolean
  readonly failures?: boolean
}

export interface SendMessage {
  /** a device's id; or any entity */
  readonly originator: { readonly entityType: string; readonly id: string }
  readonly type: string
  readonly data: unknown
  readonly metadata?: Readonly<Record<string, string>>
  /** where it enters; the chain's first node when absent */
  readonly nodeId?: string
}

export interface ScriptRun {
  readonly language: 'JS' | 'TBEL'
  readonly body: string
  /** what the result should be; decides how it is judged */
  readonly kind: 'filter' | 'switch' | 'transform' | 'string' | 'json'
  readonly msg: unknown
  readonly metadata: Readonly<Record<string, string>>
  readonly msgType: string
}

export type ScriptOutcome =
  | {
      readonly ok: true
      readonly result: unknown
      readonly outputs: readonly string[]
      readonly took: number
    }
  | { readonly ok: false; readonly error: string; readonly line?: number; readonly column?: number }

export interface SeenKey {
  readonly key: string
  /** as text, shortened */
  readonly lastValue: string
  readonly type: 'boolean' | 'long' | 'double' | 'string' | 'json'
}

export interface DeadLetterJson {
  readonly id: string
  readonly time: number
  readonly queue: string
  readonly chainId: string | null
  readonly nodeId: string | null
  readonly nodeName: string | null
  readonly reason: string
  readonly attempts: number
  readonly originator: { readonly entityType: string; readonly id: string; readonly name: string | null }
  readonly messageType: string
  readonly data: string
  readonly metadata: Readonly<Record<string, string>>
}

export interface RefusalJson {
  readonly at: number
  readonly transport: string
  readonly path: string
  readonly reason: string
  readonly payload: string | null
}

export interface EdgeStatus {
  readonly name: string
  readonly version: string
  readonly startedTime: number
  readonly database: {
    readonly kind: string
    readonly healthy: boolean
    readonly waitingRows: number
    readonly lastError: string | null
  }
  readonly journal: {
    readonly bytes: number
    readonly backlog: number
    readonly flushMs: number
    readonly failed: string | null
  }
  /** the outbox to the cloud; events are counted */
  readonly cloud: {
    readonly waiting: number
    readonly bytes: number
    readonly budget: number
    /** not taken since the start */
    readonly refused: number
    /** given up since the start, to make room */
    readonly dropped: number
    readonly failed: string | null
  }
  readonly inbox: { readonly bytes: number; readonly budget: number; readonly full: boolean }
  readonly ports: Readonly<Record<string, number>>
  readonly memory: number
  /** messages per second taken in just now, and in total since the start */
  readonly rate: number
  readonly accepted: number
  readonly refused: number
  readonly deadLetters: number
  readonly devices: { readonly total: number; readonly connected: number }
}

/** The sample device of a fresh installation, with commands to paste; null once a device has sent something. */
export interface FirstRun {
  readonly device: { readonly id: string; readonly name: string; readonly token: string } | null
  readonly ports: Readonly<Record<string, number>>
}

/*
 * WebSocket (`/api/ws`, first frame `{"authCmd":{"cmdId":0,"token":"…"},"cmds":[…]}`), commands of ours:
 *
 *   {"type":"WEIR_CHAIN","cmdId":1,"chainId":"…"}        → LiveFrame at most 4 a second, only what changed
 *   {"type":"WEIR_MESSAGES","cmdId":2,"chainId":"…"}     → MessagesFrame at most 4 a second, at most 100 messages each,
 *                                                            newest first; the first frame has what is remembered
 *   {"type":"WEIR_STATUS","cmdId":3}                     → {cmdId, update:'STATUS', status: EdgeStatus} each second
 *   {"type":"WEIR_UNSUBSCRIBE","cmdId":1}
 */
export interface LiveFrame {
  readonly cmdId: number
  readonly update: 'CHAIN'
  readonly version: number
  readonly since: number
  /** by index of the live graph's `connections` */
  readonly wires: readonly WireLive[]
  /** by index of the live graph's `nodes` */
  readonly nodes: readonly NodeLive[]
}

export interface WireLive {
  readonly index: number
  readonly total: number
  /** per second, smoothed over the last seconds */
  readonly rate: number
  readonly lastAt: number | null
}

export interface NodeLive {
  readonly index: number
  readonly id: string
  readonly in: number
  readonly failed: number
  /** failures in the last five minutes */
  readonly failing: number
  readonly rate: number
  /** smoothed milliseconds in the node */
  readonly took: number
  /** messages waiting in it just now */
  readonly waiting: number
  readonly problem: string | null
  /** what the node says of itself; null when it says nothing */
  readonly status: string | null
  /** when a node that works by the time does so next */
  readonly nextRun: number | null
  /** until when everything it does is written down, epoch ms; 0 when it is not */
  readonly recordedUntil: number
  /** its failures are written down */
  readonly recordsFailures: boolean
}

export interface MessagesFrame {
  readonly cmdId: number
  readonly update: 'MESSAGES'
  readonly messages: readonly RememberedMessage[]
  /** how many were left out since the last frame */
  readonly skipped: number
}
