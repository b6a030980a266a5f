import { type Api, type ApiParts, routesOf } from './routes.ts'

const { needs } = routesOf('system')
const tags = ['system']

/** Most samples that a client may ask for at once. */
const maxDatapointsLimit = 50_000

/** What clients ask first: which server, which version, which features (rest-core.md 14, 18). */
export function systemRoutes(api: Api, { clock, version, scripts }: ApiParts): void {
  const plain = { schema: { tags } }

  api.get('/api/system/info', { ...needs('PROFILE:READ'), ...plain }, () => ({
    version,
    artifact: 'weir',
    name: 'Weir',
    type: 'CE',
  }))

  api.get('/api/system/params', { ...needs('PROFILE:READ'), ...plain }, () => ({
    userTokenAccessEnabled: false,
    allowedDashboardIds: [],
    edgesSupportEnabled: false,
    hasRepository: false,
    tbelEnabled: scripts.supports('TBEL'),
    persistDeviceStateToTelemetry: false,
    userSettings: {},
    maxDatapointsLimit,
    maxResourceSize: 0,
    mobileQrEnabled: false,
    maxDebugModeDurationMinutes: 0,
    ruleChainDebugPerTenantLimitsConfiguration: null,
  }))

  api.get('/api/dashboard/serverTime', { ...needs('PROFILE:READ'), ...plain }, () => clock.now())
  api.get(
    '/api/dashboard/maxDatapointsLimit',
    { ...needs('PROFILE:READ'), ...plain },
    () => maxDatapointsLimit,
  )
}
