import { type ContactRow, contactColumns, contactOf, contactValues } from './contact.ts'
import type { Queries } from './database.ts'
import { type EntityParts, existing, jsonOrNull } from './devices.ts'
import type { Tenant, TenantStore } from './entity-stores.ts'

interface TenantRow extends ContactRow {
  readonly id: string
  readonly created_time: number
  readonly title: string
  readonly region: string | null
  readonly additional_info: string | null
}

const columns = ['id', 'created_time', 'title', 'region', 'additional_info', ...contactColumns]

/** The one tenant of this edge: who runs it. */
export function tenantStore({ database, changes }: EntityParts, tenantId: string): TenantStore {
  const get = async () => {
    const row = await database.one<TenantRow>(
      `select ${columns.join(', ')} from tenant where id = $1::uuid`,
      [tenantId],
    )
    return tenantOf(existing(row, tenantId))
  }
  return {
    get,
    async update(tenant) {
      const next = { ...(await get()), ...tenant }
      const values = [next.title, next.region, jsonOrNull(next.additionalInfo), ...contactValues(next)]
      const assignments = columns.slice(2).map((column, index) => `${column} = $${index + 2}`)
      await database.run(`update tenant set ${assignments.join(', ')} where id = $1::uuid`, [
        tenantId,
        ...values,
      ])
      changes.saved('TENANT', tenantId)
      return get()
    },
  }
}

/** Makes the tenant's record where there is none. */
export async function ensureTenant(queries: Queries, id: string, now: number): Promise<void> {
  await queries.run(
    'insert into tenant (id, created_time, title) values ($1::uuid, $2, $3) on conflict do nothing',
    [id, now, 'Weir'],
  )
}

function tenantOf(row: TenantRow): Tenant {
  return {
    id: row.id,
    createdTime: row.created_time,
    title: row.title,
    region: row.region,
    additionalInfo: row.additional_info === null ? null : JSON.parse(row.additional_info),
    ...contactOf(row),
  }
}
