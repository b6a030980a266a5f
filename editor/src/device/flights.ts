import type { RefusalJson, RememberedMessage } from '../../../engine/api/contract.ts'

/** One thing a device sent, and what became of it. */
export interface Knock {
  readonly id: string
  readonly at: number
  /** message type, or the transport that refused */
  readonly by: string
  readonly raw: string
  readonly fate:
    | { readonly kind: 'passed'; readonly steps: number }
    | { readonly kind: 'failed'; readonly reason: string }
    | { readonly kind: 'refused'; readonly reason: string }
}

/** The steps that messages of one device took, gathered per message, with what was refused; newest first. */
export function knocksOf(
  messages: readonly RememberedMessage[],
  refusals: readonly RefusalJson[],
  deviceId: string,
  most: number,
): Knock[] {
  const flights = new Map<number, RememberedMessage[]>()
  for (const message of messages) {
    if (message.originator.id !== deviceId) continue
    const steps = flights.get(message.flight)
    if (steps) steps.push(message)
    else flights.set(message.flight, [message])
  }
  const passed = [...flights.values()].map(passage)
  const refused = refusals.map((refusal, index): Knock => {
    const { at, transport, path, reason, payload } = refusal
    return {
      id: `r${at} ${index}`,
      at,
      by: transport,
      raw: payload ?? path,
      fate: { kind: 'refused', reason },
    }
  })
  return [...passed, ...refused].sort((a, b) => b.at - a.at).slice(0, most)
}

function passage(steps: RememberedMessage[]): Knock {
  const inOrder = steps.toSorted((a, b) => a.seq - b.seq)
  const first = inOrder[0] as RememberedMessage
  const failure = inOrder.find(({ error }) => error !== null)
  return {
    id: `f${first.flight}`,
    at: first.at,
    by: first.messageType,
    raw: first.data,
    fate: failure?.error
      ? { kind: 'failed', reason: failure.error }
      : { kind: 'passed', steps: inOrder.length },
  }
}
