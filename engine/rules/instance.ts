import type { ChainNode } from './chain.ts'
import type { Receives } from './context.ts'
import { NodeFailure } from './failure.ts'
import type { NodeHandler, NodeInstance } from './library.ts'
import { NodeMemory } from './memory.ts'

export interface InstanceParts {
  readonly id: string
  readonly name: string
  readonly fingerprint: string
  readonly running: NodeInstance
  readonly receives?: Receives | null
  readonly firstOutput?: string
  readonly problem?: string | null
}

/** A running node and what it was made from; survives a deploy that does not change it. */
export class Instance {
  readonly id: string
  readonly name: string
  /** type, configuration and name as text: the same text means that the instance can stay */
  readonly fingerprint: string
  readonly memory: NodeMemory
  readonly receives: Receives | null
  /** by which messages leave it while it is bypassed */
  readonly firstOutput: string
  readonly handle: NodeHandler
  running: NodeInstance
  /** why it does not run; its messages fail with this */
  problem: string | null
  /** it is tried again to start it, so a message that fails for the problem may pass later */
  isComingBack = false
  /** versions of the chain that use it */
  users = 0
  #isStopped = false
  #cancelRetry: (() => void) | null = null

  constructor({ id, name, fingerprint, running, receives, firstOutput, problem }: InstanceParts) {
    this.id = id
    this.name = name
    this.fingerprint = fingerprint
    this.running = running
    this.memory = new NodeMemory(id)
    this.receives = receives ?? null
    this.firstOutput = firstOutput ?? 'Success'
    this.problem = problem ?? null
    const canFailToRun = this.problem !== null || running.start !== undefined
    this.handle = canFailToRun ? this.#guarded : (running.handle ?? noHandler)
  }

  get isStopped(): boolean {
    return this.#isStopped
  }

  /** It does not run for now, and is tried again by what `cancel` would call off. */
  comesBack(problem: string, cancel: () => void): void {
    this.problem = problem
    this.isComingBack = true
    this.#cancelRetry = cancel
  }

  runs(): void {
    this.problem = null
    this.isComingBack = false
  }

  fails(problem: string): void {
    this.problem = problem
    this.isComingBack = false
  }

  stop(): void | Promise<void> {
    this.#isStopped = true
    this.#cancelRetry?.()
    return this.running.stop?.()
  }

  /** For nodes that may not run: asks first. */
  readonly #guarded: NodeHandler = (message, emit) => {
    if (this.problem !== null) throw new NodeFailure(this.problem, { transient: this.isComingBack })
    return this.running.handle?.(message, emit)
  }
}

const noHandler: NodeHandler = () => {}

export function nodeFingerprint(node: ChainNode): string {
  return JSON.stringify([
    node.type,
    node.name,
    node.configurationVersion ?? 0,
    node.configuration,
    node.queueName ?? null,
  ])
}
