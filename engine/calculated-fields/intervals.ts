/** Intervals of the calendar, in a time zone: hours, days, weeks … each may begin some seconds later than usual. */
import { type TimeZone, timeZone } from '../alarm-rules/time-zone.ts'
import { InvalidField, limits } from './field.ts'
import { choiceAt, type Json, textAt, wholeAt } from './read.ts'

const types = ['HOUR', 'DAY', 'WEEK', 'WEEK_SUN_SAT', 'MONTH', 'QUARTER', 'YEAR', 'CUSTOM'] as const
type IntervalType = (typeof types)[number]

export interface Interval {
  /** when the interval that holds the time began */
  startOf(ts: number): number
  /** when the one that began then ends */
  endOf(start: number): number
}

const day = 86_400_000

export function readInterval(json: Json | null): Interval {
  if (json === null) throw new InvalidField('Interval must be defined.')
  const type = choiceAt(json, 'type', types)
  const name = textAt(json, 'tz')
  const zone = name.trim() === '' ? null : timeZone(name)
  if (zone === null) throw new InvalidField(`Invalid timezone in interval: ${name.slice(0, 60)}`)
  const offset = (wholeAt(json, 'offsetSec') ?? 0) * 1000
  const duration = type === 'CUSTOM' ? (wholeAt(json, 'durationSec') ?? 0) * 1000 : shortest[type]
  if (duration < limits.shortestInterval * 1000)
    throw new InvalidField(
      `Aggregation interval duration is less than configured minimum allowed aggregation interval in tenant profile: ${limits.shortestInterval} sec.`,
    )
  if (offset >= duration) throw new InvalidField('Offset must be less than the duration of the interval')
  return type === 'CUSTOM' ? even(duration, offset) : calendar(type, zone, offset)
}

const shortest: Record<Exclude<IntervalType, 'CUSTOM'>, number> = {
  HOUR: 3_600_000,
  DAY: day,
  WEEK: 7 * day,
  WEEK_SUN_SAT: 7 * day,
  MONTH: 28 * day,
  QUARTER: 90 * day,
  YEAR: 365 * day,
}

/** Intervals of the same length, counted from 1970 in UTC. */
function even(duration: number, offset: number): Interval {
  return {
    startOf: (ts) => Math.floor((ts - offset) / duration) * duration + offset,
    endOf: (start) => start + duration,
  }
}

function calendar(type: Exclude<IntervalType, 'CUSTOM'>, zone: TimeZone, offset: number): Interval {
  const startOf = (ts: number) => toUtc(zone, floors[type](toLocal(zone, ts - offset))) + offset
  return {
    startOf,
    // Somewhere in the middle of the next one, whatever the clocks do meanwhile.
    endOf: (start) =>
      startOf(toUtc(zone, ceilings[type](floors[type](toLocal(zone, start - offset)))) + offset),
  }
}

/** Local time as if it were UTC. */
function toLocal(zone: TimeZone, ts: number): Date {
  return new Date(ts + zone.offset(ts))
}

function toUtc(zone: TimeZone, local: Date): number {
  const time = local.getTime()
  return time - zone.offset(time - zone.offset(time))
}

const floors: Record<Exclude<IntervalType, 'CUSTOM'>, (local: Date) => Date> = {
  HOUR: (at) => new Date(Math.floor(at.getTime() / shortest.HOUR) * shortest.HOUR),
  DAY: (at) => daysOf(at, 0),
  WEEK: (at) => daysOf(at, (at.getUTCDay() + 6) % 7),
  WEEK_SUN_SAT: (at) => daysOf(at, at.getUTCDay()),
  MONTH: (at) => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1)),
  QUARTER: (at) => new Date(Date.UTC(at.getUTCFullYear(), Math.floor(at.getUTCMonth() / 3) * 3, 1)),
  YEAR: (at) => new Date(Date.UTC(at.getUTCFullYear(), 0, 1)),
}

/** The day that was so many days before, at 00:00. */
function daysOf(at: Date, before: number): Date {
  return new Date((Math.floor(at.getTime() / day) - before) * day)
}

const ceilings: Record<Exclude<IntervalType, 'CUSTOM'>, (start: Date) => Date> = {
  HOUR: (at) => new Date(at.getTime() + shortest.HOUR),
  DAY: (at) => new Date(at.getTime() + day),
  WEEK: (at) => new Date(at.getTime() + 7 * day),
  WEEK_SUN_SAT: (at) => new Date(at.getTime() + 7 * day),
  MONTH: (at) => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1)),
  QUARTER: (at) => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 3, 1)),
  YEAR: (at) => new Date(Date.UTC(at.getUTCFullYear() + 1, 0, 1)),
}
