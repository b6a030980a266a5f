import type { Identity } from '../rules/needs.ts'
import type { Queries } from './database.ts'
import { type EntityParts, existing } from './devices.ts'
import { forgetEntities } from './entity-removal.ts'
import type { AssetProfile, AssetProfileStore } from './entity-stores.ts'
import { type Listing, mapPage, page } from './paging.ts'
import { Conflict } from './store.ts'
import { unlessTaken } from './taken.ts'
import { forgetTelemetry } from './telemetry-removal.ts'
import { isUuid } from './time-uuid.ts'

interface ProfileRow {
  readonly id: string
  readonly created_time: number
  readonly name: string
  readonly description: string | null
  readonly image: string | null
  readonly default_rule_chain_id: string | null
  readonly default_dashboard_id: string | null
  readonly default_queue_name: string | null
  readonly default_edge_rule_chain_id: string | null
  readonly is_default: boolean
}

const columns = `id, created_time, name, description, image, default_rule_chain_id, default_dashboard_id,
  default_queue_name, default_edge_rule_chain_id, is_default`

const listing: Listing = {
  columns,
  from: 'asset_profile',
  sortable: {
    id: 'id',
    createdTime: 'created_time',
    name: 'name',
    description: 'description',
    isDefault: 'is_default',
    default: 'is_default',
  },
  searched: ['name'],
}

const fresh = {
  description: null,
  image: null,
  defaultRuleChainId: null,
  defaultDashboardId: null,
  defaultQueueName: null,
  defaultEdgeRuleChainId: null,
  isDefault: false,
}

/** Asset profiles; exactly one is the default. */
export function assetProfileStore({ database, identity, now, changes }: EntityParts): AssetProfileStore {
  const one = async (condition: string, values: unknown[] = []) => {
    const row = await database.one<ProfileRow>(
      `select ${columns} from asset_profile where ${condition}`,
      values,
    )
    return row && profileOf(row)
  }
  const get = async (id: string) => (isUuid(id) ? one('id = $1::uuid', [id]) : null)
  const save = async (profile: AssetProfile) => {
    await unlessTaken(`An asset profile is called “${profile.name}” already`, () =>
      database.transaction(async (transaction) => {
        if (profile.isDefault) {
          await transaction.run(
            'update asset_profile set is_default = false where is_default and id <> $1::uuid',
            [profile.id],
          )
        }
        await transaction.run(upsert, parameters(profile))
      }),
    )
    changes.saved('ASSET_PROFILE', profile.id)
    return profile
  }
  return {
    get,
    byName: (name) => one('name = $1', [name.replaceAll('\0', '')]),
    default: async () => existing(await one('is_default'), 'default'),
    list: async (link) => mapPage(await page<ProfileRow>(database, listing, link), profileOf),

    async getMany(ids) {
      const rows = await database.rows<ProfileRow>(
        `select ${columns} from asset_profile where id = any($1::uuid[])`,
        [ids.filter(isUuid)],
      )
      return rows.map(profileOf)
    },

    create: (profile) => save({ ...fresh, ...profile, id: identity.uuid(), createdTime: now() }),

    async update(id, profile) {
      const known = existing(await get(id), id)
      // the default gives its place up only to another
      const isDefault = profile.isDefault || known.isDefault
      return save({ ...known, ...profile, id, createdTime: known.createdTime, isDefault })
    },

    async remove(id) {
      const known = await get(id)
      if (known === null) return false
      if (known.isDefault) throw new Conflict('The default profile stays; make another the default first')
      const used = await database.one<{ count: number }>(
        'select count(*) as count from asset where profile_id = $1::uuid',
        [id],
      )
      if ((used?.count ?? 0) > 0) throw new Conflict(`${used?.count} assets use the profile “${known.name}”`)
      const removed = await database.transaction(async (transaction) => {
        await forgetEntities(transaction, [id])
        return transaction.run('delete from asset_profile where id = $1::uuid', [id])
      })
      if (removed > 0) {
        changes.removed('ASSET_PROFILE', id)
        await forgetTelemetry(database, id)
      }
      return removed > 0
    },
  }
}

interface Source {
  readonly identity: Identity
  readonly now: () => number
}

/** Makes the profile named `default` where there is no default. */
export async function ensureDefaultAssetProfile(queries: Queries, source: Source): Promise<void> {
  const known = await queries.one('select 1 from asset_profile where is_default')
  if (known === null) await insert(queries, { name: 'default', isDefault: true }, source)
}

export async function defaultAssetProfileId(queries: Queries): Promise<string> {
  const row = await queries.one<{ id: string }>('select id from asset_profile where is_default')
  return existing(row, 'default').id
}

/** The id of the profile with that name, which is made when there is none. */
export async function findOrCreateAssetProfile(
  queries: Queries,
  name: string,
  source: Source,
): Promise<string> {
  const found = () => queries.one<{ id: string }>('select id from asset_profile where name = $1', [name])
  const known = await found()
  if (known !== null) return known.id
  await insert(queries, { name }, source)
  return existing(await found(), name).id
}

async function insert(
  queries: Queries,
  profile: Partial<AssetProfile> & { name: string },
  { identity, now }: Source,
): Promise<void> {
  const values = parameters({ ...fresh, ...profile, id: identity.uuid(), createdTime: now() })
  await queries.run(`${insertion} on conflict do nothing`, values)
}

const insertion = `insert into asset_profile (${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`

const upsert = `${insertion} on conflict (id) do update set name = excluded.name, description = excluded.description,
  image = excluded.image, default_rule_chain_id = excluded.default_rule_chain_id,
  default_dashboard_id = excluded.default_dashboard_id, default_queue_name = excluded.default_queue_name,
  default_edge_rule_chain_id = excluded.default_edge_rule_chain_id, is_default = excluded.is_default`

function parameters(profile: AssetProfile): unknown[] {
  return [
    profile.id,
    profile.createdTime,
    profile.name,
    profile.description,
    profile.image,
    profile.defaultRuleChainId,
    profile.defaultDashboardId,
    profile.defaultQueueName,
    profile.defaultEdgeRuleChainId,
    profile.isDefault,
  ]
}

function profileOf(row: ProfileRow): AssetProfile {
  return {
    id: row.id,
    createdTime: row.created_time,
    name: row.name,
    description: row.description,
    image: row.image,
    defaultRuleChainId: row.default_rule_chain_id,
    defaultDashboardId: row.default_dashboard_id,
    defaultQueueName: row.default_queue_name,
    defaultEdgeRuleChainId: row.default_edge_rule_chain_id,
    isDefault: row.is_default,
  }
}
