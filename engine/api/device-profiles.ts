import { type Static, Type } from 'typebox'
import { Conflict, type DeviceProfile } from '../store/store.ts'
import { badRequest, found } from './errors.ts'
import { entityId, idIn, uuid } from './ids.ts'
import { mapPage, PageQuery, pageLink } from './paging.ts'
import { type Api, type ApiParts, routesOf } from './routes.ts'
import { profileInfoJson, profileJson } from './shapes.ts'

const { needs } = routesOf('devices')
const tags = ['device profiles']

const Text = Type.Optional(Type.Union([Type.String(), Type.Null()]))
const ProfileBody = Type.Object({
  id: Type.Optional(Type.Unknown()),
  name: Text,
  description: Text,
  type: Text,
  transportType: Text,
  provisionType: Text,
  defaultRuleChainId: Type.Optional(Type.Unknown()),
  defaultQueueName: Text,
  profileData: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])),
})
const ProfileParams = Type.Object({ deviceProfileId: Type.String() })

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
  api.get('/api/deviceProfileInfos', { ...needs('DEVICE_PROFILE:READ'), ...list }, async (request) =>
    mapPage(await store.profiles.list(pageLink(request.query)), info),
  )
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
        throw error instanceof Conflict ? badRequest('Device profile with such name already exists!') : error
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
  const name = body.name?.trim()
  if (!name) throw badRequest('Device profile name should be specified!')
  const defaultRuleChainId = idIn('defaultRuleChainId', body.defaultRuleChainId)
  if (defaultRuleChainId && !(await store.chains.get(defaultRuleChainId))) {
    throw badRequest('Device profile is referencing non existing rule chain!')
  }
  return {
    name,
    description: body.description ?? null,
    type: body.type ?? 'DEFAULT',
    transportType: body.transportType ?? 'DEFAULT',
    provisionType: body.provisionType ?? 'DISABLED',
    defaultRuleChainId,
    defaultQueueName: body.defaultQueueName ?? null,
    ...(body.profileData ? { profileData: body.profileData } : {}),
  }
}
