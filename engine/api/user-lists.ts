import { type Static, Type } from 'typebox'
import type { Caller } from '../access/caller.ts'
import { mayTouch } from '../access/entity-rights.ts'
import type { Page, Store, User } from '../store/store.ts'
import { customerFor } from './customers.ts'
import { entityId, isUuid, uuids } from './ids.ts'
import { emptyPage, mapPage, PageQuery, pageLink } from './paging.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'
import { userJson } from './shapes.ts'

const { needs } = routesOf('access')
const tags = ['users']

const IdsQuery = Type.Object({ userIds: Type.Optional(Type.String()) })
const ListQuery = Type.Object({ ...PageQuery.properties, ...IdsQuery.properties })
const CustomerParams = Type.Object({ customerId: Type.String() })
const TenantParams = Type.Object({ tenantId: Type.String() })

/** Lists of accounts (rest-core.md 13): administrators see all, customer users those of their own customer. */
export function userListRoutes(api: Api, { store }: ApiParts): void {
  const plain = (user: User) => userJson(user, store.tenantId)
  const byIds = async (caller: Caller, list: string | undefined) => {
    const users = await Promise.all(uuids('userIds', list).map((id) => store.users.get(id)))
    return users.filter((user) => user !== null && maySee(caller, user)).map((user) => plain(user as User))
  }

  api.get(
    '/api/users',
    { ...needs('USER:READ'), schema: { tags, querystring: ListQuery } },
    async (request) => {
      const caller = callerOf(request)
      if (request.query.userIds !== undefined) return byIds(caller, request.query.userIds)
      return mapPage(await usersOf(store, caller, request.query), plain)
    },
  )

  api.get('/api/users/list', { ...needs('USER:READ'), schema: { tags, querystring: IdsQuery } }, (request) =>
    byIds(callerOf(request), request.query.userIds),
  )

  api.get(
    '/api/users/info',
    { ...needs('USER:READ'), schema: { tags, querystring: PageQuery } },
    async (request) =>
      mapPage(
        await usersOf(store, callerOf(request), request.query),
        ({ id, email, firstName, lastName }) => ({
          id: entityId('USER', id),
          email,
          firstName,
          lastName,
        }),
      ),
  )

  api.get(
    '/api/tenant/:tenantId/users',
    { ...needs('USER:READ'), schema: { tags, querystring: PageQuery, params: TenantParams } },
    async (request) => {
      const { tenantId } = request.params
      const isOurs = isUuid(tenantId) && tenantId.toLowerCase() === store.tenantId
      return isOurs ? mapPage(await usersOf(store, callerOf(request), request.query), plain) : emptyPage()
    },
  )

  api.get(
    '/api/customer/:customerId/users',
    { ...needs('USER:READ'), schema: { tags, querystring: PageQuery, params: CustomerParams } },
    async (request) => {
      const caller = callerOf(request)
      const { id } = await customerFor(store, caller, request.params.customerId)
      return mapPage(await usersOf(store, caller, request.query, id), plain)
    },
  )
}

function maySee(caller: Caller, { id, customerId }: User): boolean {
  return mayTouch(caller, { ref: { entityType: 'USER', id }, customerId }, 'READ')
}

/** A page of the users that the caller may see. */
async function usersOf(
  { users }: Store,
  caller: Caller,
  query: Static<typeof PageQuery>,
  ofCustomer?: string,
): Promise<Page<User>> {
  const link = pageLink(query)
  if (caller.authority === 'TENANT_ADMIN') return users.list(link, { customerId: ofCustomer })
  if (caller.customerId !== null) return users.list(link, { customerId: caller.customerId })
  const self = await users.get(caller.userId)
  return self === null ? emptyPage() : { data: [self], totalPages: 1, totalElements: 1, hasNext: false }
}
