import { Type } from 'typebox'
import { type Api, type ApiParts, routesOf } from '../routes.ts'
import { openFeed } from './feed.ts'
import { serveSession } from './session.ts'

const { open } = routesOf('live')

const urls = ['/api/ws', '/api/ws/plugins/telemetry', '/api/ws/plugins/notifications']

/** The live API (websocket.md 1). The token comes in the first frame or in the URL, so the routes are open. */
export function liveRoutes(api: Api, parts: ApiParts): void {
  const feed = openFeed(parts.store)
  api.addHook('onClose', async () => feed.close())
  for (const url of urls) {
    api.route({
      method: 'GET',
      url,
      websocket: true,
      ...open('the socket authenticates by its first frame within 10 s'),
      schema: { hide: true, querystring: Type.Object({ token: Type.Optional(Type.String()) }) },
      handler: (socket, request) => {
        serveSession(socket, parts, feed, request.query.token ?? null)
      },
    })
  }
}
