import type { EntityRef } from '../rules/message.ts'
import type { TelemetrySample } from '../rules/needs.ts'
import { double, JsonDouble, type JsonValue, long } from '../rules/values.ts'
import type { Queries } from './database.ts'
import type { KeyDictionary } from './key-dictionary.ts'
import type { Aggregation, RangeQuery } from './store.ts'
import { type TypedRow, typedColumns, typedValue } from './typed-columns.ts'

/** Samples of a range, raw or in buckets (rest-core.md 6.3). A key without rows is absent. */
export async function telemetryRange(
  queries: Queries,
  keys: KeyDictionary,
  entity: EntityRef,
  query: RangeQuery,
): Promise<Record<string, TelemetrySample[]>> {
  const ids = await keys.find(queries, [...new Set(query.keys)])
  if (ids.length === 0 || query.endTs <= query.startTs) return {}
  const isRaw = query.aggregation === 'NONE' || (typeof query.interval === 'number' && query.interval <= 0)
  const rows = isRaw ? await samples(queries, entity, ids, query) : await buckets(queries, entity, ids, query)
  const found: Record<string, TelemetrySample[]> = Object.create(null)
  for (const { key_id, ts, value } of rows) {
    const key = keys.name(key_id)
    found[key] ??= []
    found[key].push({ ts, value })
  }
  return found
}

interface Found {
  readonly key_id: number
  readonly ts: number
  readonly value: JsonValue
}

async function samples(
  queries: Queries,
  entity: EntityRef,
  ids: number[],
  query: RangeQuery,
): Promise<Found[]> {
  const order = query.order === 'ASC' ? 'asc' : 'desc'
  const rows = await queries.rows<TypedRow & { key_id: number; ts: number }>(
    `select wanted.key_id, found.* from unnest($2::int[]) as wanted (key_id) cross join lateral (
       select ts, ${typedColumns} from telemetry
       where entity_id = $1::uuid and key_id = wanted.key_id and ts >= $3::int8 and ts < $4::int8
       order by ts ${order}, tie ${order} limit $5::int8) as found`,
    [entity.id, ids, query.startTs, query.endTs, query.limit],
  )
  return rows.map((row) => ({ key_id: row.key_id, ts: row.ts, value: typedValue(row) }))
}

interface Bucket {
  readonly key_id: number
  /** counted from 0 */
  readonly bucket: number
  readonly booleans: number
  readonly texts: number
  readonly documents: number
  readonly longs: number
  readonly doubles: number
  /** numeric, as text: the sum of longs may pass 64 bits */
  readonly long_sum: string | null
  readonly double_sum: number | null
  readonly long_min: number | bigint | null
  readonly long_max: number | bigint | null
  readonly double_min: number | null
  readonly double_max: number | null
  readonly text_min: string | null
  readonly text_max: string | null
}

async function buckets(
  queries: Queries,
  entity: EntityRef,
  ids: number[],
  query: RangeQuery,
): Promise<Found[]> {
  const { interval, startTs, endTs } = query
  const isEven = typeof interval === 'number'
  const bucket = isEven ? '(ts - $3::int8) / $5::int8' : 'width_bucket(ts, $5::int8[]) - 1'
  const rows = await queries.rows<Bucket>(
    `select key_id, ${bucket} as bucket,
       count(bool_v) as booleans, count(str_v) as texts, count(json_v) as documents,
       count(long_v) as longs, count(dbl_v) as doubles,
       sum(long_v)::text as long_sum, sum(dbl_v) as double_sum,
       min(long_v) as long_min, max(long_v) as long_max, min(dbl_v) as double_min, max(dbl_v) as double_max,
       min(str_v collate "C") as text_min, max(str_v collate "C") as text_max
     from telemetry
     where entity_id = $1::uuid and key_id = any($2::int[]) and ts >= $3::int8 and ts < $4::int8
     group by 1, 2 order by 1, 2`,
    [entity.id, ids, startTs, endTs, isEven ? Math.trunc(interval) : [...interval]],
  )
  const edge = (index: number) => (isEven ? startTs + index * interval : (interval[index] ?? endTs))
  return rows.flatMap((row) => {
    const value = aggregate(row, query.aggregation)
    if (value === null || row.bucket < 0) return []
    const from = Math.max(startTs, edge(row.bucket))
    const to = Math.min(endTs, edge(row.bucket + 1))
    return [{ key_id: row.key_id, ts: from + Math.floor((to - from) / 2), value }]
  })
}

/** The value of a bucket, null when its samples have none for this question (rest-core.md 6.3 rule 5). */
function aggregate(bucket: Bucket, aggregation: Aggregation): JsonValue | null {
  const { booleans, texts, documents, longs, doubles } = bucket
  const numbers = longs + doubles
  switch (aggregation) {
    case 'COUNT':
      return booleans || texts || documents || numbers
    case 'AVG': {
      const sum = Number(bucket.long_sum ?? 0) + (bucket.double_sum ?? 0)
      return numbers === 0 ? new JsonDouble(0) : double(sum / numbers)
    }
    case 'SUM': {
      if (doubles > 0) return double(Number(bucket.long_sum ?? 0) + (bucket.double_sum ?? 0))
      return bucket.long_sum === null ? null : wholeSum(BigInt(bucket.long_sum))
    }
    case 'MIN':
      return extreme(Math.min, bucket.long_min, bucket.double_min, bucket.text_min)
    case 'MAX':
      return extreme(Math.max, bucket.long_max, bucket.double_max, bucket.text_max)
    case 'NONE':
      return null
  }
}

/** A sum past 64 bits has no long to stand for it. */
function wholeSum(sum: bigint): JsonValue {
  return BigInt.asIntN(64, sum) === sum ? long(sum) : new JsonDouble(Number(sum))
}

function extreme(
  pick: (a: number, b: number) => number,
  whole: number | bigint | null,
  fraction: number | null,
  text: string | null,
): JsonValue | null {
  if (fraction !== null) return double(whole === null ? fraction : pick(Number(whole), fraction))
  if (whole !== null) return typeof whole === 'bigint' ? long(whole) : whole
  return text
}
