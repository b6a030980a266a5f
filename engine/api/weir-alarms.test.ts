import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { AlarmRowJson } from './contract-alarms.ts'
import { type TestServer, testServer, testStore } from './test-server.ts'

let server: TestServer
let device: string
before(async () => {
  server = await testServer(await testStore())
  device = (await server.ask('POST', '/api/device', { name: 'T-1', label: 'Thermostat' })).json.id.id
})
after(async () => {
  await server.close()
  await server.store.close()
})

async function raise(type: string, parts: object = {}): Promise<string> {
  const body = { type, originator: { entityType: 'DEVICE', id: device }, severity: 'MAJOR', ...parts }
  return (await server.ask('POST', '/api/alarm', body)).json.id.id
}

const get = async (path: string) => {
  const answer = await server.ask('GET', `/api/weir/alarms${path}`)
  assert.equal(answer.status, 200, answer.text)
  return answer.json
}
const types = async (state: string) =>
  (await get(`?state=${state}&pageSize=50&page=0`)).data.map(({ type }: AlarmRowJson) => type).sort()

test('an alarm on the shelf is out of the active lists of everybody, until its time is over', async () => {
  const [hot, cold] = [await raise('Hot'), await raise('Cold')]
  await server.ask('POST', `/api/alarm/${cold}/ack`)
  const until = server.clock.now() + 60_000
  const shelve = (id: string, body: object) => server.ask('POST', `/api/weir/alarms/${id}/shelve`, body)
  const shelf = (await shelve(hot, { until, reason: 'pump is being changed' })).json
  assert.deepEqual(
    [shelf.alarmId, shelf.alarmType, shelf.originator.name, shelf.until, shelf.reason, shelf.person.email],
    [hot, 'Hot', 'T-1', until, 'pump is being changed', 'ops@plant.example'],
  )
  const summary = { open: 1, needsPerson: 0, acknowledged: 1, shelved: 1, clearedLately: 0 }
  const bySeverity = { CRITICAL: 0, MAJOR: 1, MINOR: 0, WARNING: 0, INDETERMINATE: 0 }
  assert.deepEqual(await get('/summary'), { ...summary, bySeverity })
  assert.deepEqual(await types('OPEN'), ['Cold'])
  assert.deepEqual(await types('NEEDS_PERSON'), [])
  assert.deepEqual(await types('ACKNOWLEDGED'), ['Cold'])
  assert.deepEqual(await types('SHELVED'), ['Hot'])
  assert.deepEqual(await types('ALL'), ['Cold', 'Hot'])
  const cloud = (query: string) => server.ask('GET', `/api/alarms?${query}&pageSize=9&page=0`)
  assert.equal((await cloud('searchStatus=ACTIVE')).json.totalElements, 1)
  assert.equal((await cloud('searchStatus=ANY')).json.totalElements, 2)
  assert.deepEqual((await get(`/${hot}`)).shelf, shelf)
  assert.equal((await get('/shelves')).length, 1)
  server.clock.pass(60_000)
  assert.deepEqual(await types('OPEN'), ['Cold', 'Hot'])
  for (let tries = 0; (await get('/shelves')).length > 0 && tries < 200; tries++)
    await new Promise((resolve) => setTimeout(resolve, 10))
  assert.equal((await get('/shelves')).length, 0)

  const refused = async (body: object, message: RegExp) => {
    const answer = await shelve(hot, body)
    assert.equal(answer.status, 400, answer.text)
    assert.match(answer.json.message, message)
  }
  await refused({ until: 5, reason: 'x' }, /future/)
  await refused({ until: until + 60_000, reason: ' ' }, /why/)
  await refused({ until: 'tomorrow', reason: 'x' }, /until/)
  assert.equal((await server.ask('POST', `/api/weir/alarms/${hot}/unshelve`)).status, 404)
})

test('a type of a device is shelved and taken off by hand; strangers may not', async () => {
  const body = {
    originator: { entityType: 'DEVICE', id: device },
    alarmType: 'Flapping',
    until: server.clock.now() + 60_000,
    reason: 'noise',
  }
  const shelf = (await server.ask('POST', '/api/weir/alarms/shelves', body)).json
  assert.equal(shelf.alarmId, null)
  const id = await raise('Flapping')
  assert.deepEqual(await types('SHELVED'), ['Flapping'])
  const email = `${randomUUID()}@plant.example`
  const customerId = (await server.ask('POST', '/api/customer', { title: email })).json.id
  const user = (await server.ask('POST', '/api/user', { email, authority: 'CUSTOMER_USER', customerId })).json
  const { password } = (await server.ask('POST', `/api/weir/users/${user.id.id}/password`, {})).json
  const token = await server.login(email, password)
  const stranger = async (method: string, path: string, body?: object) =>
    (await server.ask(method, `/api/weir/alarms${path}`, body, token)).status
  assert.equal(await stranger('DELETE', `/shelves/${shelf.id}`), 403)
  assert.equal(await stranger('POST', '/shelves', body), 403)
  assert.equal(await stranger('POST', `/${id}/unshelve`), 403)
  assert.equal(await stranger('GET', `/${id}/why`), 403)
  assert.equal(await stranger('PUT', '/flood', {}), 403)
  assert.deepEqual((await server.ask('GET', '/api/weir/alarms/shelves', undefined, token)).json, [])
  assert.equal((await server.ask('DELETE', `/api/weir/alarms/shelves/${shelf.id}`)).status, 200)
  assert.deepEqual(await types('SHELVED'), [])
})

test('history and “why” say which message of which node did it', async () => {
  const chain = await server.store.chains.create({ name: 'Cold room', type: 'CORE' })
  const node = {
    id: { entityType: 'RULE_NODE', id: randomUUID() },
    name: 'Raise',
    type: 'alarm/create-alarm',
  }
  const graph = { firstNodeIndex: 0, nodes: [{ ...node, configuration: {} }], connections: [] }
  await server.store.chains.deploy(chain.id, graph, { userId: null, note: '', summary: '' })
  const id = await raise('Explained')
  const alarm = await server.store.alarms.get(id)
  assert.ok(alarm)
  const cause = { chainId: chain.id, nodeId: node.id.id, messageId: 'm1', rule: 't > 26', values: { t: 27 } }
  const log = { kind: 'UPDATED', ts: 5, cause, about: { t: 27 } } as const
  await server.store.alarms.write({ how: 'update', alarm, places: [], log, comment: null })
  server.rules.remembered = [
    remembered(2, chain.id, node.id.id, 'm1'),
    remembered(1, chain.id, 'first', 'm1'),
    { ...remembered(0, chain.id, 'first', 'other'), flight: 2 },
  ]
  const why = await get(`/${id}/why`)
  const { ts: _, ...last } = why.last
  assert.deepEqual(last, {
    rule: 't > 26',
    values: { t: 27 },
    chainId: chain.id,
    nodeId: node.id.id,
    messageId: 'm1',
  })
  assert.equal(why.raised, null, 'a person raised it')
  assert.deepEqual(
    [why.chain.name, why.node.name, why.node.type],
    ['Cold room', 'Raise', 'alarm/create-alarm'],
  )
  assert.deepEqual(
    why.path.map(({ nodeId }: { nodeId: string }) => nodeId),
    ['first', node.id.id],
  )
  const history = await get(`/${id}/history`)
  assert.deepEqual(
    history.map(({ kind, person, cause }: { kind: string; person: { email: string }; cause: object }) => [
      kind,
      person?.email ?? null,
      cause !== null,
    ]),
    [
      ['UPDATED', null, true],
      ['RAISED', 'ops@plant.example', false],
    ],
  )
  assert.deepEqual((await get(`/${id}`)).because, why.last)
})

test('the flood policy is shown and set, and a bad one is refused', async () => {
  const { policy, flooding } = await get('/flood')
  assert.deepEqual([policy.enabled, policy.changesPerMinute, flooding], [true, 10, []])
  const next = { ...policy, types: { Leak: { changesPerMinute: 1, gatherSeconds: 2 } } }
  assert.deepEqual((await server.ask('PUT', '/api/weir/alarms/flood', next)).json.policy, next)
  const bad = await server.ask('PUT', '/api/weir/alarms/flood', { ...next, gatherSeconds: 0 })
  assert.deepEqual([bad.status, bad.json.errorCode], [400, 31])
  assert.deepEqual((await get('/flood')).policy, next)
  assert.equal((await server.ask('GET', '/api/weir/alarms?state=BAD&pageSize=1&page=0')).status, 400)
})

function remembered(seq: number, chainId: string, nodeId: string, messageId: string) {
  return {
    seq,
    at: 0,
    chainId,
    nodeId,
    flight: 1,
    messageId,
    messageType: 'POST_TELEMETRY_REQUEST',
    originator: { entityType: 'DEVICE', id: device, name: null },
    output: null,
    error: null,
    took: null,
    data: '{}',
    dataOut: null,
    metadata: {},
    metadataOut: null,
  }
}
