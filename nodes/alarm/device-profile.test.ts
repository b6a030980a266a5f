import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { lasting, repeating, ruleSet } from '../../engine/alarm-rules/test-rules.ts'
import { alarmJson } from '../../engine/rules/alarms.ts'
import type { Message } from '../../engine/rules/message.ts'
import type { Attributes } from '../../engine/rules/needs.ts'
import type { JsonObject } from '../../engine/rules/values.ts'
import {
  bench,
  device,
  messageOf,
  nodeId,
  open,
  openWith,
  persists,
  reset,
  send,
  stored,
  told,
  world,
} from './test-device-profile.ts'

beforeEach(reset)

test('an alarm is made, raised and cleared, each told by an output of its own', async () => {
  await open({}, ruleSet({ CRITICAL: { when: 't > 50' }, MINOR: { when: 't > 30' } }, { when: 't < 20' }))
  assert.deepEqual(await send({ t: 31 }), ['Alarm Created', 'Success'])
  assert.deepEqual(await send({ t: 32 }), ['Alarm Updated', 'Success'])
  assert.deepEqual(await send({ t: 51 }), ['Alarm Severity Updated', 'Success'])
  assert.deepEqual(await send({ t: 31 }), ['Success'])
  assert.deepEqual(await send({ t: 10 }), ['Alarm Cleared', 'Success'])
  assert.deepEqual(await send({ t: 10 }), ['Success'])
  assert.deepEqual(
    stored().map(({ severity, cleared }) => [severity, cleared]),
    [['CRITICAL', true]],
  )
})

test('the message about an alarm is a new one: the alarm, with the metadata of its cause and what came of it', async () => {
  await open({}, ruleSet({ MAJOR: { when: 't > 30', spec: repeating(1) } }, { when: 't < 20' }))
  const message = messageOf(
    { t: 31 },
    { metadata: { ts: '5', a: 'b' }, customerId: 'c1', queue: 'HighPriority' },
  )
  const { outputs } = await bench.sendMessage(message)
  const [alarm, same] = outputs.map((each) => each.message)
  assert.ok(alarm && same)
  assert.equal(same, message)
  assert.equal(alarm.type, 'ALARM')
  assert.notEqual(alarm.id, message.id)
  assert.deepEqual(alarm.originator, device)
  assert.deepEqual([alarm.queue, alarm.customerId], ['HighPriority', 'c1'])
  assert.deepEqual({ ...alarm.metadata }, { ts: '5', a: 'b', isNewAlarm: 'true', alarmConditionRepeats: '1' })
  assert.deepEqual(alarm.data, alarmJson(stored()[0] as never, world.server.tenantId))
  const [cleared] = (await bench.sendMessage(messageOf({ t: 1 }, { metadata: {} }))).outputs
  assert.deepEqual({ ...cleared?.message.metadata }, { isClearedAlarm: 'true' })
})

test('who made an alarm, by which rule and from what, is kept with it', async () => {
  await open({}, ruleSet({ MAJOR: { when: 't > 30', spec: lasting(1) } }))
  await send({ t: 31 })
  await send({ t: 32 }, { ts: world.time + 60_000, id: 'cause' })
  const [deed] = world.deeds.filter((each) => 'alarm' in each)
  assert.ok(deed && 'alarm' in deed)
  const { nodeId: by, messageId, rule, values } = deed.cause ?? {}
  assert.deepEqual([by, messageId, rule], [nodeId, 'cause', 't > 30, for 1 seconds'])
  assert.deepEqual({ ...values }, { t: 32 })
})

test('several points in time in one message are looked at in their order', async () => {
  await open({}, ruleSet({ MAJOR: { when: 't > 30' } }, { when: 't < 20' }))
  const { time } = world
  const data = [
    { ts: time - 1000, values: { t: 10 } },
    { ts: time - 3000, values: { t: 31 } },
    { ts: time - 3000, values: { other: 1 } },
    { ts: time - 2000, values: { t: 32 } },
  ]
  assert.deepEqual(await send(data), ['Alarm Created', 'Alarm Updated', 'Alarm Cleared', 'Success'])
  assert.equal(stored()[0]?.startTs, time - 3000)
})

test('every kind of message about values is heard', async () => {
  await open(
    {},
    ruleSet({ MAJOR: { when: 't > 30' } }, undefined, { id: 't', alarmType: 'Series' }),
    ruleSet({ MAJOR: { when: 'attribute a > 30' } }, undefined, { id: 'a', alarmType: 'Attribute' }),
  )
  const created = ['Alarm Created', 'Success']
  const updated = ['Alarm Updated', 'Success']
  assert.deepEqual(await send({ t: 31 }, { type: 'TIMESERIES_UPDATED' }), created)
  const list = { timeseries: [{ ts: world.time, values: { t: 33 } }] }
  assert.deepEqual(await send(list, { type: 'TIMESERIES_UPDATED' }), updated)
  assert.deepEqual(await send({ t: 34 }, { type: 'ACTIVITY_EVENT', metadata: {} }), updated)
  assert.deepEqual(
    await send({ a: 34 }, { type: 'ACTIVITY_EVENT', metadata: { scope: 'SERVER_SCOPE' } }),
    created,
  )
  assert.deepEqual(await send({ t: 35 }, { type: 'INACTIVITY_EVENT', metadata: {} }), updated)
  assert.deepEqual(await send({ a: 35 }, { type: 'POST_ATTRIBUTES_REQUEST' }), updated)
  assert.deepEqual(
    await send({ a: 36 }, { type: 'ATTRIBUTES_UPDATED', metadata: { scope: 'SHARED_SCOPE' } }),
    updated,
  )
  assert.deepEqual(await send({ attributes: ['a'] }, { type: 'ATTRIBUTES_DELETED' }), ['Success'])
  assert.deepEqual(await send({ t: 99 }, { type: 'RPC_SENT' }), ['Success'])
})

test('what is stored of a device is known with its first message', async () => {
  world.historyOf(device).set('t', [{ ts: 1, value: 40 }])
  world.attributesOf(device, 'CLIENT_SCOPE').set('mode', 'off')
  world.attributesOf(device, 'SERVER_SCOPE').set('mode', 'on')
  await open(
    {},
    ruleSet({ MAJOR: { when: ['t > 30', 'attribute mode = on', 'field type = boiler', 'x > 0'] } }),
  )
  assert.deepEqual(await send({ x: 1 }), ['Alarm Created', 'Success'])
})

test('an alarm that is there already is found, and updated', async () => {
  world.alarms.add({ type: 'Alarm', originator: device, severity: 'WARNING', details: { by: 'hand' } })
  await open({}, ruleSet({ MAJOR: { when: 't > 30' } }, { when: 't < 20' }))
  assert.deepEqual(await send({ t: 31 }), ['Alarm Severity Updated', 'Success'])
  assert.deepEqual(stored()[0]?.details, { by: 'hand' })
  assert.deepEqual(await send({ t: 1 }), ['Alarm Cleared', 'Success'])
})

test('messages of others than devices go by, and those of a device that is not there end', async () => {
  await open({}, ruleSet({ MAJOR: { when: 't > 30' } }))
  assert.deepEqual(await send({ t: 31 }, { originator: { entityType: 'ASSET', id: 'a1' } }), ['Success'])
  assert.deepEqual(await send({ t: 31 }, { originator: { entityType: 'DEVICE', id: 'gone' } }), [])
  assert.deepEqual(
    await send({ t: 31 }, { type: 'RPC_SENT', originator: { entityType: 'DEVICE', id: 'gone' } }),
    [],
  )
  assert.deepEqual(
    await send({}, { type: 'ENTITY_DELETED', originator: { entityType: 'DEVICE', id: 'gone' } }),
    ['Success'],
  )
})

test('a message that holds no values fails', async () => {
  await open({}, ruleSet({ MAJOR: { when: 't > 30' } }))
  assert.deepEqual(await send('31', { dataType: 'TEXT' }), [
    'Failure: The message is not JSON, so the alarm rules find no values in it',
  ])
  assert.deepEqual(await send([1]), ['Failure: The message is not an object of keys and values'])
  assert.deepEqual(await send({ ts: 'now', values: {} }), [
    'Failure: “ts” of the message is not a time in milliseconds',
  ])
  assert.deepEqual(await send({}, { type: 'ATTRIBUTES_DELETED' }), [
    'Failure: The message does not say which “attributes” were deleted',
  ])
})

test('an alarm that may not be made fails the message, and counts again when that is tried again', async () => {
  await open({}, ruleSet({ MAJOR: { when: 't > 30', spec: repeating(2) } }))
  await send({ t: 31 })
  world.alarms.isFull = true
  const message = messageOf({ t: 31 })
  assert.match(told(await bench.sendMessage(message))[0] ?? '', /^Failure: .*limit/)
  world.alarms.isFull = false
  const again = await bench.sendMessage(message)
  assert.deepEqual(told(again), ['Alarm Created', 'Success'])
  assert.equal(again.outputs[0]?.message.metadata.alarmConditionRepeats, '2')
})

test('a message that is tried again because of a later node is not counted twice', async () => {
  await open({}, ruleSet({ MAJOR: { when: 't > 30', spec: repeating(3) } }))
  const message = messageOf({ t: 31 })
  const inFlight = (number: number) => Object.assign(message.with({}), { flight: { number } })
  for (const flight of [1, 2, 3])
    assert.deepEqual(told(await bench.sendMessage(inFlight(flight) as Message)), ['Success'])
  assert.deepEqual(await send({ t: 31 }), ['Success'])
  assert.deepEqual(await send({ t: 31 }), ['Alarm Created', 'Success'])
})

test('a message that passes twice in one delivery counts twice', async () => {
  await open({}, ruleSet({ MAJOR: { when: 't > 30', spec: repeating(2) } }))
  const parts = { id: 'one', ts: world.time }
  assert.deepEqual(await send({ t: 31 }, parts), ['Success'])
  assert.deepEqual(await send({ t: 32 }, parts), ['Alarm Created', 'Success'])
})

test('an alarm that others cleared, deleted or acknowledged is seen so', async () => {
  await open({}, ruleSet({ MAJOR: { when: 't > 30', spec: repeating(2) } }))
  await send({ t: 31 })
  await send({ t: 31 })
  const [alarm] = stored()
  assert.ok(alarm)
  const json = (more: object) => ({ ...alarmJson(alarm, 't'), ...more }) as JsonObject
  assert.deepEqual(await send(json({ ackTs: 7 }), { type: 'ALARM_ACK' }), ['Success'])
  assert.deepEqual(await send({ t: 31 }), ['Alarm Updated', 'Success'])
  await world.alarms.clear(alarm.id, world.time, null)
  assert.deepEqual(await send(json({ cleared: true }), { type: 'ALARM_CLEAR' }), ['Success'])
  // counters began anew
  assert.deepEqual(await send({ t: 31 }), ['Success'])
  assert.deepEqual(await send({ t: 31 }), ['Alarm Created', 'Success'])
  const [, second] = stored()
  world.alarms.stored.delete(second?.id ?? '')
  await send({ id: { entityType: 'ALARM', id: second?.id ?? '' } }, { type: 'ALARM_DELETE' })
  await send({ t: 31 })
  assert.deepEqual(await send({ t: 31 }), ['Alarm Created', 'Success'])
})

test('every minute a lasting condition is looked at, with the metadata of the last message', async () => {
  await open({}, ruleSet({ MAJOR: { when: 't > 30', spec: lasting(60) } }))
  await send({ t: 31 }, { ts: world.time, metadata: { a: 'b' }, customerId: 'c1', queue: 'Q' })
  await world.pass(60_000)
  assert.deepEqual(bench.taken(), [])
  await world.pass(60_000)
  const [alarm, more] = bench.taken()
  assert.equal(alarm?.output, 'Alarm Created')
  assert.equal(more, undefined)
  assert.deepEqual(
    { ...alarm?.message.metadata },
    { a: 'b', isNewAlarm: 'true', alarmConditionDuration: '0' },
  )
  assert.deepEqual([alarm?.message.queue, alarm?.message.customerId], ['Q', null])
  await world.pass(60_000)
  assert.deepEqual(
    bench.taken().map(({ output }) => output),
    ['Alarm Updated'],
  )
})

test('a tick that could not do its work does it at the next one', async () => {
  await open({}, ruleSet({ MAJOR: { when: 't > 30', spec: lasting(10) } }))
  await send({ t: 31 }, { ts: world.time })
  world.isQueueFull = true
  await world.pass(60_000)
  assert.deepEqual(bench.taken(), [])
  assert.ok(world.deeds.some((deed) => 'log' in deed && /could not be looked at/.test(deed.log)))
  world.isQueueFull = false
  await world.pass(60_000)
  assert.equal(bench.taken().length, 1)
})

test('thresholds of the customer and the tenant are read once, and again when they change', async () => {
  let reads = 0
  let listener: Parameters<NonNullable<Attributes['onSaved']>>[0] = () => {}
  world.attributesOf({ entityType: 'CUSTOMER', id: 'c1' }, 'SERVER_SCOPE').set('limit', 30)
  world.profiles.set('d1', { alarms: [ruleSet({ MAJOR: { when: 't > $limit^ or 0' } })] }, 'p1')
  const own = world.needs({} as never).attributes
  const attributes: Attributes = {
    ...own,
    read: (entity, scope, keys) => {
      if (entity.entityType !== 'DEVICE') reads++
      return own.read(entity, scope, keys)
    },
    onSaved: (given) => {
      listener = given
      return () => {}
    },
  }
  await openWith({ attributes })
  for (let i = 0; i < 5; i++) assert.deepEqual(await send({ t: 25 }), ['Success'])
  assert.equal(reads, 2)
  world.attributesOf({ entityType: 'CUSTOMER', id: 'c1' }, 'SERVER_SCOPE').set('limit', 20)
  listener({ entityType: 'CUSTOMER', id: 'c1' }, 'SERVER_SCOPE', { limit: 20 }, [])
  assert.deepEqual(await send({ t: 25 }), ['Alarm Created', 'Success'])
  // another customer, other limits
  world.devices.set('d1', { ...(world.devices.get('d1') as never as object), customerId: 'c2' } as never)
  await send({}, { type: 'ENTITY_ASSIGNED' })
  world.attributesOf({ entityType: 'CUSTOMER', id: 'c2' }, 'SERVER_SCOPE').set('limit', 99)
  assert.deepEqual(await send({ t: 26 }), ['Success'])
})

test('when the rules of a profile change, messages after it meet the new ones, and what was counted stays', async () => {
  await open({}, ruleSet({ MAJOR: { when: 't > 30', spec: repeating(2) } }, { when: 't < 10' }))
  await send({ t: 31, x: 1 })
  world.profiles.set('d1', { alarms: [ruleSet({ MAJOR: { when: 't > 20', spec: repeating(2) } })] }, 'p1')
  assert.deepEqual(await send({ t: 21 }), ['Alarm Created', 'Success'])
  // the clear rule is gone
  assert.deepEqual(await send({ t: 1 }), ['Success'])
})

test('a device that gets another profile begins anew, and what was stored of it goes', async () => {
  await open(persists, ruleSet({ MAJOR: { when: 't > 30', spec: repeating(2) } }))
  await send({ t: 31 })
  assert.notEqual(world.stateOf(nodeId, 'd1'), null)
  assert.deepEqual(
    await send({ deviceProfileId: { entityType: 'DEVICE_PROFILE', id: 'p1' } }, { type: 'ENTITY_UPDATED' }),
    ['Success'],
  )
  assert.notEqual(world.stateOf(nodeId, 'd1'), null)
  await send({ deviceProfileId: { entityType: 'DEVICE_PROFILE', id: 'p2' } }, { type: 'ENTITY_UPDATED' })
  assert.equal(world.stateOf(nodeId, 'd1'), null)
  assert.deepEqual(await send({ t: 31 }), ['Success'])
  world.profiles.set('d1', { alarms: [ruleSet({ MAJOR: { when: 't > 30', spec: repeating(2) } })] }, 'p2')
  world.profiles.changed(device)
  assert.deepEqual(await send({ t: 31 }), ['Success'])
  assert.deepEqual(await send({ t: 31 }), ['Alarm Created', 'Success'])
})

test('a rule that can’t be read is left out, once told, and the others run', async () => {
  const wrong = {
    ...ruleSet({ MAJOR: { when: 't > 1' } }, undefined, { id: 'w', alarmType: 'W' }),
    propagate: 3,
  }
  await open({}, wrong, ruleSet({ MAJOR: { when: 't > 30' } }))
  assert.deepEqual(await send({ t: 31 }), ['Alarm Created', 'Success'])
  world.profiles.changed({ entityType: 'DEVICE_PROFILE', id: 'p1' })
  await send({ t: 31 })
  const logs = world.deeds.filter((deed) => 'log' in deed && /left out: propagate must be/.test(deed.log))
  assert.equal(logs.length, 1)
})

test('messages of one device that come at once are looked at in their order', async () => {
  await open({}, ruleSet({ MAJOR: { when: 't > 30' } }, { when: 't < 10' }))
  const messages = [31, 5, 31, 5].map((t) => messageOf({ t }))
  const all = await Promise.all(messages.map((message) => bench.offer(message)))
  assert.deepEqual(
    all.flatMap(told).filter((output) => output !== 'Success'),
    ['Alarm Created', 'Alarm Cleared', 'Alarm Created', 'Alarm Cleared'],
  )
})
