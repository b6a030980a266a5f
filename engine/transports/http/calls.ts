/**
 * Calls over HTTP (device-api.md 4). `GET …/rpc?timeout=ms` is a long poll for a call of the device, `POST …/rpc/{id}`
 * replies to it, `POST …/rpc` calls the server and has the answer as its body.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Arrival } from '../../rules/message.ts'
import type { CallToDevice } from '../gate.ts'
import { type CallPayload, PayloadError, parseCall } from '../payload.ts'
import { type DeviceApi, deviceOf } from './api.ts'
import { sendError } from './error.ts'
import { LongPolls, timeoutOf } from './long-polls.ts'

export function callRoutes(routes: FastifyInstance, api: DeviceApi): void {
  const { gate, clock } = api
  const polls = new LongPolls(api)
  routes.addHook('preClose', async () => polls.close())
  const withBody = { config: { largestBody: api.largestCallBody }, onRequest: [api.authenticate, api.admit] }
  const calling: Arrival = { transport: 'http', path: 'rpc' }

  routes.get('/:token/rpc', { onRequest: api.authenticate }, (request, reply) => {
    const timeout = timeoutOf(request)
    if (timeout === undefined)
      return sendError(reply, clock.now(), 400, '“timeout” must be a number of milliseconds.')
    const device = deviceOf(request)
    const poll = polls.open(reply, timeout)
    if (poll === null) return reply
    const session = gate.open(device, 'http', {
      onClosed(reason) {
        if (reason === 'deleted')
          poll.finish(() => reply.code(403).type('text/plain').send('Device was deleted!'))
        else if (reason === 'credentials-changed') poll.finish(() => reply.code(401).send())
      },
    })
    poll.onEnd(() => session.close())
    session.takeCalls((call) => poll.finish(() => sendCall(reply, call)) || call.missed(), { once: true })
    gate.active(device)
    return reply
  })

  routes.post('/:token/rpc/:id', withBody, (request, reply) => {
    const device = deviceOf(request)
    const id = requestIdOf((request.params as { id: string }).id)
    const body = bodyOf(request)
    if (id === undefined)
      return sendError(reply, clock.now(), 400, 'The path must end in the number of the call.')
    if (body.length === 0) return sendError(reply, clock.now(), 400, 'The reply is empty.')
    gate.answerCall(device, id, body, (error) => {
      if (error === null) reply.code(200).send()
      else api.unavailable(reply, error)
    })
    return reply
  })

  routes.post('/:token/rpc', withBody, (request, reply) => {
    const device = deviceOf(request)
    const call = callIn(request, reply)
    if (call === null) return reply
    const poll = polls.open(reply, undefined)
    if (poll === null) return reply
    const stop = gate.callServer(
      device,
      calling,
      { requestId: 0, ...call, size: bodyOf(request).length },
      (error) => error !== null && poll.finish(() => void api.unavailable(reply, error)),
      (text) =>
        void poll.finish(() =>
          text === null ? reply.code(408).send() : reply.type('application/json').send(text),
        ),
    )
    poll.onEnd(stop)
    return reply
  })

  /** A call that says all it must; null when the answer is out already. */
  function callIn(request: FastifyRequest, reply: FastifyReply) {
    const body = bodyOf(request)
    const refused = (reason: string) => {
      gate.refuse({ ...calling, device: deviceOf(request), reason, payload: body.subarray(0, 1024) })
      sendError(reply, clock.now(), 400, reason)
      return null
    }
    let call: CallPayload
    try {
      call = parseCall(body)
    } catch (error) {
      if (error instanceof PayloadError) return refused(error.message)
      throw error
    }
    const { method, params } = call
    if (method === undefined) return refused('The call has no “method”.')
    if (params === undefined) return refused('The call has no “params”; one without any says null.')
    return { method, params }
  }
}

/** The device has the call once the whole answer is written; a connection that broke before leaves it waiting. */
function sendCall(reply: FastifyReply, call: CallToDevice): void {
  let isSettled = false
  const settle = (tell: () => void) => () => {
    if (!isSettled) tell()
    isSettled = true
  }
  reply.raw.once(
    'finish',
    settle(() => call.delivered()),
  )
  reply.raw.once(
    'close',
    settle(() => call.missed()),
  )
  const { requestId, method, params } = call
  const body = `{"id":${requestId},"method":${JSON.stringify(method)},"params":${params}}`
  reply.type('application/json').send(body)
}

function requestIdOf(text: string): number | undefined {
  const id = /^-?\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  return id >= -2_147_483_648 && id <= 2_147_483_647 ? id : undefined
}

const noBody = Buffer.alloc(0)

function bodyOf(request: FastifyRequest): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : noBody
}
