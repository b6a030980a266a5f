/** What chains tell a cloud, and what a cloud's chains tell its edges (edge-events.md). */
import type { EntityRef } from './message.ts'
import type { JsonObject } from './values.ts'

/** One thing that the other side is to hear of. */
export interface CloudEvent {
  /** of the message it was made from, so that the other side knows one that comes twice */
  readonly id: string
  /** epoch ms at which it was made */
  readonly time: number
  /** telemetry and attributes travel apart from everything else, so that neither holds the other up */
  readonly lane: 'timeseries' | 'general'
  /** DEVICE, ASSET, ALARM … */
  readonly type: string
  readonly action: string
  readonly entityId: string
  readonly body: JsonObject | null
}

export interface CloudOutbox {
  /** Resolves when the event is on disk. Rejects with `NodeFailure` when it can't be kept. */
  push(event: CloudEvent): Promise<void>
}

/** The edges that belong to this server, where it has any. */
export interface RelatedEdges {
  /** ids of the edges that an entity is assigned to */
  of(entity: EntityRef): Promise<readonly string[]>
  /** Resolves when the event is on disk. */
  push(edgeId: string, event: CloudEvent): Promise<void>
}
