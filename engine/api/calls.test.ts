import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { StoredCall } from '../store/calls.ts'
import { identity, TestCalls, type TestServer, testServer, testStore } from './test-server.ts'

const calls = new TestCalls()
let server: TestServer
let device: string
before(async () => {
  server = await testServer(await testStore(), { calls })
  device = (await server.store.devices.create({ name: 'pump' })).id
})
after(async () => {
  await server.close()
  await server.store.close()
})
beforeEach(() => {
  calls.asked.length = 0
  calls.outcome = { response: null }
  calls.answer = null
  calls.isFull = false
})

const call = (body: unknown, way = 'twoway', base = '/api/rpc') =>
  server.ask('POST', `${base}/${way}/${device}`, body)

describe('a call over REST', () => {
  test('is a message to the rules, with its params as JSON text', async () => {
    await call(
      '{"method":"set","params":{"t":21.0},"timeout":100,"retries":2,"additionalInfo":{"a":1}}',
      'oneway',
    )
    const [question] = calls.asked
    const { id = '', metadata, data, type, originator, wait } = question ?? {}
    assert.deepEqual(
      [type, originator],
      ['RPC_CALL_FROM_SERVER_TO_DEVICE', { entityType: 'DEVICE', id: device }],
    )
    assert.deepEqual(
      { ...(data as object) },
      { method: 'set', params: '{"t":21.0}', additionalInfo: { a: 1 } },
    )
    assert.deepEqual(
      { ...metadata },
      {
        requestUUID: id,
        originServiceId: 'test',
        expirationTime: String(server.clock.now() + 5000),
        oneway: 'true',
        persistent: 'false',
        retries: '2',
        deviceName: 'pump',
        deviceType: 'default',
      },
    )
    assert.equal(wait, 6000)
  })

  test('answers with the reply as it came', async () => {
    calls.outcome = { response: '{"t":42.0,"n":9007199254740993}' }
    const answer = await call({ method: 'get' })
    assert.deepEqual([answer.status, answer.text], [200, '{"t":42.0,"n":9007199254740993}'])
    calls.outcome = { response: null }
    assert.deepEqual(await call({ method: 'get' }).then(({ status, text }) => [status, text]), [200, ''])
    calls.outcome = { response: 'no json' }
    assert.equal((await call({ method: 'get' })).status, 406)
  })

  test('that comes to nothing has the status of its version', async () => {
    const table = [
      ['NO_ACTIVE_CONNECTION', 504, 409],
      ['TIMEOUT', 504, 408],
      ['NOT_FOUND', 404, 404],
      ['FORBIDDEN', 403, 403],
    ] as const
    for (const [error, v2, v1] of table) {
      calls.outcome = { error }
      assert.equal((await call({ method: 'm' })).status, v2, error)
      assert.equal((await call({ method: 'm' }, 'twoway', '/api/plugins/rpc')).status, v1, error)
    }
    calls.outcome = null
    const lost = await call({ method: 'm' })
    assert.equal(lost.status, 504)
    assert.match(lost.json.message, /RPC call request/)
  })

  test('that is not one is refused with the reason', async () => {
    const wrong: [unknown, RegExp][] = [
      ['{', /Invalid request body/],
      ['[]', /an object with a method/],
      [{ params: {} }, /'method'/],
      [{ method: 5 }, /'method'/],
      [{ method: 'm', timeout: 'soon' }, /'timeout' must be a whole number/],
      [{ method: 'm', requestUUID: 'x' }, /'requestUUID' is no UUID/],
    ]
    for (const [body, message] of wrong) {
      const answer = await call(body)
      assert.equal(answer.status, 400, JSON.stringify(body))
      assert.match(answer.json.message, message)
    }
    assert.equal((await server.ask('POST', `/api/rpc/oneway/${device}`)).status, 400)
    calls.isFull = true
    assert.equal((await call({ method: 'm' })).status, 429)
    assert.equal(calls.asked.length, 0)
  })

  test('is for people who may call that device', async () => {
    const unknown = await server.ask('POST', `/api/rpc/oneway/${identity.uuid()}`, { method: 'm' })
    assert.equal(unknown.status, 404)
    const token = await customer('caller@plant.example')
    const answer = await server.ask('POST', `/api/rpc/oneway/${device}`, { method: 'm' }, token)
    assert.equal(answer.status, 403)
    assert.equal(calls.asked.length, 0)
  })
})

describe('persistent calls', () => {
  test('are read one by one and in lists, by whoever may see their device', async () => {
    const stored = storedCall(device)
    await server.store.calls.add(stored, 10)
    await server.store.calls.reply(device, 0, '{"ok":true}')
    const { json } = await server.ask('GET', `/api/rpc/persistent/${stored.id}`)
    assert.deepEqual(
      [json.status, json.response, json.request.method],
      ['SUCCESSFUL', { ok: true }, 'reboot'],
    )
    assert.deepEqual(json.deviceId, { entityType: 'DEVICE', id: device })
    const list = (status: string) =>
      server.ask('GET', `/api/rpc/persistent/device/${device}?pageSize=5&page=0${status}`)
    assert.equal((await list('')).json.totalElements, 1)
    assert.equal((await list('&rpcStatus=QUEUED')).json.totalElements, 0)
    assert.equal((await list('&rpcStatus=DELETED')).status, 400)
    assert.equal((await list('&rpcStatus=NONE')).status, 400)
    const token = await customer('reader@plant.example')
    assert.equal((await server.ask('GET', `/api/rpc/persistent/${stored.id}`, undefined, token)).status, 403)
    assert.equal((await server.ask('GET', `/api/rpc/persistent/${identity.uuid()}`)).status, 404)
    assert.equal((await server.ask('DELETE', `/api/rpc/persistent/${identity.uuid()}`)).status, 404)
  })
})

describe('a question to the rules', () => {
  test('carries its body, and is answered as it is', async () => {
    calls.answer = { text: '{"open":1.0}', isJson: true }
    const answer = await server.ask('POST', `/api/rule-engine/DEVICE/${device}/HighPriority/250`, '{"q":2.0}')
    assert.deepEqual([answer.status, answer.text], [200, '{"open":1.0}'])
    const [question] = calls.asked
    assert.deepEqual(
      [question?.type, question?.queue, question?.wait, JSON.stringify(question?.data)],
      ['REST_API_REQUEST', 'HighPriority', 250, '{"q":2}'],
    )
    assert.deepEqual(
      { ...question?.metadata },
      {
        serviceId: 'test',
        requestUUID: question?.id,
        expirationTime: String(server.clock.now() + 250),
      },
    )
  })

  test('of nobody in particular is of the person who asks', async () => {
    calls.answer = { text: '', isJson: false }
    const answer = await server.ask('POST', '/api/rule-engine/', {})
    assert.deepEqual([answer.status, answer.text], [200, ''])
    assert.equal(calls.asked[0]?.originator.entityType, 'USER')
    assert.equal(calls.asked[0]?.wait, 10_000)
  })

  test('times out with 408, and an answer that is no JSON is 406', async () => {
    const path = `/api/rule-engine/DEVICE/${device}/1`
    assert.equal((await server.ask('POST', path, {})).status, 408)
    calls.answer = { text: 'plain', isJson: false }
    assert.equal((await server.ask('POST', path, {})).status, 406)
    assert.equal((await server.ask('POST', `/api/rule-engine/DEVICE/${device}/soon`, {})).status, 400)
    assert.equal((await server.ask('POST', `/api/rule-engine/DEVICE/${identity.uuid()}`, {})).status, 404)
    const token = await customer('asker@plant.example')
    assert.equal((await server.ask('POST', path, {}, token)).status, 403)
  })
})

test('the next runs of a node are told', async () => {
  const chain = (await server.ask('POST', '/api/weir/chains', { name: 'Scheduled' })).json
  const path = `/api/weir/ruleChains/${chain.id}/nodes/${identity.uuid()}/next-runs`
  assert.deepEqual((await server.ask('GET', path)).json, { status: null, nextRuns: [1_700_000_000_000] })
  assert.equal((await server.ask('GET', `${path}?most=0`)).status, 400)
})

async function customer(email: string): Promise<string> {
  const made = await server.store.customers.create({ title: `Customer of ${email}` })
  const body = { email, authority: 'CUSTOMER_USER', customerId: { entityType: 'CUSTOMER', id: made.id } }
  const user = (await server.ask('POST', '/api/user', body)).json
  const { password } = (await server.ask('POST', `/api/weir/users/${user.id.id}/password`, {})).json
  return server.login(email, password)
}

function storedCall(deviceId: string): StoredCall {
  return {
    id: identity.uuid(),
    createdTime: 5,
    deviceId,
    requestId: 0,
    expirationTime: 10,
    method: 'reboot',
    params: '{}',
    additionalInfo: null,
    isOneWay: false,
    retries: null,
    status: 'QUEUED',
    timeouts: 0,
    response: null,
  }
}
