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

const rule = {
  id: 'hot',
  alarmType: 'High temperature',
  createRules: {
    CRITICAL: {
      condition: {
        condition: [
          {
            key: { type: 'TIME_SERIES', key: 'temperature' },
            valueType: 'NUMERIC',
            value: null,
            predicate: {
              type: 'NUMERIC',
              operation: 'GREATER',
              value: { defaultValue: 30.5, userValue: null, dynamicValue: null },
            },
          },
        ],
        spec: { type: 'DURATION', unit: 'SECONDS', value: 30 },
      },
      schedule: null,
      alarmDetails: null,
      dashboardId: null,
    },
  },
  clearRule: null,
  propagate: false,
  propagateRelationTypes: null,
  writtenBy: 'another tool',
}

const profile = (name: string, alarms: unknown) => ({
  name,
  profileData: {
    configuration: { type: 'DEFAULT' },
    transportConfiguration: { type: 'DEFAULT' },
    provisionConfiguration: { type: 'DISABLED', provisionDeviceSecret: null },
    alarms,
  },
})

test('alarm rules come back as they were written, those of old versions too', async () => {
  const saved = await server.ask('POST', '/api/deviceProfile', profile('Boilers', [rule]))
  assert.equal(saved.status, 200)
  const { json } = await server.ask('GET', `/api/deviceProfile/${saved.json.id.id}`)
  assert.deepEqual(json.profileData.alarms, [rule])
})

test('a profile may have no alarm rules', async () => {
  for (const alarms of [null, [], undefined])
    assert.equal(
      (await server.ask('POST', '/api/deviceProfile', profile(`None ${alarms}`, alarms))).status,
      200,
    )
})

test('rules that can’t be run are refused with the place and the reason', async () => {
  const text = JSON.stringify(rule).replace('"GREATER"', '"ABOVE"').replace('30.5', '"hot"')
  const { status, json } = await server.ask(
    'POST',
    '/api/deviceProfile',
    profile('Wrong', [JSON.parse(text)]),
  )
  assert.equal(status, 400)
  const at = 'alarms[0].createRules.CRITICAL.condition.condition[0].predicate'
  assert.ok(
    json.message.includes(`${at}.operation: The operation “ABOVE” is not known: use one of EQUAL`),
    json.message,
  )
  assert.ok(json.message.includes(`${at}.value.defaultValue: “hot” is not a number`), json.message)
})

test('two rules for the same type of alarm are refused', async () => {
  const { status, json } = await server.ask(
    'POST',
    '/api/deviceProfile',
    profile('Twice', [rule, { ...rule, id: 'other' }]),
  )
  assert.equal(status, 400)
  assert.match(json.message, /alarms\[1\]\.alarmType: Two alarm rules have the type “High temperature”/)
})
