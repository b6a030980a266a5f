import type { Queries } from './database.ts'
import { NotFound } from './store.ts'
import { isUuid } from './time-uuid.ts'

/** Tables of the entities that can belong to a customer, by kind. */
export const ownedTables: Readonly<Record<string, string>> = {
  DEVICE: 'device',
  ASSET: 'asset',
  ENTITY_VIEW: 'entity_view',
}

/**
 * Gives an entity to a customer, or back with null, in a transaction. Answers whether that changed anything; throws
 * `NotFound` when either is not there.
 */
export async function assign(
  transaction: Queries,
  entityType: string,
  id: string,
  customerId: string | null,
): Promise<boolean> {
  const table = Object.hasOwn(ownedTables, entityType) ? ownedTables[entityType] : undefined
  if (table === undefined || !isUuid(id))
    throw new NotFound(`There is no ${entityType} with the id ${id.slice(0, 60)}`)
  if (customerId !== null) await holdCustomer(transaction, customerId)
  const changed = await transaction.run(
    `update ${table} set customer_id = $2::uuid where id = $1::uuid and customer_id is distinct from $2::uuid`,
    [id, customerId],
  )
  if (changed > 0) return true
  const known = await transaction.one(`select 1 from ${table} where id = $1::uuid`, [id])
  if (known === null) throw new NotFound(`There is no ${entityType} with the id ${id}`)
  return false
}

/** The customer can't be deleted before the transaction ends, which would leave the entity with nobody real. */
async function holdCustomer(transaction: Queries, customerId: string): Promise<void> {
  const customer = isUuid(customerId)
    ? await transaction.one('select 1 from customer where id = $1::uuid for key share', [customerId])
    : null
  if (customer === null) throw new NotFound(`There is no customer with the id ${customerId.slice(0, 60)}`)
}
