import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { fastify } from 'fastify'
import { ManualClock, settled } from '../../../test/support/clock.ts'
import { PretendGate, silentLog } from '../test-gate.ts'
import { registerDeviceApi } from './device-api.ts'

async function start(t: TestContext) {
  const clock = new ManualClock()
  const gate = new PretendGate(clock)
  const app = fastify()
  registerDeviceApi(app, gate, { clock, log: silentLog })
  const device = gate.device('T')
  await app.ready()
  t.after(() => app.close())
  const get = (path: string) => app.inject({ method: 'GET', url: `/api/v1/T/${path}` })
  const post = (path: string, payload: string) =>
    app.inject({ method: 'POST', url: `/api/v1/T/${path}`, payload })
  return { app, clock, device, gate, get, post }
}

test('a poll takes one call, and its reply is posted', async (t) => {
  const { device, gate, get, post } = await start(t)
  const outcome = gate.calls.call({ deviceId: device.id, method: 'set', params: '{"pin":7.0}' })
  const poll = await get('rpc?timeout=1000')
  assert.deepEqual([poll.statusCode, poll.body], [200, '{"id":0,"method":"set","params":{"pin":7.0}}'])
  const reply = await post('rpc/0', '{"ok":1}')
  assert.deepEqual([reply.statusCode, reply.body], [200, ''])
  assert.deepEqual(await outcome, { response: '{"ok":1}' })
})

test('a poll that waits gets the next call, and ends by itself without one', async (t) => {
  const { clock, device, gate, get } = await start(t)
  const waiting = get('rpc?timeout=5000')
  await settled(20)
  assert.deepEqual(await gate.calls.call({ deviceId: device.id, isOneWay: true }), { response: null })
  assert.equal((await waiting).json().id, 0)
  const late = get('rpc?timeout=5000')
  await settled(20)
  clock.pass(5000)
  const ended = await late
  assert.deepEqual([ended.statusCode, ended.body], [408, ''])
  // A poll that has ended takes nothing with it.
  const outcome = gate.calls.call({ deviceId: device.id, isOneWay: true })
  assert.equal((await get('rpc')).json().id, 1)
  assert.deepEqual(await outcome, { response: null })
  const cut = get('rpc?timeout=60000')
  await settled(20)
  clock.pass(30_000)
  assert.equal((await cut).statusCode, 503)
  assert.equal(gate.sessions.size, 0)
})

test('a poll ends when its device goes', async (t) => {
  const { gate, get } = await start(t)
  const waiting = get('rpc')
  await settled(20)
  for (const { listener } of gate.sessions) listener.onClosed?.('deleted')
  const ended = await waiting
  assert.deepEqual([ended.statusCode, ended.body], [403, 'Device was deleted!'])
  assert.equal((await get('rpc?timeout=soon')).statusCode, 400)
})

test('a reply names its call by a number, and says something', async (t) => {
  const { post } = await start(t)
  for (const [path, body] of [
    ['rpc/abc', '{}'],
    ['rpc/99999999999', '{}'],
    ['rpc/1', ''],
  ] as const)
    assert.equal((await post(path, body)).statusCode, 400, `${path} ${body}`)
  // one that nobody waits for is taken
  assert.equal((await post('rpc/7', 'anything')).statusCode, 200)
})

test('a device’s own call is answered in the body, or cut off', async (t) => {
  const { clock, device, gate, post } = await start(t)
  const calling = post('rpc', '{"method":"getTime","params":null}')
  await settled(20)
  const [message] = gate.serverCalls
  const { sessionId = '' } = message?.metadata ?? {}
  gate.calls.server.answer(device.id, sessionId, 0, '{"time":5.0}')
  const answer = await calling
  assert.deepEqual([answer.statusCode, answer.body], [200, '{"time":5.0}'])
  const silent = post('rpc', '{"method":"getTime","params":{}}')
  await settled(20)
  clock.pass(30_000)
  assert.equal((await silent).statusCode, 503)
  assert.equal(gate.calls.server.waiting, 0)
})

test('a call that does not say all is refused with the reason', async (t) => {
  const { gate, post } = await start(t)
  for (const [body, reason] of [
    ['{"params":{}}', /no “method”/],
    ['{"method":"m"}', /no “params”/],
    ['[1]', /must be a JSON object/],
    ['{', /./],
  ] as const) {
    const answer = await post('rpc', body)
    assert.equal(answer.statusCode, 400, body)
    assert.match(answer.json().message, reason)
  }
  assert.equal(gate.refusals.length, 4)
  gate.failure = new Error('the disk is full')
  assert.equal((await post('rpc', '{"method":"m","params":{}}')).statusCode, 503)
})
