import type { DeviceRules } from '../alarm-rules/device-rules.ts'
import type { RememberedMessage, SeenKey, SendMessage } from '../api/contract.ts'
import type {
  ChainLive,
  MessageQuery,
  NodeStatusJson,
  RememberedPage,
  RuleEngineView,
  RunningAlarmRules,
} from '../api/needs.ts'
import type { Ingress } from '../ingress/ingress.ts'
import type { Queues } from '../ingress/queues.ts'
import type { ChainGraph, DebugSettings } from '../rules/chain.ts'
import type { CompiledChain, CompiledNode } from '../rules/compile.ts'
import type { RuleEngine } from '../rules/engine.ts'
import type { Problem } from '../rules/failure.ts'
import { parseJson, stringifyJson } from '../rules/json.ts'
import { type Remembered, redact } from '../rules/memory.ts'
import { type EntityRef, Message, type Metadata } from '../rules/message.ts'
import type { Clock, Identity, Logger } from '../rules/needs.ts'
import { isDouble, isObject, type JsonObject, type JsonValue, numberOf } from '../rules/values.ts'
import type { Store, StoredChain } from '../store/store.ts'

export interface RulesViewParts {
  readonly engine: RuleEngine
  readonly queues: Queues
  readonly ingress: Ingress
  readonly log: Logger
  readonly store: Store
  readonly clock: Clock
  readonly identity: Identity
}

/** milliseconds for which a chain counts as watched after somebody asked for its messages */
const watchedFor = 5000

/** The rule engine as the API and the editor see it. */
export class RulesView implements RuleEngineView {
  readonly #parts: RulesViewParts
  readonly #unwatch = new Map<string, () => void>()

  constructor(parts: RulesViewParts) {
    this.#parts = parts
  }

  check(_chainId: string, graph: ChainGraph): readonly Problem[] {
    return this.#parts.engine.check(graph)
  }

  async deploy(chain: StoredChain, graph: ChainGraph): Promise<readonly Problem[]> {
    const { engine } = this.#parts
    const problems = engine.deploy({ id: chain.id, name: chain.name, version: chain.liveVersion, graph })
    if (chain.root) engine.setRoot(chain.id)
    return problems
  }

  async remove(chainId: string): Promise<void> {
    this.#parts.engine.remove(chainId)
  }

  chainsChanged(): void {
    void this.readRoot()
  }

  async readRoot(): Promise<void> {
    const root = await this.#parts.store.chains.root()
    this.#parts.engine.setRoot(root?.id ?? null)
  }

  announce(
    type: string,
    entity: EntityRef,
    data: Readonly<Record<string, unknown>>,
    metadata: Readonly<Record<string, string>>,
  ): void {
    const { clock, identity, ingress, log } = this.#parts
    const text = JSON.stringify(data)
    const message = Message.of({
      id: identity.uuid(),
      ts: clock.now(),
      type,
      originator: entity,
      metadata,
      data: parseJson(text),
      size: text.length,
    })
    ingress.append(message, null).catch((error: Error) => {
      log.warn(`The chains were not told of ${type}`, { error: error.message })
    })
  }

  live(chainId: string): ChainLive | null {
    const chain = this.#parts.engine.chain(chainId)
    return chain === undefined ? null : liveOf(chain, this.#parts.clock.now())
  }

  messages(chainId: string, query: MessageQuery): RememberedPage {
    this.#watch(chainId)
    const all = this.#parts.engine
      .remembered(chainId, query.after)
      .filter((entry) => query.nodeId === null || entry.nodeId === query.nodeId)
      .filter((entry) => !query.failuresOnly || entry.error !== null)
      .reverse()
    const shown = all.slice(0, query.limit)
    return { messages: shown.map((entry) => remembered(chainId, entry)), skipped: all.length - shown.length }
  }

  path(flight: number): readonly RememberedMessage[] {
    return this.#parts.engine.rememberedOf(flight).map(({ chainId, step }) => remembered(chainId, step))
  }

  debug(chainId: string, settings: ReadonlyMap<string, DebugSettings>): void {
    this.#parts.engine.debug(chainId, settings)
  }

  /** Every step is timed while somebody looks, also in the chains that this one hands messages to. */
  #watch(chainId: string): void {
    const { clock, engine } = this.#parts
    for (const id of reachedFrom(engine, chainId)) {
      this.#unwatch.get(id)?.()
      engine.watch(id, true)
      this.#unwatch.set(
        id,
        clock.after(watchedFor, () => {
          this.#unwatch.delete(id)
          engine.watch(id, false)
        }),
      )
    }
  }

  async send(chainId: string, wanted: SendMessage): Promise<number> {
    const { clock, engine, identity, queues } = this.#parts
    const chain = engine.chain(chainId)
    const node =
      wanted.nodeId === undefined ? (chain?.first ?? chain?.sources[0]) : chain?.node(wanted.nodeId)
    if (node === undefined) throw new Error('The chain has no live node to send to. Deploy it first')
    // Through JSON text, so that numbers get the types they have for a device.
    const text = JSON.stringify(wanted.data ?? null)
    const message = Message.of({
      id: identity.uuid(),
      ts: clock.now(),
      type: wanted.type,
      originator: wanted.originator,
      metadata: wanted.metadata ?? {},
      data: parseJson(text),
      size: text.length,
    })
    queues.main.deliver(message, { chainId, nodeId: node.id, output: null }, () => {})
    return message.flight?.number ?? 0
  }

  nodeStatus(chainId: string, nodeId: string, most: number): NodeStatusJson | null {
    const node = this.#parts.engine.chain(chainId)?.node(nodeId)
    if (node === undefined) return null
    const { status } = statusOf(node)
    return { status, nextRuns: node.instance.running.nextRuns?.(most) ?? [] }
  }

  alarmRules(deviceId: string): readonly RunningAlarmRules[] {
    return [...this.#parts.engine.chains].flatMap(({ id: chainId, name: chainName, nodes }) =>
      nodes.flatMap(({ id: nodeId, name: nodeName, instance: { running } }) => {
        if (running.alarmRules === undefined) return []
        const rules = running.alarmRules(deviceId) as DeviceRules | null
        return [{ chainId, chainName, nodeId, nodeName, rules }]
      }),
    )
  }

  seenKeys(chainId: string, nodeId: string | null): readonly SeenKey[] {
    const chain = this.#parts.engine.chain(chainId)
    const nodes = chain?.nodes.filter((node) => nodeId === null || node.id === nodeId) ?? []
    const keys = new Map<string, SeenKey>()
    for (const node of nodes) {
      for (const { came } of node.memory.since(0)) {
        if (!isObject(came.data)) continue
        for (const [key, value] of Object.entries(redact(came.data) as JsonObject))
          keys.set(key, seenKey(key, value))
      }
    }
    return [...keys.values()].sort((a, b) => a.key.localeCompare(b.key))
  }
}

/** A chain and all deployed ones that its nodes name, and theirs. */
function reachedFrom(engine: RuleEngine, chainId: string): ReadonlySet<string> {
  const reached = new Set([chainId])
  // a set is walked in the order of its growth, so what is added is walked as well
  for (const id of reached) {
    for (const { configuration } of engine.chain(id)?.graph.nodes ?? []) {
      for (const value of Object.values(configuration ?? {}))
        if (typeof value === 'string' && engine.chain(value) !== undefined) reached.add(value)
    }
  }
  return reached
}

function liveOf(chain: CompiledChain, now: number): ChainLive {
  const { counters, graph } = chain
  const wires = (graph.connections ?? []).map((_, index) => ({
    index,
    total: counters.wires[index] ?? 0,
    rate: rounded(counters.wireRates[index] ?? 0),
    lastAt: counters.wireLastAt[index] || null,
  }))
  const nodes = chain.nodes.map((node) => ({
    index: node.index,
    id: node.id,
    in: counters.in[node.index] ?? 0,
    failed: counters.failed[node.index] ?? 0,
    failing: counters.failing(node.index),
    rate: rounded(counters.nodeRates[node.index] ?? 0),
    took: rounded(counters.took[node.index] ?? 0),
    waiting: counters.waiting[node.index] ?? 0,
    problem: node.instance.problem,
    recordedUntil: node.debuggedUntil > now ? node.debuggedUntil : 0,
    recordsFailures: node.debugsFailures,
    ...statusOf(node),
  }))
  const entries = new Set(chain.sources)
  if (chain.first !== null && entries.size === 0) entries.add(chain.first)
  return {
    version: chain.version,
    since: counters.since,
    wires,
    nodes,
    rate: rounded([...entries].reduce((sum, node) => sum + (counters.nodeRates[node.index] ?? 0), 0)),
    failures: nodes.reduce((sum, node) => sum + node.failing, 0),
  }
}

/** A node that fails to say something says nothing: the numbers of the others are shown all the same. */
function statusOf({ instance }: CompiledNode): { status: string | null; nextRun: number | null } {
  try {
    const said = instance.running.status?.()
    return { status: said?.text ?? null, nextRun: said?.nextRun ?? null }
  } catch {
    return { status: null, nextRun: null }
  }
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}

function remembered(chainId: string, entry: Remembered): RememberedMessage {
  const { came, left } = entry
  const isChanged = left !== null && left.data !== came.data
  const { originator } = came
  return {
    seq: entry.seq,
    at: entry.at,
    chainId,
    nodeId: entry.nodeId,
    flight: came.flight?.number ?? 0,
    messageId: came.id,
    messageType: came.type,
    originator: { ...originator, name: nameIn(came.metadata) },
    output: entry.output,
    error: entry.error,
    took: Number.isNaN(entry.took) ? null : rounded(entry.took),
    data: shown(came.data),
    dataOut: isChanged ? shown(left.data) : null,
    metadata: maskedMetadata(came.metadata),
    metadataOut: left !== null && left.metadata !== came.metadata ? maskedMetadata(left.metadata) : null,
  }
}

function nameIn(metadata: Metadata): string | null {
  return Object.hasOwn(metadata, 'deviceName') ? (metadata.deviceName ?? null) : null
}

function shown(data: JsonValue): string {
  return stringifyJson(redact(data))
}

function maskedMetadata(metadata: Metadata): Record<string, string> {
  return redact(metadata) as Record<string, string>
}

function seenKey(key: string, value: JsonValue): SeenKey {
  const text = typeof value === 'string' ? value : stringifyJson(value)
  return { key, lastValue: text.length > 60 ? `${text.slice(0, 60)}…` : text, type: typeOf(value) }
}

function typeOf(value: JsonValue): SeenKey['type'] {
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'string') return 'string'
  if (numberOf(value) === undefined) return 'json'
  return isDouble(value) ? 'double' : 'long'
}
