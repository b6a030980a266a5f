import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JsonDouble, JsonLong } from '../rules/values.ts'
import { onEveryDatabase } from './every-database.ts'

onEveryDatabase('attributes', (ground) => {
  test('saving answers which values really changed, also within one batch', async () => {
    const { store, entity } = ground()
    const device = entity()
    const save = (values: Record<string, unknown>) =>
      store.attributes.save(device, 'SERVER_SCOPE', values as never, 1)
    assert.deepEqual(await save({ a: 1, b: 'x' }), ['a', 'b'])
    assert.deepEqual(await save({ a: 1, b: 'y' }), ['b'])
    assert.deepEqual(await Promise.all([save({ a: 2 }), save({ a: 2 }), save({ a: 1 })]), [['a'], [], ['a']])
    assert.deepEqual(await save({ a: new JsonDouble(1) }), ['a'], '1 and 1.0 are two values')
    assert.deepEqual(await save({}), [])
  })

  test('the three scopes are apart', async () => {
    const { store, entity } = ground()
    const device = entity()
    await store.attributes.save(device, 'CLIENT_SCOPE', { a: 'client' }, 1)
    await store.attributes.save(device, 'SHARED_SCOPE', { a: 'shared' }, 2)
    await store.attributes.save(device, 'SERVER_SCOPE', { a: 'server', b: new JsonLong(2n ** 60n) }, 3)
    assert.deepEqual(
      { ...(await store.attributes.read(device, 'SHARED_SCOPE', ['a', 'b'])) },
      { a: 'shared' },
    )
    assert.deepEqual(
      (await store.attributes.rows(device, null, ['a'])).map(({ scope, value, lastUpdateTs }) => [
        scope,
        value,
        lastUpdateTs,
      ]),
      [
        ['CLIENT_SCOPE', 'client', 1],
        ['SERVER_SCOPE', 'server', 3],
        ['SHARED_SCOPE', 'shared', 2],
      ],
    )
    const server = await store.attributes.rows(device, 'SERVER_SCOPE', null)
    assert.deepEqual(
      server.map(({ key, value }) => [key, value]),
      [
        ['a', 'server'],
        ['b', new JsonLong(2n ** 60n)],
      ],
    )
  })

  test('a value of another type replaces the old one whole', async () => {
    const { store, entity } = ground()
    const device = entity()
    for (const value of [1, 'text', true, 2.5, { a: [1] }, 1]) {
      await store.attributes.save(device, 'SERVER_SCOPE', { a: value }, 1)
      assert.deepEqual((await store.attributes.read(device, 'SERVER_SCOPE', ['a'])).a, value)
    }
  })

  test('removed keys are gone, and listeners hear of both', async () => {
    const { store, entity } = ground()
    const device = entity()
    const heard: unknown[] = []
    const stop = store.attributes.onSaved((ref, scope, values, deleted) => {
      if (ref.id === device.id) heard.push([scope, values, deleted])
    })
    await store.attributes.save(device, 'SHARED_SCOPE', { a: 1, b: 2 }, 1)
    await store.attributes.remove(device, 'SHARED_SCOPE', ['a', 'never'])
    stop()
    await store.attributes.remove(device, 'SHARED_SCOPE', ['b'])
    assert.deepEqual(heard, [
      ['SHARED_SCOPE', { a: 1, b: 2 }, []],
      ['SHARED_SCOPE', {}, ['a']],
    ])
    assert.deepEqual(await store.attributes.rows(device, null, null), [])
  })

  test('live views hear of what they are to hear of, saved or only shown', async () => {
    const { store, entity } = ground()
    const device = entity()
    const heard: unknown[] = []
    const stops = [
      store.attributes.onSaved((ref, _scope, values, _deleted, isLive) => {
        if (ref.id === device.id) heard.push(['saved', values, isLive])
      }),
      store.attributes.onShown((ref, scope, values) => void heard.push(['shown', ref.id, scope, values])),
    ]
    await store.attributes.save(device, 'SERVER_SCOPE', { a: 1 }, 1)
    await store.attributes.save(device, 'SERVER_SCOPE', { b: 2 }, 1, { live: false })
    store.attributes.show?.(device, 'SERVER_SCOPE', { c: 3 })
    for (const stop of stops) stop()
    store.attributes.show?.(device, 'SERVER_SCOPE', { d: 4 })
    assert.deepEqual(heard, [
      ['saved', { a: 1 }, true],
      ['saved', { b: 2 }, false],
      ['shown', device.id, 'SERVER_SCOPE', { c: 3 }],
    ])
    assert.equal((await store.attributes.rows(device, null, null)).length, 2)
  })

  test('one key that can’t be kept fails its own call alone', async () => {
    const { store, entity } = ground()
    const [good, bad] = [entity(), { entityType: 'DEVICE', id: 'not a uuid' }]
    const outcomes = await Promise.allSettled([
      store.attributes.save(good, 'SERVER_SCOPE', { a: 1 }, 1),
      store.attributes.save(bad, 'SERVER_SCOPE', { a: 1 }, 1),
      store.attributes.save(good, 'SERVER_SCOPE', { b: 1 }, 1),
    ])
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    )
    assert.equal((await store.attributes.rows(good, null, null)).length, 2)
    await assert.rejects(store.attributes.save(good, 'SERVER_SCOPE', { '': 1 }, 1), /key is blank/)
  })
})
