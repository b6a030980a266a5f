import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type {
  AlarmRowJson,
  AlarmState,
  AlarmSummary,
  AlarmsFrame,
  HistoryJson,
  ShelfJson,
  ShelveAlarm,
  WhyJson,
} from '../../../engine/api/contract-alarms.ts'
import type { EntityId } from './devices.ts'
import { api } from './http.ts'
import { live } from './live.ts'
import { type PageData, type PageQuery, pageQuery } from './pages.ts'
import { queries } from './queries.ts'

/** Everything about alarms stands under this key, so that one word renews it all. */
const KEY = 'alarms'
/** Shelves run out without a change that anybody is told of. */
const SELDOM = 30_000

export interface AlarmListQuery extends PageQuery {
  readonly state: AlarmState
  readonly severityList?: string
  readonly typeList?: string
  readonly assigneeId?: string
  readonly originatorId?: string
}

export const refreshAlarms = () => queries.invalidateQueries({ queryKey: [KEY] })

/** Keeps everything about alarms current while the caller is mounted. The shell does, so every page has it. */
export function useAlarmFeed(): void {
  useEffect(
    () =>
      live.subscribe<AlarmsFrame>({ type: 'WEIR_ALARMS' }, (frame) => {
        if (frame.update === 'ALARMS') void refreshAlarms()
      }),
    [],
  )
}

/** How many alarms there are of which kind; undefined until the first answer, and for people who may not see any. */
export function useAlarmSummary(): AlarmSummary | undefined {
  return useQuery({
    queryKey: [KEY, 'summary'],
    queryFn: () => api.get<AlarmSummary>('/api/weir/alarms/summary'),
    refetchInterval: SELDOM,
  }).data
}

export function useAlarmList(query: AlarmListQuery) {
  return useQuery({
    queryKey: [KEY, 'list', query],
    queryFn: () => api.get<PageData<AlarmRowJson>>(`/api/weir/alarms?${pageQuery(query)}`),
    placeholderData: keepPreviousData,
    refetchInterval: SELDOM,
  })
}

export function useAlarm(id: string) {
  return useQuery({
    queryKey: [KEY, 'one', id],
    queryFn: () => api.get<AlarmRowJson>(`/api/weir/alarms/${id}`),
  })
}

export function useAlarmHistory(id: string) {
  return useQuery({
    queryKey: [KEY, 'history', id],
    queryFn: () => api.get<HistoryJson[]>(`/api/weir/alarms/${id}/history`),
  })
}

export function useWhy(id: string) {
  return useQuery({
    queryKey: [KEY, 'why', id],
    queryFn: () => api.get<WhyJson>(`/api/weir/alarms/${id}/why`),
  })
}

export interface AlarmComment {
  readonly id: { readonly id: string }
  readonly createdTime: number
  readonly type: 'SYSTEM' | 'OTHER'
  readonly userId: EntityId | null
  readonly comment: { readonly text?: unknown; readonly edited?: unknown }
  readonly email: string | null
  readonly firstName: string | null
  readonly lastName: string | null
}

/** The newest hundred, oldest first, as people read them. */
export function useAlarmComments(id: string) {
  const page: PageQuery = { page: 0, pageSize: 100, sortProperty: 'createdTime', sortOrder: 'DESC' }
  return useQuery({
    queryKey: [KEY, 'comments', id],
    queryFn: async () => {
      const { data } = await api.get<PageData<AlarmComment>>(`/api/alarm/${id}/comment?${pageQuery(page)}`)
      return [...data].reverse()
    },
  })
}

/** Who an alarm may be given to. */
export interface Assignable {
  readonly id: EntityId
  readonly email: string
  readonly firstName: string | null
  readonly lastName: string | null
}

export function useAssignable(id: string, enabled: boolean) {
  const page: PageQuery = { page: 0, pageSize: 100, sortProperty: 'email', sortOrder: 'ASC' }
  return useQuery({
    queryKey: ['assignable', id],
    queryFn: async () =>
      (await api.get<PageData<Assignable>>(`/api/users/assign/${id}?${pageQuery(page)}`)).data,
    enabled,
  })
}

/** Types of alarms that there are, for a filter. */
export function useAlarmTypes() {
  const page: PageQuery = { page: 0, pageSize: 1000, sortOrder: 'ASC' }
  return useQuery({
    queryKey: ['alarm-types'],
    queryFn: async () =>
      (await api.get<PageData<{ readonly type: string }>>(`/api/alarm/types?${pageQuery(page)}`)).data.map(
        ({ type }) => type,
      ),
  })
}

export function useShelves() {
  return useQuery({
    queryKey: [KEY, 'shelves'],
    queryFn: () => api.get<ShelfJson[]>('/api/weir/alarms/shelves'),
    refetchInterval: SELDOM,
  })
}

const alarm = (id: string) => `/api/alarm/${encodeURIComponent(id)}`
const weirAlarm = (id: string) => `/api/weir/alarms/${encodeURIComponent(id)}`

export const acknowledgeAlarm = (id: string) => api.post(`${alarm(id)}/ack`)
export const clearAlarm = (id: string) => api.post(`${alarm(id)}/clear`)
export const assignAlarm = (id: string, userId: string) => api.post(`${alarm(id)}/assign/${userId}`)
export const unassignAlarm = (id: string) => api.delete(`${alarm(id)}/assign`)
export const commentAlarm = (id: string, text: string, commentId?: string) =>
  api.post(`${alarm(id)}/comment`, {
    ...(commentId !== undefined && { id: { id: commentId } }),
    comment: { text },
  })
export const removeAlarmComment = (id: string, commentId: string) =>
  api.delete(`${alarm(id)}/comment/${commentId}`)
export const shelveAlarm = (id: string, shelf: ShelveAlarm) =>
  api.post<ShelfJson>(`${weirAlarm(id)}/shelve`, shelf)
export const removeShelf = (shelfId: string) => api.delete(`/api/weir/alarms/shelves/${shelfId}`)
