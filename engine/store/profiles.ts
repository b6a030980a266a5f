import type { Identity } from '../rules/needs.ts'
import { doubled, type Queries } from './database.ts'
import { type EntityParts, existing } from './devices.ts'
import { forgetEntities } from './entity-removal.ts'
import { conditionsOf, type Listing, mapPage, page } from './paging.ts'
import { Conflict, type DeviceProfile, type DeviceProfileStore } from './store.ts'
import { forgetTelemetry } from './telemetry-removal.ts'
import { isUuid } from './time-uuid.ts'

interface ProfileRow {
  readonly id: string
  readonly created_time: number
  readonly name: string
  readonly description: string | null
  readonly image: string | null
  readonly type: string
  readonly transport_type: string
  readonly provision_type: string
  readonly provision_device_key: string | null
  readonly default_rule_chain_id: string | null
  readonly default_dashboard_id: string | null
  readonly default_queue_name: string | null
  readonly default_edge_rule_chain_id: string | null
  readonly firmware_id: string | null
  readonly software_id: string | null
  readonly is_default: boolean
  readonly profile_data: string
}

const columns = `id, created_time, name, description, image, type, transport_type, provision_type,
  provision_device_key, default_rule_chain_id, default_dashboard_id, default_queue_name, default_edge_rule_chain_id,
  firmware_id, software_id, is_default, profile_data`

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
  image: null,
  type: 'DEFAULT',
  transportType: 'DEFAULT',
  provisionType: 'DISABLED',
  provisionDeviceKey: null,
  defaultRuleChainId: null,
  defaultDashboardId: null,
  defaultQueueName: null,
  defaultEdgeRuleChainId: null,
  firmwareId: null,
  softwareId: null,
  isDefault: false,
  profileData: {
    configuration: { type: 'DEFAULT' },
    transportConfiguration: { type: 'DEFAULT' },
    provisionConfiguration: { type: 'DISABLED', provisionDeviceSecret: null },
    alarms: null,
  },
}

/** Device profiles; exactly one is the default. */
export function profileStore({ database, identity, now, changes }: EntityParts): DeviceProfileStore {
  const one = async (condition: string, values: unknown[] = []) => {
    const row = await database.one<ProfileRow>(
      `select ${columns} from device_profile where ${condition}`,
      values,
    )
    return row && profileOf(row)
  }
  const get = async (id: string) => (isUuid(id) ? one('id = $1::uuid', [id]) : null)
  const save = async (profile: DeviceProfile) => {
    await explained(profile.name, () =>
      database.transaction(async (transaction) => {
        if (profile.isDefault) {
          await transaction.run(
            'update device_profile set is_default = false where is_default and id <> $1::uuid',
            [profile.id],
          )
        }
        await transaction.run(upsert, parameters(profile))
      }),
    )
    changes.saved('DEVICE_PROFILE', profile.id)
    return profile
  }
  return {
    get,
    byName: (name) => one('name = $1', [name.replaceAll('\0', '')]),
    default: async () => existing(await one('is_default'), 'default'),
    list: async (link, { transportType } = {}) => {
      const conditions = conditionsOf([['transport_type =', transportType]])
      return mapPage(await page<ProfileRow>(database, listing, link, conditions), profileOf)
    },

    async getMany(ids) {
      const rows = await database.rows<ProfileRow>(
        `select ${columns} from device_profile where id = any($1::uuid[])`,
        [ids.filter(isUuid)],
      )
      return rows.map(profileOf)
    },

    async keys(id, kind) {
      const rows = await database.rows<{ key: string }>(keysOfDevices[kind], [id])
      return rows.map(({ key }) => key)
    },

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
      const removed = await database.transaction(async (transaction) => {
        await forgetEntities(transaction, [id])
        return transaction.run('delete from device_profile where id = $1::uuid', [id])
      })
      if (removed === 0) return false
      changes.removed('DEVICE_PROFILE', id)
      await forgetTelemetry(database, id)
      return true
    },
  }
}

const keysOfDevices = {
  timeseries: `select distinct k.key from telemetry_latest l join key_dictionary k using (key_id)
    join device d on d.id = l.entity_id where $1::uuid is null or d.profile_id = $1::uuid order by 1`,
  attributes: `select distinct a.key from attribute a join device d on d.id = a.entity_id
    where $1::uuid is null or d.profile_id = $1::uuid order by 1`,
} as const

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

const insertion = `insert into device_profile (${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
  $12, $13, $14, $15, $16, $17)`

const upsert = `${insertion} on conflict (id) do update set name = excluded.name, description = excluded.description,
  image = excluded.image, type = excluded.type, transport_type = excluded.transport_type, provision_type = excluded.provision_type,
  provision_device_key = excluded.provision_device_key, default_rule_chain_id = excluded.default_rule_chain_id,
  default_dashboard_id = excluded.default_dashboard_id, default_queue_name = excluded.default_queue_name,
  default_edge_rule_chain_id = excluded.default_edge_rule_chain_id, firmware_id = excluded.firmware_id,
  software_id = excluded.software_id,
  is_default = excluded.is_default, profile_data = excluded.profile_data`

function parameters(profile: DeviceProfile): unknown[] {
  return [
    profile.id,
    profile.createdTime,
    profile.name,
    profile.description,
    profile.image,
    profile.type,
    profile.transportType,
    profile.provisionType,
    profile.provisionDeviceKey,
    profile.defaultRuleChainId,
    profile.defaultDashboardId,
    profile.defaultQueueName,
    profile.defaultEdgeRuleChainId,
    profile.firmwareId,
    profile.softwareId,
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
    image: row.image,
    type: row.type,
    transportType: row.transport_type,
    provisionType: row.provision_type,
    provisionDeviceKey: row.provision_device_key,
    defaultRuleChainId: row.default_rule_chain_id,
    defaultDashboardId: row.default_dashboard_id,
    defaultQueueName: row.default_queue_name,
    defaultEdgeRuleChainId: row.default_edge_rule_chain_id,
    firmwareId: row.firmware_id,
    softwareId: row.software_id,
    isDefault: row.is_default,
    profileData: JSON.parse(row.profile_data),
  }
}

async function explained<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const broken = doubled(error)
    if (broken === null) throw error
    throw new Conflict(
      broken.includes('provision')
        ? 'Another device profile has this provision key'
        : `A device profile is called “${name}” already`,
    )
  }
}
