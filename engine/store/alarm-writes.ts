import type { EntityRef } from '../rules/message.ts'
import {
  type AlarmRow,
  alarmColumns,
  alarmColumnsOf,
  alarmOf,
  given,
  givenOf,
  logTouched,
} from './alarm-rows.ts'
import type { AlarmWrite, Done, LatestAlarm } from './alarm-stores.ts'
import type { Database, Queries } from './database.ts'

const inserted = alarmColumns.join(', ')
const insert = `with ${given},
  touched as (
    insert into alarm (${inserted}) select ${inserted} from given
    on conflict (originator_id, type) where not cleared do nothing returning id),
  ${logTouched},
  named as (
    insert into alarm_type (type) select distinct g.type from given g join touched using (id) on conflict do nothing)
  select id from touched`

const raised = `severity = g.severity, start_ts = g.start_ts, end_ts = g.end_ts, details = g.details,
  propagate = g.propagate, propagate_to_owner = g.propagate_to_owner, propagate_to_tenant = g.propagate_to_tenant,
  propagate_relation_types = g.propagate_relation_types, occurrences = g.occurrences`

const touching = (changes: string, condition: string) => `with ${given},
  touched as (
    update alarm a set ${changes} from given g where a.id = g.id and ${condition} returning a.id),
  ${logTouched}
  select id from touched`

const statements: Readonly<Record<AlarmWrite['how'], string>> = {
  clear: touching(`${raised}, cleared = true, clear_ts = g.clear_ts`, 'not a.cleared'),
  update: touching(raised, 'not a.cleared'),
  amend: touching(raised, 'true'),
  reopen: touching(
    `${raised}, cleared = false, clear_ts = 0`,
    `a.cleared and not exists (select 1 from alarm other
       where other.originator_id = g.originator_id and other.type = g.type and not other.cleared)`,
  ),
  insert,
}

/** Alarms of one originator and type are written one after the other, so the order of the kinds does not matter. */
const order = ['clear', 'update', 'amend', 'reopen', 'insert'] as const

/** Writes a batch in one transaction; answers for each whether it was written. */
export async function writeAlarms(database: Database, changes: readonly AlarmWrite[]): Promise<boolean[]> {
  const written = new Set<string>()
  const kinds = order.filter((how) => changes.some((change) => change.how === how))
  const write = async (queries: Queries) => {
    for (const how of kinds) {
      const these = changes.filter((change) => change.how === how)
      const rows = await queries.rows<{ id: string }>(statements[how], [givenOf(these)])
      for (const { id } of rows) written.add(id)
    }
  }
  // A single statement is a transaction of its own.
  await (kinds.length === 1 ? write(database) : database.transaction(write))
  return changes.map(({ alarm }) => written.has(alarm.id))
}

/** What messages did to the alarms of one originator and type, remembered at most. */
const doneRemembered = 64

const latest = `
  select w.place, a.*, d.done from unnest($1::int4[], $2::uuid[], $3::text[]) as w (place, of_id, of_type)
  left join lateral (
    select ${alarmColumnsOf('alarm')} from alarm where originator_id = w.of_id and type = w.of_type
    order by cleared, start_ts desc limit 1) a on true
  left join lateral (
    select json_agg(json_build_object('kind', kind, 'alarmId', alarm_id, 'nodeId', node_id, 'messageId', message_id,
      'journal', journal, 'position', position) order by seq) as done
    from (select seq, kind, alarm_id, node_id, message_id, journal, position from alarm_history
      where originator_id = w.of_id and alarm_type = w.of_type order by seq desc limit ${doneRemembered}) newest
    where message_id is not null and node_id is not null) d on true`

export interface AlarmPlace {
  readonly originator: EntityRef
  readonly type: string
}

/** The newest alarm at each place; an active one before any other. */
export async function readLatest(database: Database, places: readonly AlarmPlace[]): Promise<LatestAlarm[]> {
  const rows = await database.rows<AlarmRow & { place: number; done: string | null }>(latest, [
    places.map((_, index) => index),
    places.map(({ originator }) => originator.id),
    places.map(({ type }) => type),
  ])
  const found: LatestAlarm[] = places.map(() => ({ alarm: null, done: [] }))
  for (const row of rows) {
    found[row.place] = {
      alarm: row.id === null ? null : alarmOf(row),
      done: row.done === null ? [] : (JSON.parse(row.done) as Done[]),
    }
  }
  return found
}
