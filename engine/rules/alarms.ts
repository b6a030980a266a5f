/** Alarms as nodes see them and ask for them (alarms.md 1). The JSON of the REST API has the same names. */
import type { EntityRef } from './message.ts'
import type { JsonObject, JsonValue } from './values.ts'

/** most severe first */
export const severities = ['CRITICAL', 'MAJOR', 'MINOR', 'WARNING', 'INDETERMINATE'] as const
export type Severity = (typeof severities)[number]

export type AlarmStatus = 'ACTIVE_UNACK' | 'ACTIVE_ACK' | 'CLEARED_UNACK' | 'CLEARED_ACK'

export interface Alarm {
  readonly id: string
  /** epoch milliseconds, as all times here; 0 = not yet */
  readonly createdTime: number
  readonly type: string
  readonly originator: EntityRef
  readonly customerId: string | null
  readonly severity: Severity
  readonly acknowledged: boolean
  readonly cleared: boolean
  readonly assigneeId: string | null
  readonly startTs: number
  readonly endTs: number
  readonly ackTs: number
  readonly clearTs: number
  readonly assignTs: number
  /** null = none */
  readonly details: JsonValue
  readonly propagate: boolean
  readonly propagateToOwner: boolean
  readonly propagateToTenant: boolean
  /** empty = along every type of relation */
  readonly propagateRelationTypes: readonly string[]
}

/** What creating or updating takes; what is left out is null, false or empty, and the times are now. */
export interface AlarmRequest {
  readonly type: string
  readonly originator: EntityRef
  readonly severity: Severity
  readonly startTs?: number
  readonly endTs?: number
  readonly details?: JsonValue
  readonly propagate?: boolean
  readonly propagateToOwner?: boolean
  readonly propagateToTenant?: boolean
  readonly propagateRelationTypes?: readonly string[]
}

/** Why an alarm was raised, for the person who asks: the message and the values that a rule saw. */
export interface AlarmCause {
  readonly chainId?: string
  readonly nodeId?: string
  readonly messageId?: string
  /** what was tested, in words, and the values it was tested on */
  readonly rule?: string
  readonly values?: JsonObject
}

export interface AlarmResult {
  readonly alarm: Alarm
  /** as it was; null when it is new */
  readonly old: Alarm | null
  readonly isCreated: boolean
  /** something else than the severity changed */
  readonly isUpdated: boolean
  readonly isSeverityUpdated: boolean
  readonly isCleared: boolean
}

export interface Alarms {
  byId(id: string): Promise<Alarm | null>
  /** The newest alarm of that type that is not cleared; at most one. */
  active(originator: EntityRef, type: string): Promise<Alarm | null>
  /** Makes the alarm or updates the active one of the same originator and type (alarms.md 1.1). */
  raise(request: AlarmRequest, cause?: AlarmCause): Promise<AlarmResult>
  /** Null when it is not there. `details` replaces only when not null; `isCleared` is false when it was cleared already. */
  clear(id: string, ts: number, details: JsonValue, cause?: AlarmCause): Promise<AlarmResult | null>
}

export function statusOf({ acknowledged, cleared }: Pick<Alarm, 'acknowledged' | 'cleared'>): AlarmStatus {
  return `${cleared ? 'CLEARED' : 'ACTIVE'}_${acknowledged ? 'ACK' : 'UNACK'}`
}

/** The alarm as messages and the REST API carry it. */
export function alarmJson(alarm: Alarm, tenantId: string): JsonObject {
  const { id, createdTime, customerId, assigneeId, originator, propagateRelationTypes, ...rest } = alarm
  return {
    id: { entityType: 'ALARM', id },
    createdTime,
    tenantId: { entityType: 'TENANT', id: tenantId },
    customerId: customerId === null ? null : { entityType: 'CUSTOMER', id: customerId },
    ...rest,
    originator: { entityType: originator.entityType, id: originator.id },
    assigneeId: assigneeId === null ? null : { entityType: 'USER', id: assigneeId },
    propagateRelationTypes: [...propagateRelationTypes],
    name: alarm.type,
    status: statusOf(alarm),
  }
}
