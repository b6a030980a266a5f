import type { Duplex } from 'node:stream'
import pg from 'pg'

/** Asking SQL: text with $1, $2 … and their values. Statements are prepared once per connection. */
export interface Queries {
  rows<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>
  /** The first row, null when there is none. */
  one<Row>(text: string, values?: readonly unknown[]): Promise<Row | null>
  /** How many rows it changed. */
  run(text: string, values?: readonly unknown[]): Promise<number>
  /** Several statements without values, as migrations are. */
  script(text: string): Promise<void>
}

export interface Database extends Queries {
  /** Does `work` on one connection, all or nothing. */
  transaction<T>(work: (transaction: Queries) => Promise<T>): Promise<T>
  /** The same questions on the one connection that batches are written by, in the order they are asked. */
  readonly writes: Queries
  close(): Promise<void>
}

export interface Connections {
  /** `postgresql://…`, or nothing for the embedded database */
  readonly url?: string | undefined
  /** opens a connection to the embedded database, which has only one */
  readonly stream?: (() => Duplex) | undefined
  /** called when a connection that nobody was using breaks */
  readonly onLost: (error: Error) => void
}

/** Opens connections as they are needed; nothing is connected yet. */
export function openDatabase({ url, stream, onLost }: Connections): Database {
  const shared = { types: { getTypeParser: parserOf }, keepAlive: true }
  const pool = (options: pg.PoolConfig) => {
    const made = new pg.Pool({ ...shared, ...options })
    made.on('error', onLost)
    return made
  }
  if (stream !== undefined) {
    // a server in our own process asks for no password; its one connection stays, and waiting for it has no limit
    const only = {
      stream: stream as never,
      max: 1,
      user: 'postgres',
      database: 'postgres',
      idleTimeoutMillis: 0,
    }
    const everything = pool(only)
    return databaseOn(everything, everything)
  }
  const server = { connectionString: url, application_name: 'weir', connectionTimeoutMillis: 10_000 }
  const everything = pool({ ...server, max: 8, idleTimeoutMillis: 60_000 })
  // a server whose machine went dark does not answer; writing again does no harm, waiting for ever would
  const writing = pool({ ...server, max: 1, idleTimeoutMillis: 0, query_timeout: 60_000 })
  return databaseOn(everything, writing)
}

function databaseOn(everything: pg.Pool, writing: pg.Pool): Database {
  return {
    ...queriesOn(everything),
    writes: queriesOn(writing),
    async transaction(work) {
      const client = await everything.connect()
      try {
        await client.query('begin')
        const result = await work(queriesOn(client))
        await client.query('commit')
        client.release()
        return result
      } catch (error) {
        // a connection that can't even roll back is broken: the pool throws it away
        await client.query('rollback').then(
          () => client.release(),
          (broken) => client.release(broken),
        )
        throw error
      }
    },
    async close() {
      await everything.end()
      if (writing !== everything) await writing.end()
    },
  }
}

function queriesOn(connection: pg.Pool | pg.PoolClient): Queries {
  const ask = (text: string, values: readonly unknown[] = []) =>
    connection.query({ name: nameOf(text), text, values: values as unknown[] })
  return {
    rows: async (text, values) => (await ask(text, values)).rows,
    one: async (text, values) => (await ask(text, values)).rows[0] ?? null,
    run: async (text, values) => (await ask(text, values)).rowCount ?? 0,
    script: async (text) => {
      await connection.query(text)
    },
  }
}

const names = new Map<string, string>()

/** A name for the prepared statement. Our texts are written in the code, so there are not many. */
function nameOf(text: string): string {
  let name = names.get(text)
  if (name === undefined) {
    name = `weir_${names.size}`
    names.set(text, name)
  }
  return name
}

const { builtins } = pg.types

/** 64-bit integers come as a number where that is exact, else as bigint; json stays text (its numbers matter). */
function parserOf(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
  if (oid === builtins.INT8) return int8
  if (oid === builtins.JSON) return (text) => text
  return pg.types.getTypeParser(oid, format as 'text')
}

function int8(text: string): number | bigint {
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : BigInt(text)
}

/**
 * Whether the database could not be reached or was going down, so that the same statement can succeed later:
 * SQLSTATE classes 08 (connection), 40 (deadlock), 53 (no memory, disk full), 57P (shutdown) and 58 (the disk), and
 * errors of the socket or the driver's pool, which have no SQLSTATE.
 */
export function isPassing(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return /^(08|40|53|57P|58)/.test(error.code ?? '')
  if (!(error instanceof Error)) return false
  if ('code' in error && /^E[A-Z_]+$/.test(String(error.code))) return true
  return /^Connection terminated|^timeout exceeded when trying|^Client has encountered a connection|^Query read timeout/.test(
    error.message,
  )
}

/** Whether a text could not be held: PostgreSQL takes no NUL character (SQLSTATE 22021, in JSON 22P05). */
export function isUnholdable(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === '22021' || error.code === '22P05')
}

/** The name of the constraint or index that a double row broke; null when it was something else. */
export function doubled(error: unknown): string | null {
  return error instanceof pg.DatabaseError && error.code === '23505' ? (error.constraint ?? '') : null
}
