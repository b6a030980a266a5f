import { parseJson, stringifyJson } from '../rules/json.ts'
import type { NodeState } from '../rules/needs.ts'
import type { Queries } from './database.ts'

/** Small values of rule nodes, by node and entity. JSON as text, so that numbers keep their types. */
export function nodeStateStore(queries: Queries): NodeState {
  return {
    async read(nodeId, entityId) {
      const row = await queries.one<{ value: string }>(
        'select value from node_state where node_id = $1::uuid and entity_id = $2::uuid',
        [nodeId, entityId],
      )
      return row === null ? null : parseJson(row.value)
    },
    async save(nodeId, entityId, value) {
      await queries.run(
        `insert into node_state (node_id, entity_id, value) values ($1::uuid, $2::uuid, $3)
         on conflict (node_id, entity_id) do update set value = excluded.value`,
        [nodeId, entityId, stringifyJson(value)],
      )
    },
  }
}
