import type { CallView, RuleAnswer, RuleQuestion } from '../api/needs.ts'
import { DeviceCalls } from '../devices/calls/device-calls.ts'
import { PersistentCalls } from '../devices/calls/persistent-calls.ts'
import { ServerCalls } from '../devices/calls/server-calls.ts'
import { WaitingCallers } from '../devices/calls/waiting-callers.ts'
import type { Identities } from '../devices/identities.ts'
import type { Ingress } from '../ingress/ingress.ts'
import type { CallOutcome, Calls, RestReplies } from '../rules/calls.ts'
import { NodeFailure } from '../rules/failure.ts'
import { stringifyJson } from '../rules/json.ts'
import { Message } from '../rules/message.ts'
import { callJson } from '../store/call-json.ts'
import type { StoredCall } from '../store/calls.ts'
import { randomIdentity } from './clock.ts'
import type { Ground } from './core.ts'

export interface CallRooms {
  /** what nodes ask of it */
  readonly calls: Calls
  readonly restReplies: RestReplies
  readonly device: DeviceCalls
  readonly server: ServerCalls
  /** what the REST API asks of it */
  readonly view: CallView
  /** Learns which calls of the last run are open. To be awaited before any device comes. */
  start(): Promise<void>
  /** Lets nobody wait any longer, so that their connections can end. */
  sendAway(): void
}

export interface CallNeighbours {
  readonly serverName: string
  readonly identities: Identities
  /** made after this */
  readonly ingress: () => Ingress
}

/** Calls between server and devices, and questions to the rules: puts their parts together. */
export function openCalls(ground: Ground, neighbours: CallNeighbours): CallRooms {
  const { clock, log, onClose, store } = ground
  const { identities, ingress, serverName } = neighbours
  const callers = new WaitingCallers<CallOutcome>(clock)
  const askers = new WaitingCallers<RuleAnswer>(clock)

  const changed = (call: StoredCall, status: string) => {
    const message = callMessage(ground, call, status)
    ingress()
      .append(message, null)
      .catch((error: Error) => log.warn(`RPC_${status} was not told`, { error: error.message }))
  }
  const persistent = new PersistentCalls({ store: store.calls, clock, log, changed })
  const exists = async (id: string) => {
    try {
      return (await identities.of(id)) !== null
    } catch (error) {
      throw new NodeFailure('The device could not be looked up', { transient: true, cause: error })
    }
  }
  const device = new DeviceCalls({ clock, log, persistent, callers, exists })
  const accept: ConstructorParameters<typeof ServerCalls>[0]['accept'] = (message, done) =>
    ingress().accept([message], null, done)
  const server = new ServerCalls({ clock, identity: randomIdentity, serverName, accept })
  onClose(() => persistent.close())

  /** Puts a question into the queue and waits, until it is answered, too late, or the asker has gone. */
  async function wait<T>(
    waiting: WaitingCallers<T>,
    question: RuleQuestion,
    left: AbortSignal,
  ): Promise<T | null> {
    const place = waiting.wait(question.id, question.wait)
    left.addEventListener('abort', place.leave, { once: true })
    try {
      await ingress().append(questionMessage(question, clock.now()), null)
    } catch (error) {
      place.leave()
      throw error
    }
    return place.answer
  }

  return {
    device,
    server,
    calls: {
      call: (request, ended) => device.call(request, ended),
      answer: (...answer) => server.answer(...answer),
    },
    restReplies: {
      reply(_serviceId, requestId, { dataType, data }) {
        const isJson = dataType === 'JSON'
        askers.answer(requestId, { isJson, text: isJson ? stringifyJson(data) : String(data) })
      },
    },
    view: {
      serviceId: serverName,
      get isFull() {
        return callers.isFull || askers.isFull
      },
      callDevice: (question, left) => wait(callers, question, left),
      ask: (question, left) => wait(askers, question, left),
      remove: async (id) => (await device.remove(id)) !== null,
    },
    start: () => persistent.start(),
    sendAway() {
      callers.close()
      askers.close()
    },
  }
}

function questionMessage(question: RuleQuestion, now: number): Message {
  const { type, originator, customerId, metadata, data, queue } = question
  const size = stringifyJson(data).length
  const id = randomIdentity.uuid()
  return Message.of({ id, ts: now, type, originator, customerId, metadata, data, queue, size })
}

/** Tells the chains how far a persistent call came (device-api.md 4.3). */
function callMessage({ clock, store }: Ground, call: StoredCall, status: string): Message {
  return Message.of({
    id: randomIdentity.uuid(),
    ts: clock.now(),
    type: `RPC_${status}`,
    originator: { entityType: 'DEVICE', id: call.deviceId },
    data: callJson(call, store.tenantId, status),
  })
}
