import { type Static, Type } from 'typebox'
import type { Caller } from '../access/caller.ts'
import { isOwn } from '../access/permissions.ts'
import type { Device, DeviceFilter, Page, Store } from '../store/store.ts'
import { forbidden, found } from './errors.ts'
import { entityId, uuid, uuids } from './ids.ts'
import { mapPage, PageQuery, pageLink } from './paging.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'
import { deviceInfoJson, deviceJson, isActive } from './shapes.ts'

const { needs } = routesOf('devices')
const tags = ['devices']

const ListQuery = Type.Object({
  ...PageQuery.properties,
  deviceName: Type.Optional(Type.String()),
  type: Type.Optional(Type.String()),
  deviceProfileId: Type.Optional(Type.String()),
  active: Type.Optional(Type.String()),
})
const CustomerParams = Type.Object({ customerId: Type.String() })

/** Lists of devices. The same path may be several operations, chosen by the query (rest-core.md 1). */
export function deviceListRoutes(api: Api, { store }: ApiParts): void {
  const list = { schema: { tags, querystring: ListQuery } }
  const ofCustomer = { schema: { tags, querystring: ListQuery, params: CustomerParams } }
  const plain = (device: Device) => deviceJson(device, store.tenantId)

  api.get('/api/tenant/devices', { ...needs('DEVICE:READ'), ...list }, async (request) => {
    const caller = callerOf(request)
    if (request.query.deviceName) return plain(await named(store, caller, request.query.deviceName))
    return mapPage(await devicesOf(store, caller, request.query), plain)
  })

  api.get('/api/tenant/device', { ...needs('DEVICE:READ'), ...list }, async (request) =>
    plain(await named(store, callerOf(request), request.query.deviceName)),
  )

  for (const url of ['/api/tenant/devices/list', '/api/user/devices']) {
    api.get(url, { ...needs('DEVICE:READ'), ...list }, async (request) =>
      mapPage(await devicesOf(store, callerOf(request), request.query), plain),
    )
  }

  for (const url of ['/api/tenant/deviceInfos', '/api/deviceInfos/all']) {
    api.get(url, { ...needs('DEVICE:READ'), ...list }, async (request) =>
      withActivity(store, await devicesOf(store, callerOf(request), request.query), request.query.active),
    )
  }

  api.get(
    '/api/customer/:customerId/devices',
    { ...needs('DEVICE:READ'), ...ofCustomer },
    async (request) => {
      const filter = customerFilter(callerOf(request), request.params.customerId)
      return mapPage(await devicesOf(store, callerOf(request), request.query, filter), plain)
    },
  )

  api.get(
    '/api/customer/:customerId/deviceInfos',
    { ...needs('DEVICE:READ'), ...ofCustomer },
    async (request) => {
      const filter = customerFilter(callerOf(request), request.params.customerId)
      const page = await devicesOf(store, callerOf(request), request.query, filter)
      return withActivity(store, page, request.query.active)
    },
  )

  for (const url of ['/api/devices', '/api/devices/list']) {
    api.get(
      url,
      {
        ...needs('DEVICE:READ'),
        schema: { tags, querystring: Type.Object({ deviceIds: Type.Optional(Type.String()) }) },
      },
      async (request) => {
        const devices = await store.devices.getMany(uuids('deviceIds', request.query.deviceIds))
        return devices.filter((device) => isOwn(callerOf(request), device)).map(plain)
      },
    )
  }

  api.get('/api/device/types', { ...needs('DEVICE:READ'), schema: { tags } }, async () =>
    (await store.devices.types()).map((type) => ({
      tenantId: entityId('TENANT', store.tenantId),
      entityType: 'DEVICE',
      type,
    })),
  )
}

async function named(store: Store, caller: Caller, name: string | undefined): Promise<Device> {
  const device = found(name ? await store.devices.getByName(name) : null)
  if (!isOwn(caller, device)) throw forbidden()
  return device
}

/** A page of the devices that the caller may see. */
async function devicesOf(
  store: Store,
  caller: Caller,
  query: Static<typeof ListQuery>,
  filter: DeviceFilter = {},
): Promise<Page<Device>> {
  const link = pageLink(query)
  const profileId = query.deviceProfileId ? uuid('deviceProfileId', query.deviceProfileId) : undefined
  const customerId = caller.authority === 'CUSTOMER_USER' ? caller.customerId : filter.customerId
  // A customer user without a customer sees nothing, not everything.
  if (customerId === null) return { data: [], totalPages: 0, totalElements: 0, hasNext: false }
  return store.devices.list(link, { type: query.type || undefined, profileId, customerId })
}

function customerFilter(caller: Caller, idText: string): DeviceFilter {
  const customerId = uuid('customerId', idText)
  if (caller.authority === 'CUSTOMER_USER' && caller.customerId !== customerId) throw forbidden()
  return { customerId }
}

async function withActivity(
  store: Store,
  page: Page<Device>,
  wanted: string | undefined,
): Promise<Page<Record<string, unknown>>> {
  const rows = await Promise.all(
    page.data.map(async (device) => deviceInfoJson(device, store.tenantId, await isActive(store, device.id))),
  )
  const isWanted = (row: Record<string, unknown>) => !wanted || String(row.active) === wanted
  return { ...page, data: rows.filter(isWanted) }
}
