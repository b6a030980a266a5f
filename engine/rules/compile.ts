import type { ChainGraph, ChainNode, DebugSettings } from './chain.ts'
import { Counters } from './counters.ts'
import type { Instance } from './instance.ts'
import type { EmitTo, NodeHandler } from './library.ts'
import type { NodeMemory } from './memory.ts'
import type { Runner } from './run.ts'
import type { Lanes } from './waiting.ts'

/** One way out of a node: where its messages go, by direct reference. */
export interface Port {
  readonly name: string
  readonly isFailure: boolean
  readonly targets: readonly Target[]
}

export interface Target {
  readonly node: CompiledNode
  /** index in the chain's connections, for the count */
  readonly wire: number
}

/** A node within one deployed version of a chain. */
export class CompiledNode {
  readonly index: number
  readonly id: string
  readonly name: string
  readonly type: string
  readonly chain: CompiledChain
  readonly instance: Instance
  readonly handle: NodeHandler
  readonly memory: NodeMemory
  readonly ports: Map<string, Port>
  readonly failure: Port
  readonly emit: EmitTo
  /** the chain's counts, at hand */
  readonly counts: Float64Array
  readonly wires: Float64Array
  /** the output last told, since most nodes tell the same one again */
  lastOutput = 'Failure'
  lastPort: Port
  /** null until the node first returned a promise */
  lanes: Lanes | null = null
  /** everything that it does is told to the observer, up to that time (epoch ms) */
  isDebugged = false
  debuggedUntil = 0
  /** each of its failures is told to the observer for keeping */
  debugsFailures = false

  constructor(
    chain: CompiledChain,
    index: number,
    node: ChainNode,
    id: string,
    instance: Instance,
    runner: Runner,
  ) {
    this.chain = chain
    this.index = index
    this.id = id
    this.name = node.name
    this.type = node.type
    this.instance = instance
    this.handle = node.additionalInfo?.bypassed === true ? bypass(instance.firstOutput) : instance.handle
    this.memory = instance.memory
    this.ports = new Map()
    this.failure = { name: 'Failure', isFailure: true, targets: [] }
    this.ports.set('Failure', this.failure)
    this.lastPort = this.failure
    this.counts = chain.counters.in
    this.wires = chain.counters.wires
    this.debug(node.debugSettings ?? {}, chain.counters.since)
    this.emit = (output, message, reason) => runner.emit(this, output, message, reason)
  }

  /** Sets what is told to the observer from now on; messages on their way do not notice. */
  debug({ allEnabledUntil = 0, failuresEnabled = false }: DebugSettings, now: number): void {
    this.debuggedUntil = allEnabledUntil
    this.isDebugged = allEnabledUntil > now
    this.debugsFailures = failuresEnabled
  }

  /**
   * The port of a name. Labels are compared without regard to case, as the cloud does; the spelling that came is
   * remembered, so that this happens once per spelling. Labels made by scripts are bounded for the same reason.
   */
  port(output: string): Port {
    const port = this.ports.get(output) ?? this.#spelled(output)
    this.lastOutput = output
    this.lastPort = port
    return port
  }

  #spelled(output: string): Port {
    const lower = output.toLowerCase()
    let found: Port | undefined
    for (const port of this.ports.values()) if (port.name.toLowerCase() === lower) found = port
    const port = found ?? { name: output, isFailure: false, targets: [] }
    if (this.ports.size < 256) this.ports.set(output, port)
    return port
  }
}

const bypass =
  (output: string): NodeHandler =>
  (message, emit) =>
    emit(output, message)

/** One version of a chain, ready to run. */
export class CompiledChain {
  readonly id: string
  readonly name: string
  readonly version: number
  readonly graph: ChainGraph
  readonly nodes: CompiledNode[] = []
  readonly sources: CompiledNode[] = []
  readonly counters: Counters
  first: CompiledNode | null = null
  /** the first node as a list, made once; empty when there is none */
  entry: readonly CompiledNode[] = []
  /** messages that have entered this version and are not done */
  inFlight = 0
  /** somebody looks at its messages: every step is timed */
  watched = false
  #retired: (() => void) | null = null

  constructor(id: string, name: string, version: number, graph: ChainGraph, now: number) {
    this.id = id
    this.name = name
    this.version = version
    this.graph = graph
    this.counters = new Counters(graph.nodes.length, graph.connections?.length ?? 0, now)
  }

  node(id: string): CompiledNode | undefined {
    return this.nodes.find((node) => node.id === id)
  }

  leave(): void {
    if (--this.inFlight === 0) this.#end()
  }

  /** Calls once, when the last message of this version is done. */
  retire(onEmpty: () => void): void {
    this.#retired = onEmpty
    if (this.inFlight === 0) this.#end()
  }

  #end(): void {
    const retired = this.#retired
    this.#retired = null
    retired?.()
  }
}

export interface CompileOptions {
  readonly id: string
  readonly name: string
  readonly version: number
  readonly now: number
  readonly runner: Runner
  /** Finds the running instance of an unchanged node, or makes one. */
  instance(node: ChainNode, id: string): Instance
}

/** Turns names and indexes into direct references. The graph is one that `checkGraph` let pass. */
export function compileChain(graph: ChainGraph, options: CompileOptions): CompiledChain {
  const chain = new CompiledChain(options.id, options.name, options.version, graph, options.now)
  graph.nodes.forEach((node, index) => {
    const id = node.id?.id ?? `${options.id}:${index}`
    const compiled = new CompiledNode(chain, index, node, id, options.instance(node, id), options.runner)
    compiled.instance.users++
    chain.nodes.push(compiled)
    if (compiled.instance.receives !== null) chain.sources.push(compiled)
  })
  graph.connections?.forEach((connection, wire) => {
    const from = chain.nodes[connection.fromIndex]
    const node = chain.nodes[connection.toIndex]
    if (from === undefined || node === undefined) return
    const port = portNamed(from, connection.type)
    ;(port.targets as Target[]).push({ node, wire })
  })
  chain.first = graph.firstNodeIndex === null ? null : (chain.nodes[graph.firstNodeIndex] ?? null)
  chain.entry = chain.first === null ? [] : [chain.first]
  return chain
}

function portNamed(node: CompiledNode, label: string): Port {
  const lower = label.toLowerCase()
  for (const port of node.ports.values()) if (port.name.toLowerCase() === lower) return port
  const port: Port = { name: label, isFailure: false, targets: [] }
  node.ports.set(label, port)
  return port
}
