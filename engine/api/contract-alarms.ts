/**
 * The JSON of Weir's own API for alarms (`/api/weir/alarms/…`), as types that the server answers with and the editor
 * reads. Acknowledging, assigning, comments and the rest are the cloud's routes (rest-core.md 8).
 *
 * | request | body | answer |
 * | --- | --- | --- |
 * | GET  /api/weir/alarms?state=&severityList=&typeList=&assigneeId=&originatorId= + paging | | PageData<AlarmRowJson> |
 * | GET  /api/weir/alarms/summary | | AlarmSummary |
 * | GET  /api/weir/alarms/:alarmId | | AlarmRowJson |
 * | GET  /api/weir/alarms/:alarmId/history | | HistoryJson[] newest first |
 * | GET  /api/weir/alarms/:alarmId/why | | WhyJson |
 * | POST /api/weir/alarms/:alarmId/shelve | ShelveAlarm | ShelfJson |
 * | POST /api/weir/alarms/:alarmId/unshelve | | |
 * | GET  /api/weir/alarms/shelves | | ShelfJson[] |
 * | POST /api/weir/alarms/shelves | ShelveType | ShelfJson |
 * | DELETE /api/weir/alarms/shelves/:shelfId | | |
 * | GET  /api/weir/alarms/flood | | FloodJson |
 * | PUT  /api/weir/alarms/flood | FloodPolicy | FloodJson |
 */
import type { AlarmStatus, FloodPolicy, Severity } from '../rules/alarms.ts'
import type { RememberedMessage } from './contract.ts'

/**
 * Which alarms a list holds. Shelved ones are in SHELVED, CLEARED and ALL only; NEEDS_PERSON is open and not
 * acknowledged.
 */
export type AlarmState = 'OPEN' | 'NEEDS_PERSON' | 'ACKNOWLEDGED' | 'CLEARED' | 'SHELVED' | 'ALL'

export interface AlarmRowJson {
  readonly id: string
  readonly type: string
  readonly severity: Severity
  readonly status: AlarmStatus
  readonly originator: {
    readonly entityType: string
    readonly id: string
    /** null when it is gone */
    readonly name: string | null
    readonly label: string | null
  }
  readonly assignee: PersonJson | null
  /** epoch ms; 0 = not yet */
  readonly createdTime: number
  readonly startTs: number
  readonly endTs: number
  readonly ackTs: number
  readonly clearTs: number
  readonly details: unknown
  /** how often it was raised, updates included */
  readonly occurrences: number
  /** it changes so often that changes are stored together, a few seconds late */
  readonly isFlooding: boolean
  readonly shelf: ShelfJson | null
  /** what a rule last said of it; null when people made it */
  readonly because: CauseJson | null
  /** of people */
  readonly comments: number
}

export interface PersonJson {
  readonly id: string
  /** null when the user is gone */
  readonly name: string | null
  readonly email: string | null
}

export interface CauseJson {
  /** epoch ms */
  readonly ts: number
  /** what was tested, in words */
  readonly rule: string | null
  /** what the message said; secrets are masked */
  readonly values: unknown
  readonly chainId: string | null
  readonly nodeId: string | null
  readonly messageId: string | null
}

export type HistoryKindJson =
  | 'RAISED'
  | 'UPDATED'
  | 'SEVERITY_CHANGED'
  | 'CLEARED'
  /** raised and cleared again too often to tell each time */
  | 'CHATTERED'
  | 'ACKNOWLEDGED'
  | 'ASSIGNED'
  | 'UNASSIGNED'
  | 'SHELVED'
  | 'UNSHELVED'

export interface HistoryJson {
  readonly seq: number
  readonly kind: HistoryKindJson
  /** epoch ms of the first and the last of `count` happenings */
  readonly since: number
  readonly ts: number
  readonly count: number
  readonly severity: Severity
  readonly person: PersonJson | null
  readonly cause: CauseJson | null
  /** reason and end of a shelf, the assignee */
  readonly about: unknown
}

export interface WhyJson {
  readonly alarm: AlarmRowJson
  /** the newest entry that a rule wrote, and the one that raised it; null when people did */
  readonly last: CauseJson | null
  readonly raised: CauseJson | null
  /** null when it is gone, or for people who may not see chains */
  readonly chain: { readonly id: string; readonly name: string } | null
  readonly node: { readonly id: string; readonly name: string; readonly type: string } | null
  /** the steps of the message as the nodes still remember them, first one first */
  readonly path: readonly RememberedMessage[]
}

export interface ShelfJson {
  readonly id: string
  readonly originator: { readonly entityType: string; readonly id: string; readonly name: string | null }
  readonly alarmType: string
  /** null = every alarm of the type */
  readonly alarmId: string | null
  readonly createdTime: number
  readonly until: number
  readonly reason: string
  readonly person: PersonJson | null
}

export interface ShelveAlarm {
  /** epoch ms */
  readonly until: number
  readonly reason: string
  /** every alarm of its type and originator, also those to come */
  readonly everyOfType?: boolean
}

export interface ShelveType {
  readonly originator: { readonly entityType: string; readonly id: string }
  readonly alarmType: string
  readonly until: number
  readonly reason: string
}

export interface FloodJson {
  readonly policy: FloodPolicy
  readonly flooding: readonly {
    readonly alarm: AlarmRowJson
    readonly since: number
    /** in this minute, and those of them that are not stored yet */
    readonly changes: number
    readonly gathered: number
  }[]
}

export interface AlarmSummary {
  readonly open: number
  readonly needsPerson: number
  readonly acknowledged: number
  readonly shelved: number
  /** within the last 24 hours */
  readonly clearedLately: number
  /** open ones */
  readonly bySeverity: Readonly<Record<Severity, number>>
}

/**
 * WebSocket: `{"type":"WEIR_ALARMS","cmdId":4}` is answered at once, and when alarms that the caller may see changed, at
 * most once a second. Pages ask their lists again then.
 */
export interface AlarmsFrame {
  readonly cmdId: number
  readonly update: 'ALARMS'
  /** since the subscription began */
  readonly changes: number
}
