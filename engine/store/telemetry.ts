import type { EntityRef } from '../rules/message.ts'
import type { TelemetrySample } from '../rules/needs.ts'
import type { JsonObject } from '../rules/values.ts'
import type { BatchWriter } from './batch-writer.ts'
import { type Database, doubled, type Queries } from './database.ts'
import { checkKey, type KeyDictionary } from './key-dictionary.ts'
import type { Partitions } from './partitions.ts'
import type { TelemetryStore } from './store.ts'
import { type TelemetryEntry, telemetryRows, unknownKeys } from './telemetry-batch.ts'
import { telemetryRange } from './telemetry-range.ts'
import { removeTelemetry } from './telemetry-removal.ts'
import { overwriteTyped, type TypedRow, typedColumns, typedValue } from './typed-columns.ts'

/** One statement for both tables: one commit, and they never disagree after a crash. */
const statement = (onConflict: string) => `
  with history as (
    insert into telemetry (entity_id, key_id, ts, tie, ${typedColumns}, expires)
    select * from unnest($1::uuid[], $2::int[], $3::int8[], $4::int[],
      $5::float8[], $6::int8[], $7::bool[], $8::text[], $9::json[], $10::int8[])
    ${onConflict})
  insert into telemetry_latest as kept (entity_id, key_id, ts, tie, ${typedColumns})
  select * from unnest($11::uuid[], $12::int[], $13::int8[], $14::int[],
    $15::float8[], $16::int8[], $17::bool[], $18::text[], $19::json[])
  on conflict (entity_id, key_id) do update set ts = excluded.ts, tie = excluded.tie, ${overwriteTyped}
  where (kept.ts, kept.tie) <= (excluded.ts, excluded.tie)`

const insert = statement('')
const upsert = statement(
  `on conflict (entity_id, key_id, ts, tie) do update set ${overwriteTyped}, expires = excluded.expires`,
)

/** Batches that are written with care after one met a row that was there already. */
const carefulBatches = 100

/**
 * Writes batches of telemetry, each all or nothing. Almost all samples are new, and a plain insert costs the database a
 * third less than one that looks first; so it is tried, and where a sample is there already the batch is written again
 * with care, as are those after it (a device that repeats itself, or a replay after a crash).
 */
export function telemetryWrites({ database, keys, partitions, now }: TelemetryParts) {
  let careful = 0
  return async (entries: readonly TelemetryEntry[]): Promise<undefined[]> => {
    const unknown = unknownKeys(entries, keys)
    if (unknown.length > 0) await keys.learn(database.writes, unknown)
    const { history, latest } = telemetryRows(entries, keys)
    await partitions.prepare(database, history.times, now())
    const values = [...history.parameters(), history.expiries(), ...latest.parameters()]
    if (careful > 0) {
      careful--
      await database.writes.run(upsert, values)
    } else {
      await database.writes.run(insert, values).catch((error) => {
        if (doubled(error) === null) throw error
        careful = carefulBatches
        return database.writes.run(upsert, values)
      })
    }
    return entries.map(() => undefined)
  }
}

export type TelemetryListener = Parameters<TelemetryStore['onSaved']>[0]

export interface TelemetryParts {
  readonly database: Database
  readonly keys: KeyDictionary
  readonly partitions: Partitions
  readonly now: () => number
}

/** Time series: history by time and the latest value of each key (data-model.md section 3). */
export function telemetryStore(
  { database, keys, now }: TelemetryParts,
  writer: BatchWriter<TelemetryEntry, undefined>,
  listeners: Set<TelemetryListener>,
): TelemetryStore {
  return {
    async save(entity, ts, tie, values, { history, latest, ttl, live = true }) {
      const names = Object.keys(values)
      if (names.length === 0) return
      if (!(history || latest)) {
        if (live) for (const listener of listeners) listener(entity, ts, values, true)
        return
      }
      if (!Number.isSafeInteger(ts)) throw new RangeError(`The time ${ts} is not whole milliseconds`)
      for (const name of names) checkKey(name)
      const expires = ttl > 0 ? now() + ttl * 1000 : null
      const entry = {
        entity,
        ts,
        tie,
        values: withoutZero(values, names),
        isHistory: history,
        isLatest: latest,
        isLive: live,
        expires,
      }
      await writer.add(entry, names.length)
    },

    latest: async (entity, names) => (names.length === 0 ? {} : latestOf(database, entity, names)),
    latestAll: (entity) => latestOf(database, entity, null),

    async keys(entity) {
      const rows = await database.rows<{ key: string }>(
        `select key from telemetry_latest join key_dictionary using (key_id) where entity_id = $1::uuid order by key`,
        [entity.id],
      )
      return rows.map(({ key }) => key)
    },

    range: (entity, query) => telemetryRange(database, keys, entity, query),

    async remove(entity, names, range, options) {
      const changed = await removeTelemetry(database, keys, entity, names, range, options)
      if (changed.length === 0 || listeners.size === 0) return
      const left = await latestOf(database, entity, changed)
      for (const key of changed) {
        const { ts, value } = left[key] ?? gone
        for (const listener of listeners) listener(entity, ts, { [key]: value }, true)
      }
    },

    onSaved(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** How the cloud tells that there is no value any more. */
const gone: TelemetrySample = { ts: 0, value: '' }

interface LatestRow extends TypedRow {
  readonly key: string
  readonly ts: number
}

async function latestOf(
  queries: Queries,
  entity: EntityRef,
  names: readonly string[] | null,
): Promise<Record<string, TelemetrySample>> {
  const rows = await queries.rows<LatestRow>(
    `select key, ts, ${typedColumns} from telemetry_latest join key_dictionary using (key_id)
     where entity_id = $1::uuid and ($2::text[] is null or key = any($2::text[]))`,
    [entity.id, names],
  )
  const latest: Record<string, TelemetrySample> = Object.create(null)
  for (const row of rows) latest[row.key] = { ts: row.ts, value: typedValue(row) }
  return latest
}

/** PostgreSQL has no U+0000 in text, so a key is kept without it. */
function withoutZero(values: JsonObject, names: readonly string[]): JsonObject {
  if (!names.some((name) => name.includes('\0'))) return values
  const clean: Record<string, JsonObject[string]> = Object.create(null)
  for (const name of names) clean[name.replaceAll('\0', '')] = values[name] ?? null
  return clean
}
