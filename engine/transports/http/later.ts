/**
 * Paths of the device API that Weir does not serve yet. Each family moves to a file of its own when it comes; until then
 * a device learns plainly that it is the server that lacks something.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { DeviceApi } from './api.ts'
import { sendError } from './error.ts'

const families: readonly { name: string; method: 'GET' | 'POST'; url: string }[] = [
  { name: 'Claiming', method: 'POST', url: '/:token/claim' },
  { name: 'Firmware download', method: 'GET', url: '/:token/firmware' },
  { name: 'Software download', method: 'GET', url: '/:token/software' },
  { name: 'Provisioning', method: 'POST', url: '/provision' },
]

export function laterRoutes(routes: FastifyInstance, api: DeviceApi): void {
  for (const { name, method, url } of families) {
    const notYet = async (_request: FastifyRequest, reply: FastifyReply) =>
      // The body is left unread, so the connection can't be used again.
      sendError(
        reply.header('connection', 'close'),
        api.clock.now(),
        501,
        `${name} over HTTP is not served yet.`,
      )
    routes.route({
      method,
      url,
      onRequest: name === 'Provisioning' ? [notYet] : [api.authenticate, api.admit, notYet],
      handler: notYet,
    })
  }
}
