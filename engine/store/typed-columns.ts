import { parseJson, stringifyJson } from '../rules/json.ts'
import { double, JsonDouble, JsonLong, type JsonValue, long } from '../rules/values.ts'

/** The five columns a value is kept in; exactly one is set (data-model.md section 3). */
export interface TypedRow {
  readonly dbl_v: number | null
  readonly long_v: number | bigint | null
  readonly bool_v: boolean | null
  readonly str_v: string | null
  /** as text */
  readonly json_v: string | null
}

export const typedColumns = 'dbl_v, long_v, bool_v, str_v, json_v'

/** What `on conflict do update` sets, so that a value of another type leaves nothing of the old one. */
export const overwriteTyped =
  'dbl_v = excluded.dbl_v, long_v = excluded.long_v, bool_v = excluded.bool_v, str_v = excluded.str_v, json_v = excluded.json_v'

/** The value of a row, of the type it was saved with: 42 and 42.0 stay two things. */
export function typedValue(row: TypedRow): JsonValue {
  if (row.dbl_v !== null) return double(row.dbl_v)
  if (row.long_v !== null) return typeof row.long_v === 'bigint' ? long(row.long_v) : row.long_v
  if (row.bool_v !== null) return row.bool_v
  if (row.str_v !== null) return row.str_v
  return row.json_v === null ? null : parseJson(row.json_v)
}

/**
 * Values of many rows, gathered column by column as PostgreSQL array literals. A column that no row uses stays an empty
 * array: `unnest` of several arrays fills the shorter ones up with null, and an empty one costs nothing.
 */
export class TypedColumns {
  readonly #doubles: string[] = []
  readonly #longs: string[] = []
  readonly #booleans: string[] = []
  readonly #texts: string[] = []
  readonly #documents: string[] = []
  #rows = 0

  add(value: JsonValue): void {
    this.set(this.#rows++, value)
  }

  /** Replaces the value of a row. */
  set(row: number, value: JsonValue): void {
    this.#clear(row)
    if (typeof value === 'number') {
      if (Number.isSafeInteger(value) && !Object.is(value, -0)) put(this.#longs, row, String(value))
      else put(this.#doubles, row, String(value))
    } else if (typeof value === 'string') put(this.#texts, row, quoted(value))
    else if (typeof value === 'boolean') put(this.#booleans, row, value ? 't' : 'f')
    else if (value instanceof JsonDouble)
      put(this.#doubles, row, Object.is(value.value, -0) ? '-0' : String(value.value))
    else if (value instanceof JsonLong) put(this.#longs, row, value.toString())
    else if (value !== null) put(this.#documents, row, quoted(stringifyJson(value)))
  }

  /** In the order of `typedColumns`. */
  literals(): string[] {
    return [this.#doubles, this.#longs, this.#booleans, this.#texts, this.#documents].map(arrayLiteral)
  }

  #clear(row: number): void {
    for (const column of [this.#doubles, this.#longs, this.#booleans, this.#texts, this.#documents]) {
      if (row < column.length) column[row] = 'null'
    }
  }
}

/** The cast of each literal, to stand behind its parameter. */
export const typedArrays = ['float8[]', 'int8[]', 'bool[]', 'text[]', 'json[]'] as const

export function arrayLiteral(elements: readonly (string | number)[]): string {
  return `{${elements.join(',')}}`
}

/** An element of a text array. PostgreSQL can't keep U+0000 in text, so it is left out, as the cloud does. */
export function quoted(text: string): string {
  const kept = text.includes('\0') ? text.replaceAll('\0', '') : text
  const escaped = /["\\]/.test(kept) ? kept.replace(/["\\]/g, '\\$&') : kept
  return `"${escaped}"`
}

function put(column: string[], row: number, element: string): void {
  while (column.length < row) column.push('null')
  column[row] = element
}
