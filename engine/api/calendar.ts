/**
 * Bucket edges of calendar intervals in a time zone (rest-core.md 6.3): the first bucket is cut at the start, the last
 * at the end, and between them the edges are midnights of that zone, whatever daylight saving does.
 */
export type CalendarInterval = 'WEEK' | 'WEEK_ISO' | 'MONTH' | 'QUARTER'

export const calendarIntervals: readonly string[] = ['WEEK', 'WEEK_ISO', 'MONTH', 'QUARTER']

/** @returns n+1 edges for n buckets; undefined when there would be more than `most` */
export function calendarEdges(
  interval: CalendarInterval,
  startTs: number,
  endTs: number,
  timeZone: string,
  most: number,
): number[] | undefined {
  const edges = [startTs]
  let day = firstDay(interval, dayOf(startTs, timeZone))
  for (;;) {
    day = nextDay(interval, day)
    const edge = midnight(day, timeZone)
    if (edge >= endTs) break
    if (edges.length > most) return undefined
    if (edge > startTs) edges.push(edge)
  }
  edges.push(endTs)
  return edges
}

/** Whether the name is an IANA time zone or an offset that this runtime knows. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

const dayLength = 86_400_000

/** The calendar day in the zone, as the UTC midnight of the same date. */
function dayOf(ts: number, timeZone: string): number {
  return Math.floor((ts + offsetAt(ts, timeZone)) / dayLength) * dayLength
}

/** The moment at which the date begins in the zone; where a day begins at 01:00, that. */
function midnight(day: number, timeZone: string): number {
  // Twice, because the offset may differ between the guess and the moment itself.
  const guess = day - offsetAt(day, timeZone)
  return day - offsetAt(guess, timeZone)
}

function firstDay(interval: CalendarInterval, day: number): number {
  const date = new Date(day)
  const weekday = date.getUTCDay()
  switch (interval) {
    case 'WEEK':
      return day - weekday * dayLength
    case 'WEEK_ISO':
      return day - ((weekday + 6) % 7) * dayLength
    case 'MONTH':
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth())
    case 'QUARTER':
      return Date.UTC(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / 3) * 3)
  }
}

function nextDay(interval: CalendarInterval, day: number): number {
  if (interval === 'WEEK' || interval === 'WEEK_ISO') return day + 7 * dayLength
  const date = new Date(day)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + (interval === 'MONTH' ? 1 : 3))
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Milliseconds that the zone's clocks are ahead of UTC at that moment. */
function offsetAt(ts: number, timeZone: string): number {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    if (formats.size > 100) formats.clear()
    formats.set(timeZone, format)
  }
  const part = new Map(format.formatToParts(ts).map(({ type, value }) => [type, Number(value)]))
  const at = (name: Intl.DateTimeFormatPartTypes) => part.get(name) ?? 0
  const local = Date.UTC(at('year'), at('month') - 1, at('day'), at('hour'), at('minute'), at('second'))
  return local - Math.floor(ts / 1000) * 1000
}
