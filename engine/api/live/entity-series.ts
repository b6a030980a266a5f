/** History and aggregates for ENTITY_DATA (websocket.md 5.2). */
import type { EntityRef } from '../../rules/message.ts'
import type { TelemetrySample } from '../../rules/needs.ts'
import type { Store } from '../../store/store.ts'
import type { TsValue } from '../entity-values.ts'
import { badRequest } from '../errors.ts'
import { rangeQuery } from '../range-query.ts'
import { valueText } from '../value-text.ts'
import type { Command } from './frames.ts'

type SubCommand = Readonly<Record<string, unknown>> | null

/** How far back the point before the window is looked for, in milliseconds. */
const lookBack = 365 * 86_400_000

export function wantsSeries(command: Command): boolean {
  return ['tsCmd', 'historyCmd', 'aggHistoryCmd', 'aggTsCmd'].some((name) => command[name])
}

/** Samples of each key the command names; a key without any has an empty list. */
export async function readSeries(
  store: Store,
  entity: EntityRef,
  command: SubCommand,
): Promise<Record<string, TsValue[]>> {
  const series: Record<string, TsValue[]> = Object.create(null)
  if (!command) return series
  const keys = Array.isArray(command.keys) ? command.keys.filter((key) => typeof key === 'string') : []
  const [startTs, endTs] = windowOf(command)
  const query = rangeQuery({
    keys,
    startTs,
    endTs,
    interval: number(command.interval),
    intervalType: text(command.intervalType),
    timeZone: text(command.timeZoneId),
    limit: number(command.limit),
    agg: text(command.agg),
  })
  const found = keys.length > 0 && endTs > startTs ? await store.telemetry.range(entity, query) : {}
  for (const key of keys) series[key] = (Object.hasOwn(found, key) ? (found[key] ?? []) : []).map(tsValue)
  if (command.fetchLatestPreviousPoint === true && keys.length > 0) {
    const plain = rangeQuery({ keys, startTs: startTs - lookBack, endTs: startTs, limit: 1 })
    const before = await store.telemetry.range(entity, plain)
    for (const [key, samples] of Object.entries(before)) series[key]?.push(...samples.map(tsValue))
    for (const samples of Object.values(series)) samples.sort((a, b) => b.ts - a.ts)
  }
  return series
}

/** One aggregate per key, with the comparison to another window where that is asked for. */
export async function readAggregates(
  store: Store,
  entity: EntityRef,
  command: SubCommand,
): Promise<Record<string, { current: object; previous: object | null }>> {
  const result: Record<string, { current: object; previous: object | null }> = Object.create(null)
  if (!command) return result
  const [startTs, endTs] = windowOf(command)
  for (const entry of Array.isArray(command.keys) ? command.keys : []) {
    const { id, key, agg, previousStartTs, previousEndTs } = (entry ?? {}) as Record<string, unknown>
    if (typeof key !== 'string') throw badRequest('Validation error: an aggregate needs {id, key, agg}')
    const one = (from: number, to: number) => aggregate(store, entity, key, text(agg) ?? 'NONE', from, to)
    const hasPrevious = typeof previousStartTs === 'number' && typeof previousEndTs === 'number'
    result[String(id)] = {
      current: await one(startTs, endTs),
      previous: hasPrevious ? await one(previousStartTs, previousEndTs) : null,
    }
  }
  return result
}

async function aggregate(
  store: Store,
  entity: EntityRef,
  key: string,
  agg: string,
  startTs: number,
  endTs: number,
): Promise<object> {
  const read = async (aggregation: string): Promise<TelemetrySample | undefined> => {
    const wish = {
      keys: [key],
      startTs,
      endTs,
      interval: Math.max(1, endTs - startTs),
      agg: aggregation,
      limit: 1,
    }
    const found = await store.telemetry.range(entity, rangeQuery(wish))
    return Object.hasOwn(found, key) ? found[key]?.[0] : undefined
  }
  const sample = await read(agg)
  if (!sample) {
    return agg === 'SUM' || agg === 'COUNT'
      ? { ts: startTs + Math.floor((endTs - startTs) / 2), value: '0' }
      : { ts: 0, value: '' }
  }
  if (agg !== 'AVG') return tsValue(sample)
  // With the count a client can merge further samples into the average.
  return { ...tsValue(sample), count: Number((await read('COUNT'))?.value ?? 0) }
}

function windowOf(command: NonNullable<SubCommand>): [number, number] {
  const startTs = number(command.startTs) ?? 0
  const endTs = number(command.endTs) ?? startTs + (number(command.timeWindow) ?? 0)
  return [startTs, endTs]
}

function tsValue({ ts, value }: TelemetrySample): TsValue {
  return { ts, value: valueText(value) ?? '' }
}

function number(value: unknown): number | undefined {
  return Number.isSafeInteger(value) ? (value as number) : undefined
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
