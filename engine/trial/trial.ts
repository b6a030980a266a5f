import { World } from '../../nodes/sdk/play.ts'
import type { ChainGraph } from '../rules/chain.ts'
import type { EntryPoint } from '../rules/context.ts'
import { RuleEngine } from '../rules/engine.ts'
import type { FlightFailure } from '../rules/flight.ts'
import type { NodeLibrary } from '../rules/library.ts'
import type { Message, Metadata } from '../rules/message.ts'
import type { Needs, Scripts } from '../rules/needs.ts'
import type { JsonValue } from '../rules/values.ts'
import { openTrialWorld, type TrialAnswer, type TrialDeed, type TrialWorld } from './world.ts'

export interface TrialChain {
  readonly id: string
  readonly name: string
  readonly graph: ChainGraph
}

/** One handling of the message by one node. */
export interface TrialStep {
  readonly chainId: string
  readonly nodeId: string
  /** its name */
  readonly node: string
  /** null where the message ended */
  readonly output: string | null
  readonly error: string | null
  readonly messageType: string
  /** as the message left; as it came where it ended */
  readonly data: JsonValue
  readonly metadata: Metadata
  /** milliseconds in the node; null where that was not measured */
  readonly took: number | null
}

export interface TrialResult {
  readonly steps: readonly TrialStep[]
  /** what the nodes would have done to the world, in order */
  readonly deeds: readonly TrialDeed[]
  /** why the message failed and nothing took the failure; null when it ended well */
  readonly failure: string | null
  /** what was asked of the world, with the answers */
  readonly asked: readonly TrialAnswer[]
}

export interface TrialRequest {
  readonly chain: TrialChain
  readonly message: Message
  /** where it enters; null = as from outside */
  readonly entry?: EntryPoint | null
  /** other chains that this one may hand messages to */
  readonly others?: ReadonlyMap<string, TrialChain>
  /** answers of the world that were kept */
  readonly given?: readonly TrialAnswer[]
}

export interface TrialParts {
  readonly library: NodeLibrary
  readonly scripts: Scripts
  /** the world that is looked at; an empty one in memory when absent */
  readonly base?: Needs
}

/** What a trial does at most before it says that it found no end. */
const most = {
  /** rounds of the event loop without anything due */
  rounds: 500,
  /** times that something falls due */
  timers: 500,
  /** milliseconds of the trial's own time: a delay of a day is waited for */
  time: 86_400_000,
}

/**
 * Runs one message through a chain, and the chains it calls, in a world of its own: real data is looked at, nothing is
 * saved, sent or logged for real, and time passes as fast as it can. Throws when the chain can't be deployed.
 */
export async function tryChain(request: TrialRequest, parts: TrialParts): Promise<TrialResult> {
  const { chain, message } = request
  const world = openTrialWorld({
    base: parts.base ?? new World().needs(parts.scripts),
    given: request.given ?? [],
    start: message.ts,
  })
  const queued: { message: Message; entry: EntryPoint | null }[] = []
  const engine = new RuleEngine({
    library: withoutSources(parts.library),
    needs: world.needs,
    append: async (next, entry) => void queued.push({ message: next, entry }),
  })
  try {
    deployWhole(engine, chain, request.others ?? new Map())
    // What nodes do when they start has nothing to do with the message.
    for (let round = 0; round < 4; round++) await new Promise((resolve) => setImmediate(resolve))
    world.deeds.length = 0
    queued.push({ message, entry: request.entry ?? null })
    const failure = await runOut(engine, world, queued)
    return { steps: stepsOf(engine), deeds: world.deeds, failure, asked: world.asked }
  } finally {
    await engine.close()
  }
}

/** Nodes that make messages by themselves stay silent in a trial. */
function withoutSources(library: NodeLibrary): NodeLibrary {
  return {
    ...library,
    find(type) {
      const kind = library.find(type)
      if (kind?.source !== true) return kind
      return {
        ...kind,
        create(config, context) {
          const made = kind.create(config, context)
          return typeof made === 'function' ? made : { ...made, start: () => {} }
        },
      }
    },
  }
}

/** The chain and all that it leads to; the chain itself is the root of the trial. */
function deployWhole(engine: RuleEngine, chain: TrialChain, others: ReadonlyMap<string, TrialChain>): void {
  const problem = engine.check(chain.graph).find(({ severity }) => severity === 'error')
  if (problem !== undefined) throw new Error(problem.message)
  const open = [chain]
  const done = new Set<string>()
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (done.has(next.id)) continue
    done.add(next.id)
    engine.deploy({ ...next, version: 1 })
    engine.watch(next.id, true)
    for (const { configuration } of next.graph.nodes) {
      for (const value of Object.values(configuration ?? {})) {
        const called = typeof value === 'string' ? others.get(value) : undefined
        if (called !== undefined) open.push(called)
      }
    }
  }
  engine.setRoot(chain.id)
}

/** Runs what is queued and what comes of it, until nothing is left to do. Answers the failure nobody took. */
async function runOut(
  engine: RuleEngine,
  world: TrialWorld,
  queued: { message: Message; entry: EntryPoint | null }[],
): Promise<string | null> {
  const { clock } = world
  const until = clock.now() + most.time
  let open = 0
  let failure: FlightFailure | null = null
  let idle = 0
  let timers = 0
  for (;;) {
    const next = queued.shift()
    if (next !== undefined) {
      idle = 0
      open++
      engine.accept(next.message, next.entry, (failed) => {
        open--
        failure ??= failed
      })
      continue
    }
    await new Promise((resolve) => setImmediate(resolve))
    if (queued.length > 0) continue
    // A few rounds let promises settle; then only time can bring something more.
    if (++idle < 4) continue
    if (open === 0) return (failure as FlightFailure | null)?.reason ?? null
    if (timers < most.timers && clock.next(until)) {
      timers++
      idle = 0
      continue
    }
    if (idle > most.rounds) {
      throw new Error(
        'The message did not come to an end: a node waits for something that does not happen in a trial',
      )
    }
  }
}

function stepsOf(engine: RuleEngine): TrialStep[] {
  const steps: (TrialStep & { readonly seq: number })[] = []
  for (const chain of engine.chains) {
    for (const { seq, nodeId, output, error, came, left, took } of engine.remembered(chain.id, 0)) {
      const { type, data, metadata } = left ?? came
      steps.push({
        seq,
        chainId: chain.id,
        nodeId,
        node: chain.node(nodeId)?.name ?? nodeId,
        output,
        error,
        messageType: type,
        data,
        metadata,
        took: Number.isNaN(took) ? null : took,
      })
    }
  }
  return steps.sort((one, other) => one.seq - other.seq).map(({ seq: _, ...step }) => step)
}
