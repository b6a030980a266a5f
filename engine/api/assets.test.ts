import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { customerUser } from './test-people.ts'
import { type TestServer, testServer, testStore } from './test-server.ts'

let server: TestServer
before(async () => {
  server = await testServer(await testStore())
})
after(async () => {
  await server.close()
  await server.store.close()
})

const unknown = '8f0c0000-0000-11ee-8000-000000000000'
const make = async (body: object) => (await server.ask('POST', '/api/asset', body)).json

test('a new asset has the profile of its type, which is made with it, and is announced', async () => {
  const hall = await make({ name: 'Hall', type: 'building', label: 'North', additionalInfo: { floor: 3 } })
  assert.deepEqual(
    [hall.type, hall.label, hall.assetProfileId.entityType],
    ['building', 'North', 'ASSET_PROFILE'],
  )
  const told = server.rules.announced.at(-1)
  assert.deepEqual(
    [told?.type, told?.entity.id, told?.metadata.userEmail],
    ['ENTITY_CREATED', hall.id.id, 'ops@plant.example'],
  )
  const profile = (await server.ask('GET', `/api/assetProfileInfo/${hall.assetProfileId.id}`)).json
  assert.equal(profile.name, 'building')
  assert.equal((await make({ name: 'Yard' })).type, 'default')
})

test('names are taken once, replaced whole on update, and bad ones are refused', async () => {
  const { id } = await make({ name: 'Taken', label: 'x' })
  const message = async (body: object) => (await server.ask('POST', '/api/asset', body)).json.message
  assert.equal(await message({ name: 'Taken' }), 'Asset with such name already exists!')
  assert.equal(await message({}), 'Asset name should be specified!')
  assert.equal(await message({ name: '<script>x</script>' }), 'Validation error: name is malformed')
  const lost = { name: 'Lost', assetProfileId: { entityType: 'ASSET_PROFILE', id: unknown } }
  assert.equal(await message(lost), 'Asset is referencing non existing asset profile!')
  assert.equal((await server.ask('POST', '/api/asset', { id, name: 'Taken' })).json.label, null)
  assert.equal(server.rules.announced.at(-1)?.type, 'ENTITY_UPDATED')
  const url = '/api/asset?nameConflictPolicy=UNIQUIFY&uniquifyStrategy=INCREMENTAL&uniquifySeparator=-'
  assert.equal((await server.ask('POST', url, { name: 'Taken' })).json.name, 'Taken-1')
  assert.equal((await server.ask('GET', `/api/asset/${unknown}`)).status, 404)
})

test('lists find by name, by text, by type, by profile and by ids', async () => {
  const one = await make({ name: 'List one', type: 'listed' })
  await make({ name: 'List two', type: 'listed' })
  const names = async (query: string) =>
    (await server.ask('GET', `/api/tenant/assetInfos?pageSize=9&page=0&${query}`)).json.data.map(
      (row: { name: string }) => row.name,
    )
  assert.deepEqual(await names('type=listed&sortProperty=name&sortOrder=DESC'), ['List two', 'List one'])
  assert.deepEqual(await names(`assetProfileId=${one.assetProfileId.id}&textSearch=TWO`), ['List two'])
  assert.equal((await server.ask('GET', '/api/tenant/assets?assetName=List%20one')).json.id.id, one.id.id)
  assert.equal((await server.ask('GET', '/api/tenant/asset?assetName=nope')).status, 404)
  assert.equal((await server.ask('GET', `/api/assets?assetIds=${one.id.id}`)).json.length, 1)
  const types = (await server.ask('GET', '/api/asset/types')).json
  assert.ok(
    types.some(
      (row: { entityType: string; type: string }) => row.entityType === 'ASSET' && row.type === 'listed',
    ),
  )
  assert.match((await server.ask('GET', '/api/tenant/assets?page=0')).json.message, /Parameter conditions/)
})

test('exactly one asset profile is the default; it and one in use can’t be deleted', async () => {
  const message = async (id: string) => (await server.ask('DELETE', `/api/assetProfile/${id}`)).json?.message
  const before = (await server.ask('GET', '/api/assetProfileInfo/default')).json.id.id
  const made = (await server.ask('POST', '/api/assetProfile', { name: 'own', description: 'd' })).json
  assert.equal(made.default, false)
  assert.equal((await server.ask('POST', `/api/assetProfile/${made.id.id}/default`)).json.default, true)
  assert.equal(await message(made.id.id), 'Deletion of Default Asset Profile is prohibited!')
  await server.ask('POST', `/api/assetProfile/${before}/default`)
  const user = await make({ name: 'user of own', type: 'own' })
  assert.equal(await message(made.id.id), 'The asset profile referenced by the assets cannot be deleted!')
  await server.ask('DELETE', `/api/asset/${user.id.id}`)
  assert.equal(await message(made.id.id), undefined)
  assert.equal((await server.ask('GET', `/api/assetProfile/${made.id.id}`)).status, 404)
  const twice = await server.ask('POST', '/api/assetProfile', { name: 'default' })
  assert.equal(twice.json.message, 'Asset profile with such name already exists!')
  const chain = { name: 'x', defaultRuleChainId: { entityType: 'RULE_CHAIN', id: unknown } }
  assert.match((await server.ask('POST', '/api/assetProfile', chain)).json.message, /non existing rule chain/)
  const names = (await server.ask('GET', '/api/assetProfile/names?activeOnly=true')).json
  assert.ok(!names.some(({ name }: { name: string }) => name === 'own'))
})

test('a deleted asset is gone with its values, and one that a view shows stays', async () => {
  const { id } = await make({ name: 'Going' })
  const url = `/api/plugins/telemetry/ASSET/${id.id}`
  await server.ask('POST', `${url}/attributes/SERVER_SCOPE`, { a: 1 })
  assert.equal((await server.ask('GET', `${url}/values/attributes`)).json[0].value, 1)
  const view = (await server.ask('POST', '/api/entityView', { name: 'v', type: 't', entityId: id })).json
  const refused = await server.ask('DELETE', `/api/asset/${id.id}`)
  assert.deepEqual(
    [refused.status, refused.json.message],
    [400, "Can't delete asset that has entity views or is referenced in calculated fields!"],
  )
  await server.ask('DELETE', `/api/entityView/${view.id.id}`)
  const { status, text } = await server.ask('DELETE', `/api/asset/${id.id}`)
  assert.deepEqual([status, text], [200, ''])
  assert.deepEqual(server.rules.announced.at(-1)?.type, 'ENTITY_DELETED')
  assert.equal((await server.ask('GET', `${url}/values/attributes`)).status, 404)
})

test('a customer user writes the values of an own asset, reads those of the own customer, and no more', async () => {
  const { token, customerId } = await customerUser(server, 'Values')
  const { id } = await make({ name: 'Of the customer' })
  await server.ask('POST', `/api/customer/${customerId}/asset/${id.id}`)
  const write = async (entity: string) =>
    (await server.ask('POST', `/api/plugins/telemetry/${entity}/attributes/SERVER_SCOPE`, { a: 1 }, token))
      .status
  const read = async (entity: string) =>
    (await server.ask('GET', `/api/plugins/telemetry/${entity}/values/attributes`, undefined, token)).status
  const other = (await make({ name: 'Of nobody' })).id.id
  const profile = (await server.store.assetProfiles.default()).id
  assert.deepEqual([await write(`ASSET/${id.id}`), await read(`ASSET/${id.id}`)], [200, 200])
  assert.deepEqual([await write(`CUSTOMER/${customerId}`), await read(`CUSTOMER/${customerId}`)], [403, 200])
  assert.deepEqual([await write(`ASSET/${other}`), await read(`ASSET/${other}`)], [403, 403])
  assert.deepEqual(
    [await write(`ASSET_PROFILE/${profile}`), await read(`ASSET_PROFILE/${profile}`)],
    [403, 403],
  )
  assert.equal(await read(`TENANT/${server.store.tenantId}`), 403)
})

test('a file of assets and devices makes what is new, updates what is known, and names bad lines', async () => {
  await make({ name: 'Known', label: 'kept', additionalInfo: { floor: 3 } })
  const columns = [
    { type: 'NAME' },
    { type: 'TYPE' },
    { type: 'DESCRIPTION' },
    { type: 'SERVER_ATTRIBUTE', key: 'limit' },
    { type: 'TIMESERIES', key: 'temp' },
  ]
  const file = 'name,type,description,limit,temp\nKnown,hall,"a, b",3,\nNew,hall,,true,1.5\n,hall,,,\n'
  const result = await server.ask('POST', '/api/asset/bulk_import', {
    file,
    mapping: { columns, delimiter: ',', update: true, header: true },
  })
  assert.deepEqual(result.json, {
    created: 1,
    updated: 1,
    errors: 1,
    errorsList: ['Line 4: Asset name should be specified!'],
  })
  const known = (await server.ask('GET', '/api/tenant/assets?assetName=Known')).json
  assert.deepEqual(
    [known.type, known.label, known.additionalInfo],
    ['hall', 'kept', { floor: 3, description: 'a, b' }],
  )
  const fresh = (await server.ask('GET', '/api/tenant/assets?assetName=New')).json
  const values = `/api/plugins/telemetry/ASSET/${fresh.id.id}/values`
  assert.equal((await server.ask('GET', `${values}/attributes/SERVER_SCOPE?keys=limit`)).json[0].value, true)
  const latest = await server.ask('GET', `${values}/timeseries?keys=temp&useStrictDataTypes=true`)
  assert.equal(latest.json.temp[0].value, 1.5)

  const login = {
    columns: [{ type: 'NAME' }, { type: 'ACCESS_TOKEN' }],
    delimiter: ';',
    update: false,
    header: false,
  }
  const devices = { file: 'Imported;tok-imported\nImported;tok-2', mapping: login }
  const made = (await server.ask('POST', '/api/device/bulk_import', devices)).json
  assert.deepEqual([made.created, made.errors], [1, 1])
  assert.equal((await server.store.devices.byCredentials('tok-imported'))?.device.name, 'Imported')
  const odd = { file: 'x', mapping: { columns: [{ type: 'NAME' }, { type: 'SNMP_HOST' }] } }
  assert.equal((await server.ask('POST', '/api/device/bulk_import', odd)).status, 400)
})
