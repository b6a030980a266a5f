/** Time zones: the wall clock of a moment, and the moment of a wall clock. */
import { spend } from '../../meter.ts'
import { fail } from '../failure.ts'

/** What a clock on the wall shows. `month` counts from 1. */
export interface Wall {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly millisecond: number
}

/** The zone of this server; “local” in the names of methods. */
export const localZone = new Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC'

const formats = new Map<string, Intl.DateTimeFormat | null>()

function formatOf(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone)
  if (known !== undefined) return known
  spend(4000)
  let format: Intl.DateTimeFormat | null = null
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch {
    // Not a zone that anybody knows.
  }
  if (formats.size > 700) formats.clear()
  formats.set(zone, format)
  return format
}

/** The name as Intl knows it, or null. Offsets (`+02:00`, `GMT+2`) are zones too. */
export function zoneNamed(name: string): string | null {
  const offset = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{2})(?::?(\d{2}))?)?$/.exec(name)
  if (offset !== null) {
    const seconds = offset[4] === undefined || offset[4] === '00' ? '' : `:${offset[4]}`
    return `${offset[1]}${(offset[2] as string).padStart(2, '0')}:${offset[3] ?? '00'}${seconds}`
  }
  if (name === 'Z' || name === 'UT') return 'UTC'
  return name.length < 60 && formatOf(name) !== null ? name : null
}

/** Milliseconds that the zone is ahead of UTC at a moment. */
export function offsetAt(zone: string, time: number): number {
  if (zone === 'UTC') return 0
  const fixed = /^([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(zone)
  if (fixed !== null) {
    const seconds = Number(fixed[2]) * 3600 + Number(fixed[3]) * 60 + Number(fixed[4] ?? 0)
    return (fixed[1] === '-' ? -1 : 1) * seconds * 1000
  }
  const format = formatOf(zone)
  if (format === null) return fail(`The time zone ${zone.slice(0, 40)} is not known`)
  spend(50)
  const second = Math.floor(time / 1000) * 1000
  const parts: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(second)) parts[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second: seconds = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, seconds) - second
}

export function wallOf(time: number, zone: string): Wall {
  const shifted = new Date(time + offsetAt(zone, time))
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    second: shifted.getUTCSeconds(),
    millisecond: shifted.getUTCMilliseconds(),
  }
}

/** The moment at which a wall shows this; days and more beyond their month carry over. */
export function timeOf(wall: Wall, zone: string): number {
  const shifted = new Date(0)
  shifted.setUTCFullYear(wall.year, wall.month - 1, wall.day)
  shifted.setUTCHours(wall.hour, wall.minute, wall.second, wall.millisecond)
  const asUtc = shifted.getTime()
  const guess = asUtc - offsetAt(zone, asUtc)
  return asUtc - offsetAt(zone, guess)
}

export function daysInMonth(year: number, month: number): number {
  const last = new Date(0)
  last.setUTCFullYear(year, month, 0)
  return last.getUTCDate()
}

/** 1 for Monday to 7 for Sunday. */
export function weekdayOf({ year, month, day }: Wall): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return ((date.getUTCDay() + 6) % 7) + 1
}
