import { parseAttributes, parseTelemetry } from '../payload.ts'
import type { Turn } from './answers.ts'
import type { Publish } from './decode.ts'
import { Reason } from './reasons.ts'
import type { Session } from './session.ts'
import type { Route } from './topics.ts'

/** Telemetry (device-api.md 2): answered when it is on disk. Throws `PayloadError`. */
export function takeTelemetry(session: Session, publish: Publish, turn: Turn, { arrival }: Route): void {
  const uploads = parseTelemetry(publish.payload)
  session.connection.isActive = true
  if (uploads.length === 0) {
    session.connection.answers.settle(turn)
    return
  }
  session.door.gate.accept(session.device, arrival, uploads, (error) => finish(session, publish, turn, error))
}

/** Client attributes (device-api.md 3): answered when they are on disk. Throws `PayloadError`. */
export function takeAttributes(session: Session, publish: Publish, turn: Turn, { arrival }: Route): void {
  const uploads = [parseAttributes(publish.payload)]
  session.connection.isActive = true
  session.door.gate.accept(session.device, arrival, uploads, (error) => finish(session, publish, turn, error))
}

/** A payload of any shape, for a transport node. Copied: it may wait longer than the read buffer should live. */
export function takeRaw(session: Session, publish: Publish, turn: Turn, { arrival }: Route): void {
  const payload = Buffer.from(publish.payload)
  session.connection.isActive = true
  session.door.gate.acceptRaw(session.device, arrival, { payload }, (error) =>
    finish(session, publish, turn, error),
  )
}

/** What could not be made safe is not acknowledged: the device keeps it, and sends it again when it is back. */
function finish(session: Session, publish: Publish, turn: Turn, error: Error | null): void {
  if (error === null) {
    session.connection.answers.settle(turn)
    return
  }
  session.door.refuse(
    session.device,
    publish.topic,
    `It could not be stored: ${error.message}`,
    publish.payload,
  )
  session.connection.closeAt(
    turn,
    Reason.implementationSpecific,
    'The message could not be stored; send it again',
  )
}
