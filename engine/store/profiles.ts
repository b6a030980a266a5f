import type { Identity } from '../rules/needs.ts'
import { doubled, type Queries } from './database.ts'
import { type EntityParts, existing } from './devices.ts'
import { type Listing, mapPage, page } from './paging.ts'
import { Conflict, type DeviceProfile, type DeviceProfileStore } from './store.ts'
import { isUuid } from './time-uuid.ts'

interface ProfileRow {
  readonly id: string
  readonly created_time: number
  readonly name: string
  readonly description: string | null
  readonly type: string
  readonly transport_type: string
  readonly provision_type: string
  readonly default_rule_chain_id: string | null
  readonly default_queue_name: string | null
  readonly is_default: boolean
  readonly profile_data: string
}

const columns = `id, created_time, name, description, type, transport_type, provision_type, default_rule_chain_id,
  default_queue_name, is_default, profile_data`

const listing: Listing = {
  columns,
  from: 'device_profile',
  sortable: {
    id: 'id',
    createdTime: 'created_time',
    name: 'name',
    type: 'type',
    transportType: 'transport_type',
    description: 'description',
    isDefault: 'is_default',
    default: 'is_default',
  },
  searched: ['name'],
}

const fresh = {
  description: null,
  type: 'DEFAULT',
  transportType: 'DEFAULT',
  provisionType: 'DISABLED',
  defaultRuleChainId: null,
  defaultQueueName: null,
  isDefault: false,
  profileData: {
    configuration: { type: 'DEFAULT' },
    transportConfiguration: { type: 'DEFAULT' },
    provisionConfiguration: { type: 'DISABLED', provisionDeviceSecret: null },
    alarms: null,
  },
}

/** Device profiles; exactly one is the default. */
export function profileStore({ database, identity, now }: EntityParts): DeviceProfileStore {
  const one = async (condition: string, values: unknown[] = []) => {
    const row = await database.one<ProfileRow>(
      `select ${columns} from device_profile where ${condition}`,
      values,
    )
    return row && profileOf(row)
  }
  const get = async (id: string) => (isUuid(id) ? one('id = $1::uuid', [id]) : null)
  const save = (profile: DeviceProfile) =>
    explained(profile.name, () =>
      database.transaction(async (transaction) => {
        if (profile.isDefault) {
          await transaction.run(
            'update device_profile set is_default = false where is_default and id <> $1::uuid',
            [profile.id],
          )
        }
        await transaction.run(upsert, parameters(profile))
        return profile
      }),
    )
  return {
    get,
    byName: (name) => one('name = $1', [name]),
    default: async () => existing(await one('is_default'), 'default'),
    list: async (link) => mapPage(await page<ProfileRow>(database, listing, link), profileOf),
    create: (profile) => save({ ...fresh, ...profile, id: identity.uuid(), createdTime: now() }),
    async update(id, profile) {
      const known = existing(await get(id), id)
      // the default gives its place up only to another
      return save({
        ...known,
        ...profile,
        id,
        createdTime: known.createdTime,
        isDefault: profile.isDefault || known.isDefault,
      })
    },
    async remove(id) {
      const known = await get(id)
      if (known === null) return false
      if (known.isDefault) throw new Conflict('The default profile stays; make another the default first')
      const used = await database.one<{ count: number }>(
        'select count(*) as count from device where profile_id = $1::uuid',
        [id],
      )
      if ((used?.count ?? 0) > 0) throw new Conflict(`${used?.count} devices use the profile “${known.name}”`)
      return (await database.run('delete from device_profile where id = $1::uuid', [id])) > 0
    },
  }
}

/** Makes the profile named `default` where there is no default. */
export async function ensureDefaultProfile(
  queries: Queries,
  source: { identity: Identity; now: () => number },
): Promise<void> {
  if ((await queries.one('select 1 from device_profile where is_default')) !== null) return
  await insert(queries, { name: 'default', description: 'Default device profile', isDefault: true }, source)
}

export async function defaultProfileId(queries: Queries): Promise<string> {
  const row = await queries.one<{ id: string }>('select id from device_profile where is_default')
  return existing(row, 'default').id
}

/** The profile of this name, made where there is none: devices are created by type (rest-core.md 12.1). */
export async function findOrCreateProfile(
  queries: Queries,
  name: string,
  source: { identity: Identity; now: () => number },
): Promise<string> {
  const found = async () =>
    queries.one<{ id: string }>('select id from device_profile where name = $1', [name])
  const known = await found()
  if (known !== null) return known.id
  await insert(queries, { name }, source)
  return existing(await found(), name).id
}

async function insert(
  queries: Queries,
  profile: Partial<DeviceProfile> & { name: string },
  { identity, now }: { identity: Identity; now: () => number },
): Promise<void> {
  const values = parameters({ ...fresh, ...profile, id: identity.uuid(), createdTime: now() })
  await queries.run(`${insertion} on conflict do nothing`, values)
}

const insertion = `insert into device_profile (${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`

const upsert = `${insertion} on conflict (id) do update set name = excluded.name, description = excluded.description,
  type = excluded.type, transport_type = excluded.transport_type, provision_type = excluded.provision_type,
  default_rule_chain_id = excluded.default_rule_chain_id, default_queue_name = excluded.default_queue_name,
  is_default = excluded.is_default, profile_data = excluded.profile_data`

function parameters(profile: DeviceProfile): unknown[] {
  return [
    profile.id,
    profile.createdTime,
    profile.name,
    profile.description,
    profile.type,
    profile.transportType,
    profile.provisionType,
    profile.defaultRuleChainId,
    profile.defaultQueueName,
    profile.isDefault,
    JSON.stringify(profile.profileData),
  ]
}

function profileOf(row: ProfileRow): DeviceProfile {
  return {
    id: row.id,
    createdTime: row.created_time,
    name: row.name,
    description: row.description,
    type: row.type,
    transportType: row.transport_type,
    provisionType: row.provision_type,
    defaultRuleChainId: row.default_rule_chain_id,
    defaultQueueName: row.default_queue_name,
    isDefault: row.is_default,
    profileData: JSON.parse(row.profile_data),
  }
}

async function explained<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (doubled(error) === null) throw error
    throw new Conflict(`A device profile is called “${name}” already`)
  }
}
