import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Bench, World } from '../sdk/play.ts'
import events from './geofencing-events.ts'
import filter from './geofencing-filter.ts'

const square = '[[0,0],[10,10]]'
const inside = { latitude: 5, longitude: 5 }
const outside = { latitude: 15, longitude: 5 }

describe('geofencing filter', () => {
  const output = async (config: object, data: object, metadata: Record<string, string> = {}) => {
    const { outputs, failed } = await (await Bench.open(filter, config)).send({
      data: data as never,
      metadata,
    })
    return failed ?? outputs[0]?.output
  }

  test('a circle ends where the great circle says, whatever its unit', async () => {
    const circle = (radius: number, radiusUnit: string) => ({
      ss_perimeter: JSON.stringify({ latitude: 0, longitude: 0, radius, radiusUnit }),
    })
    // One degree along the equator is 111.195 km.
    for (const [radius, unit] of [
      [111.2, 'KILOMETER'],
      [111_200, 'METER'],
      [69.1, 'MILE'],
      [60.05, 'NAUTICAL_MILE'],
      [364_900, 'FOOT'],
    ] as const) {
      const config = { perimeterType: 'CIRCLE' }
      assert.equal(await output(config, { latitude: 0, longitude: 1 }, circle(radius, unit)), 'True', unit)
      assert.equal(
        await output(config, { latitude: 0, longitude: 1 }, circle(radius * 0.999, unit)),
        'False',
        unit,
      )
    }
  })

  test('the place may come in the metadata, and as text', async () => {
    assert.equal(await output({}, {}, { ss_perimeter: square, latitude: '5', longitude: '5.5' }), 'True')
    assert.equal(await output({}, { latitude: '5', longitude: '15' }, { ss_perimeter: square }), 'False')
  })

  test('a null in the data is no place, so the metadata counts', async () => {
    const place = { latitude: '5', longitude: '5', ss_perimeter: square }
    assert.equal(await output({}, { latitude: null, longitude: null }, place), 'True')
  })

  test('the keys of old chains still name a perimeter', async () => {
    assert.equal(await output({ perimeterKeyName: '' }, inside, { perimeter: square }), 'True')
  })

  test('what can’t be answered says why', async () => {
    assert.match(String(await output({}, inside)), /“ss_perimeter” holds no perimeter/)
    assert.match(String(await output({}, inside, { ss_perimeter: '[[' })), /can’t be read/)
    assert.match(
      String(await output({}, { ...inside, latitude: 'north' }, { ss_perimeter: square })),
      /degrees/,
    )
    const fixed = { fetchPerimeterInfoFromMessageMetadata: false }
    await assert.rejects(Bench.open(filter, fixed), /no polygon/)
    await assert.rejects(Bench.open(filter, { ...fixed, perimeterType: 'CIRCLE', range: 5 }), /centre/)
  })
})

describe('geofencing events', () => {
  const config = { reportPresenceStatusOnEachMessage: false, minInsideDuration: 10, minOutsideDuration: 20 }
  const seconds = { minInsideDurationTimeUnit: 'SECONDS', minOutsideDurationTimeUnit: 'SECONDS' }

  async function walk(world: World, given: object) {
    const bench = await Bench.open(events, { ...config, ...seconds, ...given }, { world })
    return async (data: typeof inside) => {
      const { outputs, failed } = await bench.send({ data, metadata: { ss_perimeter: square } })
      return failed ?? outputs[0]?.output
    }
  }

  test('coming and going are told at once, staying once after its time', async () => {
    const world = new World()
    const at = await walk(world, {})
    assert.equal(await at(inside), 'Entered')
    await world.pass(10_000)
    assert.equal(await at(inside), 'Success')
    await world.pass(1)
    assert.deepEqual([await at(inside), await at(inside)], ['Inside', 'Success'])
    assert.equal(await at(outside), 'Left')
    await world.pass(20_001)
    assert.deepEqual([await at(outside), await at(outside)], ['Outside', 'Success'])
  })

  test('where a device was survives a restart', async () => {
    const world = new World()
    assert.equal(await (await walk(world, {}))(inside), 'Entered')
    const after = await walk(world, { reportPresenceStatusOnEachMessage: true })
    assert.deepEqual(
      [await after(inside), await after(outside), await after(outside)],
      ['Inside', 'Left', 'Outside'],
    )
  })

  test('messages that come at once are judged one after the other', async () => {
    const at = await walk(new World(), {})
    assert.deepEqual(await Promise.all([at(inside), at(inside)]), ['Entered', 'Success'])
  })

  test('a server that keeps no state says so when the chain is deployed', async () => {
    const needs = { state: undefined } as never
    await assert.rejects(Bench.open(events, {}, { needs }), /keeps no state of nodes/)
  })
})
