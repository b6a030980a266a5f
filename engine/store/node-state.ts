import { parseJson, stringifyJson } from '../rules/json.ts'
import type { Logger, NodeState } from '../rules/needs.ts'
import type { JsonValue } from '../rules/values.ts'
import type { BatchWriter } from './batch-writer.ts'
import type { Changes } from './changes.ts'
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

/** removed entities that are remembered, so that messages still on their way leave nothing of them */
const mostRemoved = 10_000

/** Small values of rule nodes, by node and entity. JSON as text, so that numbers keep their types. */
export function nodeStateStore(
  database: Database,
  writer: BatchWriter<NodeStateEntry, undefined>,
  changes: Changes,
  log: Logger,
): NodeState {
  const removed = new Set<string>()
  const waiting = new Set<string>()
  let isForgetting = false

  changes.on(({ ref: { id }, isRemoved }) => {
    if (!isRemoved) return void removed.delete(id)
    removed.add(id)
    const [oldest] = removed
    if (removed.size > mostRemoved && oldest !== undefined) removed.delete(oldest)
    waiting.add(id)
    if (!isForgetting) void forget()
  })
  /** Removes what is kept of the entities that wait for it: many at a time, as with a customer and its users. */
  async function forget(): Promise<void> {
    isForgetting = true
    try {
      for (let ids = [...waiting]; ids.length > 0; ids = [...waiting]) {
        waiting.clear()
        // what was given to be saved before is removed too
        await writer.drain()
        await database.writes.run('delete from node_state where entity_id = any($1::uuid[])', [ids])
      }
    } catch (error) {
      log.warn('What nodes kept of a removed entity is still there', { error: (error as Error).message })
    } finally {
      isForgetting = false
    }
  }

  return {
    async read(nodeId, entityId) {
      const row = await database.one<{ value: string }>(
        'select value from node_state where node_id = $1::uuid and entity_id = $2::uuid',
        [nodeId, entityId],
      )
      return row === null ? null : parseJson(row.value)
    },
    async save(nodeId, entityId, value) {
      if (removed.has(entityId)) return
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

/** milliseconds for which a version can be restored with what its nodes knew */
const restorableFor = 7 * 86_400_000

/**
 * Removes what is kept by nodes that are gone: in no live version, no draft, and no version that was replaced in the last
 * days, to which somebody may go back.
 */
export async function removeStateOfGoneNodes(database: Database, now: number): Promise<number> {
  return database.run(
    `with version as (
       select v.graph, v.version = c.live_version as is_live,
         lead(v.created_time) over (partition by v.chain_id order by v.version) as replaced
       from rule_chain_version v join rule_chain c on c.id = v.chain_id
     ), kept as (
       select graph from version where is_live or replaced is null or replaced > $1::int8
       union all select graph from rule_chain_draft
     ), node as (
       select n -> 'id' ->> 'id' as id from kept, json_array_elements(
         case when json_typeof(graph -> 'nodes') = 'array' then graph -> 'nodes' else '[]'::json end) as n
     )
     delete from node_state s where not exists (select 1 from node where node.id = s.node_id::text)`,
    [now - restorableFor],
  )
}
