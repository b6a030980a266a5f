import type { Identity } from '../rules/needs.ts'
import { refuseWhileViewed } from './assets.ts'
import type { Changes } from './changes.ts'
import { type CredentialsRow, credentialsColumns, credentialsOf, randomToken } from './credentials.ts'
import { type Database, doubled, type Queries } from './database.ts'
import { forgetEntities } from './entity-removal.ts'
import type { OwnerInfo } from './entity-stores.ts'
import { type Conditions, conditionsOf, type Listing, mapPage, ownerOf, ownerSql, page } from './paging.ts'
import { defaultProfileId, findOrCreateProfile } from './profiles.ts'
import {
  Conflict,
  type Device,
  type DeviceFilter,
  type DeviceStore,
  type NewDevice,
  NotFound,
} from './store.ts'
import { forgetTelemetry } from './telemetry-removal.ts'
import { isUuid } from './time-uuid.ts'

interface DeviceRow {
  readonly id: string
  readonly created_time: number
  readonly name: string
  readonly type: string
  readonly label: string | null
  readonly profile_id: string
  readonly customer_id: string | null
  readonly device_data: string
  readonly firmware_id: string | null
  readonly software_id: string | null
  readonly additional_info: string | null
}

const columns = `d.id, d.created_time, d.name, p.name as type, d.label, d.profile_id, d.customer_id, d.device_data,
  d.firmware_id, d.software_id, d.additional_info`
const from = 'device d join device_profile p on p.id = d.profile_id'

const listing: Listing = {
  columns,
  from,
  sortable: {
    id: 'd.id',
    createdTime: 'd.created_time',
    name: 'd.name',
    type: 'p.name',
    deviceProfileName: 'p.name',
    label: 'd.label',
    customerId: 'd.customer_id',
  },
  searched: ['d.name', 'd.label'],
}

// 2 is SERVER_SCOPE, see attributes.ts
const infoListing: Listing = {
  columns: `${columns}, ${ownerSql.columns}, coalesce(a.bool_v, false) as active`,
  from: `${from} ${ownerSql.join('d.customer_id')}
    left join attribute a on a.entity_id = d.id and a.scope = 2 and a.key = 'active'`,
  sortable: { ...listing.sortable, customerTitle: ownerSql.title, active: 'coalesce(a.bool_v, false)' },
  searched: [...listing.searched, 'p.name', ownerSql.title],
}

const freshData = { configuration: { type: 'DEFAULT' }, transportConfiguration: { type: 'DEFAULT' } }

export interface EntityParts {
  readonly database: Database
  readonly identity: Identity
  readonly now: () => number
  readonly changes: Changes
}

/** Devices and what they log in with. */
export function deviceStore({ database, identity, now, changes }: EntityParts): DeviceStore {
  const get = async (id: string) => (isUuid(id) ? deviceWhere(database, 'd.id = $1::uuid', id) : null)
  const getByName = (name: string) => deviceWhere(database, 'd.name = $1', name)
  const profileFor = async (queries: Queries, { profileId, type }: NewDevice): Promise<string | null> => {
    if (profileId !== undefined) return profileId
    return type ? findOrCreateProfile(queries, type, { identity, now }) : null
  }
  const saved = (device: Device) => {
    changes.saved('DEVICE', device.id, device.profileId)
    return device
  }
  return {
    get,
    getByName,
    byId: get,
    byName: getByName,

    create: async (device, { accessToken = randomToken() } = {}) =>
      saved(
        await explained(device.name, () =>
          database.transaction(async (transaction) => {
            const id = identity.uuid()
            const profile = (await profileFor(transaction, device)) ?? (await defaultProfileId(transaction))
            await transaction.run(
              `insert into device (id, created_time, name, label, profile_id, customer_id, device_data, additional_info,
               firmware_id, software_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
              [
                id,
                now(),
                device.name,
                device.label ?? null,
                profile,
                device.customerId ?? null,
                JSON.stringify(device.deviceData ?? freshData),
                jsonOrNull(device.additionalInfo),
                device.firmwareId ?? null,
                device.softwareId ?? null,
              ],
            )
            await transaction.run(
              `insert into device_credentials (${credentialsColumns}) values ($1, $2, $3, 'ACCESS_TOKEN', $4, null)`,
              [identity.uuid(), now(), id, accessToken],
            )
            return existing(await deviceWhere(transaction, 'd.id = $1::uuid', id), id)
          }),
        ),
      ),

    update: async (id, device) =>
      saved(
        await explained(device.name, () =>
          database.transaction(async (transaction) => {
            const known = existing(
              isUuid(id) ? await deviceWhere(transaction, 'd.id = $1::uuid', id) : null,
              id,
            )
            const next = { ...known, ...given(device) }
            await transaction.run(
              `update device set name = $2, label = $3, profile_id = $4, customer_id = $5, device_data = $6,
             additional_info = $7, firmware_id = $8, software_id = $9 where id = $1`,
              [
                id,
                next.name,
                next.label,
                (await profileFor(transaction, device)) ?? known.profileId,
                next.customerId,
                JSON.stringify(next.deviceData),
                jsonOrNull(next.additionalInfo),
                next.firmwareId,
                next.softwareId,
              ],
            )
            return existing(await deviceWhere(transaction, 'd.id = $1::uuid', id), id)
          }),
        ),
      ),

    async remove(id) {
      if (!isUuid(id)) return false
      const removed = await database.transaction(async (transaction) => {
        await refuseWhileViewed(transaction, id)
        await forgetEntities(transaction, [id])
        return transaction.run('delete from device where id = $1::uuid', [id])
      })
      if (removed === 0) return false
      changes.removed('DEVICE', id)
      await forgetTelemetry(database, id)
      return true
    },

    async getMany(ids) {
      const rows = await database.rows<DeviceRow>(
        `select ${columns} from ${from} where d.id = any($1::uuid[])`,
        [ids.filter(isUuid)],
      )
      return rows.map(deviceOf)
    },

    list: async (link, filter = {}) =>
      mapPage(await page<DeviceRow>(database, listing, link, conditions(filter)), deviceOf),

    infos: async (link, { active, ...filter } = {}) => {
      const { sql, values } = conditions(filter)
      const isActive = active === undefined ? [] : [`coalesce(a.bool_v, false) = $${values.length + 1}`]
      const rows = await page<DeviceRow & OwnerInfo & { active: boolean }>(database, infoListing, link, {
        sql: [...sql, ...isActive],
        values: active === undefined ? values : [...values, active],
      })
      return mapPage(rows, (row) => ({ ...deviceOf(row), ...ownerOf(row), active: row.active }))
    },

    async types() {
      const rows = await database.rows<{ name: string }>(`select distinct p.name from ${from} order by 1`)
      return rows.map(({ name }) => name)
    },

    async activeIds() {
      // 2 is SERVER_SCOPE, see attributes.ts
      const rows = await database.rows<{ id: string }>(
        `select d.id from device d join attribute a on a.entity_id = d.id
         where a.scope = 2 and a.key = 'active' and a.bool_v order by d.id`,
      )
      return rows.map(({ id }) => id)
    },

    async credentials(deviceId) {
      if (!isUuid(deviceId)) return null
      const row = await database.one<CredentialsRow>(
        `select ${credentialsColumns} from device_credentials where device_id = $1::uuid`,
        [deviceId],
      )
      return row && credentialsOf(row)
    },

    async updateCredentials({ deviceId, credentialsType, credentialsId, credentialsValue }) {
      try {
        const row = await database.one<CredentialsRow>(
          `update device_credentials set credentials_type = $2, credentials_id = $3, credentials_value = $4
           where device_id = $1::uuid returning ${credentialsColumns}`,
          [deviceId, credentialsType, credentialsId, credentialsValue],
        )
        return credentialsOf(existing(row, deviceId))
      } catch (error) {
        if (doubled(error) === null) throw error
        throw new Conflict('Another device has these credentials')
      }
    },

    async byCredentials(credentialsId) {
      const row = await database.one<DeviceRow & CredentialsRow & { credentials_uuid: string; made: number }>(
        `select c.id as credentials_uuid, c.created_time as made, c.device_id, c.credentials_type, c.credentials_id,
           c.credentials_value, ${columns}
         from device_credentials c join device d on d.id = c.device_id join device_profile p on p.id = d.profile_id
         where c.credentials_id = $1`,
        [credentialsId.replaceAll('\0', '')],
      )
      if (row === null) return null
      return {
        device: deviceOf(row),
        credentials: credentialsOf({ ...row, id: row.credentials_uuid, created_time: row.made }),
      }
    },
  }
}

async function deviceWhere(queries: Queries, condition: string, value: string): Promise<Device | null> {
  const row = await queries.one<DeviceRow>(`select ${columns} from ${from} where ${condition}`, [value])
  return row && deviceOf(row)
}

function deviceOf(row: DeviceRow): Device {
  return {
    id: row.id,
    createdTime: row.created_time,
    name: row.name,
    type: row.type,
    label: row.label,
    profileId: row.profile_id,
    customerId: row.customer_id,
    deviceData: JSON.parse(row.device_data),
    firmwareId: row.firmware_id,
    softwareId: row.software_id,
    additionalInfo: row.additional_info === null ? null : JSON.parse(row.additional_info),
  }
}

function conditions({ type, profileId, customerId }: DeviceFilter): Conditions {
  return conditionsOf([
    ['p.name =', type],
    ['d.profile_id =', profileId],
    ['d.customer_id =', customerId],
  ])
}

/** The members that were given: what is left out keeps its value, null clears it. */
export function given<T extends object>(parts: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as never
}

export function jsonOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value)
}

export function existing<T>(found: T | null, id: string): T {
  if (found === null) throw new NotFound(`There is nothing with the id ${id.slice(0, 60)}`)
  return found
}

async function explained<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const broken = doubled(error)
    if (broken === null) throw error
    throw new Conflict(
      broken.includes('credentials')
        ? 'Another device has this token'
        : `A device is called “${name}” already`,
    )
  }
}
