import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Caller } from './caller.ts'
import { mayTouch, type Touch } from './entity-rights.ts'

const base = { userId: 'u', email: 'a@b', sessionId: 's', issuedAt: 0 }
const customer: Caller = { ...base, authority: 'CUSTOMER_USER', customerId: 'c1' }
const entity = (entityType: string, customerId: string | null, id = 'x') => ({
  ref: { entityType, id },
  customerId,
})
const all: Touch[] = ['READ', 'READ_VALUES', 'WRITE']
const allowed = (of: ReturnType<typeof entity>, caller = customer) =>
  all.filter((touch) => mayTouch(caller, of, touch))

test('a customer user may read and write what belongs to the own customer, and nothing else', () => {
  for (const kind of ['DEVICE', 'ASSET', 'ENTITY_VIEW']) {
    assert.deepEqual(allowed(entity(kind, 'c1')), all)
    assert.deepEqual(allowed(entity(kind, 'c2')), [])
    assert.deepEqual(allowed(entity(kind, null)), [])
  }
  assert.deepEqual(allowed(entity('DEVICE', null), { ...customer, customerId: null }), [])
})

test('a customer user may read the own customer, and write only the own account', () => {
  assert.deepEqual(allowed(entity('CUSTOMER', null, 'c1')), ['READ', 'READ_VALUES'])
  assert.deepEqual(allowed(entity('CUSTOMER', null, 'c2')), [])
  assert.deepEqual(allowed(entity('USER', 'c1', 'u')), all)
  assert.deepEqual(allowed(entity('USER', 'c1', 'colleague')), ['READ'])
  assert.deepEqual(allowed(entity('USER', 'c2', 'stranger')), [])
})

test('profiles can be seen by everybody, chains and the tenant by administrators', () => {
  assert.deepEqual(allowed(entity('DEVICE_PROFILE', null)), ['READ'])
  for (const kind of ['RULE_CHAIN', 'TENANT', 'constructor'])
    assert.deepEqual(allowed(entity(kind, 'c1')), [])
  const administrator: Caller = { ...base, authority: 'TENANT_ADMIN', customerId: null }
  assert.deepEqual(allowed(entity('RULE_CHAIN', null), administrator), all)
  assert.deepEqual(allowed(entity('DEVICE', null), { ...administrator, authority: 'SYS_ADMIN' }), [])
})
