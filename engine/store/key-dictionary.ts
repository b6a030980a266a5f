import type { Queries } from './database.ts'

/** Names known by heart. Past this many the memory starts over, so that invented keys can't fill it. */
const remembered = 100_000

/** Telemetry keys by number, kept in a table and remembered here. Keys are never removed or renumbered. */
export class KeyDictionary {
  #ids = new Map<string, number>()
  #names = new Map<number, string>()

  /** The number of a remembered key; undefined when the table has to be asked. */
  known(key: string): number | undefined {
    return this.#ids.get(key)
  }

  /** Makes sure that all keys have a number and are remembered. */
  async learn(queries: Queries, keys: readonly string[]): Promise<void> {
    this.#forgetWhenFull(keys.length)
    await queries.run(
      'insert into key_dictionary (key) select distinct unnest($1::text[]) on conflict (key) do nothing',
      [keys],
    )
    await this.find(queries, keys)
  }

  /** The numbers of those keys that have one. */
  async find(queries: Queries, keys: readonly string[]): Promise<number[]> {
    const unknown = keys.filter((key) => !this.#ids.has(key))
    if (unknown.length > 0) {
      this.#forgetWhenFull(unknown.length)
      this.#remember(
        await queries.rows('select key_id, key from key_dictionary where key = any($1::text[])', [unknown]),
      )
    }
    return keys.map((key) => this.#ids.get(key)).filter((id) => id !== undefined)
  }

  /** The name behind a number that came out of the database. */
  name(id: number): string {
    return this.#names.get(id) ?? ''
  }

  #remember(rows: readonly { key_id: number; key: string }[]): void {
    for (const { key_id, key } of rows) {
      this.#ids.set(key, key_id)
      this.#names.set(key_id, key)
    }
  }

  #forgetWhenFull(coming: number): void {
    if (this.#ids.size + coming <= remembered) return
    this.#ids = new Map()
    this.#names = new Map()
  }
}

/** Throws a sentence when the text can't be a key: blank, or longer than 255 characters (device-api.md 2.2). */
export function checkKey(key: string): void {
  if (key.trim() === '') throw new RangeError('A key is blank; give it a name')
  if (key.length > 255)
    throw new RangeError(`The key “${key.slice(0, 40)}…” has ${key.length} characters, 255 are allowed`)
}
