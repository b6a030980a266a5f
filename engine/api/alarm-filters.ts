/** Which alarms a list is about, as clients ask for it (rest-core.md 8, websocket.md 7). */
import { Type } from 'typebox'
import { type Severity, severities } from '../rules/alarms.ts'
import type { AlarmFilter } from '../store/alarm-stores.ts'
import { badRequest } from './errors.ts'
import { uuid } from './ids.ts'
import { PageQuery, wholeNumber } from './paging.ts'

const searchStatuses = ['ANY', 'ACTIVE', 'CLEARED', 'ACK', 'UNACK'] as const
const statuses = ['ACTIVE_UNACK', 'ACTIVE_ACK', 'CLEARED_UNACK', 'CLEARED_ACK'] as const

const Text = Type.Optional(Type.String())

export const AlarmListQuery = Type.Object({
  ...PageQuery.properties,
  searchStatus: Text,
  status: Text,
  statusList: Text,
  severityList: Text,
  typeList: Text,
  assigneeId: Text,
  startTime: Text,
  endTime: Text,
  fetchOriginator: Text,
})

type Statuses = Pick<AlarmFilter, 'cleared' | 'acknowledged'>
type Asked = { readonly [K in keyof typeof AlarmListQuery.properties]?: string | undefined }

/** The older lists: one search status or one exact status. */
export function olderFilter(query: Asked): AlarmFilter {
  const { searchStatus, status } = query
  if (searchStatus && status) {
    throw badRequest(
      "Invalid alarms search query: Both parameters 'searchStatus' and 'status' can't be specified at the same time!",
    )
  }
  if (status) {
    const exact = known('alarm status', statuses, status)
    return {
      cleared: exact.startsWith('CLEARED'),
      acknowledged: exact.endsWith('_ACK'),
      ...commonFilter(query),
    }
  }
  return { ...statusesIn(searchStatus ? [searchStatus] : []), ...commonFilter(query) }
}

/** The newer lists: several of each. */
export function newerFilter(query: Asked): AlarmFilter {
  return {
    ...statusesIn(listOf(query.statusList)),
    ...severitiesIn(listOf(query.severityList)),
    ...typesIn(listOf(query.typeList)),
    ...commonFilter(query),
  }
}

function commonFilter({ assigneeId, startTime, endTime }: Asked): AlarmFilter {
  return {
    ...(assigneeId && { assigneeId: uuid('assigneeId', assigneeId) }),
    ...(startTime && { startTs: wholeNumber('startTime', startTime) }),
    ...(endTime && { endTs: wholeNumber('endTime', endTime) }),
  }
}

/** Either side of a pair, or both, which is no restriction: active or cleared, and acknowledged or not. */
export function statusesIn(list: readonly string[]): Statuses {
  const set = new Set(list.map((status) => known('alarm search status', searchStatuses, status)))
  const active = set.has('ACTIVE')
  const ack = set.has('ACK')
  return {
    ...(active !== set.has('CLEARED') && { cleared: !active }),
    ...(ack !== set.has('UNACK') && { acknowledged: ack }),
  }
}

export function severitiesIn(list: readonly string[]): { severities?: readonly Severity[] } {
  if (list.length === 0) return {}
  return { severities: list.map((severity) => known('alarm severity', severities, severity)) }
}

export function typesIn(list: readonly string[]): { types?: readonly string[] } {
  return list.length === 0 ? {} : { types: list }
}

/** Who asks for active alarms does not want those that somebody shelved. */
export function withoutShelved(filter: AlarmFilter, now: number): AlarmFilter {
  return filter.cleared === false ? { ...filter, shelved: { is: false, at: now } } : filter
}

function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
}

function known<const T extends string>(what: string, all: readonly T[], text: string): T {
  const found = all.find((each) => each === text)
  if (found !== undefined) return found
  throw badRequest(`Unsupported ${what} '${text.slice(0, 40)}'! Only ${all.join(', ')} are allowed.`)
}
