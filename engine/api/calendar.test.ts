import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calendarEdges, isTimeZone } from './calendar.ts'

const iso = (edges: number[] | undefined) => edges?.map((edge) => new Date(edge).toISOString())

test('months are cut at both ends and begin at midnight of the zone', () => {
  const [start, end] = [Date.UTC(2024, 0, 15), Date.UTC(2024, 2, 10)]
  assert.deepEqual(iso(calendarEdges('MONTH', start, end, 'America/New_York', 700)), [
    '2024-01-15T00:00:00.000Z',
    '2024-02-01T05:00:00.000Z',
    '2024-03-01T05:00:00.000Z',
    '2024-03-10T00:00:00.000Z',
  ])
})

test('quarters cross a change of daylight saving', () => {
  const [start, end] = [Date.UTC(2024, 1, 1), Date.UTC(2024, 7, 1)]
  assert.deepEqual(iso(calendarEdges('QUARTER', start, end, 'Europe/Berlin', 700)), [
    '2024-02-01T00:00:00.000Z',
    '2024-03-31T22:00:00.000Z',
    '2024-06-30T22:00:00.000Z',
    '2024-08-01T00:00:00.000Z',
  ])
})

test('a week begins on Sunday, an ISO week on Monday', () => {
  const [start, end] = [Date.UTC(2024, 0, 3), Date.UTC(2024, 0, 10)]
  assert.deepEqual(iso(calendarEdges('WEEK', start, end, 'UTC', 700))?.[1], '2024-01-07T00:00:00.000Z')
  assert.deepEqual(iso(calendarEdges('WEEK_ISO', start, end, 'UTC', 700))?.[1], '2024-01-08T00:00:00.000Z')
})

test('more buckets than allowed are not built at all', () => {
  assert.equal(calendarEdges('WEEK', 0, Date.UTC(9999, 0), 'UTC', 700), undefined)
})

test('names of time zones are checked', () => {
  assert.equal(isTimeZone('Europe/Berlin'), true)
  assert.equal(isTimeZone('Middle/Earth'), false)
})
