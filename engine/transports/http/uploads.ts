/**
 * What devices send up: telemetry, client attributes (device-api.md 2 and 3), and payloads of any shape for paths that a
 * transport node asks for. 200 is answered only after the upload is on disk.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Arrival } from '../../rules/message.ts'
import type { DeviceIdentity, Upload } from '../gate.ts'
import { PayloadError, parseAttributes, parseTelemetry } from '../payload.ts'
import { isStandardPath } from '../standard-paths.ts'
import { type DeviceApi, deviceOf } from './api.ts'
import { sendError } from './error.ts'

export function uploadRoutes(routes: FastifyInstance, api: DeviceApi): void {
  const { gate, clock, payload } = api
  const onRequest = [api.authenticate, api.admit]
  const telemetry: Arrival = { transport: 'http', path: 'telemetry' }
  const attributes: Arrival = { transport: 'http', path: 'attributes' }

  routes.post('/:token/telemetry', { onRequest }, (request, reply) => {
    upload(request, reply, telemetry, (body) => parseTelemetry(body, payload))
  })
  routes.post('/:token/attributes', { onRequest }, (request, reply) => {
    upload(request, reply, attributes, (body) => [parseAttributes(body, payload)])
  })
  routes.route({
    method: ['POST', 'PUT'],
    url: '/:token/*',
    onRequest: [api.authenticate, refuseUnwanted, api.admit],
    handler: (request, reply) => {
      const device = deviceOf(request)
      gate.acceptRaw(device, arrivalOf(request), { payload: bodyOf(request) }, answer(device, reply))
    },
  })

  function upload(
    request: FastifyRequest,
    reply: FastifyReply,
    arrival: Arrival,
    parse: (body: Buffer) => Upload[],
  ): void {
    const device = deviceOf(request)
    const body = bodyOf(request)
    let uploads: Upload[]
    try {
      uploads = parse(body)
    } catch (error) {
      if (!(error instanceof PayloadError)) throw error
      gate.refuse({ ...arrival, device, reason: error.message, payload: body.subarray(0, 1024) })
      sendError(reply, clock.now(), 400, error.message)
      return
    }
    if (uploads.length === 0) answer(device, reply)(null)
    else gate.accept(device, arrival, uploads, answer(device, reply))
  }

  function answer(device: DeviceIdentity, reply: FastifyReply): (error: Error | null) => void {
    return (error) => {
      if (error !== null) {
        api.unavailable(reply, error)
        return
      }
      gate.active(device)
      reply.code(200).send()
    }
  }

  async function refuseUnwanted(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const arrival = arrivalOf(request)
    if (isStandardPath(arrival.path))
      return noPath(reply, 'The device API has no such path, or not with this method.')
    if (gate.wants(arrival)) return
    const reason = `No transport node of a deployed chain asks for the path “${arrival.path.slice(0, 100)}”.`
    gate.refuse({ ...arrival, device: deviceOf(request), reason })
    return noPath(reply, reason)
  }

  function noPath(reply: FastifyReply, reason: string): FastifyReply {
    return sendError(reply.header('connection', 'close'), clock.now(), 404, reason)
  }
}

function arrivalOf(request: FastifyRequest): Arrival {
  return { transport: 'http', path: (request.params as { '*': string })['*'] }
}

const noBody = Buffer.alloc(0)

function bodyOf(request: FastifyRequest): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : noBody
}
