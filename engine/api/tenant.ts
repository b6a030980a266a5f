import { Type } from 'typebox'
import type { Caller } from '../access/caller.ts'
import type { Store } from '../store/store.ts'
import { byCaller } from './announce.ts'
import { ContactBody, contactIn } from './customers.ts'
import { tenantJson } from './entity-shapes.ts'
import { forbidden, notFound } from './errors.ts'
import { idIn, isUuid, uuids } from './ids.ts'
import { nameIn, textIn } from './names.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'

const { needs } = routesOf('tenant')
const tags = ['tenant']

const TenantParams = Type.Object({ tenantId: Type.String() })
const IdsQuery = Type.Object({ tenantIds: Type.Optional(Type.String()) })
const TenantBody = Type.Object({
  ...ContactBody.properties,
  id: Type.Optional(Type.Unknown()),
  title: Type.Optional(Type.Unknown()),
  region: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  additionalInfo: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])),
})

/** Who runs this edge: its one tenant. It can be written to, neither made nor deleted. */
export function tenantRoutes(api: Api, { store, rules }: ApiParts): void {
  const one = { schema: { tags, params: TenantParams } }

  api.get('/api/tenant/:tenantId', { ...needs('TENANT:READ'), ...one }, async (request) => {
    ownTenant(store, request.params.tenantId)
    return tenantJson(await store.tenant.get())
  })

  api.get('/api/tenant/info/:tenantId', { ...needs('TENANT:READ'), ...one }, async (request) => {
    ownTenant(store, request.params.tenantId)
    return { ...tenantJson(await store.tenant.get()), tenantProfileName: 'Default' }
  })

  for (const url of ['/api/tenants', '/api/tenants/list']) {
    api.get(url, { ...needs('TENANT:READ'), schema: { tags, querystring: IdsQuery } }, async (request) => {
      const ids = uuids('tenantIds', request.query.tenantIds)
      return ids.includes(store.tenantId) ? [tenantJson(await store.tenant.get())] : []
    })
  }

  api.post(
    '/api/tenant',
    { ...needs('TENANT:WRITE'), schema: { tags, summary: 'Update', body: TenantBody } },
    async (request) => {
      const caller: Caller = callerOf(request)
      const { body } = request
      const id = idIn('id', body.id)
      if (id === null) throw forbidden('An edge has one tenant: give its id to change it')
      ownTenant(store, id)
      const saved = await store.tenant.update({
        ...contactIn(body),
        title: nameIn('Tenant title', body.title),
        region: textIn('region', body.region),
        additionalInfo: body.additionalInfo ?? null,
      })
      const json = tenantJson(saved)
      rules.announce('ENTITY_UPDATED', { entityType: 'TENANT', id }, json, byCaller(caller))
      return json
    },
  )
}

function ownTenant(store: Store, idText: string): void {
  // A word at this place is no bad id but a list of things that this edge does not have, as `/api/tenant/edges`.
  if (!isUuid(idText)) throw notFound(`There is nothing at /api/tenant/${idText.slice(0, 64)}`)
  const id = idText.toLowerCase()
  if (id !== store.tenantId) throw notFound(`Tenant with id [${id}] is not found`)
}
