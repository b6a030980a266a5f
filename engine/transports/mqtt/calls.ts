import type { CallToDevice } from '../gate.ts'
import { parseCall } from '../payload.ts'
import type { Turn } from './answers.ts'
import type { Publish, Qos } from './decode.ts'
import { Reason } from './reasons.ts'
import { requestId } from './request-id.ts'
import type { Session } from './session.ts'
import type { Route } from './topics.ts'

/** Filters by which a device takes calls (device-api.md 10.1), with the topic that a call then comes on. */
const callFilters = new Map([
  ['v1/devices/me/rpc/request/+', 'v1/devices/me/rpc/request/'],
  ['v2/r/req/+', 'v2/r/req/'],
  ['v2/r/req/j/+', 'v2/r/req/j/'],
  ['v2/r/req/p/+', 'v2/r/req/p/'],
])

/** The device subscribed, or unsubscribed, to some of these: from now on it takes calls, or none any more. */
export function callFiltersChanged(session: Session, filters: readonly string[]): void {
  if (!filters.some((filter) => callFilters.has(filter))) return
  const takes = callTopic(session) !== null
  session.takeCalls(takes ? (call) => sendCall(session, call) : null)
}

/** The form that was subscribed to last decides (device-api.md 10). */
function callTopic({ subscriptions }: Session): readonly [prefix: string, qos: Qos] | null {
  let last: readonly [string, Qos] | null = null
  for (const [filter, qos] of subscriptions) {
    const prefix = callFilters.get(filter)
    if (prefix !== undefined) last = [prefix, qos]
  }
  return last
}

/** A call for the device (device-api.md 4.1): its number is in the topic, not in the body. */
function sendCall(session: Session, call: CallToDevice): void {
  const subscribed = callTopic(session)
  if (subscribed === null) {
    call.missed()
    return
  }
  const [prefix, qos] = subscribed
  if (prefix === 'v2/r/req/p/') {
    call.failed('Calls in Protobuf are not written here; subscribe to v2/r/req/j/+')
    return
  }
  const body = `{"method":${JSON.stringify(call.method)},"params":${call.params}}`
  session.outgoing.send(`${prefix}${call.requestId}`, Buffer.from(body), qos, call)
}

/** The device replies to a call (device-api.md 4.1): acknowledged when the reply is safe. Throws `PayloadError`. */
export function takeCallAnswer(session: Session, publish: Publish, turn: Turn, route: Route): void {
  const { connection, device, door } = session
  const id = requestId(route.id)
  connection.isActive = true
  door.gate.answerCall(device, id, publish.payload, (error) => finish(session, publish, turn, error))
}

/** The device calls the server (device-api.md 4.6). Throws `PayloadError`. */
export function takeCall(session: Session, publish: Publish, turn: Turn, route: Route): void {
  const { connection, device, door, ownCalls } = session
  const id = requestId(route.id)
  const { method, params = null } = parseCall(publish.payload)
  if (method === undefined) {
    const reason = 'The call has no “method”'
    door.refuse(device, publish.topic, reason, publish.payload)
    connection.closeAt(turn, Reason.serverShuttingDown, reason)
    return
  }
  connection.isActive = true
  const answer = (text: string) =>
    // Answers come at QoS 1 also to a device that never subscribed (device-api.md 10.2).
    session.outgoing.send(
      `${route.answersTo}${id}`,
      Buffer.from(text),
      session.subscriptions.get(`${route.answersTo}+`) ?? 1,
    )
  if (method === 'getSessionLimits' && route.answersTo === 'v1/devices/me/rpc/response/') {
    answer(sessionLimits(session))
    connection.answers.settle(turn)
    return
  }
  const call = { requestId: id, method, params, size: publish.payload.length }
  const stop = door.gate.callServer(
    device,
    route.arrival,
    call,
    (error) => finish(session, publish, turn, error),
    (text) => {
      ownCalls.delete(stop)
      answer(text ?? '{"error":"timeout"}')
    },
  )
  ownCalls.add(stop)
}

/** What the transport tells about itself (device-api.md 7.4). There are no rates that a device has to keep. */
function sessionLimits({ door }: Session): string {
  const { packetBytes, inFlight } = door.limits
  return JSON.stringify({ maxPayloadSize: packetBytes, maxInflightMessages: inFlight, rateLimits: {} })
}

/** What could not be made safe is not acknowledged: the device keeps it, and sends it again when it is back. */
function finish(session: Session, publish: Publish, turn: Turn, error: Error | null): void {
  const { connection, device, door } = session
  if (error === null) {
    connection.answers.settle(turn)
    return
  }
  const reason = `It could not be taken: ${error.message}`
  door.refuse(device, publish.topic, reason, publish.payload)
  connection.closeAt(turn, Reason.implementationSpecific, 'The call could not be taken; send it again')
}
