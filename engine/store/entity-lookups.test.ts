import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onEveryDatabase } from './every-database.ts'
import { NotFound } from './store.ts'

const unknown = '8f0c0000-0000-11ee-8000-000000000000'

onEveryDatabase('entities of every kind', (ground) => {
  test('a device and an asset tell the chain and queue that their profile names', async () => {
    const { store } = ground()
    const chain = await store.chains.create({ name: 'own', type: 'CORE' })
    const named = { defaultRuleChainId: chain.id, defaultQueueName: 'Slow' }
    const profile = await store.profiles.create({ name: 'own', ...named })
    const made = await store.devices.create({
      name: 'thermometer',
      label: 'Hall',
      profileId: profile.id,
      additionalInfo: { gateway: true },
    })
    const ref = { entityType: 'DEVICE', id: made.id }
    assert.deepEqual(await store.entities.byId(ref), {
      ref,
      name: 'thermometer',
      type: 'own',
      label: 'Hall',
      profileId: profile.id,
      customerId: null,
      createdTime: made.createdTime,
      ...named,
      fields: { additionalInfo: { gateway: true } },
    })
    const assetProfile = await store.assetProfiles.create({ name: 'own', ...named })
    const asset = await store.assets.create({ name: 'hall', profileId: assetProfile.id })
    const found = await store.entities.byId({ entityType: 'ASSET', id: asset.id })
    assert.deepEqual(
      [found?.type, found?.defaultRuleChainId, found?.defaultQueueName],
      ['own', chain.id, 'Slow'],
    )
  })

  test('every kind answers by id, and what is not there is null', async () => {
    const { store } = ground()
    const customer = await store.customers.create({ title: 'Harbour', phone: '+46' })
    const nobody = { lastName: null, phone: null, additionalInfo: null }
    const user = await store.users.create({
      ...nobody,
      firstName: 'Ida',
      email: 'Ida@Example.com',
      authority: 'CUSTOMER_USER',
      customerId: customer.id,
    })
    const chain = await store.chains.create({
      name: 'main',
      type: 'CORE',
      additionalInfo: { description: 'd' },
    })
    const profile = await store.profiles.default()
    const assetProfile = await store.assetProfiles.default()
    const name = async (entityType: string, id: string) =>
      (await store.entities.byId({ entityType, id }))?.name
    assert.equal(await name('CUSTOMER', customer.id), 'Harbour')
    assert.equal(await name('USER', user.id), 'Ida@Example.com')
    assert.equal(await name('TENANT', store.tenantId), 'Weir')
    assert.equal(await name('DEVICE_PROFILE', profile.id), 'default')
    assert.equal(await name('ASSET_PROFILE', assetProfile.id), 'default')
    const found = await store.entities.byId({ entityType: 'RULE_CHAIN', id: chain.id })
    assert.deepEqual([found?.name, found?.fields.additionalInfo], ['main', { description: 'd' }])
    assert.equal((await store.entities.byName('USER', 'ida@example.COM'))?.customerId, customer.id)
    assert.equal((await store.entities.byName('CUSTOMER', 'Harbour'))?.fields.phone, '+46')
    for (const kind of ['DEVICE', 'CUSTOMER', 'DASHBOARD', 'constructor']) {
      assert.equal(await store.entities.byId({ entityType: kind, id: unknown }), null)
    }
    assert.equal(await store.entities.byId({ entityType: 'DEVICE', id: 'no uuid' }), null)
    assert.equal(await store.entities.byName('DEVICE', 'no\0body'), null)
  })

  test('a change counts for the next question: names, profiles, customers and ends', async () => {
    const { store } = ground()
    const profile = await store.profiles.create({ name: 'before' })
    const { id } = await store.devices.create({ name: 'changing', profileId: profile.id })
    const ref = { entityType: 'DEVICE', id }
    assert.equal((await store.entities.byName('DEVICE', 'changing'))?.type, 'before')
    await store.profiles.update(profile.id, { name: 'after' })
    assert.equal((await store.entities.byId(ref))?.type, 'after')
    await store.devices.update(id, { name: 'changed' })
    assert.equal(await store.entities.byName('DEVICE', 'changing'), null)
    assert.equal((await store.entities.byName('DEVICE', 'changed'))?.ref.id, id)
    const customer = await store.customers.create({ title: 'Taker' })
    assert.equal(await store.entities.assign(ref, customer.id), true)
    assert.equal((await store.entities.byId(ref))?.customerId, customer.id)
    await store.customers.remove(customer.id)
    assert.equal((await store.entities.byId(ref))?.customerId, null)
    await store.devices.remove(id)
    assert.equal(await store.entities.byId(ref), null)
    assert.equal(await store.entities.byName('DEVICE', 'changed'), null)
    const next = await store.devices.create({ name: 'changed' })
    assert.equal((await store.entities.byName('DEVICE', 'changed'))?.ref.id, next.id)
  })

  test('a name that passes from one entity to another is found at its new place', async () => {
    const { store } = ground()
    const first = await store.assets.create({ name: 'gate' })
    assert.equal((await store.entities.byName('ASSET', 'gate'))?.ref.id, first.id)
    await store.assets.update(first.id, { name: 'old gate' })
    const second = await store.assets.create({ name: 'gate' })
    assert.equal((await store.entities.byName('ASSET', 'gate'))?.ref.id, second.id)
  })

  test('two who make the same entity at a time get the same one', async () => {
    const { store } = ground()
    const make = () => store.entities.create('ASSET', 'made twice', 'twin')
    const [one, other] = await Promise.all([make(), make()])
    assert.equal(one.ref.id, other.ref.id)
    assert.equal(one.type, 'twin')
    assert.equal((await store.entities.create('DEVICE', 'made by a node')).type, 'default')
    assert.equal((await store.entities.create('CUSTOMER', 'Made by a node')).name, 'Made by a node')
  })

  test('giving away says whether it changed anything, and takes only what is there', async () => {
    const { store } = ground()
    const { id } = await store.assets.create({ name: 'given' })
    const ref = { entityType: 'ASSET', id }
    const customer = await store.customers.create({ title: 'Receiver' })
    assert.equal(await store.entities.assign(ref, customer.id), true)
    assert.equal(await store.entities.assign(ref, customer.id), false)
    await assert.rejects(store.entities.assign(ref, unknown), NotFound)
    assert.equal(await store.entities.assign(ref, null), true)
    assert.equal(await store.entities.assign(ref, null), false)
    await assert.rejects(store.entities.assign({ entityType: 'ASSET', id: unknown }, null), NotFound)
    await assert.rejects(store.entities.assign({ entityType: 'TENANT', id: store.tenantId }, null), NotFound)
  })
})
