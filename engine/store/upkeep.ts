import type { Clock, Logger } from '../rules/needs.ts'
import { removeExpiredRows } from './custom-shapes.ts'
import { type Database, isPassing } from './database.ts'
import { removeStateOfGoneNodes } from './node-state.ts'

/** Milliseconds between two rounds. */
const roundEvery = 10 * 60_000
/** Milliseconds between two looks for nodes that are gone: all graphs are read for that. */
const lookEvery = 6 * 3_600_000
/** Rows removed by one statement, so that others get their turn. */
const piece = 5_000
/** PostgreSQL stops at two thousand million transactions without a freeze; it is due at a tenth of that. */
const freezeAfter = 200_000_000

/**
 * What a database needs done from time to time: samples past their time to live and what nodes kept that are gone are removed, and the embedded one,
 * which is a single process without PostgreSQL's own workers, is swept and counted here.
 */
export function startUpkeep({
  database,
  isEmbedded,
  clock,
  log,
}: {
  database: Database
  isEmbedded: boolean
  clock: Clock
  log: Logger
}): () => void {
  let cancel = () => {}
  let stopped = false
  let lastLook = clock.now()
  const round = async () => {
    await removeExpired(database, clock.now())
    await removeExpiredRows(database, clock.now())
    if (clock.now() - lastLook >= lookEvery) {
      lastLook = clock.now()
      await removeStateOfGoneNodes(database, lastLook)
    }
    if (isEmbedded) await sweep(database)
  }
  const plan = () => {
    cancel = clock.after(roundEvery, () => {
      round()
        .catch((error) => {
          if (!stopped && !isPassing(error))
            log.error('Upkeep of the database failed', { error: error.message })
        })
        .finally(() => {
          if (!stopped) plan()
        })
    })
  }
  plan()
  return () => {
    stopped = true
    cancel()
  }
}

/** Removes samples whose time to live is over at `now`; latest values stay (data-model.md section 3). */
export async function removeExpired(database: Database, now: number): Promise<number> {
  let total = 0
  for (;;) {
    const removed = await database.run(
      `delete from telemetry where (entity_id, key_id, ts, tie) in
       (select entity_id, key_id, ts, tie from telemetry where expires <= $1::int8 limit ${piece})`,
      [now],
    )
    total += removed
    if (removed < piece) return total
  }
}

/** The work of PostgreSQL's autovacuum: dead rows are made room again, plans get their figures, ids are frozen. */
export async function sweep(database: Database): Promise<void> {
  for (const table of [
    'telemetry_latest',
    'attribute',
    'setting',
    'rule_chain_draft',
    'alarm',
    'alarm_history',
    'event',
  ]) {
    await database.script(`vacuum (analyze) ${table}`)
  }
  await database.script('analyze key_dictionary')
  const age = await database.one<{ age: number }>(
    'select age(datfrozenxid)::int8 as age from pg_database where datname = current_database()',
  )
  if ((age?.age ?? 0) > freezeAfter) await database.script('vacuum (freeze)')
}
