/** Small nodes and a running engine for the tests of this room. */
import { type Create, graphOf, messageOf, testEngine } from '../../test/support/rules.ts'
import { NodeFailure } from './failure.ts'
import type { FlightFailure } from './flight.ts'
import type { Message } from './message.ts'

export const pass: Create = () => (message, emit) => emit('Success', message)
export const broken: Create = () => () => {
  throw new NodeFailure('no luck')
}

/** A node that writes down what reaches it, and ends there. */
export function recorder(): { seen: Message[]; create: Create } {
  const seen: Message[] = []
  return { seen, create: () => (message) => void seen.push(message) }
}

/** Runs a message and answers how it ended; undefined while it has not. */
export function run(engine: ReturnType<typeof testEngine>['engine'], message = messageOf()) {
  const outcome: { ended: boolean; failure: FlightFailure | null; times: number } = {
    ended: false,
    failure: null,
    times: 0,
  }
  engine.accept(message, null, (failure) => {
    outcome.ended = true
    outcome.failure = failure
    outcome.times++
  })
  return outcome
}

export function deployed(
  nodes: Record<string, Create>,
  lines: string[],
  wires: string[] = [],
  maxHops = 1000,
) {
  const made = testEngine(nodes, { maxHops })
  made.engine.deploy({ id: 'root', name: 'Root', version: 1, graph: graphOf(lines, wires) })
  made.engine.setRoot('root')
  return made
}
