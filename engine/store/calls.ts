import type { Database } from './database.ts'
import { type Listing, mapPage, page } from './paging.ts'
import { NotFound, type Page, type PageLink } from './store.ts'
import { isUuid } from './time-uuid.ts'

/** How far a persistent call came (device-api.md 4.3). */
export const callStatuses = [
  'QUEUED',
  'SENT',
  'DELIVERED',
  'SUCCESSFUL',
  'TIMEOUT',
  'EXPIRED',
  'FAILED',
] as const
export type CallStatus = (typeof callStatuses)[number]

export interface StoredCall {
  readonly id: string
  readonly createdTime: number
  readonly deviceId: string
  /** what the device knows it by */
  readonly requestId: number
  readonly expirationTime: number
  readonly method: string
  /** JSON text */
  readonly params: string
  readonly additionalInfo: string | null
  readonly isOneWay: boolean
  /** as asked for; null = not said */
  readonly retries: number | null
  readonly status: CallStatus
  /** deliveries that were not acknowledged in time */
  readonly timeouts: number
  /** JSON text; null = none yet */
  readonly response: string | null
}

export interface CallStore {
  /**
   * Keeps a new call. `repeated` where the very same is there already, `taken` where another one has its id, `full`
   * where `most` calls of the device are open.
   */
  add(call: StoredCall, most: number): Promise<'added' | 'repeated' | 'taken' | 'full'>
  /** Moves an open call on, when it stands at one of `from`. Null when it does not, or is not open. */
  move(id: string, from: readonly CallStatus[], to: CallMove): Promise<StoredCall | null>
  /** The device replied. Null when it has no open call of this number. */
  reply(deviceId: string, requestId: number, response: string): Promise<StoredCall | null>
  /** Ends at most `limit` open calls whose time is over, oldest first. */
  expire(now: number, limit: number): Promise<StoredCall[]>
  /** when the next open call is over; null when none is open */
  nextExpiry(): Promise<number | null>
  /** open calls of a device with a number above `after`, lowest first */
  open(deviceId: string, after: number, limit: number): Promise<StoredCall[]>
  /** devices that have open calls, each with the highest number of one */
  devicesWithOpen(): Promise<{ readonly deviceId: string; readonly highest: number }[]>
  get(id: string): Promise<StoredCall | null>
  list(deviceId: string, status: CallStatus | null, link: PageLink): Promise<Page<StoredCall>>
  remove(id: string): Promise<boolean>
  /** Removes ended calls made before `time`. Answers how many. */
  removeEnded(time: number, limit: number): Promise<number>
}

export interface CallMove {
  readonly status: CallStatus
  /** nothing more will happen to it */
  readonly isOpen: boolean
  readonly response?: string
  readonly timeouts?: number
}

interface CallRow {
  readonly id: string
  readonly created_time: number
  readonly device_id: string
  readonly request_id: number
  readonly expiration_time: number
  readonly method: string
  readonly params: string
  readonly additional_info: string | null
  readonly one_way: boolean
  readonly retries: number | null
  readonly status: CallStatus
  readonly timeouts: number
  readonly response: string | null
}

const columns = `id, created_time, device_id, request_id, expiration_time, method, params, additional_info, one_way,
  retries, status, timeouts, response`

const listing: Listing = {
  columns,
  from: 'rpc',
  sortable: {
    id: 'id',
    createdTime: 'created_time',
    expirationTime: 'expiration_time',
    status: 'status',
    request: 'method',
    response: 'response',
  },
  searched: ['method', 'status'],
  order: 'created_time desc, id',
}

/** Persistent calls of devices. Every change names the states it may come from, so that a late one changes nothing. */
export function callStore(database: Database): CallStore {
  const moved = (row: CallRow | null) => row && callOf(row)
  return {
    async add(call, most) {
      const added = await database.run(
        `insert into rpc (${columns}, is_open)
         select $1::uuid, $2::int8, $3::uuid, $4::int4, $5::int8, $6, $7, $8, $9, $10::int4, $11, $12::int4, $13, $14
         where not $14 or (select count(*) from rpc where device_id = $3::uuid and is_open) < $15::int4
         on conflict (id) do nothing`,
        [...valuesOf(call), call.status !== 'EXPIRED', most],
      )
      if (added > 0) return 'added'
      const known = await this.get(call.id)
      if (known === null) return 'full'
      const isSame =
        known.deviceId === call.deviceId && known.method === call.method && known.params === call.params
      return isSame ? 'repeated' : 'taken'
    },
    async move(id, from, { status, isOpen, response, timeouts }) {
      return moved(
        await database.one<CallRow>(
          `update rpc set status = $3, is_open = $4, response = coalesce($5, response),
             timeouts = coalesce($6::int4, timeouts)
           where id = $1::uuid and is_open and status = any($2) returning ${columns}`,
          [id, from, status, isOpen, response ?? null, timeouts ?? null],
        ),
      )
    },
    async reply(deviceId, requestId, response) {
      return moved(
        await database.one<CallRow>(
          `update rpc set status = 'SUCCESSFUL', is_open = false, response = $3
           where device_id = $1::uuid and request_id = $2::int4 and is_open and not one_way returning ${columns}`,
          [deviceId, requestId, response],
        ),
      )
    },
    async expire(now, limit) {
      const rows = await database.rows<CallRow>(
        `update rpc set status = 'EXPIRED', is_open = false
         where id in (select id from rpc where is_open and expiration_time <= $1::int8
                      order by expiration_time limit $2::int8)
         returning ${columns}`,
        [now, limit],
      )
      return rows.map(callOf)
    },
    async nextExpiry() {
      const row = await database.one<{ next: number | null }>(
        'select min(expiration_time) as next from rpc where is_open',
      )
      return row?.next ?? null
    },
    async open(deviceId, after, limit) {
      const rows = await database.rows<CallRow>(
        `select ${columns} from rpc where device_id = $1::uuid and is_open and request_id > $2::int4
         order by request_id limit $3::int8`,
        [deviceId, after, limit],
      )
      return rows.map(callOf)
    },
    devicesWithOpen: () =>
      database.rows(
        `select device_id as "deviceId", max(request_id) as highest from rpc where is_open group by device_id`,
      ),
    async get(id) {
      if (!isUuid(id)) return null
      return moved(await database.one<CallRow>(`select ${columns} from rpc where id = $1::uuid`, [id]))
    },
    async list(deviceId, status, link) {
      if (!isUuid(deviceId)) throw new NotFound(`There is no device ${deviceId}`)
      const sql = ['device_id = $1::uuid', ...(status === null ? [] : ['status = $2'])]
      const values = [deviceId, ...(status === null ? [] : [status])]
      return mapPage(await page<CallRow>(database, listing, link, { sql, values }), callOf)
    },
    async remove(id) {
      return isUuid(id) && (await database.run('delete from rpc where id = $1::uuid', [id])) > 0
    },
    removeEnded: (time, limit) =>
      database.run(
        `delete from rpc where id in
         (select id from rpc where not is_open and created_time < $1::int8 limit $2::int8)`,
        [time, limit],
      ),
  }
}

function valuesOf(call: StoredCall): unknown[] {
  const plain = (text: string | null) => text?.replaceAll('\0', '') ?? null
  return [
    call.id,
    call.createdTime,
    call.deviceId,
    call.requestId,
    call.expirationTime,
    plain(call.method),
    plain(call.params),
    plain(call.additionalInfo),
    call.isOneWay,
    call.retries,
    call.status,
    call.timeouts,
    plain(call.response),
  ]
}

function callOf(row: CallRow): StoredCall {
  return {
    id: row.id,
    createdTime: row.created_time,
    deviceId: row.device_id,
    requestId: row.request_id,
    expirationTime: row.expiration_time,
    method: row.method,
    params: row.params,
    additionalInfo: row.additional_info,
    isOneWay: row.one_way,
    retries: row.retries,
    status: row.status,
    timeouts: row.timeouts,
    response: row.response,
  }
}
