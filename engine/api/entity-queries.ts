import { Type } from 'typebox'
import { countEntities, findEntities, readEntityQuery } from './entity-query.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'

const { needs } = routesOf('devices')
const tags = ['queries']
const Query = Type.Record(Type.String(), Type.Unknown())

/** Finding and counting entities by their values (rest-core.md 9.1). */
export function entityQueryRoutes(api: Api, { store, clock }: ApiParts): void {
  api.post('/api/entitiesQuery/find', { ...needs('DEVICE:READ'), schema: { tags, body: Query } }, (request) =>
    findEntities(store, callerOf(request), readEntityQuery(request.body), clock.now()),
  )
  api.post(
    '/api/entitiesQuery/count',
    { ...needs('DEVICE:READ'), schema: { tags, body: Query } },
    (request) => countEntities(store, callerOf(request), readEntityQuery(request.body), clock.now()),
  )
}
