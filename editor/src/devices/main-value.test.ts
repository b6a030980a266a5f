import assert from 'node:assert/strict'
import { it } from 'node:test'
import { mainValue } from './main-value.ts'

it('a number of the newest report stands for the device, not an old or a wordy one', () => {
  const values = new Map<string, { ts: number; value: unknown }>([
    ['co2', { ts: 0, value: 618 }],
    ['mode', { ts: 500_000, value: 'eco' }],
    ['temperature', { ts: 500_000, value: 21.5 }],
  ])
  assert.equal(mainValue(values)?.key, 'temperature')
})

it('words stand for a device that sends no numbers, and nothing for one that sent nothing', () => {
  assert.equal(mainValue(new Map([['door', { ts: 1, value: 'open' }]]))?.value, 'open')
  assert.equal(mainValue(new Map()), null)
})
