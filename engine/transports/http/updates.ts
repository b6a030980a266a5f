/**
 * `GET …/attributes/updates?timeout=ms`: a long poll for changes of shared attributes (device-api.md 3 and 4.5). The
 * first change ends it with 200, its own timeout with 408; past `longestPoll` it is cut off with 503, which is where
 * clients of the cloud expect it.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { attributeUpdateText } from '../attributes.ts'
import { type DeviceApi, deviceOf } from './api.ts'
import { sendError } from './error.ts'

const defaultTimeout = 60_000

export function updateRoutes(routes: FastifyInstance, api: DeviceApi): void {
  const { gate, clock } = api
  /** how to end each poll that waits */
  const polls = new Set<() => void>()

  routes.get('/:token/attributes/updates', { onRequest: api.authenticate }, poll)
  routes.addHook('preClose', async () => {
    for (const end of polls) end()
  })

  function poll(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const timeout = timeoutOf(request)
    if (timeout === undefined)
      return sendError(reply, clock.now(), 400, '“timeout” must be a number of milliseconds.')
    if (polls.size >= api.mostPolls)
      return sendError(reply, clock.now(), 503, 'Too many long polls at once; try again.')

    const device = deviceOf(request)
    const isCutOff = timeout > api.longestPoll
    const cancel = clock.after(isCutOff ? api.longestPoll : timeout, isCutOff ? cutOff : end)
    const session = gate.open(device, 'http', {
      onSharedAttributes(changed, deleted) {
        finish(() => reply.type('application/json').send(attributeUpdateText(changed, deleted)))
      },
      onClosed(reason) {
        if (reason === 'deleted') finish(() => reply.code(403).type('text/plain').send('Device was deleted!'))
        else if (reason === 'credentials-changed') finish(() => reply.code(401).send())
      },
    })
    polls.add(end)
    reply.raw.once('close', () => finish(() => {}))
    gate.active(device)
    return reply

    function end(): void {
      finish(() => reply.code(408).send())
    }

    function cutOff(): void {
      finish(() =>
        sendError(reply, clock.now(), 503, 'No change within the longest time a poll may wait; poll again.'),
      )
    }

    function finish(send: () => void): void {
      if (!polls.delete(end)) return
      cancel()
      session.close()
      send()
    }
  }
}

/** Milliseconds; undefined when it is no number. 0 and nothing stand for the default. */
function timeoutOf(request: FastifyRequest): number | undefined {
  const { timeout } = request.query as { timeout?: unknown }
  if (timeout === undefined || timeout === '') return defaultTimeout
  if (typeof timeout !== 'string' || !/^-?\d{1,15}$/.test(timeout)) return undefined
  return Number(timeout) > 0 ? Number(timeout) : defaultTimeout
}
