import { parseJson, stringifyJson } from '../rules/json.ts'
import type { NodeState } from '../rules/needs.ts'
import type { JsonValue } from '../rules/values.ts'
import type { BatchWriter } from './batch-writer.ts'
import type { Database } from './database.ts'
import { arrayLiteral, quoted } from './typed-columns.ts'

export interface NodeStateEntry {
  readonly nodeId: string
  readonly entityId: string
  readonly value: JsonValue
}

const save = `
  insert into node_state (node_id, entity_id, value) select * from unnest($1::uuid[], $2::uuid[], $3::text[])
  on conflict (node_id, entity_id) do update set value = excluded.value`

/** Writes a batch, all or nothing; of several values for the same place the last one stays. */
export async function writeNodeState(
  database: Database,
  entries: readonly NodeStateEntry[],
): Promise<undefined[]> {
  const last = new Map<string, NodeStateEntry>()
  for (const entry of entries) last.set(`${entry.nodeId} ${entry.entityId}`, entry)
  const rows = [...last.values()]
  await database.writes.run(save, [
    arrayLiteral(rows.map(({ nodeId }) => nodeId)),
    arrayLiteral(rows.map(({ entityId }) => entityId)),
    arrayLiteral(rows.map(({ value }) => quoted(stringifyJson(value)))),
  ])
  return entries.map(() => undefined)
}

/** Small values of rule nodes, by node and entity. JSON as text, so that numbers keep their types. */
export function nodeStateStore(
  database: Database,
  writer: BatchWriter<NodeStateEntry, undefined>,
): NodeState {
  return {
    async read(nodeId, entityId) {
      const row = await database.one<{ value: string }>(
        'select value from node_state where node_id = $1::uuid and entity_id = $2::uuid',
        [nodeId, entityId],
      )
      return row === null ? null : parseJson(row.value)
    },
    async save(nodeId, entityId, value) {
      await writer.add({ nodeId, entityId, value }, 1)
    },
    async remove(nodeId, entityId) {
      // what was given to be saved before is removed too
      await writer.drain()
      await database.writes.run(
        'delete from node_state where node_id = $1::uuid and ($2::uuid is null or entity_id = $2::uuid)',
        [nodeId, entityId ?? null],
      )
    },
    async list(nodeId, limit, after) {
      const rows = await database.rows<{ entity_id: string; value: string }>(
        `select entity_id, value from node_state
         where node_id = $1::uuid and ($2::uuid is null or entity_id > $2::uuid)
         order by entity_id limit $3::int8`,
        [nodeId, after ?? null, limit],
      )
      return rows.map((row) => ({ entityId: row.entity_id, value: parseJson(row.value) }))
    },
  }
}
