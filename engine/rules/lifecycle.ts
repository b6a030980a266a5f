import type { ChainNode } from './chain.ts'
import type { NodeContext, Receives } from './context.ts'
import { NodeFailure } from './failure.ts'
import { Instance, nodeFingerprint } from './instance.ts'
import type { NodeInstance, NodeKind, NodeLibrary } from './library.ts'
import type { Clock, Logger } from './needs.ts'
import type { LifecycleEvent, Observer } from './observer.ts'

export interface LifecycleParts {
  readonly library: NodeLibrary
  readonly clock: Clock
  readonly log: Logger
  readonly observer: Observer | undefined
  context(node: ChainNode, id: string, chainId: string, receives: (matches: Receives) => void): NodeContext
}

/** tries to start a node after the first, and what each one adds to the pause before the next, in milliseconds */
const mostTries = 10
const pause = 5000

/**
 * Makes nodes, starts and stops them (rule-engine.md 3.6). A node whose peer is away is tried again with growing pauses;
 * one that is set up wrong is not. Either way it stays in its chain, and its messages fail with the reason.
 *
 * Nodes that the cloud runs on one server only (`singletonMode`) need nothing of their own here: there is one process,
 * and each of them runs once in it. Where several share the work, this is the place to ask which of them has the node.
 */
export class Lifecycle {
  readonly #parts: LifecycleParts
  #fresh = 0

  constructor(parts: LifecycleParts) {
    this.#parts = parts
  }

  /** A node that can't be made is a node with a problem; never throws. */
  create(node: ChainNode, id: string, chainId: string): Instance {
    const kind = this.#parts.library.find(node.type)
    if (kind === undefined) return this.#broken(node, id, unknownType(node.type, this.#parts.library))
    const first = kind.prepare(node).problems[0]
    if (first !== undefined)
      return this.#broken(node, id, `${node.name} is not set up right: ${first.message}`)
    let receives: Receives | null = null
    const make = () => this.#make(kind, node, id, chainId, (matches) => (receives = matches))
    try {
      const running = make()
      const { name } = node
      const firstOutput = kind.outputs[0] ?? 'Success'
      return new Instance({ id, name, fingerprint: nodeFingerprint(node), running, receives, firstOutput })
    } catch (error) {
      const instance = this.#broken(node, id, reasonOf(error))
      if (error instanceof NodeFailure && error.transient)
        this.#later(instance, reasonOf(error), 1, () => {
          instance.running = make()
        })
      return instance
    }
  }

  /** @param event STARTED for a new node, UPDATED for one that was made anew */
  async start(instance: Instance, event: LifecycleEvent, attempt = 1): Promise<void> {
    const tell = (error: string | null) =>
      this.#parts.observer?.lifecycle('RULE_NODE', instance.id, event, error)
    if (instance.problem !== null && attempt === 1) {
      tell(instance.problem)
      return
    }
    try {
      await instance.running.start?.()
      if (instance.isStopped) return
      instance.runs()
      tell(null)
    } catch (error) {
      if (instance.isStopped) return
      const reason = reasonOf(error)
      const isFinal = (error instanceof NodeFailure && !error.transient) || attempt > mostTries
      if (isFinal) instance.fails(`“${instance.name}” could not be started: ${reason}`)
      else this.#later(instance, reason, attempt, () => {}, event)
      this.#parts.log.error('A node could not be started', { node: instance.name, attempt, error: reason })
      tell(reason)
    }
  }

  #later(
    instance: Instance,
    reason: string,
    attempt: number,
    prepare: () => void,
    event: LifecycleEvent = 'STARTED',
  ): void {
    const ms = pause * attempt
    const problem = `“${instance.name}” could not be started: ${reason}. It is tried again each ${ms / 1000} s or so`
    const again = () => {
      try {
        prepare()
      } catch (error) {
        const why = reasonOf(error)
        const isFinal = !(error instanceof NodeFailure && error.transient) || attempt >= mostTries
        if (isFinal) instance.fails(`“${instance.name}” could not be started: ${why}`)
        else this.#later(instance, why, attempt + 1, prepare, event)
        this.#parts.observer?.lifecycle('RULE_NODE', instance.id, event, why)
        return
      }
      void this.start(instance, event, attempt + 1)
    }
    instance.comesBack(problem, this.#parts.clock.after(ms, again))
  }

  #make(
    kind: NodeKind,
    node: ChainNode,
    id: string,
    chainId: string,
    receives: (matches: Receives) => void,
  ): NodeInstance {
    const made = kind.create(kind.prepare(node).config, this.#parts.context(node, id, chainId, receives))
    return typeof made === 'function' ? { handle: made } : made
  }

  /** A node that can't run has a fingerprint of its own, so that the next deploy tries again. */
  #broken(node: ChainNode, id: string, problem: string): Instance {
    const fingerprint = `broken ${++this.#fresh}`
    return new Instance({ id, name: node.name, fingerprint, running: {}, problem })
  }
}

/** What is said of a node whose type there is no node for. */
export function unknownType(type: string, library: NodeLibrary): string {
  return library.whyUnknown?.(type) ?? `Weir does not know the node type “${type}”`
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
