import { PayloadError } from '../payload.ts'
import type { Turn } from './answers.ts'
import { takeAttributeRequest } from './attributes.ts'
import { takeCall, takeCallAnswer } from './calls.ts'
import type { Publish } from './decode.ts'
import { Reason } from './reasons.ts'
import type { Session } from './session.ts'
import type { Route } from './topics.ts'
import { takeAttributes, takeRaw, takeTelemetry } from './uploads.ts'

/** A publish of the device: goes to the family of its topic, and is answered when that is done with it. */
export function takePublish(session: Session, publish: Publish): void {
  const { connection } = session
  const { qos, packetId, payload } = publish
  const turn = connection.answers.expect(qos, packetId, payload.length)
  if (qos === 2 && isRepeated(session, packetId, turn)) return
  const route = session.topics.route(publish.topic)
  try {
    handOver(session, publish, turn, route)
  } catch (error) {
    if (error instanceof PayloadError) {
      refusePayload(session, publish, turn, error.message)
      return
    }
    session.door.log.error('A publish could not be handled', { error, device: session.device.id })
    connection.closeAt(turn, Reason.serverShuttingDown, 'The server failed to handle this publish')
  }
}

function handOver(session: Session, publish: Publish, turn: Turn, route: Route): void {
  switch (route.family) {
    case 'telemetry':
      takeTelemetry(session, publish, turn, route)
      return
    case 'attributes':
      takeAttributes(session, publish, turn, route)
      return
    case 'attribute-request':
      takeAttributeRequest(session, publish, turn, route)
      return
    case 'call':
      takeCall(session, publish, turn, route)
      return
    case 'call-answer':
      takeCallAnswer(session, publish, turn, route)
      return
    case 'protobuf':
      throw new PayloadError('Protobuf payloads are not read here; publish JSON, as to v2/t/j or v2/a/j')
    case 'unknown':
      refuseTopic(session, publish, turn)
      return
    case 'foreign':
      if (session.door.gate.wants(route.arrival)) {
        takeRaw(session, publish, turn, route)
        return
      }
      refuseTopic(session, publish, turn)
      return
  }
}

/** A topic that means nothing here is answered and changes nothing (device-api.md 10.4). */
function refuseTopic(session: Session, publish: Publish, turn: Turn): void {
  const reason = 'The topic is not one of the device API, and no transport node asks for it'
  session.door.refuse(session.device, publish.topic, reason, publish.payload)
  session.connection.isActive = true
  session.received.delete(publish.packetId)
  session.connection.answers.settle(turn, Reason.topicNameInvalid, reason)
}

/** A payload that can't be taken (device-api.md 2.4): MQTT 5 is told, MQTT 3 has no way to be told but a closed socket. */
function refusePayload(session: Session, publish: Publish, turn: Turn, reason: string): void {
  const { connection, topics, door } = session
  door.refuse(session.device, publish.topic, reason, publish.payload)
  session.received.delete(publish.packetId)
  const isTold = connection.version === 5 && publish.qos > 0
  if (isTold || (connection.version < 5 && topics.acknowledgesBadPayloads)) {
    connection.answers.settle(turn, Reason.payloadFormatInvalid, reason)
  } else {
    connection.closeAt(turn, Reason.payloadFormatInvalid, reason)
  }
}

/**
 * QoS 2: a packet id that is not released yet is the same publish again, answered and not taken twice (MQTT 5.0
 * §4.3.3). A client that never releases any is disconnected.
 */
function isRepeated({ received, door, connection }: Session, packetId: number, turn: Turn): boolean {
  if (received.has(packetId)) {
    connection.answers.settle(turn)
    return true
  }
  if (received.size >= door.limits.inFlight) {
    connection.closeAt(turn, Reason.receiveMaximumExceeded, 'Release QoS 2 publishes before sending more')
    return true
  }
  received.add(packetId)
  return false
}
