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

interface Ref {
  readonly entityType: string
  readonly id: string
}
interface Row {
  readonly from: Ref
  readonly to: Ref
  readonly toName?: string
}

const unknown = '8f0c0000-0000-11ee-8000-000000000000'
const asset = async (name: string): Promise<Ref> => (await server.ask('POST', '/api/asset', { name })).json.id
const device = async (name: string, type = 'default'): Promise<Ref> =>
  (await server.ask('POST', '/api/device', { name, type })).json.id
const relate = (from: Ref, to: Ref, type = 'Contains', more: object = {}) =>
  server.ask('POST', '/api/relation', { from, to, type, ...more })
const between = (from: Ref, to: Ref, type = 'Contains') =>
  `fromId=${from.id}&fromType=${from.entityType}&relationType=${type}&toId=${to.id}&toType=${to.entityType}`

test('a relation is saved, read, replaced and deleted, and both ends hear of it', async () => {
  const [hall, thermometer] = [await asset('hall'), await device('thermometer')]
  const first = await relate(hall, thermometer, 'Contains', { additionalInfo: { n: 1 } })
  assert.deepEqual([first.status, first.text], [200, ''])
  const told = server.rules.announced.slice(-2)
  assert.deepEqual(
    told.map(({ type, entity }) => [type, entity.id]),
    [
      ['RELATION_ADD_OR_UPDATE', hall.id],
      ['RELATION_ADD_OR_UPDATE', thermometer.id],
    ],
  )
  const url = `/api/relation?${between(hall, thermometer)}`
  const read = (await server.ask('GET', `${url}&relationTypeGroup=FOO`)).json
  assert.deepEqual([read.type, read.typeGroup, read.additionalInfo], ['Contains', 'COMMON', { n: 1 }])
  assert.equal((await server.ask('GET', `${url}&relationTypeGroup=EDGE`)).status, 404)
  const body = { from: hall, to: thermometer, type: 'Contains', additionalInfo: { n: 2 } }
  const replaced = (await server.ask('POST', '/api/v2/relation', body)).json
  assert.deepEqual([replaced.additionalInfo, replaced.version > read.version], [{ n: 2 }, true])
  const gone = await server.ask('DELETE', `/api/v2/relation?${between(hall, thermometer)}`)
  assert.equal(gone.json.to.id, thermometer.id)
  assert.equal(server.rules.announced.at(-1)?.type, 'RELATION_DELETED')
  assert.equal((await server.ask('DELETE', url)).status, 404)
})

test('what is no whole relation, or between what is not there, is refused', async () => {
  const [from, to] = [await asset('a'), await device('b')]
  const status = async (body: object) => (await server.ask('POST', '/api/relation', body)).status
  assert.equal(await status({ from, to }), 400)
  assert.equal(await status({ from, type: 'Contains' }), 400)
  assert.equal(await status({ from: { id: from.id }, to, type: 'Contains' }), 400)
  assert.equal(await status({ from: { ...from, entityType: 'FOO' }, to, type: 'Contains' }), 400)
  assert.equal(await status({ from, to, type: 'Contains', typeGroup: 'FOO' }), 400)
  assert.equal(await status({ from, to, type: '<img src=x>' }), 400)
  assert.equal(await status({ from, to: { ...to, id: unknown }, type: 'Contains' }), 404)
  assert.equal((await server.ask('GET', `/api/relation?fromId=${from.id}`)).status, 400)
  assert.match((await server.ask('GET', '/api/relations')).json.message, /Parameter conditions/)
})

test('lists go from one end, by type and with names; all of an entity go at once', async () => {
  const [house, room, lamp] = [await asset('house'), await asset('room'), await device('lamp')]
  await relate(house, room)
  await relate(house, lamp, 'Uses')
  await relate(room, lamp)
  const list = async (url: string): Promise<Row[]> => (await server.ask('GET', url)).json
  const from = `fromId=${house.id}&fromType=ASSET`
  assert.equal((await list(`/api/relations?${from}`)).length, 2)
  assert.deepEqual(
    (await list(`/api/relations?${from}&relationType=Uses`)).map(({ to }) => to.id),
    [lamp.id],
  )
  assert.equal((await list(`/api/relations?toId=${lamp.id}&toType=DEVICE`)).length, 2)
  assert.deepEqual((await list(`/api/relations/info?${from}`)).map(({ toName }) => toName).sort(), [
    'lamp',
    'room',
  ])
  assert.equal((await list(`/api/relations/from/ASSET/${house.id}`)).length, 2)
  assert.equal((await list(`/api/relations/to/DEVICE/${lamp.id}/Contains`)).length, 1)
  assert.equal((await list(`/api/relations/info/to/DEVICE/${lamp.id}`)).length, 2)
  assert.equal((await server.ask('DELETE', `/api/relations?entityId=${lamp.id}&entityType=DEVICE`)).text, '')
  assert.deepEqual(await list(`/api/relations/to/DEVICE/${lamp.id}`), [])
  assert.equal(server.rules.announced.at(-1)?.type, 'RELATIONS_DELETED')
  assert.equal((await list(`/api/relations?${from}`)).length, 1)
})

/** A site with a hall in it; a pump in the hall and a valve on the site. */
async function site(name: string) {
  const [place, hall] = [await asset(`${name} site`), await asset(`${name} hall`)]
  const [pump, valve] = [await device(`${name} pump`, 'pump'), await device(`${name} valve`, 'valve')]
  await relate(place, hall)
  await relate(hall, pump)
  await relate(place, valve)
  return { place, hall, pump, valve }
}

test('searches along relations find relations, devices and assets', async () => {
  const { place, hall, pump, valve } = await site('one')
  const parameters = { rootId: place.id, rootType: 'ASSET', direction: 'FROM', maxLevel: 2 }
  const ask = async (url: string, body: object) => (await server.ask('POST', url, body)).json
  const filters = [{ relationType: 'Contains', entityTypes: ['DEVICE'] }]
  const rows: Row[] = await ask('/api/relations', { parameters, filters })
  assert.deepEqual(rows.map(({ to }) => to.id).sort(), [pump.id, valve.id].sort())
  const infos: Row[] = await ask('/api/relations/info', { parameters: { ...parameters, maxLevel: 1 } })
  assert.deepEqual(infos.map(({ toName }) => toName).sort(), ['one hall', 'one valve'])
  const names = async (url: string, body: object) =>
    (await ask(url, { parameters, relationType: 'Contains', ...body })).map(
      ({ name }: { name: string }) => name,
    )
  assert.deepEqual((await names('/api/devices', {})).sort(), ['one pump', 'one valve'])
  assert.deepEqual(await names('/api/devices', { deviceTypes: ['pump'] }), ['one pump'])
  assert.deepEqual(await names('/api/assets', { assetTypes: [] }), ['one hall'])
  assert.deepEqual(await names('/api/assets', { assetTypes: ['other'] }), [])
  assert.deepEqual(await names('/api/entityViews', {}), [])
  const up = { rootId: pump.id, rootType: 'DEVICE', direction: 'TO', maxLevel: 0 }
  assert.deepEqual(
    (await ask('/api/relations', { parameters: up })).map(({ from }: Row) => from.id),
    [hall.id, place.id],
  )
  assert.equal(
    (await server.ask('POST', '/api/relations', { parameters: { ...up, direction: 'UP' } })).status,
    400,
  )
})

test('entity queries find along relations, by type, name and kind', async () => {
  const { place, hall, valve } = await site('two')
  const find = async (entityFilter: object, more: object = {}): Promise<string[]> => {
    const query = {
      entityFilter,
      entityFields: [{ type: 'ENTITY_FIELD', key: 'name' }],
      pageLink: { pageSize: 100, page: 0 },
      ...more,
    }
    const { json, text } = await server.ask('POST', '/api/entitiesQuery/find', query)
    assert.ok(json.data, text)
    return json.data
      .map(
        (row: { latest: { ENTITY_FIELD: Record<string, { value: string }> } }) =>
          row.latest.ENTITY_FIELD.name?.value,
      )
      .sort()
  }
  const along = { rootEntity: place, direction: 'FROM', maxLevel: 0, fetchLastLevelOnly: false }
  const relations = { type: 'relationsQuery', ...along }
  assert.deepEqual(await find({ ...relations, filters: [] }), ['two hall', 'two pump', 'two valve'])
  const assets = [{ relationType: 'Contains', entityTypes: ['ASSET'] }]
  assert.deepEqual(await find({ ...relations, filters: assets }), ['two hall'])
  assert.deepEqual(await find({ ...relations, filters: assets, negate: true }), ['two pump', 'two valve'])
  assert.deepEqual(await find({ ...relations, filters: [], fetchLastLevelOnly: true }), [
    'two pump',
    'two valve',
  ])
  const roots = { multiRoot: true, multiRootEntitiesType: 'ASSET', multiRootEntityIds: [place.id, hall.id] }
  assert.deepEqual(await find({ ...relations, ...roots, maxLevel: 1, filters: [] }), [
    'two hall',
    'two pump',
    'two valve',
  ])
  const devices = { type: 'deviceSearchQuery', ...along, relationType: 'Contains' }
  assert.deepEqual(await find({ ...devices, deviceTypes: ['valve'] }), ['two valve'])
  assert.deepEqual(await find({ ...devices, relationType: 'Uses' }), [])
  assert.deepEqual(await find({ type: 'assetSearchQuery', ...along, relationType: '' }), ['two hall'])
  assert.deepEqual(await find({ type: 'assetType', assetTypes: ['default'], assetNameFilter: 'TWO' }), [
    'two hall',
    'two site',
  ])
  assert.deepEqual(await find({ type: 'entityName', entityType: 'ASSET', entityNameFilter: '%o hall' }), [
    'two hall',
  ])
  assert.deepEqual(await find({ type: 'entityList', entityType: 'DEVICE', entityList: [valve.id] }), [
    'two valve',
  ])
  assert.deepEqual(await find({ type: 'entityType', entityType: 'TENANT' }), ['Weir'])
  assert.deepEqual(await find({ type: 'entityType', entityType: 'DASHBOARD' }), [])
  assert.deepEqual(await find({ type: 'edgeType', edgeTypes: [] }), [])
  for (const type of ['constructor', 'nope']) {
    assert.equal(
      (await server.ask('POST', '/api/entitiesQuery/count', { entityFilter: { type } })).status,
      400,
    )
  }
})

test('entity fields tell whose an entity is, and people by their own', async () => {
  const { customerId, userId } = await customerUser(server, 'Fielder')
  const lent = await asset('lent')
  await server.ask('POST', `/api/customer/${customerId}/asset/${lent.id}`)
  await server.store.users.update(userId, { firstName: 'Ida', lastName: 'Lund' })
  const fields = async (singleEntity: Ref, ...keys: string[]) => {
    const entityFields = keys.map((key) => ({ type: 'ENTITY_FIELD', key }))
    const query = { entityFilter: { type: 'singleEntity', singleEntity }, entityFields }
    const { latest } = (await server.ask('POST', '/api/entitiesQuery/find', query)).json.data[0]
    return keys.map((key) => latest.ENTITY_FIELD[key].value)
  }
  assert.deepEqual(await fields(lent, 'ownerName', 'ownerType', 'displayName', 'nope'), [
    'Fielder',
    'CUSTOMER',
    'lent',
    '',
  ])
  const user = { entityType: 'USER', id: userId }
  assert.deepEqual(await fields(user, 'displayName', 'firstName', 'email'), [
    'Ida Lund',
    'Ida',
    'fielder@plant.example',
  ])
  const customer = { entityType: 'CUSTOMER', id: customerId }
  assert.deepEqual(await fields(customer, 'title', 'ownerType'), ['Fielder', 'TENANT'])
})

test('a filter may compare with an attribute of the user, or of whom it belongs to', async () => {
  const thermostat = await device('filtered', 'filtered')
  await server.ask('POST', `/api/plugins/telemetry/DEVICE/${thermostat.id}/timeseries/ANY`, { t: 20 })
  const me = (await server.ask('GET', '/api/auth/user')).json.id
  const count = async (sourceType: string, inherit: boolean) => {
    const dynamicValue = { sourceType, sourceAttribute: 'bound', inherit }
    const value = { defaultValue: 30, dynamicValue }
    const predicate = { type: 'NUMERIC', operation: 'GREATER', value }
    const keyFilters = [{ key: { type: 'TIME_SERIES', key: 't' }, valueType: 'NUMERIC', predicate }]
    const entityFilter = { type: 'deviceType', deviceTypes: ['filtered'] }
    return (await server.ask('POST', '/api/entitiesQuery/count', { entityFilter, keyFilters })).json
  }
  assert.equal(await count('CURRENT_USER', false), 0, 'the default counts while there is no attribute')
  const save = (entity: string, bound: number) =>
    server.ask('POST', `/api/plugins/telemetry/${entity}/attributes/SERVER_SCOPE`, { bound })
  await save(`TENANT/${server.store.tenantId}`, 10)
  assert.deepEqual([await count('CURRENT_TENANT', false), await count('CURRENT_USER', false)], [1, 0])
  assert.equal(await count('CURRENT_USER', true), 1)
  await save(`USER/${me.id}`, 25)
  assert.equal(await count('CURRENT_USER', true), 0)
})

test('the keys that the entities of a query have can be asked for', async () => {
  const one = await device('keyed', 'keyed')
  await server.ask('POST', `/api/plugins/telemetry/DEVICE/${one.id}/timeseries/ANY`, { t: 20.5 })
  await server.ask('POST', `/api/plugins/telemetry/DEVICE/${one.id}/attributes/SHARED_SCOPE`, { limit: 3 })
  const query = {
    entityFilter: { type: 'deviceType', deviceTypes: ['keyed'] },
    pageLink: { pageSize: 9, page: 0 },
  }
  const ask = async (url: string) => (await server.ask('POST', url, query)).json
  assert.deepEqual(await ask('/api/entitiesQuery/find/keys?timeseries=true&attributes=true'), {
    entityTypes: ['DEVICE'],
    timeseries: ['t'],
    attribute: ['limit'],
  })
  const scoped = await ask('/api/entitiesQuery/find/keys?timeseries=false&attributes=true&scope=SERVER_SCOPE')
  assert.deepEqual([scoped.timeseries, scoped.attribute], [[], []])
  const { timeseries, attributes } = await ask('/api/v2/entitiesQuery/find/keys?includeSamples=true')
  assert.deepEqual([timeseries[0].key, timeseries[0].sample.value], ['t', 20.5])
  assert.deepEqual(Object.keys(attributes), ['CLIENT_SCOPE', 'SHARED_SCOPE', 'SERVER_SCOPE'])
  assert.equal(attributes.SHARED_SCOPE[0].key, 'limit')
  const keys = `/api/deviceProfile/devices/keys/timeseries?deviceProfileId=${(await server.ask('GET', `/api/device/${one.id}`)).json.deviceProfileId.id}`
  assert.deepEqual((await server.ask('GET', keys)).json, ['t'])
})

test('a customer user relates and finds only what belongs to the own customer', async () => {
  const { token, customerId } = await customerUser(server, 'Relating')
  const [mine, other, foreign] = [await asset('mine'), await device('mine too'), await device('foreign')]
  for (const ref of [mine, other]) {
    await server.ask('POST', `/api/customer/${customerId}/${ref.entityType.toLowerCase()}/${ref.id}`)
  }
  await relate(mine, foreign)
  const ask = (method: string, url: string, body?: object) => server.ask(method, url, body, token)
  assert.equal((await ask('POST', '/api/relation', { from: mine, to: other, type: 'Uses' })).status, 200)
  assert.equal((await ask('POST', '/api/relation', { from: mine, to: foreign, type: 'Uses' })).status, 403)
  assert.equal((await ask('DELETE', `/api/relation?${between(mine, foreign)}`)).status, 403)
  const rows: Row[] = (await ask('GET', `/api/relations/info?fromId=${mine.id}&fromType=ASSET`)).json
  assert.deepEqual(
    rows.map(({ toName }) => toName),
    ['mine too'],
  )
  assert.equal((await ask('GET', `/api/relations?fromId=${foreign.id}&fromType=DEVICE`)).status, 403)
  const along = { rootEntity: mine, direction: 'FROM', maxLevel: 1, filters: [] }
  const count = async (entityFilter: object) =>
    (await ask('POST', '/api/entitiesQuery/count', { entityFilter })).json
  assert.equal(await count({ type: 'relationsQuery', ...along }), 1)
  assert.equal(await count({ type: 'relationsQuery', ...along, rootEntity: foreign, direction: 'TO' }), 0)
  assert.equal(await count({ type: 'entityType', entityType: 'DEVICE' }), 1)
  assert.equal(await count({ type: 'entityType', entityType: 'CUSTOMER' }), 1)
  assert.equal(await count({ type: 'entityType', entityType: 'TENANT' }), 0)
  assert.equal(await count({ type: 'singleEntity', singleEntity: foreign }), 0)
  assert.ok((await count({ type: 'entityType', entityType: 'DEVICE_PROFILE' })) > 0)
})
