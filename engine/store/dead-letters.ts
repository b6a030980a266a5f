import type { Database } from './database.ts'
import { type Listing, mapPage, page } from './paging.ts'
import type { DeadLetter, DeadLetterStore } from './store.ts'
import { isUuid } from './time-uuid.ts'

interface LetterRow {
  readonly id: string
  readonly time: number
  readonly queue: string
  readonly chain_id: string | null
  readonly node_id: string | null
  readonly node_name: string | null
  readonly reason: string
  readonly attempts: number
  readonly originator_type: string
  readonly originator_id: string
  readonly message_type: string
  readonly record: Buffer
}

const columns = `id, time, queue, chain_id, node_id, node_name, reason, attempts, originator_type, originator_id,
  message_type, record`

const listing: Listing = {
  columns,
  from: 'dead_letter',
  sortable: { id: 'id', time: 'time', queue: 'queue', nodeName: 'node_name', messageType: 'message_type' },
  searched: ['reason', 'node_name', 'message_type'],
  order: 'time desc, id',
}

/** Messages that could not be processed, newest first. Adding one a second time, after a crash, changes nothing. */
export function deadLetterStore(database: Database): DeadLetterStore {
  return {
    async add(letter) {
      await database.run(
        `insert into dead_letter (${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         on conflict (id) do nothing`,
        [
          letter.id,
          letter.time,
          letter.queue,
          letter.chainId,
          letter.nodeId,
          letter.nodeName,
          letter.reason.replaceAll('\0', ''),
          letter.attempts,
          letter.originator.entityType,
          letter.originator.id,
          letter.messageType.replaceAll('\0', ''),
          Buffer.from(letter.record),
        ],
      )
    },
    list: async (link) => mapPage(await page<LetterRow>(database, listing, link), letterOf),
    count: async () =>
      (await database.one<{ count: number }>('select count(*) as count from dead_letter'))?.count ?? 0,
    async get(id) {
      if (!isUuid(id)) return null
      const row = await database.one<LetterRow>(`select ${columns} from dead_letter where id = $1::uuid`, [
        id,
      ])
      return row && letterOf(row)
    },
    async remove(id) {
      return isUuid(id) && (await database.run('delete from dead_letter where id = $1::uuid', [id])) > 0
    },
  }
}

function letterOf(row: LetterRow): DeadLetter {
  return {
    id: row.id,
    time: row.time,
    queue: row.queue,
    chainId: row.chain_id,
    nodeId: row.node_id,
    nodeName: row.node_name,
    reason: row.reason,
    attempts: row.attempts,
    originator: { entityType: row.originator_type, id: row.originator_id },
    messageType: row.message_type,
    record: row.record,
  }
}
