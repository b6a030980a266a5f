import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isUuid, timeUuids } from './time-uuid.ts'

test('an id holds its time, and those of one source are different and ascending', () => {
  const clock = { time: 1_795_348_800_000, now: () => clock.time }
  const { uuid } = timeUuids(clock)
  const first = uuid()
  const [low = '', middle = '', high = ''] = first.split('-')
  const steps = BigInt(`0x${high.slice(1)}${middle}${low}`)
  assert.equal(Number(steps / 10_000n) - 12_219_292_800_000, clock.time)
  assert.match(first, /^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  clock.time -= 1000
  const many = Array.from({ length: 1000 }, uuid)
  assert.equal(new Set([first, ...many]).size, 1001, 'even when the clock goes back')
})

test('two sources never share their node', () => {
  const [one, other] = [timeUuids({ now: () => 0 }).uuid(), timeUuids({ now: () => 0 }).uuid()]
  assert.notEqual(one, other)
  assert.ok(isUuid(one))
  for (const wrong of ['', 'x', `${one}0`, `{${one}}`, one.replaceAll('-', '')])
    assert.equal(isUuid(wrong), false)
})
