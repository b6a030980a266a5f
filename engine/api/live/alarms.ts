/** Commands about alarms (websocket.md 7). */
import { may } from '../../access/permissions.ts'
import type { EntitySummary } from '../../rules/entities.ts'
import type { AlarmChange } from '../../store/alarm-stores.ts'
import { severitiesIn, typesIn } from '../alarm-filters.ts'
import {
  type AlarmQuery,
  type AlarmRows,
  countAlarms,
  entitiesFor,
  findAlarms,
  readAlarmCount,
  readAlarmQuery,
} from '../alarm-query.ts'
import { summaryFor } from '../entity-access.ts'
import { allowedEntities } from '../entity-query.ts'
import { badRequest, forbidden } from '../errors.ts'
import { refIn } from '../ids.ts'
import type { CommandHandler } from './commands.ts'
import { idSetOf, seenEntities } from './seen-entities.ts'
import { type LiveSession, replyCode } from './subscriber.ts'

/** How often queries are asked again whatever happened, in milliseconds. */
const refreshEvery = 60_000
/** Whole pages that changes may cost within that time; the rest is caught up by the next refresh. */
const mostRefetches = 10
/** Changed alarms that are looked at one by one; when there are more, the page is read anew. */
const mostChanged = 1000

export const alarmData: CommandHandler = async (session, command) => {
  const { cmdId } = command
  requireRight(session)
  if (!command.query) return session.refuse(cmdId, replyCode.badRequest, 'Query is empty!')
  const query = readAlarmQuery(command.query)
  const { store, clock, alarms } = session.parts
  const seen = seenEntities(session, await entitiesFor(store, session.caller, query, clock.now()))
  const changed = new Set<string>()
  // Listened to before the page is read, so that nothing falls between the two.
  const stopListening = alarms.onChange((change) => {
    if (concerns(change, query, seen.known) && changed.size <= mostChanged) changed.add(change.alarm.id)
  })
  let shown = new Set<string>()
  const sendPage = async () => {
    changed.clear()
    const rows = await findAlarms(store, session.caller, query, await seen.current(), clock.now())
    shown = new Set(rows.page.data.map(({ id }) => id.id))
    send(session, cmdId, rows, rows.page, null)
  }

  let refetches = 0
  let isBehind = false
  const catchUp = async () => {
    const ids = [...changed]
    changed.clear()
    const rows = await findAlarms(store, session.caller, query, await seen.current(), clock.now(), ids)
    const updates = rows.page.data.filter(({ id }) => shown.has(id.id))
    const matching = new Set(rows.page.data.map(({ id }) => id.id))
    const isGone = ids.some((id) => shown.has(id) && !matching.has(id))
    // A fixed span of time is a snapshot; and what is new shows on the first page.
    const isNew =
      isLive(query) && query.link.page === 0 && ids.some((id) => matching.has(id) && !shown.has(id))
    if (!(isGone || isNew) && ids.length <= mostChanged) {
      if (updates.length > 0) send(session, cmdId, rows, null, updates)
    } else if (++refetches <= mostRefetches) await sendPage()
    else isBehind = true
  }
  const refresh = async () => {
    refetches = 0
    const before = idsOf(seen.known)
    if (query.dynamic) await seen.refresh(query)
    if (!isBehind && idsOf(await seen.current()) === before) return
    isBehind = false
    await sendPage()
  }

  const work = oneByOne(session)
  const stops = [
    stopListening,
    seen.close,
    session.whileLive(() => {
      if (changed.size > 0) work(catchUp)
    }),
    every(session, refreshEvery, () => work(refresh)),
  ]
  try {
    await sendPage()
  } catch (error) {
    for (const stop of stops) stop()
    throw error
  }
  session.keep(
    cmdId,
    () => {
      for (const stop of stops) stop()
    },
    query,
  )
}

export const alarmCount: CommandHandler = async (session, command) => {
  const { cmdId } = command
  requireRight(session)
  if (!command.query) return session.refuse(cmdId, replyCode.badRequest, 'Query is empty!')
  const query = readAlarmCount(command.query)
  const { store, clock } = session.parts
  const seen = seenEntities(session, await entitiesFor(store, session.caller, query, clock.now()))
  await follow(session, cmdId, (change) => concerns(change, query, seen.known), {
    ask: async () => countAlarms(store, session.caller, query, await seen.current(), clock.now()),
    refresh: () => seen.refresh(query),
    close: seen.close,
    frame: (count) => ({ cmdUpdateType: 'ALARM_COUNT_DATA', cmdId, errorCode: 0, errorMsg: null, count }),
  })
}

export const alarmStatus: CommandHandler = async (
  session,
  { cmdId, originatorId, typeList, severityList },
) => {
  requireRight(session)
  const { store, clock } = session.parts
  const originator = refIn('originatorId', originatorId)
  if (originator === null) throw badRequest('The originator of the alarms is missing')
  const seen = seenEntities(session, [await summaryFor(store, session.caller, originator, 'READ_VALUES')])
  const filter = {
    entities: [originator.id],
    isOwnOnly: true,
    cleared: false,
    ...typesIn(texts(typeList)),
    ...severitiesIn(texts(severityList)),
  }
  await follow(session, cmdId, ({ alarm }) => alarm.originator.id === originator.id, {
    ask: async () =>
      (await seen.current())?.length === 1 &&
      (await store.alarms.count({ ...filter, shelved: { is: false, at: clock.now() } })) > 0,
    refresh: async () => {},
    close: seen.close,
    frame: (active) => ({ cmdUpdateType: 'ALARM_STATUS', cmdId, errorCode: 0, errorMsg: null, active }),
  })
}

interface Answer<T> {
  readonly ask: () => Promise<T>
  readonly refresh: () => Promise<void>
  readonly close: () => void
  readonly frame: (answer: T) => object
}

/** Sends one answer, and each other one that changes make of it. */
async function follow<T>(
  session: LiveSession,
  cmdId: number,
  isMeant: (change: AlarmChange) => boolean,
  { ask, refresh, close, frame }: Answer<T>,
): Promise<void> {
  let isStale = false
  const stopListening = session.parts.alarms.onChange((change) => {
    isStale ||= isMeant(change)
  })
  let known: T
  try {
    known = await ask()
  } catch (error) {
    stopListening()
    close()
    throw error
  }
  session.outgoing.send(frame(known))
  const look = async () => {
    isStale = false
    const now = await ask()
    if (now === known) return
    known = now
    session.outgoing.send(frame(now))
  }
  const work = oneByOne(session)
  const stops = [
    stopListening,
    close,
    session.whileLive(() => {
      if (isStale) work(look)
    }),
    every(session, refreshEvery, () =>
      work(async () => {
        await refresh()
        await look()
      }),
    ),
  ]
  session.keep(
    cmdId,
    () => {
      for (const stop of stops) stop()
    },
    true,
  )
}

/** Whether a change may matter to a query; asking the database tells for certain. */
function concerns(
  { alarm }: AlarmChange,
  { filter }: AlarmQuery,
  entities: readonly EntitySummary[] | null,
): boolean {
  if (filter.types !== undefined && !filter.types.includes(alarm.type)) return false
  const isWide = alarm.propagate || alarm.propagateToOwner || alarm.propagateToTenant
  if (entities === null || (isWide && !filter.isOwnOnly)) return true
  return idSetOf(entities).has(alarm.originator.id)
}

function idsOf(entities: readonly EntitySummary[] | null): string {
  return entities?.map(({ ref }) => ref.id).join() ?? ''
}

/** A span of time up to now, or no span at all, in which new alarms may appear. */
function isLive({ timeWindow, filter }: AlarmQuery): boolean {
  return timeWindow > 0 || filter.endTs === undefined
}

function send(
  { outgoing }: LiveSession,
  cmdId: number,
  { totalEntities }: AlarmRows,
  data: AlarmRows['page'] | null,
  update: readonly object[] | null,
): void {
  outgoing.send({
    cmdUpdateType: 'ALARM_DATA',
    cmdId,
    errorCode: 0,
    errorMsg: null,
    data,
    update,
    allowedEntities,
    totalEntities,
  })
}

/** Does one thing at a time; while one is being done, others are left out: the next look finds what they were about. */
function oneByOne({ parts, outgoing }: LiveSession): (work: () => Promise<void>) => void {
  let isBusy = false
  return (work) => {
    if (isBusy || outgoing.isBehind) return
    isBusy = true
    work()
      .catch((error: unknown) => parts.log.warn('a live query of alarms could not be repeated', { error }))
      .finally(() => {
        isBusy = false
      })
  }
}

function every({ parts }: LiveSession, ms: number, call: () => void): () => void {
  let cancel = parts.clock.after(ms, function again() {
    call()
    cancel = parts.clock.after(ms, again)
  })
  return () => cancel()
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function requireRight({ caller }: LiveSession): void {
  if (!may(caller, 'ALARM:READ')) throw forbidden()
}
