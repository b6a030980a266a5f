import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock, settled } from '../../test/support/clock.ts'
import type { Attributes } from '../rules/needs.ts'
import type { JsonObject } from '../rules/values.ts'
import type { DeviceIdentity } from '../transports/gate.ts'
import { Activity } from './activity.ts'

const device = { id: 'd1', ref: { entityType: 'DEVICE', id: 'd1' }, name: 'Boiler' } as DeviceIdentity

function setUp(stored: Record<string, number | boolean> = {}, active: string[] = []) {
  const clock = new ManualClock()
  const told: [string, JsonObject][] = []
  let canWrite = true
  const attributes = {
    read: async () => ({ ...stored }),
    save: async (_entity: unknown, _scope: unknown, values: JsonObject) => {
      if (!canWrite) throw new Error('away')
      Object.assign(stored, values)
      return []
    },
  } as unknown as Attributes
  const quiet = () => {}
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }
  const activity = new Activity({
    clock,
    log,
    attributes,
    find: async () => device,
    active: async () => active,
    tell: (_device, type, data) => told.push([type, data]),
  })
  activity.start()
  const types = () => told.map(([type]) => type)
  const breakStore = (broken: boolean) => {
    canWrite = !broken
  }
  return { clock, activity, stored, told, types, breakStore }
}

test('the first message makes a device active, once, and is written within three seconds', async () => {
  const { clock, activity, stored, types } = setUp()
  activity.seen(device)
  await settled()
  activity.seen(device)
  clock.pass(3000)
  await settled()
  assert.deepEqual(types(), ['ACTIVITY_EVENT'])
  assert.equal(stored.active, true)
  assert.equal(stored.lastActivityTime, clock.now() - 3000)
})

test('silence for longer than the time-out makes it inactive, once per silence', async () => {
  const { clock, activity, stored, types } = setUp({ inactivityTimeout: 120_000 })
  activity.seen(device)
  await settled()
  clock.pass(119_000)
  assert.deepEqual(types(), ['ACTIVITY_EVENT'])
  clock.pass(300_000)
  await settled()
  assert.deepEqual(types(), ['ACTIVITY_EVENT', 'INACTIVITY_EVENT'])
  assert.equal(stored.active, false)
  activity.seen(device)
  assert.deepEqual(types().slice(2), ['ACTIVITY_EVENT'])
})

test('a disconnect does not make a device inactive', async () => {
  const { activity, clock, stored, types } = setUp()
  activity.connected(device)
  await settled()
  activity.disconnected(device)
  await settled()
  clock.pass(3000)
  await settled()
  assert.deepEqual(types(), ['CONNECT_EVENT', 'ACTIVITY_EVENT', 'DISCONNECT_EVENT'])
  assert.equal(stored.active, true)
})

test('a device that was active before a restart does not become active again', async () => {
  const { activity, types } = setUp({ active: true })
  activity.seen(device)
  await settled()
  assert.deepEqual(types(), [])
})

test('what could not be written is written later', async () => {
  const { activity, clock, stored, breakStore } = setUp()
  breakStore(true)
  activity.seen(device)
  await settled()
  clock.pass(3000)
  await settled()
  assert.equal(stored.active, undefined)
  breakStore(false)
  clock.pass(3000)
  await settled()
  assert.equal(stored.active, true)
})

test('a chain can report an event that no transport saw, once and never an older one', async () => {
  const { activity, clock, stored, types } = setUp()
  const ts = clock.now()
  await activity.record('d1', 'ACTIVITY_EVENT', ts)
  await activity.record('d1', 'ACTIVITY_EVENT', ts - 5)
  await activity.record('d1', 'DISCONNECT_EVENT', ts + 1)
  assert.deepEqual(types(), ['ACTIVITY_EVENT', 'DISCONNECT_EVENT'])
  clock.pass(3000)
  await settled()
  assert.deepEqual([stored.active, stored.lastDisconnectTime], [true, ts + 1])
})

test('a device that was active at the last stop and stays silent becomes inactive', async () => {
  const { clock, stored, types } = setUp({ active: true, lastActivityTime: 1_699_999_999_000 }, ['d1'])
  await settled()
  clock.pass(11 * 60_000)
  await settled()
  assert.deepEqual(types(), ['INACTIVITY_EVENT'])
  assert.equal(stored.active, false)
})
