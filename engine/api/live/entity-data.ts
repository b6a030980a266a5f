/** Commands about all entities that a query finds (websocket.md 5, 6). */
import type { Page } from '../../store/store.ts'
import { withDynamicValues } from '../dynamic-values.ts'
import {
  allowedEntities,
  countEntities,
  type EntityData,
  type EntityKey,
  type EntityQuery,
  findEntities,
  readableBy,
  readEntityQuery,
  readKeys,
} from '../entity-query.ts'
import type { CommandHandler } from './commands.ts'
import { readAggregates, readSeries, wantsSeries } from './entity-series.ts'
import { subscribeEntity } from './entity-updates.ts'
import type { Command } from './frames.ts'
import { type LiveSession, replyCode } from './subscriber.ts'
import { type Source, sourceOf } from './view-values.ts'

/** How often dynamic queries and counts are asked again, in milliseconds. */
const refreshEvery = 60_000
const mostDynamic = 10

type SubCommand = Readonly<Record<string, unknown>> | null

/** A query that a session holds under a command id. */
interface Held {
  readonly query: EntityQuery
  sources: readonly Source[]
}

export const entityData: CommandHandler = async (session, command) => {
  const { cmdId } = command
  const held = session.about(cmdId) as Held | undefined
  const hasSub = ['latestCmd', 'tsCmd', 'historyCmd', 'aggHistoryCmd', 'aggTsCmd'].some((name) =>
    sub(command, name),
  )
  if (!command.query && !hasSub) return session.refuse(cmdId, replyCode.badRequest, 'Query is empty!')
  if (!command.query && !held) return session.outgoing.close(1012, 'The first command of an id needs a query')

  const latestKeys = readKeys(sub(command, 'latestCmd')?.keys)
  if (!command.query) {
    await answerParts(session, command, held as Held)
    subscribe(session, command, held as Held, latestKeys)
    return
  }
  const { store, clock } = session.parts
  const read = readEntityQuery(await withDynamicValues(store, session.caller, command.query))
  const query = { ...read, keys: [...read.keys, ...latestKeys] }
  const page = await findEntities(store, session.caller, query, clock.now())
  const now: Held = { query, sources: await sourcesOf(session, page) }
  // Subscribed before history is read, so that nothing falls between the two.
  const updates = subscribe(session, command, now, latestKeys, true)
  sendPage(session, cmdId, {
    ...page,
    data: await Promise.all(page.data.map((row) => withParts(session, command, row))),
  })
  updates.release()
}

export const entityCount: CommandHandler = async (session, command) => {
  const { cmdId } = command
  if (!command.query) return session.refuse(cmdId, replyCode.badRequest, 'Query is empty!')
  if (session.about(cmdId) !== undefined) return
  const { store, clock } = session.parts
  const query = readEntityQuery(await withDynamicValues(store, session.caller, command.query))
  const count = () => countEntities(store, session.caller, query, clock.now())
  let known = await count()
  const send = () =>
    session.outgoing.send({ cmdUpdateType: 'COUNT_DATA', cmdId, errorCode: 0, errorMsg: null, count: known })
  send()
  const stop = repeat(session, async () => {
    const now = await count()
    if (now === known) return
    known = now
    send()
  })
  session.keep(cmdId, stop, query)
}

function sub(command: Command, name: string): SubCommand {
  const value = command[name]
  return typeof value === 'object' && value !== null ? (value as SubCommand) : null
}

function sendPage({ outgoing }: LiveSession, cmdId: number, data: Page<EntityData>): void {
  outgoing.send({
    cmdUpdateType: 'ENTITY_DATA',
    cmdId,
    errorCode: 0,
    errorMsg: null,
    data,
    update: null,
    allowedEntities,
  })
}

function sendUpdate({ outgoing }: LiveSession, cmdId: number, update: readonly object[]): void {
  outgoing.send({
    cmdUpdateType: 'ENTITY_DATA',
    cmdId,
    errorCode: 0,
    errorMsg: null,
    data: null,
    update,
    allowedEntities,
  })
}

/** The row with the history and aggregates that the command asks for. */
async function withParts(session: LiveSession, command: Command, row: EntityData): Promise<EntityData> {
  const { store } = session.parts
  const ref = row.entityId
  const entity = await store.entities.byId(ref)
  // Asked each time: a command may come long after the query, when the entity is somebody else's.
  if (entity === null || !readableBy(session.caller)(entity)) return row
  const timeseries = await readSeries(store, ref, sub(command, 'historyCmd') ?? sub(command, 'tsCmd'))
  const aggLatest = await readAggregates(
    store,
    ref,
    sub(command, 'aggHistoryCmd') ?? sub(command, 'aggTsCmd'),
  )
  return { ...row, timeseries, aggLatest }
}

/** History and aggregates of a command that came without a query, for the entities of the earlier one. */
async function answerParts(session: LiveSession, command: Command, { sources }: Held): Promise<void> {
  if (!wantsSeries(command)) return
  const update = await Promise.all(
    sources.map(({ ref }) =>
      withParts(session, command, { entityId: ref, latest: {}, timeseries: {}, aggLatest: {} }),
    ),
  )
  sendUpdate(session, command.cmdId, update)
}

/** Follows the entities of the page, in place of what the command id followed before. */
function subscribe(
  session: LiveSession,
  command: Command,
  held: Held,
  latestKeys: readonly EntityKey[],
  isHeldBack = false,
): { release(): void } {
  const { cmdId } = command
  let waiting: object[] | null = isHeldBack ? [] : null
  const send = (update: object) => {
    if (waiting) waiting.push(update)
    else sendUpdate(session, cmdId, [update])
  }
  const keyNames = (name: string) => {
    const keys = sub(command, name)?.keys
    return Array.isArray(keys) ? keys : []
  }
  const seriesKeys = keyNames('tsCmd').filter((key) => typeof key === 'string')
  const aggregateKeys = keyNames('aggTsCmd').map((key) => ({ type: 'TIME_SERIES', key: String(key?.key) }))
  const wanted = { latest: [...latestKeys, ...aggregateKeys], series: seriesKeys }

  let stops: (() => void)[] = []
  const follow = () => {
    stops = held.sources.flatMap((source) => subscribeEntity(session, source, wanted, send))
  }
  follow()
  const stopRefresh = isDynamic(session, held.query)
    ? repeat(session, async () => {
        const { store, clock } = session.parts
        const page = await findEntities(store, session.caller, held.query, clock.now())
        const sources = await sourcesOf(session, page)
        if (JSON.stringify(sources) === JSON.stringify(held.sources)) return
        for (const stop of stops) stop()
        held.sources = sources
        follow()
        sendPage(session, cmdId, page)
      })
    : () => {}
  session.keep(
    cmdId,
    () => {
      stopRefresh()
      for (const stop of stops) stop()
    },
    held,
  )
  return {
    release() {
      const all = waiting ?? []
      waiting = null
      if (all.length > 0) sendUpdate(session, cmdId, all)
    },
  }
}

/** Those of the page whose values the caller may see: some are shown by name only. */
async function sourcesOf({ parts, caller }: LiveSession, page: Page<EntityData>): Promise<Source[]> {
  const { store } = parts
  const entities = await store.entities.many(page.data.map(({ entityId }) => entityId))
  return Promise.all(entities.filter(readableBy(caller)).map(({ ref }) => sourceOf(store, ref)))
}

const dynamicQueries = new WeakMap<object, number>()

/** Whether the query is to be repeated; at most ten of a session are. */
function isDynamic(session: LiveSession, query: EntityQuery): boolean {
  if (!query.dynamic) return false
  const count = (dynamicQueries.get(session.outgoing) ?? 0) + 1
  dynamicQueries.set(session.outgoing, count)
  return count <= mostDynamic
}

/** Repeats something until stopped; a failure is logged and tried again the next time. */
function repeat({ parts }: LiveSession, work: () => Promise<void>): () => void {
  let cancel = parts.clock.after(refreshEvery, function again() {
    work().catch((error: unknown) => parts.log.warn('a live query could not be repeated', { error }))
    cancel = parts.clock.after(refreshEvery, again)
  })
  return () => cancel()
}
