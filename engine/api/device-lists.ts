import { type Static, Type } from 'typebox'
import type { Caller } from '../access/caller.ts'
import { isOwn } from '../access/permissions.ts'
import type { Device, DeviceFilter, Page, PageLink, Store } from '../store/store.ts'
import { customerFor } from './customers.ts'
import { subtypeJson } from './entity-shapes.ts'
import { forbidden, found } from './errors.ts'
import { uuid, uuids } from './ids.ts'
import { emptyPage, mapPage, PageQuery, pageLink } from './paging.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'
import { deviceInfoJson, deviceJson } from './shapes.ts'

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
  const infos = async (caller: Caller, query: Static<typeof ListQuery>, ofCustomer?: string) => {
    const active = query.active ? query.active === 'true' : undefined
    const read: Read<DeviceInfo> = (link, filter) => store.devices.infos(link, { ...filter, active })
    const rows = await devicesOf(read, caller, query, ofCustomer)
    return mapPage(rows, (device) => deviceInfoJson(device, store.tenantId))
  }

  api.get('/api/tenant/devices', { ...needs('DEVICE:READ'), ...list }, async (request) => {
    const caller = callerOf(request)
    if (request.query.deviceName) return plain(await named(store, caller, request.query.deviceName))
    return mapPage(await devicesOf(store.devices.list, caller, request.query), plain)
  })

  api.get('/api/tenant/device', { ...needs('DEVICE:READ'), ...list }, async (request) =>
    plain(await named(store, callerOf(request), request.query.deviceName)),
  )

  for (const url of ['/api/tenant/devices/list', '/api/user/devices']) {
    api.get(url, { ...needs('DEVICE:READ'), ...list }, async (request) =>
      mapPage(await devicesOf(store.devices.list, callerOf(request), request.query), plain),
    )
  }

  for (const url of ['/api/tenant/deviceInfos', '/api/deviceInfos/all']) {
    api.get(url, { ...needs('DEVICE:READ'), ...list }, (request) => infos(callerOf(request), request.query))
  }

  api.get(
    '/api/customer/:customerId/devices',
    { ...needs('DEVICE:READ'), ...ofCustomer },
    async (request) => {
      const caller = callerOf(request)
      const { id } = await customerFor(store, caller, request.params.customerId)
      return mapPage(await devicesOf(store.devices.list, caller, request.query, id), plain)
    },
  )

  api.get(
    '/api/customer/:customerId/deviceInfos',
    { ...needs('DEVICE:READ'), ...ofCustomer },
    async (request) => {
      const caller = callerOf(request)
      const { id } = await customerFor(store, caller, request.params.customerId)
      return infos(caller, request.query, id)
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
    (await store.devices.types()).map((type) => subtypeJson('DEVICE', type, store.tenantId)),
  )
}

async function named(store: Store, caller: Caller, name: string | undefined): Promise<Device> {
  const device = found(name ? await store.devices.getByName(name) : null)
  if (!isOwn(caller, device)) throw forbidden()
  return device
}

type DeviceInfo = Awaited<ReturnType<Store['devices']['infos']>>['data'][number]
type Read<T> = (link: PageLink, filter: DeviceFilter) => Promise<Page<T>>

/** A page of the devices that the caller may see. */
async function devicesOf<T>(
  read: Read<T>,
  caller: Caller,
  query: Static<typeof ListQuery>,
  ofCustomer?: string,
): Promise<Page<T>> {
  const link = pageLink(query)
  const profileId = query.deviceProfileId ? uuid('deviceProfileId', query.deviceProfileId) : undefined
  const customerId = caller.authority === 'CUSTOMER_USER' ? caller.customerId : ofCustomer
  // A customer user without a customer sees nothing, not everything.
  if (customerId === null) return emptyPage()
  return read(link, { type: query.type || undefined, profileId, customerId })
}
