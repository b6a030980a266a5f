import type { EntityRef } from '../rules/message.ts'
import { ownedTables } from './assignment.ts'
import { type ContactRow, contactColumns, contactOf, contactValues } from './contact.ts'
import type { Queries } from './database.ts'
import { type EntityParts, existing, jsonOrNull } from './devices.ts'
import { forgetEntities } from './entity-removal.ts'
import type { Customer, CustomerStore, NewCustomer } from './entity-stores.ts'
import { type Listing, mapPage, page } from './paging.ts'
import { Conflict } from './store.ts'
import { unlessTaken } from './taken.ts'
import { forgetTelemetry } from './telemetry-removal.ts'
import { isUuid } from './time-uuid.ts'

interface CustomerRow extends ContactRow {
  readonly id: string
  readonly created_time: number
  readonly title: string
  readonly is_public: boolean
  readonly additional_info: string | null
}

const columns = ['id', 'created_time', 'title', 'is_public', 'additional_info', ...contactColumns].join(', ')

const listing: Listing = {
  columns,
  from: 'customer',
  sortable: {
    id: 'id',
    createdTime: 'created_time',
    title: 'title',
    name: 'title',
    email: 'email',
    country: 'country',
    city: 'city',
  },
  searched: ['title'],
}

/** The title of the public customer, which no other may have (rest-core.md 12.1). */
export const publicTitle = 'Public'

/** Customers. What belongs to one names it in `customer_id`. */
export function customerStore({ database, identity, now, changes }: EntityParts): CustomerStore {
  const one = async (condition: string, values: unknown[] = []) => {
    const row = await database.one<CustomerRow>(`select ${columns} from customer where ${condition}`, values)
    return row && customerOf(row)
  }
  const get = async (id: string) => (isUuid(id) ? one('id = $1::uuid', [id]) : null)
  const insert = async (customer: NewCustomer, isPublic: boolean) => {
    const id = identity.uuid()
    const values = [id, now(), customer.title, isPublic, jsonOrNull(customer.additionalInfo)]
    const made = await database.run(
      `insert into customer (${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
       ${isPublic ? 'on conflict do nothing' : ''}`,
      [...values, ...contactValues(customer)],
    )
    if (made > 0) changes.saved('CUSTOMER', id)
    return id
  }
  return {
    get,
    byTitle: (title) => one('title = $1', [title.replaceAll('\0', '')]),

    async create(customer) {
      const id = await unlessTaken(`A customer is called “${customer.title}” already`, () =>
        insert(customer, false),
      )
      return existing(await get(id), id)
    },

    async update(id, customer) {
      const next = { ...existing(await get(id), id), ...customer }
      const assigned = contactColumns.map((column, index) => `${column} = $${index + 4}`).join(', ')
      await unlessTaken(`A customer is called “${next.title}” already`, () =>
        database.run(
          `update customer set title = $2, additional_info = $3, ${assigned} where id = $1::uuid`,
          [id, next.title, jsonOrNull(next.additionalInfo), ...contactValues(next)],
        ),
      )
      changes.saved('CUSTOMER', id)
      return existing(await get(id), id)
    },

    async remove(id) {
      if (!isUuid(id)) return false
      const gone = await database.transaction((transaction) => remove(transaction, id))
      if (gone === null) return false
      for (const freed of gone.freed) changes.saved(freed.entityType, freed.id)
      for (const userId of gone.users) changes.removed('USER', userId)
      changes.removed('CUSTOMER', id)
      for (const left of [id, ...gone.users]) await forgetTelemetry(database, left)
      return true
    },

    async getMany(ids) {
      const rows = await database.rows<CustomerRow>(
        `select ${columns} from customer where id = any($1::uuid[])`,
        [ids.filter(isUuid)],
      )
      return rows.map(customerOf)
    },

    list: async (link) => mapPage(await page<CustomerRow>(database, listing, link), customerOf),

    async public() {
      const known = await one('is_public')
      if (known !== null) return known
      await insert({ title: publicTitle, additionalInfo: { isPublic: true } }, true)
      const made = await one('is_public')
      if (made === null)
        throw new Conflict(`A customer of people is called “${publicTitle}”; rename that one first`)
      return made
    },
  }
}

/** What became of it when the customer went; null when there was none. */
async function remove(
  transaction: Queries,
  id: string,
): Promise<{ freed: EntityRef[]; users: string[] } | null> {
  // Its row first: who gives it something at this moment waits, and finds it gone.
  const removed = await transaction.run('delete from customer where id = $1::uuid', [id])
  if (removed === 0) return null
  const freed: EntityRef[] = []
  for (const [entityType, table] of Object.entries(ownedTables)) {
    const rows = await transaction.rows<{ id: string }>(
      `update ${table} set customer_id = null where customer_id = $1::uuid returning id`,
      [id],
    )
    for (const row of rows) freed.push({ entityType, id: row.id })
  }
  const accounts = await transaction.rows<{ id: string }>(
    'delete from account where customer_id = $1::uuid returning id',
    [id],
  )
  const users = accounts.map((account) => account.id)
  await forgetEntities(transaction, [id, ...users])
  return { freed, users }
}

function customerOf(row: CustomerRow): Customer {
  return {
    id: row.id,
    createdTime: row.created_time,
    title: row.title,
    isPublic: row.is_public,
    additionalInfo: row.additional_info === null ? null : JSON.parse(row.additional_info),
    ...contactOf(row),
  }
}
