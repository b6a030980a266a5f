/** `GET …/attributes?clientKeys=a,b&sharedKeys=c` (device-api.md 3): what is not there is left out, `{}` when nothing is. */
import type { FastifyInstance } from 'fastify'
import { attributeQuestion, attributesText } from '../attributes.ts'
import { type DeviceApi, deviceOf } from './api.ts'

export function attributeRoutes(routes: FastifyInstance, api: DeviceApi): void {
  const { gate } = api
  routes.get('/:token/attributes', { onRequest: api.authenticate }, async (request, reply) => {
    const device = deviceOf(request)
    const query = request.query as Record<string, unknown>
    const question = attributeQuestion(parameter(query.clientKeys), parameter(query.sharedKeys))
    try {
      const found = await gate.attributes(device, question.client, question.shared)
      gate.active(device)
      return reply.type('application/json').send(attributesText(found) ?? '{}')
    } catch (error) {
      return api.unavailable(reply, error)
    }
  })
}

/** A parameter that is given more than once counts as one list, as in the cloud. */
function parameter(value: unknown): string | undefined {
  return Array.isArray(value) ? value.join(',') : typeof value === 'string' ? value : undefined
}
