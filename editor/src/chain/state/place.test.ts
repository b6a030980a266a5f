import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insideOf, wayTo } from './place.ts'

test('the address names the chains in each other, each once', () => {
  assert.deepEqual(insideOf(null, 'root'), ['root'])
  assert.deepEqual(insideOf('alarms,,root,alarms,mail', 'root'), ['root', 'alarms', 'mail'])
})

test('a chain opens inside, unless it is open around already', () => {
  assert.deepEqual(wayTo(['root'], 'alarms'), ['root', 'alarms'])
  assert.deepEqual(wayTo(['root', 'alarms', 'mail'], 'alarms'), ['root', 'alarms'])
  assert.deepEqual(wayTo(['root', 'alarms'], 'root'), ['root'])
})
