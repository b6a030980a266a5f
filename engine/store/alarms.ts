import type { Alarm } from '../rules/alarms.ts'
import { alarmCommentStore } from './alarm-comments.ts'
import { alarmLists, isShownTo } from './alarm-lists.ts'
import {
  type AlarmRow,
  alarmColumnsOf,
  alarmOf,
  given,
  givenOf,
  type HistoryRow,
  historyOf,
  logTouched,
} from './alarm-rows.ts'
import { alarmShelfStore } from './alarm-shelves.ts'
import type {
  AlarmComment,
  AlarmLog,
  AlarmStore,
  AlarmWrite,
  LatestAlarm,
  StoredAlarm,
} from './alarm-stores.ts'
import type { AlarmPlace } from './alarm-writes.ts'
import type { BatchWriter } from './batch-writer.ts'
import type { Database } from './database.ts'
import { type Listing, mapPage, page } from './paging.ts'
import { isUuid } from './time-uuid.ts'

const all = alarmColumnsOf('a')
const historyColumns =
  'seq, kind, since, ts, count, severity, user_id, chain_id, node_id, message_id, rule, about'

const typeListing: Listing = {
  columns: 'type',
  from: 'alarm_type',
  sortable: { id: 'type', type: 'type', name: 'type' },
  searched: ['type'],
}

const touching = (changes: string, condition: string) => `with ${given},
  touched as (update alarm a set ${changes} from given g where a.id = g.id and ${condition} returning ${all}),
  ${logTouched}
  select * from touched`

const acknowledging = touching('acknowledged = true, ack_ts = g.ack_ts', 'not a.acknowledged')
const assigning = touching(
  'assignee_id = g.assignee_id, assign_ts = g.assign_ts',
  'a.assignee_id is distinct from g.assignee_id',
)
const logging = `with ${given}, touched as (select a.id from alarm a join given using (id)), ${logTouched}
  select id from touched`

/** Alarms: what rules change is written and read in batches, what people do one by one. */
export function alarmStore(
  database: Database,
  writer: BatchWriter<AlarmWrite, boolean>,
  reader: BatchWriter<AlarmPlace, LatestAlarm>,
): AlarmStore {
  const get = async (id: string): Promise<StoredAlarm | null> => {
    if (!isUuid(id)) return null
    const row = await database.one<AlarmRow>(`select ${all} from alarm a where a.id = $1::uuid`, [id])
    return row && alarmOf(row)
  }
  const change = async (
    statement: string,
    id: string,
    parts: Partial<Alarm>,
    log: AlarmLog,
    comment: AlarmComment | null,
  ): Promise<StoredAlarm | null> => {
    const before = await get(id)
    if (before === null) return null
    const row = await database.one<AlarmRow>(statement, [
      givenOf([{ alarm: { ...before, ...parts }, places: [], log, comment }]),
    ])
    return row && alarmOf(row)
  }
  return {
    get,
    ...alarmLists(database),
    latest: (originator, type) =>
      isUuid(originator.id)
        ? reader.add({ originator, type: type.replaceAll('\0', '') }, 1)
        : Promise.resolve({ alarm: null, done: [] }),
    write: (change) => writer.add(change, 1),

    acknowledge: (id, ts, log, comment) =>
      change(acknowledging, id, { acknowledged: true, ackTs: ts }, log, comment),

    assign: (id, assigneeId, log, comment) =>
      change(assigning, id, { assigneeId, assignTs: log.ts }, log, comment),

    async remove(id) {
      if (!isUuid(id)) return false
      const removed = await database.one<{ type: string }>(
        'delete from alarm where id = $1::uuid returning type',
        [id],
      )
      if (removed === null) return false
      await database.run(
        'delete from alarm_type t where t.type = $1 and not exists (select 1 from alarm a where a.type = t.type)',
        [removed.type],
      )
      return true
    },

    async types(link, customerId) {
      const ofCustomer = {
        sql: [`exists (select 1 from alarm a where a.type = alarm_type.type and ${isShownTo('$1')})`],
        values: [customerId],
      }
      const conditions = customerId === undefined ? undefined : ofCustomer
      return mapPage(
        await page<{ type: string }>(database, typeListing, link, conditions),
        ({ type }) => type,
      )
    },

    async history(id, most) {
      if (!isUuid(id)) return []
      const rows = await database.rows<HistoryRow>(
        `select ${historyColumns} from alarm_history where alarm_id = $1::uuid order by seq desc limit $2::int8`,
        [id, most],
      )
      return rows.map(historyOf)
    },

    async causes(ids) {
      const rows = await database.rows<HistoryRow & { alarm_id: string }>(
        `select h.* from unnest($1::uuid[]) as w (id) cross join lateral (
           select ${historyColumns}, alarm_id from alarm_history
           where alarm_id = w.id and node_id is not null order by seq desc limit 1) h`,
        [ids],
      )
      return new Map(rows.map((row) => [row.alarm_id, historyOf(row)]))
    },

    async log(alarm, log) {
      await database.run(logging, [
        givenOf([{ alarm: { occurrences: 0, ...alarm }, places: [], log, comment: null }]),
      ])
    },

    async assignedTo(userId) {
      if (!isUuid(userId)) return []
      const rows = await database.rows<{ id: string }>(
        'select id from alarm where assignee_id = $1::uuid order by created_time, id',
        [userId],
      )
      return rows.map(({ id }) => id)
    },

    comments: alarmCommentStore(database),
    shelves: alarmShelfStore(database),
  }
}
