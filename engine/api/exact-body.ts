import type { FastifyReply, FastifyRequest } from 'fastify'
import { parseJson, stringifyJson } from '../rules/json.ts'
import type { JsonValue } from '../rules/values.ts'
import { badRequest } from './errors.ts'
import type { Api } from './routes.ts'

/** Lets the routes of `api` see JSON bodies as text, so that `42.0` and long integers stay what they are. */
export function readBodiesAsText(api: Api): void {
  api.removeContentTypeParser('application/json')
  api.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  )
}

/** The body as it was sent. Throws 400 in the cloud's words when it is no JSON, or there is none. */
export function exactBody(request: FastifyRequest): JsonValue {
  const text = request.body
  // Bodies of no declared type have been parsed by nobody.
  if (typeof text !== 'string') throw badRequest('Invalid request body: JSON was expected')
  try {
    return parseJson(text)
  } catch (error) {
    throw badRequest(`Invalid request body: ${(error as Error).message}`)
  }
}

/** An answer of the rules or of a device: its text as it is. */
export function isJsonText(text: string): boolean {
  try {
    parseJson(text)
    return true
  } catch {
    return false
  }
}

export function jsonText(value: JsonValue): string {
  return stringifyJson(value)
}

/** Aborted when the answer is out, or the caller has gone before it. */
export function leaving(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  reply.raw.once('close', () => controller.abort())
  return controller.signal
}
