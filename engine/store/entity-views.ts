import type { Queries } from './database.ts'
import { type EntityParts, existing, jsonOrNull } from './devices.ts'
import { forgetEntities } from './entity-removal.ts'
import type {
  EntityView,
  EntityViewFilter,
  EntityViewStore,
  NewEntityView,
  OwnerInfo,
} from './entity-stores.ts'
import { conditionsOf, type Listing, mapPage, ownerOf, ownerSql, page } from './paging.ts'
import { unlessTaken } from './taken.ts'
import { isUuid } from './time-uuid.ts'

interface ViewRow {
  readonly id: string
  readonly created_time: number
  readonly name: string
  readonly type: string
  readonly entity_type: string
  readonly entity_id: string
  readonly customer_id: string | null
  readonly keys: string
  readonly start_time: number
  readonly end_time: number
  readonly additional_info: string | null
}

const columns = `e.id, e.created_time, e.name, e.type, e.entity_type, e.entity_id, e.customer_id, e.keys, e.start_time,
  e.end_time, e.additional_info`

const listing: Listing = {
  columns,
  from: 'entity_view e',
  sortable: {
    id: 'e.id',
    createdTime: 'e.created_time',
    name: 'e.name',
    type: 'e.type',
    customerId: 'e.customer_id',
    startTimeMs: 'e.start_time',
    endTimeMs: 'e.end_time',
  },
  searched: ['e.name', 'e.type'],
}

const infoListing: Listing = {
  columns: `${columns}, ${ownerSql.columns}`,
  from: `${listing.from} ${ownerSql.join('e.customer_id')}`,
  sortable: { ...listing.sortable, customerTitle: ownerSql.title },
  searched: [...listing.searched, ownerSql.title],
}

/** Entity views: a part of the values of a device or asset, for somebody who may see no more of it. */
export function entityViewStore({ database, identity, now, changes }: EntityParts): EntityViewStore {
  const one = async (condition: string, value: string) => {
    const row = await database.one<ViewRow>(`select ${columns} from entity_view e where ${condition}`, [
      value,
    ])
    return row && viewOf(row)
  }
  const get = async (id: string) => (isUuid(id) ? one('e.id = $1::uuid', id) : null)
  const save = async (sql: string, id: string, time: number, view: NewEntityView) => {
    await unlessTaken(`An entity view is called “${view.name}” already`, () =>
      database.run(sql, parameters({ ...view, id, createdTime: time })),
    )
    changes.saved('ENTITY_VIEW', id)
    return existing(await get(id), id)
  }
  return {
    get,
    getByName: (name) => one('e.name = $1', name.replaceAll('\0', '')),
    create: (view) => save(insert, identity.uuid(), now(), view),

    async update(id, view) {
      const known = existing(await get(id), id)
      return save(update, id, known.createdTime, view)
    },

    async remove(id) {
      if (!isUuid(id)) return false
      const removed = await database.transaction(async (transaction: Queries) => {
        await forgetEntities(transaction, [id])
        return transaction.run('delete from entity_view where id = $1::uuid', [id])
      })
      if (removed > 0) changes.removed('ENTITY_VIEW', id)
      return removed > 0
    },

    async getMany(ids) {
      const rows = await database.rows<ViewRow>(
        `select ${columns} from entity_view e where e.id = any($1::uuid[])`,
        [ids.filter(isUuid)],
      )
      return rows.map(viewOf)
    },

    list: async (link, filter = {}) =>
      mapPage(await page<ViewRow>(database, listing, link, conditions(filter)), viewOf),

    infos: async (link, filter = {}) =>
      mapPage(await page<ViewRow & OwnerInfo>(database, infoListing, link, conditions(filter)), (row) => ({
        ...viewOf(row),
        ...ownerOf(row),
      })),

    async types() {
      const rows = await database.rows<{ type: string }>('select distinct type from entity_view order by 1')
      return rows.map(({ type }) => type)
    },
  }
}

const insert = `insert into entity_view (id, created_time, name, type, entity_type, entity_id, customer_id, keys,
  start_time, end_time, additional_info) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`

const update = `update entity_view set created_time = $2, name = $3, type = $4, entity_type = $5, entity_id = $6,
  customer_id = $7, keys = $8, start_time = $9, end_time = $10, additional_info = $11 where id = $1::uuid`

function parameters(view: EntityView): unknown[] {
  return [
    view.id,
    view.createdTime,
    view.name,
    view.type,
    view.entity.entityType,
    view.entity.id,
    view.customerId,
    JSON.stringify(view.keys),
    view.startTime,
    view.endTime,
    jsonOrNull(view.additionalInfo),
  ]
}

function conditions({ type, customerId }: EntityViewFilter) {
  return conditionsOf([
    ['e.type =', type],
    ['e.customer_id =', customerId],
  ])
}

function viewOf(row: ViewRow): EntityView {
  return {
    id: row.id,
    createdTime: row.created_time,
    name: row.name,
    type: row.type,
    entity: { entityType: row.entity_type, id: row.entity_id },
    customerId: row.customer_id,
    keys: JSON.parse(row.keys),
    startTime: row.start_time,
    endTime: row.end_time,
    additionalInfo: row.additional_info === null ? null : JSON.parse(row.additional_info),
  }
}
