/** Alarms and their comments as the cloud's REST API writes them (rest-core.md 8). */
import type { Person } from '../rules/alarms.ts'
import { alarmJson } from '../rules/alarms.ts'
import type { EntitySummary } from '../rules/entities.ts'
import { stringifyJson } from '../rules/json.ts'
import type { EntityRef } from '../rules/message.ts'
import type { AlarmComment, StoredAlarm } from '../store/alarm-stores.ts'
import type { Page, Store, User } from '../store/store.ts'
import { optionalId } from './ids.ts'

type Json = Record<string, unknown>

/** The names that alarms are shown with, looked up together. */
export interface AlarmNames {
  of(ref: EntityRef): EntitySummary | null
}

export async function namesFor(store: Store, alarms: readonly StoredAlarm[]): Promise<AlarmNames> {
  const refs = new Map<string, EntityRef>()
  for (const { originator, assigneeId } of alarms) {
    refs.set(originator.id, originator)
    if (assigneeId !== null) refs.set(assigneeId, { entityType: 'USER', id: assigneeId })
  }
  const found = await store.entities.many([...refs.values()])
  const byId = new Map(found.map((entity) => [entity.ref.id, entity]))
  return { of: ({ id }) => byId.get(id) ?? null }
}

/** An alarm with the names of its originator and assignee. */
export function alarmInfoJson(alarm: StoredAlarm, names: AlarmNames, tenantId: string): Json {
  const originator = names.of(alarm.originator)
  return {
    ...plain(alarm, tenantId),
    originatorName: originator?.name ?? null,
    originatorLabel: originator?.label ?? null,
    originatorDisplayName: originator?.label || originator?.name || null,
    assignee: assigneeJson(alarm, names),
  }
}

export function assigneeJson({ assigneeId }: StoredAlarm, names: AlarmNames): Json | null {
  if (assigneeId === null) return null
  const user = names.of({ entityType: 'USER', id: assigneeId })
  return {
    id: { entityType: 'USER', id: assigneeId },
    firstName: user?.fields.firstName ?? null,
    lastName: user?.fields.lastName ?? null,
    email: user?.name ?? null,
  }
}

export async function alarmInfo(store: Store, alarm: StoredAlarm): Promise<Json> {
  return alarmInfoJson(alarm, await namesFor(store, [alarm]), store.tenantId)
}

export async function alarmInfos(store: Store, page: Page<StoredAlarm>): Promise<Page<Json>> {
  const names = await namesFor(store, page.data)
  return { ...page, data: page.data.map((alarm) => alarmInfoJson(alarm, names, store.tenantId)) }
}

/** Numbers come as their text says; boxed ones would not be written right. */
export function plain(alarm: StoredAlarm, tenantId: string): Json {
  return JSON.parse(stringifyJson(alarmJson(alarm, tenantId))) as Json
}

export function commentJson({ id, createdTime, alarmId, userId, type, comment }: AlarmComment): Json {
  return {
    id: { id },
    createdTime,
    alarmId: { entityType: 'ALARM', id: alarmId },
    userId: optionalId('USER', userId),
    type,
    comment,
    name: typeof comment.text === 'string' ? comment.text : null,
  }
}

export function commentInfoJson(comment: AlarmComment, user: EntitySummary | null): Json {
  return {
    ...commentJson(comment),
    email: user?.name ?? null,
    firstName: user?.fields.firstName ?? null,
    lastName: user?.fields.lastName ?? null,
  }
}

/** A user as history and comments name them. */
export function personOf({ id, email, firstName, lastName }: User): Person {
  const name = [firstName, lastName].filter(Boolean).join(' ')
  return { userId: id, name: name || email, email }
}
