import { stringifyJson } from '../rules/json.ts'
import type { EntityRef } from '../rules/message.ts'
import type { AttributeScope } from '../rules/needs.ts'
import type { JsonObject, JsonValue } from '../rules/values.ts'
import type { BatchWriter } from './batch-writer.ts'
import type { Database } from './database.ts'
import { checkKey } from './key-dictionary.ts'
import type { AttributeRow, AttributeStore } from './store.ts'
import {
  arrayLiteral,
  overwriteTyped,
  quoted,
  TypedColumns,
  type TypedRow,
  typedColumns,
  typedValue,
} from './typed-columns.ts'

/** Numbers the cloud keeps scopes by (data-model.md section 3). */
const scopeNumbers = { CLIENT_SCOPE: 1, SERVER_SCOPE: 2, SHARED_SCOPE: 3 } as const
export const scopeNames: Readonly<Record<number, AttributeScope>> = {
  1: 'CLIENT_SCOPE',
  2: 'SERVER_SCOPE',
  3: 'SHARED_SCOPE',
}

/** One call of `save`. */
export interface AttributeEntry {
  readonly entity: EntityRef
  readonly scope: AttributeScope
  readonly values: JsonObject
  readonly ts: number
  /** live views hear of it */
  readonly isLive: boolean
}

export type AttributeListener = Parameters<AttributeStore['onSaved']>[0]
type ShownListener = Parameters<AttributeStore['onShown']>[0]

// What is read in the statement is what was there before it, so it tells which values really changed.
const save = `
  with given as (
    select * from unnest($1::uuid[], $2::int2[], $3::text[], $4::int8[],
      $5::float8[], $6::int8[], $7::bool[], $8::text[], $9::json[])
      as t (entity_id, scope, key, last_update_ts, ${typedColumns})),
  old as (select kept.* from attribute kept join given using (entity_id, scope, key)),
  saved as (
    insert into attribute (entity_id, scope, key, last_update_ts, ${typedColumns}) select * from given
    on conflict (entity_id, scope, key) do update
      set last_update_ts = excluded.last_update_ts, ${overwriteTyped})
  select entity_id, scope, key, ${typedColumns} from old`

/** Writes a batch of entries, all or nothing; answers for each which of its keys really changed. */
export async function writeAttributes(
  database: Database,
  entries: readonly AttributeEntry[],
): Promise<string[][]> {
  const rows = new Map<string, number>()
  const ids: string[] = []
  const scopes: number[] = []
  const names: string[] = []
  const times: number[] = []
  const values = new TypedColumns()
  for (const { entity, scope, values: given, ts } of entries) {
    for (const key of Object.keys(given)) {
      const place = placeOf(entity.id, scopeNumbers[scope], key)
      const row = rows.get(place) ?? ids.length
      rows.set(place, row)
      ids[row] = entity.id
      scopes[row] = scopeNumbers[scope]
      names[row] = quoted(key)
      times[row] = ts
      values.set(row, given[key] ?? null)
    }
  }
  const literals = [arrayLiteral(ids), arrayLiteral(scopes), arrayLiteral(names), arrayLiteral(times)]
  const old = await database.writes.rows<TypedRow & { entity_id: string; scope: number; key: string }>(save, [
    ...literals,
    ...values.literals(),
  ])
  const current = new Map(
    old.map((row) => [placeOf(row.entity_id, row.scope, row.key), stringifyJson(typedValue(row))]),
  )
  return entries.map((entry) => changedKeys(entry, current))
}

function changedKeys({ entity, scope, values }: AttributeEntry, current: Map<string, string>): string[] {
  return Object.keys(values).filter((key) => {
    const place = placeOf(entity.id, scopeNumbers[scope], key)
    const text = stringifyJson(values[key] ?? null)
    const isChanged = current.get(place) !== text
    current.set(place, text)
    return isChanged
  })
}

function placeOf(id: string, scope: number, key: string): string {
  return `${id} ${scope} ${key.replaceAll('\0', '')}`
}

/** Attributes of any entity in three scopes. */
export function attributeStore(
  database: Database,
  writer: BatchWriter<AttributeEntry, string[]>,
  listeners: Set<AttributeListener>,
): AttributeStore {
  const rows = async (entity: EntityRef, scope: AttributeScope | null, keys: readonly string[] | null) => {
    if (keys?.length === 0) return []
    const found = await database.rows<TypedRow & { scope: number; key: string; last_update_ts: number }>(
      `select scope, key, last_update_ts, ${typedColumns} from attribute
       where entity_id = $1::uuid and ($2::int2 is null or scope = $2::int2) and ($3::text[] is null or key = any($3::text[]))
       order by scope, key`,
      [entity.id, scope === null ? null : scopeNumbers[scope], keys],
    )
    return found.map((row): AttributeRow => {
      const scope = scopeNames[row.scope] ?? 'SERVER_SCOPE'
      return { key: row.key, value: typedValue(row), lastUpdateTs: row.last_update_ts, scope }
    })
  }
  const shown = new Set<ShownListener>()
  return {
    rows,
    async save(entity, scope, values, ts, { live } = { live: true }) {
      const keys = Object.keys(values)
      if (keys.length === 0) return []
      if (!Number.isSafeInteger(ts)) throw new RangeError(`The time ${ts} is not whole milliseconds`)
      for (const key of keys) checkKey(key)
      return writer.add({ entity, scope, values, ts, isLive: live }, keys.length)
    },
    async read(entity, scope, keys) {
      const values: Record<string, JsonValue> = Object.create(null)
      for (const { key, value } of await rows(entity, scope, keys)) values[key] = value
      return values
    },
    async remove(entity, scope, keys) {
      // what was given to be saved before is removed too
      await writer.drain()
      const removed = await database.writes.rows<{ key: string }>(
        'delete from attribute where entity_id = $1::uuid and scope = $2 and key = any($3::text[]) returning key',
        [entity.id, scopeNumbers[scope], keys],
      )
      const names = removed.map(({ key }) => key)
      if (names.length > 0) for (const listener of listeners) listener(entity, scope, {}, names, true)
    },
    show(entity, scope, values) {
      for (const listener of shown) listener(entity, scope, values)
    },
    onSaved(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onShown(listener) {
      shown.add(listener)
      return () => shown.delete(listener)
    },
  }
}
