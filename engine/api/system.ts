import { Type } from 'typebox'
import { found, notFound } from './errors.ts'
import { entityId, isUuid, uuid } from './ids.ts'
import { type Api, type ApiParts, routesOf } from './routes.ts'

const { needs } = routesOf('system')
const tags = ['system']

/** Most samples that a client may ask for at once. */
const maxDatapointsLimit = 50_000

/** What clients ask first: which server, which version, which features (rest-core.md 14, 18). */
export function systemRoutes(api: Api, { store, clock, version, scripts }: ApiParts): void {
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

  for (const path of ['/api/tenant/:tenantId', '/api/tenant/info/:tenantId']) {
    api.get(
      path,
      { ...needs('TENANT:READ'), schema: { tags, params: Type.Object({ tenantId: Type.String() }) } },
      async (request) => {
        // Other words at this place are lists of the tenant's entities, of kinds that Weir does not have.
        if (!isUuid(request.params.tenantId))
          throw notFound(`There is nothing at ${request.url.slice(0, 200)}`)
        const id = uuid('tenantId', request.params.tenantId)
        found(id === store.tenantId ? id : null, `Tenant with id [${id}] is not found`)
        return tenantJson(store.tenantId)
      },
    )
  }
}

/** The one tenant of this edge. */
function tenantJson(tenantId: string): Record<string, unknown> {
  return {
    id: entityId('TENANT', tenantId),
    createdTime: 0,
    title: 'Weir',
    name: 'Weir',
    region: 'Global',
    tenantProfileId: null,
    tenantProfileName: 'Default',
    additionalInfo: null,
    country: null,
    state: null,
    city: null,
    address: null,
    address2: null,
    zip: null,
    phone: null,
    email: null,
    version: null,
  }
}
