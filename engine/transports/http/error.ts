/** Errors of the device HTTP API in the cloud's JSON form: `{"status","message","errorCode","timestamp"}`. */
import type { FastifyReply } from 'fastify'

/** The cloud's error codes, as far as devices can meet them (rest-core.md). */
const errorCodes: Readonly<Record<number, number>> = { 400: 31, 404: 32, 413: 31, 501: 2, 503: 2 }

/** Answers with a JSON error. `message` is a sentence for the client. */
export function sendError(reply: FastifyReply, now: number, status: number, message: string): FastifyReply {
  if (status === 503) reply.header('retry-after', '1')
  return reply
    .code(status)
    .type('application/json')
    .send(JSON.stringify({ status, message, errorCode: errorCodes[status] ?? 2, timestamp: now }))
}

/** The cloud answers a body that is too large with a JSON string (device-api.md 2.4). */
export function sendTooLarge(reply: FastifyReply, limit: number): FastifyReply {
  return reply
    .code(413)
    .type('application/json')
    .send(JSON.stringify(`Payload size exceeds the limit of ${limit} bytes`))
}
