import type { EntryPoint } from './context.ts'
import type { Flight, FlightFailure } from './flight.ts'
import type { Message } from './message.ts'
import type { Submit } from './submit.ts'

/** A message, or a branch of one, that was given up. */
export interface Lost {
  readonly message: Message
  readonly entry: EntryPoint | null
  readonly failure: FlightFailure
  readonly attempts: number
}

/** How a message ended: with what of it was given up, which is nothing as a rule. */
export type DeliveryEnd = (lost: readonly Lost[]) => void

/** A message on its way through a queue, or one branch of it that is tried again by itself. */
export class Delivery {
  readonly message: Message
  readonly entry: EntryPoint | null
  /** the delivery of the whole message */
  readonly root: Delivery
  attempts = 0
  /** it is in the engine */
  isRunning = false
  /** the engine's account of this try; null when it ended at once */
  flight: Flight | null = null
  /** epoch ms by which this try should be done */
  due = 0
  // What follows counts in the root only.
  readonly end: DeliveryEnd
  /** parts of the message that have not ended */
  open = 1
  lost: Lost[] | null = null
  /** it was tried again, and its originator waits for it */
  holds = false
  /** its queue goes on without it, since it is kept on purpose or late */
  isReleased = false
  /** tries that were given up and still go on in a node */
  lingering = 0
  /** parts whose next try waits for one of those to let go */
  readonly blocked: Delivery[] = []
  /** the strategy that let it begin; null for those that have none */
  via: Submit | null = null

  constructor(message: Message, entry: EntryPoint | null, end: DeliveryEnd, root: Delivery | null = null) {
    this.message = message
    this.entry = entry
    this.end = end
    this.root = root ?? this
  }
}
