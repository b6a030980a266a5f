/** Patterns of java.time, as `yyyy-MM-dd HH:mm:ss`: writing and reading dates. */

import { fail } from '../failure.ts'
import { formatter } from './formatters.ts'
import { offsetAt, type Wall, wallOf, weekdayOf, zoneNamed } from './zones.ts'

type Piece = { readonly literal: string } | { readonly letter: string; readonly count: number }

function piecesOf(pattern: string): Piece[] {
  if (pattern.length > 200) fail('The pattern of a date is too long')
  const pieces: Piece[] = []
  for (let at = 0; at < pattern.length; ) {
    const char = pattern[at] as string
    if (char === "'") {
      const end = pattern.indexOf("'", at + 1)
      if (end < 0) fail('A quote in the pattern of a date is not closed')
      pieces.push({ literal: end === at + 1 ? "'" : pattern.slice(at + 1, end) })
      at = end + 1
    } else if (/[a-zA-Z]/.test(char)) {
      let count = 1
      while (pattern[at + count] === char) count++
      pieces.push({ letter: char, count })
      at += count
    } else {
      pieces.push({ literal: char })
      at++
    }
  }
  return pieces
}

function named(
  time: number,
  zone: string,
  locale: string,
  options: Intl.DateTimeFormatOptions,
  part: string,
): string {
  const parts = formatter(locale, { timeZone: zone, ...options }).formatToParts(time)
  return parts.find(({ type }) => type === part)?.value ?? ''
}

const widths = ['short', 'long', 'narrow'] as const

function width(count: number): 'short' | 'long' | 'narrow' {
  return widths[Math.min(Math.max(count - 3, 0), 2)] as 'short' | 'long' | 'narrow'
}

function offsetText(zone: string, time: number, letter: string, count: number): string {
  const minutes = offsetAt(zone, time) / 60_000
  if (letter === 'X' && minutes === 0) return 'Z'
  if (letter === 'O')
    return minutes === 0 ? 'GMT' : `GMT${minutes < 0 ? '-' : '+'}${hours(minutes, count > 1)}`
  if (letter === 'Z' && count === 4) return `GMT${minutes === 0 ? '' : signedOffset(minutes, ':')}`
  const separator =
    (letter === 'Z' && count === 5) || ((letter === 'X' || letter === 'x') && count === 3) ? ':' : ''
  if (letter === 'Z' && count === 5 && minutes === 0) return 'Z'
  const text = signedOffset(minutes, separator)
  return (letter === 'X' || letter === 'x') && count === 1 && minutes % 60 === 0 ? text.slice(0, 3) : text
}

function hours(minutes: number, long: boolean): string {
  const [h, m] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  if (long) return `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`
  return m === 0 ? String(h) : `${h}:${String(m).padStart(2, '0')}`
}

function signedOffset(minutes: number, separator: string): string {
  const size = Math.abs(minutes)
  const text = [Math.trunc(size / 60), size % 60].map((part) => String(part).padStart(2, '0')).join(separator)
  return `${minutes < 0 ? '-' : '+'}${text}`
}

/** A date in a pattern. Throws `TbelFailure` where the pattern has a letter that is not known. */
export function formatPattern(pattern: string, time: number, zone: string, locale: string): string {
  const wall = wallOf(time, zone)
  return piecesOf(pattern)
    .map((piece) =>
      'literal' in piece ? piece.literal : fieldText(piece.letter, piece.count, time, zone, locale, wall),
    )
    .join('')
}

function fieldText(
  letter: string,
  count: number,
  time: number,
  zone: string,
  locale: string,
  wall: Wall,
): string {
  const padded = (value: number) => String(value).padStart(count, '0')
  switch (letter) {
    case 'y':
    case 'u':
      return count === 2 ? String(wall.year % 100).padStart(2, '0') : padded(wall.year)
    case 'M':
    case 'L':
      return count <= 2
        ? padded(wall.month)
        : named(time, zone, locale, { month: width(count), day: 'numeric' }, 'month')
    case 'd':
      return padded(wall.day)
    case 'D':
      return padded(
        Math.round((Date.UTC(wall.year, wall.month - 1, wall.day) - Date.UTC(wall.year, 0, 1)) / 86_400_000) +
          1,
      )
    case 'Q':
      return count <= 2 ? padded(Math.ceil(wall.month / 3)) : `Q${Math.ceil(wall.month / 3)}`
    case 'E':
      return named(time, zone, locale, { weekday: width(Math.max(count, 3)), day: 'numeric' }, 'weekday')
    case 'e':
      return String(weekdayOf(wall))
    case 'a':
      return (
        named(time, zone, locale, { hour: 'numeric', hour12: true }, 'dayPeriod') ||
        (wall.hour < 12 ? 'AM' : 'PM')
      )
    case 'H':
      return padded(wall.hour)
    case 'k':
      return padded(wall.hour || 24)
    case 'K':
      return padded(wall.hour % 12)
    case 'h':
      return padded(wall.hour % 12 || 12)
    case 'm':
      return padded(wall.minute)
    case 's':
      return padded(wall.second)
    case 'S':
      return `${String(wall.millisecond).padStart(3, '0')}000000`.slice(0, count)
    case 'n':
      return padded(wall.millisecond * 1_000_000)
    case 'z':
      return named(time, zone, locale, { timeZoneName: count === 4 ? 'long' : 'short' }, 'timeZoneName')
    case 'V':
      return zone
    case 'O':
    case 'X':
    case 'x':
    case 'Z':
      return offsetText(zone, time, letter, count)
    case 'G':
      return named(time, zone, locale, { era: count === 4 ? 'long' : 'short' }, 'era')
    default:
      return fail(`The letter “${letter}” in the pattern of a date is not known`)
  }
}

export interface ParsedDate {
  readonly wall: Wall
  /** the zone that the text names, if any */
  readonly zone: string | null
  /** fields that the text gave, by letter */
  readonly given: ReadonlySet<string>
}

/** A date read by a pattern, or null where the text does not fit it. */
export function parsePattern(text: string, pattern: string, locale: string): ParsedDate | null {
  const fields = new Map<string, number>()
  let zone: string | null = null
  let afternoon: boolean | null = null
  let at = 0
  const pieces = piecesOf(pattern)
  for (const [index, piece] of pieces.entries()) {
    if ('literal' in piece) {
      if (!text.startsWith(piece.literal, at)) return null
      at += piece.literal.length
      continue
    }
    const { letter, count } = piece
    const rest = text.slice(at)
    if ('XxZzVO'.includes(letter)) {
      const found = /^(?:Z|GMT[+-]\d{1,2}(?::?\d\d)?|[+-]\d\d(?::?\d\d)?|[A-Za-z]+(?:[/_][A-Za-z_/]+)*)/.exec(
        rest,
      )?.[0]
      const known = found === undefined ? null : zoneNamed(found)
      if (found === undefined || known === null) return null
      zone = known
      at += found.length
    } else if (letter === 'a') {
      const found = /^(?:AM|PM)/i.exec(rest)?.[0]
      if (found === undefined) return null
      afternoon = found.toUpperCase() === 'PM'
      at += 2
    } else if ((letter === 'M' || letter === 'L' || letter === 'E') && count > 2) {
      const found = nameIn(rest, letter, count, locale)
      if (found === null) return null
      fields.set(letter === 'E' ? 'E' : 'M', found.value)
      at += found.length
    } else {
      // A field right before another one has exactly as many digits as letters.
      const next = pieces[index + 1]
      const exact = next !== undefined && 'letter' in next
      const most = exact || letter === 'S' ? count : letter === 'y' || letter === 'u' ? 9 : Math.max(count, 2)
      const least = letter === 'y' || letter === 'u' ? Math.min(count, 4) : count
      const found = new RegExp(`^\\d{${least},${Math.max(most, least)}}`).exec(rest)?.[0]
      if (found === undefined) return null
      const value = letter === 'S' ? Number(found.padEnd(3, '0').slice(0, 3)) : Number(found)
      fields.set(
        letter === 'u' ? 'y' : letter === 'L' ? 'M' : letter,
        count === 2 && letter === 'y' ? 2000 + value : value,
      )
      at += found.length
    }
  }
  if (at < text.length) return null
  return wallIn(fields, afternoon, zone)
}

function wallIn(
  fields: ReadonlyMap<string, number>,
  afternoon: boolean | null,
  zone: string | null,
): ParsedDate | null {
  const twelve = fields.get('h') ?? fields.get('K')
  const hour = fields.get('H') ?? (twelve === undefined ? 0 : (twelve % 12) + (afternoon === true ? 12 : 0))
  const wall: Wall = {
    year: fields.get('y') ?? 1970,
    month: fields.get('M') ?? 1,
    day: fields.get('d') ?? 1,
    hour,
    minute: fields.get('m') ?? 0,
    second: fields.get('s') ?? 0,
    millisecond: fields.get('S') ?? 0,
  }
  const inRange =
    wall.month >= 1 &&
    wall.month <= 12 &&
    wall.day >= 1 &&
    wall.day <= 31 &&
    hour < 24 &&
    wall.minute < 60 &&
    wall.second < 60 &&
    (fields.get('E') ?? weekdayOf(wall)) === weekdayOf(wall)
  const given = new Set(fields.keys())
  if (twelve !== undefined) given.add('H')
  return inRange ? { wall, zone, given } : null
}

/** The month or weekday whose name the text starts with. */
function nameIn(
  text: string,
  letter: string,
  count: number,
  locale: string,
): { value: number; length: number } | null {
  const isMonth = letter !== 'E'
  for (let value = 1; value <= (isMonth ? 12 : 7); value++) {
    const time = isMonth ? Date.UTC(2023, value - 1, 15) : Date.UTC(2023, 0, 1 + value)
    const options: Intl.DateTimeFormatOptions = isMonth
      ? { month: width(count), day: 'numeric' }
      : { weekday: width(count), day: 'numeric' }
    const name = named(time, 'UTC', locale, options, isMonth ? 'month' : 'weekday')
    if (name !== '' && text.toLowerCase().startsWith(name.toLowerCase()))
      return { value, length: name.length }
  }
  return null
}
