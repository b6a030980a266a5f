import { type Static, Type } from 'typebox'
import type { Caller } from '../access/caller.ts'
import { isOwn, may } from '../access/permissions.ts'
import { Conflict, type Device, type DeviceProfile, type Store } from '../store/store.ts'
import { byCaller } from './announce.ts'
import { ownerInfo } from './customers.ts'
import { badRequest, forbidden, found } from './errors.ts'
import { idIn, uuid } from './ids.ts'
import { NameConflictQuery, nameFor, nameIn, textIn } from './names.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'
import { deviceInfoJson, deviceJson, isActive } from './shapes.ts'

const { needs } = routesOf('devices')
const tags = ['devices']

const DeviceParams = Type.Object({ deviceId: Type.String() })
const Anything = Type.Record(Type.String(), Type.Unknown())

export const DeviceBody = Type.Object({
  id: Type.Optional(Type.Unknown()),
  name: Type.Optional(Type.Unknown()),
  type: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  label: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  deviceProfileId: Type.Optional(Type.Unknown()),
  customerId: Type.Optional(Type.Unknown()),
  deviceData: Type.Optional(Type.Union([Anything, Type.Null()])),
  firmwareId: Type.Optional(Type.Unknown()),
  softwareId: Type.Optional(Type.Unknown()),
  additionalInfo: Type.Optional(Type.Union([Anything, Type.Null()])),
})

const SaveQuery = Type.Object({
  accessToken: Type.Optional(Type.String()),
  ...NameConflictQuery.properties,
})

/** Devices one by one: read, save, delete (rest-core.md 12.1). Lists are in device-lists.ts. */
export function deviceRoutes(api: Api, parts: ApiParts): void {
  const { store } = parts
  const one = { schema: { tags, params: DeviceParams } }

  api.get('/api/device/:deviceId', { ...needs('DEVICE:READ'), ...one }, async (request) => {
    const device = await deviceFor(store, callerOf(request), request.params.deviceId)
    return deviceJson(device, store.tenantId)
  })

  api.get('/api/device/info/:deviceId', { ...needs('DEVICE:READ'), ...one }, async (request) => {
    const device = await deviceFor(store, callerOf(request), request.params.deviceId)
    const [owner, active] = [await ownerInfo(store, device), await isActive(store, device.id)]
    return deviceInfoJson({ ...device, ...owner, active }, store.tenantId)
  })

  api.post(
    '/api/device',
    {
      ...needs('DEVICE:WRITE'),
      schema: { tags, summary: 'Create or update', querystring: SaveQuery, body: DeviceBody },
    },
    async (request) => {
      const device = await saveDevice(parts, callerOf(request), request.body, request.query)
      return deviceJson(device, store.tenantId)
    },
  )

  api.delete('/api/device/:deviceId', { ...needs('DEVICE:DELETE'), ...one }, async (request, reply) => {
    const caller = callerOf(request)
    const device = await deviceFor(store, caller, request.params.deviceId)
    await store.devices.remove(device.id).catch((error: unknown) => {
      if (!(error instanceof Conflict)) throw error
      throw badRequest("Can't delete device that has entity views or is referenced in calculated fields!")
    })
    parts.devices.closeSessions(device.id, 'deleted')
    const ref = { entityType: 'DEVICE', id: device.id }
    parts.rules.announce('ENTITY_DELETED', ref, deviceJson(device, store.tenantId), byCaller(caller, device))
    return reply.send()
  })
}

/** The device if the caller may touch it: 404 when there is none, 403 when it is somebody else's. */
export async function deviceFor(store: Store, caller: Caller, idText: string | undefined): Promise<Device> {
  const id = uuid('deviceId', idText)
  const device = found(await store.devices.get(id), `Device with id [${id}] is not found`)
  if (!isOwn(caller, device)) throw forbidden()
  return device
}

/** Creates, or updates when the body has an id: the whole device is replaced (rest-core.md 4). */
export async function saveDevice(
  parts: ApiParts,
  caller: Caller,
  body: Static<typeof DeviceBody>,
  options: Static<typeof SaveQuery>,
): Promise<Device> {
  const { store, devices, rules } = parts
  const id = idIn('id', body.id)
  const name = nameIn('Device name', body.name)
  const before = id === null ? null : await deviceFor(store, caller, id)
  if (!before && !may(caller, 'DEVICE:CREATE')) throw forbidden()

  const profile = await profileFor(store, caller, body, before)
  const wanted = {
    name,
    type: profile.name,
    label: textIn('label', body.label),
    profileId: profile.id,
    // Only assignment changes the customer; a save keeps what is stored.
    customerId: before?.customerId ?? null,
    deviceData: body.deviceData ?? before?.deviceData,
    firmwareId: idIn('firmwareId', body.firmwareId),
    softwareId: idIn('softwareId', body.softwareId),
    additionalInfo: body.additionalInfo ?? null,
  }
  if (before) {
    const saved = await nameTaken(() => store.devices.update(before.id, wanted))
    devices.changed(saved.id)
    rules.announce(
      'ENTITY_UPDATED',
      { entityType: 'DEVICE', id: saved.id },
      deviceJson(saved, store.tenantId),
      byCaller(caller, saved),
    )
    return saved
  }
  const accessToken = options.accessToken
  const credentials = accessToken ? { accessToken } : undefined
  const taken = accessToken ? await store.devices.byCredentials(accessToken) : null
  if (taken) throw badRequest('Specified credentials are already registered!')
  const isTaken = async (candidate: string) => (await store.devices.getByName(candidate)) !== null
  const free = await nameFor(name, options, isTaken, parts.identity)
  const made = await nameTaken(() => store.devices.create({ ...wanted, name: free }, credentials))
  rules.announce(
    'ENTITY_CREATED',
    { entityType: 'DEVICE', id: made.id },
    deviceJson(made, store.tenantId),
    byCaller(caller, made),
  )
  return made
}

async function nameTaken(save: () => Promise<Device>): Promise<Device> {
  try {
    return await save()
  } catch (error) {
    if (error instanceof Conflict) throw badRequest('Device with such name already exists!')
    throw error
  }
}

/** The given profile, else the one named like the type (made when missing), else the default one. */
async function profileFor(
  store: Store,
  caller: Caller,
  body: Static<typeof DeviceBody>,
  before: Device | null,
): Promise<DeviceProfile> {
  const id = idIn('deviceProfileId', body.deviceProfileId)
  if (id !== null) {
    const profile = await store.profiles.get(id)
    if (!profile) throw badRequest('Device is referencing non existing device profile!')
    return profile
  }
  const type = body.type?.trim()
  if (!type) {
    if (!before) return store.profiles.default()
    return found(await store.profiles.get(before.profileId))
  }
  const name = nameIn('Device profile name', type)
  const known = await store.profiles.byName(name)
  if (!known && !may(caller, 'DEVICE_PROFILE:CREATE')) throw forbidden()
  return known ?? store.profiles.create({ name })
}
