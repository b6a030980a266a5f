// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of ours
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { EntityRef } from '../sdk/index.ts'
import { Bench, playDevice, World } from '../sdk/play.ts'
import assignCustomer from './assign-customer.ts'
import copyToView from './copy-to-view.ts'
import unassignCustomer from './unassign-customer.ts'

const acme: EntityRef = { entityType: 'CUSTOMER', id: 'acme' }

function world(): World {
  const made = new World()
  made.entities.add(playDevice, { name: 'Sensor' })
  made.entities.add(acme, { name: 'Acme' })
  return made
}

const ownerOf = (made: World, ref = playDevice) => made.entities.get(ref)?.customerId

describe('assign to customer', () => {
  const open = (config: object, made: World) =>
    Bench.open(assignCustomer, { customerNamePattern: '${owner}', ...config }, { world: made })

  test('the message names the customer', async () => {
    const made = world()
    const { outputs } = await (await open({}, made)).send({ data: {}, metadata: { owner: 'Acme' } })
    assert.equal(outputs[0]?.output, 'Success')
    assert.equal(ownerOf(made), 'acme')
  })

  test('of the messages of one device the last one counts, and a new customer is made once', async () => {
    const made = world()
    const bench = await open({ createCustomerIfNotExists: true }, made)
    const send = (owner: string) => bench.send({ data: {}, metadata: { owner } })
    await Promise.all(['New', 'Acme', 'New'].map(send))
    const created = made.deeds.flatMap((deed) => ('create' in deed ? [deed.create] : []))
    assert.deepEqual(
      created.map(({ name }) => name),
      ['New'],
    )
    assert.equal(ownerOf(made), created[0]?.ref.id)
    const told = made.deeds.flatMap((deed) => ('enqueue' in deed ? [deed.enqueue] : []))
    assert.deepEqual(
      told.map(({ type, originator, customerId }) => [type, originator.id, customerId]),
      [['ENTITY_CREATED', created[0]?.ref.id, created[0]?.ref.id]],
    )
  })

  test('what can’t be given, to whom it can’t be given, and what is gone fail', async () => {
    const made = world()
    const failure = async (owner: string, originator = playDevice) =>
      (await (await open({}, made)).send({ data: {}, metadata: { owner }, originator })).failed
    assert.equal(await failure('Nobody'), 'There is no customer with the name “Nobody”')
    assert.equal(await failure('Acme', { entityType: 'USER', id: 'u' }), 'No customer can be given a user')
    made.entities.remove(playDevice)
    assert.equal(
      await failure('Acme'),
      'The device of this message does not exist any more, or its new customer does not',
    )
    await assert.rejects(open({ customerNamePattern: ' ' }, made), /title of the customer/)
  })
})

describe('unassign from customer', () => {
  const send = async (made: World, originator: EntityRef, customerNamePattern = '') => {
    const bench = await Bench.open(unassignCustomer, { customerNamePattern }, { world: made })
    const { outputs, failed } = await bench.send({ data: {}, originator })
    return failed ?? outputs[0]?.output
  }

  test('a device is nobody’s afterwards, also when it was before', async () => {
    const made = world()
    made.entities.add(playDevice, { customerId: 'acme' })
    assert.equal(await send(made, playDevice), 'Success')
    assert.equal(ownerOf(made), null)
    assert.equal(await send(made, playDevice), 'Success')
    assert.equal(made.deeds.length, 1)
  })

  test('a dashboard is taken from the customer that is named', async () => {
    const made = world()
    const dashboard = { entityType: 'DASHBOARD', id: 'db' }
    made.entities.add(dashboard)
    assert.equal(await send(made, dashboard, 'Acme'), 'Success')
    assert.deepEqual(made.deeds, [{ unassign: dashboard, customerId: 'acme' }])
    assert.match(String(await send(made, dashboard)), /say from which/)
    assert.equal(await send(made, dashboard, 'Nobody'), 'There is no customer with the name “Nobody”')
  })

  test('what has no customer by assignment fails', async () => {
    assert.equal(await send(world(), acme), 'No customer can be given a customer')
  })
})

describe('copy to view', () => {
  const view = (id: string, about: object = {}) => ({
    id,
    name: id,
    entity: playDevice,
    startTime: 0,
    endTime: 0,
    clientKeys: ['c'],
    sharedKeys: ['a'],
    serverKeys: ['s', 't'],
    timeseriesKeys: [],
    ...about,
  })
  const send = async (type: string, data: object, metadata: Record<string, string>) => {
    const made = world()
    const { time } = made
    made.entities.views.push(
      view('open'),
      view('over', { endTime: time }),
      view('to come', { startTime: time + 1 }),
      view('of another', { entity: acme }),
    )
    const bench = await Bench.open(copyToView, {}, { world: made })
    const { outputs, failed } = await bench.send({ type, data: data as never, metadata })
    return { made, failed, told: outputs.map(({ message }) => message) }
  }
  const ref = { entityType: 'ENTITY_VIEW', id: 'open' }

  test('a view gets the keys that it shows, and a message of its own tells of it', async () => {
    const metadata = { scope: 'SERVER_SCOPE' }
    const { made, told } = await send('ATTRIBUTES_UPDATED', { s: 1, other: 2 }, metadata)
    assert.deepEqual(made.deeds, [
      { save: 'attributes', entity: ref, scope: 'SERVER_SCOPE', values: { s: 1 } },
    ])
    assert.deepEqual(
      told.map(({ originator, type, data }) => [originator, type, data]),
      [[ref, 'ATTRIBUTES_UPDATED', { s: 1, other: 2 }]],
    )
    assert.notEqual(told[0]?.id, '00000000-0000-4000-8000-00000000a11e')
  })

  test('what devices report are client attributes', async () => {
    const { made } = await send('POST_ATTRIBUTES_REQUEST', { c: 1, s: 2 }, { deviceName: 'Sensor' })
    assert.deepEqual(made.deeds, [
      { save: 'attributes', entity: ref, scope: 'CLIENT_SCOPE', values: { c: 1 } },
    ])
  })

  test('deleted keys are deleted from the views that show them; others hear nothing', async () => {
    const deleted = (keys: readonly string[]) =>
      send('ATTRIBUTES_DELETED', { attributes: keys }, { scope: 'SERVER_SCOPE' })
    const { made, told } = await deleted(['s', 'other'])
    assert.deepEqual(made.deeds, [{ remove: 'attributes', entity: ref, scope: 'SERVER_SCOPE', keys: ['s'] }])
    assert.equal(told.length, 1)
    const none = await deleted(['other'])
    assert.deepEqual([none.made.deeds, none.told, none.failed], [[], [], undefined])
  })

  test('what is no change of attributes fails', async () => {
    const failure = async (type: string, data: object, metadata: Record<string, string>) =>
      (await send(type, data, metadata)).failed ?? ''
    assert.match(await failure('POST_TELEMETRY_REQUEST', {}, { scope: 'SERVER_SCOPE' }), /POST_TELEMETRY/)
    assert.match(await failure('POST_ATTRIBUTES_REQUEST', {}, {}), /no scope/)
    assert.match(await failure('ATTRIBUTES_UPDATED', {}, { scope: 'MINE' }), /scope is “MINE”/)
    assert.match(
      await failure('ATTRIBUTES_DELETED', { attributes: [1] }, { scope: 'SERVER_SCOPE' }),
      /list of keys/,
    )
    assert.match(await failure('ATTRIBUTES_UPDATED', { s: null }, { scope: 'SERVER_SCOPE' }), /“s” is null/)
    assert.match(await failure('ATTRIBUTES_UPDATED', [], { scope: 'SERVER_SCOPE' }), /not an object/)
  })
})
