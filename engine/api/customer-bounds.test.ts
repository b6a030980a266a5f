import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import WebSocket from 'ws'
import { settled } from '../../test/support/clock.ts'
import { customerUser, type Person } from './test-people.ts'
import { type TestServer, testServer, testStore } from './test-server.ts'

/** What the user of one customer gets of another customer’s things, of the tenant’s, and of a colleague’s: nothing. */
let server: TestServer
let url: string
let mine: Person
let colleague: string
let profile: string
let myDevice: string
let theirDevice: string

const device = (id: string) => ({ entityType: 'DEVICE', id })
const asked = (method: string, path: string, body?: unknown) => server.ask(method, path, body, mine.token)
const raise = (originator: object, type: string) =>
  server.ask('POST', '/api/alarm', { originator, type, severity: 'MAJOR', details: { secret: 'canary' } })

async function deviceOf(name: string, customerId: string): Promise<string> {
  const { id } = (await server.ask('POST', '/api/device', { name })).json
  await server.ask('POST', `/api/customer/${customerId}/device/${id.id}`)
  return id.id
}

before(async () => {
  server = await testServer(await testStore())
  url = (await server.app.listen({ port: 0, host: '127.0.0.1' })).replace('http', 'ws')
  mine = await customerUser(server, 'Mine')
  const theirs = await customerUser(server, 'Theirs')
  myDevice = await deviceOf('my device', mine.customerId)
  theirDevice = await deviceOf('their device', theirs.customerId)
  const customerId = { entityType: 'CUSTOMER', id: mine.customerId }
  const body = { email: 'colleague@plant.example', authority: 'CUSTOMER_USER', customerId }
  colleague = (await server.ask('POST', '/api/user', body)).json.id.id
  profile = (await server.ask('GET', '/api/deviceProfileInfo/default')).json.id.id
  for (const entity of [`USER/${colleague}`, `DEVICE_PROFILE/${profile}`, `DEVICE/${theirDevice}`]) {
    const at = `/api/plugins/telemetry/${entity}`
    await server.ask('POST', `${at}/attributes/SERVER_SCOPE`, { secret: 'canary' })
    await server.ask('POST', `${at}/timeseries/ANY`, { secret: 'canary' })
  }
  await raise(device(myDevice), 'Mine')
  for (const originator of byName()) await raise(originator, originator.id === profile ? 'canary' : 'Ours')
  await raise(device(theirDevice), 'canary')
})
after(async () => {
  await server.close()
  await server.store.close()
})

/** What customer users see by name only. */
const byName = () => [
  { entityType: 'USER', id: colleague },
  { entityType: 'DEVICE_PROFILE', id: profile },
]
const latestValues = ['ATTRIBUTE', 'SERVER_ATTRIBUTE', 'TIME_SERIES'].map((type) => ({ type, key: 'secret' }))
const pageLink = { page: 0, pageSize: 10, searchPropagatedAlarms: true }

test('the types of alarms are those of the caller’s own alarms', async () => {
  const types = async (token?: string) =>
    (await server.ask('GET', '/api/alarm/types?page=0&pageSize=9', undefined, token)).json.data.map(
      ({ type }: { type: string }) => type,
    )
  assert.deepEqual(await types(mine.token), ['Mine', 'Ours'])
  assert.deepEqual(await types(), ['Mine', 'Ours', 'canary'])
})

test('who sees an entity by name only sees no alarm of it, and makes none', async () => {
  for (const singleEntity of byName()) {
    const at = `${singleEntity.entityType}/${singleEntity.id}`
    for (const path of ['alarm', 'v2/alarm']) {
      assert.equal((await asked('GET', `/api/${path}/${at}?page=0&pageSize=9`)).status, 403, at)
    }
    assert.equal((await asked('GET', `/api/alarm/highestSeverity/${at}`)).status, 403)
    const entityFilter = { type: 'singleEntity', singleEntity }
    const found = await asked('POST', '/api/alarmsQuery/find', { entityFilter, pageLink, latestValues })
    assert.deepEqual([found.status, found.json.totalElements, found.text.includes('canary')], [200, 0, false])
    assert.equal((await asked('POST', '/api/alarmsQuery/count', { entityFilter })).json, 0)
    const alarm = { originator: singleEntity, type: 'Noise', severity: 'MAJOR' }
    assert.equal((await asked('POST', '/api/alarm', alarm)).status, 403)
  }
})

test('a customer user gives devices and assets profiles that are there, and makes none', async () => {
  const body = (type: string) => ({ id: device(myDevice), name: 'my device', type })
  assert.equal((await asked('POST', '/api/device', body('made up'))).status, 403)
  assert.equal((await asked('POST', '/api/device', body('default'))).status, 200)
  const asset = (await server.ask('POST', '/api/asset', { name: 'hall', type: 'default' })).json
  await server.ask('POST', `/api/customer/${mine.customerId}/asset/${asset.id.id}`)
  assert.equal(
    (await asked('POST', '/api/asset', { id: asset.id, name: 'hall', type: 'made up' })).status,
    403,
  )
  for (const kind of ['deviceProfile', 'assetProfile']) {
    assert.ok(!(await server.ask('GET', `/api/${kind}/names`)).text.includes('made up'), kind)
  }
})

/** A socket of the customer user that was sent one command; the clock moves while frames are awaited. */
async function live(command: object) {
  const socket = new WebSocket(`${url}/api/ws`)
  const frames: string[] = []
  socket.on('message', (data) => frames.push(String(data)))
  await once(socket, 'open')
  socket.send(JSON.stringify({ authCmd: { cmdId: 0, token: mine.token }, cmds: [{ cmdId: 7, ...command }] }))
  const pass = async () => {
    for (let round = 0; round < 20; round++) {
      await settled()
      await new Promise((resolve) => setTimeout(resolve, 3))
      server.clock.pass(250)
    }
  }
  for (let tries = 0; frames.length === 0 && tries < 20; tries++) await pass()
  assert.notEqual(frames.length, 0, 'no frame came')
  return { socket, frames, pass }
}

test('live queries give neither history nor changes of what is seen by name only', async () => {
  const keys = ['secret']
  const span = { keys, startTs: 0, endTs: server.clock.now() * 2, interval: 0, limit: 10, agg: 'NONE' }
  const aggregates = { ...span, keys: [{ id: 1, key: 'secret', agg: 'COUNT' }] }
  for (const singleEntity of byName()) {
    const query = { entityFilter: { type: 'singleEntity', singleEntity }, pageLink, latestValues }
    const parts = {
      latestCmd: { keys: latestValues },
      tsCmd: span,
      historyCmd: span,
      aggHistoryCmd: aggregates,
    }
    const { socket, frames, pass } = await live({ type: 'ENTITY_DATA', query, ...parts })
    const at = `/api/plugins/telemetry/${singleEntity.entityType}/${singleEntity.id}`
    await server.ask('POST', `${at}/attributes/SERVER_SCOPE`, { secret: 'canary, changed' })
    await server.ask('POST', `${at}/timeseries/ANY`, { secret: 'canary, changed' })
    socket.send(JSON.stringify({ cmds: [{ type: 'ENTITY_DATA', cmdId: 7, historyCmd: span }] }))
    await pass()
    assert.ok(!frames.join().includes('canary'), frames.join('\n'))
    assert.ok(!frames.join().includes('"current":{"ts"'), frames.join('\n'))
    socket.close()
  }
})

test('alarms of a device that was given to another customer are told to the first no longer', async () => {
  const other = (await customerUser(server, 'Later')).customerId
  const moved = await deviceOf('moved', mine.customerId)
  const entityFilter = { type: 'singleEntity', singleEntity: device(moved) }
  const data = await live({ type: 'ALARM_DATA', query: { entityFilter, pageLink, latestValues } })
  const status = await live({ type: 'ALARM_STATUS', originatorId: device(moved) })
  const count = await live({ type: 'ALARM_COUNT', query: { entityFilter } })
  await server.ask('POST', `/api/customer/${other}/device/${moved}`)
  await raise(device(moved), 'canary')
  for (const { frames, pass, socket } of [data, status, count]) {
    await pass()
    assert.ok(!/canary|"active":true|"count":1/.test(frames.join()), frames.join('\n'))
    socket.close()
  }
})

test('text that no database can hold is refused with a reason, wherever it stands', async () => {
  const nul = 'a\0b'
  const text = encodeURIComponent(nul)
  const entityFilter = { type: 'entityType', entityType: 'DEVICE' }
  const values = `/api/plugins/telemetry/DEVICE/${myDevice}/values`
  for (const [method, path, body] of [
    ['GET', `/api/tenant/devices?page=0&pageSize=9&type=${text}`],
    ['GET', `/api/tenant/devices?deviceName=${text}`],
    ['GET', `/api/calculatedFields?page=0&pageSize=9&name=${text}`],
    ['GET', `/api/queues/name/${text}`],
    ['GET', `${values}/attributes?keys=${text}`],
    ['GET', `${values}/timeseries?keys=${text}`],
    ['POST', '/api/ruleChain', { name: nul }],
    [
      'POST',
      '/api/entitiesQuery/find',
      { entityFilter, pageLink, latestValues: [{ type: 'ATTRIBUTE', key: nul }] },
    ],
  ] as const) {
    const { status, json } = await server.ask(method, path, body)
    assert.deepEqual([status, json.errorCode], [400, 31], path)
    assert.match(json.message, /NUL/)
  }
  const { status, json } = await server.ask('GET', `${values}/timeseries?keys=t&startTs=0&endTs=9&limit=-1`)
  assert.deepEqual([status, json.message], [400, "Incorrect TsKvQuery. The limit '-1' is below zero."])
})
