import type { CompiledChain, CompiledNode, Port } from './compile.ts'
import { NodeFailure } from './failure.ts'
import { Flight, type FlightEnd } from './flight.ts'
import type { Message } from './message.ts'
import type { Clock } from './needs.ts'
import { Lanes, type WaitingCall } from './waiting.ts'
import { WorkQueue } from './work.ts'

export interface RunnerOptions {
  readonly clock: Clock
  /** node executions that one message may take before it fails; ends loops over chains and queues */
  readonly maxHops: number
  /** Told of errors that are no `NodeFailure`: a fault in a node, not in a message. */
  readonly onFault: (node: CompiledNode, error: unknown) => void
}

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

  constructor(options: RunnerOptions) {
    this.#options = options
  }

  /**
   * Lets a message into a chain and calls `end` once, when all of its branches have ended.
   * @param nodes where it enters; empty means that the chain takes it and it is done
   */
  start(chain: CompiledChain, nodes: readonly CompiledNode[], message: Message, end: FlightEnd): number {
    const flight = this.#open(chain, end)
    const own = message.enter(flight)
    for (let i = 0; i < nodes.length; i++) this.#push(nodes[i] as CompiledNode, own, flight)
    return this.#launch(flight)
  }

  /** Lets a message in behind a node, as if that node had emitted it. */
  startBehind(node: CompiledNode, output: string, message: Message, end: FlightEnd): number {
    const flight = this.#open(node.chain, end)
    const own = message.enter(flight)
    this.emitFrom(node, own, output, own, Number.NaN)
    return this.#launch(flight)
  }

  #open(chain: CompiledChain, end: FlightEnd): Flight {
    const flight = new Flight(++this.#flights, chain, end)
    flight.pending = 1
    if (!this.#isTimeFresh) this.#readTime()
    return flight
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
    flight.settle()
    return flight.number
  }

  /** Runs a message in another chain as part of the same flight; for the node that calls it. */
  visit(chain: CompiledChain, nodes: readonly CompiledNode[], message: Message): void {
    const flight = message.flight
    if (flight === null) return
    flight.visit(chain)
    this.#emissions++
    this.#remember(this.#current, message, null, null)
    for (const node of nodes) this.#push(node, message, flight)
    this.#drain()
  }

  /** Takes a message out of a nested chain: it goes on behind the node that called, in the version that called. */
  leave(caller: CompiledNode, label: string, message: Message): void {
    const node = this.#current
    this.#emissions++
    node?.memory.keep(++this.#seq, this.#now, message, message, label, null, Number.NaN)
    this.emitFrom(caller, message, label, message, Number.NaN)
  }

  /** What `emit` does for a node that has not been seen waiting. */
  emit(node: CompiledNode, output: string, message: Message): void {
    if (this.#current === node) {
      this.#emissions++
      this.emitFrom(node, this.#work.message, output, message, this.#startedAt)
      return
    }
    if (node.lanes !== null) node.lanes.sawEmission()
    this.emitFrom(node, message, output, message, Number.NaN)
  }

  /**
   * Sends a message out of a node.
   * @param came the message that the node was handling
   * @param startedAt when it began, in `performance.now` terms; NaN = not timed
   */
  emitFrom(node: CompiledNode, came: Message, output: string, message: Message, startedAt: number): void {
    const flight = came.flight
    if (flight === null)
      throw new NodeFailure('A node emitted a message of its own making: derive it with message.with(…)')
    const own = message.flight === flight ? message : message.enter(flight)
    const port = output === node.lastOutput ? node.lastPort : node.port(output)
    if (port.isFailure) {
      this.#failTo(node, port, came, own, 'The node sent the message to Failure', false, startedAt)
      return
    }
    node.memory.keep(++this.#seq, this.#now, came, own, port.name, null, performanceSince(startedAt))
    this.#send(node, port, own, flight)
  }

  #send(node: CompiledNode, port: Port, message: Message, flight: Flight): void {
    const targets = port.targets
    const wires = node.wires
    for (let i = 0; i < targets.length; i++) {
      const target = targets[i] as (typeof targets)[number]
      ;(wires[target.wire] as number)++
      this.#push(target.node, message, flight)
    }
    if (!this.#running) this.#drain()
  }

  #push(node: CompiledNode, message: Message, flight: Flight): void {
    flight.pending++
    this.#work.push(node, message)
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
    if (++flight.hops > this.#options.maxHops) {
      flight.fail(
        node,
        message,
        `Stopped after ${this.#options.maxHops} node executions: the message runs in circles`,
        false,
      )
      ;(node.chain.counters.failed[node.index] as number)++
      flight.settle()
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
    if (this.#emissions === 0) this.#remember(node, message, null, startedAt)
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
      this.#settled(node, call, error)
      return
    }
    this.#current = null
    if (result === undefined) this.#settled(node, call, null)
    else this.#wait(node, call, result)
  }

  #wait(node: CompiledNode, call: WaitingCall, result: Promise<void>): void {
    ;(node.chain.counters.waiting[node.index] as number)++
    const counters = node.chain.counters
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
    if (!this.#isTimeFresh) this.#readTime()
    smoothTook(node.chain.counters.took, node.index, performance.now() - call.startedAt)
    call.error = error
    node.lanes?.leave(call, this.#left)
  }

  /** A waiting call leaves its lane: it ends, in its turn. */
  readonly #left = (call: WaitingCall): void => {
    const { node, message } = call
    if (call.error !== null) this.#fail(node, message, call.error, call.startedAt)
    else if (!call.emitted) this.#remember(node, message, null, call.startedAt)
    ;(message.flight as Flight).settle()
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
    if (port.targets.length === 0) flight.fail(node, message, reason, transient)
    else this.#send(node, port, message, flight)
  }

  #remember(
    node: CompiledNode | null,
    message: Message,
    output: string | null,
    startedAt: number | null,
  ): void {
    node?.memory.keep(
      ++this.#seq,
      this.#now,
      message,
      null,
      output,
      null,
      startedAt === null ? Number.NaN : performanceSince(startedAt),
    )
  }
}

function performanceSince(startedAt: number): number {
  return Number.isNaN(startedAt) ? Number.NaN : performance.now() - startedAt
}

function smoothTook(took: Float64Array, index: number, ms: number): void {
  const before = took[index] as number
  took[index] = before === 0 ? ms : before + 0.1 * (ms - before)
}
