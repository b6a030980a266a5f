import type { EntryPoint } from '../rules/context.ts'
import type { Message } from '../rules/message.ts'
import { mainQueue } from '../rules/queue-config.ts'
import type { Lane } from './lane.ts'

export type { GivenUp } from './lane.ts'

/**
 * The durable way into the rule engine. Each queue has a lane with a journal of its own, so that none of them waits for
 * another: not for its flushes, not for its backlog, not for its place on the disk.
 */
export class Ingress {
  readonly #lanes = new Map<string, Lane>()
  /** lanes of queues that are no more, while they still hold messages */
  readonly #leaving = new Set<Lane>()
  readonly #queueOf: (message: Message) => string | null
  #isStarted = false
  #closed = false
  #acceptedBefore = 0

  /** @param queueOf the queue that the originator's profile names for its messages; null = the main one */
  constructor(queueOf: (message: Message) => string | null = () => null) {
    this.#queueOf = queueOf
  }

  /** The main queue must be the first. */
  add(name: string, lane: Lane): void {
    this.#lanes.set(name, lane)
    if (this.#isStarted) lane.start()
  }

  /** Nothing new comes to the queue any more; what it holds still runs. Answers its lane. */
  remove(name: string): Lane | undefined {
    const lane = this.#lanes.get(name)
    if (lane === undefined || name === mainQueue) return undefined
    this.#lanes.delete(name)
    this.#leaving.add(lane)
    return lane
  }

  /** A lane of an earlier run whose queue is no more: it only runs what it holds. */
  finish(lane: Lane): void {
    this.#leaving.add(lane)
    if (this.#isStarted) lane.start()
  }

  /** The last message of a leaving lane is done. */
  gone(lane: Lane): void {
    if (!this.#leaving.delete(lane)) return
    this.#acceptedBefore += lane.accepted
    lane.close()
  }

  lane(name: string): Lane | undefined {
    return this.#lanes.get(name)
  }

  /** Begins with the backlogs. Call when the chains are deployed. */
  start(): void {
    this.#isStarted = true
    for (const lane of this.#all()) lane.start()
  }

  /** Resolves when the backlogs of the last run are through and messages run as they come. */
  get caughtUp(): Promise<void> {
    return Promise.all(this.#all().map((lane) => lane.caughtUp)).then(() => {})
  }

  /** messages taken since the start */
  get accepted(): number {
    return this.#all().reduce((sum, lane) => sum + lane.accepted, this.#acceptedBefore)
  }

  /** records that are in the journals and not done */
  get backlog(): number {
    return this.#all().reduce((sum, lane) => sum + lane.backlog, 0)
  }

  /**
   * Writes messages to the journals of their queues. `done` is called once: after the flush, or with the error that
   * kept them out. They run afterwards, each in its turn.
   */
  accept(messages: readonly Message[], entry: EntryPoint | null, done: (error: Error | null) => void): void {
    if (this.#closed) {
      done(new Error('Weir is stopping. Send it again in a moment'))
      return
    }
    const [first] = messages
    if (first === undefined) {
      done(null)
      return
    }
    const lane = this.#laneOf(first)
    // As a rule all of them are of one device.
    if (messages.length === 1 || messages.every((message) => this.#laneOf(message) === lane))
      lane.accept(messages, entry, done)
    else this.#acceptEach(messages, entry, done)
  }

  /** The same as a promise, for single messages off the hot path. */
  append(message: Message, entry: EntryPoint | null): Promise<void> {
    return new Promise((resolve, reject) => {
      this.accept([message], entry, (error) => (error === null ? resolve() : reject(error)))
    })
  }

  /** Takes nothing more, and saves how far it came. What is not done stays in the journals. */
  close(): void {
    this.#closed = true
    for (const lane of this.#all()) lane.close()
  }

  #all(): Lane[] {
    return [...this.#lanes.values(), ...this.#leaving]
  }

  /** A message that names no queue, or none that there is, goes where its profile says, and else to the main one. */
  #laneOf(message: Message): Lane {
    const name = message.queue ?? this.#queueOf(message)
    const lane = (name === null ? undefined : this.#lanes.get(name)) ?? this.#lanes.get(mainQueue)
    if (lane === undefined) throw new Error('There is no main queue')
    return lane
  }

  /** Messages of several queues: done when all of them are on disk, failed with the first that is not. */
  #acceptEach(
    messages: readonly Message[],
    entry: EntryPoint | null,
    done: (error: Error | null) => void,
  ): void {
    const byLane = Map.groupBy(messages, (message) => this.#laneOf(message))
    let left = byLane.size
    let failure: Error | null = null
    for (const [lane, own] of byLane) {
      lane.accept(own, entry, (error) => {
        failure ??= error
        if (--left === 0) done(failure)
      })
    }
  }
}
