import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createScripts } from '../scripts/scripts.ts'
import { type TestServer, testServer, testStore } from './test-server.ts'

let server: TestServer
before(async () => {
  server = await testServer(await testStore(), { scripts: await createScripts() })
})
after(async () => {
  await server.close()
  await server.store.close()
})

let made = 0
async function newDevice(): Promise<{ entityType: string; id: string }> {
  return (await server.ask('POST', '/api/device', { name: `calculating ${++made}` })).json.id
}

const latest = (key: string, more: object = {}) => ({ refEntityKey: { key, type: 'TS_LATEST' }, ...more })
const simple = {
  type: 'SIMPLE',
  arguments: { t: latest('temperature') },
  expression: '(t - 32) / 1.8',
  output: {
    type: 'TIME_SERIES',
    name: 'celsius',
    decimalsByDefault: 1,
    strategy: { type: 'IMMEDIATE', saveTimeSeries: true, saveLatest: true, sendWsUpdate: true },
  },
}
const fieldAt = (entityId: object, more: object = {}) => ({
  entityId,
  type: 'SIMPLE',
  name: 'celsius',
  configuration: simple,
  ...more,
})
const save = (body: object) => server.ask('POST', '/api/calculatedField', body)

test('a field is saved, read, listed and deleted, and its values come with the next ones', async () => {
  const device = await newDevice()
  const { json: saved, status } = await save(fieldAt(device, { debugSettings: { allEnabled: true } }))
  assert.equal(status, 200)
  assert.equal(saved.id.entityType, 'CALCULATED_FIELD')
  assert.deepEqual(saved.entityId, device)
  assert.equal(saved.version, 1)
  assert.deepEqual(saved.configuration, simple)
  assert.equal(saved.debugSettings.allEnabledUntil, server.clock.now() + 15 * 60_000)
  assert.deepEqual((await server.ask('GET', `/api/calculatedField/${saved.id.id}`)).json, saved)

  const url = `/api/plugins/telemetry/DEVICE/${device.id}`
  await server.ask('POST', `${url}/timeseries/ANY`, { temperature: 98.6 })
  const values = (await server.ask('GET', `${url}/values/timeseries?keys=celsius`)).json
  assert.equal(values.celsius[0].value, '37.0')

  for (const list of [
    `/api/calculatedField/DEVICE/${device.id}`,
    `/api/DEVICE/${device.id}/calculatedFields`,
  ]) {
    const { data } = (await server.ask('GET', `${list}?pageSize=10&page=0`)).json
    assert.deepEqual(data, [saved])
  }
  const listed = (await server.ask('GET', `/api/calculatedFields?pageSize=10&page=0&entities=${device.id}`))
    .json
  assert.deepEqual(listed.data, [{ ...saved, entityName: `calculating ${made}` }])
  const names = (await server.ask('GET', '/api/calculatedFields/names?type=SIMPLE&pageSize=10&page=0')).json
  assert.deepEqual(names.data, ['celsius'])

  assert.equal((await server.ask('DELETE', `/api/calculatedField/${saved.id.id}`)).status, 200)
  assert.equal((await server.ask('GET', `/api/calculatedField/${saved.id.id}`)).status, 404)
  await server.ask('POST', `${url}/timeseries/ANY`, { temperature: 32 })
  const after = (await server.ask('GET', `${url}/values/timeseries?keys=celsius`)).json
  assert.equal(after.celsius[0].value, '37.0')
})

test('a changed field takes effect at once; who saves an old version is told so', async () => {
  const device = await newDevice()
  const { json: saved } = await save(fieldAt(device))
  const changed = { ...saved, configuration: { ...simple, expression: 't * 2' } }
  const { json: next } = await save(changed)
  assert.equal(next.version, 2)
  const url = `/api/plugins/telemetry/DEVICE/${device.id}`
  await server.ask('POST', `${url}/timeseries/ANY`, { temperature: 4 })
  const values = (await server.ask('GET', `${url}/values/timeseries?keys=celsius`)).json
  assert.equal(values.celsius[0].value, '8.0')
  const late = await save({ ...changed, version: 1 })
  assert.equal(late.status, 409)
  assert.equal(late.json.errorCode, 35)
})

test('attributes that are saved and deleted by the API are calculated with', async () => {
  const device = await newDevice()
  const scope = {
    refEntityKey: { key: 'limit', type: 'ATTRIBUTE', scope: 'SHARED_SCOPE' },
    defaultValue: '1',
  }
  await save(fieldAt(device, { configuration: { ...simple, arguments: { t: scope }, expression: 't * 10' } }))
  const url = `/api/plugins/telemetry/DEVICE/${device.id}`
  const celsius = async () =>
    (await server.ask('GET', `${url}/values/timeseries?keys=celsius`)).json.celsius[0].value
  await server.ask('POST', `${url}/SHARED_SCOPE`, { limit: 5 })
  assert.equal(await celsius(), '50.0')
})

test('why a value came out, or none, can be seen', async () => {
  const device = await newDevice()
  const { json: saved } = await save(fieldAt(device))
  const id = saved.id.id
  const url = `/api/plugins/telemetry/DEVICE/${device.id}`
  await server.ask('POST', `${url}/timeseries/ANY`, { ts: 1000, values: { temperature: 32 } })
  await server.ask('POST', `${url}/timeseries/ANY`, { ts: 2000, values: { temperature: 'hot' } })
  const { json } = await server.ask('GET', `/api/weir/calculated-fields/${id}`)
  assert.equal(json.problem, null)
  assert.equal(json.failed, json.total - 1)
  const [failed, worked] = json.calculations
  assert.equal(failed.error, "Argument 't' is not a number.")
  assert.deepEqual(failed.arguments, { t: { type: 'SINGLE_VALUE', ts: 2000, value: 'hot' } })
  assert.deepEqual(worked.result, { celsius: 0 })
  assert.equal(worked.error, null)

  const { json: body } = await server.ask('GET', `/api/calculatedField/${id}/debug`)
  assert.equal(body.calculatedFieldId, id)
  assert.equal(body.entityId, device.id)
  assert.equal(body.error, "Argument 't' is not a number.")
  assert.deepEqual(JSON.parse(body.arguments), failed.arguments)
})

test('a field that never calculated has no debug event', async () => {
  const { json } = await save(fieldAt(await newDevice(), { name: 'other' }))
  // being new it was looked at once, and waits for a value
  const { json: body } = await server.ask('GET', `/api/calculatedField/${json.id.id}/debug`)
  assert.match(body.error, /Waiting for values of “t”/)
})

test('what can’t be a field is refused in the cloud’s words', async () => {
  const device = await newDevice()
  const wrong = async (more: object, status = 400) => {
    const answer = await save(fieldAt(device, more))
    assert.equal(answer.status, status, answer.text)
    return answer.json.message as string
  }
  assert.equal(await wrong({ name: ' ' }), 'Calculated field name should be specified!')
  assert.match(await wrong({ type: 'SCRIPT' }), /The type of the configuration is 'SIMPLE'/)
  assert.match(
    await wrong({ entityId: { entityType: 'TENANT', id: server.store.tenantId } }),
    /Entity type 'TENANT' does not support/,
  )
  await wrong({ entityId: { entityType: 'DEVICE', id: '8f0c0000-0000-11ee-8000-000000000000' } }, 404)
  await wrong({ id: { id: '8f0c0000-0000-11ee-8000-000000000000' } }, 404)
  assert.equal(await wrong({ configuration: { ...simple, arguments: {} } }), 'Arguments map cannot be empty.')
  const far = latest('t', {
    refEntityId: { entityType: 'DEVICE', id: '8f0c0000-0000-11ee-8000-000000000000' },
  })
  await wrong({ configuration: { ...simple, arguments: { t: far } } }, 404)
  await save(fieldAt(device))
  assert.equal(await wrong({}), 'Calculated field with such name and type already exists')
  const { json: saved } = await save(fieldAt(device, { name: 'moving' }))
  assert.match(
    (await save({ ...saved, entityId: await newDevice() })).json.message,
    /target entity after initialization/,
  )
})

test('an entity has five fields at most, and any number of alarm rules', async () => {
  const device = await newDevice()
  for (let i = 1; i <= 5; i++) assert.equal((await save(fieldAt(device, { name: `f${i}` }))).status, 200)
  assert.equal(
    (await save(fieldAt(device, { name: 'f6' }))).json.message,
    'Calculated fields per entity limit reached!',
  )
  const rule = await server.ask('POST', '/api/alarm/rule', alarmRule(device, 'r1'))
  assert.equal(rule.status, 200)
})

const alarmRule = (entityId: object, name: string) => ({
  entityId,
  name,
  configuration: {
    type: 'ALARM',
    arguments: { t: latest('temperature') },
    createRules: {
      MAJOR: { condition: { type: 'SIMPLE', expression: { type: 'TBEL', expression: 'return t > 30;' } } },
    },
  },
})

test('alarm rules have routes of their own, and raise alarms', async () => {
  const device = await newDevice()
  const { json: rule } = await server.ask('POST', '/api/alarm/rule', alarmRule(device, 'Too hot'))
  assert.equal('type' in rule, false)
  assert.equal(rule.name, 'Too hot')
  assert.deepEqual((await server.ask('GET', `/api/alarm/rule/${rule.id.id}`)).json, rule)
  const page = 'pageSize=10&page=0'
  const of = (await server.ask('GET', `/api/alarm/rules/DEVICE/${device.id}?${page}`)).json
  assert.deepEqual(of.data, [rule])
  const all = (await server.ask('GET', `/api/alarm/rules?${page}&entities=${device.id}`)).json
  assert.equal(all.data[0].entityName, `calculating ${made}`)
  assert.ok((await server.ask('GET', `/api/alarm/rules/names?${page}`)).json.data.includes('Too hot'))
  const others = (await server.ask('GET', `/api/calculatedFields?${page}&entities=${device.id}`)).json
  assert.deepEqual(others.data, [])

  await server.ask('POST', `/api/plugins/telemetry/DEVICE/${device.id}/timeseries/ANY`, { temperature: 31 })
  const alarms = (await server.ask('GET', `/api/alarm/DEVICE/${device.id}?${page}`)).json
  assert.equal(alarms.data[0].type, 'Too hot')
  assert.equal(alarms.data[0].severity, 'MAJOR')

  assert.equal((await server.ask('DELETE', `/api/alarm/rule/${rule.id.id}`)).status, 200)
  assert.equal((await server.ask('GET', `/api/alarm/rule/${rule.id.id}`)).status, 404)
  const { json: field } = await save(fieldAt(device))
  assert.equal((await server.ask('GET', `/api/alarm/rule/${field.id.id}`)).status, 404)
})

test('scripts can be tried on values given with them', async () => {
  const body = {
    expression: 'return {"avg": temperature.avg, "h": humidity, "at": ctx.latestTs};',
    arguments: {
      temperature: {
        type: 'TS_ROLLING',
        timeWindow: { startTs: 0, endTs: 10_000 },
        values: [
          { ts: 1000, value: 20 },
          { ts: 2000, value: 22.5 },
          { ts: 3000, value: 'NaN' },
        ],
      },
      humidity: { type: 'SINGLE_VALUE', ts: 5000, value: 43 },
    },
  }
  const { json } = await server.ask('POST', '/api/calculatedField/testScript', body)
  assert.deepEqual(json, { output: '{"avg":21.25,"h":43,"at":5000}', error: '' })
  const failed = await server.ask('POST', '/api/calculatedField/testScript', {
    ...body,
    expression: 'return x',
  })
  assert.equal(failed.status, 200)
  assert.equal(failed.json.output, '')
  assert.notEqual(failed.json.error, '')
  const empty = await server.ask('POST', '/api/alarm/rule/testScript', { expression: '' })
  assert.equal(empty.json.message, "Parameter 'expression' can't be empty!")
})

test('with a device or a profile its fields go; what others take values from stays', async () => {
  const device = await newDevice()
  const { json: own } = await save(fieldAt(device))
  await server.ask('DELETE', `/api/device/${device.id}`)
  assert.equal((await server.ask('GET', `/api/calculatedField/${own.id.id}`)).status, 404)

  const profile = (await server.ask('POST', '/api/deviceProfile', { name: 'calculated' })).json.id
  const { json: ofProfile } = await save(fieldAt(profile))
  await server.ask('DELETE', `/api/deviceProfile/${profile.id}`)
  assert.equal((await server.ask('GET', `/api/calculatedField/${ofProfile.id.id}`)).status, 404)

  const [user, source] = [await newDevice(), await newDevice()]
  const args = { t: latest('temperature', { refEntityId: source }) }
  await save(fieldAt(user, { configuration: { ...simple, arguments: args } }))
  const refused = await server.ask('DELETE', `/api/device/${source.id}`)
  assert.equal(refused.status, 400)
  assert.match(refused.json.message, /is referenced in calculated fields!/)
})

test('customers’ users have no part in calculated fields', async () => {
  const customer = (await server.ask('POST', '/api/customer', { title: 'Calculating' })).json
  const body = { email: 'calc@plant.example', authority: 'CUSTOMER_USER', customerId: customer.id }
  const user = (await server.ask('POST', '/api/user', body)).json
  const { password } = (await server.ask('POST', `/api/weir/users/${user.id.id}/password`, {})).json
  const token = await server.login('calc@plant.example', password)
  const { status } = await server.ask('GET', '/api/calculatedFields?pageSize=1&page=0', undefined, token)
  assert.equal(status, 403)
})
