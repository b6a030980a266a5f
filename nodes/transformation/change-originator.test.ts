import assert from 'node:assert/strict'
import { test } from 'node:test'
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

test('what can’t be looked up yet is refused when the chain is deployed', async () => {
  for (const config of [
    { originatorSource: 'RELATED' },
    { originatorSource: 'ALARM_ORIGINATOR' },
    { originatorSource: 'ENTITY', entityType: 'ASSET', entityNamePattern: 'a' },
  ])
    await assert.rejects(Bench.open(changeOriginator, config), /yet/)
  await assert.rejects(Bench.open(changeOriginator, { originatorSource: 'ENTITY' }), /kind and the name/)
})
