import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ConditionJson, fromText, toText, withOperator } from './conditions.ts'

const condition: ConditionJson = { from: 'message', key: 'temperature', is: 'greater', value: 8 }

test('what looks like a number is a number, in quotes it is text', () => {
  assert.equal(fromText('equal', '12.5'), 12.5)
  assert.equal(fromText('equal', '"12.5"'), '12.5')
  assert.equal(fromText('equal', 'open'), 'open')
  assert.equal(toText({ ...condition, value: '12' }), '"12"')
})

test('a list is typed with commas', () => {
  assert.deepEqual(fromText('in', 'open, 3,true'), ['open', 3, true])
  assert.equal(toText({ ...condition, is: 'in', value: ['open', 3] }), 'open, 3')
})

test('changing the comparison keeps the value where it can', () => {
  assert.deepEqual(withOperator(condition, 'between').value, [8, 8])
  assert.equal(withOperator({ ...condition, is: 'between', value: [2, 8] }, 'less').value, 2)
  assert.ok(!('value' in withOperator(condition, 'exists')))
})
