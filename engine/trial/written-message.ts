import { playDevice } from '../../nodes/sdk/play.ts'
import { parseJson, stringifyJson } from '../rules/json.ts'
import { redact } from '../rules/memory.ts'
import { type Arrival, type EntityRef, Message, type Metadata } from '../rules/message.ts'
import type { JsonValue } from '../rules/values.ts'

/** A message as a person writes it down to try a chain with. */
export interface WrittenMessage {
  /** POST_TELEMETRY_REQUEST when absent */
  readonly type?: string
  readonly data: unknown
  readonly metadata?: Metadata
  readonly originator?: EntityRef
  readonly customerId?: string | null
  readonly arrival?: Arrival
  /** epoch ms */
  readonly ts?: number
}

/** the moment of messages that name none, so that each run is the same */
const start = 1_700_000_000_000

export function messageOf(written: WrittenMessage): Message {
  // Through JSON text, so that numbers get the types they have for a device.
  const text = stringifyJson((written.data ?? null) as JsonValue)
  const ts = written.ts ?? start
  return Message.of({
    id: '00000000-0000-4000-8000-00000000a11e',
    ts,
    type: written.type ?? 'POST_TELEMETRY_REQUEST',
    originator: written.originator ?? playDevice,
    customerId: written.customerId ?? null,
    metadata: written.metadata ?? { deviceName: 'Trial device', deviceType: 'default', ts: String(ts) },
    data: parseJson(text),
    arrival: written.arrival ?? null,
    size: text.length,
  })
}

/** A recorded message as it can be kept: without secrets, and without the chains around it. */
export function writtenOf(message: Message): WrittenMessage {
  return {
    type: message.type,
    data: redact(message.data),
    metadata: redact(message.metadata) as Metadata,
    originator: { entityType: message.originator.entityType, id: message.originator.id },
    ts: message.ts,
    ...(message.customerId === null ? {} : { customerId: message.customerId }),
    ...(message.arrival === null ? {} : { arrival: message.arrival }),
  }
}
