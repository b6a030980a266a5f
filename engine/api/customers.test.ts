import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { customerUser, type Person } from './test-people.ts'
import { type TestServer, testServer, testStore } from './test-server.ts'

let server: TestServer
let ours: Person
let others: Person
before(async () => {
  server = await testServer(await testStore())
  ours = await customerUser(server, 'Ours')
  others = await customerUser(server, 'Others')
})
after(async () => {
  await server.close()
  await server.store.close()
})

const nobody = '13814000-1dd2-11b2-8080-808080808080'
const unknown = '8f0c0000-0000-11ee-8000-000000000000'
const kinds = ['device', 'asset', 'entityView'] as const

async function make(kind: (typeof kinds)[number], name: string): Promise<string> {
  const entityId = async () => ({ entityType: 'DEVICE', id: await make('device', `source of ${name}`) })
  const body = kind === 'entityView' ? { name, type: 'part', entityId: await entityId() } : { name }
  const { status, json, text } = await server.ask('POST', `/api/${kind}`, body)
  assert.equal(status, 200, text)
  return json.id.id
}

test('a customer is read back as it was saved, and a second of its title is refused', async () => {
  const body = {
    title: 'Harbour',
    city: 'Gothenburg',
    email: 'a@b.example',
    additionalInfo: { isPublic: true, x: 1 },
  }
  const made = (await server.ask('POST', '/api/customer', body)).json
  assert.deepEqual(
    [made.name, made.city, made.additionalInfo],
    ['Harbour', 'Gothenburg', { isPublic: false, x: 1 }],
  )
  const again = await server.ask('POST', '/api/customer', { title: 'Harbour' })
  assert.deepEqual([again.status, again.json.message], [400, 'Customer with such title already exists!'])
  const url = '/api/customer?nameConflictPolicy=UNIQUIFY&uniquifyStrategy=INCREMENTAL'
  assert.equal((await server.ask('POST', url, { title: 'Harbour' })).json.title, 'Harbour_1')
  const short = await server.ask('GET', `/api/customer/${made.id.id}/shortInfo`)
  assert.deepEqual(short.json, { title: 'Harbour', isPublic: false })
  const title = await server.ask('GET', `/api/customer/${made.id.id}/title`)
  assert.deepEqual(
    [title.text, String(title.headers['content-type']).split(';')[0]],
    ['Harbour', 'application/text'],
  )
  assert.equal(
    (await server.ask('GET', '/api/tenant/customers?customerTitle=Harbour')).json.id.id,
    made.id.id,
  )
  const replaced = { id: made.id, title: 'Harbour' }
  assert.equal((await server.ask('POST', '/api/customer', replaced)).json.city, null)
  assert.equal((await server.ask('POST', '/api/customer', { ...replaced, id: { id: unknown } })).status, 404)
})

test('bad customers are refused with what is wrong', async () => {
  const message = async (body: object) => (await server.ask('POST', '/api/customer', body)).json.message
  assert.equal(await message({}), 'Customer title should be specified!')
  assert.equal(await message({ title: 'Public' }), "'Public' title for customer is system reserved!")
  assert.equal(await message({ title: '<b>x</b>' }), 'Validation error: title is malformed')
  assert.match(await message({ title: 'x'.repeat(256) }), /title length/)
  assert.match(await message({ title: 'x', email: 'no address' }), /Invalid email/)
})

for (const kind of kinds) {
  test(`a ${kind} is given to a customer, shown as theirs, and taken back`, async () => {
    const id = await make(kind, `given ${kind}`)
    const given = await server.ask('POST', `/api/customer/${ours.customerId}/${kind}/${id}`)
    assert.equal(given.json.customerId.id, ours.customerId)
    const told = server.rules.announced.at(-1)
    assert.deepEqual([told?.type, told?.entity.id], ['ENTITY_ASSIGNED', id])
    assert.equal(told?.metadata.assignedCustomerName, 'Ours')
    const info = (await server.ask('GET', `/api/${kind}/info/${id}`)).json
    assert.deepEqual([info.customerTitle, info.customerIsPublic], ['Ours', false])
    const list = `/api/customer/${ours.customerId}/${kind}Infos?pageSize=9&page=0&textSearch=given`
    const { data } = (await server.ask('GET', list, undefined, ours.token)).json
    assert.deepEqual(
      data.map((row: { name: string; customerTitle: string }) => [row.name, row.customerTitle]),
      [[`given ${kind}`, 'Ours']],
    )
    const back = await server.ask('DELETE', `/api/customer/${kind}/${id}`)
    assert.equal(back.json.customerId.id, nobody)
    assert.equal(server.rules.announced.at(-1)?.type, 'ENTITY_UNASSIGNED')
    const again = await server.ask('DELETE', `/api/customer/${kind}/${id}`)
    assert.deepEqual([again.status, /isn't assigned to any customer!$/.test(again.json.message)], [400, true])
  })

  test(`everybody’s ${kind} belongs to the public customer`, async () => {
    const id = await make(kind, `public ${kind}`)
    await server.ask('POST', `/api/customer/public/${kind}/${id}`)
    const info = (await server.ask('GET', `/api/${kind}/info/${id}`)).json
    assert.deepEqual([info.customerTitle, info.customerIsPublic], ['Public', true])
  })

  test(`a ${kind} of another customer, or of nobody, is out of reach of a customer user`, async () => {
    const id = await make(kind, `secret ${kind}`)
    const ask = (method: string, url: string, body?: object) => server.ask(method, url, body, ours.token)
    for (const owner of [null, others]) {
      if (owner) await server.ask('POST', `/api/customer/${owner.customerId}/${kind}/${id}`)
      assert.equal((await ask('GET', `/api/${kind}/${id}`)).status, 403)
      assert.equal((await ask('GET', `/api/${kind}/info/${id}`)).status, 403)
      assert.equal((await ask('GET', `/api/tenant/${kind}s?${kind}Name=secret%20${kind}`)).status, 403)
      assert.deepEqual((await ask('GET', `/api/${kind}s?${kind}Ids=${id}`)).json, [])
      const all = (await ask('GET', `/api/tenant/${kind}s?pageSize=100&page=0`)).json
      assert.ok(!all.data.some((row: { id: { id: string } }) => row.id.id === id))
      assert.equal((await ask('DELETE', `/api/${kind}/${id}`)).status, 403)
      assert.equal((await ask('POST', `/api/customer/${ours.customerId}/${kind}/${id}`)).status, 403)
      const body = {
        id: { entityType: 'X', id },
        name: 'mine now',
        type: 'part',
        entityId: { entityType: 'DEVICE', id },
      }
      assert.equal((await ask('POST', `/api/${kind}`, body)).status, 403)
    }
    const list = `/api/customer/${others.customerId}/${kind}s?pageSize=9&page=0`
    assert.equal((await ask('GET', list)).status, 403)
    assert.equal((await server.ask('GET', `/api/customer/${unknown}/${kind}s?pageSize=9&page=0`)).status, 404)
  })
}

test('a customer user sees the own customer and its users, and no other', async () => {
  const ask = (url: string) => server.ask('GET', url, undefined, ours.token)
  assert.equal((await ask(`/api/customer/${ours.customerId}`)).json.title, 'Ours')
  assert.equal((await ask(`/api/customer/${others.customerId}`)).status, 403)
  assert.equal((await ask('/api/customers?pageSize=9&page=0')).status, 403)
  assert.deepEqual((await ask(`/api/customers?customerIds=${others.customerId}`)).json, [])
  const emails = async (url: string) =>
    (await ask(url)).json.data.map((user: { email: string }) => user.email)
  assert.deepEqual(await emails('/api/users?pageSize=9&page=0'), ['ours@plant.example'])
  assert.deepEqual(await emails(`/api/customer/${ours.customerId}/users?pageSize=9&page=0`), [
    'ours@plant.example',
  ])
  assert.equal((await ask(`/api/customer/${others.customerId}/users?pageSize=9&page=0`)).status, 403)
  assert.equal((await ask(`/api/user/${others.userId}`)).status, 403)
  assert.deepEqual((await ask(`/api/users?userIds=${others.userId},${ours.userId}`)).json.length, 1)
})

test('a customer user knows the colleagues, and not what is kept about them', async () => {
  const colleague = {
    email: 'colleague@plant.example',
    authority: 'CUSTOMER_USER',
    customerId: { id: ours.customerId },
  }
  const { id } = (await server.ask('POST', '/api/user', colleague)).json
  const values = `/api/plugins/telemetry/USER/${id.id}`
  await server.ask('POST', `${values}/attributes/SERVER_SCOPE`, { salary: 1 })
  const ask = (method: string, url: string, body?: object) => server.ask(method, url, body, ours.token)
  assert.equal((await ask('GET', `/api/user/${id.id}`)).json.email, colleague.email)
  assert.equal((await ask('GET', `${values}/values/attributes`)).status, 403)
  const query = {
    entityFilter: { type: 'singleEntity', singleEntity: id },
    entityFields: [{ type: 'ENTITY_FIELD', key: 'email' }],
    latestValues: [{ type: 'SERVER_ATTRIBUTE', key: 'salary' }],
  }
  const { latest } = (await ask('POST', '/api/entitiesQuery/find', query)).json.data[0]
  assert.deepEqual(
    [latest.ENTITY_FIELD.email.value, latest.SERVER_ATTRIBUTE.salary.value],
    [colleague.email, ''],
  )
  await server.ask('DELETE', `/api/user/${id.id}`)
})

test('a user has a customer that is there, or none at all', async () => {
  const message = async (body: object) => (await server.ask('POST', '/api/user', body)).json.message
  const user = { email: 'new@plant.example', authority: 'CUSTOMER_USER' }
  assert.equal(await message(user), 'Customer user should be assigned to customer!')
  assert.match(
    await message({ ...user, customerId: { entityType: 'CUSTOMER', id: unknown } }),
    /non-existing customer/,
  )
  const administrator = { ...user, authority: 'TENANT_ADMIN', customerId: { id: ours.customerId } }
  assert.match(await message(administrator), /can't be assigned to customer/)
})

test('a deleted customer’s users are out at once, and its things belong to nobody', async () => {
  const leaving = await customerUser(server, 'Leaving')
  const device = await make('device', 'lent device')
  await server.ask('POST', `/api/customer/${leaving.customerId}/device/${device}`)
  assert.equal((await server.ask('GET', '/api/auth/user', undefined, leaving.token)).status, 200)
  assert.equal((await server.ask('DELETE', `/api/customer/${leaving.customerId}`)).status, 200)
  assert.equal((await server.ask('GET', '/api/auth/user', undefined, leaving.token)).status, 401)
  assert.equal((await server.ask('GET', `/api/device/${device}`)).json.customerId.id, nobody)
  assert.equal((await server.ask('GET', `/api/customer/${leaving.customerId}`)).status, 404)
})

test('the tenant says who runs the edge, and can be changed but not made', async () => {
  const id = server.store.tenantId
  const body = { id: { entityType: 'TENANT', id }, title: 'Fish Ltd', region: 'North', city: 'Bergen' }
  assert.equal((await server.ask('POST', '/api/tenant', body)).json.title, 'Fish Ltd')
  const { json } = await server.ask('GET', `/api/tenant/info/${id}`)
  assert.deepEqual(
    [json.title, json.region, json.city, json.name],
    ['Fish Ltd', 'North', 'Bergen', 'Fish Ltd'],
  )
  assert.equal((await server.ask('POST', '/api/tenant', { title: 'Second' })).status, 403)
  assert.equal((await server.ask('GET', `/api/tenant/${unknown}`)).status, 404)
  assert.equal((await server.ask('GET', `/api/tenant/${id}`, undefined, ours.token)).status, 403)
})
