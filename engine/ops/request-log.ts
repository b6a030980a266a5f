import type { FastifyInstance } from 'fastify'
import type { Clock, Logger } from '../rules/needs.ts'

/** One line a request at debug level: method, path without secrets, status, milliseconds. Never bodies or headers. */
export function logRequests(app: FastifyInstance, log: Logger, clock: Clock): void {
  const begun = new WeakMap<object, number>()
  app.addHook('onRequest', async (request) => {
    begun.set(request, clock.now())
  })
  app.addHook('onResponse', async (request, reply) => {
    const took = clock.now() - (begun.get(request) ?? clock.now())
    log.debug('request', {
      method: request.method,
      path: withoutSecrets(request.url),
      status: reply.statusCode,
      took,
      from: request.ip,
    })
  })
}

/**
 * The URL as it may be logged: device tokens in paths are masked, queries are left out whole, since tokens travel in
 * them too, and control characters can't forge lines.
 */
export function withoutSecrets(url: string): string {
  const path = url.split('?', 1)[0] ?? ''
  const masked = path.replace(/^(\/api\/v1\/)(?!provision$)[^/]+/, '$1***')
  const suffix = url.includes('?') ? '?…' : ''
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return `${masked.slice(0, 300).replace(/[\u0000-\u001f\u007f]/g, '')}${suffix}`
}
