import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AlarmRowJson, CauseJson } from '../../../engine/api/contract-alarms.ts'
import { becauseLine, valuesLine } from './because.ts'

const cause = (values: unknown, rule: string | null = null) => ({ values, rule }) as CauseJson
const row = (because: CauseJson | null, details: unknown = null) => ({ because, details }) as AlarmRowJson

test('a row says the values that the rule saw, and not more than fit', () => {
  assert.equal(valuesLine(cause({ temperature: 42, window: 'open' })), 'temperature 42, window open')
  assert.equal(valuesLine(cause({ a: 1, b: 2, c: 3, d: 4 })), 'a 1, b 2, c 3, …')
  assert.equal(valuesLine(cause([1, 2])), '')
})

test('without values it says the rule, and without a rule the text that the alarm carries', () => {
  assert.equal(becauseLine(row(cause(null, 'temperature > 30'))), 'temperature > 30')
  assert.equal(becauseLine(row(null, { data: 'Now 42' })), 'Now 42')
  assert.equal(becauseLine(row(null, 'text')), '')
})
