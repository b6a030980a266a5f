import type { Queries } from './database.ts'

/** The name of a calculated field of another entity that takes an argument from this one; null when none does. */
export async function fieldThatUses(queries: Queries, entityId: string): Promise<string | null> {
  const row = await queries.one<{ name: string }>(
    // ids are written in lower case, and nothing else in a configuration looks like one
    `select name from calculated_field where entity_id <> $1::uuid and configuration::text like $2 limit 1`,
    [entityId, `%"${entityId.toLowerCase()}"%`],
  )
  return row?.name ?? null
}
