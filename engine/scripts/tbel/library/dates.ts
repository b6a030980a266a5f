/** The class Date. Months count from 1, weekdays from Monday, and parts out of range are refused, not carried over. */
import { fail } from '../failure.ts'
import { ScriptObject, type Value } from '../kinds.ts'
import { longOfNumber, notNumber, numericType, toNumber } from '../numbers.ts'
import { textsByType } from '../text.ts'
import { asDouble, asInteger, asText } from './arguments.ts'
import { parsePattern } from './date-patterns.ts'
import { type DateLayout, formatDate } from './date-text.ts'
import { type Method, type Methods, method, scriptClass } from './define.ts'
import { daysInMonth, localZone, timeOf, type Wall, wallOf, zoneNamed } from './zones.ts'

export class ScriptDate extends ScriptObject {
  readonly type = 'Date'
  #time: number

  constructor(time: number) {
    super()
    this.#time = time
  }

  /** epoch milliseconds */
  static read(date: ScriptDate): number {
    return date.#time
  }

  static change(date: ScriptDate, time: number): void {
    if (!Number.isFinite(time) || Math.abs(time) > 8.64e15) fail('The date is out of range')
    date.#time = time
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

/** A wall clock from parts in order; years of two digits belong to 1970 … 2069. */
function wallFrom(parts: readonly Value[]): Wall {
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
  if (wall.year >= 0 && wall.year < 70) wall.year += 2000
  else if (wall.year >= 70 && wall.year < 100) wall.year += 1900
  return existing(wall)
}

function existing(wall: Wall): Wall {
  return wall.day <= daysInMonth(wall.year, wall.month)
    ? wall
    : fail(`Month ${wall.month} of ${wall.year} has no day ${wall.day}`)
}

const isoDate = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?$/
const rfcDate =
  /^(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? (GMT|[+-]\d{4})$/
const months = 'JanFebMarAprMayJunJulAugSepOctNovDec'

/** A moment in ISO or RFC 1123 text, or null. */
function timeInText(text: string): number | null {
  const iso = isoDate.exec(text)
  if (iso !== null) {
    const zone = iso[8] === undefined ? localZone : zoneNamed(iso[8])
    const wall = wallFrom(
      [...iso.slice(1, 6), iso[6] ?? '0', (iso[7] ?? '0').padEnd(3, '0').slice(0, 3)].map(Number),
    )
    return zone === null ? null : timeOf(wall, zone)
  }
  const rfc = rfcDate.exec(text)
  if (rfc === null) return null
  const month = months.indexOf(rfc[2] as string) / 3 + 1
  const zone = rfc[7] === 'GMT' ? 'UTC' : zoneNamed(rfc[7] as string)
  const wall = wallFrom([
    Number(rfc[3]),
    month,
    Number(rfc[1]),
    Number(rfc[4]),
    Number(rfc[5]),
    Number(rfc[6] ?? 0),
  ])
  return zone === null ? null : timeOf(wall, zone)
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
      return new ScriptDate(timeInText(first) ?? fail(`“${first.slice(0, 40)}” is not a date with a time`))
    const parsed = parsePattern(first, asText(second), args[2] === undefined ? 'en-US' : asText(args[2]))
    if (parsed === null || !parsed.given.has('H'))
      fail(`“${first.slice(0, 40)}” does not fit the pattern, or has no time`)
    const zone = args[3] === undefined ? (parsed.zone ?? localZone) : zoneOf(args[3])
    return new ScriptDate(timeOf(existing(parsed.wall), zone))
  }
  if (second === undefined) {
    if (numericType(first) === notNumber) fail('A Date needs milliseconds, a text or parts')
    return new ScriptDate(Math.trunc(toNumber(first)))
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
      const time = timeInText(given)
      return longOfNumber(time ?? -1)
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
  return method(0, 0, (date: ScriptDate) => {
    const { year, month, day } = wallOf(ScriptDate.read(date), zone)
    return ((new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7) + 1
  })
}

/** Sets parts in order. A day that the new month does not have carries into the next one. */
function setter(parts: readonly (keyof Wall)[], zone: string): Method {
  return method(1, parts.length, (date: ScriptDate, ...values: Value[]) => {
    const wall: Record<keyof Wall, number> = { ...wallOf(ScriptDate.read(date), zone) }
    for (const [index, value] of values.entries()) {
      const part = parts[index] as keyof Wall
      wall[part] = checked(part, value)
    }
    const setsDay = parts.slice(0, values.length).includes('day')
    ScriptDate.change(date, timeOf(setsDay ? existing(wall) : wall, zone))
  })
}

/** Getters and setters for one zone, under `get…` or `getUTC…`. */
function clock(prefix: '' | 'UTC', zone: string): Methods {
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
    ScriptDate.change(date, Math.floor(ScriptDate.read(date) + asDouble(count) * milliseconds)),
  )
}

/** Adds on the wall clock, so that the time of day stays; the end of a month stays within it. */
function calendarAdder(part: 'day' | 'month' | 'year', times = 1): Method {
  return method(1, 1, (date: ScriptDate, count: Value) => {
    const wall: Record<keyof Wall, number> = { ...wallOf(ScriptDate.read(date), localZone) }
    const steps = asInteger(count) * times
    if (part === 'day') wall.day += steps
    else {
      const total = wall.year * 12 + wall.month - 1 + steps * (part === 'year' ? 12 : 1)
      wall.year = Math.floor(total / 12)
      wall.month = (total % 12) + 1
      wall.day = Math.min(wall.day, daysInMonth(wall.year, wall.month))
    }
    ScriptDate.change(date, timeOf(wall, localZone))
  })
}

function iso(date: ScriptDate): string {
  return new Date(ScriptDate.read(date))
    .toISOString()
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
    ScriptDate.change(date, Math.trunc(asDouble(time))),
  ),
  ...clock('', localZone),
  ...clock('UTC', 'UTC'),
  addDays: calendarAdder('day'),
  addWeeks: calendarAdder('day', 7),
  addMonths: calendarAdder('month'),
  addYears: calendarAdder('year'),
  addHours: adder(3_600_000),
  addMinutes: adder(60_000),
  addSeconds: adder(1000),
  addNanos: adder(1e-6),
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
