/** Calls, answers and the cloud of the test bench: a device that answers as it is told to, and a record of the rest. */
import type { CallOutcome, CallRequest, Calls, RestReplies } from '../../engine/rules/calls.ts'
import type { CloudEvent, CloudOutbox, RelatedEdges } from '../../engine/rules/cloud.ts'
import { NodeFailure } from '../../engine/rules/failure.ts'
import type { EntityRef, Message } from '../../engine/rules/message.ts'

/** One thing a node told a device, a person who waits, a cloud or an edge. */
export type CallDeed =
  | { readonly call: CallRequest }
  | {
      readonly answer: string
      readonly device: string
      readonly sessionId: string
      readonly requestId: number
    }
  | { readonly restReply: Message; readonly serviceId: string; readonly requestId: string }
  | { readonly cloudEvent: CloudEvent }
  | { readonly edge: string; readonly edgeEvent: CloudEvent }

export class PlayCalls implements Calls, RestReplies, CloudOutbox {
  /** what a called device answers; null = nothing, until a test does */
  answers: CallOutcome | null = { response: '{}' }
  /** what every call is answered with, whatever its kind; null = as the server does for each kind */
  answersToAll: CallOutcome | null = null
  /** calls that wait for an answer */
  readonly waiting: ((outcome: CallOutcome) => void)[] = []
  /** ids of the edges that an entity is assigned to, by `DEVICE id`; null = this server has no edges */
  edges: Map<string, readonly string[]> | null = null
  /** the outbox takes nothing more */
  isCloudFull = false
  readonly #deeds: { push(deed: CallDeed): unknown }

  constructor(deeds: { push(deed: CallDeed): unknown }) {
    this.#deeds = deeds
  }

  async call(request: CallRequest, ended: (outcome: CallOutcome) => void): Promise<void> {
    this.#deeds.push({ call: request })
    if (this.answersToAll !== null) ended(this.answersToAll)
    else if (request.isPersistent) ended({ response: JSON.stringify({ rpcId: request.id }) })
    else if (this.answers === null) this.waiting.push(ended)
    else if (request.isOneWay && this.answers.error === undefined) ended({ response: null })
    else ended(this.answers)
  }

  answer(deviceId: string, sessionId: string, requestId: number, text: string): void {
    this.#deeds.push({ answer: text, device: deviceId, sessionId, requestId })
  }

  reply(serviceId: string, requestId: string, message: Message): void {
    this.#deeds.push({ restReply: message, serviceId, requestId })
  }

  async push(event: CloudEvent): Promise<void> {
    if (this.isCloudFull) throw new NodeFailure('The outbox to the cloud is full', { transient: true })
    this.#deeds.push({ cloudEvent: event })
  }

  /** The edges as nodes ask for them; undefined where there are none. */
  get relatedEdges(): RelatedEdges | undefined {
    const { edges } = this
    if (edges === null) return undefined
    return {
      of: async ({ entityType, id }: EntityRef) => edges.get(`${entityType} ${id}`) ?? [],
      push: async (edge, event) => void this.#deeds.push({ edge, edgeEvent: event }),
    }
  }
}
