import { type Static, Type } from 'typebox'
import type { Caller } from '../access/caller.ts'
import type { AlarmRequest, Severity } from '../rules/alarms.ts'
import { parseJson } from '../rules/json.ts'
import type { JsonValue } from '../rules/values.ts'
import type { StoredAlarm } from '../store/alarm-stores.ts'
import { actor, alarmFor } from './alarm-access.ts'
import { alarmInfo, personOf, plain } from './alarm-shapes.ts'
import { summaryFor } from './entity-access.ts'
import { badRequest, forbidden, found } from './errors.ts'
import { idIn, refIn, uuid } from './ids.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'

const { needs } = routesOf('alarms')
const tags = ['alarms']

const AlarmParams = Type.Object({ alarmId: Type.String() })
const AssignParams = Type.Object({ alarmId: Type.String(), assigneeId: Type.String() })

const Flag = Type.Optional(Type.Union([Type.Boolean(), Type.Null()]))
const Time = Type.Optional(Type.Union([Type.Integer(), Type.Null()]))
const Text = Type.Optional(Type.Union([Type.String(), Type.Null()]))
const AlarmBody = Type.Object({
  id: Type.Optional(Type.Unknown()),
  customerId: Type.Optional(Type.Unknown()),
  type: Text,
  originator: Type.Optional(Type.Unknown()),
  severity: Text,
  acknowledged: Flag,
  cleared: Flag,
  assigneeId: Type.Optional(Type.Unknown()),
  startTs: Time,
  endTs: Time,
  ackTs: Time,
  clearTs: Time,
  details: Type.Optional(Type.Unknown()),
  propagate: Flag,
  propagateToOwner: Flag,
  propagateToTenant: Flag,
  propagateRelationTypes: Type.Optional(Type.Union([Type.Array(Type.String()), Type.Null()])),
})

/** Alarms one by one (rest-core.md 8). Lists are in alarm-lists.ts. */
export function alarmRoutes(api: Api, parts: ApiParts): void {
  const { store, alarms, clock } = parts
  const one = { schema: { tags, params: AlarmParams } }

  api.get('/api/alarm/:alarmId', { ...needs('ALARM:READ'), ...one }, async (request) =>
    plain(await alarmFor(parts, callerOf(request), request.params.alarmId, 'READ'), store.tenantId),
  )

  api.get('/api/alarm/info/:alarmId', { ...needs('ALARM:READ'), ...one }, async (request) =>
    alarmInfo(store, await alarmFor(parts, callerOf(request), request.params.alarmId, 'READ')),
  )

  api.post(
    '/api/alarm',
    { ...needs('ALARM:WRITE'), schema: { tags, summary: 'Create or update', body: AlarmBody } },
    async (request) => alarmInfo(store, await save(parts, callerOf(request), request.body)),
  )

  api.post('/api/alarm/:alarmId/ack', { ...needs('ALARM:WRITE'), ...one }, async (request) => {
    const alarm = await alarmFor(parts, callerOf(request), request.params.alarmId, 'WRITE')
    const by = await actor(store, callerOf(request))
    return alarmInfo(
      store,
      done(await alarms.acknowledge(alarm.id, clock.now(), by), 'Alarm was already acknowledged!'),
    )
  })

  api.post('/api/alarm/:alarmId/clear', { ...needs('ALARM:WRITE'), ...one }, async (request) => {
    const alarm = await alarmFor(parts, callerOf(request), request.params.alarmId, 'WRITE')
    const by = await actor(store, callerOf(request))
    return alarmInfo(store, done(await alarms.clear(alarm.id, clock.now(), by), 'Alarm was already cleared!'))
  })

  api.post(
    '/api/alarm/:alarmId/assign/:assigneeId',
    { ...needs('ALARM:WRITE'), schema: { tags, params: AssignParams } },
    async (request) => {
      const caller = callerOf(request)
      const alarm = await alarmFor(parts, caller, request.params.alarmId, 'WRITE')
      const assigneeId = uuid('assigneeId', request.params.assigneeId)
      return alarmInfo(
        store,
        done(await assign(parts, caller, alarm, assigneeId), 'Alarm was already assigned to this user!'),
      )
    },
  )

  api.delete('/api/alarm/:alarmId/assign', { ...needs('ALARM:WRITE'), ...one }, async (request) => {
    const alarm = await alarmFor(parts, callerOf(request), request.params.alarmId, 'WRITE')
    const by = await actor(store, callerOf(request))
    return alarmInfo(store, done(await alarms.unassign(alarm.id, by), 'Alarm was already unassigned!'))
  })

  // Everybody who may act on an alarm may remove it, as in the cloud.
  api.delete('/api/alarm/:alarmId', { ...needs('ALARM:WRITE'), ...one }, async (request) => {
    const alarm = await alarmFor(parts, callerOf(request), request.params.alarmId, 'WRITE')
    return alarms.remove(alarm.id, await actor(store, callerOf(request)))
  })
}

/** The alarm, or 400 when it was so already. */
function done(alarm: StoredAlarm | null, already: string): StoredAlarm {
  if (alarm === null) throw badRequest(already)
  return alarm
}

/** Saves, and then does what else the body says of the alarm: acknowledged, cleared, somebody’s. */
async function save(parts: ApiParts, caller: Caller, body: Static<typeof AlarmBody>): Promise<StoredAlarm> {
  const { store, alarms, clock } = parts
  const id = idIn('id', body.id)
  const request = requestIn(body)
  if (id === null) await summaryFor(store, caller, request.originator, 'READ_VALUES')
  else await alarmFor(parts, caller, id, 'WRITE')
  const by = await actor(store, caller)
  const result = found(await alarms.save(request, id, by), `Alarm with id [${id}] is not found`)
  let alarm = found(await alarms.byId(result.alarm.id))
  if (body.acknowledged && !alarm.acknowledged)
    alarm = (await alarms.acknowledge(alarm.id, body.ackTs || clock.now(), by)) ?? alarm
  if (body.cleared && !alarm.cleared)
    alarm = (await alarms.clear(alarm.id, body.clearTs || clock.now(), by)) ?? alarm
  const assigneeId = idIn('assigneeId', body.assigneeId)
  if (assigneeId === null && alarm.assigneeId !== null) return (await alarms.unassign(alarm.id, by)) ?? alarm
  if (assigneeId !== null && assigneeId !== alarm.assigneeId)
    return (await assign(parts, caller, alarm, assigneeId)) ?? alarm
  return alarm
}

async function assign(
  { store, alarms }: ApiParts,
  caller: Caller,
  alarm: StoredAlarm,
  assigneeId: string,
): Promise<StoredAlarm | null> {
  const user = found(await store.users.get(assigneeId), `User with id [${assigneeId}] is not found`)
  const isOwnUser = caller.authority === 'TENANT_ADMIN' || user.customerId === caller.customerId
  if (!isOwnUser) throw forbidden()
  return alarms.assign(alarm.id, personOf(user), await actor(store, caller))
}

function requestIn(body: Static<typeof AlarmBody>): AlarmRequest {
  const originator = refIn('originator', body.originator)
  if (!body.type?.trim()) throw badRequest('Alarm type should be specified!')
  if (originator === null) throw badRequest('Alarm originator should be specified!')
  if (!body.severity) throw badRequest('Alarm severity should be specified!')
  const customerId = idIn('customerId', body.customerId)
  return {
    type: body.type,
    originator,
    severity: body.severity as Severity,
    ...(customerId !== null && { customerId }),
    startTs: body.startTs ?? 0,
    endTs: body.endTs ?? 0,
    details: detailsIn(body.details),
    propagate: body.propagate ?? false,
    propagateToOwner: body.propagateToOwner ?? false,
    propagateToTenant: body.propagateToTenant ?? false,
    propagateRelationTypes: body.propagateRelationTypes ?? [],
  }
}

function detailsIn(value: unknown): JsonValue {
  try {
    return parseJson(JSON.stringify(value ?? null))
  } catch (error) {
    throw badRequest(`Validation error: details can't be kept: ${(error as Error).message}`)
  }
}
