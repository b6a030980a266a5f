import type { EntityRef } from '../rules/message.ts'
import type { JsonObject } from '../rules/values.ts'
import type { BatchWriter } from './batch-writer.ts'
import type { Database } from './database.ts'
import { type EntityParts, existing, jsonOrNull } from './devices.ts'
import { fieldThatUses } from './field-references.ts'
import { type Conditions, type Listing, mapPage, page } from './paging.ts'
import type { Page, PageLink } from './store.ts'
import { unlessTaken } from './taken.ts'
import { isUuid } from './time-uuid.ts'
import { arrayLiteral, quoted } from './typed-columns.ts'

/** A field as the REST API has it; what the configuration means is known by engine/calculated-fields. */
export interface CalculatedField {
  readonly id: string
  readonly createdTime: number
  /** the entity, or the profile of all of its entities */
  readonly entity: EntityRef
  readonly type: string
  readonly name: string
  readonly debugSettings: Readonly<Record<string, unknown>> | null
  readonly configurationVersion: number
  readonly configuration: Readonly<Record<string, unknown>>
  /** grows with every save */
  readonly version: number
  readonly additionalInfo: Readonly<Record<string, unknown>> | null
}

export type NewCalculatedField = Omit<CalculatedField, 'id' | 'createdTime' | 'version'>

export interface FieldFilter {
  readonly types?: readonly string[] | undefined
  readonly entityTypes?: readonly string[] | undefined
  readonly entityIds?: readonly string[] | undefined
  readonly names?: readonly string[] | undefined
}

/** What a field knows of one of its entities. */
export interface SavedFieldState {
  readonly fieldId: string
  readonly entity: EntityRef
  /** JSON as text; null = nothing but the time */
  readonly value: string | null
  /** epoch ms at which it is calculated again at the latest; null = when something comes */
  readonly look: number | null
}

export interface CalculatedFieldStore {
  /** Throws `Conflict` when the entity has one of this type and name. */
  create(field: NewCalculatedField): Promise<CalculatedField>
  /** Throws `NotFound`, or `Conflict` as `create` does. */
  update(id: string, field: NewCalculatedField): Promise<CalculatedField>
  /** False when there was none. */
  remove(id: string): Promise<boolean>
  get(id: string): Promise<CalculatedField | null>
  all(): Promise<CalculatedField[]>
  list(link: PageLink, filter?: FieldFilter): Promise<Page<CalculatedField & { entityName: string | null }>>
  /** names of fields of a type, each once */
  names(type: string, link: PageLink): Promise<Page<string>>
  /** fields of an entity, alarm rules not counted */
  countOf(entityId: string): Promise<number>
  /** The name of a field that takes an argument from this entity; null when none does. */
  nameOfUser(entityId: string): Promise<string | null>
  /** Entities of a profile by id, behind `after`; the entity itself where it is no profile. */
  members(of: EntityRef, after: string | null, most: number): Promise<EntityRef[]>
  state(fieldId: string, entityId: string): Promise<SavedFieldState | null>
  /** States that are to be looked at again, and when. */
  looks(): Promise<SavedFieldState[]>
  /** Resolves after the commit. Neither value nor time removes what is saved. */
  saveState(state: SavedFieldState): Promise<void>
  removeStates(fieldId: string): Promise<void>
  /** Notes that a field is being calculated for all of its entities, until `endSweep`. */
  beginSweep(fieldId: string): Promise<void>
  endSweep(fieldId: string): Promise<void>
  sweeps(): Promise<string[]>
}

interface FieldRow {
  readonly id: string
  readonly created_time: number
  readonly entity_type: string
  readonly entity_id: string
  readonly type: string
  readonly name: string
  readonly debug_settings: string | null
  readonly configuration_version: number
  readonly configuration: string
  readonly version: number
  readonly additional_info: string | null
}

const columns = `f.id, f.created_time, f.entity_type, f.entity_id, f.type, f.name, f.debug_settings,
  f.configuration_version, f.configuration, f.version, f.additional_info`

/** The tables that have entities with fields, and what they call them. */
const entityName = `coalesce(
  (select name from device where id = f.entity_id), (select name from asset where id = f.entity_id),
  (select name from device_profile where id = f.entity_id), (select name from asset_profile where id = f.entity_id),
  (select title from customer where id = f.entity_id))`

const listing: Listing = {
  columns: `${columns}, ${entityName} as entity_name`,
  from: 'calculated_field f',
  sortable: { id: 'f.id', createdTime: 'f.created_time', name: 'f.name', type: 'f.type' },
  searched: ['f.name'],
}

/** Calculated fields and what they remember. */
export function calculatedFieldStore(
  { database, identity, now }: EntityParts,
  states: BatchWriter<SavedFieldState, undefined>,
): CalculatedFieldStore {
  const get = async (id: string) => {
    if (!isUuid(id)) return null
    const row = await database.one<FieldRow>(
      `select ${columns} from calculated_field f where f.id = $1::uuid`,
      [id],
    )
    return row && fieldOf(row)
  }
  return {
    get,

    create: (field) =>
      unlessDouble(field, async () => {
        const id = identity.uuid()
        await database.run(
          `insert into calculated_field (id, created_time, entity_type, entity_id, type, name, debug_settings,
             configuration_version, configuration, version, additional_info)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10)`,
          [id, now(), ...valuesOf(field)],
        )
        return existing(await get(id), id)
      }),

    update: (id, field) =>
      unlessDouble(field, async () => {
        if (isUuid(id))
          await database.run(
            `update calculated_field set entity_type = $2, entity_id = $3, type = $4, name = $5, debug_settings = $6,
               configuration_version = $7, configuration = $8, additional_info = $9, version = version + 1
             where id = $1::uuid`,
            [id, ...valuesOf(field)],
          )
        return existing(await get(id), id)
      }),

    async remove(id) {
      if (!isUuid(id)) return false
      return (await database.run('delete from calculated_field where id = $1::uuid', [id])) > 0
    },

    async all() {
      const rows = await database.rows<FieldRow>(
        `select ${columns} from calculated_field f order by f.created_time, f.id`,
      )
      return rows.map(fieldOf)
    },

    list: async (link, filter = {}) => {
      const rows = await page<FieldRow & { entity_name: string | null }>(
        database,
        listing,
        link,
        conditions(filter),
      )
      return mapPage(rows, (row) => ({ ...fieldOf(row), entityName: row.entity_name }))
    },

    async names(type, link) {
      const names: Listing = {
        columns: 'f.name',
        from: '(select distinct name, type from calculated_field) f',
        sortable: { id: 'f.name', name: 'f.name' },
        searched: ['f.name'],
      }
      const rows = await page<{ name: string }>(database, names, link, {
        sql: ['f.type = $1'],
        values: [type],
      })
      return mapPage(rows, ({ name }) => name)
    },

    async countOf(entityId) {
      const row = await database.one<{ count: number }>(
        `select count(*) as count from calculated_field where entity_id = $1::uuid and type <> 'ALARM'`,
        [entityId],
      )
      return row?.count ?? 0
    },

    nameOfUser: async (entityId) => (isUuid(entityId) ? fieldThatUses(database, entityId) : null),

    members: (of, after, most) => members(database, of, after, most),

    async state(fieldId, entityId) {
      const row = await database.one<StateRow>(
        `${stateRows} where field_id = $1::uuid and entity_id = $2::uuid`,
        [fieldId, entityId],
      )
      return row && stateOf(row)
    },

    async looks() {
      const rows = await database.rows<StateRow>(`${stateRows} where look is not null order by look`)
      return rows.map(stateOf)
    },

    saveState: async (state) => void (await states.add(state, 1)),

    async removeStates(fieldId) {
      await states.drain()
      await database.writes.run('delete from calculated_field_state where field_id = $1::uuid', [fieldId])
    },

    async beginSweep(fieldId) {
      await database.run(
        `insert into calculated_field_sweep select id from calculated_field where id = $1::uuid on conflict do nothing`,
        [fieldId],
      )
    },

    async endSweep(fieldId) {
      await database.run('delete from calculated_field_sweep where field_id = $1::uuid', [fieldId])
    },

    async sweeps() {
      const rows = await database.rows<{ field_id: string }>('select field_id from calculated_field_sweep')
      return rows.map(({ field_id }) => field_id)
    },
  }
}

function unlessDouble<T>({ type }: NewCalculatedField, work: () => Promise<T>): Promise<T> {
  return unlessTaken(
    type === 'ALARM'
      ? 'Alarm rule with such type already exists'
      : 'Calculated field with such name and type already exists',
    work,
  )
}

function valuesOf(field: NewCalculatedField): unknown[] {
  return [
    field.entity.entityType,
    field.entity.id,
    field.type,
    field.name,
    jsonOrNull(field.debugSettings),
    field.configurationVersion,
    JSON.stringify(field.configuration),
    jsonOrNull(field.additionalInfo),
  ]
}

function fieldOf(row: FieldRow): CalculatedField {
  const json = (text: string | null) => (text === null ? null : (JSON.parse(text) as JsonObject))
  return {
    id: row.id,
    createdTime: row.created_time,
    entity: { entityType: row.entity_type, id: row.entity_id },
    type: row.type,
    name: row.name,
    debugSettings: json(row.debug_settings),
    configurationVersion: row.configuration_version,
    configuration: JSON.parse(row.configuration),
    version: row.version,
    additionalInfo: json(row.additional_info),
  }
}

function conditions({ types, entityTypes, entityIds, names }: FieldFilter): Conditions {
  const asked = [
    ['f.type = any(', 'text[]', types],
    ['f.entity_type = any(', 'text[]', entityTypes],
    ['f.entity_id = any(', 'uuid[]', entityIds],
    ['f.name = any(', 'text[]', names],
  ] as const
  const set = asked.filter(([, , values]) => values !== undefined)
  return {
    sql: set.map(([test, kind], index) => `${test}$${index + 1}::${kind})`),
    values: set.map(([, , values]) => values),
  }
}

const memberTables: Readonly<Record<string, readonly [table: string, entityType: string]>> = {
  DEVICE_PROFILE: ['device', 'DEVICE'],
  ASSET_PROFILE: ['asset', 'ASSET'],
}

async function members(
  database: Database,
  of: EntityRef,
  after: string | null,
  most: number,
): Promise<EntityRef[]> {
  const table = Object.hasOwn(memberTables, of.entityType) ? memberTables[of.entityType] : undefined
  if (table === undefined) return after === null ? [of] : []
  const [name, entityType] = table
  const rows = await database.rows<{ id: string }>(
    `select id from ${name} where profile_id = $1::uuid and ($2::uuid is null or id > $2::uuid) order by id limit $3::int8`,
    [of.id, after, most],
  )
  return rows.map(({ id }) => ({ entityType, id }))
}

interface StateRow {
  readonly field_id: string
  readonly entity_id: string
  readonly entity_type: string
  readonly value: string | null
  readonly look: number | null
}

const stateRows = 'select field_id, entity_id, entity_type, value, look from calculated_field_state'

function stateOf(row: StateRow): SavedFieldState {
  return {
    fieldId: row.field_id,
    entity: { entityType: row.entity_type, id: row.entity_id },
    value: row.value,
    look: row.look,
  }
}

// A field may be gone by the time its state is written; that is no error, and must not hold up the others.
const saveStates = `
  with given as (
    select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::int8[])
      as t (field_id, entity_id, entity_type, value, look)),
  gone as (
    delete from calculated_field_state as kept using given
    where kept.field_id = given.field_id and kept.entity_id = given.entity_id
      and given.value is null and given.look is null)
  insert into calculated_field_state (field_id, entity_id, entity_type, value, look)
  select given.* from given join calculated_field f on f.id = given.field_id
  where given.value is not null or given.look is not null
  on conflict (field_id, entity_id) do update set value = excluded.value, look = excluded.look`

/** Writes a batch of states; of several of the same field and entity the last one counts. */
export async function writeFieldStates(
  database: Database,
  entries: readonly SavedFieldState[],
): Promise<undefined[]> {
  const last = new Map(entries.map((entry) => [`${entry.fieldId} ${entry.entity.id}`, entry]))
  const rows = [...last.values()]
  await database.writes.run(saveStates, [
    arrayLiteral(rows.map(({ fieldId }) => fieldId)),
    arrayLiteral(rows.map(({ entity }) => entity.id)),
    arrayLiteral(rows.map(({ entity }) => quoted(entity.entityType))),
    arrayLiteral(rows.map(({ value }) => (value === null ? 'null' : quoted(value)))),
    arrayLiteral(rows.map(({ look }) => look ?? 'null')),
  ])
  return entries.map(() => undefined)
}
