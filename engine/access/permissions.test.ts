import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Caller } from './caller.ts'
import { isOwn, may } from './permissions.ts'

const base = { userId: 'u', email: 'a@b', sessionId: 's', issuedAt: 0 }
const administrator: Caller = { ...base, authority: 'TENANT_ADMIN', customerId: null }
const customer: Caller = { ...base, authority: 'CUSTOMER_USER', customerId: 'c1' }
const system: Caller = { ...base, authority: 'SYS_ADMIN', customerId: null }

test('an administrator may do everything on this edge', () => {
  assert.equal(may(administrator, 'RULE_CHAIN:DELETE'), true)
  assert.equal(isOwn(administrator, { customerId: 'c9' }), true)
})

test('a customer user may use devices but neither make nor delete them, and sees no chains', () => {
  assert.equal(may(customer, 'DEVICE:WRITE_TELEMETRY'), true)
  assert.equal(may(customer, 'DEVICE:CREATE'), false)
  assert.equal(may(customer, 'DEVICE:DELETE'), false)
  assert.equal(may(customer, 'RULE_CHAIN:READ'), false)
  assert.equal(may(customer, 'METRICS:READ'), false)
})

test('a customer user has only what belongs to the own customer, and nothing that belongs to nobody', () => {
  assert.equal(isOwn(customer, { customerId: 'c1' }), true)
  assert.equal(isOwn(customer, { customerId: 'c2' }), false)
  assert.equal(isOwn(customer, { customerId: null }), false)
  assert.equal(isOwn({ ...customer, customerId: null }, { customerId: null }), false)
})

test('a system administrator has no devices', () => {
  assert.equal(may(system, 'DEVICE:READ'), false)
  assert.equal(isOwn(system, { customerId: null }), false)
})
