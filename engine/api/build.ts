import cors from '@fastify/cors'
import websocket from '@fastify/websocket'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { healthRoutes } from '../ops/health.ts'
import { metricsRoutes } from '../ops/metrics.ts'
import { logRequests } from '../ops/request-log.ts'
import { alarmCommentRoutes } from './alarm-comments.ts'
import { alarmListRoutes } from './alarm-lists.ts'
import { alarmQueryRoutes } from './alarm-queries.ts'
import { alarmRoutes } from './alarms.ts'
import { assetListRoutes } from './asset-lists.ts'
import { assetProfileRoutes } from './asset-profiles.ts'
import { assetRoutes } from './assets.ts'
import { assignmentRoutes } from './assignments.ts'
import { authRoutes } from './auth.ts'
import { bulkImportRoutes } from './bulk-import.ts'
import {
  alarmRuleRoutes,
  calculatedFieldRoutes,
  fieldScriptRoutes,
  weirFieldRoutes,
} from './calculated-fields.ts'
import { callRoutes } from './calls.ts'
import { componentRoutes } from './components.ts'
import { customerRoutes } from './customers.ts'
import { deviceCredentialRoutes } from './device-credentials.ts'
import { deviceListRoutes } from './device-lists.ts'
import { deviceProfileRoutes } from './device-profiles.ts'
import { deviceRoutes } from './devices.ts'
import { apiDocs, docsRules } from './docs.ts'
import { editorFiles, editorRules } from './editor-files.ts'
import { entityKeyRoutes } from './entity-keys.ts'
import { entityQueryRoutes } from './entity-queries.ts'
import { entitySearchRoutes } from './entity-searches.ts'
import { entityViewListRoutes } from './entity-view-lists.ts'
import { entityViewRoutes } from './entity-views.ts'
import { answerErrors } from './errors.ts'
import { eventRoutes } from './events.ts'
import { guardRoutes, type RouteEntry } from './guard.ts'
import { liveRoutes } from './live/routes.ts'
import { answerUnknown } from './not-found.ts'
import { queueRoutes } from './queues.ts'
import { relationListRoutes } from './relation-lists.ts'
import { relationRoutes } from './relations.ts'
import type { Api, ApiParts } from './routes.ts'
import { ruleChainFileRoutes } from './rule-chain-files.ts'
import { ruleChainRoutes } from './rule-chains.ts'
import { ruleEngineRoutes } from './rule-engine-calls.ts'
import { scriptTestRoutes } from './script-test.ts'
import { systemRoutes } from './system.ts'
import { telemetryRoutes } from './telemetry.ts'
import { tenantRoutes } from './tenant.ts'
import { userListRoutes } from './user-lists.ts'
import { userRoutes } from './users.ts'
import { weirAlarmRuleRoutes } from './weir-alarm-rules.ts'
import { weirAlarmRoutes } from './weir-alarms.ts'
import { weirChainRoutes } from './weir-chains.ts'
import { weirDraftRoutes } from './weir-drafts.ts'
import { weirRecordingRoutes } from './weir-recording.ts'
import { weirToolRoutes } from './weir-tools.ts'
import { weirTrialRoutes } from './weir-trials.ts'

/** Bytes of a request body (rest-core.md 1). */
const bodyLimit = 16 * 1024 * 1024
/** Bytes of one WebSocket frame that comes in (websocket.md 1). */
const frameLimit = 32_768

declare module 'fastify' {
  interface FastifyInstance {
    /** every route of the management API with its rule */
    routeTable: readonly RouteEntry[]
  }
}

/**
 * The HTTP server of an edge without the device API: management API, live API, editor. It is not listening yet, and
 * more plugins may be registered on it; they stand outside of the guard of the management API.
 */
export async function buildApi(parts: ApiParts): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit,
    // Answering well beats closing early: a slow upload is cut off all the same.
    requestTimeout: 120_000,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 512 },
    // Only the schema's own words are checked: unknown members are let through untouched (rest-core.md 1).
    ajv: {
      customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false, allErrors: false },
    },
  })
  app.setErrorHandler(answerErrors(parts.log, parts.clock))
  app.setSerializerCompiler(() => (value) => JSON.stringify(value))
  await app.register(websocket, { options: { maxPayload: frameLimit } })

  let table: readonly RouteEntry[] = []
  await app.register(async (guarded) => {
    table = guardRoutes(guarded, parts.access, { ...docsRules, ...editorRules })
    guarded.addHook('onRequest', plainAnswers)
    logRequests(guarded, parts.log, parts.clock)
    acceptEmptyJson(guarded)
    await guarded.register(cors, { origin: true, credentials: true, maxAge: 1800 })
    await apiDocs(guarded, parts.version)
    for (const routes of allRoutes)
      await guarded.register(async (api) => routes(api as unknown as Api, parts))
  })
  app.decorate('routeTable', { getter: () => table })
  await answerUnknown(app, parts, table)
  return app
}

/** One entry per resource: a new resource is a file and a line here. */
const allRoutes: readonly ((api: Api, parts: ApiParts) => void)[] = [
  alarmCommentRoutes,
  alarmListRoutes,
  alarmQueryRoutes,
  alarmRoutes,
  alarmRuleRoutes,
  assetListRoutes,
  assetProfileRoutes,
  assetRoutes,
  assignmentRoutes,
  authRoutes,
  calculatedFieldRoutes,
  callRoutes,
  bulkImportRoutes,
  componentRoutes,
  customerRoutes,
  deviceCredentialRoutes,
  deviceListRoutes,
  deviceProfileRoutes,
  deviceRoutes,
  editorFiles,
  entityKeyRoutes,
  entityQueryRoutes,
  entitySearchRoutes,
  entityViewListRoutes,
  entityViewRoutes,
  eventRoutes,
  fieldScriptRoutes,
  healthRoutes,
  liveRoutes,
  metricsRoutes,
  queueRoutes,
  relationListRoutes,
  relationRoutes,
  ruleChainFileRoutes,
  ruleChainRoutes,
  ruleEngineRoutes,
  scriptTestRoutes,
  systemRoutes,
  telemetryRoutes,
  tenantRoutes,
  userListRoutes,
  userRoutes,
  weirAlarmRoutes,
  weirAlarmRuleRoutes,
  weirChainRoutes,
  weirDraftRoutes,
  weirFieldRoutes,
  weirToolRoutes,
  weirRecordingRoutes,
  weirTrialRoutes,
]

/** Answers are data, not pages, and nobody between may keep them. Files of the editor say otherwise themselves. */
async function plainAnswers(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.header('x-content-type-options', 'nosniff')
  reply.header('cache-control', 'no-store')
}

/** Clients send `Content-Type: application/json` with nothing behind it; that is no body, not a broken one. */
function acceptEmptyJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined)
    parse(request, body as string, done)
  })
}
