import { scopeNames } from './attributes.ts'
import type { Queries } from './database.ts'
import type { ManyValues } from './entity-stores.ts'
import { type TypedRow, typedColumns, typedValue } from './typed-columns.ts'

interface Row extends TypedRow {
  readonly entity_id: string
  readonly key: string
  readonly ts: number
}

/** Latest values of many entities at once, for searches that would otherwise ask for each. */
export function manyValues(queries: Queries): ManyValues {
  return {
    async telemetry(ids, keys) {
      if (ids.length === 0 || keys.length === 0) return []
      const rows = await queries.rows<Row>(
        `select entity_id, key, ts, ${typedColumns} from telemetry_latest join key_dictionary using (key_id)
         where entity_id = any($1::uuid[]) and key = any($2::text[])`,
        [ids, keys],
      )
      return rows.map(rowValue)
    },

    async attributes(ids, keys) {
      if (ids.length === 0 || keys.length === 0) return []
      const rows = await queries.rows<Row & { scope: number }>(
        `select entity_id, key, scope, last_update_ts as ts, ${typedColumns} from attribute
         where entity_id = any($1::uuid[]) and key = any($2::text[])`,
        [ids, keys],
      )
      return rows.map((row) => ({ ...rowValue(row), scope: scopeNames[row.scope] ?? 'SERVER_SCOPE' }))
    },
  }
}

function rowValue(row: Row) {
  return { entityId: row.entity_id, key: row.key, ts: row.ts, value: typedValue(row) }
}
