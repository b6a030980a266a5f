import type { DeviceRules } from '../../engine/alarm-rules/device-rules.ts'
import type { NodeContext } from '../../engine/rules/context.ts'
import type { Message } from '../../engine/rules/message.ts'
import type { JsonObject, JsonValue } from '../../engine/rules/values.ts'
import type { ConfigOf, Fields } from './fields.ts'

export type Category =
  | 'transport'
  | 'filter'
  | 'enrichment'
  | 'transformation'
  | 'alarm'
  | 'persistence'
  | 'scheduler'
  | 'cloud'
  | 'external'
  | 'flow'

/**
 * Sends a message out of the node by the output of that name. May be called any number of times, also later.
 * `reason` says in a sentence why it goes to Failure: shown in the editor, and kept where the message is given up.
 */
export type Emit<Output extends string = string> = (
  output: Output | 'Failure',
  message: Message,
  reason?: string,
) => void

/**
 * Handles one message. Returns nothing when it is done, a promise when it waits; what a waiting node emits leaves
 * in the order in which the messages of one device came in. Throw `NodeFailure` to send the message to Failure.
 */
export type Handler<Output extends string = string> = (
  message: Message,
  emit: Emit<Output>,
) => void | Promise<void>

/** A node that holds something (a timer, a script, a connection) returns this instead of a bare handler. */
export interface RunningNode<Output extends string = string> {
  readonly handle?: Handler<Output>
  /** called once the whole chain is in place; sources begin here */
  readonly start?: () => void | Promise<void>
  /** called when the node's last message is through after a new deploy, and at shutdown */
  readonly stop?: () => void | Promise<void>
  /** What the node says of itself just now. Asked a few times a second while somebody looks, so it must be cheap. */
  readonly status?: () => NodeStatus
  /** For nodes that work by the time: their next runs in epoch milliseconds, soonest first. */
  readonly nextRuns?: (most: number) => readonly number[]
  /** For nodes that run the alarm rules of profiles: what they know of a device; null when they don't know it. */
  readonly alarmRules?: (deviceId: string) => DeviceRules | null
}

/** A line about a running node, shown at it on the canvas. */
export interface NodeStatus {
  /** a few words; null when there is nothing to say */
  readonly text: string | null
  /** epoch milliseconds; null when nothing is planned */
  readonly nextRun: number | null
}

/** A worked example: documentation, test and "try this" in the editor at once. */
export interface Example<Config, Output extends string> {
  readonly title?: string
  readonly config: Partial<Config>
  readonly data: JsonValue
  readonly metadata?: Readonly<Record<string, string>>
  readonly messageType?: string
  readonly goesTo?: NoInfer<Output> | readonly NoInfer<Output>[]
  readonly failsWith?: string
  /** what the data and metadata are afterwards; not compared when absent */
  readonly data_after?: JsonValue
  readonly metadata_after?: JsonObject
}

export interface NodeDefinition<F extends Fields = Fields, Output extends string = string> {
  /** our short name, `category/name` */
  readonly type: `${Category}/${string}`
  readonly title: string
  /** one sentence: what it does to a message */
  readonly summary: string
  /** longer help in Markdown, where the summary does not say it all */
  readonly help?: string
  /** name of a Tabler icon in kebab-case; the category's icon when absent */
  readonly icon?: string
  /** words by which the palette finds it besides its title */
  readonly synonyms?: readonly string[]
  /** the cloud's class names that this node stands for; the first is written on export */
  readonly importsFrom?: readonly string[]
  /** a source has no input; transport nodes, generators, schedules */
  readonly source?: boolean
  /** all but Failure, which every node has and which is always drawn last */
  readonly outputs: readonly Output[]
  /** any further label may be wired: script results, profile names, outputs of a nested chain */
  readonly customOutputs?: boolean
  /** no message can fail here, so no Failure output is drawn */
  readonly neverFails?: boolean
  /** its own messages go into a queue that may be chosen (`context.node.queueName`) */
  readonly queued?: boolean
  /** touches the world outside; goes through `context.effects` */
  readonly effects?: boolean
  readonly config: F
  /** the field whose value is shown as the node's line on the canvas, or a template as `{scope} · {keys}` */
  readonly line?: string
  /** version of the cloud's configuration that `config` describes; 0 when absent */
  readonly configurationVersion?: number
  /** upgrades to the version that is the key, from the one before */
  readonly versions?: Readonly<Record<number, (old: Record<string, unknown>) => Record<string, unknown>>>
  /** whatever the single fields can't say; returns what is wrong and how to mend it */
  readonly check?: (config: ConfigOf<F>) => string | undefined
  readonly examples: readonly Example<ConfigOf<F>, Output>[]
  readonly create: (config: ConfigOf<F>, context: NodeContext) => Handler<Output> | RunningNode<Output>
}

/** A definition whose types are forgotten, as registries hold it. */
// biome-ignore lint/suspicious/noExplicitAny: `create` takes a configuration and may not be called with another
export type AnyNode = NodeDefinition<any, any>

/** Declares a node. Only gives the types; see docs/guides/your-first-node.md. */
export function defineNode<const F extends Fields, const Output extends string>(
  definition: NodeDefinition<F, Output>,
): NodeDefinition<F, Output> {
  return definition
}
