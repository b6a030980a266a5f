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

/** Open routes, spelled out: a new one has to be written here as well. */
const open = [
  'DELETE /api/auth/login',
  'GET /',
  'GET /api/auth/login',
  'GET /api/health',
  'GET /api/noauth/userPasswordPolicy',
  'GET /api/ws',
  'GET /api/ws/plugins/notifications',
  'GET /api/ws/plugins/telemetry',
  'GET /metrics',
  'OPTIONS *',
  'PATCH /api/auth/login',
  'POST /api/auth/login',
  'POST /api/auth/token',
  'PUT /api/auth/login',
]

test('every route has an owner, and a permission or a reason to be open', () => {
  assert.ok(server.app.routeTable.length > 150, `only ${server.app.routeTable.length} routes were looked at`)
  for (const { method, url, rule } of server.app.routeTable) {
    assert.ok(rule.owner, `${method} ${url} has no owner`)
    assert.ok('permission' in rule ? rule.permission : rule.open, `${method} ${url} has neither`)
  }
})

test('only login, health, sockets, editor files and documentation are open', () => {
  const found = server.app.routeTable
    .filter(({ rule, method, url }) => 'open' in rule && method !== 'HEAD' && !url.startsWith('/api/docs'))
    .map(({ method, url }) => `${method} ${url}`)
  assert.deepEqual([...new Set(found)].sort(), open)
})

test('no protected route answers without a token', async () => {
  for (const { method, url, rule } of server.app.routeTable) {
    if ('open' in rule || method === 'OPTIONS') continue
    const answer = await server.ask(method, filled(url), undefined, null)
    assert.equal(answer.status, 401, `${method} ${url} answered ${answer.status}`)
  }
})

test('a customer user gets nothing but 403 where the role has no right', async () => {
  const token = await customerToken()
  const forbidden = new Set(['CREATE', 'DELETE', 'ASSIGN', 'DEBUG'])
  let looked = 0
  for (const { method, url, rule } of server.app.routeTable) {
    if (!('permission' in rule)) continue
    const [resource = '', operation = ''] = rule.permission.split(':')
    const isOut =
      resource === 'RULE_CHAIN' ||
      resource === 'CALCULATED_FIELD' ||
      resource === 'STATUS' ||
      resource === 'TENANT' ||
      forbidden.has(operation)
    if (!isOut || method === 'HEAD') continue
    looked++
    const answer = await server.ask(method, filled(url), method === 'GET' ? undefined : {}, token)
    assert.equal(answer.status, 403, `${method} ${url} answered ${answer.status}`)
  }
  assert.ok(looked > 30, `only ${looked} routes were tried`)
})

async function customerToken(): Promise<string> {
  const customer = (await server.ask('POST', '/api/customer', { title: 'Plant' })).json
  const body = { email: 'cu@plant.example', authority: 'CUSTOMER_USER', customerId: customer.id }
  const user = (await server.ask('POST', '/api/user', body)).json
  const { password } = (await server.ask('POST', `/api/weir/users/${user.id.id}/password`, {})).json
  return server.login('cu@plant.example', password)
}

const someId = '8f0c0000-0000-11ee-8000-000000000000'

function filled(url: string): string {
  return url
    .replace(/:entityType/, 'DEVICE')
    .replace(/:scope/, 'SERVER_SCOPE')
    .replace(/:\w+/g, someId)
}
