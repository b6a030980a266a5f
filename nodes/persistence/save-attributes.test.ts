import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJson } from '../sdk/index.ts'
import { Bench, playDevice, World } from '../sdk/play.ts'
import node from './save-attributes.ts'

const type = 'POST_ATTRIBUTES_REQUEST'

async function send(
  config: object,
  data: string,
  metadata: Record<string, string> = {},
  stored: object = {},
) {
  const world = new World()
  for (const [key, value] of Object.entries(stored))
    world.attributesOf(playDevice, 'SHARED_SCOPE').set(key, value)
  const bench = await Bench.open(node, { scope: 'SHARED_SCOPE', ...config }, { world })
  const played = await bench.send({ type, data: parseJson(data), metadata })
  return { ...played, deeds: world.deeds }
}

test('only what changed is saved and told, where 5 and 5.0 are two', async () => {
  const { deeds } = await send({}, '{"a":1,"b":5.0,"c":"x"}', {}, { a: 1, b: 5, c: 'x' })
  const [saved, told] = deeds
  assert.ok(saved && 'values' in saved && told && 'changed' in told)
  assert.deepEqual([Object.keys(saved.values), Object.keys(told.changed)], [['b'], ['b']])
})

test('the device hears of it unless metadata says otherwise', async () => {
  const hears = async (metadata: Record<string, string>, config = {}) =>
    (await send(config, '{"a":1}', metadata)).deeds.some((deed) => 'notify' in deed)
  assert.equal(await hears({}), true)
  assert.equal(await hears({ notifyDevice: '' }), true)
  assert.equal(await hears({ notifyDevice: 'false' }), false)
  assert.equal(await hears({ notifyDevice: 'false' }, { notifyDevice: true }), true)
  assert.equal(await hears({ scope: 'SERVER_SCOPE' }), false)
})

test('the root chain hears of it where that is wanted', async () => {
  const { deeds } = await send({ sendAttributesUpdatedNotification: true }, '{"a":1}')
  const queued = deeds.find((deed) => 'enqueue' in deed)
  assert.equal(queued?.enqueue.type, 'ATTRIBUTES_UPDATED')
  assert.equal(queued?.enqueue.metadata.scope, 'SHARED_SCOPE')
  assert.deepEqual(queued?.enqueue.data, { a: 1 })
})

test('live views hear of it where that is wanted, also of what is not saved', async () => {
  const [always, never] = [{ type: 'ON_EVERY_MESSAGE' }, { type: 'SKIP' }]
  const deedsOf = async (processingSettings: object) =>
    (await send({ processingSettings }, '{"a":1}', { notifyDevice: 'false' })).deeds.filter(
      (deed) => !('calculate' in deed),
    )
  const about = { entity: playDevice, scope: 'SHARED_SCOPE' }
  const saved = { save: 'attributes', ...about, values: { a: 1 } }
  assert.deepEqual(await deedsOf(always), [saved])
  assert.deepEqual(await deedsOf({ type: 'WEBSOCKETS_ONLY' }), [{ show: { a: 1 }, ...about }])
  const advanced = { type: 'ADVANCED', attributes: always, webSockets: never, calculatedFields: never }
  assert.deepEqual(await deedsOf(advanced), [{ ...saved, live: false }])
  assert.deepEqual(await deedsOf({ ...advanced, attributes: never }), [])
})

test('nothing to save is a success without a deed', async () => {
  for (const data of ['{}', '{"a":1}']) {
    const { outputs, deeds } = await send({}, data, {}, { a: 1 })
    assert.deepEqual([outputs.map(({ output }) => output), deeds], [['Success'], []])
  }
})

test('what can’t be saved says why', async () => {
  assert.match((await send({}, '{"a":null}')).failed ?? '', /“a” is null/)
  assert.match((await send({}, '[1]')).failed ?? '', /not an object/)
  assert.match((await send({}, '{"a":1}', { scope: 'MINE' })).failed ?? '', /scope is “MINE”/)
})
