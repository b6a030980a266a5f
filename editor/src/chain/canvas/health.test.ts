import assert from 'node:assert/strict'
import { test } from 'node:test'
import { statusOf } from './health.ts'

test('a node says what it has to say, else when it runs next, else nothing', () => {
  const now = new Date(2026, 10, 22, 9, 0).getTime()
  const today = new Date(2026, 10, 22, 14, 5).getTime()
  const later = new Date(2026, 10, 25, 6, 30).getTime()
  assert.equal(statusOf(undefined, now), null)
  assert.equal(statusOf({ status: null, nextRun: null }, now), null)
  assert.equal(statusOf({ status: 'waits for its clock', nextRun: today }, now), 'waits for its clock')
  assert.equal(statusOf({ status: null, nextRun: today }, now), '→ 14:05')
  assert.match(statusOf({ status: null, nextRun: later }, now) ?? '', /^→ .*25.* 06:30$/)
})
