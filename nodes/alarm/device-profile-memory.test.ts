import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { lasting, repeating, ruleSet } from '../../engine/alarm-rules/test-rules.ts'
import type { Message } from '../../engine/rules/message.ts'
import type { JsonValue } from '../../engine/rules/values.ts'
import { settled } from '../sdk/play-world.ts'
import { AlarmRules } from './device-profile/alarm-rules.ts'
import {
  bench,
  messageOf,
  nodeId,
  open,
  openWith,
  persists,
  reset,
  send,
  told,
  world,
} from './test-device-profile.ts'

beforeEach(reset)

test('of a device that is removed nothing stays', async () => {
  await open(persists, ruleSet({ MAJOR: { when: 't > 30', spec: repeating(2) } }))
  await send({ t: 31 })
  assert.deepEqual(await send({}, { type: 'ENTITY_DELETED' }), ['Success'])
  assert.equal(world.stateOf(nodeId, 'd1'), null)
})

test('with its state kept, a node counts on after a restart, and a message of before does not count again', async () => {
  const rules = ruleSet({ MAJOR: { when: 't > 30', spec: repeating(3) } })
  await open(persists, rules)
  await send({ t: 31 })
  const last = messageOf({ t: 32 })
  await bench.sendMessage(last)
  await bench.stop()
  await open(persists)
  // as the journal brings it back
  assert.deepEqual(told(await bench.sendMessage(last.with({}))), ['Success'])
  assert.deepEqual(await send({ t: 33 }), ['Alarm Created', 'Success'])
})

test('without it a node counts anew, and what was written before is thrown away', async () => {
  await open(persists, ruleSet({ MAJOR: { when: 't > 30', spec: repeating(2) } }))
  await send({ t: 31 })
  await bench.stop()
  await open({})
  assert.equal(world.stateOf(nodeId, 'd1'), null)
  assert.deepEqual(await send({ t: 31 }), ['Success'])
})

test('with its state read at the start, a lasting condition comes true though the device is silent', async () => {
  const rules = ruleSet({ MAJOR: { when: 't > 30', spec: lasting(90) } })
  await open(persists, rules)
  await send({ t: 31 }, { ts: world.time })
  await bench.stop()
  await world.pass(3_600_000)
  await open(persists)
  await world.pass(120_000)
  assert.deepEqual(bench.taken(), [])
  await bench.stop()
  await open({ persistAlarmRulesState: true, fetchAlarmRulesStateOnStart: true })
  await settled()
  await world.pass(60_000)
  const [alarm] = bench.taken()
  assert.deepEqual(
    [alarm?.output, { ...alarm?.message.metadata }],
    ['Alarm Created', { isNewAlarm: 'true', alarmConditionDuration: '0' }],
  )
})

test('a state that can’t be written fails the message, which counts once when it is tried again', async () => {
  world.profiles.set('d1', { alarms: [ruleSet({ MAJOR: { when: 't > 30', spec: repeating(2) } })] }, 'p1')
  let isAway = true
  const own = world.needs({} as never).state
  const state = {
    ...(own as NonNullable<typeof own>),
    save: async (node: string, entity: string, value: JsonValue) => {
      if (isAway) throw new Error('The database is away')
      world.setState(node, entity, value)
    },
  }
  await openWith({ state }, persists)
  const message = messageOf({ t: 31 })
  assert.deepEqual(told(await bench.sendMessage(message)), ['Failure: The database is away'])
  isAway = false
  assert.deepEqual(told(await bench.sendMessage(message)), ['Success'])
  assert.deepEqual(await send({ t: 31 }), ['Alarm Created', 'Success'])
})

test('memory holds so many devices and no more; one that left comes back with what it had counted', async () => {
  const rules = ruleSet({ MAJOR: { when: 't > 30', spec: repeating(2) } })
  const outputs: string[] = []
  const context = {
    ...world.needs({} as never),
    node: { id: nodeId, name: 'rules', type: 'alarm/device-profile', chainId: 'c' },
    flow: {} as never,
    originate: async (_: Message, output: string) => void outputs.push(output),
  }
  const node = new AlarmRules(context, {
    persistAlarmRulesState: false,
    fetchAlarmRulesStateOnStart: false,
    mostDevices: 10,
  })
  const profileData = { alarms: [rules] }
  const devices = Array.from({ length: 50 }, (_, i) => ({ entityType: 'DEVICE', id: `device ${i}` }))
  for (const { id } of devices) world.profiles.of.set(id, { id: 'p', name: 'p', profileData })
  for (let round = 1; round <= 2; round++)
    for (const originator of devices) {
      await node.handle(messageOf({ t: 31 }, { originator }), () => {})
      assert.ok(node.size <= 10)
    }
  assert.equal(outputs.length, 50)
  node.stop()
})

test('a device that left memory while a condition was holding is looked at every minute all the same', async () => {
  const raised: string[] = []
  const context = {
    ...world.needs({} as never),
    node: { id: nodeId, name: 'rules', type: 'alarm/device-profile', chainId: 'c' },
    flow: {} as never,
    originate: async ({ originator }: Message) => void raised.push(originator.id),
  }
  const options = { persistAlarmRulesState: false, fetchAlarmRulesStateOnStart: false, mostDevices: 10 }
  const node = new AlarmRules(context, options)
  const profileData = { alarms: [ruleSet({ MAJOR: { when: 't > 30', spec: lasting(90) } })] }
  const devices = Array.from({ length: 50 }, (_, i) => ({ entityType: 'DEVICE', id: `device ${i}` }))
  for (const { id } of devices) world.profiles.of.set(id, { id: 'p', name: 'p', profileData })
  await node.start()
  const tell = async (t: number) => {
    for (const originator of devices)
      await node.handle(messageOf({ t }, { originator, ts: world.time }), () => {})
  }
  await tell(31)
  await world.pass(60_000)
  assert.deepEqual(raised, [])
  await world.pass(60_000)
  assert.deepEqual(raised.sort(), devices.map(({ id }) => id).sort())
  await tell(1)
  assert.ok(node.size <= 10)
  node.stop()
})
