import { type Deed, playDevice, World } from '../../nodes/sdk/play.ts'
import type { ChainGraph } from '../rules/chain.ts'
import { RuleEngine } from '../rules/engine.ts'
import type { FlightFailure } from '../rules/flight.ts'
import { parseJson } from '../rules/json.ts'
import type { NodeLibrary } from '../rules/library.ts'
import { type Arrival, type EntityRef, Message, type Metadata } from '../rules/message.ts'
import type { Scripts } from '../rules/needs.ts'
import type { JsonValue } from '../rules/values.ts'

/** A message as a person writes it down to try a chain with. */
export interface TrialMessage {
  /** POST_TELEMETRY_REQUEST when absent */
  readonly type?: string
  readonly data: unknown
  readonly metadata?: Metadata
  readonly originator?: EntityRef
  readonly arrival?: Arrival
}

/** One handling of the message by one node. */
export interface Step {
  readonly node: string
  /** null where the message ended */
  readonly output: string | null
  readonly error: string | null
  readonly data: JsonValue
}

export interface TrialResult {
  readonly steps: readonly Step[]
  /** what the nodes would have done to the world, in order */
  readonly deeds: readonly Deed[]
  /** why the message failed and nothing took the failure; null when it ended well */
  readonly failure: string | null
}

export interface TrialParts {
  readonly library: NodeLibrary
  readonly scripts: Scripts
}

const chainId = 'trial'

/** rounds of the event loop that a message may take; nothing real is waited for */
const patience = 200

/**
 * Runs one message through a chain in a world of its own, in memory: nothing is saved, sent or logged for real.
 * Throws when the chain can't be deployed.
 */
export async function tryChain(
  graph: ChainGraph,
  input: TrialMessage,
  { library, scripts }: TrialParts,
): Promise<TrialResult> {
  const world = new World()
  const needs = world.needs(scripts)
  const queued: { message: Message; entry: Parameters<RuleEngine['accept']>[1] }[] = []
  const engine = new RuleEngine({
    library,
    needs,
    append: async (message, entry) => void queued.push({ message, entry }),
  })
  const problem = engine.check(graph).find(({ severity }) => severity === 'error')
  if (problem !== undefined) throw new Error(problem.message)
  engine.deploy({ id: chainId, name: 'Trial', version: 1, graph })
  engine.setRoot(chainId)
  try {
    let failure: FlightFailure | null = null
    queued.push({ message: messageOf(input, world), entry: null })
    for (let next = queued.shift(); next !== undefined; next = queued.shift()) {
      failure = (await ended(engine, next.message, next.entry)) ?? failure
    }
    const names = new Map(engine.chain(chainId)?.nodes.map((node) => [node.id, node.name]))
    const steps = engine.remembered(chainId, 0).map(({ nodeId, output, error, came, left }) => ({
      node: names.get(nodeId) ?? nodeId,
      output,
      error,
      data: (left ?? came).data,
    }))
    return { steps, deeds: world.deeds, failure: failure?.reason ?? null }
  } finally {
    await engine.close()
  }
}

async function ended(
  engine: RuleEngine,
  message: Message,
  entry: Parameters<RuleEngine['accept']>[1],
): Promise<FlightFailure | null> {
  let outcome: { failure: FlightFailure | null } | null = null
  engine.accept(message, entry, (failure) => {
    outcome = { failure }
  })
  for (let round = 0; round < patience; round++) {
    if (outcome !== null) return (outcome as { failure: FlightFailure | null }).failure
    await new Promise((resolve) => setImmediate(resolve))
  }
  throw new Error(
    'The message did not come to an end: a node waits for something that does not happen in a trial',
  )
}

function messageOf(input: TrialMessage, world: World): Message {
  const text = JSON.stringify(input.data)
  return Message.of({
    id: '00000000-0000-4000-8000-00000000a11e',
    ts: world.time,
    type: input.type ?? 'POST_TELEMETRY_REQUEST',
    originator: input.originator ?? playDevice,
    metadata: input.metadata ?? { deviceName: 'Trial device', deviceType: 'default', ts: String(world.time) },
    data: parseJson(text),
    arrival: input.arrival ?? null,
    size: text.length,
  })
}
