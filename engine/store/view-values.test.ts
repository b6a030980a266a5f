import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EntityRef } from '../rules/message.ts'
import { onEveryDatabase } from './every-database.ts'
import { Conflict, type RangeQuery } from './store.ts'

const all = { history: true, latest: true, ttl: 0 }

onEveryDatabase('values through entity views', (ground) => {
  async function viewed(name: string, more: { startTime?: number; endTime?: number } = {}) {
    const { store } = ground()
    const device = await store.devices.create({ name })
    const entity = { entityType: 'DEVICE', id: device.id }
    const about = {
      name: `view of ${name}`,
      type: 'part',
      entity,
      customerId: null,
      keys: { timeseries: ['temperature', 'none'], attributes: { cs: [], ss: ['place'], sh: ['limit'] } },
      startTime: 0,
      endTime: 0,
      additionalInfo: null,
      ...more,
    }
    const made = await store.entityViews.create(about)
    return { store, entity, about, view: { entityType: 'ENTITY_VIEW', id: made.id } as EntityRef }
  }
  const range = (keys: string[], startTs: number, endTs: number): RangeQuery => ({
    keys,
    startTs,
    endTs,
    limit: 100,
    order: 'ASC',
    aggregation: 'NONE',
    interval: 0,
  })

  test('time series are those of the entity, of the listed keys only', async () => {
    const { store, entity, view } = await viewed('freezer')
    await store.telemetry.save(entity, 10, 0, { temperature: -20, door: true }, all)
    assert.deepEqual({ ...(await store.telemetry.latestAll(view)) }, { temperature: { ts: 10, value: -20 } })
    assert.deepEqual(Object.keys(await store.telemetry.latest(view, ['door'])), [])
    assert.deepEqual(await store.telemetry.keys(view), ['temperature'])
    assert.deepEqual(Object.keys(await store.telemetry.range(view, range(['temperature', 'door'], 0, 99))), [
      'temperature',
    ])
    assert.deepEqual({ ...(await store.telemetry.range(view, range(['door'], 0, 99))) }, {})
  })

  test('its time bounds what is seen: the start counts, the end does not', async () => {
    const { store, entity, view } = await viewed('bounded', { startTime: 20, endTime: 40 })
    for (const ts of [10, 20, 30, 40]) await store.telemetry.save(entity, ts, 0, { temperature: ts }, all)
    const { temperature = [] } = await store.telemetry.range(view, range(['temperature'], 0, 99))
    assert.deepEqual(
      temperature.map(({ ts }) => ts),
      [20, 30],
    )
    assert.equal((await store.telemetry.latest(view, ['temperature'])).temperature?.ts, 30)
    assert.deepEqual({ ...(await store.telemetry.range(view, range(['temperature'], 50, 99))) }, {})
    const buckets = await store.telemetry.range(view, {
      ...range(['temperature'], 0, 100),
      aggregation: 'COUNT',
      interval: [0, 25, 100],
    })
    assert.deepEqual(
      buckets.temperature?.map(({ value }) => value),
      [1, 1],
    )
  })

  test('nothing is saved under a view or removed through it', async () => {
    const { store, view } = await viewed('read only')
    await assert.rejects(store.telemetry.save(view, 1, 0, { temperature: 1 }, all), /only shows/)
    const options = { deleteLatest: true, rewriteLatestIfDeleted: false }
    await assert.rejects(store.telemetry.remove(view, ['temperature'], null, options), /only shows/)
  })

  test('attributes are those of the entity by scope and key, and its own; the newest counts', async () => {
    const { store, entity, view } = await viewed('labelled', { startTime: 5 })
    await store.attributes.save(entity, 'SERVER_SCOPE', { place: 'hall', secret: 'x' }, 10)
    await store.attributes.save(entity, 'SHARED_SCOPE', { limit: 3, place: 'no' }, 10)
    await store.attributes.save(entity, 'CLIENT_SCOPE', { limit: 9 }, 10)
    const read = async () =>
      (await store.attributes.rows(view, null, null))
        .map(({ scope, key, value }) => `${scope} ${key} ${value}`)
        .sort()
    assert.deepEqual(await read(), ['SERVER_SCOPE place hall', 'SHARED_SCOPE limit 3'])
    await store.attributes.save(view, 'SERVER_SCOPE', { place: 'older', note: 'own' }, 9)
    assert.deepEqual(await read(), [
      'SERVER_SCOPE note own',
      'SERVER_SCOPE place hall',
      'SHARED_SCOPE limit 3',
    ])
    await store.attributes.save(view, 'SERVER_SCOPE', { place: 'newer' }, 11)
    assert.deepEqual(
      { ...(await store.attributes.read(view, 'SERVER_SCOPE', ['place', 'secret'])) },
      { place: 'newer' },
    )
    await store.attributes.save(entity, 'SHARED_SCOPE', { limit: 4 }, 2)
    assert.deepEqual(
      await store.attributes.read(view, 'SHARED_SCOPE', ['limit']),
      Object.assign(Object.create(null), {}),
    )
  })

  test('a changed view shows what it says now, and what it shows can’t be deleted before it', async () => {
    const { store, entity, about, view } = await viewed('changing')
    await store.telemetry.save(entity, 1, 0, { temperature: 1, door: true }, all)
    assert.deepEqual(Object.keys(await store.telemetry.latestAll(view)), ['temperature'])
    assert.deepEqual((await store.entities.viewsOf(entity))[0]?.timeseriesKeys, ['temperature', 'none'])
    const keys = { timeseries: ['door'], attributes: { cs: ['a'], ss: [], sh: [] } }
    await store.entityViews.update(view.id, { ...about, keys })
    assert.deepEqual(Object.keys(await store.telemetry.latestAll(view)), ['door'])
    assert.deepEqual(await store.entities.viewsOf(entity), [
      {
        id: view.id,
        name: about.name,
        entity,
        startTime: 0,
        endTime: 0,
        clientKeys: ['a'],
        sharedKeys: [],
        serverKeys: [],
        timeseriesKeys: ['door'],
      },
    ])
    await assert.rejects(store.devices.remove(entity.id), Conflict)
    assert.equal(await store.entityViews.remove(view.id), true)
    assert.deepEqual(await store.entities.viewsOf(entity), [])
    assert.equal(await store.devices.remove(entity.id), true)
  })
})
