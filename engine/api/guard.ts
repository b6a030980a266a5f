import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import { type Access, Denied } from '../access/access.ts'
import type { Caller } from '../access/caller.ts'
import { may } from '../access/permissions.ts'
import { forbidden } from './errors.ts'
import type { RouteRule } from './routes.ts'

export interface RouteEntry {
  readonly method: string
  readonly url: string
  readonly rule: RouteRule
}

/**
 * Stands before every route of `app` and the plugins inside of it: nothing is registered without a rule, nothing is
 * served against it. Returns the table of routes.
 * @param pluginRules rules for routes that third-party plugins register, by URL prefix
 */
export function guardRoutes(
  app: FastifyInstance,
  access: Access,
  pluginRules: Readonly<Record<string, RouteRule>>,
): RouteEntry[] {
  const table: RouteEntry[] = []
  app.decorateRequest('caller', null)

  app.addHook('onRoute', (route: RouteOptions) => {
    const rule = route.config?.rule ?? ruleFor(route.url, pluginRules)
    if (!rule) throw new Error(`${route.method} ${route.url} has no rule: say who may call it (routesOf)`)
    route.config = { ...route.config, rule }
    for (const method of [route.method].flat()) table.push({ method, url: route.url, rule })
  })

  app.addHook('onRequest', async (request) => {
    const rule = request.routeOptions.config.rule
    if (rule && 'open' in rule) return
    const caller = await authenticate(access, request)
    if (!rule || !may(caller, rule.permission)) throw forbidden()
    request.caller = caller
  })
  return table
}

function ruleFor(url: string, rules: Readonly<Record<string, RouteRule>>): RouteRule | undefined {
  return Object.entries(rules).find(([prefix]) => url.startsWith(prefix))?.[1]
}

/** The caller of a request: `X-Authorization` is looked at first, then `Authorization` (rest-core.md 2.3). */
export async function authenticate(access: Access, request: FastifyRequest): Promise<Caller> {
  const header = request.headers['x-authorization'] ?? request.headers.authorization
  if (typeof header !== 'string' || header === '') throw new Denied('NO_TOKEN')
  if (!header.startsWith('Bearer ')) throw new Denied('BAD_TOKEN')
  return access.authenticate(header.slice('Bearer '.length).trim())
}
