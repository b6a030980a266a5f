/** Alarms as nodes see them and ask for them (alarms.md 1). The JSON of the REST API has the same names. */
import type { EntityRef, MessagePlace } from './message.ts'
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
  /** taken from the originator's owner; another one is an error */
  readonly customerId?: string | null
  readonly startTs?: number
  readonly endTs?: number
  readonly details?: JsonValue
  readonly propagate?: boolean
  readonly propagateToOwner?: boolean
  readonly propagateToTenant?: boolean
  readonly propagateRelationTypes?: readonly string[]
  /**
   * An update that is one of many: where it moves no more than the end and the details it may be stored a second later,
   * together with those that follow. The chains are not told of it; who asks does that.
   */
  readonly isRoutine?: boolean
}

/**
 * Why an alarm was raised, for the person who asks: the message and the values that a rule saw. A change that names
 * its node and message happens once: when the same message comes to the node again, after a crash or because it is
 * tried again, the alarm stays as it is and the answer is the one of the first time.
 */
export interface AlarmCause {
  readonly chainId?: string
  readonly nodeId?: string
  readonly messageId?: string
  /** number of the message's flight: within one a message may come to a node twice and change something twice */
  readonly flight?: number
  /** where the message comes from: what an alarm has seen of a journal is not counted again after a crash */
  readonly place?: MessagePlace | null
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
  /** an operator shelved it: it is recorded, and nobody is to be told */
  readonly isShelved?: boolean
  /** one of too many changes in a minute: kept in memory, and stored with the others a little later */
  readonly isGathered?: boolean
}

/** A person who does something to an alarm, as its history and comments name them. */
export interface Person {
  readonly userId: string
  /** first and last name, or the e-mail address */
  readonly name: string
  readonly email: string
}

/** When an alarm changes too often, and how often it is stored then. */
export interface FloodLimit {
  /** changes of one alarm within a minute that are each stored at once */
  readonly changesPerMinute: number
  /** seconds for which further ones are gathered in memory before they are stored as one */
  readonly gatherSeconds: number
}

/** The limit of the tenant, and other ones for some types of alarm. */
export interface FloodPolicy extends FloodLimit {
  readonly enabled: boolean
  readonly types: Readonly<Record<string, FloodLimit>>
}

/** A request that makes no alarm: a time that ends before it begins, no type. The message says what to mend. */
export class WrongAlarm extends Error {
  override readonly name = 'WrongAlarm'
}

export interface Alarms {
  /**
   * Does all work about the alarms of one originator one after the other, whichever node asks: what one message raises
   * is there before the next one looks whether there is something to clear.
   */
  inOrder<T>(originator: EntityRef, work: () => Promise<T>): Promise<T>
  byId(id: string): Promise<Alarm | null>
  /**
   * The newest alarm of that type that is not cleared; at most one. With the cause of a change that was made already,
   * the alarm as that message found it.
   */
  active(originator: EntityRef, type: string, cause?: AlarmCause): Promise<Alarm | null>
  /**
   * Makes the alarm or updates the active one of the same originator and type (alarms.md 1.1). Throws `WrongAlarm`.
   */
  raise(request: AlarmRequest, cause?: AlarmCause): Promise<AlarmResult>
  /** Null when it is not there. `details` replaces only when not null; `isCleared` is false when it was cleared already. */
  clear(id: string, ts: number, details: JsonValue, cause?: AlarmCause): Promise<AlarmResult | null>
}

export function statusOf({ acknowledged, cleared }: Pick<Alarm, 'acknowledged' | 'cleared'>): AlarmStatus {
  return `${cleared ? 'CLEARED' : 'ACTIVE'}_${acknowledged ? 'ACK' : 'UNACK'}`
}

/** What the cloud writes as the id of no customer. */
export const noCustomer = '13814000-1dd2-11b2-8080-808080808080'

/** The alarm as messages and the REST API carry it. */
export function alarmJson(alarm: Alarm, tenantId: string): JsonObject {
  const { id, type, originator, customerId, assigneeId } = alarm
  return {
    id: { entityType: 'ALARM', id },
    createdTime: alarm.createdTime,
    tenantId: { entityType: 'TENANT', id: tenantId },
    customerId: { entityType: 'CUSTOMER', id: customerId ?? noCustomer },
    type,
    originator: { entityType: originator.entityType, id: originator.id },
    severity: alarm.severity,
    acknowledged: alarm.acknowledged,
    cleared: alarm.cleared,
    assigneeId: assigneeId === null ? null : { entityType: 'USER', id: assigneeId },
    startTs: alarm.startTs,
    endTs: alarm.endTs,
    ackTs: alarm.ackTs,
    clearTs: alarm.clearTs,
    assignTs: alarm.assignTs,
    details: alarm.details,
    propagate: alarm.propagate,
    propagateToOwner: alarm.propagateToOwner,
    propagateToTenant: alarm.propagateToTenant,
    propagateRelationTypes: [...alarm.propagateRelationTypes],
    name: type,
    status: statusOf(alarm),
  }
}
