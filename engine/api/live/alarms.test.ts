import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import WebSocket from 'ws'
import { settled } from '../../../test/support/clock.ts'
import { type TestServer, testServer, testStore } from '../test-server.ts'

let server: TestServer
let url: string
let token: string
before(async () => {
  server = await testServer(await testStore())
  url = (await server.app.listen({ port: 0, host: '127.0.0.1' })).replace('http', 'ws')
  token = await server.login()
})
after(async () => {
  await server.close()
  await server.store.close()
})

// biome-ignore lint/suspicious/noExplicitAny: tests look into frames of every shape
type Received = any

/** A client of one command. Live views look four times a second: the clock moves while a frame is awaited. */
async function open(command: object) {
  const socket = new WebSocket(`${url}/api/ws`)
  const frames: Received[] = []
  socket.on('message', (data) => frames.push(JSON.parse(data.toString())))
  await once(socket, 'open')
  socket.send(JSON.stringify({ authCmd: { cmdId: 0, token }, cmds: [{ cmdId: 40, ...command }] }))
  const next = async (): Promise<Received> => {
    for (let tries = 0; frames.length === 0; tries++) {
      assert.ok(tries < 500, 'no frame came')
      await settled()
      await new Promise((resolve) => setTimeout(resolve, 2))
      server.clock.pass(250)
    }
    return frames.shift()
  }
  /** Nothing comes for a while of the server’s time. */
  const quiet = async () => {
    for (let round = 0; round < 20; round++) {
      server.clock.pass(250)
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    assert.deepEqual(frames, [])
  }
  return { socket, next, quiet }
}

const newDevice = async () =>
  (await server.ask('POST', '/api/device', { name: randomUUID() })).json.id.id as string
const originatorOf = (id: string) => ({ entityType: 'DEVICE', id })
const raise = async (device: string, parts: object = {}): Promise<string> => {
  const body = { type: 'Hot', originator: originatorOf(device), severity: 'MAJOR', ...parts }
  return (await server.ask('POST', '/api/alarm', body)).json.id.id
}
const query = (device: string, link: object = {}) => ({
  entityFilter: { type: 'singleEntity', singleEntity: originatorOf(device) },
  alarmFields: [{ type: 'ALARM_FIELD', key: 'type' }],
  entityFields: [],
  latestValues: [],
  pageLink: {
    page: 0,
    pageSize: 10,
    timeWindow: 86_400_000,
    statusList: ['ACTIVE'],
    searchPropagatedAlarms: true,
    ...link,
  },
})

test('a page of alarms, what changes on it, and what comes and goes', async () => {
  const device = await newDevice()
  const client = await open({ type: 'ALARM_DATA', query: query(device) })
  const first = await client.next()
  assert.deepEqual(
    { ...first, data: first.data.totalElements },
    {
      cmdUpdateType: 'ALARM_DATA',
      cmdId: 40,
      errorCode: 0,
      errorMsg: null,
      data: 0,
      update: null,
      allowedEntities: 10_000,
      totalEntities: 1,
    },
  )
  const id = await raise(device)
  const appeared = await client.next()
  assert.equal(appeared.data.data[0].id.id, id)
  await raise(await newDevice())
  await raise(device, { severity: 'CRITICAL' })
  const changed = await client.next()
  assert.equal(changed.data, null)
  assert.deepEqual(
    changed.update.map((row: Received) => [row.id.id, row.severity, row.entityId.id]),
    [[id, 'CRITICAL', device]],
  )
  await server.ask('POST', `/api/alarm/${id}/clear`)
  assert.deepEqual((await client.next()).data.data, [])
  client.socket.close()
})

test('a shelved alarm leaves the page of active ones, and a removed one every page', async () => {
  const device = await newDevice()
  const id = await raise(device)
  const client = await open({ type: 'ALARM_DATA', query: query(device) })
  const all = await open({ type: 'ALARM_DATA', query: query(device, { statusList: [] }) })
  assert.equal((await client.next()).data.data.length, 1)
  assert.equal((await all.next()).data.data.length, 1)
  await server.ask('POST', `/api/weir/alarms/${id}/shelve`, {
    until: server.clock.now() + 86_400_000,
    reason: 'tests',
  })
  assert.equal((await client.next()).data.data.length, 0)
  assert.equal((await all.next()).update.length, 1)
  await server.ask('DELETE', `/api/alarm/${id}`)
  assert.equal((await all.next()).data.data.length, 0)
  client.socket.close()
  all.socket.close()
})

test('many new alarms cost ten pages a minute at most, and the next minute catches up', async () => {
  const device = await newDevice()
  const client = await open({ type: 'ALARM_DATA', query: query(device, { pageSize: 100 }) })
  assert.equal((await client.next()).data.totalElements, 0)
  for (let n = 1; n <= 10; n++) {
    await raise(device, { type: `Alarm ${n}` })
    assert.equal((await client.next()).data.totalElements, n)
  }
  await raise(device, { type: 'Alarm 11' })
  await client.quiet()
  assert.equal((await client.next()).data.totalElements, 11)
  client.socket.close()
})

test('counts and status are told when they change', async () => {
  const device = await newDevice()
  const { entityFilter } = query(device)
  const counted = {
    statusList: ['ACTIVE'],
    searchPropagatedAlarms: true,
    timeWindow: 86_400_000,
    entityFilter,
  }
  const count = await open({ type: 'ALARM_COUNT', query: counted })
  const status = await open({
    type: 'ALARM_STATUS',
    originatorId: originatorOf(device),
    severityList: ['CRITICAL'],
  })
  assert.deepEqual(await count.next(), {
    cmdUpdateType: 'ALARM_COUNT_DATA',
    cmdId: 40,
    errorCode: 0,
    errorMsg: null,
    count: 0,
  })
  assert.deepEqual(await status.next(), {
    cmdUpdateType: 'ALARM_STATUS',
    cmdId: 40,
    errorCode: 0,
    errorMsg: null,
    active: false,
  })
  await raise(device)
  assert.equal((await count.next()).count, 1)
  await status.quiet()
  const id = await raise(device, { severity: 'CRITICAL' })
  assert.equal((await status.next()).active, true)
  await server.ask('POST', `/api/alarm/${id}/clear`)
  assert.equal((await count.next()).count, 0)
  assert.equal((await status.next()).active, false)
  count.socket.send(JSON.stringify({ cmds: [{ type: 'ALARM_COUNT_UNSUBSCRIBE', cmdId: 40 }] }))
  await settled()
  count.socket.close()
  status.socket.close()
})

test('a command without a query, or about what is not the caller’s, is refused', async () => {
  const empty = await open({ type: 'ALARM_DATA' })
  assert.equal((await empty.next()).errorMsg, 'Query is empty!')
  const unknown = await open({ type: 'ALARM_STATUS', originatorId: originatorOf(randomUUID()) })
  assert.equal((await unknown.next()).errorCode, 2)
  const bad = await open({ type: 'ALARM_COUNT', query: { statusList: ['BAD'] } })
  assert.equal((await bad.next()).errorCode, 2)
  for (const { socket } of [empty, unknown, bad]) socket.close()
})
