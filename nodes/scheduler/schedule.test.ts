import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { byCron, everyPeriod, type Schedule } from './schedule.ts'
import { type ScheduleSettings, scheduleFields, scheduleOf, wrongSchedule } from './settings.ts'
import { Zone } from './zone.ts'

const defaults = Object.fromEntries(
  Object.entries(scheduleFields).map(([key, field]) => [key, field.default]),
) as unknown as ScheduleSettings

function settings(more: Partial<ScheduleSettings>): ScheduleSettings {
  return { ...defaults, timeZone: 'Europe/Berlin', ...more }
}

/** The next runs behind a moment, in UTC to the minute. */
function runs(schedule: Schedule, from: string, count: number): string[] {
  const found: string[] = []
  let run = schedule.next(Date.parse(from))
  while (run !== null && found.length < count) {
    found.push(new Date(run).toISOString().slice(0, 16))
    run = schedule.next(run)
  }
  return found
}

const runsOf = (more: Partial<ScheduleSettings>, from: string, count: number) =>
  runs(scheduleOf(settings(more)).schedule, from, count)

describe('a schedule', () => {
  test('by intervals counts from its anchor', () => {
    assert.deepEqual(
      runsOf(
        { schedule: 'interval', every: 7, unit: 'HOURS', anchor: '2026-06-01T06:00' },
        '2026-06-01T04:00Z',
        3,
      ),
      ['2026-06-01T11:00', '2026-06-01T18:00', '2026-06-02T01:00'],
    )
    assert.deepEqual(
      runsOf(
        { schedule: 'interval', every: 7, unit: 'HOURS', anchor: '2026-06-01T06:00' },
        '2026-05-31T20:30Z',
        2,
      ),
      ['2026-05-31T21:00', '2026-06-01T04:00'],
    )
  })

  test('on days of the week runs at all times of each, in its zone', () => {
    assert.deepEqual(
      runsOf(
        { schedule: 'weekly', weekdays: ['FRI', 'MON'], times: ['17:30', '08:00'] },
        '2026-11-20T12:00Z',
        3,
      ),
      ['2026-11-20T16:30', '2026-11-23T07:00', '2026-11-23T16:30'],
    )
  })

  test('on days of the month knows the last, and leaves out a 31st that is not there', () => {
    assert.deepEqual(
      runsOf({ schedule: 'monthly', monthDays: ['last'], times: ['00:00'] }, '2027-01-31T12:00Z', 2),
      ['2027-02-27T23:00', '2027-03-30T22:00'],
    )
    assert.deepEqual(
      runsOf(
        { schedule: 'monthly', monthDays: ['31'], months: ['JAN', 'FEB', 'MAR'] },
        '2027-01-31T12:00Z',
        2,
      ),
      ['2027-03-31T06:00', '2028-01-31T07:00'],
    )
  })

  test('on days of the year waits for the 29th of February', () => {
    assert.deepEqual(runsOf({ schedule: 'yearly', yearDays: ['02-29'] }, '2096-03-01T00:00Z', 1), [
      '2104-02-29T07:00',
    ])
  })

  test('on certain dates ends after the last', () => {
    const dates = ['2026-12-24T18:00', '2026-12-31', '2020-01-01']
    assert.deepEqual(runsOf({ schedule: 'dates', dates, times: ['12:00'] }, '2026-11-20T12:00Z', 9), [
      '2026-12-24T17:00',
      '2026-12-31T11:00',
    ])
  })

  test('by a cron pattern runs in its zone', () => {
    assert.deepEqual(runsOf({ schedule: 'cron', cron: '0 8 * * MON-FRI' }, '2026-11-20T12:00Z', 2), [
      '2026-11-23T07:00',
      '2026-11-24T07:00',
    ])
  })
})

describe('when clocks are changed', () => {
  const daily = { schedule: 'weekly', times: ['02:30'] } as const

  test('a time that is skipped runs at the jump, and one that comes twice the first time', () => {
    assert.deepEqual(runsOf(daily, '2026-03-28T12:00Z', 2), ['2026-03-29T01:00', '2026-03-30T00:30'])
    assert.deepEqual(runsOf(daily, '2026-10-24T12:00Z', 2), ['2026-10-25T00:30', '2026-10-26T01:30'])
  })

  test('a cron pattern of a fixed time does the same', () => {
    const cron = { schedule: 'cron', cron: '30 2 * * *' } as const
    assert.deepEqual(runsOf(cron, '2026-03-28T12:00Z', 2), runsOf(daily, '2026-03-28T12:00Z', 2))
    assert.deepEqual(runsOf(cron, '2026-10-24T12:00Z', 2), runsOf(daily, '2026-10-24T12:00Z', 2))
  })

  test('two times that are skipped together run once', () => {
    assert.deepEqual(runsOf({ ...daily, times: ['02:15', '02:30'] }, '2026-03-28T12:00Z', 2), [
      '2026-03-29T01:00',
      '2026-03-30T00:15',
    ])
  })

  test('patterns with a star, and intervals, go on by real time', () => {
    const hourly = ['2026-10-25T00:30', '2026-10-25T01:30', '2026-10-25T02:30']
    assert.deepEqual(runsOf({ schedule: 'cron', cron: '30 * * * *' }, '2026-10-25T00:00Z', 3), hourly)
    const interval = { schedule: 'interval', every: 1, unit: 'HOURS', anchor: '2000-01-01T00:30' } as const
    assert.deepEqual(runsOf(interval, '2026-10-25T00:00Z', 3), hourly)
  })

  test('a zone with half an hour, or none at all, works too', () => {
    assert.deepEqual(
      runsOf({ schedule: 'weekly', times: ['08:00'], timeZone: 'Asia/Kolkata' }, '2026-11-20T12:00Z', 1),
      ['2026-11-21T02:30'],
    )
    // Lord Howe jumps by half an hour
    const howe = new Zone('Australia/Lord_Howe')
    const jump = howe.momentOf({ year: 2026, month: 10, day: 4, seconds: 2 * 3600 + 15 * 60 })
    assert.equal(new Date(jump).toISOString(), '2026-10-03T15:30:00.000Z')
  })
})

describe('the runs of a span', () => {
  const at = (text: string) => Date.parse(text)
  const all: Record<string, Schedule> = {
    interval: everyPeriod(3_600_000, at('2000-01-01T00:00Z')),
    cron: byCron('0 * * * *', new Zone('UTC')),
    days: scheduleOf(
      settings({
        schedule: 'weekly',
        timeZone: 'UTC',
        times: Array.from({ length: 24 }, (_, hour) => `${hour}:00`),
      }),
    ).schedule,
  }
  for (const [kind, schedule] of Object.entries(all)) {
    test(`are those behind its start up to its end, the last of them (${kind})`, () => {
      const between = (from: string, to: string, most: number) =>
        schedule.between(at(from), at(to), most).map((run) => new Date(run).toISOString().slice(11, 16))
      assert.deepEqual(between('2026-11-20T10:00Z', '2026-11-20T13:00Z', 9), ['11:00', '12:00', '13:00'])
      assert.deepEqual(between('2026-11-19T09:30Z', '2026-11-20T13:30Z', 2), ['12:00', '13:00'])
      assert.deepEqual(between('2026-11-20T13:10Z', '2026-11-20T13:30Z', 9), [])
    })
  }

  test('are found in no time, however long it is', () => {
    const everySecond = byCron('* * * * * *', new Zone('Europe/Berlin'))
    const begun = performance.now()
    assert.equal(everySecond.between(at('1970-01-01T00:00Z'), at('2026-11-20T13:00Z'), 1000).length, 1000)
    assert.ok(performance.now() - begun < 2000)
  })
})

test('settings that are wrong are told with a sample of right ones', () => {
  const wrong: [Partial<ScheduleSettings>, RegExp][] = [
    [{ timeZone: 'Mars/Olympus' }, /no time zone “Mars\/Olympus”; write it as Europe\/Berlin/],
    [{ schedule: 'cron', cron: '61 * * * *' }, /“61 \* \* \* \*” is no cron pattern.*minute: 61/],
    [{ schedule: 'cron', cron: '' }, /no cron pattern/],
    [{ schedule: 'weekly', times: ['25:00'] }, /“25:00” is no time of day; write it as 08:00/],
    [{ schedule: 'weekly', times: [] }, /Add a time/],
    [{ schedule: 'weekly', weekdays: [] }, /Choose a day of the week/],
    [{ schedule: 'monthly', monthDays: ['32'] }, /“32” is no day of a month/],
    [{ schedule: 'monthly', months: [] }, /Choose a month/],
    [{ schedule: 'yearly', yearDays: ['2-30'] }, /“2-30” is no day of a year/],
    [{ schedule: 'dates', dates: ['2026-02-29'] }, /“2026-02-29” is no date/],
    [{ schedule: 'dates', dates: ['2026-02-28T9'] }, /no time of day/],
    [{ schedule: 'interval', anchor: 'yesterday' }, /“yesterday” is no date/],
  ]
  for (const [more, message] of wrong) assert.match(wrongSchedule(settings(more)) ?? '', message)
  assert.equal(wrongSchedule(settings({})), undefined)
})
