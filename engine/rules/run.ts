import type { CompiledChain, CompiledNode, Port } from './compile.ts'
import { NodeFailure } from './failure.ts'
import { Flight, type FlightEnd, type FlightFailure } from './flight.ts'
import type { Message } from './message.ts'
import type { Clock } from './needs.ts'
import type { Observer } from './observer.ts'
import { Teller } from './teller.ts'
import { performanceSince, smoothTook } from './took.ts'
import { abandon, Lanes, type WaitingCall } from './waiting.ts'
import { WorkQueue } from './work.ts'

export interface RunnerOptions {
  readonly clock: Clock
  /** node executions that one message may take before it fails; ends loops over chains and queues */
  readonly maxHops: number
  /** Told of errors that are no `NodeFailure`: a fault in a node, not in a message. */
  readonly onFault: (node: CompiledNode, error: unknown) => void
  readonly observer?: Observer | undefined
}

/** what is said of a node that sends a message to Failure and does not say why */
const toldFailure = 'The node sent the message to Failure'

/** steps between two that are timed while nobody watches; a prime, so that all nodes of a chain have their turn */
const timeEvery = 127

/**
 * The hot path. Work (a message before a node) waits in one queue and is done in order; a node that returns at once
 * costs a function call and a `try`, and no promise. Messages that wait come back through `WaitingCall`.
 */
export class Runner {
  readonly #options: RunnerOptions
  readonly #work = new WorkQueue()
  #running = false
  #flights = 0
  #seq = 0
  /** epoch ms, as of the beginning of this burst */
  #now = 0
  #isTimeFresh = false
  #untimed = timeEvery
  /** node whose handler is being called for the message at the head of the work, and how often it emitted so far */
  #current: CompiledNode | null = null
  #emissions = 0
  #startedAt = Number.NaN
  /** the node said of the message at hand that it keeps it */
  #isKeeping = false
  readonly #teller: Teller

  constructor(options: RunnerOptions) {
    this.#options = options
    this.#teller = new Teller(options.observer)
  }

  /**
   * Lets a message into a chain and calls `end` once, when all of its branches have ended.
   * @param nodes where it enters; empty means that the chain takes it and it is done
   * @param hops node executions that it has behind it
   */
  start(
    chain: CompiledChain,
    nodes: readonly CompiledNode[],
    message: Message,
    end: FlightEnd,
    hops = 0,
  ): number {
    const flight = this.#open(chain, message, end, hops)
    if (nodes.length === 1) this.#enter(nodes[0] as CompiledNode, flight.first, flight, '')
    else for (const [at, node] of nodes.entries()) this.#branch(node, flight.first, flight, at, at === 0, '')
    return this.#launch(flight)
  }

  /** Lets a message in behind a node, as if that node had emitted it; debug events told of that when it was queued. */
  startBehind(
    node: CompiledNode,
    output: string,
    message: Message,
    end: FlightEnd,
    { hops = 0, reason = toldFailure }: { hops?: number | undefined; reason?: string | undefined } = {},
  ): number {
    const flight = this.#open(node.chain, message, end, hops)
    const own = flight.first
    const port = node.port(output)
    if (port.isFailure) this.#failTo(node, port, own, own, reason, false, Number.NaN)
    else {
      node.memory.keep(++this.#seq, this.#now, own, own, port.name, null, Number.NaN)
      this.#send(node, port, own, flight)
    }
    return this.#launch(flight)
  }

  /**
   * Gives up a message that takes too long. Nodes that wait with it hold up nobody any more, and what they emit later
   * is dropped.
   * @param gone called when the last of these nodes has let go; at once where none holds it
   * @returns the parts that were not done, and those that had failed before
   */
  cancel(flight: Flight, reason: string, gone: () => void): FlightFailure[] {
    const undone = flight.cancel(reason)
    const left = abandon(flight.calls, this.#left, gone)
    if (!this.#isTimeFresh) this.#readTime()
    this.#drain()
    left()
    return undone
  }

  #open(chain: CompiledChain, message: Message, end: FlightEnd, hops: number): Flight {
    if (!this.#isTimeFresh) this.#readTime()
    return new Flight(++this.#flights, chain, message, end, hops, null)
  }

  /** Asking for the time costs as much as a node: once per burst is enough for what is remembered. */
  #readTime(): void {
    this.#now = this.#options.clock.now()
    this.#isTimeFresh = true
    queueMicrotask(this.#timePasses)
  }

  readonly #timePasses = (): void => {
    this.#isTimeFresh = false
  }

  #launch(flight: Flight): number {
    this.#drain()
    flight.settleAndLook()
    return flight.number
  }

  /** Runs a message in another chain as part of the same flight; for the node that calls it. */
  visit(chain: CompiledChain, nodes: readonly CompiledNode[], message: Message): void {
    const flight = message.flight
    if (flight === null) return
    flight.visit(chain)
    this.#emissions++
    this.#current?.memory.keep(++this.#seq, this.#now, message, null, null, null, Number.NaN)
    for (const node of nodes) this.#enter(node, message, flight, '')
    this.#drain()
  }

  /** Takes a message out of a nested chain: it goes on behind the node that called, in the version that called. */
  leave(caller: CompiledNode, label: string, message: Message): void {
    const node = this.#current
    this.#emissions++
    if (node !== null) {
      node.memory.keep(++this.#seq, this.#now, message, message, label, null, Number.NaN)
      if (node.isDebugged) this.#teller.left(node, message, label, this.#now)
    }
    this.emitFrom(caller, message, label, message, Number.NaN)
  }

  /** Counts the message, or the branch of it that came here, as done although it goes on. */
  acknowledge(message: Message): void {
    message.flight?.acknowledge()
    const node = this.#current
    if (node?.isDebugged) this.#teller.left(node, message, 'ACK', this.#now)
  }

  /** The node whose handler is being called keeps the message at hand on purpose. */
  keep(): void {
    if (this.#current === null) return
    this.#isKeeping = true
    if (this.#current.isDebugged) this.#teller.left(this.#current, this.#work.message, 'ACK', this.#now)
  }

  /** What `emit` does for a node that has not been seen waiting. */
  emit(node: CompiledNode, output: string, message: Message, reason?: string): void {
    if (this.#current === node) {
      this.#emissions++
      this.emitFrom(node, this.#work.message, output, message, this.#startedAt, reason)
      return
    }
    if (message.flight?.isCancelled) return
    if (node.lanes !== null) node.lanes.sawEmission()
    this.emitFrom(node, message, output, message, Number.NaN, reason)
  }

  /**
   * Sends a message out of a node.
   * @param came the message that the node was handling
   * @param startedAt when it began, in `performance.now` terms; NaN = not timed
   * @param reason why it goes to Failure
   */
  emitFrom(
    node: CompiledNode,
    came: Message,
    output: string,
    message: Message,
    startedAt: number,
    reason?: string,
  ): void {
    const flight = came.flight
    if (flight === null)
      throw new NodeFailure('A node emitted a message of its own making: derive it with message.with(…)')
    const own = message.flight === flight ? message : message.enter(flight)
    const port = output === node.lastOutput ? node.lastPort : node.port(output)
    if (port.isFailure) {
      this.#failTo(node, port, came, own, reason ?? toldFailure, false, startedAt)
      return
    }
    node.memory.keep(++this.#seq, this.#now, came, own, port.name, null, performanceSince(startedAt))
    if (node.isDebugged) this.#teller.left(node, own, port.name, this.#now)
    this.#send(node, port, own, flight)
  }

  #send(node: CompiledNode, port: Port, message: Message, flight: Flight): void {
    const targets = port.targets
    const wires = node.wires
    const several = targets.length > 1
    for (let i = 0; i < targets.length; i++) {
      const target = targets[i] as (typeof targets)[number]
      ;(wires[target.wire] as number)++
      if (several) this.#branch(target.node, message, flight, target.wire, i === 0, port.name)
      else this.#enter(target.node, message, flight, port.name)
    }
    if (!this.#running) this.#drain()
  }

  #enter(node: CompiledNode, message: Message, flight: Flight, label: string): void {
    flight.pending++
    this.#work.push(node, message)
    if (node.isDebugged) this.#teller.came(node, message, label, this.#now)
  }

  /** To one of several nodes goes a copy with an account of its own. */
  #branch(
    node: CompiledNode,
    message: Message,
    flight: Flight,
    wire: number,
    isFirst: boolean,
    label: string,
  ): void {
    const branch = flight.branch(node, message, wire, isFirst)
    this.#work.push(node, branch.first)
    if (node.isDebugged) this.#teller.came(node, branch.first, label, this.#now)
  }

  #drain(): void {
    if (this.#running) return
    this.#running = true
    const work = this.#work
    for (let node = work.node; node !== null; node = work.node) {
      try {
        this.#step(node, work.message)
      } catch (error) {
        // Not the node's doing: something that is told of a message's end threw. The others go on.
        this.#options.onFault(node, error)
      }
      work.done()
    }
    this.#running = false
  }

  #step(node: CompiledNode, message: Message): void {
    const flight = message.flight as Flight
    ;(node.counts[node.index] as number)++
    if (++flight.root.hops > this.#options.maxHops) {
      this.#stop(node, message, flight)
      return
    }
    if (node.lanes !== null) {
      this.#stepWaiting(node, node.lanes, message)
      return
    }
    this.#current = node
    this.#emissions = 0
    this.#untimed = this.#untimed === 0 ? timeEvery : this.#untimed - 1
    const timed = this.#untimed === 0 || node.chain.watched
    this.#startedAt = timed ? performance.now() : Number.NaN
    const startedAt = this.#startedAt
    let result: void | Promise<void>
    try {
      result = node.handle(message, node.emit)
    } catch (error) {
      this.#current = null
      this.#isKeeping = false
      this.#fail(node, message, error, startedAt)
      flight.settle()
      return
    }
    this.#current = null
    if (result !== undefined) {
      node.lanes = new Lanes()
      this.#wait(node, node.lanes.open(this, node, message, startedAt), result)
      return
    }
    if (timed) smoothTook(node.chain.counters.took, node.index, performance.now() - startedAt)
    if (this.#emissions === 0) this.#ended(node, message, startedAt)
    this.#isKeeping = false
    flight.settle()
  }

  /** The message has come too far, or was given up. */
  #stop(node: CompiledNode, message: Message, flight: Flight): void {
    if (!flight.isCancelled) {
      const reason = `Stopped after ${this.#options.maxHops} node executions: the message runs in circles`
      flight.fail(node, message, reason, false)
      ;(node.chain.counters.failed[node.index] as number)++
      node.memory.keep(++this.#seq, this.#now, message, message, null, reason, Number.NaN)
      this.#teller.failed(node, message, reason)
    }
    flight.settle()
  }

  #stepWaiting(node: CompiledNode, lanes: Lanes, message: Message): void {
    const startedAt = performance.now()
    const call = lanes.enter(this, node, message, startedAt)
    this.#current = node
    let result: void | Promise<void>
    try {
      result = node.handle(message, call.emit)
    } catch (error) {
      this.#current = null
      this.#isKeeping = false
      this.#settled(node, call, error)
      return
    }
    this.#current = null
    if (result !== undefined) this.#wait(node, call, result)
    else {
      this.#isKeeping = false
      this.#settled(node, call, null)
    }
  }

  #wait(node: CompiledNode, call: WaitingCall, result: Promise<void>): void {
    ;(node.chain.counters.waiting[node.index] as number)++
    const counters = node.chain.counters
    const flight = call.message.flight as Flight
    flight.waitsIn(call)
    if (this.#isKeeping) {
      this.#isKeeping = false
      call.isKept = true
      flight.keep()
    }
    result.then(
      () => {
        ;(counters.waiting[node.index] as number)--
        this.#settled(node, call, null)
      },
      (error: unknown) => {
        ;(counters.waiting[node.index] as number)--
        this.#settled(node, call, error ?? new Error('The node failed without a reason'))
      },
    )
  }

  #settled(node: CompiledNode, call: WaitingCall, error: unknown): void {
    if (call.isAbandoned) {
      ;(call.error as () => void)()
      return
    }
    if (!this.#isTimeFresh) this.#readTime()
    smoothTook(node.chain.counters.took, node.index, performance.now() - call.startedAt)
    call.error = error
    node.lanes?.leave(call, this.#left)
  }

  /** A waiting call leaves its lane: it ends, in its turn. */
  readonly #left = (call: WaitingCall): void => {
    const { node, message } = call
    const flight = message.flight as Flight
    if (call.isKept) flight.unkeep()
    if (!call.isAbandoned) {
      if (call.error !== null) this.#fail(node, message, call.error, call.startedAt)
      else if (!call.emitted) this.#ended(node, message, call.startedAt, call.isKept)
    }
    flight.settleAndLook()
  }

  #fail(node: CompiledNode, message: Message, error: unknown, startedAt: number): void {
    const known = error instanceof NodeFailure
    if (!known && !(error instanceof Error && error.name === 'ScriptError'))
      this.#options.onFault(node, error)
    const reason = error instanceof Error ? error.message : String(error)
    this.#failTo(node, node.failure, message, message, reason, known && error.transient, startedAt)
  }

  #failTo(
    node: CompiledNode,
    port: Port,
    came: Message,
    message: Message,
    reason: string,
    transient: boolean,
    startedAt: number,
  ): void {
    const flight = came.flight as Flight
    ;(node.chain.counters.failed[node.index] as number)++
    node.memory.keep(++this.#seq, this.#now, came, message, 'Failure', reason, performanceSince(startedAt))
    this.#teller.failed(node, message, reason)
    if (port.targets.length === 0) flight.fail(node, message, reason, transient)
    else this.#send(node, port, message, flight)
  }

  /** The message ended in this node, or goes on by the queue. */
  #ended(node: CompiledNode, message: Message, startedAt: number, isToldOf = this.#isKeeping): void {
    node.memory.keep(++this.#seq, this.#now, message, null, null, null, performanceSince(startedAt))
    if (node.isDebugged && !isToldOf) this.#teller.left(node, message, 'ACK', this.#now)
  }
}
