import { type Static, Type } from 'typebox'
import type { Caller } from '../access/caller.ts'
import { isOwn } from '../access/permissions.ts'
import type { EntityView, EntityViewFilter, OwnerInfo } from '../store/entity-stores.ts'
import type { Page, PageLink, Store } from '../store/store.ts'
import { customerFor } from './customers.ts'
import { entityViewInfoJson, entityViewJson, subtypeJson } from './entity-shapes.ts'
import { badRequest, forbidden, found } from './errors.ts'
import { uuids } from './ids.ts'
import { emptyPage, mapPage, PageQuery, pageLink } from './paging.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'

const { needs } = routesOf('entity views')
const tags = ['entity views']

const Text = Type.Optional(Type.String())
const ListQuery = Type.Object({ ...PageQuery.properties, entityViewName: Text, type: Text })
const IdsQuery = Type.Object({ entityViewIds: Text })
const CustomerParams = Type.Object({ customerId: Type.String() })

/** Lists of entity views. The same path may be several operations, chosen by the query (rest-core.md 1). */
export function entityViewListRoutes(api: Api, { store }: ApiParts): void {
  const list = { schema: { tags, querystring: ListQuery } }
  const ofCustomer = { schema: { tags, querystring: ListQuery, params: CustomerParams } }
  const plain = (view: EntityView) => entityViewJson(view, store.tenantId)
  const info = (view: EntityView & OwnerInfo) => entityViewInfoJson(view, store.tenantId)

  api.get('/api/tenant/entityViews', { ...needs('ENTITY_VIEW:READ'), ...list }, async (request) => {
    const caller = callerOf(request)
    if (request.query.entityViewName) return plain(await named(store, caller, request.query.entityViewName))
    return mapPage(await viewsOf(store.entityViews.list, caller, request.query), plain)
  })

  api.get('/api/tenant/entityView', { ...needs('ENTITY_VIEW:READ'), ...list }, async (request) =>
    plain(await named(store, callerOf(request), request.query.entityViewName)),
  )

  api.get('/api/tenant/entityViews/list', { ...needs('ENTITY_VIEW:READ'), ...list }, async (request) =>
    mapPage(await viewsOf(store.entityViews.list, callerOf(request), request.query), plain),
  )

  for (const url of ['/api/tenant/entityViewInfos', '/api/entityViewInfos/all']) {
    api.get(url, { ...needs('ENTITY_VIEW:READ'), ...list }, async (request) =>
      mapPage(await viewsOf(store.entityViews.infos, callerOf(request), request.query), info),
    )
  }

  api.get(
    '/api/customer/:customerId/entityViews',
    { ...needs('ENTITY_VIEW:READ'), ...ofCustomer },
    async (request) => {
      const caller = callerOf(request)
      const { id } = await customerFor(store, caller, request.params.customerId)
      return mapPage(await viewsOf(store.entityViews.list, caller, request.query, id), plain)
    },
  )

  api.get(
    '/api/customer/:customerId/entityViewInfos',
    { ...needs('ENTITY_VIEW:READ'), ...ofCustomer },
    async (request) => {
      const caller = callerOf(request)
      const { id } = await customerFor(store, caller, request.params.customerId)
      return mapPage(await viewsOf(store.entityViews.infos, caller, request.query, id), info)
    },
  )

  for (const url of ['/api/entityViews', '/api/entityViews/list']) {
    api.get(
      url,
      { ...needs('ENTITY_VIEW:READ'), schema: { tags, querystring: IdsQuery } },
      async (request) => {
        const views = await store.entityViews.getMany(uuids('entityViewIds', request.query.entityViewIds))
        return views.filter((view) => isOwn(callerOf(request), view)).map(plain)
      },
    )
  }

  api.get('/api/entityView/types', { ...needs('ENTITY_VIEW:READ'), schema: { tags } }, async () =>
    (await store.entityViews.types()).map((type) => subtypeJson('ENTITY_VIEW', type, store.tenantId)),
  )
}

async function named(store: Store, caller: Caller, name: string | undefined): Promise<EntityView> {
  if (!name) throw badRequest("Parameter 'entityViewName' can't be empty!")
  const view = found(await store.entityViews.getByName(name))
  if (!isOwn(caller, view)) throw forbidden()
  return view
}

/** A page of the views that the caller may see. */
async function viewsOf<T>(
  read: (link: PageLink, filter: EntityViewFilter) => Promise<Page<T>>,
  caller: Caller,
  query: Static<typeof ListQuery>,
  ofCustomer?: string,
): Promise<Page<T>> {
  const link = pageLink(query)
  const customerId = caller.authority === 'CUSTOMER_USER' ? caller.customerId : ofCustomer
  if (customerId === null) return emptyPage()
  return read(link, { type: query.type || undefined, customerId })
}
