import { readdirSync, readFileSync } from 'node:fs'
import type { Database } from './database.ts'

/** One step forward of the schema. */
export interface Migration {
  readonly number: number
  readonly name: string
  readonly sql: string
}

/** The steps in the files `0001-….sql` of `migrations/`, in order. Throws when a number is missing or double. */
export function migrations(): Migration[] {
  const folder = new URL('./migrations/', import.meta.url)
  const files = readdirSync(folder).filter((name) => /^\d{4}-.+\.sql$/.test(name))
  return files.sort().map((name, index) => {
    const number = Number(name.slice(0, 4))
    if (number !== index + 1)
      throw new Error(`Migration ${name} is out of sequence, ${index + 1} was expected`)
    return { number, name, sql: readFileSync(new URL(name, folder), 'utf8') }
  })
}

/**
 * Brings the schema forward to the newest step, all steps in one transaction. Of several servers that start at once on
 * one database, one does it and the others wait. Throws when the database is of a newer Weir.
 */
export async function migrate(
  database: Database,
  steps: readonly Migration[] = migrations(),
): Promise<number[]> {
  return database.transaction(async (transaction) => {
    // any constant of our own; the lock ends with the transaction
    await transaction.run('select pg_advisory_xact_lock(2077361)')
    await transaction.run(
      'create table if not exists schema_version (number integer primary key, name text not null, applied bigint not null)',
    )
    const { current } = (await transaction.one<{ current: number | null }>(
      'select max(number) as current from schema_version',
    )) ?? { current: null }
    const newest = steps.at(-1)?.number ?? 0
    if ((current ?? 0) > newest) {
      throw new Error(
        `The database has schema ${current}, this version of Weir knows up to ${newest}. ` +
          'Start the newer version again, or restore a backup made before the upgrade.',
      )
    }
    const missing = steps.filter(({ number }) => number > (current ?? 0))
    for (const step of missing) {
      await transaction.script(step.sql)
      await transaction.run(
        'insert into schema_version values ($1, $2, (extract(epoch from now()) * 1000)::bigint)',
        [step.number, step.name],
      )
    }
    return missing.map(({ number }) => number)
  })
}
