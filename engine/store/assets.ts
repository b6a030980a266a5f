import { defaultAssetProfileId, findOrCreateAssetProfile } from './asset-profiles.ts'
import type { Queries } from './database.ts'
import { type EntityParts, existing, given, jsonOrNull } from './devices.ts'
import { forgetEntities } from './entity-removal.ts'
import type { Asset, AssetFilter, AssetStore, NewAsset, OwnerInfo } from './entity-stores.ts'
import { fieldThatUses } from './field-references.ts'
import { conditionsOf, type Listing, mapPage, ownerOf, ownerSql, page } from './paging.ts'
import { Conflict } from './store.ts'
import { unlessTaken } from './taken.ts'
import { forgetTelemetry } from './telemetry-removal.ts'
import { isUuid } from './time-uuid.ts'

interface AssetRow {
  readonly id: string
  readonly created_time: number
  readonly name: string
  readonly type: string
  readonly label: string | null
  readonly profile_id: string
  readonly customer_id: string | null
  readonly additional_info: string | null
}

const columns =
  'e.id, e.created_time, e.name, p.name as type, e.label, e.profile_id, e.customer_id, e.additional_info'
const from = 'asset e join asset_profile p on p.id = e.profile_id'

const listing: Listing = {
  columns,
  from,
  sortable: {
    id: 'e.id',
    createdTime: 'e.created_time',
    name: 'e.name',
    type: 'p.name',
    assetProfileName: 'p.name',
    label: 'e.label',
    customerId: 'e.customer_id',
  },
  searched: ['e.name', 'e.label', 'p.name'],
}

const infoListing: Listing = {
  columns: `${columns}, ${ownerSql.columns}`,
  from: `${from} ${ownerSql.join('e.customer_id')}`,
  sortable: { ...listing.sortable, customerTitle: ownerSql.title },
  searched: [...listing.searched, ownerSql.title],
}

/** Assets: what is not a device, such as rooms, lines and buildings. */
export function assetStore({ database, identity, now, changes }: EntityParts): AssetStore {
  const get = async (id: string) => (isUuid(id) ? assetWhere(database, 'e.id = $1::uuid', id) : null)
  const profileFor = async (queries: Queries, { profileId, type }: NewAsset): Promise<string | null> => {
    if (profileId !== undefined) return profileId
    return type ? findOrCreateAssetProfile(queries, type, { identity, now }) : null
  }
  const saved = (asset: Asset) => {
    changes.saved('ASSET', asset.id, asset.profileId)
    return asset
  }
  const taken = (name: string) => `An asset is called “${name}” already`
  return {
    get,
    getByName: (name) => assetWhere(database, 'e.name = $1', name.replaceAll('\0', '')),

    async create(asset) {
      const made = await unlessTaken(taken(asset.name), () =>
        database.transaction(async (transaction) => {
          const id = identity.uuid()
          const profile = (await profileFor(transaction, asset)) ?? (await defaultAssetProfileId(transaction))
          await transaction.run(
            `insert into asset (id, created_time, name, label, profile_id, customer_id, additional_info)
             values ($1, $2, $3, $4, $5, $6, $7)`,
            [
              id,
              now(),
              asset.name,
              asset.label ?? null,
              profile,
              asset.customerId ?? null,
              jsonOrNull(asset.additionalInfo),
            ],
          )
          return existing(await assetWhere(transaction, 'e.id = $1::uuid', id), id)
        }),
      )
      return saved(made)
    },

    async update(id, asset) {
      const next = await unlessTaken(taken(asset.name), () =>
        database.transaction(async (transaction) => {
          const known = existing(isUuid(id) ? await assetWhere(transaction, 'e.id = $1::uuid', id) : null, id)
          const { name, label, additionalInfo, customerId } = { ...known, ...given(asset) }
          const profile = (await profileFor(transaction, asset)) ?? known.profileId
          await transaction.run(
            `update asset set name = $2, label = $3, profile_id = $4, customer_id = $5, additional_info = $6
             where id = $1::uuid`,
            [id, name, label, profile, customerId, jsonOrNull(additionalInfo)],
          )
          return existing(await assetWhere(transaction, 'e.id = $1::uuid', id), id)
        }),
      )
      return saved(next)
    },

    async remove(id) {
      if (!isUuid(id)) return false
      const removed = await database.transaction(async (transaction) => {
        await refuseWhileViewed(transaction, id)
        await forgetEntities(transaction, [id])
        return transaction.run('delete from asset where id = $1::uuid', [id])
      })
      if (removed === 0) return false
      changes.removed('ASSET', id)
      await forgetTelemetry(database, id)
      return true
    },

    async getMany(ids) {
      const rows = await database.rows<AssetRow>(
        `select ${columns} from ${from} where e.id = any($1::uuid[])`,
        [ids.filter(isUuid)],
      )
      return rows.map(assetOf)
    },

    list: async (link, filter = {}) =>
      mapPage(await page<AssetRow>(database, listing, link, conditions(filter)), assetOf),

    infos: async (link, filter = {}) =>
      mapPage(await page<AssetRow & OwnerInfo>(database, infoListing, link, conditions(filter)), (row) => ({
        ...assetOf(row),
        ...ownerOf(row),
      })),

    async types() {
      const rows = await database.rows<{ name: string }>(`select distinct p.name from ${from} order by 1`)
      return rows.map(({ name }) => name)
    },
  }
}

/** Throws `Conflict` while entity views show the entity, or calculated fields take values from it. */
export async function refuseWhileViewed(transaction: Queries, id: string): Promise<void> {
  const view = await transaction.one<{ name: string }>(
    'select name from entity_view where entity_id = $1::uuid limit 1',
    [id],
  )
  if (view !== null) throw new Conflict(`The entity view “${view.name}” shows it; delete that first`)
  const field = await fieldThatUses(transaction, id)
  if (field !== null)
    throw new Conflict(`The calculated field “${field}” takes values from it; change that first`)
}

async function assetWhere(queries: Queries, condition: string, value: string): Promise<Asset | null> {
  const row = await queries.one<AssetRow>(`select ${columns} from ${from} where ${condition}`, [value])
  return row && assetOf(row)
}

function conditions({ type, profileId, customerId }: AssetFilter) {
  return conditionsOf([
    ['p.name =', type],
    ['e.profile_id =', profileId],
    ['e.customer_id =', customerId],
  ])
}

function assetOf(row: AssetRow): Asset {
  return {
    id: row.id,
    createdTime: row.created_time,
    name: row.name,
    type: row.type,
    label: row.label,
    profileId: row.profile_id,
    customerId: row.customer_id,
    additionalInfo: row.additional_info === null ? null : JSON.parse(row.additional_info),
  }
}
