import type { Aggregation, RangeQuery } from '../store/store.ts'
import { type CalendarInterval, calendarEdges, calendarIntervals, isTimeZone } from './calendar.ts'
import { badRequest, TextError } from './errors.ts'

/** Buckets of one query at most (rest-core.md 6.3). */
const mostIntervals = 700
/** Samples per key at most, whatever the client asks for. */
const mostSamples = 50_000

export interface RangeWish {
  readonly keys: readonly string[]
  readonly startTs: number
  readonly endTs: number
  readonly interval?: number | undefined
  readonly intervalType?: string | undefined
  readonly timeZone?: string | undefined
  /** 0 or absent = 100 */
  readonly limit?: number | undefined
  readonly agg?: string | undefined
  readonly orderBy?: string | undefined
}

const aggregations: readonly string[] = ['NONE', 'MIN', 'MAX', 'AVG', 'SUM', 'COUNT']

/**
 * What the store is asked for a range (rest-core.md 6.3).
 * @throws ApiError for words nobody knows; TextError when there would be too many buckets
 */
export function rangeQuery(wish: RangeWish): RangeQuery {
  const { keys, startTs, endTs, interval = 0, limit = 0 } = wish
  if (limit < 0) throw badRequest(`Incorrect TsKvQuery. The limit '${limit}' is below zero.`)
  const agg = wish.agg || 'NONE'
  if (!aggregations.includes(agg))
    throw badRequest(`Unknown aggregation '${agg}': one of ${aggregations.join(', ')}`)
  const order = wish.orderBy || 'DESC'
  if (order !== 'ASC' && order !== 'DESC') {
    throw badRequest(`Unsupported sort order '${order}'! Only 'ASC' or 'DESC' types are allowed.`)
  }
  const intervalType = wish.intervalType || 'MILLISECONDS'
  const isCalendar = calendarIntervals.includes(intervalType)
  if (!isCalendar && intervalType !== 'MILLISECONDS')
    throw badRequest(`Unknown interval type '${intervalType}'`)

  const plain = { keys, startTs, endTs, limit: Math.min(limit || 100, mostSamples), order } as const
  if (agg === 'NONE' || (!isCalendar && interval <= 0)) return { ...plain, aggregation: 'NONE', interval: 0 }

  const aggregation = agg as Aggregation
  if (isCalendar) {
    const timeZone = wish.timeZone || 'UTC'
    if (!isTimeZone(timeZone))
      throw badRequest(`Unknown time zone '${timeZone}': use a name as 'Europe/Berlin'`)
    const edges = calendarEdges(intervalType as CalendarInterval, startTs, endTs, timeZone, mostIntervals)
    if (!edges) throw tooMany(mostIntervals)
    return { ...plain, aggregation, interval: edges }
  }
  const buckets = (endTs - startTs) / Math.max(interval, 1000)
  if (buckets > mostIntervals) throw tooMany(Math.ceil(buckets))
  return { ...plain, aggregation, interval }
}

function tooMany(intervals: number): TextError {
  return new TextError(
    400,
    `Incorrect TsKvQuery. Number of intervals is to high - ${intervals}. Please increase 'interval' parameter for your query or reduce the time range of the query.`,
  )
}
