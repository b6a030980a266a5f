import type { EntityRef } from '../rules/message.ts'
import type { Database, Queries } from './database.ts'
import type { KeyDictionary } from './key-dictionary.ts'
import { typedColumns } from './typed-columns.ts'

/**
 * Removes history of keys and, where asked, their latest values (rest-core.md 6.5). `range` null = all of it. Answers
 * the keys whose latest value is not what it was.
 */
export async function removeTelemetry(
  database: Database,
  keys: KeyDictionary,
  entity: EntityRef,
  names: readonly string[],
  range: { startTs: number; endTs: number } | null,
  { deleteLatest, rewriteLatestIfDeleted }: { deleteLatest: boolean; rewriteLatestIfDeleted: boolean },
): Promise<string[]> {
  const ids = await keys.find(database, names)
  if (ids.length === 0) return []
  const from = range?.startTs ?? null
  const to = range?.endTs ?? null
  return database.transaction(async (transaction) => {
    await transaction.run(
      `delete from telemetry where entity_id = $1::uuid and key_id = any($2::int[])
       and ($3::int8 is null or (ts >= $3::int8 and ts < $4::int8))`,
      [entity.id, ids, from, to],
    )
    if (!deleteLatest) return []
    const removed = await transaction.rows<{ key_id: number }>(
      `delete from telemetry_latest where entity_id = $1::uuid and key_id = any($2::int[])
       and ($3::int8 is null or (ts >= $3::int8 and ts < $4::int8)) returning key_id`,
      [entity.id, ids, from, to],
    )
    const gone = removed.map(({ key_id }) => key_id)
    if (rewriteLatestIfDeleted && range !== null && gone.length > 0)
      await rewriteLatest(transaction, entity, gone, range.startTs)
    const named = await transaction.rows<{ key: string }>(
      'select key from key_dictionary where key_id = any($1::int[])',
      [gone],
    )
    return named.map(({ key }) => key)
  })
}

/** The newest sample older than `before` becomes the latest. */
async function rewriteLatest(
  queries: Queries,
  entity: EntityRef,
  ids: number[],
  before: number,
): Promise<void> {
  await queries.run(
    `insert into telemetry_latest (entity_id, key_id, ts, tie, ${typedColumns})
     select found.* from unnest($2::int[]) as wanted (key_id) cross join lateral (
       select entity_id, telemetry.key_id, ts, tie, ${typedColumns} from telemetry
       where entity_id = $1::uuid and telemetry.key_id = wanted.key_id and ts < $3::int8
       order by ts desc, tie desc limit 1) as found
     on conflict do nothing`,
    [entity.id, ids, before],
  )
}

/** Removes all telemetry of an entity that is gone, in pieces, so that other work gets its turn. */
export async function forgetTelemetry(queries: Queries, entityId: string): Promise<void> {
  await queries.run('delete from telemetry_latest where entity_id = $1::uuid', [entityId])
  const piece = 10_000
  let removed: number
  do {
    removed = await queries.run(
      `delete from telemetry where (entity_id, key_id, ts, tie) in
       (select entity_id, key_id, ts, tie from telemetry where entity_id = $1::uuid limit ${piece})`,
      [entityId],
    )
  } while (removed === piece)
}
