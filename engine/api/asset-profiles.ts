import { type Static, Type } from 'typebox'
import type { AssetProfile } from '../store/entity-stores.ts'
import { Conflict, type Store } from '../store/store.ts'
import { assetProfileInfoJson, assetProfileJson } from './entity-shapes.ts'
import { badRequest, found } from './errors.ts'
import { entityId, idIn, uuid, uuids } from './ids.ts'
import { nameIn } from './names.ts'
import { mapPage, PageQuery, pageLink } from './paging.ts'
import { knownQueue } from './queues.ts'
import { type Api, type ApiParts, routesOf } from './routes.ts'

const { needs } = routesOf('assets')
const tags = ['asset profiles']

const Text = Type.Optional(Type.Union([Type.String(), Type.Null()]))
const ProfileBody = Type.Object({
  id: Type.Optional(Type.Unknown()),
  name: Text,
  description: Text,
  image: Text,
  defaultRuleChainId: Type.Optional(Type.Unknown()),
  defaultDashboardId: Type.Optional(Type.Unknown()),
  defaultQueueName: Text,
  defaultEdgeRuleChainId: Type.Optional(Type.Unknown()),
  default: Type.Optional(Type.Unknown()),
})
const ProfileParams = Type.Object({ assetProfileId: Type.String() })
const IdsQuery = Type.Object({ assetProfileIds: Type.Optional(Type.String()) })

/** Asset profiles: which chain and queue take the messages about an asset (rest-core.md 12.4). */
export function assetProfileRoutes(api: Api, { store }: ApiParts): void {
  const profiles = store.assetProfiles
  const full = (profile: AssetProfile) => assetProfileJson(profile, store.tenantId)
  const info = (profile: AssetProfile) => assetProfileInfoJson(profile, store.tenantId)
  const one = { schema: { tags, params: ProfileParams } }
  const list = { schema: { tags, querystring: PageQuery } }
  const get = async (idText: string) => {
    const id = uuid('assetProfileId', idText)
    return found(await profiles.get(id), `Asset profile with id [${id}] is not found`)
  }
  const byIds = async (ids: string | undefined) =>
    (await profiles.getMany(uuids('assetProfileIds', ids))).map(info)

  api.get('/api/assetProfiles', { ...needs('ASSET_PROFILE:READ'), ...list }, async (request) =>
    mapPage(await profiles.list(pageLink(request.query)), full),
  )

  api.get(
    '/api/assetProfileInfos',
    {
      ...needs('ASSET_PROFILE:READ'),
      schema: { tags, querystring: Type.Object({ ...PageQuery.properties, ...IdsQuery.properties }) },
    },
    async (request) => {
      if (request.query.assetProfileIds !== undefined) return byIds(request.query.assetProfileIds)
      return mapPage(await profiles.list(pageLink(request.query)), info)
    },
  )

  api.get(
    '/api/assetProfileInfos/list',
    { ...needs('ASSET_PROFILE:READ'), schema: { tags, querystring: IdsQuery } },
    async (request) => byIds(request.query.assetProfileIds),
  )

  api.get('/api/assetProfileInfo/default', { ...needs('ASSET_PROFILE:READ'), schema: { tags } }, async () =>
    info(await profiles.default()),
  )

  api.get(
    '/api/assetProfileInfo/:assetProfileId',
    { ...needs('ASSET_PROFILE:READ'), ...one },
    async (request) => info(await get(request.params.assetProfileId)),
  )

  api.get('/api/assetProfile/:assetProfileId', { ...needs('ASSET_PROFILE:READ'), ...one }, async (request) =>
    full(await get(request.params.assetProfileId)),
  )

  api.get(
    '/api/assetProfile/names',
    {
      ...needs('ASSET_PROFILE:READ'),
      schema: { tags, querystring: Type.Object({ activeOnly: Type.Optional(Type.String()) }) },
    },
    async (request) => {
      const { data } = await profiles.list({
        page: 0,
        pageSize: 10_000,
        sortProperty: 'name',
        sortOrder: 'ASC',
      })
      const used = request.query.activeOnly === 'true' ? new Set(await store.assets.types()) : null
      return data
        .filter(({ name }) => used === null || used.has(name))
        .map(({ id, name }) => ({ id: entityId('ASSET_PROFILE', id), name }))
    },
  )

  api.post(
    '/api/assetProfile',
    { ...needs('ASSET_PROFILE:WRITE'), schema: { tags, summary: 'Create or update', body: ProfileBody } },
    async (request) => {
      const id = idIn('id', request.body.id)
      if (id !== null) await get(id)
      const wanted = await profileOf(store, request.body)
      const save = () => (id === null ? profiles.create(wanted) : profiles.update(id, wanted))
      return full(
        await save().catch((error: unknown) => {
          throw error instanceof Conflict ? badRequest('Asset profile with such name already exists!') : error
        }),
      )
    },
  )

  api.post(
    '/api/assetProfile/:assetProfileId/default',
    { ...needs('ASSET_PROFILE:WRITE'), ...one },
    async (request) => {
      const { id } = await get(request.params.assetProfileId)
      return full(await profiles.update(id, { isDefault: true }))
    },
  )

  api.delete(
    '/api/assetProfile/:assetProfileId',
    { ...needs('ASSET_PROFILE:DELETE'), ...one },
    async (request, reply) => {
      const profile = await get(request.params.assetProfileId)
      if (profile.isDefault) throw badRequest('Deletion of Default Asset Profile is prohibited!')
      await profiles.remove(profile.id).catch((error: unknown) => {
        if (!(error instanceof Conflict)) throw error
        throw badRequest('The asset profile referenced by the assets cannot be deleted!')
      })
      return reply.send()
    },
  )
}

/** The stored form of a profile in the body; the default stays the default. */
async function profileOf(
  store: Store,
  body: Static<typeof ProfileBody>,
): Promise<Partial<AssetProfile> & { name: string }> {
  const name = nameIn('Asset profile name', body.name)
  const defaultRuleChainId = idIn('defaultRuleChainId', body.defaultRuleChainId)
  if (defaultRuleChainId && !(await store.chains.get(defaultRuleChainId))) {
    throw badRequest('Asset profile is referencing non existing rule chain!')
  }
  return {
    name,
    description: body.description ?? null,
    image: body.image ?? null,
    defaultRuleChainId,
    defaultDashboardId: idIn('defaultDashboardId', body.defaultDashboardId),
    defaultQueueName: await knownQueue(store, body.defaultQueueName),
    defaultEdgeRuleChainId: idIn('defaultEdgeRuleChainId', body.defaultEdgeRuleChainId),
  }
}
