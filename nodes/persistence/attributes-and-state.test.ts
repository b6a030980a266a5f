import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Bench, playDevice, World } from '../sdk/play.ts'
import deleteAttributes from './delete-attributes.ts'
import deviceState from './device-state.ts'

describe('delete attributes', () => {
  const deeds = async (config: object, metadata: Record<string, string> = {}) => {
    const bench = await Bench.open(deleteAttributes, { keys: ['a', ' ', 'a'], ...config })
    await bench.send({ data: {}, metadata })
    return bench.world.deeds
  }

  test('each key is deleted once, and blank ones are left out', async () => {
    const [only, ...others] = await deeds({})
    assert.ok(only && 'keys' in only)
    assert.deepEqual([only.keys, others], [['a'], []])
  })

  test('the device hears of it only where that was asked for', async () => {
    const hears = async (config: object, metadata = {}) =>
      (await deeds({ scope: 'SHARED_SCOPE', ...config }, metadata)).some((deed) => 'notify' in deed)
    assert.equal(await hears({}), false)
    assert.equal(await hears({ notifyDevice: true }), true)
    assert.equal(await hears({}, { notifyDevice: 'true' }), true)
    assert.equal(await hears({ notifyDevice: true }, { scope: 'SERVER_SCOPE' }), false)
  })

  test('the root chain hears of it where that is wanted', async () => {
    const all = await deeds({ sendAttributesDeletedNotification: true })
    const told = all.find((deed) => 'enqueue' in deed)
    assert.equal(told?.enqueue.type, 'ATTRIBUTES_DELETED')
    assert.deepEqual(told?.enqueue.data, { attributes: ['a'] })
  })
})

describe('device state', () => {
  test('the event is registered with the time of the message', async () => {
    const bench = await Bench.open(deviceState, { event: 'CONNECT_EVENT' })
    await bench.send({ data: {}, metadata: { ts: '123' } })
    assert.deepEqual(bench.world.deeds, [{ event: 'CONNECT_EVENT', device: playDevice.id, ts: 123 }])
  })

  test('each device may once a second, and for longer only as often as the longer limits allow', async () => {
    const world = new World()
    const bench = await Bench.open(deviceState, {}, { world })
    const output = async (id = playDevice.id) =>
      (await bench.send({ data: {}, originator: { entityType: 'DEVICE', id } })).outputs[0]?.output
    assert.deepEqual(
      [await output(), await output(), await output('other')],
      ['Success', 'Rate limited', 'Success'],
    )
    let allowed = 0
    for (let second = 0; second < 120; second++) {
      await world.pass(1000)
      if ((await output()) === 'Success') allowed++
    }
    assert.equal(allowed, 60, '59 that the hour has left, and one that time gives back')
  })

  test('other things than devices are refused by name', async () => {
    const bench = await Bench.open(deviceState, {})
    const { failed } = await bench.send({ data: {}, originator: { entityType: 'ASSET', id: 'a' } })
    assert.match(failed ?? '', /this message is about an asset/)
  })
})
