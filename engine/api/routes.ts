import type { IncomingMessage, ServerResponse } from 'node:http'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyRequest,
  FastifyTypeProvider,
  RawServerDefault,
} from 'fastify'
import type { Static, TSchema } from 'typebox'
import type { Access } from '../access/access.ts'
import type { Caller } from '../access/caller.ts'
import type { Permission } from '../access/permissions.ts'
import type { Clock, Identity, Logger, Scripts } from '../rules/needs.ts'
import type { Store } from '../store/store.ts'
import type {
  AlarmView,
  CalculatedFieldView,
  CallView,
  DeadLetterView,
  DeviceView,
  EventView,
  NodeCatalogue,
  QueueView,
  RuleEngineView,
  StatusView,
  TrialView,
} from './needs.ts'

/** Everything the API is made of; edge.ts brings it. */
export interface ApiParts {
  readonly store: Store
  readonly access: Access
  readonly rules: RuleEngineView
  readonly devices: DeviceView
  readonly deadLetters: DeadLetterView
  readonly queues: QueueView
  readonly events: EventView
  readonly calls: CallView
  readonly scripts: Scripts
  readonly catalogue: NodeCatalogue
  readonly status: StatusView
  readonly trials: TrialView
  readonly alarms: AlarmView
  readonly calculatedFields: CalculatedFieldView
  readonly clock: Clock
  readonly identity: Identity
  readonly log: Logger
  /** of Weir, as package.json has it */
  readonly version: string
  /** folder of the built editor */
  readonly editorDir: string
  /** folder of the chains we ship, which new chains may begin from; none = only copies of chains */
  readonly flowsDir?: string | undefined
  /** what a scraper of `/metrics` shows instead of a user's token; none = only users with the right */
  readonly metricsToken?: string | undefined
}

interface TypeBoxProvider extends FastifyTypeProvider {
  validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown
  serializer: unknown
}

/** A Fastify whose handlers know the types of their TypeBox schemas. */
export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxProvider
>

/** Who answers for a route, and what a caller needs for it. */
export type RouteRule =
  | { readonly owner: string; readonly permission: Permission }
  | { readonly owner: string; readonly open: string }

declare module 'fastify' {
  interface FastifyContextConfig {
    rule?: RouteRule
  }
  interface FastifyRequest {
    /** null on open routes */
    caller: Caller | null
  }
}

/** The two ways to declare a route; a route without one is refused when it is registered (guard.ts). */
export function routesOf(owner: string) {
  return {
    /** Only for callers whose role has this right. */
    needs: (permission: Permission) => ({ config: { rule: { owner, permission } satisfies RouteRule } }),
    /** For everybody, and why that is right. */
    open: (reason: string) => ({ config: { rule: { owner, open: reason } satisfies RouteRule } }),
  }
}

/** The caller of a route that needs a permission. */
export function callerOf(request: Pick<FastifyRequest, 'caller'>): Caller {
  if (!request.caller) throw new Error('a route without a permission asked for its caller')
  return request.caller
}
