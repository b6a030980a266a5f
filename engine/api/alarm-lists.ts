import { type Static, Type } from 'typebox'
import type { Caller } from '../access/caller.ts'
import type { AlarmFilter } from '../store/alarm-stores.ts'
import type { User } from '../store/store.ts'
import { alarmFor, visibleTo } from './alarm-access.ts'
import { AlarmListQuery, newerFilter, olderFilter, withoutShelved } from './alarm-filters.ts'
import { alarmInfos } from './alarm-shapes.ts'
import { summaryFor } from './entity-access.ts'
import { badRequest } from './errors.ts'
import { entityId, uuid } from './ids.ts'
import { emptyPage, mapPage, PageQuery, pageLink, pageOf } from './paging.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'

const { needs } = routesOf('alarms')
const tags = ['alarms']

const EntityParams = Type.Object({ entityType: Type.String(), entityId: Type.String() })
const SeverityQuery = Type.Object({
  searchStatus: Type.Optional(Type.String()),
  status: Type.Optional(Type.String()),
  assigneeId: Type.Optional(Type.String()),
})
/** Users that are looked through for those who may be given an alarm. */
const mostUsers = 10_000

/** Lists of alarms, of all and of one entity (rest-core.md 8). */
export function alarmListRoutes(api: Api, parts: ApiParts): void {
  const { store, clock } = parts
  const all = { schema: { tags, querystring: AlarmListQuery } }
  const ofEntity = { schema: { tags, params: EntityParams, querystring: AlarmListQuery } }

  const list = async (query: Static<typeof AlarmListQuery>, filter: AlarmFilter | null) => {
    const link = pageLink(query)
    if (filter === null) return emptyPage()
    const page = await store.alarms.list(link, withoutShelved(filter, clock.now()))
    return alarmInfos(
      store,
      mapPage(page, ({ alarm }) => alarm),
    )
  }
  /** Who may see the entity sees all that is shown at it. */
  const at = async (caller: Caller, params: Static<typeof EntityParams>): Promise<AlarmFilter> => {
    const ref = { entityType: params.entityType, id: uuid('entityId', params.entityId) }
    await summaryFor(store, caller, ref, 'READ_VALUES')
    return { entities: [ref.id] }
  }

  for (const [version, read] of [
    ['', olderFilter],
    ['v2/', newerFilter],
  ] as const) {
    api.get(`/api/${version}alarms`, { ...needs('ALARM:READ'), ...all }, async (request) => {
      const visible = visibleTo(callerOf(request))
      return list(request.query, visible && { ...read(request.query), ...visible })
    })

    api.get(
      `/api/${version}alarm/:entityType/:entityId`,
      { ...needs('ALARM:READ'), ...ofEntity },
      async (request) =>
        list(request.query, { ...read(request.query), ...(await at(callerOf(request), request.params)) }),
    )
  }

  api.get(
    '/api/alarm/highestSeverity/:entityType/:entityId',
    { ...needs('ALARM:READ'), schema: { tags, params: EntityParams, querystring: SeverityQuery } },
    async (request, reply) => {
      const { searchStatus, status } = request.query
      if (searchStatus && status) {
        throw badRequest(
          "Invalid alarms search query: Both parameters 'searchStatus' and 'status' can't be specified at the same time!",
        )
      }
      const filter = { ...olderFilter(request.query), ...(await at(callerOf(request), request.params)) }
      const severity = await store.alarms.highestSeverity(withoutShelved(filter, clock.now()))
      if (severity === null) return reply.send()
      return reply.type('application/json; charset=utf-8').send(JSON.stringify(severity))
    },
  )

  api.get(
    '/api/alarm/types',
    { ...needs('ALARM:READ'), schema: { tags, querystring: PageQuery } },
    async (request) => {
      const visible = visibleTo(callerOf(request))
      if (visible === null) return emptyPage()
      return mapPage(await store.alarms.types(pageLink(request.query), visible.customerId), (type) => ({
        tenantId: entityId('TENANT', store.tenantId),
        entityType: 'ALARM',
        type,
      }))
    },
  )

  api.get(
    '/api/users/assign/:alarmId',
    {
      ...needs('ALARM:READ'),
      schema: { tags, params: Type.Object({ alarmId: Type.String() }), querystring: PageQuery },
    },
    async (request) => {
      const caller = callerOf(request)
      const alarm = await alarmFor(parts, caller, request.params.alarmId, 'READ')
      const link = pageLink(request.query)
      const mayHave = (user: User) =>
        user.customerId === null
          ? user.authority === 'TENANT_ADMIN' && caller.authority === 'TENANT_ADMIN'
          : user.customerId === alarm.customerId
      const { data } = await store.users.list({ ...link, page: 0, pageSize: mostUsers })
      return mapPage(pageOf(data.filter(mayHave), link), ({ id, email, firstName, lastName }) => ({
        id: entityId('USER', id),
        email,
        firstName,
        lastName,
      }))
    },
  )
}
