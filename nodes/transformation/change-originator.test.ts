import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EntityRef } from '../sdk/index.ts'
import { Bench, playDevice, World } from '../sdk/play.ts'
import changeOriginator from './change-originator.ts'

function world(customerId: string | null): World {
  const made = new World()
  const meter = { id: 'm1', name: 'House 7 meter', type: 't', label: null, profileId: 'p', customerId }
  made.devices.set('m1', meter)
  made.devices.set(playDevice.id, { ...meter, id: playDevice.id, name: 'House 7' })
  return made
}

async function originator(config: object, customerId: string | null = 'c1') {
  const bench = await Bench.open(changeOriginator, config, { world: world(customerId) })
  const { outputs, failed } = await bench.send({ data: { kWh: 1 }, metadata: { house: 'House 7' } })
  return failed ?? outputs[0]?.message.originator
}

test('the customer of the device, a device by its name, or the tenant', async () => {
  assert.deepEqual(await originator({ originatorSource: 'CUSTOMER' }), { entityType: 'CUSTOMER', id: 'c1' })
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a template of ours
  const named = { originatorSource: 'ENTITY', entityType: 'DEVICE', entityNamePattern: '${house} meter' }
  assert.deepEqual(await originator(named), { entityType: 'DEVICE', id: 'm1' })
  assert.deepEqual(await originator({ originatorSource: 'TENANT' }), {
    entityType: 'TENANT',
    id: new World().server.tenantId,
  })
})

test('a device of nobody fails', async () => {
  assert.equal(
    await originator({ originatorSource: 'CUSTOMER' }, null),
    'The device of this message belongs to no customer',
  )
})

test('an asset by its name, the nearest related entity, or whom an alarm is about', async () => {
  const made = world('c1')
  const room = { entityType: 'ASSET', id: 'room' }
  const house = { entityType: 'ASSET', id: 'house' }
  made.entities.add(room, { name: 'Room 12' })
  made.relations.add(
    { from: house, to: room, type: 'Contains' },
    { from: room, to: playDevice, type: 'Contains' },
  )
  const { id } = made.alarms.add({ type: 'Hot', originator: playDevice, severity: 'MAJOR' })
  const send = async (config: object, originator: EntityRef = playDevice) => {
    const bench = await Bench.open(changeOriginator, config, { world: made })
    const { outputs, failed } = await bench.send({ data: {}, originator })
    return failed ?? outputs[0]?.message.originator
  }
  const walk = { direction: 'TO', maxLevel: 0, filters: [{ relationType: 'Contains', entityTypes: [] }] }
  assert.deepEqual(
    await send({ originatorSource: 'ENTITY', entityType: 'ASSET', entityNamePattern: 'Room 12' }),
    room,
  )
  assert.deepEqual(await send({ originatorSource: 'RELATED', relationsQuery: walk }), room)
  assert.deepEqual(
    await send({ originatorSource: 'RELATED', relationsQuery: { ...walk, fetchLastLevelOnly: true } }),
    house,
  )
  assert.match(
    String(await send({ originatorSource: 'RELATED', relationsQuery: walk }, house)),
    /^Nothing is related/,
  )
  const ofAlarm = { originatorSource: 'ALARM_ORIGINATOR' }
  assert.deepEqual(await send(ofAlarm, { entityType: 'ALARM', id }), playDevice)
  assert.match(String(await send(ofAlarm)), /this message is about a device/)
  assert.match(String(await send(ofAlarm, { entityType: 'ALARM', id: 'gone' })), /alarm .* any more/)
})

test('assets, users and alarms have customers as well', async () => {
  const made = world('c1')
  made.entities.add({ entityType: 'USER', id: 'u' }, { customerId: 'c2' })
  const alarm = made.alarms.add({ type: 'Hot', originator: playDevice, severity: 'MAJOR' })
  const bench = await Bench.open(changeOriginator, {}, { world: made })
  const owner = async (originator: EntityRef) =>
    (await bench.send({ data: {}, originator })).outputs[0]?.message.originator.id
  assert.equal(await owner({ entityType: 'USER', id: 'u' }), 'c2')
  assert.equal(await owner({ entityType: 'ALARM', id: alarm.id }), 'c1')
  assert.equal(await owner({ entityType: 'CUSTOMER', id: 'c9' }), 'c9')
})

test('what is not said in full is refused when the chain is deployed', async () => {
  await assert.rejects(Bench.open(changeOriginator, { originatorSource: 'ENTITY' }), /kind and the name/)
  await assert.rejects(
    Bench.open(changeOriginator, { originatorSource: 'RELATED', relationsQuery: null }),
    /relationsQuery/,
  )
  await assert.rejects(
    Bench.open(changeOriginator, {
      originatorSource: 'ENTITY',
      entityType: 'CUSTOMER',
      entityNamePattern: 'a',
    }),
    /entityType/,
  )
})
