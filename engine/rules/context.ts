import type { Arrival, Message } from './message.ts'
import type { Needs } from './needs.ts'

/** Where a message enters a chain when it does not start at its beginning. */
export interface EntryPoint {
  readonly chainId: string
  readonly nodeId: string
  /** the output by which it leaves that node; null when the node itself handles it */
  readonly output: string | null
  /** node executions before it came here; 0 when absent */
  readonly hops?: number
  /** why it leaves by Failure */
  readonly reason?: string
}

/** Whether an arrival is for a node. */
export type Receives = (arrival: Arrival, deviceType?: string) => boolean

/** What a node can do to the course of a message besides emitting it. Only flow and transport nodes need it. */
export interface Flow {
  /** Hands the message to another chain; what that chain's output nodes send comes back out of this node. */
  enterChain(chainId: string, message: Message): void
  /** Leaves the chain by a name: on in the calling chain, or the end when there is none. */
  leaveChain(label: string, message: Message): void
  /** Counts the message as done for its queue although it goes on. */
  acknowledge(message: Message): void
  /**
   * Says, while a message is being handled, that the node keeps it for a while on purpose: its queue goes on with the
   * next ones. It is not done before the node's promise for it is settled.
   */
  keep?(message: Message): void
  /**
   * Writes the message to the durable queue, from where it goes on behind this node by `output`; null hands it to
   * this node once more.
   */
  requeue(message: Message, output: string | null, queue?: string | null): Promise<void>
  /**
   * For transport nodes: which arrivals leave from here. Called once, at creation. `deviceType` is the name of the
   * device's profile (metadata `deviceType`); absent where only the path is asked about.
   */
  receives(matches: (arrival: Arrival, deviceType?: string) => boolean): void
}

export interface NodeContext extends Needs {
  readonly node: {
    readonly id: string
    readonly name: string
    readonly type: string
    readonly chainId: string
    /** the queue that messages written by this node go to; the default one when absent */
    readonly queueName?: string | null
  }
  readonly flow: Flow
  /**
   * For sources: a new message, written to the durable queue, leaves this node by `output`. `reason` says why it is
   * Failure.
   */
  originate(message: Message, output: string, reason?: string): Promise<void>
}
