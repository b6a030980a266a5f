/** Alarms as Weir's own pages show them (contract-alarms.ts). */
import type { Person } from '../rules/alarms.ts'
import { statusOf } from '../rules/alarms.ts'
import type { EntitySummary } from '../rules/entities.ts'
import { stringifyJson } from '../rules/json.ts'
import type { EntityRef } from '../rules/message.ts'
import type { JsonValue } from '../rules/values.ts'
import type { AlarmShelf, HistoryEntry, StoredAlarm } from '../store/alarm-stores.ts'
import type { AlarmRowJson, CauseJson, HistoryJson, PersonJson, ShelfJson } from './contract-alarms.ts'
import type { ApiParts } from './routes.ts'

type Parts = Pick<ApiParts, 'store' | 'alarms'>

/** Rows for alarms, with everything about them looked up together. */
export async function rowsFor(
  { store, alarms }: Parts,
  list: readonly StoredAlarm[],
): Promise<AlarmRowJson[]> {
  const ids = list.map(({ id }) => id)
  const shelves = list.map((alarm) => alarms.shelfOf(alarm))
  const flooding = new Set(alarms.flooding().map(({ alarm }) => alarm.id))
  const [causes, comments, names] = await Promise.all([
    store.alarms.causes(ids),
    store.alarms.comments.counts(ids),
    lookUp({ store }, [
      ...list.map(({ originator }) => originator),
      ...list.flatMap(({ assigneeId }) => userRef(assigneeId)),
      ...shelves.flatMap((shelf) => userRef(shelf?.userId ?? null)),
    ]),
  ])
  return list.map((alarm, index): AlarmRowJson => {
    const shelf = shelves[index] ?? null
    const { id, type, severity, originator, createdTime, startTs, endTs, ackTs, clearTs } = alarm
    const entity = names.get(originator.id)
    return {
      id,
      type,
      severity,
      status: statusOf(alarm),
      originator: { ...originator, name: entity?.name ?? null, label: entity?.label ?? null },
      assignee: personJson(names, alarm.assigneeId),
      createdTime,
      startTs,
      endTs,
      ackTs,
      clearTs,
      details: plainValue(alarm.details),
      occurrences: alarm.occurrences,
      isFlooding: flooding.has(id),
      shelf: shelf && shelfJson(shelf, names),
      because: causeJson(causes.get(id)),
      comments: comments.get(id) ?? 0,
    }
  })
}

export async function shelvesJson(parts: Parts, shelves: readonly AlarmShelf[]): Promise<ShelfJson[]> {
  const names = await lookUp(parts, [
    ...shelves.map(({ originator }) => originator),
    ...shelves.flatMap(({ userId }) => userRef(userId)),
  ])
  return shelves.map((shelf) => shelfJson(shelf, names))
}

export async function historyJson(
  parts: Pick<Parts, 'store'>,
  entries: readonly HistoryEntry[],
): Promise<HistoryJson[]> {
  const names = await lookUp(
    parts,
    entries.flatMap(({ userId }) => userRef(userId)),
  )
  return entries.map((entry) => {
    const { seq, kind, since, ts, count, severity, userId, nodeId, about } = entry
    const cause = nodeId === null ? null : causeJson(entry)
    const person = personJson(names, userId)
    return { seq, kind, since, ts, count, severity, person, cause, about: cause ? null : plainValue(about) }
  })
}

export function causeJson(entry: HistoryEntry | undefined): CauseJson | null {
  if (entry === undefined) return null
  const { ts, rule, about, chainId, nodeId, messageId } = entry
  return { ts, rule, values: plainValue(about), chainId, nodeId, messageId }
}

type Names = ReadonlyMap<string, EntitySummary>

async function lookUp({ store }: Pick<Parts, 'store'>, refs: readonly EntityRef[]): Promise<Names> {
  const unique = new Map(refs.map((ref) => [ref.id, ref]))
  const found = await store.entities.many([...unique.values()])
  return new Map(found.map((entity) => [entity.ref.id, entity]))
}

function userRef(id: string | null): EntityRef[] {
  return id === null ? [] : [{ entityType: 'USER', id }]
}

function shelfJson(shelf: AlarmShelf, names: Names): ShelfJson {
  const { id, originator, alarmType, alarmId, createdTime, until, reason, userId } = shelf
  return {
    id,
    originator: { ...originator, name: names.get(originator.id)?.name ?? null },
    alarmType,
    alarmId,
    createdTime,
    until,
    reason,
    person: personJson(names, userId),
  }
}

function personJson(names: Names, id: string | null): PersonJson | null {
  if (id === null) return null
  const user = names.get(id)
  if (user === undefined) return { id, name: null, email: null }
  const name = [user.fields.firstName, user.fields.lastName].filter(Boolean).join(' ')
  return { id, name: name || user.name, email: user.name } satisfies PersonJson & Pick<Person, 'name'>
}

/** Boxed numbers become plain ones. */
function plainValue(value: JsonValue): unknown {
  return JSON.parse(stringifyJson(value))
}
