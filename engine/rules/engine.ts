import type { ChainGraph, ChainNode } from './chain.ts'
import { checkGraph } from './check.ts'
import {
  brokenInstance,
  type CompiledChain,
  type CompiledNode,
  compileChain,
  type Instance,
  nodeFingerprint,
} from './compile.ts'
import type { EntryPoint, Flow, NodeContext, Receives } from './context.ts'
import { NodeFailure, type Problem } from './failure.ts'
import type { FlightEnd, FlightFailure } from './flight.ts'
import type { NodeHandler, NodeLibrary } from './library.ts'
import { NodeMemory, type Remembered } from './memory.ts'
import type { Arrival, Caller, Message } from './message.ts'
import type { Needs } from './needs.ts'
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
  #rootId: string | null = null
  #fresh = 0

  constructor(options: EngineOptions) {
    this.#options = options
    const { clock, log } = options.needs
    this.#runner = new Runner({
      clock,
      maxHops: options.maxHops ?? 1000,
      onFault: (node, error) =>
        log.warn(`The node “${node.name}” (${node.type}) of the chain “${node.chain.name}” threw an error`, {
          error: error instanceof Error ? error.message : String(error),
        }),
    })
  }

  /** Everything wrong with a graph, scripts included; nothing is deployed. */
  check(graph: ChainGraph): Problem[] {
    const problems = checkGraph(graph, this.#options.library)
    const wrong = new Set(problems.map((problem) => problem.nodeId))
    for (const node of graph.nodes) {
      if (wrong.has(node.id?.id) || node.id === undefined) continue
      const instance = this.#create(node, node.id.id, 'check')
      if (instance.problem !== null) {
        problems.push({ severity: 'error', nodeId: node.id.id, message: instance.problem })
      }
      void instance.running.stop?.()
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
    const started: Instance[] = []
    const chain = compileChain(deployment.graph, {
      ...deployment,
      now: this.#options.needs.clock.now(),
      runner: this.#runner,
      instance: (node, id) => {
        const old = kept.get(id)
        if (old !== undefined && old.problem === null && old.fingerprint === nodeFingerprint(node)) return old
        const made = this.#create(node, id, deployment.id)
        started.push(made)
        return made
      },
    })
    this.#chains.set(deployment.id, chain)
    if (before !== undefined) retire(before)
    const problems = chain.nodes.flatMap(({ id, instance }) =>
      instance.problem === null
        ? []
        : [{ severity: 'warning' as const, nodeId: id, message: instance.problem }],
    )
    for (const instance of started) void this.#start(instance)
    return problems
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

  #resume(message: Message, entry: EntryPoint, end: FlightEnd): number {
    const node = this.#chains.get(entry.chainId)?.node(entry.nodeId)
    if (node === undefined) {
      const reason =
        'The node behind which the message was to go on has been removed. Replay it to run it from the start'
      end(nowhere(message, entry.chainId, entry.nodeId, reason))
      return 0
    }
    if (entry.output === null) return this.#runner.start(node.chain, [node], message, end)
    return this.#runner.startBehind(node, entry.output, message, end)
  }

  /** What the nodes of a chain handled after `seq`, in order. */
  remembered(chainId: string, seq: number): Remembered[] {
    const chain = this.#chains.get(chainId)
    if (chain === undefined) return []
    return chain.nodes.flatMap((node) => node.memory.since(seq)).sort((a, b) => a.seq - b.seq)
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
    await Promise.all(instances.map((instance) => instance.running.stop?.()))
  }

  #create(node: ChainNode, id: string, chainId: string): Instance {
    const { library } = this.#options
    // A node that can't run gets a fingerprint of its own, so that the next deploy tries again.
    const broken = (problem: string) => brokenInstance(id, `broken ${++this.#fresh}`, problem)
    const kind = library.find(node.type)
    if (kind === undefined) return broken(`Weir does not know the node type “${node.type}”`)
    const { config, problems } = kind.prepare(node)
    const first = problems[0]
    if (first !== undefined) return broken(`${node.name} is not set up right: ${first.message}`)
    let receives: Instance['receives'] = null
    const context = this.#context(node, id, chainId, (matches) => {
      receives = matches
    })
    try {
      const made = kind.create(config, context)
      const running = typeof made === 'function' ? { handle: made } : made
      const handle: NodeHandler = running.handle ?? noHandler
      return {
        handle,
        running,
        fingerprint: nodeFingerprint(node),
        memory: new NodeMemory(id),
        receives,
        firstOutput: kind.outputs[0] ?? 'Success',
        problem: null,
        users: 0,
      }
    } catch (error) {
      return broken(error instanceof Error ? error.message : String(error))
    }
  }

  async #start(instance: Instance): Promise<void> {
    try {
      await instance.running.start?.()
    } catch (error) {
      this.#options.needs.log.error('A node could not be started', {
        error: error instanceof Error ? error.message : String(error),
      })
    }
  }

  #context(node: ChainNode, id: string, chainId: string, receives: (matches: Receives) => void): NodeContext {
    const { needs, append } = this.#options
    const flow: Flow = {
      enterChain: (target, message) => this.#enterChain(target, message, { chainId, nodeId: id }),
      leaveChain: (label, message) => this.#leaveChain(label, message),
      acknowledge: (message) => message.flight?.acknowledge(),
      requeue: (message, output, queue) =>
        append(queue === undefined ? message : message.with({ queue }), { chainId, nodeId: id, output }),
      receives,
    }
    return {
      ...needs,
      node: { id, name: node.name, type: node.type, chainId, queueName: node.queueName ?? null },
      flow,
      originate: (message, output) => append(message, { chainId, nodeId: id, output }),
    }
  }

  #enterChain(target: string, message: Message, from: { chainId: string; nodeId: string }): void {
    const chain = this.#chains.get(target)
    if (chain === undefined) {
      throw new NodeFailure(
        `The rule chain ${target} does not exist or was never deployed. Choose another one`,
      )
    }
    for (let caller: Caller | null = message.callers; caller !== null; caller = caller.outer) {
      if (caller.chainId === from.chainId && caller.nodeId === from.nodeId) {
        throw new NodeFailure(`“${chain.name}” calls itself through this node`)
      }
    }
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

const noHandler: NodeHandler = () => {}

/** Stops the instances that only this version used, once its last message is done. */
function retire(chain: CompiledChain): void {
  chain.retire(() => {
    for (const { instance } of chain.nodes) {
      instance.users--
      if (instance.users === 0) void instance.running.stop?.()
    }
  })
}
