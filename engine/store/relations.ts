import type { Relation, RelationGroup, RelationsQuery } from '../rules/entities.ts'
import { parseJson, stringifyJson } from '../rules/json.ts'
import type { EntityRef } from '../rules/message.ts'
import type { Queries } from './database.ts'
import type { EntityParts } from './devices.ts'
import type { RelationFilter, RelationListener, RelationStore, StoredRelation } from './entity-stores.ts'
import { walk } from './relation-walk.ts'
import { Remembered } from './remembered.ts'
import { isUuid } from './time-uuid.ts'

interface RelationRow {
  readonly from_id: string
  readonly from_type: string
  readonly type_group: RelationGroup
  readonly type: string
  readonly to_id: string
  readonly to_type: string
  readonly additional_info: string | null
  readonly version: number
}

const columns = 'from_id, from_type, type_group, type, to_id, to_type, additional_info, version'

/** Answers remembered, and relations in one of them at most. */
const mostAnswers = 10_000
const mostRelations = 200
/** How long an answer counts when another server may have changed the same database, in milliseconds. */
const trustedFor = 30_000

/**
 * How entities relate. Nodes ask for the same relations with every message while relations hardly change, so answers
 * are remembered until any relation does.
 */
export function relationStore({ database, now, changes }: EntityParts): RelationStore {
  const remembered = new Remembered<readonly StoredRelation[]>({
    most: mostAnswers,
    trustedFor,
    now,
    isWorth: (relations) => relations.length <= mostRelations,
  })
  const listeners = new Set<RelationListener>()
  const changed = (from: EntityRef, to: EntityRef) => {
    remembered.forgetAll()
    for (const listener of listeners) listener(from, to)
  }
  // with an entity its relations go
  changes.on(({ isRemoved }) => isRemoved && remembered.forgetAll())

  const at = (
    entity: EntityRef,
    direction: 'FROM' | 'TO',
    { type, typeGroup = 'COMMON' }: RelationFilter = {},
  ) =>
    isUuid(entity.id)
      ? remembered.get(`${direction} ${typeGroup} ${entity.entityType} ${entity.id} ${type ?? ''}`, () =>
          relationsAt(database, entity, direction, typeGroup, type || undefined),
        )
      : Promise.resolve([])
  const get: RelationStore['get'] = async (relation) => {
    const row = await database.one<RelationRow>(
      `select ${columns} from relation where ${isThat}`,
      key(relation),
    )
    return row && relationOf(row)
  }
  return {
    get,
    at,
    of: (entity, direction, type) => at(entity, direction, { type }),

    async exists(from, to, type) {
      const found = await at(from, 'FROM', { type })
      return found.some((relation) => isSame(relation.to, to) && relation.type === type)
    },

    async save(relation) {
      const row = await database.one<{ is_new: boolean }>(upsert, [
        ...key(relation),
        stringifyJson(relation.additionalInfo ?? null),
      ])
      changed(relation.from, relation.to)
      return row?.is_new ?? false
    },

    async remove(relation) {
      const removed = await database.run(`delete from relation where ${isThat}`, key(relation))
      if (removed > 0) changed(relation.from, relation.to)
      return removed > 0
    },

    async removeAll(entity) {
      const { entityType, id } = entity
      if (!isUuid(id)) return
      await database.run(
        `delete from relation where type_group = 'COMMON'
         and ((from_id = $1::uuid and from_type = $2) or (to_id = $1::uuid and to_type = $2))`,
        [id, entityType],
      )
      changed(entity, entity)
    },

    onChanged(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    find: async (query) =>
      isUuid(query.root.id) ? remembered.get(keyOf(query), () => walk(query, nextOf(database, query))) : [],
  }
}

/** Whether it was there: a row that was not updated has no earlier transaction in `xmax`. */
const upsert = `insert into relation (from_id, from_type, type_group, type, to_id, to_type, additional_info, version)
  values ($1::uuid, $2, $3, $4, $5::uuid, $6, $7, nextval('relation_version'))
  on conflict (from_id, from_type, type_group, type, to_id, to_type) do update
    set additional_info = excluded.additional_info, version = excluded.version
  returning xmax = 0 as is_new`

const isThat = `from_id = $1::uuid and from_type = $2 and type_group = $3 and type = $4 and to_id = $5::uuid
  and to_type = $6`

function key({
  from,
  to,
  type,
  typeGroup = 'COMMON',
}: Pick<Relation, 'from' | 'to' | 'type' | 'typeGroup'>): unknown[] {
  return [from.id, from.entityType, typeGroup, type.replaceAll('\0', ''), to.id, to.entityType]
}

async function relationsAt(
  queries: Queries,
  { entityType, id }: EntityRef,
  direction: 'FROM' | 'TO',
  typeGroup: RelationGroup,
  type: string | undefined,
): Promise<StoredRelation[]> {
  const end = direction === 'FROM' ? 'from' : 'to'
  const rows = await queries.rows<RelationRow>(
    `select ${columns} from relation where ${end}_id = $1::uuid and ${end}_type = $2 and type_group = $3
     and ($4::text is null or type = $4::text) order by version`,
    [id, entityType, typeGroup, type?.replaceAll('\0', '') ?? null],
  )
  return rows.map(relationOf)
}

/** One step of a walk: all relations that begin (or end) at any of the entities. */
function nextOf(queries: Queries, { direction, typeGroup }: RelationsQuery & RelationFilter) {
  const end = direction === 'FROM' ? 'from' : 'to'
  return async (refs: readonly EntityRef[], most: number): Promise<StoredRelation[]> => {
    const rows = await queries.rows<RelationRow>(
      `select ${columns} from relation join unnest($1::uuid[], $2::text[]) as here (id, kind)
         on ${end}_id = here.id and ${end}_type = here.kind
       where type_group = $3 order by version limit $4::int8`,
      [refs.map(({ id }) => id), refs.map(({ entityType }) => entityType), typeGroup ?? 'COMMON', most],
    )
    return rows.map(relationOf)
  }
}

function keyOf({
  root,
  direction,
  maxLevel,
  fetchLastLevelOnly,
  filters,
  typeGroup,
}: Parameters<RelationStore['find']>[0]) {
  return JSON.stringify([
    root.entityType,
    root.id,
    direction,
    maxLevel,
    fetchLastLevelOnly,
    filters,
    typeGroup,
  ])
}

function isSame(one: EntityRef, other: EntityRef): boolean {
  return one.id === other.id && one.entityType === other.entityType
}

function relationOf(row: RelationRow): StoredRelation {
  return {
    from: { entityType: row.from_type, id: row.from_id },
    to: { entityType: row.to_type, id: row.to_id },
    type: row.type,
    typeGroup: row.type_group,
    additionalInfo: row.additional_info === null ? null : parseJson(row.additional_info),
    version: row.version,
  }
}
