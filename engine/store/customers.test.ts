import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EntityChange } from './changes.ts'
import { onEveryDatabase } from './every-database.ts'
import { Conflict, NotFound } from './store.ts'

const unknown = '8f0c0000-0000-11ee-8000-000000000000'

onEveryDatabase('customers, assets and views', (ground) => {
  test('a customer has its title to itself, and keeps what an update does not mention', async () => {
    const { store, clock } = ground()
    const made = await store.customers.create({
      title: 'Harbour',
      city: 'Gothenburg',
      additionalInfo: { a: 1 },
    })
    assert.deepEqual([made.createdTime, made.isPublic, made.city], [clock.time, false, 'Gothenburg'])
    assert.deepEqual(await store.customers.byTitle('Harbour'), made)
    await assert.rejects(store.customers.create({ title: 'Harbour' }), Conflict)
    const moved = await store.customers.update(made.id, { title: 'Harbour', city: 'Malmö' })
    assert.deepEqual(moved, { ...made, city: 'Malmö' })
    await assert.rejects(store.customers.update(unknown, { title: 'x' }), NotFound)
    const other = await store.customers.create({ title: 'Fjord' })
    await assert.rejects(store.customers.update(other.id, { title: 'Harbour' }), Conflict)
    assert.equal(await store.customers.get('no uuid'), null)
  })

  test('the public customer is made once, however many ask at a time', async () => {
    const { store } = ground()
    const all = await Promise.all([1, 2, 3].map(() => store.customers.public()))
    assert.equal(new Set(all.map(({ id }) => id)).size, 1)
    assert.deepEqual(
      [all[0]?.title, all[0]?.isPublic, all[0]?.additionalInfo],
      ['Public', true, { isPublic: true }],
    )
  })

  test('who deletes a customer takes its things back, and its users and values go with it', async () => {
    const { store } = ground()
    const { id } = await store.customers.create({ title: 'Leaving' })
    const ref = { entityType: 'CUSTOMER', id }
    const device = await store.devices.create({ name: 'lent device', customerId: id })
    const asset = await store.assets.create({ name: 'lent asset', customerId: id })
    const entity = { entityType: 'DEVICE', id: device.id }
    const view = await store.entityViews.create({
      name: 'lent view',
      type: 'part',
      entity,
      customerId: id,
      keys: { timeseries: [], attributes: { cs: [], ss: [], sh: [] } },
      startTime: 0,
      endTime: 0,
      additionalInfo: null,
    })
    const nobody = { firstName: null, lastName: null, phone: null, additionalInfo: null }
    const user = await store.users.create({
      ...nobody,
      email: 'leaving@example.com',
      authority: 'CUSTOMER_USER',
      customerId: id,
    })
    await store.attributes.save(ref, 'SERVER_SCOPE', { a: 1 }, 1)
    await store.telemetry.save(ref, 1, 0, { a: 1 }, { history: true, latest: true, ttl: 0 })
    await store.relations.save({ from: ref, to: entity, type: 'Contains' })
    const changed: EntityChange[] = []
    const stop = store.onChanged((change) => void changed.push(change))

    assert.equal(await store.customers.remove(id), true)
    stop()
    assert.equal(await store.customers.remove(id), false)
    assert.equal((await store.devices.get(device.id))?.customerId, null)
    assert.equal((await store.assets.get(asset.id))?.customerId, null)
    assert.equal((await store.entityViews.get(view.id))?.customerId, null)
    assert.equal(await store.users.get(user.id), null)
    assert.deepEqual(await store.attributes.rows(ref, null, null), [])
    assert.deepEqual(Object.keys(await store.telemetry.latestAll(ref)), [])
    assert.deepEqual(await store.relations.of(entity, 'TO'), [])
    assert.deepEqual(
      changed.map(({ ref: { entityType }, isRemoved }) => `${entityType} ${isRemoved}`),
      ['DEVICE false', 'ASSET false', 'ENTITY_VIEW false', 'USER true', 'CUSTOMER true'],
    )
  })

  test('an asset gets the profile of its type, which is made where it is missing', async () => {
    const { store } = ground()
    const plain = await store.assets.create({ name: 'plain' })
    assert.equal(plain.type, 'default')
    const rooms = [
      await store.assets.create({ name: 'room 1', type: 'room' }),
      await store.assets.create({ name: 'room 2', type: 'room', label: 'Second' }),
    ]
    assert.equal(rooms[0]?.profileId, rooms[1]?.profileId)
    assert.deepEqual(await store.assets.types(), ['default', 'room'])
    await assert.rejects(store.assetProfiles.remove(rooms[0]?.profileId ?? ''), Conflict)
    await assert.rejects(store.assetProfiles.remove(plain.profileId), Conflict)
    await assert.rejects(store.assets.create({ name: 'room 1' }), Conflict)
    const renamed = await store.assets.update(rooms[0]?.id ?? '', { name: 'room 3' })
    assert.deepEqual(renamed, { ...rooms[0], name: 'room 3' })
  })

  test('lists of infos find by customer and by its title, and tell whose it is', async () => {
    const { store } = ground()
    const { id: customerId } = await store.customers.create({ title: 'Lister' })
    await store.assets.create({ name: 'listed asset', customerId })
    await store.assets.create({ name: 'unlisted asset' })
    await store.devices.create({ name: 'listed device', customerId })
    const link = { page: 0, pageSize: 9, textSearch: 'lister' }
    const [asset] = (await store.assets.infos(link)).data
    assert.deepEqual(
      [asset?.name, asset?.customerTitle, asset?.customerIsPublic],
      ['listed asset', 'Lister', false],
    )
    const [device] = (await store.devices.infos(link, { active: false })).data
    assert.deepEqual(
      [device?.name, device?.customerTitle, device?.active],
      ['listed device', 'Lister', false],
    )
    assert.equal((await store.devices.infos(link, { active: true })).totalElements, 0)
    assert.equal((await store.assets.list({ page: 0, pageSize: 9 }, { customerId })).totalElements, 1)
    assert.equal((await store.assets.list(link)).totalElements, 0, 'a plain list does not look at customers')
  })

  test('exactly one asset profile is the default, and a chain that one names stays', async () => {
    const { store } = ground()
    const first = await store.assetProfiles.default()
    const chain = await store.chains.create({ name: 'of assets', type: 'CORE' })
    const second = await store.assetProfiles.create({
      name: 'second',
      isDefault: true,
      defaultRuleChainId: chain.id,
    })
    assert.equal((await store.assetProfiles.default()).id, second.id)
    assert.equal((await store.assetProfiles.update(second.id, { isDefault: false })).isDefault, true)
    await assert.rejects(store.chains.remove(chain.id), /asset profile/)
    await store.assetProfiles.update(first.id, { isDefault: true })
    assert.equal(await store.assetProfiles.remove(second.id), true)
    await assert.rejects(store.assetProfiles.create({ name: first.name }), Conflict)
  })

  test('the tenant has a record of its own, which is kept', async () => {
    const { store } = ground()
    const before = await store.tenant.get()
    assert.equal(before.id, store.tenantId)
    const after = await store.tenant.update({ title: 'Fish Ltd', email: 'ops@fish.example', region: 'North' })
    assert.deepEqual(after, { ...before, title: 'Fish Ltd', email: 'ops@fish.example', region: 'North' })
    assert.equal((await store.entities.byId({ entityType: 'TENANT', id: store.tenantId }))?.name, 'Fish Ltd')
  })
})
