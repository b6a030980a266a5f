/** How alarms, and what happened to them, lie in the database. */
import { type Severity, severities } from '../rules/alarms.ts'
import { parseJson, stringifyJson } from '../rules/json.ts'
import { isObject, type JsonValue } from '../rules/values.ts'
import type { AlarmComment, AlarmLog, AlarmWrite, HistoryEntry, StoredAlarm } from './alarm-stores.ts'

export interface AlarmRow {
  readonly id: string
  readonly created_time: number
  readonly type: string
  readonly originator_type: string
  readonly originator_id: string
  readonly customer_id: string | null
  readonly severity: number
  readonly acknowledged: boolean
  readonly cleared: boolean
  readonly assignee_id: string | null
  readonly start_ts: number
  readonly end_ts: number
  readonly ack_ts: number
  readonly clear_ts: number
  readonly assign_ts: number
  readonly details: string | null
  readonly propagate: boolean
  readonly propagate_to_owner: boolean
  readonly propagate_to_tenant: boolean
  readonly propagate_relation_types: readonly string[]
  readonly occurrences: number
}

/** columns and their types, in one order for all statements */
const columnTypes = {
  id: 'uuid',
  created_time: 'int8',
  type: 'text',
  originator_type: 'text',
  originator_id: 'uuid',
  customer_id: 'uuid',
  severity: 'int2',
  acknowledged: 'bool',
  cleared: 'bool',
  assignee_id: 'uuid',
  start_ts: 'int8',
  end_ts: 'int8',
  ack_ts: 'int8',
  clear_ts: 'int8',
  assign_ts: 'int8',
  details: 'json',
  propagate: 'bool',
  propagate_to_owner: 'bool',
  propagate_to_tenant: 'bool',
  propagate_relation_types: 'text[]',
  occurrences: 'int8',
} as const satisfies Record<keyof AlarmRow, string>

const logTypes = {
  log_kind: 'text',
  log_ts: 'int8',
  log_count: 'int8',
  log_merges: 'bool',
  user_id: 'uuid',
  chain_id: 'text',
  node_id: 'text',
  message_id: 'text',
  journal: 'text',
  position: 'int8',
  rule: 'text',
  about: 'json',
} as const

const commentTypes = { comment_id: 'uuid', comment_type: 'text', comment: 'json', places: 'json' } as const

export const alarmColumns = Object.keys(columnTypes)

/** The columns of a table of that name. */
export function alarmColumnsOf(table: string): string {
  return alarmColumns.map((column) => `${table}.${column}`).join(', ')
}

/** What `$1` holds, as a table named `given`: alarms as they are to be, with what is to be told of each. */
export const given = `given as (select * from json_to_recordset($1::json) as t (${Object.entries({
  ...columnTypes,
  ...logTypes,
  ...commentTypes,
})
  .map(([name, type]) => `${name} ${type}`)
  .join(', ')}))`

/** The same as a value: one JSON text for all of them. */
export function givenOf(changes: readonly Omit<AlarmWrite, 'how'>[]): string {
  return cleanText(
    changes.map(({ alarm, places, log, comment }) => ({
      ...rowOf(alarm),
      ...(log && logRow(log)),
      ...(comment && { comment_id: comment.id, comment_type: comment.type, comment: comment.comment }),
      user_id: log?.userId ?? comment?.userId ?? null,
      places: places.map(({ entityType, id }) => ({ id, type: entityType })),
    })) as unknown as JsonValue,
  )
}

function rowOf(alarm: StoredAlarm): Record<keyof AlarmRow, unknown> {
  return {
    id: alarm.id,
    created_time: alarm.createdTime,
    type: alarm.type,
    originator_type: alarm.originator.entityType,
    originator_id: alarm.originator.id,
    customer_id: alarm.customerId,
    severity: severities.indexOf(alarm.severity),
    acknowledged: alarm.acknowledged,
    cleared: alarm.cleared,
    assignee_id: alarm.assigneeId,
    start_ts: alarm.startTs,
    end_ts: alarm.endTs,
    ack_ts: alarm.ackTs,
    clear_ts: alarm.clearTs,
    assign_ts: alarm.assignTs,
    details: alarm.details,
    propagate: alarm.propagate,
    propagate_to_owner: alarm.propagateToOwner,
    propagate_to_tenant: alarm.propagateToTenant,
    propagate_relation_types: alarm.propagateRelationTypes,
    occurrences: alarm.occurrences,
  }
}

function logRow({ kind, ts, cause, about, count = 1, merges = false }: AlarmLog) {
  return {
    log_kind: kind,
    log_ts: ts,
    log_count: count,
    log_merges: merges,
    chain_id: cause?.chainId ?? null,
    node_id: cause?.nodeId ?? null,
    message_id: cause?.messageId ?? null,
    journal: cause?.place?.journal ?? null,
    position: cause?.place?.position ?? null,
    rule: cause?.rule ?? null,
    about: about ?? null,
  }
}

/**
 * Goes on behind a statement named `touched`, which gives the ids of the alarms that it wrote: what happened to those
 * becomes an entry of their history, or part of the newest one.
 */
export const logTouched = `
  merged as (
    update alarm_history h set count = h.count + g.log_count, ts = g.log_ts, severity = g.severity,
      user_id = g.user_id, chain_id = g.chain_id, node_id = g.node_id, message_id = g.message_id, journal = g.journal,
      position = g.position, rule = g.rule, about = g.about
    from given g join touched using (id)
    where g.log_merges and h.kind = g.log_kind
      and h.seq = (select max(seq) from alarm_history newest where newest.alarm_id = g.id)
    returning h.alarm_id),
  logged as (
    insert into alarm_history (alarm_id, originator_id, alarm_type, kind, since, ts, count, severity, user_id,
      chain_id, node_id, message_id, journal, position, rule, about)
    select g.id, g.originator_id, g.type, g.log_kind, g.log_ts, g.log_ts, g.log_count, g.severity, g.user_id,
      g.chain_id, g.node_id, g.message_id, g.journal, g.position, g.rule, g.about
    from given g join touched using (id)
    where g.log_kind is not null and not exists (select 1 from merged where merged.alarm_id = g.id)),
  said as (
    insert into alarm_comment (id, alarm_id, created_time, user_id, type, comment)
    select g.comment_id, g.id, g.log_ts, g.user_id, g.comment_type, g.comment
    from given g join touched using (id) where g.comment_id is not null),
  placed as (
    insert into alarm_entity (entity_id, alarm_id, entity_type)
    select p.id, g.id, p.type from given g join touched using (id),
      json_to_recordset(g.places) as p (id uuid, type text)
    on conflict do nothing)`

export function alarmOf(row: AlarmRow): StoredAlarm {
  return {
    id: row.id,
    createdTime: row.created_time,
    type: row.type,
    originator: { entityType: row.originator_type, id: row.originator_id },
    customerId: row.customer_id,
    severity: severityOf(row.severity),
    acknowledged: row.acknowledged,
    cleared: row.cleared,
    assigneeId: row.assignee_id,
    startTs: row.start_ts,
    endTs: row.end_ts,
    ackTs: row.ack_ts,
    clearTs: row.clear_ts,
    assignTs: row.assign_ts,
    details: row.details === null ? null : parseJson(row.details),
    propagate: row.propagate,
    propagateToOwner: row.propagate_to_owner,
    propagateToTenant: row.propagate_to_tenant,
    propagateRelationTypes: row.propagate_relation_types,
    occurrences: row.occurrences,
  }
}

export interface HistoryRow {
  readonly seq: number
  readonly kind: HistoryEntry['kind']
  readonly since: number
  readonly ts: number
  readonly count: number
  readonly severity: number
  readonly user_id: string | null
  readonly chain_id: string | null
  readonly node_id: string | null
  readonly message_id: string | null
  readonly rule: string | null
  readonly about: string | null
}

export function historyOf(row: HistoryRow): HistoryEntry {
  return {
    seq: row.seq,
    kind: row.kind,
    since: row.since,
    ts: row.ts,
    count: row.count,
    severity: severityOf(row.severity),
    userId: row.user_id,
    chainId: row.chain_id,
    nodeId: row.node_id,
    messageId: row.message_id,
    rule: row.rule,
    about: row.about === null ? null : parseJson(row.about),
  }
}

export interface CommentRow {
  readonly id: string
  readonly alarm_id: string
  readonly created_time: number
  readonly user_id: string | null
  readonly type: AlarmComment['type']
  readonly comment: string
}

export function commentOf(row: CommentRow): AlarmComment {
  return {
    id: row.id,
    createdTime: row.created_time,
    alarmId: row.alarm_id,
    userId: row.user_id,
    type: row.type,
    comment: JSON.parse(row.comment),
  }
}

export function severityOf(rank: number): Severity {
  return severities[rank] ?? 'INDETERMINATE'
}

/** JSON text that the database can take: it has no zero character and no half of a surrogate pair. */
export function cleanText(value: JsonValue): string {
  const text = stringifyJson(value)
  return /\\u(?:0000|[dD][89a-fA-F])/.test(text) ? stringifyJson(cleaned(value)) : text
}

function cleaned(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.replaceAll('\0', '').toWellFormed()
  if (Array.isArray(value)) return value.map(cleaned)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [cleaned(key) as string, cleaned(member)]),
  )
}
