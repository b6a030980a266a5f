import { NodeFailure } from '../rules/failure.ts'
import { isObject, type JsonObject, type JsonValue, numberOf } from '../rules/values.ts'
import type { Database } from './database.ts'

/** What a table of the user's own looks like. */
export interface Shape {
  /** name → type, as the database writes it */
  readonly columns: ReadonlyMap<string, string>
  /** columns of the primary key; none = it has none */
  readonly key: readonly string[]
  /** Weir made it, and may add columns to it */
  readonly isOurs: boolean
}

/** The comment by which a table of ours is known, in whatever database it comes to lie. */
const mark = 'Made by Weir for the rule node “Save to custom table”, which adds columns as they are needed.'

/** How tables look, asked once each; missing ones are made, and missing columns of ours. */
export class CustomShapes {
  readonly #database: Database
  readonly #known = new Map<string, Shape>()
  readonly #reading = new Map<string, Promise<Shape>>()

  constructor(database: Database) {
    this.#database = database
  }

  forget(table: string): void {
    this.#known.delete(table)
  }

  /** The shape of a table that has, as far as it is ours to decide, a column for each value. */
  async of(table: string, values: JsonObject): Promise<Shape> {
    const known = this.#known.get(table)
    if (known !== undefined && hasAll(known, values)) return known
    // One after the other, so that two messages don't make the same table.
    const before = this.#reading.get(table) ?? Promise.resolve()
    const reading = before.catch(() => {}).then(() => this.#prepared(table, values))
    this.#reading.set(table, reading)
    try {
      return await reading
    } finally {
      if (this.#reading.get(table) === reading) this.#reading.delete(table)
    }
  }

  async #prepared(table: string, values: JsonObject): Promise<Shape> {
    const known = this.#known.get(table)
    if (known !== undefined && hasAll(known, values)) return known
    let shape = await this.#read(table)
    if (shape === null) {
      await this.#make(table, values)
      shape = await this.#read(table)
    } else if (shape.isOurs && !hasAll(shape, values)) {
      await this.#widen(table, shape, values)
      shape = await this.#read(table)
    }
    if (shape === null) throw new NodeFailure(`There is no table ${table}; it was removed just now`)
    this.#known.set(table, shape)
    return shape
  }

  async #read(table: string): Promise<Shape | null> {
    const rows = await this.#database.rows<{
      name: string
      type: string
      in_key: boolean
      note: string | null
    }>(
      `select a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
         coalesce(a.attnum = any(i.indkey), false) as in_key, obj_description(a.attrelid, 'pg_class') as note
       from pg_attribute a left join pg_index i on i.indrelid = a.attrelid and i.indisprimary
       where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped`,
      [`"${table}"`],
    )
    if (rows.length === 0) return null
    return {
      columns: new Map(rows.map(({ name, type }) => [name, type])),
      key: rows.filter(({ in_key }) => in_key).map(({ name }) => name),
      isOurs: rows[0]?.note === mark,
    }
  }

  async #make(table: string, values: JsonObject): Promise<void> {
    const given = Object.keys(values)
    const own = ['row_id text', 'created_time bigint', 'expires_time bigint']
    const columns = [
      ...own.filter((column) => !given.includes(column.split(' ')[0] ?? '')),
      ...given.map((column) => `"${column}" ${typeFor(values[column] ?? null)}`),
      'primary key (row_id)',
    ]
    try {
      await this.#database.transaction(async (transaction) => {
        await transaction.script(`create table "${table}" (${columns.join(', ')})`)
        await transaction.script(`comment on table "${table}" is '${mark}'`)
        await transaction.script(`create index on "${table}" (created_time)`)
        await transaction.script(`create index on "${table}" (expires_time) where expires_time is not null`)
      })
    } catch (error) {
      // Another server on the same database may have been faster.
      if ((await this.#read(table)) !== null) return
      throw refused(error, `There is no table ${table}, and Weir may not make it`)
    }
  }

  async #widen(table: string, shape: Shape, values: JsonObject): Promise<void> {
    const missing = Object.keys(values).filter((column) => !shape.columns.has(column))
    const added = missing.map(
      (column) => `add column if not exists "${column}" ${typeFor(values[column] ?? null)}`,
    )
    try {
      await this.#database.script(`alter table "${table}" ${added.join(', ')}`)
    } catch (error) {
      throw refused(
        error,
        `The table ${table} has no column “${missing.join('”, “')}”, and Weir may not add it`,
      )
    }
  }
}

/** Without the rights to it, or where the new column is one too many, the message fails; else it is a fault. */
function refused(error: unknown, sentence: string): unknown {
  const isRefusal = /^(42501|54011|25006)$/.test(String((error as { code?: unknown }).code))
  return isRefusal ? new NodeFailure(`${sentence}: ${(error as Error).message}`, { cause: error }) : error
}

function hasAll({ columns }: Shape, values: JsonObject): boolean {
  for (const column in values) if (!columns.has(column)) return false
  return true
}

/** `numeric` takes whole numbers of any length and fractions alike, as a device may send 21 now and 21.5 then. */
function typeFor(value: JsonValue): string {
  if (numberOf(value) !== undefined) return 'numeric'
  if (typeof value === 'boolean') return 'boolean'
  return isObject(value) ? 'json' : 'text'
}

/** Rows removed by one statement, so that others get their turn. */
const piece = 5_000

/** Removes the rows whose time is over at `now` from every table that says so; how many they were. */
export async function removeExpiredRows(database: Database, now: number): Promise<number> {
  const tables = await database.rows<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relkind in ('r', 'p') and c.oid = to_regclass(format('%I', c.relname))
       and c.relname ~ '^cs_tb_[a-z0-9_]+$' and a.attname = 'expires_time'
       and a.atttypid = 'bigint'::regtype and not a.attisdropped`,
  )
  let total = 0
  for (const { name } of tables)
    for (let removed = piece; removed === piece; total += removed)
      removed = await database.run(
        `delete from "${name}" where ctid = any(array(
           select ctid from "${name}" where expires_time <= $1::int8 limit ${piece}))`,
        [now],
      )
  return total
}
