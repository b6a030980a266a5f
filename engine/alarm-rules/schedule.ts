/** When rules count: at any time, on some days between two times, or each day of the week its own (alarms.md 3.1). */
import { Reader } from './reader.ts'
import type { CustomScheduleItem, DynamicValue, Schedule } from './rule-json.ts'
import { timeZone } from './time-zone.ts'

const day = 86_400_000

/** Whether a time (epoch ms) lies in the schedule. */
export type Hours = (ts: number) => boolean

/** Makes a schedule into a function, once. A zone that is not known is taken as UTC; `readSchedule` refuses it. */
export function compileSchedule(schedule: Schedule | null): Hours {
  if (schedule === null || schedule.type === 'ANY_TIME') return always
  const zone = timeZone(schedule.timezone) ?? timeZone('UTC')
  if (zone === null) return always
  const spans = new Map<number, Span | null>()
  if (schedule.type === 'SPECIFIC_TIME')
    for (const each of schedule.daysOfWeek) spans.set(each, spanOf(schedule))
  // Of several items for the same day the first counts.
  else
    for (const item of schedule.items)
      if (!spans.has(item.dayOfWeek)) spans.set(item.dayOfWeek, item.enabled ? spanOf(item) : null)
  return (ts) => {
    const span = spans.get(zone.weekday(ts))
    return span ? span(zone.timeOfDay(ts)) : false
  }
}

const always = () => true

type Span = (timeOfDay: number) => boolean

function spanOf({ startsOn, endsOn }: { readonly startsOn: number; readonly endsOn: number }): Span {
  const end = endsOn === 0 ? day : endsOn
  if (startsOn <= end) return (time) => startsOn <= time && time < end
  // Over midnight the first instant does not count, as on the cloud.
  return (time) => time > startsOn || time < end
}

/** Reads a schedule; null where there is none. What is wrong is noted in the reader. */
export function readSchedule(
  at: Reader,
  readDynamic: (at: Reader) => DynamicValue | null = () => null,
): Schedule | null {
  if (at.isMissing) return null
  if (!at.isObject('The schedule')) return null
  const type = at
    .at('type')
    .choice('The type of the schedule', ['ANY_TIME', 'SPECIFIC_TIME', 'CUSTOM'], 'ANY_TIME')
  if (type === 'ANY_TIME') return { type }
  const zone = at.at('timezone')
  const timezone = zone.text('The time zone') ?? ''
  if (timeZone(timezone) === null)
    zone.wrong(
      `There is no time zone “${timezone.slice(0, 60)}”. Use a name as Europe/Kyiv or an offset as +02:00`,
    )
  const dynamicValue = readDynamic(at.at('dynamicValue'))
  if (type === 'SPECIFIC_TIME') {
    const daysOfWeek = at
      .at('daysOfWeek')
      .items('daysOfWeek')
      .map((each) => each.whole('A day of the week (Monday is 1)', 1, 7))
    return { type, timezone, daysOfWeek, ...readTimes(at), dynamicValue }
  }
  const items = at.at('items').items('items').map(readItem)
  return { type, timezone, items, dynamicValue }
}

function readItem(at: Reader): CustomScheduleItem {
  return {
    enabled: at.at('enabled').flag('enabled'),
    dayOfWeek: at.at('dayOfWeek').whole('The day of the week (Monday is 1)', 1, 7),
    ...readTimes(at),
  }
}

function readTimes(at: Reader): { startsOn: number; endsOn: number } {
  return {
    startsOn: at.at('startsOn').whole('startsOn, milliseconds of the day,', 0, day),
    endsOn: at.at('endsOn').whole('endsOn, milliseconds of the day,', 0, day),
  }
}

/** texts of schedules remembered per rule, for devices that have one each */
const remembered = 256

/**
 * Schedules written as JSON text in attributes, each compiled once. A text that is no schedule of the same type stands
 * for the one that the rule has itself.
 */
export function dynamicSchedules(own: Schedule): (text: string) => Hours {
  const ownHours = compileSchedule(own)
  const known = new Map<string, Hours>()
  return (text) => {
    let hours = known.get(text)
    if (hours === undefined) {
      const schedule = scheduleFromText(text)
      hours = schedule?.type === own.type ? compileSchedule(schedule) : ownHours
      if (known.size >= remembered) known.clear()
      known.set(text, hours)
    }
    return hours
  }
}

function scheduleFromText(text: string): Schedule | null {
  try {
    const reader = new Reader(JSON.parse(text))
    const schedule = readSchedule(reader)
    return reader.problems.length === 0 ? schedule : null
  } catch {
    return null
  }
}
