import { Type } from 'typebox'
import type { Caller } from '../access/caller.ts'
import { withDynamicValues } from './dynamic-values.ts'
import { countEntities, findEntities, readEntityQuery } from './entity-query.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'

const { needs } = routesOf('devices')
const tags = ['queries']
const Query = Type.Record(Type.String(), Type.Unknown())

/** Finding and counting entities by their values (rest-core.md 9.1). */
export function entityQueryRoutes(api: Api, { store, clock }: ApiParts): void {
  const read = async (caller: Caller, body: unknown) =>
    readEntityQuery(await withDynamicValues(store, caller, body))

  api.post(
    '/api/entitiesQuery/find',
    { ...needs('DEVICE:READ'), schema: { tags, body: Query } },
    async (request) => {
      const caller = callerOf(request)
      return findEntities(store, caller, await read(caller, request.body), clock.now())
    },
  )
  api.post(
    '/api/entitiesQuery/count',
    { ...needs('DEVICE:READ'), schema: { tags, body: Query } },
    async (request) => {
      const caller = callerOf(request)
      return countEntities(store, caller, await read(caller, request.body), clock.now())
    },
  )
}
