import type { ChainGraph } from '../../engine/rules/chain.ts'
import type { NodeContext } from '../../engine/rules/context.ts'
import { RuleEngine } from '../../engine/rules/engine.ts'
import type { NodeHandler, NodeInstance, NodeKind, NodeLibrary } from '../../engine/rules/library.ts'
import { Message, type MessageParts } from '../../engine/rules/message.ts'
import type { Needs } from '../../engine/rules/needs.ts'
import type { Observer } from '../../engine/rules/observer.ts'
import { installedQueues, type QueueConfig } from '../../engine/rules/queue-config.ts'
import { ManualClock } from './clock.ts'

export type Create = (config: Record<string, unknown>, context: NodeContext) => NodeHandler | NodeInstance

/** Nodes made of a function each, for tests of the engine itself. */
export function libraryFrom(nodes: Readonly<Record<string, Create>>): NodeLibrary {
  const kinds = new Map<string, NodeKind>(
    Object.entries(nodes).map(([type, create]) => [
      type,
      {
        type,
        title: type,
        outputs: ['Success'],
        prepare: (node) => ({ config: node.configuration, problems: [] }),
        create: (config, context) => create(config as Record<string, unknown>, context),
      },
    ]),
  )
  return { find: (type) => kinds.get(type) }
}

/**
 * A graph from lines as `a:pass`, `b:sink {"x":1}` and wires as `a -Success-> b`. The node id is the name; the first
 * node is the one that messages enter at.
 */
export function graphOf(nodes: readonly string[], wires: readonly string[] = []): ChainGraph {
  const parsed = nodes.map((line) => {
    const match = /^([^:]+):(\S+)\s*(.*)$/.exec(line)
    if (match === null) throw new Error(`not a node: ${line}`)
    const [, name = '', type = '', config = ''] = match
    return {
      id: { entityType: 'RULE_NODE', id: name },
      name,
      type,
      configuration: config === '' ? {} : JSON.parse(config),
    }
  })
  const index = (name: string) => parsed.findIndex((node) => node.name === name)
  const connections = wires.map((line) => {
    const match = /^(\S+) -(.+)-> (\S+)$/.exec(line)
    if (match === null) throw new Error(`not a wire: ${line}`)
    return { fromIndex: index(match[1] ?? ''), type: match[2] ?? '', toIndex: index(match[3] ?? '') }
  })
  return { firstNodeIndex: parsed.length > 0 ? 0 : null, nodes: parsed, connections }
}

export interface TestEngine {
  readonly engine: RuleEngine
  readonly clock: ManualClock
  /** what nodes put into the durable queue */
  readonly appended: { message: Message; entry: unknown }[]
  readonly warnings: string[]
}

export function testEngine(
  nodes: Readonly<Record<string, Create>>,
  options: {
    maxHops?: number
    chainOf?: (message: Message) => string | null
    observer?: Observer
  } = {},
): TestEngine {
  const clock = new ManualClock()
  const appended: TestEngine['appended'] = []
  const warnings: string[] = []
  const quiet = () => {}
  const log = { debug: quiet, info: quiet, warn: (text: string) => warnings.push(text), error: quiet }
  const engine = new RuleEngine({
    library: libraryFrom(nodes),
    needs: { clock, log, enqueue: async () => {} } as unknown as Needs,
    append: async (message, entry) => {
      appended.push({ message, entry })
    },
    ...options,
  })
  return { engine, clock, appended, warnings }
}

/** The main queue as it is installed, with other strategies where given. */
export function queueConfig(
  submit: Partial<QueueConfig['submitStrategy']> = {},
  processing: Partial<QueueConfig['processingStrategy']> = {},
  packProcessingTimeout = 2000,
): QueueConfig {
  const main = installedQueues[0] as QueueConfig
  return {
    name: 'Main',
    packProcessingTimeout,
    submitStrategy: { ...main.submitStrategy, ...submit },
    processingStrategy: { ...main.processingStrategy, ...processing },
  }
}

let made = 0

/** A telemetry message of device `d1` unless told otherwise. */
export function messageOf(parts: Partial<MessageParts> = {}): Message {
  return Message.of({
    id: `m${++made}`,
    ts: 1_700_000_000_000,
    type: 'POST_TELEMETRY_REQUEST',
    originator: { entityType: 'DEVICE', id: 'd1' },
    data: {},
    ...parts,
  })
}
