import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NewEvent } from './events.ts'
import { onEveryDatabase } from './every-database.ts'

const link = { page: 0, pageSize: 10 }

onEveryDatabase('events', (ground) => {
  const event = (entityId: string, body: NewEvent['body'], more: Partial<NewEvent> = {}): NewEvent => ({
    type: 'DEBUG_RULE_NODE',
    entityId,
    ts: ground().clock.now(),
    body: { type: 'IN', error: null, ...body },
    ...more,
  })
  const bodies = async (entityId: string, filter = {}) =>
    (await ground().store.events.list(entityId, 'DEBUG_RULE_NODE', link, filter)).data.map(
      ({ body }) => body.n,
    )

  test('come newest first, also those of one millisecond, and only those of the entity and kind', async () => {
    const { store, entity } = ground()
    const [one, other] = [entity().id, entity().id]
    await store.events.add([event(one, { n: 1 }), event(one, { n: 2 }), event(other, { n: 3 })])
    await store.events.add([event(one, { n: 4 }), event(one, { n: 5 }, { type: 'LC_EVENT' })])
    assert.deepEqual(await bodies(one), [4, 2, 1])
    const lifecycle = await store.events.list(one, 'LC_EVENT', link)
    assert.deepEqual([lifecycle.totalElements, lifecycle.data[0]?.body.n], [1, 5])
  })

  test('keep any text, quotes and half characters included', async () => {
    const { store, entity } = ground()
    const { id } = entity()
    const data = 'a "quote", a \\ and {braces}, ü 🔥, nul \0, half \ud83d'
    await store.events.add([event(id, { n: 1, data })])
    const [stored] = (await store.events.list(id, 'DEBUG_RULE_NODE', link)).data
    assert.equal(stored?.body.data, data.replace('\0', '').toWellFormed())
    assert.deepEqual(await bodies(id, { holding: { data: 'BRACES' } }), [1])
  })

  test('are found by what is in them, by their time, and cleared the same way', async () => {
    const { store, entity, clock } = ground()
    const { id } = entity()
    const now = clock.now()
    await store.events.add([
      event(id, { n: 1, msgType: 'A' }, { ts: now - 2000 }),
      event(id, { n: 2, msgType: 'B', type: 'OUT', error: 'no luck at 100%' }, { ts: now - 1000 }),
      event(id, { n: 3, msgType: 'A', type: 'OUT' }, { ts: now }),
    ])
    assert.deepEqual(await bodies(id, { same: { msgType: 'A' } }), [3, 1])
    assert.deepEqual(await bodies(id, { same: { msgType: 'A', type: 'OUT' } }), [3])
    assert.deepEqual(await bodies(id, { hasError: true }), [2])
    assert.deepEqual(await bodies(id, { hasError: false }), [3, 1])
    assert.deepEqual(await bodies(id, { holding: { error: '100%' } }), [2])
    assert.deepEqual(await bodies(id, { holding: { error: '1_0' } }), [], 'signs of patterns are plain text')
    assert.deepEqual(await bodies(id, { startTime: now - 1000, endTime: now - 1000 }), [2])
    assert.deepEqual(await bodies(id, { between: { n: [2, null] } }), [3, 2])
    assert.equal(await store.events.clear(id, 'DEBUG_RULE_NODE', { same: { msgType: 'A' } }), 2)
    assert.deepEqual(await bodies(id), [2])
  })

  test('go when they are old, and the oldest go when all of them are too many', async () => {
    const { store, entity, clock } = ground()
    const { id } = entity()
    const now = clock.now()
    const text = 'x'.repeat(1000)
    await store.events.clear(id, 'DEBUG_RULE_NODE')
    await store.events.add([event(id, { n: 0 }, { ts: now - 10_000 })])
    await store.events.prune({ before: now - 5000, mostBytes: 1e9 })
    assert.deepEqual(await bodies(id), [])
    await store.events.add(Array.from({ length: 20 }, (_, n) => event(id, { n, text })))
    await store.events.prune({ before: 0, mostBytes: 10_000 })
    assert.deepEqual(await bodies(id), [19, 18, 17, 16, 15, 14, 13])
    await store.events.prune({ before: 0, mostBytes: 10_000 })
    assert.equal((await bodies(id)).length, 7, 'nothing more goes while there is room')
  })

  test('survive a restart', async () => {
    const { store, entity, reopen } = ground()
    const { id } = entity()
    await store.events.add([event(id, { n: 1 })])
    await reopen()
    assert.deepEqual(await bodies(id), [1])
  })
})
