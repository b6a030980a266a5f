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

const keys = { timeseries: ['t'], attributes: { cs: [], ss: ['place'], sh: [] } }
const make = async (body: object) => server.ask('POST', '/api/entityView', body)
const device = async (name: string) => (await server.ask('POST', '/api/device', { name })).json.id

test('a view is saved with its keys and times, listed by type, and deleted', async () => {
  const entityId = await device('source')
  const body = { name: 'Part', type: 'shared', entityId, keys, startTimeMs: 5, endTimeMs: 0 }
  const view = (await make(body)).json
  assert.deepEqual([view.keys, view.startTimeMs, view.endTimeMs, view.entityId], [keys, 5, 0, entityId])
  assert.equal(server.rules.announced.at(-1)?.type, 'ENTITY_CREATED')
  const list = await server.ask('GET', '/api/tenant/entityViewInfos?pageSize=9&page=0&type=shared')
  assert.deepEqual([list.json.totalElements, list.json.data[0].customerTitle], [1, null])
  assert.deepEqual((await server.ask('GET', '/api/entityView/types')).json[0].type, 'shared')
  assert.equal(
    (await server.ask('GET', '/api/tenant/entityViews?entityViewName=Part')).json.id.id,
    view.id.id,
  )
  const changed = (await make({ ...body, id: view.id, keys: null, name: 'Whole' })).json
  assert.deepEqual([changed.name, changed.keys.timeseries], ['Whole', []])
  assert.equal((await server.ask('DELETE', `/api/entityView/${view.id.id}`)).text, '')
  assert.equal((await server.ask('GET', `/api/entityView/${view.id.id}`)).status, 404)
})

test('a view needs a name, a type, and a device or asset that is there', async () => {
  const entityId = await device('needed')
  const message = async (body: object) => (await make(body)).json.message
  const whole = { name: 'v', type: 't', entityId }
  assert.equal(await message({ ...whole, name: ' ' }), 'Entity view name should be specified!')
  assert.equal(await message({ ...whole, type: undefined }), 'Entity view type should be specified!')
  assert.match(await message({ ...whole, entityId: undefined }), /entityId is missing/)
  assert.match(
    await message({ ...whole, entityId: { entityType: 'TENANT', id: entityId.id } }),
    /DEVICE or an ASSET/,
  )
  assert.match(
    await message({ ...whole, entityId: { entityType: 'ASSET', id: entityId.id } }),
    /is not found/,
  )
  assert.match(await message({ ...whole, startTimeMs: 9, endTimeMs: 8 }), /begins after its end/)
  assert.equal((await make({ ...whole, startTimeMs: -1 })).status, 400)
  await make({ ...whole, name: 'once' })
  assert.equal(await message({ ...whole, name: 'once' }), 'Entity view with such name already exists!')
})

test('a customer sees through a view what it shows, and can’t make it show more', async () => {
  const { token, customerId } = await customerUser(server, 'Viewer')
  const source = await device('freezer')
  const url = `/api/plugins/telemetry/DEVICE/${source.id}`
  await server.ask('POST', `${url}/timeseries/ANY`, { ts: 10, values: { t: -20, door: true } })
  await server.ask('POST', `${url}/attributes/SERVER_SCOPE`, { place: 'hall', secret: 'x' })
  const view = (await make({ name: 'For the viewer', type: 'shared', entityId: source, keys })).json
  await server.ask('POST', `/api/customer/${customerId}/entityView/${view.id.id}`)

  const ask = (method: string, path: string, body?: object) => server.ask(method, path, body, token)
  const seen = `/api/plugins/telemetry/ENTITY_VIEW/${view.id.id}`
  assert.deepEqual((await ask('GET', `${seen}/values/timeseries`)).json, { t: [{ ts: 10, value: '-20' }] })
  assert.deepEqual(
    Object.keys((await ask('GET', `${seen}/values/timeseries?keys=t,door&startTs=0&endTs=99`)).json),
    ['t'],
  )
  assert.deepEqual((await ask('GET', `${seen}/keys/timeseries`)).json, ['t'])
  assert.deepEqual((await ask('GET', `${seen}/keys/attributes`)).json, ['place'])
  assert.equal((await ask('GET', `${url}/values/timeseries`)).status, 403)
  const saved = await ask('POST', `${seen}/timeseries/ANY`, { t: 1 })
  assert.deepEqual(
    [saved.status, saved.text],
    [400, "Telemetry data can't be stored for entity view. Read only"],
  )
  assert.equal(
    (await ask('DELETE', `${seen}/timeseries/delete?keys=t&deleteAllDataForKeys=true`)).status,
    400,
  )

  const body = { id: view.id, name: 'Renamed', type: 'shared', entityId: source }
  assert.equal((await ask('POST', '/api/entityView', { ...body, keys })).json.name, 'Renamed')
  const more = { ...keys, timeseries: ['t', 'door'] }
  assert.equal((await ask('POST', '/api/entityView', { ...body, keys: more })).status, 403)
  const other = await device('somewhere else')
  assert.equal((await ask('POST', '/api/entityView', { ...body, entityId: other, keys })).status, 403)
  assert.equal(
    (await ask('POST', '/api/entityView', { ...body, id: undefined, name: 'Own', keys })).status,
    403,
  )

  const query = {
    entityFilter: { type: 'entityViewType', entityViewTypes: ['shared'] },
    entityFields: [],
    latestValues: ['t', 'door'].map((key) => ({ type: 'TIME_SERIES', key })),
  }
  const { latest } = (await ask('POST', '/api/entitiesQuery/find', query)).json.data[0]
  assert.deepEqual([latest.TIME_SERIES.t.value, latest.TIME_SERIES.door.value], ['-20', ''])
})
