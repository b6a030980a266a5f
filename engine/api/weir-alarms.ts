import { Type } from 'typebox'
import type { Caller } from '../access/caller.ts'
import { may } from '../access/permissions.ts'
import { severities } from '../rules/alarms.ts'
import type { AlarmFilter } from '../store/alarm-stores.ts'
import { actor, alarmFor, visibleTo } from './alarm-access.ts'
import { newerFilter } from './alarm-filters.ts'
import { AlarmPaths } from './alarm-paths.ts'
import type { AlarmState, AlarmSummary, FloodJson, ShelfJson, WhyJson } from './contract-alarms.ts'
import { summaryFor } from './entity-access.ts'
import { badRequest, found } from './errors.ts'
import { refIn, uuid } from './ids.ts'
import { emptyPage, PageQuery, pageLink } from './paging.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'
import { causeJson, historyJson, rowsFor, shelvesJson } from './weir-alarm-views.ts'

const { needs } = routesOf('alarms')
const tags = ['weir alarms']

const Text = Type.Optional(Type.String())
const ListQuery = Type.Object({
  ...PageQuery.properties,
  state: Text,
  severityList: Text,
  typeList: Text,
  assigneeId: Text,
  originatorId: Text,
  startTime: Text,
  endTime: Text,
})
const AlarmParams = Type.Object({ alarmId: Type.String() })
const ShelfParams = Type.Object({ shelfId: Type.String() })
const Shelving = { until: Type.Integer(), reason: Type.String() }
const AlarmShelving = Type.Object({ ...Shelving, everyOfType: Type.Optional(Type.Boolean()) })
const TypeShelving = Type.Object({
  ...Shelving,
  originator: Type.Unknown(),
  alarmType: Type.String({ minLength: 1, maxLength: 255 }),
})

/** Entries of a history at most. */
const mostEntries = 1000
const day = 86_400_000

/** What Weir tells of alarms beside the cloud's API: what happened to them, why, and shelves (contract-alarms.ts). */
export function weirAlarmRoutes(api: Api, parts: ApiParts): void {
  const { store, alarms, clock } = parts
  const paths = new AlarmPaths(parts)
  api.addHook('onClose', async () => paths.close())
  const one = { schema: { tags, params: AlarmParams } }

  api.get(
    '/api/weir/alarms',
    { ...needs('ALARM:READ'), schema: { tags, querystring: ListQuery } },
    async (request) => {
      const link = pageLink(request.query)
      const visible = visibleTo(callerOf(request))
      if (visible === null) return emptyPage()
      const filter = { ...newerFilter(request.query), ...visible, ...stateFilter(request.query.state) }
      const { originatorId } = request.query
      const entities = originatorId ? [uuid('originatorId', originatorId)] : undefined
      const page = await store.alarms.list(link, { ...filter, entities })
      const rows = await rowsFor(
        parts,
        page.data.map(({ alarm }) => alarm),
      )
      return { ...page, data: rows }
    },
  )

  api.get(
    '/api/weir/alarms/summary',
    { ...needs('ALARM:READ'), schema: { tags } },
    async (request): Promise<AlarmSummary> => {
      const visible = visibleTo(callerOf(request))
      const count = (filter: AlarmFilter) =>
        visible === null ? 0 : store.alarms.count({ ...filter, ...visible })
      const [open, needsPerson, shelved, clearedLately, ...ofSeverity] = await Promise.all([
        count(stateFilter('OPEN')),
        count(stateFilter('NEEDS_PERSON')),
        count(stateFilter('SHELVED')),
        count({ cleared: true, clearedSince: clock.now() - day }),
        ...severities.map((severity) => count({ ...stateFilter('OPEN'), severities: [severity] })),
      ])
      const bySeverity = Object.fromEntries(
        severities.map((severity, index) => [severity, ofSeverity[index] ?? 0]),
      ) as AlarmSummary['bySeverity']
      return { open, needsPerson, acknowledged: open - needsPerson, shelved, clearedLately, bySeverity }
    },
  )

  api.get('/api/weir/alarms/:alarmId', { ...needs('ALARM:READ'), ...one }, async (request) => {
    const alarm = await alarmFor(parts, callerOf(request), request.params.alarmId, 'READ')
    return (await rowsFor(parts, [alarm]))[0]
  })

  api.get('/api/weir/alarms/:alarmId/history', { ...needs('ALARM:READ'), ...one }, async (request) => {
    const alarm = await alarmFor(parts, callerOf(request), request.params.alarmId, 'READ')
    return historyJson(parts, await store.alarms.history(alarm.id, mostEntries))
  })

  api.get('/api/weir/alarms/:alarmId/why', { ...needs('ALARM:READ'), ...one }, async (request) =>
    why(parts, paths, callerOf(request), request.params.alarmId),
  )

  api.post(
    '/api/weir/alarms/:alarmId/shelve',
    { ...needs('ALARM:WRITE'), schema: { tags, params: AlarmParams, body: AlarmShelving } },
    async (request) => {
      const caller = callerOf(request)
      const alarm = await alarmFor(parts, caller, request.params.alarmId, 'WRITE')
      const { until, reason, everyOfType = false } = request.body
      if (alarm.cleared && !everyOfType)
        throw badRequest('A cleared alarm needs no shelf. Shelve every alarm of its type instead')
      const what = {
        originator: alarm.originator,
        alarmType: alarm.type,
        alarmId: everyOfType ? null : alarm.id,
      }
      return shelved(await alarms.shelve(what, { until, reason }, await actor(store, caller)))
    },
  )

  api.post(
    '/api/weir/alarms/:alarmId/unshelve',
    { ...needs('ALARM:WRITE'), ...one },
    async (request, reply) => {
      const caller = callerOf(request)
      const alarm = await alarmFor(parts, caller, request.params.alarmId, 'WRITE')
      const shelf = found(alarms.shelfOf(alarm), 'The alarm is not shelved')
      await alarms.unshelve(shelf.id, await actor(store, caller))
      return reply.send()
    },
  )

  api.get('/api/weir/alarms/shelves', { ...needs('ALARM:READ'), schema: { tags } }, async (request) =>
    shelvesJson(parts, await shelvesFor(callerOf(request))),
  )

  api.post(
    '/api/weir/alarms/shelves',
    { ...needs('ALARM:WRITE'), schema: { tags, body: TypeShelving } },
    async (request) => {
      const caller = callerOf(request)
      const originator = refIn('originator', request.body.originator)
      if (originator === null) throw badRequest('Say whose alarms are to be shelved')
      await summaryFor(store, caller, originator, 'WRITE')
      const { alarmType, until, reason } = request.body
      const what = { originator, alarmType, alarmId: null }
      return shelved(await alarms.shelve(what, { until, reason }, await actor(store, caller)))
    },
  )

  api.delete(
    '/api/weir/alarms/shelves/:shelfId',
    { ...needs('ALARM:WRITE'), schema: { tags, params: ShelfParams } },
    async (request, reply) => {
      const caller = callerOf(request)
      const id = uuid('shelfId', request.params.shelfId)
      const shelf = found(alarms.shelves.find((each) => each.id === id))
      await summaryFor(store, caller, shelf.originator, 'WRITE')
      await alarms.unshelve(id, await actor(store, caller))
      return reply.send()
    },
  )

  api.get('/api/weir/alarms/flood', { ...needs('ALARM:READ'), schema: { tags } }, async (request) =>
    flood(callerOf(request)),
  )

  api.put(
    '/api/weir/alarms/flood',
    { ...needs('ADMIN_SETTINGS:WRITE'), schema: { tags, body: Type.Unknown() } },
    async (request) => {
      await alarms.setFloodPolicy(request.body as never)
      return flood(callerOf(request))
    },
  )

  async function shelved(shelf: Parameters<typeof shelvesJson>[1][number]): Promise<ShelfJson | undefined> {
    return (await shelvesJson(parts, [shelf]))[0]
  }

  /** A customer user sees the shelves of own entities only. */
  async function shelvesFor(caller: Caller) {
    if (caller.authority === 'TENANT_ADMIN') return alarms.shelves
    const entities = await store.entities.many(alarms.shelves.map(({ originator }) => originator))
    const own = new Set(
      entities.flatMap(({ ref, customerId }) =>
        customerId !== null && customerId === caller.customerId ? [ref.id] : [],
      ),
    )
    return alarms.shelves.filter(({ originator }) => own.has(originator.id))
  }

  async function flood(caller: Caller): Promise<FloodJson> {
    const visible = alarms
      .flooding()
      .filter(({ alarm }) => caller.authority !== 'CUSTOMER_USER' || alarm.customerId === caller.customerId)
      .slice(0, mostEntries)
    const rows = await rowsFor(
      parts,
      visible.map(({ alarm }) => alarm),
    )
    return {
      policy: alarms.floodPolicy,
      flooding: visible.flatMap(({ since, changes, gathered }, index) => {
        const alarm = rows[index]
        return alarm === undefined ? [] : [{ alarm, since, changes, gathered }]
      }),
    }
  }

  function stateFilter(text: string | undefined): AlarmFilter {
    const at = clock.now()
    const isOpen = { cleared: false, shelved: { is: false, at } }
    switch ((text || 'OPEN') as AlarmState) {
      case 'OPEN':
        return isOpen
      case 'NEEDS_PERSON':
        return { ...isOpen, acknowledged: false }
      case 'ACKNOWLEDGED':
        return { ...isOpen, acknowledged: true }
      case 'CLEARED':
        return { cleared: true }
      case 'SHELVED':
        return { cleared: false, shelved: { is: true, at } }
      case 'ALL':
        return {}
      default:
        throw badRequest(
          `There is no state '${String(text).slice(0, 40)}' of alarms: use OPEN, NEEDS_PERSON, ACKNOWLEDGED, CLEARED, SHELVED or ALL`,
        )
    }
  }
}

/** Which message at which node raised the alarm, and how it came there. */
async function why(parts: ApiParts, paths: AlarmPaths, caller: Caller, alarmId: string): Promise<WhyJson> {
  const { store } = parts
  const alarm = await alarmFor(parts, caller, alarmId, 'READ')
  const [row] = await rowsFor(parts, [alarm])
  const entries = await store.alarms.history(alarm.id, mostEntries)
  const ofRule = entries.filter(({ nodeId }) => nodeId !== null)
  const raised = ofRule.findLast(({ kind }) => kind === 'RAISED' || kind === 'CHATTERED')
  const answer = { alarm: found(row), last: causeJson(ofRule[0]), raised: causeJson(raised) }
  const { chainId = null, nodeId = null, messageId = null } = ofRule[0] ?? {}
  if (chainId === null || !may(caller, 'RULE_CHAIN:READ'))
    return { ...answer, chain: null, node: null, path: [] }
  const chain = await store.chains.get(chainId)
  const node = (chain && (await store.chains.live(chain.id)))?.nodes.find(({ id }) => id?.id === nodeId)
  const path =
    chain === null || !may(caller, 'RULE_CHAIN:DEBUG') ? [] : paths.of(alarm.id, messageId, chain.id)
  return {
    ...answer,
    chain: chain && { id: chain.id, name: chain.name },
    node: node && nodeId !== null ? { id: nodeId, name: node.name, type: node.type } : null,
    path,
  }
}
