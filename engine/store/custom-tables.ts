import pg from 'pg'
import { type CustomRow, type CustomTables, customPrefix, wrongIdentifier } from '../rules/custom-tables.ts'
import { NodeFailure } from '../rules/failure.ts'
import { stringifyJson } from '../rules/json.ts'
import { type JsonObject, type JsonValue, numberOf } from '../rules/values.ts'
import type { BatchWriter } from './batch-writer.ts'
import { CustomShapes, type Shape } from './custom-shapes.ts'
import type { Database } from './database.ts'

/** One row on its way to its table. */
export interface CustomEntry {
  /** writes rows of these columns; $1, $2 … are lists of text, one for each column */
  readonly statement: string
  readonly texts: readonly string[]
  /** primary key of the row where it is known; of two that share it the later counts */
  readonly key: string | null
}

/** Writes a batch of rows, all or nothing: one statement per table and set of columns. */
export async function writeCustomRows(
  database: Database,
  entries: readonly CustomEntry[],
): Promise<undefined[]> {
  const groups = [...Map.groupBy(entries, ({ statement }) => statement)]
  const [only] = groups
  if (only !== undefined && groups.length === 1) await database.writes.run(only[0], columnsOf(only[1]))
  else
    await database.transaction(async (transaction) => {
      for (const [statement, members] of groups) await transaction.run(statement, columnsOf(members))
    })
  return entries.map(() => undefined)
}

/** Rows turned into columns; a statement may not touch one row twice. */
function columnsOf(entries: readonly CustomEntry[]): string[][] {
  const rows = new Map(entries.map((entry, index) => [entry.key ?? index, entry.texts]))
  const width = entries[0]?.texts.length ?? 0
  return Array.from({ length: width }, (_, column) => [...rows.values()].map((texts) => texts[column] ?? ''))
}

/** Tables of the user's own. Those that are missing are made; those that others made are never altered. */
export function customTableStore(
  database: Database,
  writer: BatchWriter<CustomEntry, undefined>,
): CustomTables {
  const shapes = new CustomShapes(database)

  const write = async (table: string, row: CustomRow): Promise<void> => {
    const shape = await shapes.of(table, row.values)
    checkColumns(table, shape, row)
    await writer.add(entryOf(table, shape, row), 1)
  }

  return {
    async insert(name, row) {
      const wrong = wrongIdentifier(name, customPrefix) ?? wrongColumn(row.values)
      if (wrong !== undefined) throw new NodeFailure(wrong)
      const table = (customPrefix + name).toLowerCase()
      try {
        await write(table, row).catch((error: unknown) => {
          if (!isOfOldShape(error)) throw error
          // Somebody altered the table since it was looked at.
          shapes.forget(table)
          return write(table, row)
        })
      } catch (error) {
        throw asFailure(table, error)
      }
    },
  }
}

function wrongColumn(values: JsonObject): string | undefined {
  return Object.keys(values)
    .map((column) => wrongIdentifier(column))
    .find((wrong) => wrong !== undefined)
}

function checkColumns(table: string, { columns }: Shape, { values, ttl }: CustomRow): void {
  for (const column of Object.keys(values))
    if (!columns.has(column))
      throw new NodeFailure(
        `The table ${table} has no column “${column}”; add it with: alter table ${table} add column ${column} …`,
      )
  if (ttl > 0 && !columns.has('expires_time'))
    throw new NodeFailure(
      `Rows of ${table} can’t expire: it has no column “expires_time” (bigint); add it, or keep them for ever`,
    )
}

/** What Weir fills in by itself where the table has such a column and no key goes to it. */
function ownValues({ id, ts, ttl }: CustomRow): JsonObject {
  return { row_id: id, created_time: ts, ...(ttl > 0 && { expires_time: ts + ttl * 1000 }) }
}

function entryOf(table: string, { columns, key }: Shape, row: CustomRow): CustomEntry {
  const own = Object.entries(ownValues(row)).filter(([column]) => columns.has(column))
  const values: Record<string, JsonValue> = { ...Object.fromEntries(own), ...row.values }
  const names = Object.keys(values)
  const texts = names.map((name) => textOf(values[name] ?? null, columns.get(name) ?? 'text'))
  const isKeyed = key.length > 0 && key.every((name) => Object.hasOwn(values, name))
  return {
    statement: insertInto(table, names, columns, isKeyed ? key : []),
    texts,
    key: isKeyed ? JSON.stringify(key.map((name) => texts[names.indexOf(name)])) : null,
  }
}

/** Names are checked and quoted, types come from the database itself, and values are parameters. */
function insertInto(
  table: string,
  names: readonly string[],
  types: ReadonlyMap<string, string>,
  key: readonly string[],
): string {
  const list = names.map((name) => `"${name}"`).join(', ')
  const values = names.map((name, index) => `v${index}::${types.get(name)}`).join(', ')
  const given = names.map((_, index) => `$${index + 1}::text[]`).join(', ')
  const aliases = names.map((_, index) => `v${index}`).join(', ')
  const others = names.filter((name) => !key.includes(name))
  const replaced = others.map((name) => `"${name}" = excluded."${name}"`).join(', ')
  const target = key.map((name) => `"${name}"`).join(', ')
  const onConflict =
    key.length === 0
      ? ''
      : ` on conflict (${target}) do ${others.length > 0 ? `update set ${replaced}` : 'nothing'}`
  return `insert into "${table}" (${list}) select ${values} from unnest(${given}) as given (${aliases})${onConflict}`
}

/** A value as text that the column's type reads; whole doubles lose their “.0” where the column holds whole numbers. */
function textOf(value: JsonValue, type: string): string {
  if (typeof value === 'string') return /^jsonb?$/.test(type) ? stringifyJson(value) : withoutNul(value)
  const number = numberOf(value)
  const isWhole = number !== undefined && Number.isSafeInteger(number)
  if (isWhole && /^(smallint|integer|bigint)$/.test(type)) return String(number)
  return withoutNul(stringifyJson(value))
}

/** PostgreSQL's text can't hold it. */
function withoutNul(text: string): string {
  return text.replaceAll('\0', '')
}

/** The table or a column is gone, or is of another type than it was: SQLSTATE 42P01, 42703, 42804, 42P10. */
function isOfOldShape(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(42P01|42703|42804|42P10)$/.test(error.code ?? '')
}

/** What the database says against a row is the message's failure, and no fault of ours. */
function asFailure(table: string, error: unknown): unknown {
  const isRefusal = error instanceof pg.DatabaseError && /^(22|23|42)/.test(error.code ?? '')
  if (!isRefusal) return error
  return new NodeFailure(`The table ${table} does not take the row: ${error.message}`, { cause: error })
}
