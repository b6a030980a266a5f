import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { Alarms } from '../../engine/rules/alarms.ts'
import checkAlarmStatus from '../filter/check-alarm-status.ts'
import { isObject, type JsonValue, valueAt } from '../sdk/index.ts'
import { Bench, playDevice, World } from '../sdk/play.ts'
import clearAlarm from './clear-alarm.ts'
import createAlarm from './create-alarm.ts'

let world: World
beforeEach(() => {
  world = new World()
})

const hot = { alarmType: 'Hot', severity: 'MAJOR' }
const counting = `var details = metadata.prevAlarmDetails ? JSON.parse(metadata.prevAlarmDetails) : {count: 0};
details.count++;
return details;`

function enqueued() {
  return world.deeds.flatMap((deed) => ('enqueue' in deed ? [deed.enqueue] : []))
}

function at(data: JsonValue, ...path: string[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>((place, key) => place && valueAt(place, key), data)
}

test('a new alarm begins when its message says, and the chains hear of it first', async () => {
  const bench = await Bench.open(createAlarm, { ...hot, alarmDetailsBuildJs: counting }, { world })
  const { outputs } = await bench.send({ data: { t: 31 }, metadata: { ts: '1234', k: 'v' } })
  const [told] = outputs
  assert.equal(told?.output, 'Created')
  assert.deepEqual({ ...told?.message.metadata }, { ts: '1234', k: 'v', isNewAlarm: 'true' })
  assert.equal(told?.message.type, 'ALARM')
  const data = told?.message.data as JsonValue
  assert.deepEqual([at(data, 'startTs'), at(data, 'endTs'), at(data, 'details')], [1234, 1234, { count: 1 }])
  assert.equal(at(data, 'status'), 'ACTIVE_UNACK')
  const [event] = enqueued()
  assert.equal(event?.type, 'ENTITY_CREATED')
  assert.deepEqual(Object.keys(event?.metadata ?? {}), ['ruleNodeId'])
  assert.deepEqual(event?.data, data)
  assert.deepEqual(event?.originator, playDevice)
})

test('an alarm that is there keeps its beginning, and its details are made from the ones before', async () => {
  const bench = await Bench.open(createAlarm, { ...hot, alarmDetailsBuildJs: counting }, { world })
  await bench.send({ data: {} })
  const begun = world.time
  await world.pass(5000)
  const { outputs } = await bench.send({ data: {}, metadata: { ts: '1' } })
  const data = outputs[0]?.message.data as JsonValue
  assert.equal(outputs[0]?.output, 'Updated')
  assert.deepEqual(
    [at(data, 'startTs'), at(data, 'endTs'), at(data, 'details')],
    [begun, begun + 5000, { count: 2 }],
  )
  assert.equal(enqueued().at(-1)?.type, 'ENTITY_UPDATED')
})

test('messages that come at once count one after the other', async () => {
  const bench = await Bench.open(createAlarm, { ...hot, alarmDetailsBuildJs: counting }, { world })
  await Promise.all(Array.from({ length: 5 }, () => bench.send({ data: {} })))
  const [alarm] = world.alarms.stored.values()
  assert.deepEqual(alarm?.details, { count: 5 })
  assert.equal(world.alarms.stored.size, 1)
})

test('what one node raises is there when the other looks for something to clear', async () => {
  const [raise, clear] = [
    await Bench.open(createAlarm, hot, { world }),
    await Bench.open(clearAlarm, { alarmType: 'Hot' }, { world }),
  ]
  const [, cleared] = await Promise.all([raise.send({ data: {} }), clear.send({ data: {} })])
  assert.deepEqual(
    cleared.outputs.map(({ output }) => output),
    ['Cleared'],
  )
})

test('an update that changes nothing leaves by Success with the message as it came', async () => {
  const bench = await Bench.open(createAlarm, hot, { world })
  await bench.send({ data: { t: 1 } })
  const { outputs } = await bench.send({ data: { t: 2 } })
  assert.equal(outputs[0]?.output, 'Success')
  assert.deepEqual(outputs[0]?.message.data, { t: 2 })
  assert.equal(enqueued().length, 1)
})

test('nobody is told of an alarm that is on the shelf, and gathered changes make no message of their own', async () => {
  const having = (more: object): Partial<Alarms> & { alarms: Alarms } => ({
    alarms: {
      inOrder: (originator, work) => world.alarms.inOrder(originator, work),
      byId: (id) => world.alarms.byId(id),
      active: (originator, type) => world.alarms.active(originator, type),
      clear: (id, ts, details) => world.alarms.clear(id, ts, details),
      raise: async (request, cause) => ({ ...(await world.alarms.raise(request, cause)), ...more }),
    },
  })
  const shelved = await Bench.open(createAlarm, hot, { world, needs: having({ isShelved: true }) })
  assert.equal((await shelved.send({ data: { t: 2 } })).outputs[0]?.output, 'Success')
  assert.deepEqual(enqueued(), [])
  await world.pass(1000)
  const gathered = await Bench.open(createAlarm, hot, { world, needs: having({ isGathered: true }) })
  assert.equal((await gathered.send({ data: { t: 3 } })).outputs[0]?.output, 'Updated')
  assert.deepEqual(enqueued(), [])
})

test('when the queue takes no event, the alarm leaves by Failure', async () => {
  world.isQueueFull = true
  const raise = await Bench.open(createAlarm, hot, { world })
  const raised = await raise.send({ data: { t: 2 } })
  assert.deepEqual([raised.outputs[0]?.output, raised.outputs[0]?.message.type], ['Failure', 'ALARM'])
  const clear = await Bench.open(clearAlarm, { alarmType: 'Hot' }, { world })
  const cleared = await clear.send({ data: { t: 2 } })
  assert.deepEqual([cleared.outputs[0]?.output, cleared.outputs[0]?.message.type], ['Failure', 'ALARM'])
  assert.equal(cleared.outputs[0]?.message.metadata.isClearedAlarm, 'true')
})

test('an alarm in the message gives type, severity and propagation; its text must be an alarm’s', async () => {
  const unasked = { alarmType: null, severity: null }
  const config = { useMessageAlarmData: true, overwriteAlarmDetails: false, ...unasked }
  const bench = await Bench.open(createAlarm, config, { world })
  const alarm = {
    type: 'Leak',
    severity: 'MINOR',
    details: { x: 1 },
    propagate: true,
    propagateRelationTypes: ['Uses'],
  }
  const { outputs } = await bench.send({ data: alarm })
  assert.equal(outputs[0]?.output, 'Created')
  const [made] = world.alarms.stored.values()
  assert.deepEqual(
    [made?.type, made?.severity, made?.propagate, made?.propagateRelationTypes, made?.originator],
    ['Leak', 'MINOR', true, ['Uses'], playDevice],
  )
  const refused = async (data: JsonValue, reason: RegExp) =>
    assert.match((await bench.send({ data })).failed ?? '', reason)
  await refused({ ...alarm, severity: 'BAD' }, /“BAD” is no severity/)
  await refused({ severity: 'MINOR' }, /has no type/)
  await refused({ type: 'Leak' }, /has no severity/)
  await refused({ ...alarm, originator: 'd1' }, /“originator” is not an id/)
  await refused({ ...alarm, startTs: 'now' }, /“startTs” is not a time/)
  await refused(['Leak'], /holds no alarm/)
})

test('clearing tells of the alarm with its new details, and of nothing when somebody was faster', async () => {
  const alarm = world.alarms.add({
    type: 'Hot',
    originator: playDevice,
    severity: 'MAJOR',
    details: { count: 3 },
  })
  const config = {
    alarmType: 'Hot',
    alarmDetailsBuildJs: 'return {was: JSON.parse(metadata.prevAlarmDetails).count};',
  }
  const bench = await Bench.open(clearAlarm, config, { world })
  const { outputs } = await bench.send({ data: { t: 1 } })
  const data = outputs[0]?.message.data as JsonValue
  assert.deepEqual(
    [outputs[0]?.output, at(data, 'status'), at(data, 'details')],
    ['Cleared', 'CLEARED_UNACK', { was: 3 }],
  )
  assert.equal(enqueued()[0]?.type, 'ALARM_CLEAR')
  assert.equal((await bench.send({ data: { t: 1 } })).outputs[0]?.output, 'False')

  const alarms: Alarms = {
    inOrder: (originator, work) => world.alarms.inOrder(originator, work),
    byId: (id) => world.alarms.byId(id),
    raise: (request) => world.alarms.raise(request),
    active: async () => alarm,
    clear: async () => null,
  }
  const late = await Bench.open(clearAlarm, config, { world, needs: { alarms } })
  const answer = await late.send({ data: { t: 9 } })
  assert.deepEqual([answer.outputs[0]?.output, answer.outputs[0]?.message.data], ['Success', { t: 9 }])
})

test('the status is read anew, whatever the message says', async () => {
  const { id } = world.alarms.add({ type: 'Hot', originator: playDevice, severity: 'MAJOR' })
  const bench = await Bench.open(checkAlarmStatus, {}, { world })
  const ask = async () => {
    const { outputs, failed } = await bench.send({
      type: 'ALARM',
      data: { id: { entityType: 'ALARM', id }, status: 'CLEARED_ACK' },
    })
    return failed ?? outputs[0]?.output
  }
  assert.equal(await ask(), 'True')
  await world.alarms.clear(id, 5, null)
  assert.equal(await ask(), 'False')
  world.alarms.stored.clear()
  assert.equal(await ask(), 'No such alarm found.')
})

test('a severity that is none stops the deploy; a template is looked at with each message', async () => {
  await assert.rejects(Bench.open(createAlarm, { ...hot, severity: 'major' }, { world }), /no severity/)
  await assert.rejects(Bench.open(createAlarm, { ...hot, alarmDetailsBuildJs: ' ' }, { world }), /empty/)
  const bench = await Bench.open(createAlarm, { ...hot, severity: '$[s]', dynamicSeverity: true }, { world })
  assert.match((await bench.send({ data: { s: 'major' } })).failed ?? '', /“major” is no severity/)
  const { outputs } = await bench.send({ data: { s: 'WARNING' } })
  assert.ok(isObject(outputs[0]?.message.data) && outputs[0].message.data.severity === 'WARNING')
})
