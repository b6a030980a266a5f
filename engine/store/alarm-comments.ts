import { type CommentRow, cleanText, commentOf } from './alarm-rows.ts'
import type { AlarmCommentStore } from './alarm-stores.ts'
import type { Database } from './database.ts'
import { type Listing, mapPage, page } from './paging.ts'
import { NotFound } from './store.ts'
import { isUuid } from './time-uuid.ts'

const columns = 'id, alarm_id, created_time, user_id, type, comment'

const listing: Listing = {
  columns,
  from: 'alarm_comment',
  sortable: { id: 'id', createdTime: 'created_time', type: 'type', userId: 'user_id' },
  searched: ['comment::text'],
  order: 'created_time, id',
}

/** What people said about alarms, and what was said for them. */
export function alarmCommentStore(database: Database): AlarmCommentStore {
  return {
    async get(id) {
      if (!isUuid(id)) return null
      const row = await database.one<CommentRow>(`select ${columns} from alarm_comment where id = $1::uuid`, [
        id,
      ])
      return row && commentOf(row)
    },

    async list(alarmId, link) {
      const conditions = { sql: ['alarm_id = $1::uuid'], values: [alarmId] }
      return mapPage(await page<CommentRow>(database, listing, link, conditions), commentOf)
    },

    async counts(alarmIds) {
      const rows = await database.rows<{ alarm_id: string; count: number }>(
        `select alarm_id, count(*) as count from alarm_comment
         where alarm_id = any($1::uuid[]) and type = 'OTHER' group by alarm_id`,
        [alarmIds],
      )
      return new Map(rows.map(({ alarm_id, count }) => [alarm_id, count]))
    },

    async save({ id, alarmId, createdTime, userId, type, comment }) {
      const saved = await database.run(
        `insert into alarm_comment (${columns})
         select $1::uuid, a.id, $3::int8, $4::uuid, $5, $6::json from alarm a where a.id = $2::uuid
         on conflict (id) do update set user_id = excluded.user_id, type = excluded.type, comment = excluded.comment`,
        [id, alarmId, createdTime, userId, type, cleanText(comment as never)],
      )
      if (saved === 0) throw new NotFound(`There is no alarm with the id ${alarmId}`)
    },
  }
}
