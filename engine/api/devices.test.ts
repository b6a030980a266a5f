import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestServer, testServer, testStore } from './test-server.ts'

let server: TestServer
before(async () => {
  server = await testServer(await testStore())
})
after(async () => {
  await server.close()
  await server.store.close()
})

const nobody = '13814000-1dd2-11b2-8080-808080808080'
const unknown = '8f0c0000-0000-11ee-8000-000000000000'

async function make(name: string, more: object = {}): Promise<string> {
  const { status, json } = await server.ask('POST', '/api/device', { name, ...more })
  assert.equal(status, 200)
  return json.id.id
}

test('a new device belongs to nobody, has the default profile and a token of 20 characters', async () => {
  const { json } = await server.ask('POST', '/api/device', { name: 'T-1', label: 'Hall', foo: 1 })
  assert.deepEqual(json.customerId, { entityType: 'CUSTOMER', id: nobody })
  assert.equal(json.type, 'default')
  assert.equal(json.deviceProfileId.entityType, 'DEVICE_PROFILE')
  const credentials = (await server.ask('GET', `/api/device/${json.id.id}/credentials`)).json
  assert.equal(credentials.credentialsType, 'ACCESS_TOKEN')
  assert.match(credentials.credentialsId, /^[A-Za-z0-9]{20}$/)
  assert.deepEqual(server.rules.announced.at(-1)?.type, 'ENTITY_CREATED')
})

test('a name is taken once, and can be made unique on wish', async () => {
  await make('T-2')
  const again = await server.ask('POST', '/api/device', { name: 'T-2' })
  assert.deepEqual([again.status, again.json.message], [400, 'Device with such name already exists!'])
  const url = '/api/device?nameConflictPolicy=UNIQUIFY&uniquifyStrategy=INCREMENTAL'
  assert.equal((await server.ask('POST', url, { name: 'T-2' })).json.name, 'T-2_1')
})

test('an update replaces the device and keeps what only the server says', async () => {
  const id = await make('T-3', { label: 'Hall' })
  const before = (await server.ask('GET', `/api/device/${id}`)).json
  const body = { id: { entityType: 'DEVICE', id }, name: 'T-3', createdTime: 1, version: 0 }
  const { status, json } = await server.ask('POST', '/api/device', body)
  assert.equal(status, 200)
  assert.deepEqual([json.createdTime, json.label], [before.createdTime, null])
})

test('an id can’t be chosen, and a profile must exist', async () => {
  const body = { id: { entityType: 'DEVICE', id: unknown }, name: 'own-id' }
  assert.equal((await server.ask('POST', '/api/device', body)).status, 404)
  const lost = { name: 'T-4', deviceProfileId: { entityType: 'DEVICE_PROFILE', id: unknown } }
  assert.equal(
    (await server.ask('POST', '/api/device', lost)).json.message,
    'Device is referencing non existing device profile!',
  )
})

test('a type that no profile has makes one', async () => {
  await make('P-1', { type: 'pump' })
  const { json } = await server.ask('GET', '/api/deviceProfileInfos?pageSize=10&page=0&textSearch=pump')
  assert.equal(json.data[0].name, 'pump')
})

test('the same path answers one device by name and a page by size', async () => {
  await make('N-1')
  assert.equal((await server.ask('GET', '/api/tenant/devices?deviceName=N-1')).json.name, 'N-1')
  const page = (await server.ask('GET', '/api/tenant/devices?pageSize=1&page=0&textSearch=N-1')).json
  assert.deepEqual([page.data.length, page.totalElements, page.hasNext], [1, 1, false])
})

test('bad paging is refused in the cloud’s words', async () => {
  const message = async (query: string) =>
    (await server.ask('GET', `/api/tenant/devices?${query}`)).json.message
  assert.match(await message('page=0'), /^Parameter conditions "pageSize, page" not met/)
  assert.equal(
    await message('pageSize=0&page=0'),
    "Incorrect page link page size '0'. Page size must be greater than zero.",
  )
  assert.equal(
    await message('pageSize=1&page=-1'),
    "Incorrect page link page '-1'. Page must be positive integer.",
  )
  assert.equal(await message('pageSize=1&page=0&sortProperty=a%3Bb'), 'Invalid sort property')
  assert.equal(
    await message('pageSize=1&page=0&sortProperty=name&sortOrder=UP'),
    "Unsupported sort order 'UP'! Only 'ASC' or 'DESC' types are allowed.",
  )
})

test('changed credentials end the sessions of the device', async () => {
  const id = await make('C-1')
  const body = {
    deviceId: { entityType: 'DEVICE', id },
    credentialsType: 'ACCESS_TOKEN',
    credentialsId: 'tok-c1',
  }
  assert.equal((await server.ask('POST', '/api/device/credentials', body)).json.credentialsId, 'tok-c1')
  assert.deepEqual(server.devices.closed.at(-1), { deviceId: id, reason: 'credentials-changed' })
})

test('a token in use is not given to a second device', async () => {
  const first = await server.ask('POST', '/api/device?accessToken=tok-123', { name: 'U-1' })
  assert.equal(first.status, 200)
  const second = await server.ask('POST', '/api/device?accessToken=tok-123', { name: 'U-2' })
  assert.equal(second.json.message, 'Specified credentials are already registered!')
})

test('MQTT credentials are looked up by user name, or by a hash with the client id', async () => {
  const id = await make('M-1')
  const save = async (value: object) => {
    const body = { deviceId: { id }, credentialsType: 'MQTT_BASIC', credentialsValue: JSON.stringify(value) }
    return (await server.ask('POST', '/api/device/credentials', body)).json
  }
  assert.equal((await save({ userName: 'u', password: 'p' })).credentialsId, 'u')
  const hashed = '281c7ba06d0ac2ff651fa968572f26a38c96225ea54644522837b54b9c6144f7'
  assert.equal((await save({ clientId: 'ThingsBoard' })).credentialsId, hashed)
  assert.equal((await save({ password: 'x' })).errorCode, 31)
  assert.equal((await save({ clientId: 'c', password: 'x' })).errorCode, 31)
})

test('a deleted device is gone, and its sessions end', async () => {
  const id = await make('D-1')
  const { status, text } = await server.ask('DELETE', `/api/device/${id}`)
  assert.deepEqual([status, text], [200, ''])
  assert.equal((await server.ask('GET', `/api/device/${id}`)).status, 404)
  assert.deepEqual(server.devices.closed.at(-1), { deviceId: id, reason: 'deleted' })
})

test('entities are found by prefix or pattern, and filtered by their values', async () => {
  const ids = [await make('Q-05'), await make('Q-06'), await make('x-Q-05')]
  for (const [at, id] of ids.entries()) {
    await server.ask('POST', `/api/plugins/telemetry/DEVICE/${id}/timeseries/ANY`, { q: at * 10 })
  }
  const find = async (query: object) => {
    const body = {
      entityFields: [{ type: 'ENTITY_FIELD', key: 'name' }],
      pageLink: { pageSize: 10, page: 0 },
      ...query,
    }
    const { json } = await server.ask('POST', '/api/entitiesQuery/find', body)
    return json.data
      .map(
        (row: { latest: { ENTITY_FIELD: { name: { value: string } } } }) =>
          row.latest.ENTITY_FIELD.name.value,
      )
      .sort()
  }
  const named = (entityNameFilter: string) => ({
    entityFilter: { type: 'entityName', entityType: 'DEVICE', entityNameFilter },
  })
  assert.deepEqual(await find(named('q-0')), ['Q-05', 'Q-06'])
  assert.deepEqual(await find(named('%q-05%')), ['Q-05', 'x-Q-05'])
  const above = {
    key: { type: 'TIME_SERIES', key: 'q' },
    valueType: 'NUMERIC',
    predicate: { type: 'NUMERIC', operation: 'NOT_EQUAL', value: { defaultValue: 10 } },
  }
  const all = { entityFilter: { type: 'entityType', entityType: 'DEVICE' }, keyFilters: [above] }
  assert.deepEqual(await find(all), ['Q-05', 'x-Q-05'], 'devices without a value never match')
})
