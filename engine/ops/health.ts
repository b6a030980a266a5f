import { type Api, type ApiParts, routesOf } from '../api/routes.ts'

const { open } = routesOf('ops')

/**
 * `GET /api/health`: `up`, or `degraded` while the database is away. Always 200 while it answers: the journal keeps
 * taking messages without the database, and a restart would not bring that back.
 */
export function healthRoutes(api: Api, { store }: ApiParts): void {
  api.get(
    '/api/health',
    { ...open('load balancers and containers ask; it tells only up or down'), schema: { tags: ['system'] } },
    (_request, reply) => {
      const status = store.isHealthy ? 'up' : 'degraded'
      return reply.send({ status })
    },
  )
}
