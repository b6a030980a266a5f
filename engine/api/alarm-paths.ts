import type { Clock } from '../rules/needs.ts'
import type { RememberedMessage } from './contract.ts'
import type { AlarmView, RuleEngineView } from './needs.ts'

/** alarms whose paths are kept */
const most = 500
/** paths noted in a second at most: what a flood of alarms came of is not looked up for each */
const notedPerSecond = 20
/** steps of a path that are kept */
const longest = 200
/** messages that are looked through in the chain of the alarm's node */
const mostMessages = 1000

export interface AlarmPathParts {
  readonly rules: Pick<RuleEngineView, 'messages' | 'path'>
  readonly alarms: Pick<AlarmView, 'onChange'>
  readonly clock: Clock
}

/**
 * The way of the messages that changed alarms, through all chains. Nodes remember their last messages only, and busy ones,
 * as the first of a chain, forget soon; so the way up to the alarm is noted when the alarm changes.
 */
export class AlarmPaths {
  readonly #rules: AlarmPathParts['rules']
  readonly #noted = new Map<string, readonly RememberedMessage[]>()
  #second = 0
  #notedInIt = 0
  readonly close: () => void

  constructor({ rules, alarms, clock }: AlarmPathParts) {
    this.#rules = rules
    this.close = alarms.onChange(({ kind, alarm, flight }) => {
      if (kind === 'REMOVED') return void this.#noted.delete(alarm.id)
      if (flight !== undefined && flight > 0 && this.#mayNote(clock.now())) this.#note(alarm.id, flight)
    })
  }

  /** The steps of the message as they are still known, first one first. */
  of(alarmId: string, messageId: string | null, chainId: string): RememberedMessage[] {
    if (messageId === null) return []
    const isOfMessage = (step: RememberedMessage) => step.messageId === messageId
    const query = { nodeId: null, failuresOnly: false, after: 0, limit: mostMessages }
    const here = this.#rules.messages(chainId, query).messages.filter(isOfMessage)
    const noted = this.#noted.get(alarmId) ?? []
    // Of a message that came again only the last time counts; parts that a node made of it have ids of their own.
    const flight = (here[0] ?? noted.find(isOfMessage))?.flight
    const steps = new Map<number, RememberedMessage>()
    for (const step of noted) if (step.flight === flight) steps.set(step.seq, step)
    for (const step of here) steps.set(step.seq, step)
    if (flight) for (const step of this.#rules.path(flight)) steps.set(step.seq, step)
    return [...steps.values()].sort((a, b) => a.seq - b.seq)
  }

  #note(alarmId: string, flight: number): void {
    this.#noted.delete(alarmId)
    this.#noted.set(alarmId, this.#rules.path(flight).slice(0, longest))
    const [oldest] = this.#noted.keys()
    if (this.#noted.size > most && oldest !== undefined) this.#noted.delete(oldest)
  }

  #mayNote(now: number): boolean {
    const second = Math.floor(now / 1000)
    if (second !== this.#second) this.#notedInIt = 0
    this.#second = second
    return ++this.#notedInIt <= notedPerSecond
  }
}
