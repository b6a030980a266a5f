import type { CompiledChain } from '../rules/compile.ts'
import type { RuleEngine } from '../rules/engine.ts'
import type { Remembered } from '../rules/memory.ts'
import type { Message } from '../rules/message.ts'
import type { TestEntry } from './flow-tests.ts'

/** A message as it came into a chain, to be run again. */
export interface Recorded {
  readonly message: Message
  /** null = from outside, by its arrival */
  readonly entry: TestEntry | null
  /** epoch ms */
  readonly at: number
}

/** The messages that came into a chain last, newest first; at most `count`, and no more than nodes remember. */
export function recordedMessages(engine: RuleEngine, chainId: string, count: number): Recorded[] {
  const chain = engine.chain(chainId)
  if (chain === undefined) return []
  const first = new Map<number, Remembered>()
  for (const step of engine.remembered(chainId, 0)) {
    const flight = step.came.flight?.number ?? 0
    if (!first.has(flight)) first.set(flight, step)
  }
  return [...first.values()]
    .filter((step) => isEntry(chain, step))
    .sort((one, other) => other.seq - one.seq)
    .slice(0, count)
    .map((step) => recordedOf(chain, step))
}

/** The message of one remembered handling as it came into the chain; null when that is forgotten. */
export function recordedMessage(engine: RuleEngine, chainId: string, seq: number): Recorded | null {
  const chain = engine.chain(chainId)
  if (chain === undefined) return null
  const steps = engine.remembered(chainId, 0)
  const flight = steps.find((step) => step.seq === seq)?.came.flight?.number
  const step = flight === undefined ? undefined : steps.find(({ came }) => came.flight?.number === flight)
  return step === undefined ? null : recordedOf(chain, step)
}

/** Of a message whose first steps are forgotten, what is remembered first is not where it came in. */
function isEntry(chain: CompiledChain, { nodeId }: Remembered): boolean {
  return chain.entry.some((node) => node.id === nodeId) || chain.sources.some((node) => node.id === nodeId)
}

function recordedOf(chain: CompiledChain, { nodeId, output, came, at }: Remembered): Recorded {
  const source = chain.sources.find((node) => node.id === nodeId)
  const name = chain.node(nodeId)?.name ?? ''
  const message = came.with({ callers: null, id: came.id })
  if (came.arrival !== null && (source !== undefined || chain.first?.id === nodeId))
    return { message, entry: null, at }
  return { message, entry: { node: name, output: source === undefined ? null : output }, at }
}
