import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { administrator, type TestServer, testServer, testStore } from './test-server.ts'

let server: TestServer
before(async () => {
  server = await testServer(await testStore())
})
after(async () => {
  await server.close()
  await server.store.close()
})

const unknown = '8f0c0000-0000-11ee-8000-000000000000'

test('an error is status, message, code and time as a number', async () => {
  const { status, json } = await server.ask('GET', `/api/device/${unknown}`)
  assert.equal(status, 404)
  assert.deepEqual(Object.keys(json).sort(), ['errorCode', 'message', 'status', 'timestamp'])
  assert.equal(json.errorCode, 32)
  assert.equal(json.timestamp, server.clock.now())
})

test('what no handler takes keeps its status: 404, 405, 413, 415, broken JSON 400', async () => {
  const codes = async (answer: Promise<{ status: number; json: { errorCode: number } }>) => {
    const { status, json } = await answer
    return [status, json.errorCode]
  }
  assert.deepEqual(await codes(server.ask('GET', '/api/nothingHere')), [404, 32])
  assert.deepEqual(await codes(server.ask('DELETE', '/api/auth/user')), [405, 31])
  assert.deepEqual(await codes(server.ask('POST', '/api/device', '{')), [400, 31])
  const token = await server.login()
  const post = async (type: string, payload: string) => {
    const headers = { 'x-authorization': `Bearer ${token}`, 'content-type': type }
    const response = await server.app.inject({ method: 'POST', url: '/api/device', headers, payload })
    return [response.statusCode, response.json().errorCode]
  }
  assert.deepEqual(await post('text/csv', 'a,b'), [415, 31])
  assert.deepEqual(await post('application/json', `{"name":"${'x'.repeat(17 * 1024 * 1024)}"}`), [413, 31])
})

test('a 405 names the methods that are there', async () => {
  const { headers } = await server.ask('GET', '/api/auth/logout')
  assert.equal(headers.allow, 'POST')
})

test('strangers can’t tell a path that exists from one that does not', async () => {
  const [there, nowhere] = [
    await server.ask('GET', '/api/tenant/devices', undefined, null),
    await server.ask('GET', '/api/nothingHere', undefined, null),
  ]
  assert.deepEqual([there.status, nowhere.status], [401, 401])
  assert.equal(there.text, nowhere.text)
})

test('a login that can’t be read is an authentication that failed, whatever is wrong with it', async () => {
  for (const body of ['{', '[]', {}, { username: 'a' }, { username: '', password: '' }]) {
    const { status, json } = await server.ask('POST', '/api/auth/login', body, null)
    assert.deepEqual([status, json.errorCode, json.message], [401, 10, 'Authentication failed'])
  }
  const { json } = await server.ask('GET', '/api/auth/login', undefined, null)
  assert.equal(json.message, 'Authentication method not supported')
})

test('X-Authorization is looked at before Authorization', async () => {
  const token = await server.login()
  const get = (headers: Record<string, string>) => server.app.inject({ url: '/api/auth/user', headers })
  assert.equal((await get({ authorization: `Bearer ${token}` })).statusCode, 200)
  const both = { 'x-authorization': `Bearer ${token}`, authorization: 'Bearer garbage' }
  assert.equal((await get(both)).statusCode, 200)
  assert.equal((await get({ ...both, 'x-authorization': 'Bearer garbage' })).statusCode, 401)
})

test('a token in the URL is no token for the API', async () => {
  const token = await server.login()
  const { status } = await server.ask('GET', `/api/auth/user?token=${token}`, undefined, null)
  assert.equal(status, 401)
})

test('the log of a whole session holds no password and no token', async () => {
  const { json } = await server.ask(
    'POST',
    '/api/auth/login',
    { username: administrator.email, password: administrator.password },
    null,
  )
  await server.ask(
    'POST',
    '/api/auth/login',
    { username: administrator.email, password: 'wr0ng-canary' },
    null,
  )
  await server.ask('POST', '/api/device?accessToken=canary-token', { name: 'canary' }, json.token)
  const log = server.log.lines.join('\n')
  assert.ok(log.includes('/api/auth/login'), 'requests are logged')
  for (const secret of [administrator.password, 'wr0ng-canary', 'canary-token', json.token]) {
    assert.ok(!log.includes(secret), `the log holds ${secret.slice(0, 20)}`)
  }
})

test('keys like __proto__ in a body change nothing for later requests', async () => {
  await server.ask('POST', '/api/device', '{"name":"p1","__proto__":{"polluted":true}}')
  await server.ask('POST', '/api/device', '{"name":"p2","constructor":{"prototype":{"polluted":true}}}')
  assert.equal(({} as Record<string, unknown>).polluted, undefined)
})
