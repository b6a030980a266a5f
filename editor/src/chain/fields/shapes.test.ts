import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dateAndTime, isShaped, monthAndDay, yearDay } from './shapes.ts'

test('times and days that the controls can show are told from those they can not', () => {
  assert.ok(isShaped('time', '08:00') && isShaped('time', '23:59:59'))
  assert.ok(!isShaped('time', '8:00') && !isShaped('time', '24:00'))
  assert.ok(isShaped('yearDay', '02-29') && !isShaped('yearDay', '2-29') && !isShaped('yearDay', '13-01'))
  assert.ok(isShaped('date', '2026-12-24') && isShaped('date', '2026-12-24T18:00'))
  assert.ok(!isShaped('date', '24.12.2026') && !isShaped('json', '{}'))
})

test('a day of the year and a date are put together again as they were', () => {
  const { month, day } = monthAndDay('12-04')
  assert.equal(yearDay(month, day), '12-04')
  assert.deepEqual(dateAndTime('2026-12-24T18:00'), { date: '2026-12-24', time: '18:00' })
  assert.deepEqual(dateAndTime('2026-12-24'), { date: '2026-12-24', time: '' })
})
