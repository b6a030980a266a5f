/**
 * `GET …/attributes/updates?timeout=ms`: a long poll for changes of shared attributes (device-api.md 3). The first change
 * ends it with 200.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { attributeUpdateText } from '../attributes.ts'
import { type DeviceApi, deviceOf } from './api.ts'
import { sendError } from './error.ts'
import { LongPolls, timeoutOf } from './long-polls.ts'

export function updateRoutes(routes: FastifyInstance, api: DeviceApi): void {
  const { gate, clock } = api
  const polls = new LongPolls(api)

  routes.get('/:token/attributes/updates', { onRequest: api.authenticate }, wait)
  routes.addHook('preClose', async () => polls.close())

  function wait(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const timeout = timeoutOf(request)
    if (timeout === undefined)
      return sendError(reply, clock.now(), 400, '“timeout” must be a number of milliseconds.')
    const poll = polls.open(reply, timeout)
    if (poll === null) return reply

    const device = deviceOf(request)
    const session = gate.open(device, 'http', {
      onSharedAttributes(changed, deleted) {
        poll.finish(() => reply.type('application/json').send(attributeUpdateText(changed, deleted)))
      },
      onClosed(reason) {
        if (reason === 'deleted')
          poll.finish(() => reply.code(403).type('text/plain').send('Device was deleted!'))
        else if (reason === 'credentials-changed') poll.finish(() => reply.code(401).send())
      },
    })
    poll.onEnd(() => session.close())
    gate.active(device)
    return reply
  }
}
