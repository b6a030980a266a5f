import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endOf } from './shelf-lengths.ts'

test('a shelf ends after an hour, a shift, a week, or tomorrow morning', () => {
  const now = new Date(2026, 10, 22, 19, 30).getTime()
  assert.equal(endOf('hour', now) - now, 3_600_000)
  assert.equal(endOf('shift', now), new Date(2026, 10, 23, 3, 30).getTime())
  assert.equal(endOf('tomorrow', now), new Date(2026, 10, 23, 8, 0).getTime())
  assert.equal(endOf('week', now), new Date(2026, 10, 29, 19, 30).getTime())
})
