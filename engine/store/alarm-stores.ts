/** What the store answers about alarms (store.ts has the rest). */
import type { Alarm, AlarmCause, Severity } from '../rules/alarms.ts'
import type { EntityRef } from '../rules/message.ts'
import type { JsonValue } from '../rules/values.ts'
import type { Page, PageLink } from './store.ts'

export interface StoredAlarm extends Alarm {
  /** how often it was raised, updates of the same alarm included */
  readonly occurrences: number
}

export type HistoryKind =
  | 'RAISED'
  | 'UPDATED'
  | 'SEVERITY_CHANGED'
  | 'CLEARED'
  /** raised and cleared again, too often to tell each time */
  | 'CHATTERED'
  | 'ACKNOWLEDGED'
  | 'ASSIGNED'
  | 'UNASSIGNED'
  | 'SHELVED'
  | 'UNSHELVED'

/** What happened to an alarm and why. */
export interface AlarmLog {
  readonly kind: HistoryKind
  readonly ts: number
  readonly cause?: AlarmCause | undefined
  /** the person who did it */
  readonly userId?: string | null
  /** what there is to say beside: values that a rule saw, a reason, an assignee */
  readonly about?: JsonValue
  /** how often; 1 when absent */
  readonly count?: number
  /** added to the newest entry of the alarm when that is of the same kind */
  readonly merges?: boolean
}

export type AlarmChangeKind = HistoryKind | 'REMOVED' | 'COMMENTED'

/** An alarm is not what it was; told after the commit. */
export interface AlarmChange {
  readonly kind: AlarmChangeKind
  readonly alarm: StoredAlarm
  /** nobody is to be told */
  readonly isShelved: boolean
  /** number of the flight of the message that changed it; absent where none did */
  readonly flight?: number
}

export interface HistoryEntry {
  readonly seq: number
  readonly kind: HistoryKind
  /** of the first and the last of `count` happenings */
  readonly since: number
  readonly ts: number
  readonly count: number
  readonly severity: Severity
  readonly userId: string | null
  readonly chainId: string | null
  readonly nodeId: string | null
  readonly messageId: string | null
  readonly rule: string | null
  readonly about: JsonValue
}

export type CommentType = 'SYSTEM' | 'OTHER'

export interface AlarmComment {
  readonly id: string
  readonly createdTime: number
  readonly alarmId: string
  readonly userId: string | null
  readonly type: CommentType
  readonly comment: Readonly<Record<string, unknown>>
}

/**
 * A change of a rule, written with many others. The alarm is as it is to be; `places` are entities that it is to be
 * shown at besides those that it is shown at.
 */
export interface AlarmWrite {
  /**
   * `insert` and `reopen` write nothing when another one is active, `update` and `clear` when it is not active;
   * `amend` updates in any case
   */
  readonly how: 'insert' | 'update' | 'amend' | 'clear' | 'reopen'
  readonly alarm: StoredAlarm
  readonly places: readonly EntityRef[]
  readonly log: AlarmLog | null
  readonly comment: AlarmComment | null
}

/** What one message did to an alarm. */
export interface Done {
  readonly kind: HistoryKind
  readonly alarmId: string
  readonly nodeId: string
  readonly messageId: string
  /** where the message lies in the durable queue; null where that is not known */
  readonly journal: string | null
  readonly position: number | null
}

/** The newest alarm of an originator and type, active or not, and what messages did lately, oldest first. */
export interface LatestAlarm {
  readonly alarm: StoredAlarm | null
  readonly done: readonly Done[]
}

/** Which alarms a list holds. What is left out does not restrict it. */
export interface AlarmFilter {
  /** shown at one of these entities */
  readonly entities?: readonly string[] | undefined
  /** of these entities themselves; alarms that others propagated to them are left out */
  readonly isOwnOnly?: boolean | undefined
  readonly ids?: readonly string[] | undefined
  /** of this customer, or shown at it */
  readonly customerId?: string | undefined
  readonly cleared?: boolean | undefined
  readonly acknowledged?: boolean | undefined
  readonly severities?: readonly Severity[] | undefined
  readonly types?: readonly string[] | undefined
  readonly assigneeId?: string | undefined
  /** bounds of `createdTime`, both inclusive */
  readonly startTs?: number | undefined
  readonly endTs?: number | undefined
  /** cleared at this time or later */
  readonly clearedSince?: number | undefined
  /** only those, or none of those, that are on a shelf at this time */
  readonly shelved?: { readonly is: boolean; readonly at: number } | undefined
}

/** An alarm and the entity through which it was found. */
export interface FoundAlarm {
  readonly alarm: StoredAlarm
  readonly entity: EntityRef
}

export interface AlarmShelf {
  readonly id: string
  readonly createdTime: number
  readonly until: number
  readonly originator: EntityRef
  readonly alarmType: string
  /** null = every alarm of the type */
  readonly alarmId: string | null
  readonly reason: string
  readonly userId: string | null
}

export interface AlarmStore {
  get(id: string): Promise<StoredAlarm | null>
  list(link: PageLink, filter: AlarmFilter): Promise<Page<FoundAlarm>>
  count(filter: AlarmFilter): Promise<number>
  /** null when there are none */
  highestSeverity(filter: AlarmFilter): Promise<Severity | null>
  /** names of the types that there are alarms of, with a customer of those shown at it */
  types(link: PageLink, customerId?: string): Promise<Page<string>>
  /** Read together with what others ask at the same time. */
  latest(originator: EntityRef, type: string): Promise<LatestAlarm>
  /** Resolves after the commit: whether it was written. Written together with the changes of others. */
  write(change: AlarmWrite): Promise<boolean>
  /** The alarm afterwards; null when it was acknowledged already or is not there. */
  acknowledge(
    id: string,
    ts: number,
    log: AlarmLog,
    comment: AlarmComment | null,
  ): Promise<StoredAlarm | null>
  /** The alarm afterwards; null when that changes nothing or it is not there. */
  assign(
    id: string,
    assigneeId: string | null,
    log: AlarmLog,
    comment: AlarmComment | null,
  ): Promise<StoredAlarm | null>
  remove(id: string): Promise<boolean>
  /** newest first */
  history(id: string, most: number): Promise<HistoryEntry[]>
  /** Of each alarm the newest entry that a rule wrote, by alarm id. */
  causes(ids: readonly string[]): Promise<ReadonlyMap<string, HistoryEntry>>
  log(alarm: Alarm, log: AlarmLog): Promise<void>
  /** ids of alarms that are assigned to the user */
  assignedTo(userId: string): Promise<string[]>
  readonly comments: AlarmCommentStore
  readonly shelves: AlarmShelfStore
}

export interface AlarmCommentStore {
  get(id: string): Promise<AlarmComment | null>
  list(alarmId: string, link: PageLink): Promise<Page<AlarmComment>>
  /** How many comments people made on each alarm; alarms without any are left out. */
  counts(alarmIds: readonly string[]): Promise<ReadonlyMap<string, number>>
  /** Saves or replaces. Throws `NotFound` when there is no such alarm. */
  save(comment: AlarmComment): Promise<void>
}

export interface AlarmShelfStore {
  all(): Promise<AlarmShelf[]>
  /** In place of the one for the same thing. */
  save(shelf: AlarmShelf): Promise<void>
  remove(ids: readonly string[]): Promise<void>
}
