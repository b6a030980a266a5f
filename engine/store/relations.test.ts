import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RelationsQuery } from '../rules/entities.ts'
import type { EntityRef } from '../rules/message.ts'
import { onEveryDatabase } from './every-database.ts'
import type { Store } from './store.ts'

const contains = (from: EntityRef, to: EntityRef) => ({ from, to, type: 'Contains' })

onEveryDatabase('relations', (ground) => {
  const room = () => ({ ...ground().entity(), entityType: 'ASSET' })
  const device = () => ground().entity()

  test('a relation is saved once by its ends, type and group, and told from others', async () => {
    const { store } = ground()
    const [from, to] = [room(), device()]
    assert.equal(await store.relations.save({ ...contains(from, to), additionalInfo: { n: 1 } }), true)
    assert.equal(await store.relations.save({ ...contains(from, to), additionalInfo: { n: 2 } }), false)
    await store.relations.save({ ...contains(from, to), typeGroup: 'EDGE' })
    await store.relations.save({ from, to, type: 'Uses' })
    const saved = await store.relations.get(contains(from, to))
    assert.deepEqual([saved?.additionalInfo, saved?.typeGroup], [{ n: 2 }, 'COMMON'])
    assert.deepEqual((await store.relations.of(from, 'FROM')).map(({ type }) => type).sort(), [
      'Contains',
      'Uses',
    ])
    assert.deepEqual(
      (await store.relations.of(to, 'TO', 'Uses')).map(({ type }) => type),
      ['Uses'],
    )
    assert.equal((await store.relations.at(from, 'FROM', { typeGroup: 'EDGE' })).length, 1)
    assert.equal(await store.relations.exists(from, to, 'Uses'), true)
    assert.equal(await store.relations.exists(to, from, 'Uses'), false)
    assert.equal(await store.relations.remove(contains(from, to)), true)
    assert.equal(await store.relations.remove(contains(from, to)), false)
    assert.equal(await store.relations.exists(from, to, 'Contains'), false)
  })

  test('versions grow with every save', async () => {
    const { store } = ground()
    const [from, to] = [room(), device()]
    const version = async () => (await store.relations.get(contains(from, to)))?.version ?? 0
    await store.relations.save(contains(from, to))
    const first = await version()
    await store.relations.save(contains(from, to))
    assert.ok((await version()) > first)
  })

  test('removing all takes the common relations of both ends, and no others', async () => {
    const { store } = ground()
    const [here, above, below] = [room(), room(), device()]
    await store.relations.save(contains(above, here))
    await store.relations.save(contains(here, below))
    await store.relations.save({ ...contains(here, below), typeGroup: 'DASHBOARD' })
    await store.relations.save(contains(above, below))
    await store.relations.removeAll(here)
    assert.deepEqual(await store.relations.of(here, 'FROM'), [])
    assert.deepEqual(await store.relations.of(here, 'TO'), [])
    assert.equal((await store.relations.at(here, 'FROM', { typeGroup: 'DASHBOARD' })).length, 1)
    assert.equal(await store.relations.exists(above, below, 'Contains'), true)
  })

  test('an entity takes its relations along, at both ends', async () => {
    const { store } = ground()
    const made = await store.assets.create({ name: 'related' })
    const [here, above, below] = [{ entityType: 'ASSET', id: made.id }, room(), device()]
    await store.relations.save(contains(above, here))
    await store.relations.save(contains(here, below))
    assert.equal((await store.relations.of(below, 'TO')).length, 1)
    await store.assets.remove(made.id)
    assert.deepEqual(await store.relations.of(above, 'FROM'), [])
    assert.deepEqual(await store.relations.of(below, 'TO'), [])
  })

  /** A building with two rooms, a device in each, and a device of the building itself. */
  async function building(store: Store) {
    const [house, one, other] = [room(), room(), room()]
    const [inHouse, inOne, inOther] = [device(), device(), device()]
    for (const [from, to] of [
      [house, one],
      [house, other],
      [house, inHouse],
      [one, inOne],
      [other, inOther],
    ] as const) {
      await store.relations.save(contains(from, to))
    }
    await store.relations.save({ from: one, to: inOther, type: 'Watches' })
    return { house, one, other, inHouse, inOne, inOther }
  }

  const query = (root: EntityRef, more: Partial<RelationsQuery> = {}): RelationsQuery => ({
    root,
    direction: 'FROM',
    maxLevel: 0,
    fetchLastLevelOnly: false,
    filters: [],
    ...more,
  })
  const ends = async (store: Store, asked: RelationsQuery) =>
    (await store.relations.find(asked)).map(({ from, to }) => (asked.direction === 'FROM' ? to.id : from.id))
  const same = (actual: string[], expected: EntityRef[]) =>
    assert.deepEqual(actual.toSorted(), expected.map(({ id }) => id).toSorted())

  test('a walk goes as far as it may, nearest first', async () => {
    const { store } = ground()
    const { house, one, other, inHouse, inOne, inOther } = await building(store)
    same(await ends(store, query(house, { maxLevel: 1 })), [one, other, inHouse])
    const all = await ends(store, query(house))
    same(all, [one, other, inHouse, inOne, inOther, inOther])
    same(all.slice(0, 3), [one, other, inHouse])
    same(await ends(store, query(inOther, { direction: 'TO' })), [one, other, house, house])
  })

  test('filters choose among what is found and do not stop the walk', async () => {
    const { store } = ground()
    const { house, inHouse, inOne, inOther } = await building(store)
    const devices = { relationType: 'Contains', entityTypes: ['DEVICE'] }
    same(await ends(store, query(house, { filters: [devices] })), [inHouse, inOne, inOther])
    const watched = { relationType: 'Watches', entityTypes: [] }
    same(await ends(store, query(house, { filters: [watched] })), [inOther])
    const notContained = { relationType: 'Contains', entityTypes: [], negate: true }
    same(await ends(store, query(house, { filters: [notContained] })), [inOther])
  })

  test('the last level is what lies that far away, or has nothing further', async () => {
    const { store } = ground()
    const { house, one, other, inHouse, inOne, inOther } = await building(store)
    const last = { fetchLastLevelOnly: true }
    same(await ends(store, query(house, { ...last, maxLevel: 1 })), [one, other, inHouse])
    same(await ends(store, query(house, { ...last, maxLevel: 2 })), [inHouse, inOne, inOther, inOther])
    same(await ends(store, query(house, last)), [inHouse, inOne, inOther, inOther])
  })

  test('circles end the walk', async () => {
    const { store } = ground()
    const [a, b, c] = [room(), room(), room()]
    for (const [from, to] of [
      [a, b],
      [b, c],
      [c, a],
      [a, a],
    ] as const) {
      await store.relations.save(contains(from, to))
    }
    same(await ends(store, query(a)), [a, b, c, a])
    same(await ends(store, query(a, { fetchLastLevelOnly: true })), [])
  })

  test('a walk that was remembered sees what changed since', async () => {
    const { store } = ground()
    const { house, inOne, one } = await building(store)
    const devices = query(house, { filters: [{ relationType: '', entityTypes: ['DEVICE'] }] })
    const before = (await ends(store, devices)).length
    await store.relations.remove(contains(one, inOne))
    assert.equal((await ends(store, devices)).length, before - 1)
    await store.relations.save(contains(one, inOne))
    assert.equal((await ends(store, devices)).length, before)
  })
})
