import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { silent, testStore } from '../api/test-server.ts'
import type { Store } from '../store/store.ts'
import { ProfileChains } from './profile-chains.ts'

let store: Store
let chains: ProfileChains
let chainId: string
before(async () => {
  store = await testStore()
  chainId = (await store.chains.create({ name: 'own', type: 'CORE' })).id
  chains = new ProfileChains(store, silent)
  await chains.read()
})
after(async () => {
  chains.close()
  await store.close()
})

test('messages about devices and assets go to the chain that their profile names', async () => {
  const profile = await store.profiles.create({ name: 'own', defaultRuleChainId: chainId })
  const assetProfile = await store.assetProfiles.create({ name: 'own', defaultRuleChainId: chainId })
  await chains.read()
  const device = await store.devices.create({ name: 'd', profileId: profile.id })
  const asset = await store.assets.create({ name: 'a', profileId: assetProfile.id })
  const plain = await store.devices.create({ name: 'plain' })
  assert.equal(chains.of(device.id), chainId, 'at once, without reading everything again')
  assert.equal(chains.of(asset.id), chainId)
  assert.equal(chains.of(plain.id), null)
})

test('who gets another profile, or goes, is followed', async () => {
  const device = await store.devices.create({ name: 'moving' })
  const profile = await store.profiles.byName('own')
  await store.devices.update(device.id, { name: 'moving', profileId: profile?.id ?? '' })
  assert.equal(chains.of(device.id), chainId)
  const customer = await store.customers.create({ title: 'Taker' })
  await store.entities.assign({ entityType: 'DEVICE', id: device.id }, customer.id)
  assert.equal(chains.of(device.id), chainId, 'who it belongs to changes nothing')
  await store.devices.remove(device.id)
  assert.equal(chains.of(device.id), null)
})

test('a profile that names another chain takes its entities along', async () => {
  const profile = await store.assetProfiles.create({ name: 'later' })
  const asset = await store.assets.create({ name: 'later', profileId: profile.id })
  assert.equal(chains.of(asset.id), null)
  await store.assetProfiles.update(profile.id, { defaultRuleChainId: chainId })
  await chains.read()
  assert.equal(chains.of(asset.id), chainId)
  await store.assetProfiles.update(profile.id, { defaultRuleChainId: null })
  await chains.read()
  assert.equal(chains.of(asset.id), null)
})

test('an entity that is made while all are being read is not lost', async () => {
  const reading = chains.read()
  const asset = await store.assets.create({ name: 'in between', type: 'own' })
  await reading
  assert.equal(chains.of(asset.id), chainId)
})
