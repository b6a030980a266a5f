import { doubled } from './database.ts'
import { type EntityParts, existing, jsonOrNull } from './devices.ts'
import { forgetEntities } from './entity-removal.ts'
import { conditionsOf, type Listing, mapPage, page } from './paging.ts'
import { Conflict, type User, type UserSecrets, type UserStore } from './store.ts'
import { forgetTelemetry } from './telemetry-removal.ts'
import { isUuid } from './time-uuid.ts'

interface UserRow {
  readonly id: string
  readonly created_time: number
  readonly email: string
  readonly authority: User['authority']
  readonly first_name: string | null
  readonly last_name: string | null
  readonly phone: string | null
  readonly customer_id: string | null
  readonly additional_info: string | null
}

const columns =
  'id, created_time, email, authority, first_name, last_name, phone, customer_id, additional_info'

const listing: Listing = {
  columns,
  from: 'account',
  sortable: {
    id: 'id',
    createdTime: 'created_time',
    email: 'email',
    firstName: 'first_name',
    lastName: 'last_name',
    authority: 'authority',
  },
  searched: ['email'],
}

const secretColumns = {
  enabled: 'enabled',
  passwordHash: 'password_hash',
  tokensValidFrom: 'tokens_valid_from',
  failedLogins: 'failed_logins',
  lockedUntil: 'locked_until',
  lastLogin: 'last_login',
} as const satisfies Record<keyof Omit<UserSecrets, 'userId'>, string>

/** Users and, apart from what lists show, what they log in with. E-mail addresses are equal in any case. */
export function userStore({ database, identity, now, changes }: EntityParts): UserStore {
  const one = async (condition: string, value: string) => {
    const row = await database.one<UserRow>(`select ${columns} from account where ${condition}`, [value])
    return row && userOf(row)
  }
  const get = async (id: string) => (isUuid(id) ? one('id = $1::uuid', id) : null)
  return {
    get,
    byEmail: (email) => one('lower(email) = lower($1)', email.replaceAll('\0', '')),
    count: async () =>
      (await database.one<{ count: number }>('select count(*) as count from account'))?.count ?? 0,
    list: async (link, { customerId } = {}) => {
      const conditions = conditionsOf([['customer_id =', customerId]])
      return mapPage(await page<UserRow>(database, listing, link, conditions), userOf)
    },

    async create(user) {
      const id = identity.uuid()
      await explained(user.email, () =>
        database.run(
          `insert into account (${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
          parameters({ ...user, id, createdTime: now() }),
        ),
      )
      changes.saved('USER', id)
      return existing(await get(id), id)
    },

    async update(id, user) {
      const known = existing(await get(id), id)
      const next = { ...known, ...user, id, createdTime: known.createdTime }
      await explained(next.email, () =>
        database.run(
          `update account set created_time = $2, email = $3, authority = $4, first_name = $5, last_name = $6, phone = $7,
           customer_id = $8, additional_info = $9 where id = $1`,
          parameters(next),
        ),
      )
      changes.saved('USER', id)
      return existing(await get(id), id)
    },

    async remove(id) {
      if (!isUuid(id)) return false
      const removed = await database.transaction(async (transaction) => {
        await forgetEntities(transaction, [id])
        return transaction.run('delete from account where id = $1::uuid', [id])
      })
      if (removed === 0) return false
      changes.removed('USER', id)
      await forgetTelemetry(database, id)
      return true
    },

    async secrets(userId) {
      if (!isUuid(userId)) return null
      const selected = Object.entries(secretColumns).map(([name, column]) => `${column} as "${name}"`)
      return database.one<UserSecrets>(
        `select id as "userId", ${selected.join(', ')} from account where id = $1::uuid`,
        [userId],
      )
    },

    async saveSecrets(userId, secrets) {
      existing(await get(userId), userId)
      const names = Object.keys(secretColumns) as (keyof typeof secretColumns)[]
      const set = names.filter((name) => secrets[name] !== undefined)
      if (set.length === 0) return
      const assignments = set.map((name, index) => `${secretColumns[name]} = $${index + 2}`)
      await database.run(`update account set ${assignments.join(', ')} where id = $1::uuid`, [
        userId,
        ...set.map((name) => secrets[name]),
      ])
    },
  }
}

function parameters(user: User): unknown[] {
  return [
    user.id,
    user.createdTime,
    user.email,
    user.authority,
    user.firstName,
    user.lastName,
    user.phone,
    user.customerId,
    jsonOrNull(user.additionalInfo),
  ]
}

function userOf(row: UserRow): User {
  return {
    id: row.id,
    createdTime: row.created_time,
    email: row.email,
    authority: row.authority,
    firstName: row.first_name,
    lastName: row.last_name,
    phone: row.phone,
    customerId: row.customer_id,
    additionalInfo: row.additional_info === null ? null : JSON.parse(row.additional_info),
  }
}

async function explained<T>(email: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (doubled(error) === null) throw error
    throw new Conflict(`A user has the e-mail address ${email} already`)
  }
}
