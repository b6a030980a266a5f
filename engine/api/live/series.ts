/** Commands about one entity (websocket.md 4): its time series, its attributes, its history. */
import type { EntityRef } from '../../rules/message.ts'
import type { AttributeScope, TelemetrySample } from '../../rules/needs.ts'
import type { JsonObject } from '../../rules/values.ts'
import { entityFor } from '../entity-access.ts'
import { TextError } from '../errors.ts'
import { rangeQuery } from '../range-query.ts'
import { valueText } from '../value-text.ts'
import type { CommandHandler } from './commands.ts'
import type { Command } from './frames.ts'
import { type LiveSession, replyCode } from './subscriber.ts'
import { followAttributes, followTelemetry, sourceOf } from './view-values.ts'

type Points = [ts: number, value: string | null][]
type Data = Record<string, Points>

export const timeseries: CommandHandler = async (session, command) => {
  if (unsubscribes(session, command)) return
  const entity = await entityOf(session, command)
  if (!entity) return
  const { store } = session.parts
  const keys = keyList(command)
  const timeWindow = numberIn(command, 'timeWindow')
  const onlyLatest = command.scope === 'LATEST_TELEMETRY'
  const updates = pushed(session, command.cmdId)
  const source = await sourceOf(store, entity)
  const stop = followTelemetry(session, source, (ts, values, isLatest) => {
    if (onlyLatest && !isLatest) return
    const data = pick(values, keys, ts)
    if (data) updates.push(data)
  })
  session.keep(command.cmdId, stop)

  if (timeWindow > 0) {
    const startTs = numberIn(command, 'startTs')
    const wanted = keys ?? (await store.telemetry.keys(entity))
    updates.begin(await readHistory(session, entity, command, wanted, startTs, startTs + timeWindow))
    return
  }
  const found = keys ? await store.telemetry.latest(entity, keys) : await store.telemetry.latestAll(entity)
  const data: Data = Object.create(null)
  for (const key of keys ?? Object.keys(found)) {
    const sample = Object.hasOwn(found, key) ? found[key] : undefined
    data[key] = [sample ? point(sample) : [session.parts.clock.now(), null]]
  }
  updates.begin(data)
}

export const attributes: CommandHandler = async (session, command) => {
  if (unsubscribes(session, command)) return
  const entity = await entityOf(session, command)
  if (!entity) return
  const { store, clock } = session.parts
  const keys = keyList(command)
  const scope = (command.scope || null) as AttributeScope | null
  const updates = pushed(session, command.cmdId)
  const source = await sourceOf(store, entity)
  const stop = followAttributes(session, source, (changedScope, values, deleted) => {
    if (scope && scope !== changedScope) return
    const data: Data = pick(values, keys, clock.now()) ?? Object.create(null)
    for (const key of deleted) if (!keys || keys.includes(key)) data[key] = [[0, '']]
    if (Object.keys(data).length > 0) updates.push(data)
  })
  session.keep(command.cmdId, stop)
  const rows = await store.attributes.rows(entity, scope, keys)
  const data: Data = Object.create(null)
  for (const { key, value, lastUpdateTs } of rows) data[key] = [[lastUpdateTs, valueText(value)]]
  updates.begin(data)
}

export const history: CommandHandler = async (session, command) => {
  const keys = keyList(command)
  if (!keys) return session.refuse(command.cmdId, replyCode.badRequest, 'Keys are empty!')
  const entity = await entityOf(session, command)
  if (!entity) return
  const [startTs, endTs] = [numberIn(command, 'startTs'), numberIn(command, 'endTs')]
  send(session, command.cmdId, await readHistory(session, entity, command, keys, startTs, endTs))
}

/** Data of a subscription: what changes while the first answer is being read waits for it. */
function pushed(session: LiveSession, cmdId: number) {
  let waiting: Data[] | null = []
  return {
    push(data: Data) {
      if (waiting) waiting.push(data)
      else send(session, cmdId, data)
    },
    begin(first: Data) {
      send(session, cmdId, first)
      for (const data of waiting ?? []) send(session, cmdId, data)
      waiting = null
    },
  }
}

function send({ outgoing }: LiveSession, subscriptionId: number, data: Data): void {
  const latestValues: Record<string, number> = Object.create(null)
  for (const [key, points] of Object.entries(data)) latestValues[key] = points.at(-1)?.[0] ?? 0
  outgoing.send({ subscriptionId, errorCode: 0, errorMsg: null, data, latestValues })
}

async function entityOf(
  session: LiveSession,
  { cmdId, entityType, entityId }: Command,
): Promise<EntityRef | null> {
  if (typeof entityId !== 'string' || entityId === '') {
    session.refuse(cmdId, replyCode.badRequest, 'Device id is empty!')
    return null
  }
  try {
    return await entityFor(
      session.parts.store,
      session.caller,
      String(entityType ?? 'DEVICE'),
      entityId,
      'READ_VALUES',
    )
  } catch (error) {
    if (!(error instanceof TextError)) throw error
    if (error.status === 403) session.refuse(cmdId, replyCode.unauthorized, 'Unauthorized')
    else session.refuse(cmdId, replyCode.internal, 'Failed to fetch data!')
    return null
  }
}

/** An unsubscribing command; without an entity it ends all subscriptions of the session. */
function unsubscribes(session: LiveSession, { unsubscribe, entityId, cmdId }: Command): boolean {
  if (unsubscribe !== true) return false
  if (entityId) session.drop(cmdId)
  else session.dropAll()
  return true
}

async function readHistory(
  session: LiveSession,
  entity: EntityRef,
  command: Command,
  keys: readonly string[],
  startTs: number,
  endTs: number,
): Promise<Data> {
  const query = rangeQuery({
    keys,
    startTs,
    endTs,
    interval: numberIn(command, 'interval'),
    limit: numberIn(command, 'limit'),
    agg: typeof command.agg === 'string' ? command.agg : undefined,
  })
  const found = await session.parts.store.telemetry.range(entity, query)
  const data: Data = Object.create(null)
  for (const [key, samples] of Object.entries(found)) data[key] = samples.map(point)
  return data
}

function point({ ts, value }: TelemetrySample): [number, string | null] {
  return [ts, valueText(value)]
}

/** Own keys that were asked for, as points; null when there are none. */
function pick(values: JsonObject, keys: readonly string[] | null, ts: number): Data | null {
  const data: Data = Object.create(null)
  for (const [key, value] of Object.entries(values)) {
    if (!keys || keys.includes(key)) data[key] = [[ts, valueText(value)]]
  }
  return Object.keys(data).length > 0 ? data : null
}

function keyList({ keys }: Command): string[] | null {
  const list = typeof keys === 'string' ? keys.split(',').filter((key) => key !== '') : []
  return list.length > 0 ? list : null
}

function numberIn(command: Command, name: string): number {
  const value = command[name]
  return Number.isSafeInteger(value) ? (value as number) : 0
}
