import type { Queries } from './database.ts'

/**
 * History lies in one partition a month (UTC), made when its first row comes, so that old months go by dropping a
 * table. Devices choose their timestamps, so only months near the present get one; whatever lies farther, or comes
 * before its month has a table, is kept in telemetry_other and moved when the month gets its own.
 */
export class Partitions {
  /** months that have a table, counted from 1970-01 */
  readonly #made = new Set<number>()
  #isRead = false

  /** Makes what is missing for rows at these times. */
  async prepare(queries: Transactions, times: readonly number[], now: number): Promise<void> {
    const missing = this.#missing(times, now)
    if (missing.length === 0) return
    if (!this.#isRead) await this.#read(queries)
    for (const month of missing) {
      if (this.#made.has(month)) continue
      await queries.transaction((transaction) => make(transaction, month))
      this.#made.add(month)
    }
  }

  #missing(times: readonly number[], now: number): number[] {
    const current = monthOf(now)
    const missing = new Set<number>()
    let last = -1
    for (const ts of times) {
      const month = monthOf(ts)
      if (month === last) continue
      last = month
      if (!this.#made.has(month) && month >= current - monthsBack && month <= current + monthsAhead)
        missing.add(month)
    }
    return [...missing]
  }

  async #read(queries: Queries): Promise<void> {
    const rows = await queries.rows<{ name: string }>(
      `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
       where i.inhparent = 'telemetry'::regclass`,
    )
    for (const { name } of rows) {
      const found = /^telemetry_(\d{4})_(\d{2})$/.exec(name)
      if (found !== null) this.#made.add((Number(found[1]) - 1970) * 12 + Number(found[2]) - 1)
    }
    this.#isRead = true
  }
}

type Transactions = Queries & { transaction<T>(work: (transaction: Queries) => Promise<T>): Promise<T> }

const monthsBack = 60
const monthsAhead = 1

function monthOf(ts: number): number {
  const date = new Date(ts)
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()
}

/** Start of a month in epoch ms. */
function startOf(month: number): number {
  return Date.UTC(1970, month, 1)
}

async function make(transaction: Queries, month: number): Promise<void> {
  const date = new Date(startOf(month))
  const name = `telemetry_${date.getUTCFullYear()}_${String(date.getUTCMonth() + 1).padStart(2, '0')}`
  const [from, to] = [startOf(month), startOf(month + 1)]
  // several servers may share the database
  await transaction.run('select pg_advisory_xact_lock(2077362)')
  const exists = await transaction.one(`select 1 from pg_class where oid = to_regclass($1)`, [name])
  if (exists !== null) return
  await transaction.script(`create table ${name} (like telemetry including defaults)`)
  await transaction.script(
    `with moved as (delete from telemetry_other where ts >= ${from} and ts < ${to} returning *)
     insert into ${name} select * from moved`,
  )
  await transaction.script(
    `alter table telemetry attach partition ${name} for values from (${from}) to (${to})`,
  )
}
