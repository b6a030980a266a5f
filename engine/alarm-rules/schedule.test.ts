import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Reader } from './reader.ts'
import type { Schedule } from './rule-json.ts'
import { compileSchedule, dynamicSchedules, readSchedule } from './schedule.ts'
import { timeZone } from './time-zone.ts'

const hour = 3_600_000
const at = (iso: string) => Date.parse(iso)

function daily(startsOn: number, endsOn: number, more: object = {}): Schedule {
  return {
    type: 'SPECIFIC_TIME',
    timezone: 'UTC',
    daysOfWeek: [1, 2, 3, 4, 5, 6, 7],
    startsOn: startsOn * hour,
    endsOn: endsOn * hour,
    dynamicValue: null,
    ...more,
  }
}

const inside = (schedule: Schedule | null, iso: string) => compileSchedule(schedule)(at(iso))

test('without a schedule, and at any time, rules always count', () => {
  assert.ok(inside(null, '2023-11-13T03:00:00Z'))
  assert.ok(inside({ type: 'ANY_TIME' }, '2023-11-13T03:00:00Z'))
})

test('the first instant of the hours counts, the last does not', () => {
  const work = daily(8, 18)
  assert.equal(inside(work, '2023-11-13T07:59:59.999Z'), false)
  assert.equal(inside(work, '2023-11-13T08:00:00Z'), true)
  assert.equal(inside(work, '2023-11-13T17:59:59.999Z'), true)
  assert.equal(inside(work, '2023-11-13T18:00:00Z'), false)
})

test('only the chosen days count', () => {
  const weekdays = daily(0, 0, { daysOfWeek: [1, 2, 3, 4, 5] })
  assert.equal(inside(weekdays, '2023-11-10T23:59:59Z'), true) // Friday
  assert.equal(inside(weekdays, '2023-11-11T00:00:00Z'), false) // Saturday
  assert.equal(inside(weekdays, '2023-11-12T12:00:00Z'), false) // Sunday
  assert.equal(inside(weekdays, '2023-11-13T00:00:00Z'), true) // Monday
  assert.equal(inside(daily(0, 0, { daysOfWeek: [] }), '2023-11-13T00:00:00Z'), false)
})

test('an end of 0 is the end of the day', () => {
  assert.ok(inside(daily(20, 0), '2023-11-13T23:59:59.999Z'))
  assert.ok(!inside(daily(20, 0), '2023-11-13T00:00:00Z'))
})

test('hours go over midnight, by the day of the event; their first instant is outside', () => {
  const night = daily(22, 6, { daysOfWeek: [1] })
  assert.equal(inside(night, '2023-11-13T05:00:00Z'), true)
  assert.equal(inside(night, '2023-11-13T06:00:00Z'), false)
  assert.equal(inside(night, '2023-11-13T12:00:00Z'), false)
  assert.equal(inside(night, '2023-11-13T22:00:00Z'), false)
  assert.equal(inside(night, '2023-11-13T22:00:00.001Z'), true)
  assert.equal(inside(night, '2023-11-14T01:00:00Z'), false) // it is Tuesday by then
})

test('days and hours are those of the time zone', () => {
  const tokyo = daily(8, 18, { timezone: 'Asia/Tokyo', daysOfWeek: [2] })
  assert.equal(inside(tokyo, '2023-11-13T23:00:00Z'), true) // Tuesday 08:00 there
  assert.equal(inside(tokyo, '2023-11-14T09:00:00Z'), false)
  for (const timezone of ['+09:00', 'GMT+9', 'UTC+09:00'])
    assert.equal(inside({ ...tokyo, timezone } as Schedule, '2023-11-13T23:00:00Z'), true, timezone)
  const kolkata = daily(5.5, 6, { timezone: 'Asia/Kolkata' })
  assert.equal(inside(kolkata, '2023-11-13T00:00:00Z'), true)
  assert.equal(inside(kolkata, '2023-11-12T23:59:59Z'), false)
})

test('in spring eight o’clock is an hour earlier from the day on which clocks go forward', () => {
  const work = daily(8, 18, { timezone: 'Europe/Berlin' })
  assert.equal(inside(work, '2024-03-30T06:59:59Z'), false)
  assert.equal(inside(work, '2024-03-30T07:00:00Z'), true)
  // 31 March 2024, 02:00 becomes 03:00
  assert.equal(inside(work, '2024-03-31T05:59:59Z'), false)
  assert.equal(inside(work, '2024-03-31T06:00:00Z'), true)
  assert.equal(inside(work, '2024-03-31T15:59:59Z'), true)
  assert.equal(inside(work, '2024-03-31T16:00:00Z'), false)
  // the hour that is left out on this night is in no one’s way
  const night = daily(2, 3, { timezone: 'Europe/Berlin' })
  assert.equal(inside(night, '2024-03-31T00:59:59Z'), false)
  assert.equal(inside(night, '2024-03-31T01:00:00Z'), false)
})

test('in autumn the hour that comes twice counts twice, and the day lasts until midnight', () => {
  // 27 October 2024, 03:00 becomes 02:00
  const night = daily(2, 3, { timezone: 'Europe/Berlin' })
  assert.equal(inside(night, '2024-10-26T23:59:59Z'), false)
  assert.equal(inside(night, '2024-10-27T00:00:00Z'), true)
  assert.equal(inside(night, '2024-10-27T00:59:59Z'), true)
  assert.equal(inside(night, '2024-10-27T01:30:00Z'), true)
  assert.equal(inside(night, '2024-10-27T02:00:00Z'), false)
  const evening = daily(20, 0, { timezone: 'Europe/Berlin', daysOfWeek: [7] })
  assert.equal(inside(evening, '2024-10-27T22:59:59Z'), true)
  assert.equal(inside(evening, '2024-10-27T23:00:00Z'), false)
})

test('each day may have hours of its own; of two items for a day the first counts', () => {
  const custom: Schedule = {
    type: 'CUSTOM',
    timezone: 'UTC',
    items: [
      { enabled: true, dayOfWeek: 1, startsOn: 8 * hour, endsOn: 12 * hour },
      { enabled: true, dayOfWeek: 1, startsOn: 13 * hour, endsOn: 17 * hour },
      { enabled: false, dayOfWeek: 2, startsOn: 0, endsOn: 0 },
      { enabled: true, dayOfWeek: 3, startsOn: 0, endsOn: 0 },
    ],
    dynamicValue: null,
  }
  assert.equal(inside(custom, '2023-11-13T09:00:00Z'), true)
  assert.equal(inside(custom, '2023-11-13T14:00:00Z'), false)
  assert.equal(inside(custom, '2023-11-14T09:00:00Z'), false)
  assert.equal(inside(custom, '2023-11-15T23:59:00Z'), true)
  assert.equal(inside(custom, '2023-11-16T09:00:00Z'), false)
})

test('a schedule in an attribute stands for the rule’s own where it is one of the same type', () => {
  const own = daily(8, 18)
  const hours = dynamicSchedules(own)
  const ts = at('2023-11-13T07:00:00Z')
  assert.equal(hours(JSON.stringify(daily(6, 10)))(ts), true)
  assert.equal(hours(JSON.stringify({ type: 'ANY_TIME' }))(ts), false)
  assert.equal(hours('{')(ts), false)
  assert.equal(hours(JSON.stringify({ ...daily(6, 10), timezone: 'Mars/Olympus' }))(ts), false)
})

test('what is wrong with a schedule is said', () => {
  const problemsOf = (json: unknown) => {
    const reader = new Reader(json)
    readSchedule(reader)
    return reader.problems.map(({ path, message }) => `${path}: ${message}`)
  }
  assert.deepEqual(problemsOf(daily(8, 18)), [])
  assert.deepEqual(problemsOf({ ...daily(8, 18), timezone: 'Mars/Olympus' }), [
    'timezone: There is no time zone “Mars/Olympus”. Use a name as Europe/Kyiv or an offset as +02:00',
  ])
  assert.deepEqual(problemsOf({ ...daily(8, 18), daysOfWeek: [0, 8] }), [
    'daysOfWeek[0]: A day of the week (Monday is 1) must be a whole number from 1 to 7',
    'daysOfWeek[1]: A day of the week (Monday is 1) must be a whole number from 1 to 7',
  ])
  assert.equal(problemsOf({ type: 'MONTHLY' }).length, 1)
  assert.equal(problemsOf('always').length, 1)
})

test('local time agrees with the runtime’s calendar in many zones through many years', () => {
  const zones = [
    'Europe/Kiev',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Africa/Casablanca',
  ]
  for (const name of zones) {
    const zone = timeZone(name)
    assert.ok(zone)
    const clock = new Intl.DateTimeFormat('en-GB', {
      timeZone: name,
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    const weekday = new Intl.DateTimeFormat('en-GB', { timeZone: name, weekday: 'short' })
    for (let ts = at('1995-01-01T00:00:07Z'); ts < at('2030-01-01T00:00:00Z'); ts += 211 * hour + 421_000) {
      const time = new Date(zone.timeOfDay(ts)).toISOString().slice(11, 19)
      assert.equal(time, clock.format(ts), `${name} ${new Date(ts).toISOString()}`)
      const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
      assert.equal(days[zone.weekday(ts) - 1], weekday.format(ts), `${name} ${new Date(ts).toISOString()}`)
    }
  }
})

test('times before 1970 and at the end of all dates have a local time', () => {
  const zone = timeZone('Europe/Berlin')
  assert.ok(zone)
  assert.equal(zone.weekday(at('1969-12-31T12:00:00Z')), 3)
  assert.equal(zone.timeOfDay(at('1969-12-31T12:00:00Z')), 13 * hour)
  assert.ok(zone.timeOfDay(9_000_000_000_000_000) >= 0)
})
