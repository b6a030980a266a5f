/** The class Date. Months count from 1, weekdays from Monday, and parts out of range are refused, not carried over. */
import { fail } from '../failure.ts'
import { ScriptObject, type Value } from '../kinds.ts'
import { longOfNumber, notNumber, numericType, toNumber } from '../numbers.ts'
import { textsByType } from '../text.ts'
import { asDouble, asInteger, asLong, asText } from './arguments.ts'
import { parsePattern } from './date-patterns.ts'
import { type DateLayout, formatDate, localeOf } from './date-text.ts'
import { type Method, type Methods, method, scriptClass } from './define.ts'
import { daysInMonth, localZone, offsetAt, timeOf, type Wall, wallOf, weekdayOf, zoneNamed } from './zones.ts'

export class ScriptDate extends ScriptObject {
  readonly type = 'Date'
  #time: number
  #nanos: number

  /** @param nanos nanoseconds behind the millisecond */
  constructor(time: number, nanos = 0) {
    super()
    this.#time = time
    this.#nanos = nanos
  }

  /** epoch milliseconds */
  static read(date: ScriptDate): number {
    return date.#time
  }

  static nanos(date: ScriptDate): number {
    return date.#nanos
  }

  static change(date: ScriptDate, time: number, nanos = date.#nanos): void {
    if (!Number.isFinite(time) || Math.abs(time) > 8.64e15) fail('The date is out of range')
    date.#time = time
    date.#nanos = nanos
  }
}

const ranges: Readonly<Record<keyof Wall, readonly [number, number]>> = {
  year: [-200_000, 200_000],
  month: [1, 12],
  day: [1, 31],
  hour: [0, 23],
  minute: [0, 59],
  second: [0, 59],
  millisecond: [0, 999],
}

function checked(part: keyof Wall, value: Value): number {
  const number = asInteger(value)
  const [least, most] = ranges[part]
  return number >= least && number <= most
    ? number
    : fail(`${number} is no ${part}; it must be ${least} to ${most}`)
}

/** A wall clock from numbers in order; years below 100 belong to 1970 … 2069. */
function wallFrom(parts: readonly Value[]): Wall {
  const [year, ...rest] = parts
  const given = asInteger(year)
  return wallOfParts([given < 70 ? 2000 + given : given < 100 ? 1900 + given : given, ...rest])
}

/** A wall clock from parts in order, as they are. */
function wallOfParts(parts: readonly Value[]): Wall {
  const names = ['year', 'month', 'day', 'hour', 'minute', 'second', 'millisecond'] as const
  const wall: Record<keyof Wall, number> = {
    year: 1970,
    month: 1,
    day: 1,
    hour: 0,
    minute: 0,
    second: 0,
    millisecond: 0,
  }
  for (const [index, value] of parts.entries()) {
    const name = names[index] as keyof Wall
    wall[name] = checked(name, value)
  }
  return existing(wall)
}

function existing(wall: Wall): Wall {
  return wall.day <= daysInMonth(wall.year, wall.month)
    ? wall
    : fail(`Month ${wall.month} of ${wall.year} has no day ${wall.day}`)
}

const clock = '(\\d\\d):(\\d\\d)(?::(\\d\\d)'
const day = '(\\d{4})-(\\d\\d)-(\\d\\d)'
/** With an offset the fraction may have any length. */
const offsetDate = new RegExp(
  `^${day}T${clock}(?:\\.(\\d{0,9}))?)?(Z|[+-]\\d\\d(?::?\\d\\d(?::?\\d\\d)?)?)$`,
  'i',
)
/** Otherwise it has three digits, and the zone may have a name. */
const zonedDate = new RegExp(`^${day} ?T?${clock}(?:\\.(\\d{3}))?)? ?([+-]\\d\\d:?\\d\\d|[A-Z][\\w/+:-]*)?$`)
const rfcDate =
  /^(?:([A-Z][a-z]{2}), )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d)(?::(\d\d))?(?: (GMT|[+-]\d{4}(?:\d\d)?))?$/i
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/** A moment in ISO or RFC 1123 text, or null. */
function dateInText(text: string): ScriptDate | null {
  const iso = offsetDate.exec(text) ?? zonedDate.exec(text)
  return iso === null ? rfcDateIn(text) : isoDateIn(iso)
}

function isoDateIn(iso: RegExpExecArray): ScriptDate | null {
  const zone = iso[8] === undefined ? localZone : zoneNamed(iso[8].toUpperCase() === 'Z' ? 'Z' : iso[8])
  if (zone === null) return null
  const fraction = (iso[7] ?? '').padEnd(9, '0')
  const parts = [...iso.slice(1, 6), iso[6] ?? '0', fraction.slice(0, 3)].map(Number)
  return new ScriptDate(timeOf(wallOfParts(parts), zone), Number(fraction.slice(3)))
}

/** Text without a zone is read where the server's clock is not at Greenwich, as in the cloud. */
function rfcDateIn(text: string): ScriptDate | null {
  const rfc = rfcDate.exec(text)
  if (rfc === null) return null
  const month = months.indexOf((rfc[3] as string).toLowerCase()) + 1
  const wall = wallOfParts([rfc[4], month, rfc[2], rfc[5], rfc[6], rfc[7] ?? 0].map(Number))
  const named = rfc[1]?.toLowerCase()
  if (named !== undefined && weekdays[weekdayOf(wall) - 1] !== named) return null
  const given = rfc[8]?.toUpperCase()
  const zone = given === undefined ? localZone : given === 'GMT' ? 'UTC' : zoneNamed(given)
  if (zone === null || (given === undefined && offsetAt(zone, timeOf(wall, 'UTC')) === 0)) return null
  return new ScriptDate(timeOf(wall, zone))
}

function zoneOf(value: Value): string {
  const name = asText(value)
  return zoneNamed(name) ?? fail(`The time zone ${name.slice(0, 40)} is not known`)
}

function make(...args: Value[]): ScriptDate {
  const [first, second] = args
  if (first === undefined) return new ScriptDate(Date.now())
  if (typeof first === 'string') {
    if (second === undefined)
      return dateInText(first) ?? fail(`“${first.slice(0, 40)}” is not a date with a time`)
    const locale = args[2] === undefined ? null : localeOf(asText(args[2]))
    const parsed = parsePattern(first, asText(second), locale ?? 'en-US')
    if (parsed === null || !parsed.given.has('H'))
      fail(`“${first.slice(0, 40)}” does not fit the pattern, or has no time`)
    const zone = args[3] === undefined ? (parsed.zone ?? localZone) : zoneOf(args[3])
    return new ScriptDate(timeOf(existing(parsed.wall), zone))
  }
  if (second === undefined) {
    if (numericType(first) === notNumber) fail('A Date needs milliseconds, a text or parts')
    const date = new ScriptDate(0)
    ScriptDate.change(date, Math.trunc(toNumber(first)))
    return date
  }
  const zone = typeof args.at(-1) === 'string' ? zoneOf(args.pop()) : localZone
  if (args.length < 3) fail('A Date needs at least year, month and day')
  return new ScriptDate(timeOf(wallFrom(args), zone))
}

/** `Date.UTC`: what is left out counts as 0, which stands for the last month, the last day, and the year 1899. */
function utc(...args: Value[]): Value {
  const [year = 0, month = 0, day = 0, ...time] = args.map((part) => asInteger(part))
  return longOfNumber(
    timeOf(
      wallFrom([year === 0 ? 1899 : year, month === 0 ? 12 : month, day === 0 ? 31 : day, ...time]),
      'UTC',
    ),
  )
}

function parse(text: Value, pattern?: Value): Value {
  const given = asText(text)
  try {
    if (pattern === undefined) {
      const iso = zonedDate.exec(given)
      const date = iso === null ? null : isoDateIn(iso)
      return longOfNumber(date === null ? -1 : ScriptDate.read(date))
    }
    const parsed = parsePattern(given, asText(pattern), 'en-US')
    return longOfNumber(parsed === null ? -1 : timeOf(parsed.wall, parsed.zone ?? localZone))
  } catch {
    return longOfNumber(-1)
  }
}

function getter(part: keyof Wall, zone: string): Method {
  return method(0, 0, (date: ScriptDate) => wallOf(ScriptDate.read(date), zone)[part])
}

function weekday(zone: string): Method {
  return method(0, 0, (date: ScriptDate) => weekdayOf(wallOf(ScriptDate.read(date), zone)))
}

/** Sets parts in order. A day that the new month does not have carries into the next one. */
function setter(parts: readonly (keyof Wall)[], zone: string): Method {
  return method(1, parts.length, (date: ScriptDate, ...values: Value[]) => {
    const wall: Record<keyof Wall, number> = { ...wallOf(ScriptDate.read(date), zone) }
    for (const [index, value] of values.entries()) {
      const part = parts[index] as keyof Wall
      wall[part] = checked(part, value)
    }
    const set = parts.slice(0, values.length)
    const time = timeOf(set.includes('day') ? existing(wall) : wall, zone)
    ScriptDate.change(date, time, set.includes('millisecond') ? 0 : ScriptDate.nanos(date))
  })
}

/** Getters and setters for one zone, under `get…` or `getUTC…`. */
function clockMethods(prefix: '' | 'UTC', zone: string): Methods {
  return {
    [`get${prefix}FullYear`]: getter('year', zone),
    [`get${prefix}Month`]: getter('month', zone),
    [`get${prefix}Date`]: getter('day', zone),
    [`get${prefix}Day`]: weekday(zone),
    [`get${prefix}Hours`]: getter('hour', zone),
    [`get${prefix}Minutes`]: getter('minute', zone),
    [`get${prefix}Seconds`]: getter('second', zone),
    [`get${prefix}Milliseconds`]: getter('millisecond', zone),
    [`set${prefix}FullYear`]: setter(['year', 'month', 'day'], zone),
    [`set${prefix}Month`]: setter(['month', 'day'], zone),
    [`set${prefix}Date`]: setter(['day'], zone),
    [`set${prefix}Hours`]: setter(['hour', 'minute', 'second', 'millisecond'], zone),
    [`set${prefix}Minutes`]: setter(['minute', 'second', 'millisecond'], zone),
    [`set${prefix}Seconds`]: setter(['second', 'millisecond'], zone),
    [`set${prefix}Milliseconds`]: setter(['millisecond'], zone),
  }
}

function adder(milliseconds: number): Method {
  return method(1, 1, (date: ScriptDate, count: Value) =>
    ScriptDate.change(date, ScriptDate.read(date) + asInteger(count) * milliseconds),
  )
}

function addNanos(date: ScriptDate, count: Value): void {
  const nanos = BigInt(ScriptDate.nanos(date)) + asLong(count)
  const within = BigInt.asUintN(64, ((nanos % 1_000_000n) + 1_000_000n) % 1_000_000n)
  ScriptDate.change(date, ScriptDate.read(date) + Number((nanos - within) / 1_000_000n), Number(within))
}

/** Adds on the clock of UTC, as the cloud does; the end of a month stays within it. */
function calendarAdder(part: 'day' | 'month' | 'year', times = 1): Method {
  return method(1, 1, (date: ScriptDate, count: Value) => {
    const wall: Record<keyof Wall, number> = { ...wallOf(ScriptDate.read(date), 'UTC') }
    const steps = asInteger(count) * times
    if (part === 'day') wall.day += steps
    else {
      const total = wall.year * 12 + wall.month - 1 + steps * (part === 'year' ? 12 : 1)
      wall.year = Math.floor(total / 12)
      wall.month = (total % 12) + 1
      wall.day = Math.min(wall.day, daysInMonth(wall.year, wall.month))
    }
    ScriptDate.change(date, timeOf(wall, 'UTC'))
  })
}

/** The fraction has none, three, six or nine digits. */
function iso(date: ScriptDate): string {
  const nanos = String(ScriptDate.nanos(date)).padStart(6, '0')
  return new Date(ScriptDate.read(date))
    .toISOString()
    .replace('Z', `${nanos.replace(/(?:000){1,2}$/, '')}Z`)
    .replace('.000Z', 'Z')
    .replace(/^\+0*(?=\d{5})/, '+')
}

function text(layout: DateLayout): Method {
  return method(0, 2, (date: ScriptDate, locale?: Value, options?: Value) =>
    formatDate(
      ScriptDate.read(date),
      layout,
      locale === undefined || locale === null ? null : asText(locale),
      options === undefined || options === null ? null : asText(options),
    ),
  )
}

export const dateMethods: Methods = {
  getTime: method(0, 0, (date: ScriptDate) => longOfNumber(ScriptDate.read(date))),
  valueOf: method(0, 0, (date: ScriptDate) => longOfNumber(ScriptDate.read(date))),
  parseSecond: method(0, 0, (date: ScriptDate) => longOfNumber(Math.floor(ScriptDate.read(date) / 1000))),
  parseSecondMilli: method(0, 0, (date: ScriptDate) => longOfNumber(ScriptDate.read(date))),
  setTime: method(1, 1, (date: ScriptDate, time: Value) =>
    ScriptDate.change(date, Math.trunc(asDouble(time)), 0),
  ),
  ...clockMethods('', localZone),
  ...clockMethods('UTC', 'UTC'),
  addDays: calendarAdder('day'),
  addWeeks: calendarAdder('day', 7),
  addMonths: calendarAdder('month'),
  addYears: calendarAdder('year'),
  addHours: adder(3_600_000),
  addMinutes: adder(60_000),
  addSeconds: adder(1000),
  addNanos: method(1, 1, addNanos),
  toISOString: method(0, 0, iso),
  toJSON: method(0, 0, iso),
  toString: text('full'),
  toDateString: text('date'),
  toTimeString: text('time'),
  toUTCString: text('utc'),
  toLocaleString: text('locale'),
  toLocaleDateString: text('localeDate'),
  toLocaleTimeString: text('localeTime'),
}

textsByType.set('Date', (date: ScriptDate) => formatDate(ScriptDate.read(date), 'full', null, null))

export const dateClass = scriptClass({
  make: method(0, 8, make),
  statics: {
    now: method(0, 0, () => longOfNumber(Date.now())),
    parse: method(1, 2, parse),
    UTC: method(1, 7, utc),
  },
})
