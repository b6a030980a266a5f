import { type Static, Type } from 'typebox'
import type { Caller } from '../access/caller.ts'
import { isOwn } from '../access/permissions.ts'
import type { Asset, AssetFilter, OwnerInfo } from '../store/entity-stores.ts'
import type { Page, PageLink, Store } from '../store/store.ts'
import { customerFor } from './customers.ts'
import { assetInfoJson, assetJson, subtypeJson } from './entity-shapes.ts'
import { badRequest, forbidden, found } from './errors.ts'
import { uuid, uuids } from './ids.ts'
import { emptyPage, mapPage, PageQuery, pageLink } from './paging.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'

const { needs } = routesOf('assets')
const tags = ['assets']

const Text = Type.Optional(Type.String())
const ListQuery = Type.Object({
  ...PageQuery.properties,
  assetName: Text,
  type: Text,
  assetProfileId: Text,
})
const IdsQuery = Type.Object({ assetIds: Text })
const CustomerParams = Type.Object({ customerId: Type.String() })

/** Lists of assets. The same path may be several operations, chosen by the query (rest-core.md 1). */
export function assetListRoutes(api: Api, { store }: ApiParts): void {
  const list = { schema: { tags, querystring: ListQuery } }
  const ofCustomer = { schema: { tags, querystring: ListQuery, params: CustomerParams } }
  const plain = (asset: Asset) => assetJson(asset, store.tenantId)
  const info = (asset: Asset & OwnerInfo) => assetInfoJson(asset, store.tenantId)

  api.get('/api/tenant/assets', { ...needs('ASSET:READ'), ...list }, async (request) => {
    const caller = callerOf(request)
    if (request.query.assetName) return plain(await named(store, caller, request.query.assetName))
    return mapPage(await assetsOf(store.assets.list, caller, request.query), plain)
  })

  api.get('/api/tenant/asset', { ...needs('ASSET:READ'), ...list }, async (request) =>
    plain(await named(store, callerOf(request), request.query.assetName)),
  )

  for (const url of ['/api/tenant/assets/list', '/api/user/assets']) {
    api.get(url, { ...needs('ASSET:READ'), ...list }, async (request) =>
      mapPage(await assetsOf(store.assets.list, callerOf(request), request.query), plain),
    )
  }

  for (const url of ['/api/tenant/assetInfos', '/api/assetInfos/all']) {
    api.get(url, { ...needs('ASSET:READ'), ...list }, async (request) =>
      mapPage(await assetsOf(store.assets.infos, callerOf(request), request.query), info),
    )
  }

  api.get('/api/customer/:customerId/assets', { ...needs('ASSET:READ'), ...ofCustomer }, async (request) => {
    const caller = callerOf(request)
    const { id } = await customerFor(store, caller, request.params.customerId)
    return mapPage(await assetsOf(store.assets.list, caller, request.query, id), plain)
  })

  api.get(
    '/api/customer/:customerId/assetInfos',
    { ...needs('ASSET:READ'), ...ofCustomer },
    async (request) => {
      const caller = callerOf(request)
      const { id } = await customerFor(store, caller, request.params.customerId)
      return mapPage(await assetsOf(store.assets.infos, caller, request.query, id), info)
    },
  )

  for (const url of ['/api/assets', '/api/assets/list']) {
    api.get(url, { ...needs('ASSET:READ'), schema: { tags, querystring: IdsQuery } }, async (request) => {
      const assets = await store.assets.getMany(uuids('assetIds', request.query.assetIds))
      return assets.filter((asset) => isOwn(callerOf(request), asset)).map(plain)
    })
  }

  api.get('/api/asset/types', { ...needs('ASSET:READ'), schema: { tags } }, async () =>
    (await store.assets.types()).map((type) => subtypeJson('ASSET', type, store.tenantId)),
  )
}

async function named(store: Store, caller: Caller, name: string | undefined): Promise<Asset> {
  if (!name) throw badRequest("Parameter 'assetName' can't be empty!")
  const asset = found(await store.assets.getByName(name))
  if (!isOwn(caller, asset)) throw forbidden()
  return asset
}

/** A page of the assets that the caller may see. */
async function assetsOf<T>(
  read: (link: PageLink, filter: AssetFilter) => Promise<Page<T>>,
  caller: Caller,
  query: Static<typeof ListQuery>,
  ofCustomer?: string,
): Promise<Page<T>> {
  const link = pageLink(query)
  const profileId = query.assetProfileId ? uuid('assetProfileId', query.assetProfileId) : undefined
  const customerId = caller.authority === 'CUSTOMER_USER' ? caller.customerId : ofCustomer
  // A customer user without a customer sees nothing, not everything.
  if (customerId === null) return emptyPage()
  return read(link, { type: query.type || undefined, profileId, customerId })
}
