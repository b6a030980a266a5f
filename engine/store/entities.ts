import type { EntitySummary, EntityViewSummary, NamedKind } from '../rules/entities.ts'
import type { EntityRef } from '../rules/message.ts'
import { assign, ownedTables } from './assignment.ts'
import { type EntityParts, existing } from './devices.ts'
import { kindOf, type SummaryRow } from './entity-kinds.ts'
import type {
  Asset,
  AssetStore,
  Customer,
  CustomerStore,
  EntityStore,
  EntityView,
  EntityViewStore,
} from './entity-stores.ts'
import { Remembered } from './remembered.ts'
import { Conflict, type Device, type DeviceStore } from './store.ts'
import { isUuid } from './time-uuid.ts'

export interface EntityStores {
  readonly devices: DeviceStore
  readonly assets: AssetStore
  readonly customers: CustomerStore
  readonly entityViews: EntityViewStore
}

/** Entities, names and views remembered at most. */
const most = 20_000
/** How long a look-up counts when another server may have changed the same database, in milliseconds. */
const trustedFor = 30_000
/** Characters of its fields beyond which an entity is not worth remembering. */
const largest = 10_000

/**
 * Entities of every kind by id and name. Nodes ask with every message, so what was found is remembered until it
 * changes; a change tells its kind and id (changes.ts), so that the next question gets the new state.
 */
export function entityStore(
  { database, now, changes }: EntityParts,
  { devices, assets, customers, entityViews }: EntityStores,
): EntityStore {
  const isWorth = (found: EntitySummary | null) =>
    found === null || JSON.stringify(found.fields).length <= largest
  const byId = new Remembered<EntitySummary | null>({ most, trustedFor, now, isWorth })
  const views = new Remembered<EntityViewSummary | null>({ most, trustedFor, now })
  const viewsOf = new Remembered<readonly EntityViewSummary[]>({
    most,
    trustedFor,
    now,
    isWorth: (found) => found.length <= 20,
  })
  /** ids by kind and name: a hint only, the entity found is asked for its name */
  const named = new Map<string, string>()

  changes.on(({ ref: { entityType, id } }) => {
    byId.forget(keyOf({ entityType, id }))
    if (entityType === 'DEVICE_PROFILE' || entityType === 'ASSET_PROFILE') {
      byId.forgetWhere((found) => found?.profileId === id)
    }
    if (entityType !== 'ENTITY_VIEW') return
    views.forget(id)
    viewsOf.forgetAll()
  })

  async function read(refs: readonly EntityRef[]): Promise<EntitySummary[]> {
    const idsByKind = new Map<string, string[]>()
    for (const { entityType, id } of refs) {
      if (!isUuid(id)) continue
      const ids = idsByKind.get(entityType)
      if (ids === undefined) idsByKind.set(entityType, [id])
      else ids.push(id)
    }
    const found: EntitySummary[] = []
    for (const [entityType, ids] of idsByKind) {
      const kind = kindOf(entityType)
      if (kind === undefined) continue
      const rows = await database.rows<SummaryRow>(`${kind.select} where ${kind.id} = any($1::uuid[])`, [ids])
      found.push(...rows.map(kind.summary))
    }
    return found
  }

  async function find(ref: EntityRef): Promise<EntitySummary | null> {
    return byId.get(keyOf(ref), async () => (await read([ref]))[0] ?? null)
  }

  async function byName(entityType: NamedKind, name: string): Promise<EntitySummary | null> {
    const kind = kindOf(entityType)
    if (kind === undefined) return null
    const isIt = (text: string) =>
      entityType === 'USER' ? text.toLowerCase() === name.toLowerCase() : text === name
    const key = `${entityType} ${name}`
    const id = named.get(key)
    const known = id === undefined ? null : await find({ entityType, id })
    if (known !== null && isIt(known.name)) return known
    named.delete(key)
    const test = entityType === 'USER' ? 'lower(e.email) = lower($1)' : `${kind.name} = $1`
    const row = await database.one<SummaryRow>(`${kind.select} where ${test}`, [name.replaceAll('\0', '')])
    if (row === null) return null
    if (named.size >= most) named.clear()
    named.set(key, row.id)
    return kind.summary(row)
  }

  return {
    byId: find,
    byName,
    many: read,

    async list(entityType, { customerId }, limit) {
      const kind = kindOf(entityType)
      if (kind === undefined || (customerId !== undefined && kind.customerId === null)) return []
      const test = customerId === undefined ? '' : `where ${kind.customerId} = $2::uuid`
      const rows = await database.rows<SummaryRow>(
        `${kind.select} ${test} order by ${kind.createdTime}, ${kind.id} limit $1::int8`,
        customerId === undefined ? [limit] : [limit, customerId],
      )
      return rows.map(kind.summary)
    },

    async create(entityType, name, type) {
      const make = (): Promise<Device | Asset | Customer> => {
        if (entityType === 'DEVICE') return devices.create({ name, type })
        return entityType === 'ASSET' ? assets.create({ name, type }) : customers.create({ title: name })
      }
      try {
        const { id } = await make()
        return existing(await find({ entityType, id }), id)
      } catch (error) {
        if (!(error instanceof Conflict)) throw error
        return existing(await byName(entityType, name), name)
      }
    },

    async assign({ entityType, id }, customerId) {
      const isChanged = await database.transaction((transaction) =>
        assign(transaction, entityType, id, customerId),
      )
      if (isChanged) changes.saved(entityType, id)
      return isChanged
    },

    viewsOf: ({ entityType, id }) =>
      Object.hasOwn(ownedTables, entityType) && isUuid(id)
        ? viewsOf.get(id, async () => {
            const rows = await database.rows<{ id: string }>(
              'select id from entity_view where entity_id = $1::uuid and entity_type = $2 order by created_time, id',
              [id, entityType],
            )
            const found = new Map(
              (await entityViews.getMany(rows.map((row) => row.id))).map((view) => [view.id, view]),
            )
            return rows.flatMap((row) =>
              found.has(row.id) ? [viewSummary(found.get(row.id) as EntityView)] : [],
            )
          })
        : Promise.resolve([]),

    view: (id) =>
      views.get(id, async () => {
        const view = await entityViews.get(id)
        return view && viewSummary(view)
      }),
  }
}

function viewSummary({ id, name, entity, startTime, endTime, keys }: EntityView): EntityViewSummary {
  const { timeseries, attributes } = keys
  return {
    id,
    name,
    entity,
    startTime,
    endTime,
    clientKeys: attributes.cs,
    sharedKeys: attributes.sh,
    serverKeys: attributes.ss,
    timeseriesKeys: timeseries,
  }
}

function keyOf({ entityType, id }: EntityRef): string {
  return `${entityType} ${id}`
}
