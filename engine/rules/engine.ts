import type { ChainGraph, ChainNode, DebugSettings } from './chain.ts'
import { checkGraph } from './check.ts'
import { type CompiledChain, type CompiledNode, compileChain } from './compile.ts'
import type { EntryPoint, Flow, NodeContext, Receives } from './context.ts'
import { NodeFailure, type Problem } from './failure.ts'
import type { Flight, FlightEnd, FlightFailure } from './flight.ts'
import { type Instance, nodeFingerprint } from './instance.ts'
import type { NodeLibrary } from './library.ts'
import { Lifecycle } from './lifecycle.ts'
import type { Remembered } from './memory.ts'
import { type Arrival, isCalledFrom, type Message } from './message.ts'
import type { Needs } from './needs.ts'
import type { LifecycleEvent, Observer } from './observer.ts'
import { Runner } from './run.ts'

export interface EngineOptions {
  readonly library: NodeLibrary
  readonly needs: Needs
  /** Writes a message to the durable queue, to go on at `entry`; resolves when it is on disk. */
  readonly append: (message: Message, entry: EntryPoint | null) => Promise<void>
  /** The chain of the originator's profile, where it has one of its own. */
  readonly chainOf?: (message: Message) => string | null
  /** default 1,000 */
  readonly maxHops?: number
  readonly observer?: Observer
}

export interface Deployment {
  readonly id: string
  readonly name: string
  readonly version: number
  readonly graph: ChainGraph
}

/** All deployed chains, and the way of a message into them. Pure: the world is behind `needs`. */
export class RuleEngine {
  readonly #options: EngineOptions
  readonly #chains = new Map<string, CompiledChain>()
  readonly #runner: Runner
  readonly #lifecycle: Lifecycle
  #rootId: string | null = null

  constructor(options: EngineOptions) {
    this.#options = options
    const { library, observer } = options
    const { clock, log } = options.needs
    this.#runner = new Runner({
      clock,
      observer,
      maxHops: options.maxHops ?? 1000,
      onFault: (node, error) => {
        const reason = error instanceof Error ? error.message : String(error)
        log.warn(`The node “${node.name}” (${node.type}) of the chain “${node.chain.name}” threw an error`, {
          error: reason,
        })
        observer?.fault(node, reason)
      },
    })
    this.#lifecycle = new Lifecycle({
      library,
      clock,
      log,
      observer,
      context: (...args) => this.#context(...args),
    })
  }

  /** Everything wrong with a graph, scripts included; nothing is deployed. */
  check(graph: ChainGraph): Problem[] {
    const problems = checkGraph(graph, this.#options.library)
    const wrong = new Set(problems.map((problem) => problem.nodeId))
    for (const node of graph.nodes) {
      if (wrong.has(node.id?.id) || node.id === undefined) continue
      const instance = this.#lifecycle.create(node, node.id.id, 'check')
      if (instance.problem !== null) {
        const severity = instance.isComingBack ? 'warning' : 'error'
        problems.push({ severity, nodeId: node.id.id, message: instance.problem })
      }
      void instance.stop()
    }
    return problems
  }

  /**
   * Makes a version of a chain the one that takes new messages. Messages on their way finish on the version they
   * entered; nodes that did not change keep running, with their state and memory. A node that can't be made is kept
   * and fails its own messages only.
   * @returns what is wrong with single nodes
   */
  deploy(deployment: Deployment): Problem[] {
    const before = this.#chains.get(deployment.id)
    const kept = new Map(before?.nodes.map((node) => [node.id, node.instance]))
    const started: [Instance, LifecycleEvent][] = []
    const chain = compileChain(deployment.graph, {
      ...deployment,
      now: this.#options.needs.clock.now(),
      runner: this.#runner,
      instance: (node, id) => {
        const old = kept.get(id)
        if (old !== undefined && old.problem === null && old.fingerprint === nodeFingerprint(node)) return old
        const made = this.#lifecycle.create(node, id, deployment.id)
        started.push([made, old === undefined ? 'STARTED' : 'UPDATED'])
        return made
      },
    })
    this.#chains.set(deployment.id, chain)
    const { observer } = this.#options
    observer?.lifecycle('RULE_CHAIN', deployment.id, before === undefined ? 'STARTED' : 'UPDATED', null)
    if (before !== undefined) retire(before)
    const problems = chain.nodes.flatMap(({ id, instance }) =>
      instance.problem === null
        ? []
        : [{ severity: 'warning' as const, nodeId: id, message: instance.problem }],
    )
    for (const [instance, event] of started) void this.#lifecycle.start(instance, event)
    return problems
  }

  /** Changes what live nodes of a chain tell the observer, without a deploy. Nodes that do not run are left out. */
  debug(chainId: string, settings: ReadonlyMap<string, DebugSettings>): void {
    const chain = this.#chains.get(chainId)
    const now = this.#options.needs.clock.now()
    for (const [nodeId, wanted] of settings) chain?.node(nodeId)?.debug(wanted, now)
  }

  remove(chainId: string): void {
    const chain = this.#chains.get(chainId)
    if (chain === undefined) return
    this.#chains.delete(chainId)
    if (this.#rootId === chainId) this.#rootId = null
    retire(chain)
  }

  setRoot(chainId: string | null): void {
    this.#rootId = chainId
  }

  chain(chainId: string): CompiledChain | undefined {
    return this.#chains.get(chainId)
  }

  get chains(): Iterable<CompiledChain> {
    return this.#chains.values()
  }

  /** Whether a transport node of any deployed chain asks for this path. */
  wants(arrival: Arrival): boolean {
    for (const chain of this.#chains.values()) {
      for (const source of chain.sources) if (source.instance.receives?.(arrival) === true) return true
    }
    return false
  }

  /**
   * Runs a message through its chain: the given one, its profile's, or the root chain. There it leaves from each
   * transport node that matches its arrival; where none does it enters at the first node.
   * @param end called once, with the failure that was not handled, or null
   * @returns the number of its flight; 0 when there was no chain to take it
   */
  accept(message: Message, entry: EntryPoint | null, end: FlightEnd): number {
    if (entry !== null) return this.#resume(message, entry, end)
    const chainId = this.#options.chainOf?.(message) ?? this.#rootId
    const chain = chainId === null ? undefined : this.#chains.get(chainId)
    if (chain === undefined) {
      end(
        nowhere(
          message,
          chainId,
          null,
          'There is no rule chain to take the message. Deploy one and make it the root',
        ),
      )
      return 0
    }
    return this.#runner.start(chain, entryNodes(chain, message), message, end)
  }

  /**
   * Gives up a message that was accepted and has not ended: its `end` is not called any more.
   * @param gone called when the last node that still works on it has let go
   * @returns the parts of it that were not done, and those that had failed before
   */
  cancel(flight: Flight, reason: string, gone: () => void): readonly FlightFailure[] {
    return this.#runner.cancel(flight, reason, gone)
  }

  #resume(message: Message, entry: EntryPoint, end: FlightEnd): number {
    const node = this.#chains.get(entry.chainId)?.node(entry.nodeId)
    if (node === undefined) {
      const reason =
        'The node behind which the message was to go on has been removed. Replay it to run it from the start'
      end(nowhere(message, entry.chainId, entry.nodeId, reason))
      return 0
    }
    if (entry.output === null) return this.#runner.start(node.chain, [node], message, end, entry.hops)
    return this.#runner.startBehind(node, entry.output, message, end, entry)
  }

  /** What the nodes of a chain handled after `seq`, in order. */
  remembered(chainId: string, seq: number): Remembered[] {
    const chain = this.#chains.get(chainId)
    if (chain === undefined) return []
    return chain.nodes.flatMap((node) => node.memory.since(seq)).sort((a, b) => a.seq - b.seq)
  }

  /** What is remembered of one message, in all chains that it went through, in order. */
  rememberedOf(flight: number): { chainId: string; step: Remembered }[] {
    const steps = [...this.#chains.values()].flatMap((chain) =>
      chain.nodes.flatMap((node) =>
        node.memory
          .since(0)
          .filter(({ came }) => came.flight?.number === flight)
          .map((step) => ({ chainId: chain.id, step })),
      ),
    )
    return steps.sort((a, b) => a.step.seq - b.step.seq)
  }

  /** Times every step of a chain from now on, or only some again. */
  watch(chainId: string, watched: boolean): void {
    const chain = this.#chains.get(chainId)
    if (chain !== undefined) chain.watched = watched
  }

  /** Brings all rates up to date; called a few times a second. */
  sample(): void {
    const now = this.#options.needs.clock.now()
    for (const chain of this.#chains.values()) chain.counters.sample(now)
  }

  /** Stops all nodes. Messages on their way stay in the journal. */
  async close(): Promise<void> {
    const instances = [...this.#chains.values()].flatMap((chain) => chain.nodes.map((node) => node.instance))
    this.#chains.clear()
    await Promise.all(instances.map((instance) => instance.stop()))
  }

  #context(node: ChainNode, id: string, chainId: string, receives: (matches: Receives) => void): NodeContext {
    const { needs, append } = this.#options
    const at = (output: string | null, { flight }: Message): EntryPoint => {
      const hops = flight === null || flight.isCancelled ? 0 : flight.root.hops
      return hops === 0 ? { chainId, nodeId: id, output } : { chainId, nodeId: id, output, hops }
    }
    const flow: Flow = {
      enterChain: (target, message) => this.#enterChain(target, message, { chainId, nodeId: id }),
      leaveChain: (label, message) => this.#leaveChain(label, message),
      acknowledge: (message) => this.#runner.acknowledge(message),
      keep: () => this.#runner.keep(),
      requeue: async (message, output, queue) => {
        await append(queue === undefined ? message : message.with({ queue }), at(output, message))
        if (output !== null) this.#queued(chainId, id, message, output)
      },
      receives,
    }
    return {
      ...needs,
      node: { id, name: node.name, type: node.type, chainId, queueName: node.queueName ?? null },
      flow,
      enqueue: async (message) => {
        await needs.enqueue(message)
        this.#queued(chainId, id, message, 'To Root Rule Chain')
      },
      originate: async (message, output, reason) => {
        await append(message, { ...at(output, message), ...(reason === undefined ? {} : { reason }) })
        this.#queued(chainId, id, message, output)
      },
    }
  }

  /** A debug event of what left a node by the queue; failures are told where they go on. */
  #queued(chainId: string, nodeId: string, message: Message, label: string): void {
    const { observer } = this.#options
    if (observer === undefined || label === 'Failure') return
    const node = this.#chains.get(chainId)?.node(nodeId)
    if (node !== undefined && node.debuggedUntil >= this.#options.needs.clock.now())
      observer.left(node, message, label)
  }

  #enterChain(target: string, message: Message, from: { chainId: string; nodeId: string }): void {
    const chain = this.#chains.get(target)
    if (chain === undefined) {
      throw new NodeFailure(
        `The rule chain ${target} does not exist or was never deployed. Choose another one`,
      )
    }
    if (isCalledFrom(message, from.chainId, from.nodeId))
      throw new NodeFailure(`“${chain.name}” calls itself through this node`)
    const nodes = chain.first === null ? [] : [chain.first]
    this.#runner.visit(chain, nodes, message.with({ callers: { ...from, outer: message.callers } }))
  }

  #leaveChain(label: string, message: Message): void {
    const caller = message.callers
    if (caller === null) return
    const chain = message.flight?.versionOf(caller.chainId) ?? this.#chains.get(caller.chainId)
    const node = chain?.node(caller.nodeId)
    if (node === undefined) return
    this.#runner.leave(node, label, message.with({ callers: caller.outer }))
  }
}

function nowhere(
  message: Message,
  chainId: string | null,
  nodeId: string | null,
  reason: string,
): FlightFailure {
  return { chainId, nodeId, nodeName: null, reason, transient: false, message }
}

function entryNodes(chain: CompiledChain, message: Message): readonly CompiledNode[] {
  const arrival = message.arrival
  if (arrival !== null && chain.sources.length > 0) {
    const matching = chain.sources.filter(
      (source) => source.instance.receives?.(arrival, message.metadata.deviceType) === true,
    )
    if (matching.length > 0) return matching
  }
  return chain.entry
}

/** Stops the instances that only this version used, once its last message is done. */
function retire(chain: CompiledChain): void {
  chain.retire(() => {
    for (const { instance } of chain.nodes) {
      instance.users--
      if (instance.users === 0) void instance.stop()
    }
  })
}
