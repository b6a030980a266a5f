import { type Static, Type } from 'typebox'
import { Conflict, type DeviceProfile } from '../store/store.ts'
import { checkAlarmRules } from './alarm-rules-check.ts'
import { badRequest, found } from './errors.ts'
import { entityId, idIn, uuid, uuids } from './ids.ts'
import { nameIn } from './names.ts'
import { mapPage, PageQuery, pageLink } from './paging.ts'
import { knownQueue } from './queues.ts'
import { type Api, type ApiParts, routesOf } from './routes.ts'
import { profileInfoJson, profileJson } from './shapes.ts'

const { needs } = routesOf('devices')
const tags = ['device profiles']

const Text = Type.Optional(Type.Union([Type.String(), Type.Null()]))
const ProfileBody = Type.Object({
  id: Type.Optional(Type.Unknown()),
  name: Text,
  description: Text,
  image: Text,
  type: Text,
  transportType: Text,
  provisionType: Text,
  provisionDeviceKey: Text,
  defaultRuleChainId: Type.Optional(Type.Unknown()),
  defaultDashboardId: Type.Optional(Type.Unknown()),
  defaultQueueName: Text,
  defaultEdgeRuleChainId: Type.Optional(Type.Unknown()),
  firmwareId: Type.Optional(Type.Unknown()),
  softwareId: Type.Optional(Type.Unknown()),
  profileData: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])),
})
const ProfileParams = Type.Object({ deviceProfileId: Type.String() })
const KeysQuery = Type.Object({ deviceProfileId: Type.Optional(Type.String()) })
const InfosQuery = Type.Object({
  ...PageQuery.properties,
  deviceProfileIds: Type.Optional(Type.String()),
  transportType: Type.Optional(Type.String()),
})

/** Device profiles: which chain, which transport, which provisioning (rest-core.md 12.4). */
export function deviceProfileRoutes(api: Api, parts: ApiParts): void {
  const { store, devices } = parts
  const full = (profile: DeviceProfile) => profileJson(profile, store.tenantId)
  const info = (profile: DeviceProfile) => profileInfoJson(profile, store.tenantId)
  const one = { schema: { tags, params: ProfileParams } }
  const list = { schema: { tags, querystring: PageQuery } }
  const get = async (idText: string) => found(await store.profiles.get(uuid('deviceProfileId', idText)))

  api.get('/api/deviceProfiles', { ...needs('DEVICE_PROFILE:READ'), ...list }, async (request) =>
    mapPage(await store.profiles.list(pageLink(request.query)), full),
  )
  const byIds = async (ids: string | undefined) =>
    (await store.profiles.getMany(uuids('deviceProfileIds', ids))).map(info)
  api.get(
    '/api/deviceProfileInfos',
    { ...needs('DEVICE_PROFILE:READ'), schema: { tags, querystring: InfosQuery } },
    async (request) => {
      const { deviceProfileIds, transportType } = request.query
      if (deviceProfileIds !== undefined) return byIds(deviceProfileIds)
      const filter = { transportType: transportType || undefined }
      return mapPage(await store.profiles.list(pageLink(request.query), filter), info)
    },
  )
  api.get(
    '/api/deviceProfileInfos/list',
    { ...needs('DEVICE_PROFILE:READ'), schema: { tags, querystring: InfosQuery } },
    async (request) => byIds(request.query.deviceProfileIds),
  )
  for (const kind of ['timeseries', 'attributes'] as const) {
    api.get(
      `/api/deviceProfile/devices/keys/${kind}`,
      { ...needs('DEVICE_PROFILE:WRITE'), schema: { tags, querystring: KeysQuery } },
      async (request) => {
        const { deviceProfileId } = request.query
        return store.profiles.keys(deviceProfileId ? (await get(deviceProfileId)).id : null, kind)
      },
    )
  }
  api.get('/api/deviceProfileInfo/default', { ...needs('DEVICE_PROFILE:READ'), schema: { tags } }, async () =>
    info(await store.profiles.default()),
  )
  api.get(
    '/api/deviceProfileInfo/:deviceProfileId',
    { ...needs('DEVICE_PROFILE:READ'), ...one },
    async (request) => info(await get(request.params.deviceProfileId)),
  )
  api.get(
    '/api/deviceProfile/:deviceProfileId',
    { ...needs('DEVICE_PROFILE:READ'), ...one },
    async (request) => full(await get(request.params.deviceProfileId)),
  )

  api.get(
    '/api/deviceProfile/names',
    {
      ...needs('DEVICE_PROFILE:READ'),
      schema: { tags, querystring: Type.Object({ activeOnly: Type.Optional(Type.String()) }) },
    },
    async (request) => {
      const page = await store.profiles.list({
        page: 0,
        pageSize: 10_000,
        sortProperty: 'name',
        sortOrder: 'ASC',
      })
      const used = request.query.activeOnly === 'true' ? new Set(await store.devices.types()) : null
      return page.data
        .filter((profile) => !used || used.has(profile.name))
        .map((profile) => ({ id: entityId('DEVICE_PROFILE', profile.id), name: profile.name }))
    },
  )

  api.post(
    '/api/deviceProfile',
    { ...needs('DEVICE_PROFILE:WRITE'), schema: { tags, body: ProfileBody } },
    async (request) => {
      const id = idIn('id', request.body.id)
      if (id) await get(id)
      const wanted = await profileOf(parts, request.body)
      const save = () => (id ? store.profiles.update(id, wanted) : store.profiles.create(wanted))
      const saved = await save().catch((error: unknown) => {
        if (!(error instanceof Conflict)) throw error
        const isKey = error.message.includes('provision key')
        throw badRequest(
          isKey
            ? 'Device profile with such provision device key already exists!'
            : 'Device profile with such name already exists!',
        )
      })
      if (id) devices.profileChanged(id)
      return full(saved)
    },
  )

  api.post(
    '/api/deviceProfile/:deviceProfileId/default',
    { ...needs('DEVICE_PROFILE:WRITE'), ...one },
    async (request) => {
      const profile = await get(request.params.deviceProfileId)
      return full(await store.profiles.update(profile.id, { isDefault: true }))
    },
  )

  api.delete(
    '/api/deviceProfile/:deviceProfileId',
    { ...needs('DEVICE_PROFILE:DELETE'), ...one },
    async (request, reply) => {
      const profile = await get(request.params.deviceProfileId)
      if (profile.isDefault) throw badRequest('Deletion of Default Device Profile is prohibited!')
      const using = await store.devices.list({ page: 0, pageSize: 1 }, { profileId: profile.id })
      if (using.totalElements > 0) {
        throw badRequest('The device profile referenced by the devices cannot be deleted!')
      }
      await store.profiles.remove(profile.id)
      return reply.send()
    },
  )
}

/** The stored form of a profile in the body; what the body leaves out gets the cloud's default. */
async function profileOf(
  { store }: ApiParts,
  body: Static<typeof ProfileBody>,
): Promise<Partial<DeviceProfile> & { name: string }> {
  const name = nameIn('Device profile name', body.name)
  const defaultRuleChainId = idIn('defaultRuleChainId', body.defaultRuleChainId)
  if (defaultRuleChainId && !(await store.chains.get(defaultRuleChainId))) {
    throw badRequest('Device profile is referencing non existing rule chain!')
  }
  checkAlarmRules(body.profileData)
  return {
    name,
    description: body.description ?? null,
    image: body.image ?? null,
    type: body.type ?? 'DEFAULT',
    transportType: body.transportType ?? 'DEFAULT',
    provisionType: body.provisionType ?? 'DISABLED',
    provisionDeviceKey: body.provisionDeviceKey?.trim() || null,
    defaultRuleChainId,
    defaultDashboardId: idIn('defaultDashboardId', body.defaultDashboardId),
    defaultQueueName: await knownQueue(store, body.defaultQueueName),
    defaultEdgeRuleChainId: idIn('defaultEdgeRuleChainId', body.defaultEdgeRuleChainId),
    firmwareId: idIn('firmwareId', body.firmwareId),
    softwareId: idIn('softwareId', body.softwareId),
    ...(body.profileData ? { profileData: body.profileData } : {}),
  }
}
