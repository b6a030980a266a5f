import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../test/support/clock.ts'
import { createLoginGuard, isLocal } from './login-guard.ts'

const minute = 60_000

test('five wrong tries from one address are free, then it has to wait', () => {
  const guard = createLoginGuard(new ManualClock())
  for (let n = 0; n < 5; n++) assert.equal(guard.admit('ops@x', '198.51.100.7'), true)
  assert.equal(guard.admit('ops@x', '198.51.100.7'), false)
})

test('a pause ends by itself and gets longer with each further try', () => {
  const clock = new ManualClock()
  const guard = createLoginGuard(clock)
  for (let n = 0; n < 5; n++) guard.admit('ops@x', '198.51.100.7')
  clock.pass(2000)
  assert.equal(guard.admit('ops@x', '198.51.100.7'), true)
  clock.pass(2000)
  assert.equal(guard.admit('ops@x', '198.51.100.7'), false)
  clock.pass(2000)
  assert.equal(guard.admit('ops@x', '198.51.100.7'), true)
})

test('a thousand addresses together get at most 20 tries a minute at one account', () => {
  const guard = createLoginGuard(new ManualClock())
  const addresses = Array.from({ length: 1000 }, (_, n) => `198.51.${n >> 8}.${n & 255}`)
  const admitted = addresses.filter((address) => guard.admit('ops@x', address))
  assert.equal(admitted.length, 20)
})

test('guessing from the internet does not keep out the owner in this network', () => {
  const guard = createLoginGuard(new ManualClock())
  for (let n = 0; n < 200; n++) guard.admit('ops@x', `198.51.100.${n}`)
  assert.equal(guard.admit('ops@x', '192.168.1.20'), true)
})

test('who logged in from an address before is let in from there under an attack from others', () => {
  const guard = createLoginGuard(new ManualClock())
  guard.admit('ops@x', '203.0.113.9')
  guard.succeeded('ops@x', '203.0.113.9')
  for (let n = 0; n < 200; n++) guard.admit('ops@x', `198.51.100.${n}`)
  assert.equal(guard.admit('ops@x', '203.0.113.9'), true)
})

test('one address trying many accounts is slowed down too', () => {
  const guard = createLoginGuard(new ManualClock())
  const admitted = Array.from({ length: 100 }, (_, n) => guard.admit(`user${n}@x`, '198.51.100.7'))
  assert.equal(admitted.filter(Boolean).length, 20)
})

test('an hour of quiet forgives the past', () => {
  const clock = new ManualClock()
  const guard = createLoginGuard(clock)
  for (let n = 0; n < 30; n++) guard.admit('ops@x', '198.51.100.7')
  clock.pass(61 * minute)
  for (let n = 0; n < 4; n++) assert.equal(guard.admit('ops@x', '198.51.100.7'), true)
})

test('private addresses count as this network, in both families', () => {
  for (const address of [
    '127.0.0.1',
    '::1',
    '10.1.2.3',
    '172.20.0.1',
    '::ffff:192.168.0.9',
    'fd12::1',
    'fe80::1',
  ]) {
    assert.equal(isLocal(address), true, address)
  }
  for (const address of ['198.51.100.7', '172.32.0.1', '2001:db8::1', '::ffff:8.8.8.8']) {
    assert.equal(isLocal(address), false, address)
  }
})
