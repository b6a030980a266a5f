import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { repeating, ruleSet, TestDevice } from '../alarm-rules/test-rules.ts'
import type { DeviceAlarmRules } from './contract-alarm-rules.ts'
import { customerUser } from './test-people.ts'
import { type TestServer, testServer, testStore } from './test-server.ts'

let server: TestServer
before(async () => {
  server = await testServer(await testStore())
})
after(async () => {
  await server.close()
  await server.store.close()
})

const rules = ruleSet(
  { MAJOR: { when: 't > $tenant.max or 30', spec: repeating(3) } },
  { when: 't < 10' },
  { id: 'hot', alarmType: 'Hot' },
)

async function deviceWith(...alarms: object[]): Promise<string> {
  const name = randomUUID()
  const configuration = { type: 'DEFAULT' }
  const profileData = {
    configuration,
    transportConfiguration: configuration,
    provisionConfiguration: { type: 'DISABLED', provisionDeviceSecret: null },
    alarms,
  }
  await server.ask('POST', '/api/deviceProfile', { name, profileData })
  return (await server.ask('POST', '/api/device', { name, type: name })).json.id.id
}

const explained = async (id: string, token?: string): Promise<DeviceAlarmRules> => {
  const answer = await server.ask('GET', `/api/weir/devices/${id}/alarm-rules`, undefined, token)
  assert.equal(answer.status, 200, answer.text)
  return answer.json
}

const running = (nodeId: string, of: TestDevice | null) => {
  server.rules.running = [
    { chainId: randomUUID(), chainName: 'Root', nodeId, nodeName: 'Rules', rules: of?.rules ?? null },
  ]
}

test('without a node that runs rules nothing fires, and that is said', async () => {
  server.rules.running = []
  const device = await deviceWith(rules)
  await server.ask('POST', `/api/plugins/telemetry/DEVICE/${device}/timeseries/ANY`, { t: 31 })
  const { isRun, source, node, alarmTypes } = await explained(device)
  assert.deepEqual([isRun, source, node], [false, 'VALUES', null])
  assert.equal(alarmTypes[0]?.create[0]?.conditions[0]?.value, 31)
})

test('the running node is asked first, then what it wrote down', async () => {
  const device = await deviceWith(rules)
  const nodeId = randomUUID()
  const counted = { createRuleStates: { MAJOR: { lastEventTs: 0, duration: 0, eventCount: 2 } } }
  await server.store.nodeState.save(nodeId, device, { alarmStates: { hot: counted } })
  running(nodeId, null)
  const stored = await explained(device)
  assert.deepEqual([stored.isRun, stored.source, stored.node?.nodeName], [true, 'STORE', 'Rules'])
  assert.deepEqual(stored.alarmTypes[0]?.create[0]?.progress, { reached: 2, required: 3 })

  const known = new TestDevice(rules)
  known.sends({ t: 31 }, 0)
  running(nodeId, known)
  const { source, lastValueAt, alarmTypes } = await explained(device)
  assert.deepEqual([source, lastValueAt], ['NODE', known.now])
  assert.deepEqual(alarmTypes[0]?.create[0]?.progress, { reached: 1, required: 3 })
})

test('an alarm that was made by hand is the active one', async () => {
  server.rules.running = []
  const device = await deviceWith(rules)
  const originator = { entityType: 'DEVICE', id: device }
  await server.ask('POST', '/api/alarm', { originator, type: 'Hot', severity: 'MAJOR' })
  const { alarmTypes } = await explained(device)
  assert.deepEqual([alarmTypes[0]?.alarm?.severity, alarmTypes[0]?.create[0]?.verdict], ['MAJOR', 'RAISED'])
})

test('only who may see the device asks; limits of the tenant and chains stay with the tenant', async () => {
  const [mine, stranger] = [await customerUser(server, 'Mine'), await customerUser(server, 'Stranger')]
  const device = await deviceWith(rules)
  await server.ask('POST', `/api/customer/${mine.customerId}/device/${device}`)
  const tenantId = (await server.ask('GET', '/api/auth/user')).json.tenantId.id
  await server.ask('POST', `/api/plugins/telemetry/TENANT/${tenantId}/attributes/SERVER_SCOPE`, { max: 77 })
  running(randomUUID(), null)
  const limit = (of: DeviceAlarmRules) => of.alarmTypes[0]?.create[0]?.conditions[0]?.tests[0]?.limit
  assert.equal(limit(await explained(device)), 77)
  const shown = await explained(device, mine.token)
  assert.deepEqual([limit(shown), shown.node, shown.isRun], [null, null, true])
  const path = `/api/weir/devices/${device}/alarm-rules`
  assert.equal((await server.ask('GET', path, undefined, stranger.token)).status, 403)
  assert.equal((await server.ask('GET', path, undefined, null)).status, 401)
  assert.equal((await server.ask('GET', `/api/weir/devices/${randomUUID()}/alarm-rules`)).status, 404)
  assert.equal((await server.ask('GET', '/api/weir/devices/x/alarm-rules')).status, 400)
})
