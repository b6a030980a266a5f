/** Dates, as far as they are only numbers: texts of dates differ between engines and stay with the sandbox. */
import { turnOff } from './turn.ts'
import { num, type Value } from './values.ts'

/** `new Date(…)`: of now, of milliseconds, of an ISO text with a zone, or of its parts. */
export function newDate(args: readonly Value[]): Date {
  const [first] = args
  if (args.length === 0) return new Date()
  if (args.length > 1) return steady(new Date(...(args.map((arg) => num(arg)) as [number, number])))
  if (first instanceof Date) return new Date(first.getTime())
  if (typeof first === 'object' && first !== null) return turnOff('the date of an object')
  return new Date(typeof first === 'string' ? parseDate(first) : num(first))
}

const day = 24 * 60 * 60 * 1000

/** A date in local time that is made of parts: near a change of the clock engines read the parts differently. */
function steady(date: Date): Date {
  const time = inRange(date).getTime()
  const offset = date.getTimezoneOffset()
  const moves = [-day, day].some((by) => new Date(time + by).getTimezoneOffset() !== offset)
  return moves ? turnOff('a date near a change of the clock') : date
}

/** A date whose local time everyone knows: C libraries end in 2038 and know little of what was before 1970. */
function inRange(date: Date): Date {
  const time = date.getTime()
  return Number.isNaN(time) || (time >= 2 * day && time < 2 ** 31 * 1000 - 2 * day)
    ? date
    : turnOff('a date far away')
}

const iso = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{3})?)?Z)?$/

/** `Date.parse` */
export function parseDate(value: Value): number {
  if (typeof value !== 'string' || !iso.test(value)) return turnOff('a text of a date')
  return Date.parse(value)
}

/** `Date.UTC` */
export function utc(args: readonly Value[]): number {
  return args.length === 0 ? Number.NaN : Date.UTC(...(args.map((arg) => num(arg)) as [number, number]))
}

const readers = [
  ...['getTime', 'valueOf', 'getTimezoneOffset', 'toISOString'],
  ...['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds'].flatMap((part) => [
    `get${part}`,
    `getUTC${part}`,
  ]),
]

const writers = [
  'setTime',
  ...['FullYear', 'Month', 'Date', 'Hours', 'Minutes', 'Seconds', 'Milliseconds'].flatMap((part) => [
    `set${part}`,
    `setUTC${part}`,
  ]),
]

function isLocal(name: string): boolean {
  return !/UTC|Time$|valueOf|ISO/.test(name)
}

type DateMethod = (target: Date, args: readonly Value[]) => Value
type Native = (this: Date, ...args: number[]) => number | string

function native(name: string): Native {
  return (Date.prototype as unknown as Record<string, Native>)[name] as Native
}

export const dateMethods: Readonly<Record<string, DateMethod>> = Object.fromEntries([
  ...readers.map((name): [string, DateMethod] => {
    const read = native(name)
    return isLocal(name)
      ? [name, (target) => read.call(inRange(target))]
      : [name, (target) => read.call(target)]
  }),
  ...writers.map((name): [string, DateMethod] => {
    const write = native(name)
    return [
      name,
      (target, args) => {
        if (isLocal(name)) inRange(target)
        const result = write.call(target, ...args.map((arg) => num(arg)))
        if (isLocal(name)) steady(target)
        return result
      },
    ]
  }),
  // What JSON makes of it; an invalid one is null there.
  ['toJSON', (target) => (Number.isNaN(target.getTime()) ? null : target.toISOString())],
])
