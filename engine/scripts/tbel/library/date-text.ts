/** Texts of dates in the styles of a locale, as the `to…String` methods write them. */

import { spend } from '../../meter.ts'
import { TbelFailure } from '../failure.ts'
import { isMap, type Value } from '../kinds.ts'
import { getEntry } from '../map-keys.ts'
import { formatPattern } from './date-patterns.ts'
import { formatter } from './formatters.ts'
import { parseJsonText } from './json.ts'
import { localZone, zoneNamed } from './zones.ts'

export type DateLayout = 'full' | 'date' | 'time' | 'utc' | 'locale' | 'localeDate' | 'localeTime'

type Style = 'full' | 'long' | 'medium' | 'short'

const styles: Readonly<Record<DateLayout, { date?: Style; time?: Style }>> = {
  full: { date: 'full', time: 'full' },
  date: { date: 'full' },
  time: { time: 'full' },
  utc: { date: 'full', time: 'medium' },
  locale: { date: 'short', time: 'medium' },
  localeDate: { date: 'full' },
  localeTime: { time: 'medium' },
}

/** What is written in a locale that nobody knows, which is that of a date where a script names none. */
const neutral: Readonly<Record<DateLayout, string>> = {
  full: 'yyyy MMM d, EEE HH:mm:ss zzzz',
  date: 'yyyy MMM d, EEE',
  time: 'HH:mm:ss zzzz',
  utc: 'yyyy MMM d, EEE HH:mm:ss',
  locale: 'yyyy-MM-dd HH:mm:ss',
  localeDate: 'yyyy MMM d, EEE',
  localeTime: 'HH:mm:ss',
}

/** Those use the locale of the server instead. */
const inServerLocale: ReadonlySet<DateLayout> = new Set(['full', 'time', 'localeTime'])

/** Only those heed the styles that a script asks for; without any they are short for the date, medium for the time. */
const inAnyStyle: ReadonlySet<DateLayout> = new Set(['locale', 'localeDate', 'localeTime'])

interface Options {
  readonly zone: string
  readonly date: Style | undefined
  readonly time: Style | undefined
  readonly pattern: string | undefined
}

const styleNames = new Set<unknown>(['full', 'long', 'medium', 'short'])
const optionNames = new Set<unknown>(['timeZone', 'dateStyle', 'timeStyle', 'pattern'])

/** Options are a zone, or JSON text; JSON with any other field is taken for a zone nobody knows. */
function optionsOf(text: string | null): Partial<Options> {
  if (text === null || text === '') return {}
  if (!text.trim().startsWith('{')) return { zone: optionZone(text) }
  const map = jsonMap(text)
  if (map === null || Object.keys(map).some((key) => !optionNames.has(key))) return { zone: 'UTC' }
  const style = (name: string): Style | undefined => {
    const value = getEntry(map, name)
    return styleNames.has(value) ? (value as Style) : undefined
  }
  const zone = getEntry(map, 'timeZone')
  const pattern = getEntry(map, 'pattern')
  return {
    ...(typeof zone === 'string' ? { zone: optionZone(zone) } : {}),
    date: style('dateStyle'),
    time: style('timeStyle'),
    pattern: typeof pattern === 'string' ? pattern : undefined,
  }
}

function jsonMap(text: string): Record<string, Value> | null {
  try {
    const map = parseJsonText(text)
    return isMap(map) ? map : null
  } catch (error) {
    if (error instanceof TbelFailure) return null
    throw error
  }
}

/** Here a bare offset (`+02:00`) is no zone, only `GMT+2` is; what is none counts as GMT. */
function optionZone(name: string): string {
  return /^(?:UTC?)?[+-]/.test(name) ? 'UTC' : (zoneNamed(name) ?? 'UTC')
}

/** @param time epoch milliseconds */
export function formatDate(
  time: number,
  layout: DateLayout,
  localeName: string | null,
  optionText: string | null,
): string {
  const options = optionsOf(optionText)
  const zone = layout === 'utc' ? 'UTC' : (options.zone ?? localZone)
  const serverLocale = inServerLocale.has(layout) || localeName === ''
  const locale =
    localeName === null || localeName === '' ? (serverLocale ? 'en-US' : null) : localeOf(localeName)
  if (locale === null) return formatPattern(options.pattern ?? neutral[layout], time, zone, 'en-US')
  if (options.pattern !== undefined) return formatPattern(options.pattern, time, zone, locale)
  const style = styles[layout]
  const asked = inAnyStyle.has(layout) && optionText !== null
  const date = style.date === undefined ? undefined : asked ? (options.date ?? 'short') : style.date
  const clock = style.time === undefined ? undefined : asked ? (options.time ?? 'medium') : style.time
  // The cloud writes plain blanks before AM and PM.
  const text = styled(time, zone, locale, date, clock).replaceAll('\u202f', ' ')
  // … and a plain comma between date and time in Arabic.
  return locale.startsWith('ar') && date !== undefined && clock !== undefined
    ? text.replace('\u060c ', ', ')
    : text
}

const byLength: readonly Style[] = ['full', 'long', 'medium', 'short']

function styled(
  time: number,
  zone: string,
  locale: string,
  date: Style | undefined,
  clock: Style | undefined,
): string {
  const text = (dateStyle: Style | undefined, timeStyle: Style | undefined) =>
    formatter(locale, {
      timeZone: zone,
      numberingSystem: 'latn',
      ...(dateStyle === undefined ? {} : { dateStyle }),
      ...(timeStyle === undefined ? {} : { timeStyle }),
    }).format(time)
  if (date === undefined || clock === undefined || date === clock) return text(date, clock)
  // What stands between date and time goes by the shorter of the two styles, as in Java.
  const shorter = byLength[Math.max(byLength.indexOf(date), byLength.indexOf(clock))]
  const [datePart, timePart] = [text(shorter, undefined), text(undefined, shorter)]
  const both = text(shorter, shorter)
  if (!both.includes(datePart) || !both.includes(timePart)) return text(date, clock)
  return both
    .split(datePart)
    .map((rest) => rest.split(timePart).join(text(undefined, clock)))
    .join(text(date, undefined))
}

/** The locale of a name, or null where nobody knows it. */
export function localeOf(name: string): string | null {
  spend(500)
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(name.slice(0, 40).replaceAll('_', '-'))[0] ?? null
  } catch {
    return null
  }
}
