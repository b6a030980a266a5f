import { type Static, Type } from 'typebox'
import type { Caller } from '../access/caller.ts'
import { isOwn, may } from '../access/permissions.ts'
import type { Asset, AssetProfile, NewAsset } from '../store/entity-stores.ts'
import { Conflict, type Store } from '../store/store.ts'
import { byCaller } from './announce.ts'
import { ownerInfo } from './customers.ts'
import { assetInfoJson, assetJson } from './entity-shapes.ts'
import { badRequest, forbidden, found } from './errors.ts'
import { idIn, uuid } from './ids.ts'
import { NameConflictQuery, nameFor, nameIn, textIn } from './names.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'

const { needs } = routesOf('assets')
const tags = ['assets']

const AssetParams = Type.Object({ assetId: Type.String() })
const Text = Type.Optional(Type.Union([Type.String(), Type.Null()]))

const AssetBody = Type.Object({
  id: Type.Optional(Type.Unknown()),
  name: Type.Optional(Type.Unknown()),
  type: Text,
  label: Text,
  assetProfileId: Type.Optional(Type.Unknown()),
  additionalInfo: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])),
})

/** Assets one by one: read, save, delete (rest-core.md 13). Lists are in asset-lists.ts. */
export function assetRoutes(api: Api, parts: ApiParts): void {
  const { store, rules } = parts
  const one = { schema: { tags, params: AssetParams } }

  api.get('/api/asset/:assetId', { ...needs('ASSET:READ'), ...one }, async (request) => {
    const asset = await assetFor(store, callerOf(request), request.params.assetId)
    return assetJson(asset, store.tenantId)
  })

  api.get('/api/asset/info/:assetId', { ...needs('ASSET:READ'), ...one }, async (request) => {
    const asset = await assetFor(store, callerOf(request), request.params.assetId)
    return assetInfoJson({ ...asset, ...(await ownerInfo(store, asset)) }, store.tenantId)
  })

  api.post(
    '/api/asset',
    {
      ...needs('ASSET:WRITE'),
      schema: { tags, summary: 'Create or update', querystring: NameConflictQuery, body: AssetBody },
    },
    async (request) => {
      const asset = await saveAsset(parts, callerOf(request), request.body, request.query)
      return assetJson(asset, store.tenantId)
    },
  )

  api.delete('/api/asset/:assetId', { ...needs('ASSET:DELETE'), ...one }, async (request, reply) => {
    const caller = callerOf(request)
    const asset = await assetFor(store, caller, request.params.assetId)
    await store.assets.remove(asset.id).catch((error: unknown) => {
      if (!(error instanceof Conflict)) throw error
      throw badRequest("Can't delete asset that has entity views or is referenced in calculated fields!")
    })
    const ref = { entityType: 'ASSET', id: asset.id }
    rules.announce('ENTITY_DELETED', ref, assetJson(asset, store.tenantId), byCaller(caller, asset))
    return reply.send()
  })
}

/** The asset if the caller may touch it: 404 when there is none, 403 when it is somebody else's. */
export async function assetFor(store: Store, caller: Caller, idText: string | undefined): Promise<Asset> {
  const id = uuid('assetId', idText)
  const asset = found(await store.assets.get(id), `Asset with id [${id}] is not found`)
  if (!isOwn(caller, asset)) throw forbidden()
  return asset
}

/** Creates, or updates when the body has an id: the whole asset is replaced (rest-core.md 4). */
export async function saveAsset(
  parts: ApiParts,
  caller: Caller,
  body: Static<typeof AssetBody>,
  options: Static<typeof NameConflictQuery>,
): Promise<Asset> {
  const { store, rules, identity } = parts
  const id = idIn('id', body.id)
  const name = nameIn('Asset name', body.name)
  const before = id === null ? null : await assetFor(store, caller, id)
  if (!before && !may(caller, 'ASSET:CREATE')) throw forbidden()
  const wanted: NewAsset = {
    name,
    label: textIn('label', body.label),
    profileId: (await profileFor(store, caller, body, before)).id,
    // Only assignment changes the customer; a save keeps what is stored.
    customerId: before?.customerId ?? null,
    additionalInfo: body.additionalInfo ?? null,
  }
  const isTaken = async (candidate: string) => (await store.assets.getByName(candidate)) !== null
  const saved = await (before
    ? store.assets.update(before.id, wanted)
    : store.assets.create({ ...wanted, name: await nameFor(name, options, isTaken, identity) })
  ).catch((error: unknown) => {
    throw error instanceof Conflict ? badRequest('Asset with such name already exists!') : error
  })
  rules.announce(
    before ? 'ENTITY_UPDATED' : 'ENTITY_CREATED',
    { entityType: 'ASSET', id: saved.id },
    assetJson(saved, store.tenantId),
    byCaller(caller, saved),
  )
  return saved
}

/** The given profile, else the one named like the type (made when missing), else the default one. */
async function profileFor(
  { assetProfiles }: Store,
  caller: Caller,
  body: Static<typeof AssetBody>,
  before: Asset | null,
): Promise<AssetProfile> {
  const id = idIn('assetProfileId', body.assetProfileId)
  if (id !== null) {
    const profile = await assetProfiles.get(id)
    if (!profile) throw badRequest('Asset is referencing non existing asset profile!')
    return profile
  }
  const type = body.type?.trim()
  if (!type) return before ? found(await assetProfiles.get(before.profileId)) : assetProfiles.default()
  const name = nameIn('Asset profile name', type)
  const known = await assetProfiles.byName(name)
  if (!known && !may(caller, 'ASSET_PROFILE:CREATE')) throw forbidden()
  return known ?? assetProfiles.create({ name })
}
