/** Numbers as people read them: thin spaces between thousands, units that never part from them, in every language. */

const THIN = '\u202f'
/** before a unit; does not break either */
const SPACE = '\u00a0'

let language = 'en'
const formats = new Map<string, Intl.NumberFormat>()

/** The decimal mark and the dates follow this; the spaces do not. */
export function countIn(locale: string): void {
  language = locale
  formats.clear()
}

function format(value: number, options: Intl.NumberFormatOptions): string {
  const key = JSON.stringify(options)
  let made = formats.get(key)
  if (!made) {
    made = new Intl.NumberFormat(language, options)
    formats.set(key, made)
  }
  const parts = made.formatToParts(value)
  return parts.map((part) => (part.type === 'group' ? THIN : part.value)).join('')
}

/** 6240 → `6 240` */
export function count(value: number): string {
  return format(value, { maximumFractionDigits: 0, useGrouping: 'always' })
}

/** A measured value: five significant digits are more than an instrument promises, whole numbers stay whole. */
export function reading(value: number): string {
  if (Number.isInteger(value)) return count(value)
  const size = Math.abs(value)
  if (size !== 0 && (size < 0.001 || size >= 1e12)) return value.toExponential(3)
  return format(value, { maximumSignificantDigits: 5, useGrouping: 'always' })
}

/** Any value on one line: numbers as readings, text as it is, the rest as JSON. */
export function valueText(value: unknown): string {
  if (typeof value === 'number') return reading(value)
  if (typeof value === 'string') return value === '' ? '“”' : value
  return JSON.stringify(value)
}

/** Messages per second: whole from 10/s, one digit below, per minute below 0.1/s. */
export function rate(perSecond: number): string {
  if (perSecond === 0) return '0/s'
  if (perSecond < 0.1) {
    const perMinute = perSecond * 60
    return perMinute < 0.1 ? '<0.1/min' : `${format(perMinute, { maximumFractionDigits: 1 })}/min`
  }
  return `${format(perSecond, { maximumFractionDigits: perSecond < 10 ? 1 : 0, useGrouping: 'always' })}/s`
}

/** 1 900 000 000 → `1.9 GB` */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let size = value
  let unit = 0
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000
    unit += 1
  }
  const digits = unit === 0 || size >= 99.5 ? 0 : 1
  return `${format(size, { maximumFractionDigits: digits })}${SPACE}${units[unit]}`
}

/** A length of time in milliseconds: `4 s`, `2 min`, `2 h 14 min`, `3 d`. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds}${SPACE}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}${SPACE}min`
  const hours = Math.floor(minutes / 60)
  if (hours >= 24) return `${Math.floor(hours / 24)}${SPACE}d`
  const rest = minutes % 60
  return rest === 0 || hours >= 10 ? `${hours}${SPACE}h` : `${hours}${SPACE}h ${rest}${SPACE}min`
}

/** Duration of a single step: `0.04 ms`, `0.4 ms`, `12 ms`, `1.8 s` */
export function took(ms: number): string {
  if (ms > 0 && ms < 0.01) return `<${format(0.01, {})}${SPACE}ms`
  if (ms < 0.1) return `${format(ms, { maximumFractionDigits: 2 })}${SPACE}ms`
  if (ms >= 1000) return `${format(ms / 1000, { maximumFractionDigits: 1 })}${SPACE}s`
  return `${format(ms, { maximumFractionDigits: ms < 10 ? 1 : 0 })}${SPACE}ms`
}

/** The exact moment, to the second, in the person's own time zone. */
export function exact(at: number): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(at)
}

/** Time of day with milliseconds, for lists in which moments are compared. */
export function clockTime(at: number): string {
  const date = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  const millis = String(date.getMilliseconds()).padStart(3, '0')
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${millis}`
}
