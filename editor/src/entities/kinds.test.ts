import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kinds, pageOf, valueAt, withValue } from './kinds.ts'

test('a value deep in an entity is read and replaced, and its neighbours stay', () => {
  const view = { name: 'V', keys: { timeseries: ['t'], attributes: { ss: ['a'] } } }
  assert.deepEqual(valueAt(view, 'keys.attributes.ss'), ['a'])
  assert.equal(valueAt(view, 'keys.nothing.ss'), undefined)
  assert.equal(valueAt(view, 'constructor'), undefined)
  const changed = withValue(view, 'keys.attributes.cs', ['b'])
  assert.deepEqual(changed.keys, { timeseries: ['t'], attributes: { ss: ['a'], cs: ['b'] } })
  assert.equal(changed.keys.timeseries, view.keys.timeseries)
  assert.deepEqual(withValue({ additionalInfo: null }, 'additionalInfo.description', 'x'), {
    additionalInfo: { description: 'x' },
  })
})

test('every kind has a page, and so have devices and chains', () => {
  for (const { id, entityType } of kinds) assert.equal(pageOf({ entityType, id: 'x' }), `/entities/${id}/x`)
  assert.equal(pageOf({ entityType: 'DEVICE', id: 'x' }), '/devices/x')
  assert.equal(pageOf({ entityType: 'ALARM', id: 'x' }), null)
})
