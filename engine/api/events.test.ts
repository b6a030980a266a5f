import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { NewEvent } from '../store/events.ts'
import { type TestServer, testServer, testStore } from './test-server.ts'

let server: TestServer
before(async () => {
  server = await testServer(await testStore())
})
after(async () => {
  await server.close()
  await server.store.close()
})

const node = (n: number) => `00000000-0000-4000-8000-00000000000${n}`
const page = () => `tenantId=${server.store.tenantId}&pageSize=10&page=0`

const debugEvent = (n: number, ts: number, body: object): NewEvent => ({
  type: 'DEBUG_RULE_NODE',
  entityId: node(n),
  ts,
  body: {
    server: 'edge-1',
    type: 'IN',
    entityId: node(9),
    entityType: 'DEVICE',
    msgId: node(8),
    msgType: 'POST_TELEMETRY_REQUEST',
    dataType: 'JSON',
    relationType: '',
    data: '{"t":1}',
    metadata: '{"deviceName":"Boiler"}',
    error: null,
    ...body,
  },
})

test('a list has the events of one node and kind, newest first, in the cloud’s form', async () => {
  await server.store.events.add([
    debugEvent(1, 1000, {}),
    debugEvent(1, 2000, { type: 'OUT', relationType: 'Success' }),
    debugEvent(2, 3000, {}),
  ])
  const { json } = await server.ask('GET', `/api/events/RULE_NODE/${node(1)}/debug_rule_node?${page()}`)
  assert.deepEqual([json.totalElements, json.data[0].body.type, json.data[0].createdTime], [2, 'OUT', 2000])
  const { id, tenantId, entityId, type, body } = json.data[1]
  assert.match(id.id, /^[\da-f-]{36}$/)
  assert.deepEqual(
    [tenantId.id, entityId, type],
    [server.store.tenantId, { entityType: 'RULE_NODE', id: node(1) }, 'DEBUG_RULE_NODE'],
  )
  assert.deepEqual(body, debugEvent(1, 0, {}).body)
  const between = await server.ask(
    'GET',
    `/api/events/RULE_NODE/${node(1)}/DEBUG_RULE_NODE?${page()}&startTime=500&endTime=1500`,
  )
  assert.equal(between.json.totalElements, 1)
})

test('without a kind the list is that of lifecycle events', async () => {
  const body = { server: 'edge-1', event: 'STARTED', success: true, error: null }
  await server.store.events.add([{ type: 'LC_EVENT', entityId: node(3), ts: 1, body }])
  const { json } = await server.ask('GET', `/api/events/RULE_CHAIN/${node(3)}?${page()}`)
  assert.deepEqual(json.data[0].body, body)
})

test('a filter narrows the list by everything it names', async () => {
  await server.store.events.add([
    debugEvent(4, 1, { msgType: 'A' }),
    debugEvent(4, 2, { msgType: 'B', type: 'OUT', relationType: 'Failure', error: 'no luck today' }),
    debugEvent(4, 3, { msgType: 'B', data: '{"door":"open"}' }),
    { type: 'LC_EVENT', entityId: node(4), ts: 4, body: { server: 's', event: 'STARTED', error: 'bad' } },
    { type: 'STATS', entityId: node(4), ts: 5, body: { messagesProcessed: 7, errorsOccurred: 0 } },
  ])
  const found = async (filter: object) => {
    const { json } = await server.ask('POST', `/api/events/RULE_NODE/${node(4)}?${page()}`, filter)
    return json.data.map((event: { createdTime: number }) => event.createdTime)
  }
  const eventType = 'DEBUG_RULE_NODE'
  assert.deepEqual(await found({ eventType, msgType: 'B' }), [3, 2])
  assert.deepEqual(await found({ eventType, isError: true }), [2])
  assert.deepEqual(await found({ eventType, isError: false }), [3, 2, 1], 'false asks for nothing')
  assert.deepEqual(await found({ eventType, errorStr: 'LUCK', msgDirectionType: 'OUT' }), [2])
  assert.deepEqual(await found({ eventType, dataSearch: 'door', metadataSearch: 'boiler' }), [3])
  assert.deepEqual(await found({ eventType, relationType: 'Failure', server: '', msgId: null }), [2])
  assert.deepEqual(await found({ eventType: 'LC_EVENT', status: 'Failure' }), [4])
  assert.deepEqual(await found({ eventType: 'LC_EVENT', status: 'Success' }), [])
  assert.deepEqual(await found({ eventType: 'STATS', minMessagesProcessed: 7 }), [5])
  assert.deepEqual(await found({ eventType: 'STATS', maxMessagesProcessed: 6 }), [])
})

test('clearing takes away what the filter finds and nothing else', async () => {
  await server.store.events.add([
    debugEvent(5, 1, { msgType: 'A' }),
    debugEvent(5, 2, { msgType: 'B' }),
    debugEvent(5, 3, { msgType: 'B' }),
  ])
  const path = `/api/events/RULE_NODE/${node(5)}`
  const filter = { eventType: 'DEBUG_RULE_NODE', msgType: 'B' }
  assert.equal((await server.ask('POST', `${path}/clear?endTime=2`, filter)).status, 200)
  const left = await server.ask('GET', `${path}/DEBUG_RULE_NODE?${page()}`)
  assert.deepEqual(
    left.json.data.map((event: { createdTime: number }) => event.createdTime),
    [3, 1],
  )
})

test('bad questions are refused in words, and another tenant’s list is empty', async () => {
  const path = `/api/events/RULE_NODE/${node(1)}`
  assert.equal((await server.ask('GET', `${path}/DEBUG_RULE_NODE?pageSize=1&page=0`)).status, 400)
  const { status, json } = await server.ask('GET', `${path}/foo?${page()}`)
  assert.deepEqual([status, json.message], [400, "Event type: 'foo' is not supported!"])
  assert.equal((await server.ask('POST', `${path}?${page()}`, {})).status, 400)
  assert.equal((await server.ask('POST', `${path}?${page()}`, { eventType: 'ERROR', server: 5 })).status, 400)
  const other = await server.ask('GET', `${path}/DEBUG_RULE_NODE?tenantId=${node(7)}&pageSize=1&page=0`)
  assert.equal(other.json.totalElements, 0)
})

test('the last input of a node is that of its events where the engine remembers none', async () => {
  await server.store.events.add([debugEvent(6, 1, { data: '{"t":1}' }), debugEvent(6, 2, { type: 'OUT' })])
  const { json } = await server.ask('GET', `/api/ruleNode/${node(6)}/debugIn`)
  assert.deepEqual([json.type, json.data], ['IN', '{"t":1}'])
  const none = await server.ask('GET', `/api/ruleNode/${node(7)}/debugIn`)
  assert.deepEqual([none.status, none.json], [200, null])
})
