import type { HistoryQuery, TelemetrySample } from '../../engine/rules/needs.ts'
import { double, isDouble, type JsonValue, numberOf } from '../../engine/rules/values.ts'

/** Answers a question about history as the store does (rest-core.md 6.3), in memory. */
export function samplesOf(
  history: ReadonlyMap<string, readonly TelemetrySample[]>,
  query: HistoryQuery,
): Record<string, TelemetrySample[]> {
  const found = query.keys.flatMap((key) => {
    const within = (history.get(key) ?? [])
      .filter(({ ts }) => ts >= query.startTs && ts < query.endTs)
      .sort((one, other) => one.ts - other.ts)
    const samples = query.aggregation === 'NONE' ? limited(within, query) : buckets(within, query)
    return samples.length === 0 ? [] : [[key, samples] as const]
  })
  return Object.fromEntries(found)
}

function limited(samples: TelemetrySample[], { order, limit }: HistoryQuery): TelemetrySample[] {
  return (order === 'ASC' ? samples : samples.toReversed()).slice(0, limit)
}

function buckets(samples: readonly TelemetrySample[], query: HistoryQuery): TelemetrySample[] {
  const { startTs, endTs, interval, aggregation } = query
  const byBucket = Map.groupBy(samples, ({ ts }) => Math.floor((ts - startTs) / interval))
  return [...byBucket].flatMap(([bucket, members]) => {
    const value = aggregate(members, aggregation)
    if (value === null) return []
    const from = startTs + bucket * interval
    const to = Math.min(endTs, from + interval)
    return [{ ts: from + Math.floor((to - from) / 2), value }]
  })
}

/** The value of a bucket, null when its samples have none for this question. */
function aggregate(members: readonly TelemetrySample[], how: HistoryQuery['aggregation']): JsonValue | null {
  if (how === 'COUNT') return counted(members)
  const numbers = members.flatMap(({ value }) => numberOf(value) ?? [])
  if (numbers.length === 0 && how !== 'AVG') {
    const texts = members.flatMap(({ value }) => (typeof value === 'string' ? [value] : [])).sort()
    return how === 'SUM' ? null : (texts.at(how === 'MIN' ? 0 : -1) ?? null)
  }
  const typed = (value: number) => (members.some((each) => isDouble(each.value)) ? double(value) : value)
  const sum = numbers.reduce((total, each) => total + each, 0)
  if (how === 'AVG') return double(numbers.length === 0 ? 0 : sum / numbers.length)
  if (how === 'SUM') return typed(sum)
  return typed(how === 'MIN' ? Math.min(...numbers) : Math.max(...numbers))
}

/** Of several types the first that is there: booleans, texts, documents, numbers. */
function counted(members: readonly TelemetrySample[]): number {
  const kinds = Map.groupBy(members, ({ value }) => (numberOf(value) === undefined ? typeof value : 'number'))
  return (kinds.get('boolean') ?? kinds.get('string') ?? kinds.get('object') ?? members).length
}
