import type { AlarmShelf, AlarmShelfStore } from './alarm-stores.ts'
import type { Database } from './database.ts'

interface ShelfRow {
  readonly id: string
  readonly created_time: number
  readonly until: number
  readonly originator_type: string
  readonly originator_id: string
  readonly alarm_type: string
  readonly alarm_id: string | null
  readonly reason: string
  readonly user_id: string | null
}

const columns =
  'id, created_time, until, originator_type, originator_id, alarm_type, alarm_id, reason, user_id'

/** What operators do not want to hear of for a while. */
export function alarmShelfStore(database: Database): AlarmShelfStore {
  return {
    async all() {
      const rows = await database.rows<ShelfRow>(`select ${columns} from alarm_shelf order by until, id`)
      return rows.map(shelfOf)
    },

    async save({ id, createdTime, until, originator, alarmType, alarmId, reason, userId }) {
      await database.transaction(async (transaction) => {
        await transaction.run(
          `delete from alarm_shelf where originator_id = $1::uuid and alarm_type = $2
           and alarm_id is not distinct from $3::uuid`,
          [originator.id, alarmType, alarmId],
        )
        await transaction.run(
          `insert into alarm_shelf (${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
          [
            id,
            createdTime,
            until,
            originator.entityType,
            originator.id,
            alarmType,
            alarmId,
            reason.replaceAll('\0', ''),
            userId,
          ],
        )
      })
    },

    async remove(ids) {
      await database.run('delete from alarm_shelf where id = any($1::uuid[])', [ids])
    },
  }
}

function shelfOf(row: ShelfRow): AlarmShelf {
  return {
    id: row.id,
    createdTime: row.created_time,
    until: row.until,
    originator: { entityType: row.originator_type, id: row.originator_id },
    alarmType: row.alarm_type,
    alarmId: row.alarm_id,
    reason: row.reason,
    userId: row.user_id,
  }
}
