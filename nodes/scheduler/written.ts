/** Times and dates as people write them into the settings. Each reader throws with what is wrong and a sample. */
import { type CalendarDate, isLastOfMonth, weekdayOf } from './schedule.ts'
import { daysIn, type LocalTime } from './zone.ts'

export const weekdays = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const
export const months = [
  'JAN',
  'FEB',
  'MAR',
  'APR',
  'MAY',
  'JUN',
  'JUL',
  'AUG',
  'SEP',
  'OCT',
  'NOV',
  'DEC',
] as const
export type Weekday = (typeof weekdays)[number]
export type Month = (typeof months)[number]

/** `08:00` or `17:30:15`, as seconds since midnight. */
export function timeOfDay(text: string): number {
  const [, hours, minutes, seconds = '0'] = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text.trim()) ?? []
  const [h, m, s] = [Number(hours), Number(minutes), Number(seconds)]
  if (h <= 23 && m <= 59 && s <= 59) return h * 3600 + m * 60 + s
  throw new Error(`“${text}” is no time of day; write it as 08:00 or 17:30:15`)
}

/** `2026-12-24`, which must be in the calendar. */
export function calendarDate(text: string): CalendarDate {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim()) ?? []
  const date = { year: Number(year), month: Number(month), day: Number(day) }
  if (date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= daysIn(date.year, date.month))
    return date
  throw new Error(`“${text}” is no date; write it as 2026-12-24`)
}

/** `2026-12-24T18:00`, or a date alone, which then is at each of `times`. */
export function datesAndTimes(text: string, times: readonly number[]): LocalTime[] {
  const [date = '', time, ...rest] = text.trim().split(/[T ]/)
  if (rest.length > 0) throw new Error(`“${text}” is no date and time; write it as 2026-12-24T18:00`)
  const on = calendarDate(date)
  return (time === undefined ? times : [timeOfDay(time)]).map((seconds) => ({ ...on, seconds }))
}

/** `12-24`: a day that comes each year; the 29th of February in those years that have it. */
export function dayOfYear(text: string): { readonly month: number; readonly day: number } {
  const [, month, day] = /^(\d{1,2})-(\d{1,2})$/.exec(text.trim()) ?? []
  const found = { month: Number(month), day: Number(day) }
  if (found.month >= 1 && found.month <= 12 && found.day >= 1 && found.day <= daysIn(2024, found.month))
    return found
  throw new Error(`“${text}” is no day of a year; write month and day, as 12-24`)
}

/** Whether a date is one of these days of a month: numbers, and `last`. A month without a 31st has no run for it. */
export function daysOfMonth(texts: readonly string[]): (date: CalendarDate) => boolean {
  const days = new Set<number>()
  let hasLast = false
  for (const text of texts) {
    const day = text.trim()
    if (day.toLowerCase() === 'last') hasLast = true
    else if (/^\d{1,2}$/.test(day) && Number(day) >= 1 && Number(day) <= 31) days.add(Number(day))
    else throw new Error(`“${text}” is no day of a month; write 1 to 31, or last`)
  }
  return (date) => days.has(date.day) || (hasLast && isLastOfMonth(date))
}

export function isOneOf(names: readonly Weekday[]): (date: CalendarDate) => boolean {
  const days = new Set(names.map((name) => weekdays.indexOf(name) + 1))
  return (date) => days.has(weekdayOf(date))
}
