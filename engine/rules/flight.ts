import type { CompiledChain, CompiledNode } from './compile.ts'
import type { EntryPoint } from './context.ts'
import type { Message } from './message.ts'
import type { WaitingCall } from './waiting.ts'

/** From where a part of a message is tried again: a branch begins at its first node with the message it had there. */
export interface Restart {
  readonly message: Message
  readonly entry: EntryPoint
}

/** Why a message failed: the node, the reason in words, and the message as it was there. */
export interface FlightFailure {
  /** null when it failed before it came to a node */
  readonly nodeId: string | null
  readonly nodeName: string | null
  readonly chainId: string | null
  readonly reason: string
  /** trying again later can help */
  readonly transient: boolean
  readonly message: Message
  /** not failed but given up, since its queue did not wait any longer */
  readonly timedOut?: boolean
  /** the branch it is about; absent when it is about the whole message */
  readonly restart?: Restart
  /** further branches of the same message that failed */
  readonly others?: readonly FlightFailure[]
}

export type FlightEnd = (failure: FlightFailure | null) => void

/** What most messages never need; made when they do, so that the account of a plain message is small. */
class Rare {
  /** set in a branch: the account that it is part of, and the node it began at */
  readonly parent: Flight | null
  readonly node: CompiledNode | null
  branches: Flight[] | null = null
  /** of `pending`, the branches */
  openBranches = 0
  failures: FlightFailure[] | null = null
  isAcknowledged = false
  /** of `pending`, what nodes keep on purpose, as a delay does */
  kept = 0
  isQuiet = false
  // The rest is used in the root only.
  isCancelled = false
  onQuiet: (() => void) | null = null
  /** everything that waits in nodes, the latest first */
  calls: WaitingCall | null = null
  nested: CompiledChain[] | null = null

  constructor(parent: Flight | null, node: CompiledNode | null) {
    this.parent = parent
    this.node = node
  }
}

/**
 * The account of one message from its entry into a chain until all of its branches have ended. Every piece of work
 * that is still to be done (a message before a node, a node that waits) counts one; at zero the message is done.
 *
 * Where a message goes to several nodes at once, each of these branches has an account of its own under that of the
 * message (rule-engine.md 3.2): what fails in one is tried again there and touches no other.
 */
export class Flight {
  /** grows with each message; the same for all steps of one message, which makes its path */
  readonly number: number
  pending = 1
  /** node executions so far; counted in the root */
  hops: number
  failure: FlightFailure | null = null
  readonly chain: CompiledChain
  /** the account of the whole message */
  readonly root: Flight
  /** the message that it began with */
  readonly first: Message
  #end: FlightEnd | null
  #rare: Rare | null

  /** @param branchOf the account that this is a branch of, and the node that the branch begins at */
  constructor(
    number: number,
    chain: CompiledChain,
    message: Message,
    end: FlightEnd | null,
    hops: number,
    branchOf: { parent: Flight; node: CompiledNode } | null,
  ) {
    this.number = number
    this.chain = chain
    this.hops = hops
    this.#end = end
    this.#rare = null
    if (branchOf === null) {
      this.root = this
      this.first = message.enter(this)
      chain.inFlight++
    } else {
      this.#rare = new Rare(branchOf.parent, branchOf.node)
      this.root = branchOf.parent.root
      this.first = message
    }
  }

  /**
   * An account of its own for what goes to one of several nodes, with a copy of the message. It begins with one piece
   * of work, the copy before that node.
   */
  branch(node: CompiledNode, message: Message, wire: number, isFirst: boolean): Flight {
    const copy = message.branch(wire, isFirst)
    const branch = new Flight(this.number, this.chain, copy, null, 0, { parent: this, node })
    copy.enter(branch)
    const rare = this.#more()
    rare.branches ??= []
    rare.branches.push(branch)
    rare.openBranches++
    this.pending++
    return branch
  }

  get isCancelled(): boolean {
    return this.root.#rare?.isCancelled === true
  }

  /** Remembers that a node waits with the message. */
  waitsIn(call: WaitingCall): void {
    const rare = this.root.#more()
    call.earlier = rare.calls
    rare.calls = call
  }

  /** the last node that began to wait with this message; older ones are linked behind it */
  get calls(): WaitingCall | null {
    return this.root.#rare?.calls ?? null
  }

  /** Calls once when nothing is left to do but what nodes keep on purpose. */
  whenQuiet(call: () => void): void {
    const rare = this.root.#more()
    if (rare.isQuiet) call()
    else rare.onQuiet = call
  }

  /** Keeps a nested chain's version alive until this message is done. */
  visit(chain: CompiledChain): void {
    const { root } = this
    const rare = root.#more()
    if (chain === root.chain || rare.nested?.includes(chain)) return
    chain.inFlight++
    rare.nested ??= []
    rare.nested.push(chain)
  }

  /** The version of a chain that this message runs in; undefined when it has not been there. */
  versionOf(chainId: string): CompiledChain | undefined {
    const { root } = this
    if (root.chain.id === chainId) return root.chain
    return root.#rare?.nested?.find((chain) => chain.id === chainId)
  }

  /** The first failure decides; the others of the same branch say nothing new. */
  fail(node: CompiledNode, message: Message, reason: string, transient: boolean): void {
    this.failure ??= {
      nodeId: node.id,
      nodeName: node.name,
      chainId: node.chain.id,
      reason,
      transient,
      message,
    }
  }

  /** Tells the queue that the message (or this branch of it) is done although it goes on; later failures only count. */
  acknowledge(): void {
    const rare = this.#more()
    if (rare.isAcknowledged) return
    rare.isAcknowledged = true
    if (rare.parent === null) this.#tell(null)
    else rare.parent.#branchIsDone(rare.isQuiet)
  }

  /** One piece of work is kept on purpose from now on: the queue need not wait for it. */
  keep(): void {
    const rare = this.#more()
    rare.kept++
    if (this.pending === rare.kept) this.#quiet(rare)
  }

  /** A kept piece of work is taken up again; `settle` follows. */
  unkeep(): void {
    this.#more().kept--
  }

  settle(): void {
    if (--this.pending === 0) this.#finish()
  }

  /** The same, and asks whether what is left is only kept; apart from it, since the hot path has no need to. */
  settleAndLook(): void {
    if (--this.pending === 0) this.#finish()
    else if (this.#rare !== null && this.pending === this.#rare.kept) this.#quiet(this.#rare)
  }

  /** Gives up what is not done. Answers which parts that were, and which had failed before. */
  cancel(reason: string): FlightFailure[] {
    const rare = this.#more()
    rare.isCancelled = true
    rare.onQuiet = null
    this.#end = null
    const undone = this.#undone(reason)
    // Above every limit: whatever is still before a node is dropped there.
    this.hops = Number.POSITIVE_INFINITY
    return undone
  }

  #undone(reason: string): FlightFailure[] {
    const rare = this.#more()
    if (rare.isAcknowledged) return []
    if (this.failure !== null) return [this.#restarting(this.failure)]
    if (this.pending > rare.openBranches) return [this.#restarting(this.#late(reason))]
    const open = rare.branches?.filter((branch) => branch.pending > 0) ?? []
    return [...(rare.failures ?? []), ...open.flatMap((branch) => branch.#undone(reason))]
  }

  /** Where it waits tells more than where it began. */
  #late(reason: string): FlightFailure {
    let call = this.calls
    while (call !== null && (call.settled || call.message.flight !== this)) call = call.earlier
    const node = call?.node ?? this.#rare?.node ?? this.chain.first
    return {
      nodeId: node?.id ?? null,
      nodeName: node?.name ?? null,
      chainId: node?.chain.id ?? this.chain.id,
      reason,
      transient: true,
      message: call?.message ?? this.first,
      timedOut: true,
    }
  }

  #restarting(failure: FlightFailure): FlightFailure {
    const node = this.#rare?.node ?? null
    if (node === null) return failure
    const entry = { chainId: node.chain.id, nodeId: node.id, output: null, hops: this.root.hops }
    return { ...failure, restart: { message: this.first, entry } }
  }

  #quiet(rare: Rare): void {
    if (rare.isQuiet || rare.isAcknowledged) return
    rare.isQuiet = true
    if (rare.parent !== null) rare.parent.keep()
    else {
      const told = rare.onQuiet
      rare.onQuiet = null
      told?.()
    }
  }

  #finish(): void {
    const rare = this.#rare
    const failures = this.failure === null ? (rare?.failures ?? null) : [this.#restarting(this.failure)]
    if (rare !== null && rare.parent !== null) {
      if (rare.isAcknowledged) return
      const above = rare.parent.#more()
      if (failures !== null) above.failures = [...(above.failures ?? []), ...failures]
      rare.parent.#branchIsDone(rare.isQuiet)
      return
    }
    this.chain.leave()
    if (rare !== null && rare.nested !== null) for (const chain of rare.nested) chain.leave()
    const first = failures?.[0]
    if (first === undefined) this.#tell(null)
    else this.#tell(failures?.length === 1 ? first : { ...first, others: failures?.slice(1) ?? [] })
  }

  #branchIsDone(wasQuiet: boolean): void {
    this.#more().openBranches--
    if (wasQuiet) this.unkeep()
    this.settleAndLook()
  }

  #tell(failure: FlightFailure | null): void {
    const end = this.#end
    this.#end = null
    end?.(failure)
  }

  #more(): Rare {
    this.#rare ??= new Rare(null, null)
    return this.#rare
  }
}
