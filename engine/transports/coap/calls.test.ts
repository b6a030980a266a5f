import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { CoapClient } from '../../../test/conformance/coap-client.ts'
import { ManualClock, settled } from '../../../test/support/clock.ts'
import { PretendGate, silentLog } from '../test-gate.ts'
import { openCoap } from './server.ts'

async function start(t: TestContext) {
  const clock = new ManualClock()
  const gate = new PretendGate(clock)
  const device = gate.device('T')
  const server = await openCoap({ host: '127.0.0.1', port: 0, gate, clock, log: silentLog })
  const client = new CoapClient(server.port)
  t.after(async () => {
    await client.close()
    await server.close()
  })
  const post = (path: string, body: string) =>
    client.ask({ method: 'POST', path: '', query: '', body, confirmable: true }, `/api/v1/T/${path}`)
  return { client, clock, device, gate, post }
}

test('an observer is told of calls, and replies by a post', async (t) => {
  const { client, device, gate, post } = await start(t)
  const request = { method: 'GET', path: '', query: '', body: undefined, confirmable: true }
  const first = await client.ask(request, '/api/v1/T/rpc', 0)
  assert.deepEqual([first.status, first.observe, first.body], ['2.03', 0, ''])
  const outcome = gate.calls.call({ deviceId: device.id, method: 'set', params: '{"pin":7}' })
  const call = await client.notification()
  assert.deepEqual([call.status, call.body], ['2.05', '{"id":0,"method":"set","params":{"pin":7}}'])
  assert.equal((await post('rpc/0', '{"ok":true}')).status, '2.01')
  assert.deepEqual(await outcome, { response: '{"ok":true}' })
  await gate.calls.call({ deviceId: device.id, isPersistent: true, isOneWay: true })
  await client.notification()
  while (gate.calls.changes.length < 3) await settled()
  assert.deepEqual(
    gate.calls.changes.map(({ status }) => status),
    ['QUEUED', 'SENT', 'DELIVERED'],
  )
  // Observing anew ends the observation before.
  assert.equal((await client.ask(request, '/api/v1/T/rpc', 1)).status, '2.02')
  assert.equal(gate.sessions.size, 0)
})

test('a device’s own call is answered, or ends in a timeout of ours', async (t) => {
  const { clock, device, gate, post } = await start(t)
  const calling = post('rpc', '{"method":"getTime"}')
  while (gate.serverCalls.length === 0) await settled()
  const { sessionId = '' } = gate.serverCalls[0]?.metadata ?? {}
  gate.calls.server.answer(device.id, sessionId, 0, '{"time":5}')
  assert.deepEqual(await calling.then(({ status, body }) => [status, body]), ['2.05', '{"time":5}'])
  const silent = post('rpc', '{"method":"getTime"}')
  while (gate.serverCalls.length === 1) await settled()
  clock.pass(10_000)
  assert.equal((await silent).status, '5.04')
  assert.equal(gate.calls.server.waiting, 0)
})
