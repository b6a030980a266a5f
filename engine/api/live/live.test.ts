import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import WebSocket from 'ws'
import { customerUser } from '../test-people.ts'
import { type TestServer, testServer, testStore } from '../test-server.ts'

let server: TestServer
let url: string
let token: string
let device: string
before(async () => {
  server = await testServer(await testStore())
  url = (await server.app.listen({ port: 0, host: '127.0.0.1' })).replace('http', 'ws')
  token = await server.login()
  device = (await server.ask('POST', '/api/device', { name: 'T-1' })).json.id.id
  await server.ask('POST', `/api/plugins/telemetry/DEVICE/${device}/timeseries/ANY`, {
    ts: 1000,
    values: { temp: 23 },
  })
  await server.ask('POST', `/api/plugins/telemetry/DEVICE/${device}/attributes/SERVER_SCOPE`, { limit: 75 })
})
after(async () => {
  await server.close()
  await server.store.close()
})

// biome-ignore lint/suspicious/noExplicitAny: tests look into frames of every shape
type Received = any

/** A client that hands out what it receives, one frame after the other. */
class Client {
  readonly socket: WebSocket
  readonly #frames: Received[] = []
  #wake: (() => void) | null = null

  constructor(path = '/api/ws') {
    this.socket = new WebSocket(url + path)
    this.socket.on('message', (data) => {
      this.#frames.push(JSON.parse(data.toString()))
      this.#wake?.()
    })
  }

  async send(frame: unknown): Promise<void> {
    if (this.socket.readyState === WebSocket.CONNECTING) await once(this.socket, 'open')
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  }

  async next(): Promise<Received> {
    while (this.#frames.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    return this.#frames.shift()
  }

  async closed(): Promise<[code: number, reason: string]> {
    const [code, reason] = await once(this.socket, 'close')
    return [code, String(reason)]
  }
}

async function entered(...cmds: object[]): Promise<Client> {
  const client = new Client()
  await client.send({ authCmd: { cmdId: 0, token }, cmds })
  return client
}

const write = (values: object) =>
  server.ask('POST', `/api/plugins/telemetry/DEVICE/${device}/timeseries/ANY`, values)

test('a socket without a token is closed, by the first frame or after ten seconds', async () => {
  const silent = new Client()
  await once(silent.socket, 'open')
  // A reply proves that the server has set its timer up.
  silent.socket.ping()
  await once(silent.socket, 'pong')
  server.clock.pass(10_000)
  assert.equal((await silent.closed())[0], 1008)

  const rude = new Client()
  await rude.send({ cmds: [] })
  assert.deepEqual(await rude.closed(), [1008, 'Auth cmd is missing'])
  const wrong = new Client()
  await wrong.send({ authCmd: { cmdId: 0, token: 'garbage' }, cmds: [] })
  assert.equal((await wrong.closed())[0], 1007)
  const broken = new Client()
  await broken.send('{oops')
  assert.equal((await broken.closed())[0], 1007)
  assert.equal((await new Client('/api/ws?token=garbage').closed())[0], 1011)
})

test('latest values come first, then every change', async () => {
  const keys = { entityType: 'DEVICE', entityId: device, keys: 'temp', scope: 'LATEST_TELEMETRY' }
  const client = await entered({ type: 'TIMESERIES', cmdId: 10, ...keys })
  assert.deepEqual(await client.next(), {
    subscriptionId: 10,
    errorCode: 0,
    errorMsg: null,
    data: { temp: [[1000, '23']] },
    latestValues: { temp: 1000 },
  })
  await write({ ts: 2000, values: { temp: 24.5, other: 1 } })
  assert.deepEqual((await client.next()).data, { temp: [[2000, '24.5']] })
  await client.send({
    cmds: [
      { type: 'TIMESERIES', cmdId: 10, unsubscribe: true, ...keys },
      { type: 'NOTIFICATIONS_COUNT', cmdId: 50 },
    ],
  })
  assert.equal((await client.next()).totalUnreadCount, 0)
  await write({ ts: 3000, values: { temp: 25 } })
  await client.send({ cmds: [{ type: 'NOTIFICATIONS_COUNT', cmdId: 51 }] })
  assert.equal((await client.next()).cmdId, 51, 'nothing came for the ended subscription')
  client.socket.close()
})

test('what is only shown comes too, and what is saved quietly does not', async () => {
  const entity = { entityType: 'DEVICE', id: device }
  const of = { entityType: 'DEVICE', entityId: device }
  const client = await entered(
    { type: 'TIMESERIES', cmdId: 11, ...of, keys: 'shown' },
    { type: 'ATTRIBUTES', cmdId: 12, ...of, keys: 'shown', scope: 'SERVER_SCOPE' },
  )
  await client.next()
  await client.next()
  const { telemetry, attributes } = server.store
  const nowhere = { history: false, latest: false, ttl: 0 }
  await telemetry.save(entity, 1, 0, { shown: 1 }, { ...nowhere, latest: true, live: false })
  await attributes.save(entity, 'SERVER_SCOPE', { shown: 2 }, 1, { live: false })
  await telemetry.save(entity, 3, 0, { shown: 3 }, { ...nowhere, live: true })
  assert.deepEqual((await client.next()).data, { shown: [[3, '3']] })
  attributes.show?.(entity, 'SERVER_SCOPE', { shown: 4 })
  assert.equal((await client.next()).data.shown[0][1], '4')
  assert.equal((await telemetry.latest(entity, ['shown'])).shown?.value, 1)
  client.socket.close()
})

test('the older frames and the token in the URL still work', async () => {
  const client = new Client(`/api/ws/plugins/telemetry?token=${token}`)
  await client.send({
    tsSubCmds: [{ entityType: 'DEVICE', entityId: device, scope: 'LATEST_TELEMETRY', cmdId: 1 }],
    historyCmds: [],
    attrSubCmds: [{ entityType: 'DEVICE', entityId: device, keys: 'limit', scope: 'SERVER_SCOPE', cmdId: 2 }],
  })
  assert.ok((await client.next()).data.temp)
  assert.equal((await client.next()).data.limit[0][1], '75')
  client.socket.close()
})

test('commands that can’t be read are answered, and the socket stays open', async () => {
  const client = await entered()
  await client.send('{oops')
  assert.deepEqual((await client.next()).errorMsg, 'Failed to parse the payload')
  await client.send({ cmds: [{ type: 'FOO', cmdId: 5 }] })
  assert.equal((await client.next()).errorCode, 2)
  await client.send({ cmds: [{ type: 'TIMESERIES', cmdId: -1 }] })
  assert.equal((await client.next()).errorMsg, 'Cmd id is negative value!')
  await client.send({
    cmds: [{ type: 'TIMESERIES_HISTORY', cmdId: 13, entityType: 'DEVICE', entityId: device }],
  })
  assert.equal((await client.next()).errorMsg, 'Keys are empty!')
  await client.send({ cmds: [{ type: 'ENTITY_DATA', cmdId: 25 }] })
  assert.equal((await client.next()).errorMsg, 'Query is empty!')
  client.socket.close()
})

test('an entity query answers a page and then what changes in it', async () => {
  const query = {
    entityFilter: { type: 'singleEntity', singleEntity: { entityType: 'DEVICE', id: device } },
    entityFields: [{ type: 'ENTITY_FIELD', key: 'name' }],
    pageLink: { pageSize: 10, page: 0 },
  }
  const latestCmd = { keys: [{ type: 'SERVER_ATTRIBUTE', key: 'limit' }] }
  const tsCmd = { keys: ['temp', 'none'], startTs: 0, timeWindow: 1500 }
  const client = await entered({ type: 'ENTITY_DATA', cmdId: 20, query, latestCmd, tsCmd })
  const first = await client.next()
  const row = first.data.data[0]
  assert.deepEqual(
    [first.update, first.data.totalElements, row.latest.SERVER_ATTRIBUTE.limit.value],
    [null, 1, '75'],
  )
  assert.deepEqual({ ...row.timeseries }, { temp: [{ ts: 1000, value: '23' }], none: [] })

  await server.ask('POST', `/api/plugins/telemetry/DEVICE/${device}/attributes/SERVER_SCOPE`, { limit: 80 })
  const changed = await client.next()
  assert.deepEqual([changed.data, changed.update[0].latest.SERVER_ATTRIBUTE.limit.value], [null, '80'])
  await write({ ts: 9000, values: { temp: 26 } })
  assert.deepEqual((await client.next()).update[0].timeseries, { temp: [{ ts: 9000, value: '26' }] })
  client.socket.close()
})

test('live counters of a chain come four times a second at most, and only what changed', async () => {
  const { id } = (await server.ask('POST', '/api/weir/chains', { name: 'Live' })).json
  const client = await entered({ type: 'WEIR_CHAIN', cmdId: 1, chainId: id })
  assert.deepEqual(await client.next(), {
    cmdId: 1,
    update: 'CHAIN',
    version: 0,
    since: 0,
    wires: [],
    nodes: [],
  })
  const wire = (index: number, total: number) => ({ index, total, rate: 0, lastAt: null })
  const live = { version: 1, since: 5, nodes: [], rate: 0, failures: 0 }
  server.rules.lives.set(id, { ...live, wires: [wire(0, 1), wire(1, 1)] })
  server.clock.pass(250)
  assert.deepEqual((await client.next()).wires, [wire(0, 1), wire(1, 1)])
  server.clock.pass(250)
  server.rules.lives.set(id, { ...live, wires: [wire(0, 1), wire(1, 2)] })
  server.clock.pass(249)
  server.clock.pass(1)
  assert.deepEqual((await client.next()).wires, [wire(1, 2)])
  client.socket.close()
})

test('entities are counted again every minute', async () => {
  const query = { entityFilter: { type: 'entityName', entityType: 'DEVICE', entityNameFilter: 'count-' } }
  const client = await entered({ type: 'ENTITY_COUNT', cmdId: 30, query })
  assert.equal((await client.next()).count, 0)
  await server.ask('POST', '/api/device', { name: 'count-1' })
  for (let seconds = 10; seconds < 60; seconds += 10) {
    // The answer comes behind the server's ping, so that the client has been heard of before time goes on.
    server.clock.pass(10_000)
    await client.send({ cmds: [{ type: 'NOTIFICATIONS_COUNT', cmdId: 31 }] })
    assert.equal((await client.next()).cmdId, 31)
  }
  server.clock.pass(10_000)
  assert.equal((await client.next()).count, 1)
  client.socket.close()
})

test('a frame over 32 KiB ends the connection', async () => {
  const client = await entered()
  await client.send(' '.repeat(32_769))
  assert.equal((await client.closed())[0], 1009)
})

test('a logout closes the sockets of that login within seconds', async () => {
  const own = await server.login()
  const client = new Client()
  await client.send({ authCmd: { cmdId: 0, token: own }, cmds: [{ type: 'NOTIFICATIONS_COUNT', cmdId: 1 }] })
  await client.next()
  await server.access.logout(await server.access.authenticate(own))
  server.clock.pass(5000)
  assert.deepEqual(await client.closed(), [1008, 'The session has ended'])
})

test('a customer user is not shown a device of somebody else', async () => {
  const customerId = (await server.ask('POST', '/api/customer', { title: 'Plant' })).json.id
  const body = { email: 'cu@plant.example', authority: 'CUSTOMER_USER', customerId }
  const user = (await server.ask('POST', '/api/user', body)).json
  const { password } = (await server.ask('POST', `/api/weir/users/${user.id.id}/password`, {})).json
  const client = new Client()
  await client.send({
    authCmd: { cmdId: 0, token: await server.login('cu@plant.example', password) },
    cmds: [
      { type: 'ATTRIBUTES', cmdId: 60, entityType: 'DEVICE', entityId: device, scope: 'SERVER_SCOPE' },
      { type: 'WEIR_STATUS', cmdId: 61 },
      {
        type: 'ENTITY_COUNT',
        cmdId: 62,
        query: { entityFilter: { type: 'entityType', entityType: 'DEVICE' } },
      },
    ],
  })
  const refused = await client.next()
  assert.deepEqual([refused.subscriptionId, refused.errorCode, refused.data], [60, 3, null])
  assert.equal((await client.next()).errorCode, 3)
  assert.equal((await client.next()).count, 0)
  client.socket.close()
})

test('a view is followed by what it shows, as long as it shows it and to whom it belongs', async () => {
  const { token: theirs, customerId } = await customerUser(server, 'Viewer')
  const entityId = { entityType: 'DEVICE', id: device }
  const keys = { timeseries: ['temp'], attributes: { cs: [], ss: ['limit'], sh: [] } }
  const body = { name: 'Part of T-1', type: 'part', entityId, keys }
  const { id } = (await server.ask('POST', '/api/entityView', body)).json
  await server.ask('POST', `/api/customer/${customerId}/entityView/${id.id}`)
  const client = new Client()
  const query = {
    entityFilter: { type: 'singleEntity', singleEntity: id },
    latestValues: [{ type: 'TIME_SERIES', key: 'temp' }],
  }
  const of = { entityType: 'ENTITY_VIEW', entityId: id.id }
  await client.send({
    authCmd: { cmdId: 0, token: theirs },
    cmds: [
      { type: 'TIMESERIES', cmdId: 70, ...of },
      { type: 'ATTRIBUTES', cmdId: 71, ...of, scope: 'SERVER_SCOPE' },
      { type: 'ENTITY_DATA', cmdId: 72, query, latestCmd: { keys: query.latestValues } },
    ],
  })
  const first = [await client.next(), await client.next(), await client.next()]
  assert.deepEqual(Object.keys(first[0].data), ['temp'])
  assert.deepEqual(Object.keys(first[1].data), ['limit'])
  assert.equal(first[2].data.data[0].latest.TIME_SERIES.temp.value, first[0].data.temp[0][1])

  const send = (values: object) =>
    server.ask('POST', `/api/plugins/telemetry/DEVICE/${device}/timeseries/ANY`, { ts: Date.now(), values })
  await send({ temp: 50, secret: 1 })
  const pushed = [await client.next(), await client.next()]
  assert.deepEqual(Object.keys(pushed.find(({ subscriptionId }) => subscriptionId === 70).data), ['temp'])
  const update = pushed.find(({ cmdId }) => cmdId === 72).update[0]
  assert.deepEqual([update.entityId, Object.keys(update.latest.TIME_SERIES)], [id, ['temp']])
  await server.ask('POST', `/api/plugins/telemetry/DEVICE/${device}/attributes/SERVER_SCOPE`, {
    limit: 76,
    secret: 2,
  })
  assert.deepEqual(Object.keys((await client.next()).data), ['limit'])

  await server.ask('DELETE', `/api/customer/entityView/${id.id}`)
  await send({ temp: 51 })
  await client.send({ cmds: [{ type: 'NOTIFICATIONS_COUNT', cmdId: 73 }] })
  assert.equal((await client.next()).cmdId, 73, 'what was taken away is heard of no more')
  client.socket.close()
})
