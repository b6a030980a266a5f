import { Type } from 'typebox'
import { countAlarms, entitiesFor, findAlarms, readAlarmCount, readAlarmQuery } from './alarm-query.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'

const { needs } = routesOf('alarms')
const tags = ['queries']
const Query = Type.Record(Type.String(), Type.Unknown())

/** Finding and counting alarms by their entities (rest-core.md 9.4). */
export function alarmQueryRoutes(api: Api, { store, clock }: ApiParts): void {
  api.post(
    '/api/alarmsQuery/find',
    { ...needs('ALARM:READ'), schema: { tags, body: Query } },
    async (request) => {
      const [caller, query, now] = [callerOf(request), readAlarmQuery(request.body), clock.now()]
      const entities = await entitiesFor(store, caller, query, now)
      return (await findAlarms(store, caller, query, entities, now)).page
    },
  )

  api.post(
    '/api/alarmsQuery/count',
    { ...needs('ALARM:READ'), schema: { tags, body: Query } },
    async (request) => {
      const [caller, query, now] = [callerOf(request), readAlarmCount(request.body), clock.now()]
      return countAlarms(store, caller, query, await entitiesFor(store, caller, query, now), now)
    },
  )
}
