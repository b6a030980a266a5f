/** The settings of a schedule: their fields, what can be wrong with them, and the schedule they describe. */
import { type ConfigOf, field } from '../sdk/index.ts'
import { milliseconds } from '../sdk/time-units.ts'
import { atMoments, byCron, everyPeriod, onDays, type Schedule } from './schedule.ts'
import {
  datesAndTimes,
  dayOfYear,
  daysOfMonth,
  isOneOf,
  type Month,
  months,
  timeOfDay,
  type Weekday,
  weekdays,
} from './written.ts'
import { Zone } from './zone.ts'

const when = (...is: string[]) => ({ field: 'schedule', is })

const weekdayNames: Readonly<Record<Weekday, string>> = {
  MON: 'Monday',
  TUE: 'Tuesday',
  WED: 'Wednesday',
  THU: 'Thursday',
  FRI: 'Friday',
  SAT: 'Saturday',
  SUN: 'Sunday',
}
const monthNames: Readonly<Record<Month, string>> = {
  JAN: 'January',
  FEB: 'February',
  MAR: 'March',
  APR: 'April',
  MAY: 'May',
  JUN: 'June',
  JUL: 'July',
  AUG: 'August',
  SEP: 'September',
  OCT: 'October',
  NOV: 'November',
  DEC: 'December',
}

export const scheduleFields = {
  schedule: field.choice({
    label: 'When',
    options: [
      { value: 'interval', label: 'Each so often' },
      { value: 'weekly', label: 'On days of the week' },
      { value: 'monthly', label: 'On days of the month' },
      { value: 'yearly', label: 'On days of the year' },
      { value: 'dates', label: 'On certain dates' },
      { value: 'cron', label: 'By a cron pattern' },
    ],
    default: 'weekly',
  }),
  every: field.number({ label: 'Every', default: 15, min: 1, whole: true, showWhen: when('interval') }),
  unit: field.choice({
    label: 'Unit',
    options: [
      { value: 'SECONDS', label: 'seconds' },
      { value: 'MINUTES', label: 'minutes' },
      { value: 'HOURS', label: 'hours' },
    ],
    default: 'MINUTES',
    showWhen: when('interval'),
  }),
  anchor: field.text({
    label: 'Counted from',
    hint: 'A date and time, as 2026-01-01T06:00; intervals are counted on and back from there',
    shape: 'moment',
    default: '2000-01-01T00:00',
    showWhen: when('interval'),
  }),
  weekdays: field.choices({
    label: 'Days',
    options: weekdays.map((value) => ({ value, label: weekdayNames[value] })),
    default: weekdays,
    showWhen: when('weekly'),
  }),
  monthDays: field.keys({
    label: 'Days of the month',
    hint: '1 to 31, or last; a month without that day has no run',
    options: [...Array(31).keys()]
      .map((day) => ({ value: `${day + 1}`, label: `${day + 1}` }))
      .concat({ value: 'last', label: 'last' }),
    default: ['1'],
    showWhen: when('monthly'),
  }),
  months: field.choices({
    label: 'Months',
    options: months.map((value) => ({ value, label: monthNames[value] })),
    default: months,
    showWhen: when('monthly'),
  }),
  yearDays: field.keys({
    label: 'Days of the year',
    hint: 'Month and day, as 12-24',
    shape: 'yearDay',
    default: [],
    showWhen: when('yearly'),
  }),
  dates: field.keys({
    label: 'Dates',
    hint: 'As 2026-12-24, or with a time of its own as 2026-12-24T18:00',
    shape: 'date',
    default: [],
    showWhen: when('dates'),
  }),
  times: field.keys({
    label: 'Times',
    hint: 'As 08:00 or 17:30:15',
    shape: 'time',
    default: ['08:00'],
    showWhen: when('weekly', 'monthly', 'yearly', 'dates'),
  }),
  cron: field.text({
    label: 'Pattern',
    hint: 'Minute, hour, day of month, month, day of week; with seconds before and years behind where wanted',
    default: '0 8 * * MON-FRI',
    showWhen: when('cron'),
  }),
  timeZone: field.optional(
    field.text({
      label: 'Time zone',
      hint: 'As Europe/Berlin; empty means that of this server',
      offers: 'timeZones',
    }),
  ),
  missed: field.choice({
    label: 'Runs that were missed while Weir was down',
    options: [
      { value: 'skip', label: 'Skip' },
      { value: 'once', label: 'Make up for all of them by one' },
      { value: 'each', label: 'Make up for each' },
    ],
    default: 'once',
  }),
  missedMinutes: field.number({
    label: 'If no longer ago than',
    default: 60,
    min: 0,
    max: 527_040,
    whole: true,
    unit: 'min',
    showWhen: { field: 'missed', is: ['once', 'each'] },
  }),
  missedMost: field.number({
    label: 'At most',
    default: 10,
    min: 1,
    max: 1000,
    whole: true,
    unit: 'runs',
    showWhen: { field: 'missed', is: ['each'] },
  }),
}

export type ScheduleSettings = ConfigOf<typeof scheduleFields>

/** What is wrong with the settings, and how to mend it. */
export function wrongSchedule(settings: ScheduleSettings): string | undefined {
  try {
    scheduleOf(settings)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** The schedule, and a text that is the same for the same one. Throws with what is wrong. */
export function scheduleOf(settings: ScheduleSettings): { schedule: Schedule; key: string } {
  const zone = zoneOf(settings.timeZone)
  const { schedule: kind } = settings
  const key = JSON.stringify([kind, zone.name, ...partsOf(settings)])
  return { schedule: build(settings, zone), key }
}

/** The settings that the kind of schedule looks at. */
function partsOf(settings: ScheduleSettings): unknown[] {
  const { every, unit, anchor, times, cron, dates, monthDays, yearDays } = settings
  switch (settings.schedule) {
    case 'interval':
      return [every, unit, anchor]
    case 'weekly':
      return [settings.weekdays, times]
    case 'monthly':
      return [monthDays, settings.months, times]
    case 'yearly':
      return [yearDays, times]
    case 'dates':
      return [dates, times]
    default:
      return [cron]
  }
}

function build(settings: ScheduleSettings, zone: Zone): Schedule {
  const times = () => {
    if (settings.times.length === 0) throw new Error('Add a time, as 08:00')
    return settings.times.map(timeOfDay)
  }
  switch (settings.schedule) {
    case 'interval': {
      const [anchor] = datesAndTimes(settings.anchor, [0])
      if (anchor === undefined) throw new Error('Say from when on it is counted, as 2026-01-01T06:00')
      return everyPeriod(milliseconds(settings.every, settings.unit), zone.momentOf(anchor))
    }
    case 'weekly':
      if (settings.weekdays.length === 0) throw new Error('Choose a day of the week')
      return onDays(isOneOf(settings.weekdays), times(), zone)
    case 'monthly':
      return onDays(monthly(settings), times(), zone)
    case 'yearly': {
      if (settings.yearDays.length === 0) throw new Error('Add a day of the year, as 12-24')
      const days = settings.yearDays.map(dayOfYear)
      return onDays(
        ({ month, day }) => days.some((one) => one.month === month && one.day === day),
        times(),
        zone,
      )
    }
    case 'dates': {
      if (settings.dates.length === 0) throw new Error('Add a date, as 2026-12-24T18:00')
      const seconds = settings.times.map(timeOfDay)
      const moments = settings.dates.flatMap((text) => datesAndTimes(text, seconds))
      if (moments.length === 0) throw new Error('Add a time for the dates, as 08:00')
      return atMoments(moments.map((moment) => zone.momentOf(moment)))
    }
    default:
      return cronOf(settings.cron, zone)
  }
}

function monthly(settings: ScheduleSettings) {
  if (settings.monthDays.length === 0) throw new Error('Add a day of the month, as 1 or last')
  if (settings.months.length === 0) throw new Error('Choose a month')
  const isDay = daysOfMonth(settings.monthDays)
  const chosen = new Set(settings.months.map((name) => months.indexOf(name) + 1))
  return (date: Parameters<typeof isDay>[0]) => chosen.has(date.month) && isDay(date)
}

function cronOf(pattern: string, zone: Zone): Schedule {
  try {
    return byCron(pattern, zone)
  } catch (error) {
    const reason = (error as Error).message.replace(/^CronPattern: /, '')
    throw new Error(`“${pattern.slice(0, 60)}” is no cron pattern, as 0 8 * * MON-FRI is: ${reason}`)
  }
}

function zoneOf(name = ''): Zone {
  try {
    return new Zone(name.trim())
  } catch {
    throw new Error(`There is no time zone “${name.slice(0, 60)}”; write it as Europe/Berlin`)
  }
}
