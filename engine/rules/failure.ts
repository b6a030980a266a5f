/**
 * A failure of one message in one node: it leaves by the Failure output, or fails the message where nothing is
 * connected there. Anything else that a node throws is treated the same and also logged as a fault of ours.
 */
export class NodeFailure extends Error {
  /** Whether trying again later can help (a database away, a peer that does not answer). */
  readonly transient: boolean
  constructor(reason: string, options: { transient?: boolean; cause?: unknown } = {}) {
    super(reason, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'NodeFailure'
    this.transient = options.transient ?? false
  }
}

/** One thing wrong with a chain: shown on its node in the editor, and it stops a deploy when it is an error. */
export interface Problem {
  readonly severity: 'error' | 'warning'
  /** the node it is about; absent when it is about the chain */
  readonly nodeId?: string
  /** position in `connections` */
  readonly connection?: number
  /** path in the node's configuration, as `conditions[0].key` */
  readonly path?: string
  /** what happened, to what, and what to try */
  readonly message: string
}
