import type { Queries } from './database.ts'

/**
 * Removes what entities leave behind: attributes, relations at either end, alarms, and what nodes kept of them. Part of the transaction that removes the
 * entities themselves; history is removed after it, in pieces (telemetry-removal.ts).
 */
export async function forgetEntities(transaction: Queries, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await transaction.run('delete from attribute where entity_id = any($1::uuid[])', [ids])
  await transaction.run('delete from relation where from_id = any($1::uuid[])', [ids])
  await transaction.run('delete from alarm where originator_id = any($1::uuid[])', [ids])
  await transaction.run('delete from alarm_entity where entity_id = any($1::uuid[])', [ids])
  await transaction.run('delete from alarm_shelf where originator_id = any($1::uuid[])', [ids])
  await transaction.run('delete from node_state where entity_id = any($1::uuid[])', [ids])
  await transaction.run('delete from relation where to_id = any($1::uuid[])', [ids])
}
