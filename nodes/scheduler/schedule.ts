/** When something is to happen: three kinds of schedule behind one interface. Pure: they ask no clock. */
import { Cron } from 'croner'
import { daysIn, type Zone } from './zone.ts'

export interface Schedule {
  /** The first run after a moment; null when there is none any more. */
  next(after: number): number | null
  /** The last runs behind `after` up to `upTo`, both in milliseconds; at most `most`, oldest first. */
  between(after: number, upTo: number, most: number): number[]
}

/** Every `period` milliseconds, counted from an anchor: clocks that jump don't move it. */
export function everyPeriod(period: number, anchor: number): Schedule {
  const at = (moment: number) => anchor + Math.floor((moment - anchor) / period) * period
  return {
    next: (after) => at(after) + period,
    between(after, upTo, most) {
      const last = at(upTo)
      const count = Math.min(most, Math.max(0, Math.floor((last - at(after)) / period)))
      return Array.from({ length: count }, (_, index) => last - (count - 1 - index) * period)
    },
  }
}

/** By a cron pattern of five, six (seconds first) or seven (years last) parts. Throws when it is none. */
export function byCron(pattern: string, zone: Zone): Schedule {
  const cron = new Cron(pattern, { timezone: zone.name, paused: true })
  return {
    next: (after) => cron.nextRun(new Date(after))?.getTime() ?? null,
    between(after, upTo, most) {
      // Runs before a moment leave out that moment itself.
      const runs = cron.previousRuns(most, new Date(upTo + 1000)).map((run) => run.getTime())
      return runs
        .filter((run) => run > after && run <= upTo)
        .sort((one, other) => one - other)
        .slice(-most)
    },
  }
}

/** A date of the calendar; month from 1. */
export interface CalendarDate {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** days looked at for a run: the 29th of February comes after eight years at most */
const daysAhead = 366 * 9

/**
 * On certain days of the calendar, at certain times of each.
 * @param times seconds since midnight
 */
export function onDays(
  isDay: (date: CalendarDate) => boolean,
  times: readonly number[],
  zone: Zone,
): Schedule {
  const sorted = [...new Set(times)].sort((one, other) => one - other)
  const runsOn = (date: CalendarDate) =>
    // Times that are skipped together happen together, once.
    [...new Set(sorted.map((seconds) => zone.momentOf({ ...date, seconds })))]
  return {
    next(after) {
      let date: CalendarDate = zone.localAt(after)
      for (let days = 0; days < daysAhead; days++, date = moved(date, 1)) {
        const run = isDay(date) ? runsOn(date).find((moment) => moment > after) : undefined
        if (run !== undefined) return run
      }
      return null
    },
    between(after, upTo, most) {
      const found: number[] = []
      let date: CalendarDate = zone.localAt(upTo)
      for (let days = 0; days < daysAhead && found.length < most; days++, date = moved(date, -1)) {
        if (zone.momentOf({ ...date, seconds: 86_399 }) < after - 86_400_000) break
        if (!isDay(date)) continue
        found.push(
          ...runsOn(date)
            .filter((moment) => moment > after && moment <= upTo)
            .reverse(),
        )
      }
      return found.slice(0, most).reverse()
    },
  }
}

/** At certain moments, once each. */
export function atMoments(moments: readonly number[]): Schedule {
  const sorted = [...new Set(moments)].sort((one, other) => one - other)
  return {
    next: (after) => sorted.find((moment) => moment > after) ?? null,
    between: (after, upTo, most) => sorted.filter((moment) => moment > after && moment <= upTo).slice(-most),
  }
}

/** 1 = Monday … 7 = Sunday */
export function weekdayOf({ year, month, day }: CalendarDate): number {
  return ((new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7) + 1
}

export function isLastOfMonth({ year, month, day }: CalendarDate): boolean {
  return day === daysIn(year, month)
}

function moved({ year, month, day }: CalendarDate, days: number): CalendarDate {
  const date = new Date(Date.UTC(year, month - 1, day + days))
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}
