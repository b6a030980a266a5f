import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { fastify } from 'fastify'
import { ManualClock } from '../../../test/support/clock.ts'
import { JsonDouble, JsonLong } from '../../rules/values.ts'
import { PretendGate, silentLog } from '../test-gate.ts'
import { type DeviceApiOptions, registerDeviceApi } from './device-api.ts'

function start(t: TestContext, options: Partial<DeviceApiOptions> = {}) {
  const gate = new PretendGate()
  const clock = new ManualClock()
  const app = fastify()
  registerDeviceApi(app, gate, { clock, log: silentLog, ...options })
  gate.device('T')
  t.after(() => app.close())
  const post = (path: string, payload?: string | Buffer, headers = {}) =>
    app.inject({
      method: 'POST',
      url: `/api/v1/${path}`,
      headers,
      ...(payload === undefined ? {} : { payload }),
    })
  const get = (path: string) => app.inject({ method: 'GET', url: `/api/v1/${path}` })
  return { gate, clock, app, post, get }
}

/** Waits, a turn of the event loop at a time, until something is so. */
async function until(isSo: () => boolean): Promise<void> {
  for (let turns = 0; !isSo(); turns++) {
    if (turns > 100_000) throw new Error('It never came to be')
    await turn()
  }
}

test('telemetry is taken and acknowledged with an empty 200', async (t) => {
  const { gate, post } = start(t)
  const answer = await post('T/telemetry', '[{"ts":1000,"values":{"a":1.0}},{"b":"x"}]')
  assert.equal(answer.statusCode, 200)
  assert.equal(answer.body, '')
  assert.deepEqual(gate.accepted[0]?.arrival, { transport: 'http', path: 'telemetry' })
  assert.deepEqual(
    gate.accepted[0]?.uploads.map(({ kind, ts, values }) => ({ kind, ts, values })),
    [
      { kind: 'telemetry', ts: 1000, values: { a: new JsonDouble(1) } },
      { kind: 'telemetry', ts: null, values: { b: 'x' } },
    ],
  )
})

test('any content type, or none, is read as bytes', async (t) => {
  const { gate, post } = start(t)
  for (const type of [
    'application/json',
    'text/plain',
    'application/x-www-form-urlencoded',
    'x',
    'a/b/c; =',
    '',
  ]) {
    assert.equal(
      (await post('T/telemetry', Buffer.from('{"a":1}'), { 'content-type': type })).statusCode,
      200,
      type,
    )
  }
  assert.equal(gate.accepted.length, 6)
})

test('attributes are taken as client attributes', async (t) => {
  const { gate, post } = start(t)
  assert.equal((await post('T/attributes', '{"a":42.0,"b":73}')).statusCode, 200)
  assert.deepEqual(gate.accepted[0]?.uploads[0]?.values, { a: new JsonDouble(42), b: 73 })
  assert.equal(gate.accepted[0]?.uploads[0]?.kind, 'attributes')
  assert.equal((await post('T/attributes', '[{"a":1}]')).statusCode, 400)
})

test('a wrong token learns nothing, whatever it sends', async (t) => {
  const { gate, post, get } = start(t)
  for (const answer of [
    await post('BAD/telemetry', '{not json'),
    await post('BAD/attributes', '{}'),
    await post('BAD/rpc/1', '{}'),
    await post('BAD/some/path', '{}'),
    await get('BAD/attributes'),
    await get('BAD/attributes/updates'),
  ]) {
    assert.equal(answer.statusCode, 401)
    assert.equal(answer.body, '')
  }
  assert.equal(gate.refusals.length, 0)
})

test('a payload that can’t be read is refused with the reason, and shown on the tap without the token', async (t) => {
  const { gate, clock, post } = start(t)
  for (const payload of [
    '{not json',
    '5',
    '{"ts":"abc","values":{"a":1}}',
    '{"ts":1000,"values":5}',
    undefined,
  ]) {
    const answer = await post('T/telemetry', payload)
    assert.equal(answer.statusCode, 400, payload)
    const { message, ...rest } = answer.json()
    assert.deepEqual(rest, { status: 400, errorCode: 31, timestamp: clock.now() })
    assert.equal(message, gate.refusals.at(-1)?.reason)
  }
  assert.deepEqual(
    gate.refusals.map(({ path }) => path),
    Array(5).fill('telemetry'),
  )
})

test('an empty array is acknowledged and stores nothing', async (t) => {
  const { gate, post } = start(t)
  assert.equal((await post('T/telemetry', '[]')).statusCode, 200)
  assert.equal(gate.accepted.length, 0)
})

test('200 comes only after the upload is on disk', async (t) => {
  const { gate, post } = start(t)
  gate.held = []
  let isAnswered = false
  const answer = post('T/telemetry', '{"a":1}').then((response) => {
    isAnswered = true
    return response
  })
  await until(() => gate.held?.length === 1)
  await turn()
  assert.equal(isAnswered, false)
  gate.held[0]?.()
  assert.equal((await answer).statusCode, 200)
})

test('a disk or a login that fails answers 503 and when to come back', async (t) => {
  const { gate, post } = start(t)
  gate.failure = new Error('disk full')
  const full = await post('T/telemetry', '{"a":1}')
  assert.equal(full.statusCode, 503)
  assert.equal(full.headers['retry-after'], '1')
  assert.doesNotMatch(full.body, /disk full/)
  gate.loginFailure = new Error('database away')
  assert.equal((await post('T/telemetry', '{"a":1}')).statusCode, 503)
})

test('a body that is too large is refused before it is read', async (t) => {
  const { post } = start(t, { largestBody: 10 })
  assert.equal((await post('T/telemetry', '{"abc":12}')).statusCode, 200)
  const answer = await post('T/telemetry', '{"abc":123}')
  assert.equal(answer.statusCode, 413)
  assert.equal(answer.body, '"Payload size exceeds the limit of 10 bytes"')
})

test('RPC bodies have the smaller limit of the cloud', async (t) => {
  const { post } = start(t)
  assert.equal((await post('T/rpc/5', Buffer.alloc(65_536, 0x20))).statusCode, 200)
  assert.equal((await post('T/rpc/5', Buffer.alloc(65_537, 0x20))).statusCode, 413)
  assert.equal((await post('T/telemetry', Buffer.from(`{"a":"${'x'.repeat(70_000)}"}`))).statusCode, 200)
})

test('a body without announced length is bounded as well', async (t) => {
  const { app } = start(t, { largestBody: 1000 })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const socket = connect((app.server.address() as { port: number }).port, '127.0.0.1')
  t.after(() => socket.destroy())
  socket.on('error', () => {})
  socket.write('POST /api/v1/T/telemetry HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n')
  for (let chunk = 0; chunk < 3; chunk++) socket.write(`190\r\n${' '.repeat(400)}\r\n`)
  const [head] = await once(socket, 'data')
  assert.match(String(head), /^HTTP\/1.1 413.*connection: close/is)
})

test('all bodies together stay inside the budget', async (t) => {
  const { gate, post } = start(t, { bodyBudget: 100 })
  gate.held = []
  const first = post('T/telemetry', `{"a":"${'x'.repeat(80)}"}`)
  await until(() => gate.held?.length === 1)
  assert.equal((await post('T/telemetry', `{"a":"${'x'.repeat(80)}"}`)).statusCode, 503)
  gate.held[0]?.()
  assert.equal((await first).statusCode, 200)
  gate.held = null
  assert.equal((await post('T/telemetry', `{"a":"${'x'.repeat(80)}"}`)).statusCode, 200)
})

test('while the inbox is full requests wait, a few of them, and not for ever', async (t) => {
  const { gate, clock, post } = start(t, { mostWaiting: 2, longestWait: 5000 })
  gate.hasRoom = false
  const first = post('T/telemetry', '{"a":1}')
  const second = post('T/telemetry', '{"a":2}')
  await until(() => clock.pending === 2)
  assert.equal((await post('T/telemetry', '{"a":3}')).statusCode, 503)
  assert.equal(gate.accepted.length, 0)
  gate.makeRoom()
  assert.deepEqual([(await first).statusCode, (await second).statusCode], [200, 200])

  gate.hasRoom = false
  const late = post('T/telemetry', '{"a":4}')
  await until(() => clock.pending === 1)
  clock.pass(5000)
  assert.equal((await late).statusCode, 503)
  assert.equal(gate.accepted.length, 2)
})

test('attributes are read by scope and written exactly', async (t) => {
  const { gate, get } = start(t)
  assert.equal((await get('T/attributes')).body, '{}')
  Object.assign(gate.client, { c1: 1, c2: 'x' })
  Object.assign(gate.shared, { d: new JsonDouble(42), l: new JsonLong(9223372036854775807n) })
  assert.equal(
    (await get('T/attributes')).body,
    '{"client":{"c1":1,"c2":"x"},"shared":{"d":42.0,"l":9223372036854775807}}',
  )
  assert.equal((await get('T/attributes?clientKeys=c1')).body, '{"client":{"c1":1}}')
  assert.equal((await get('T/attributes?sharedKeys=d,nope')).body, '{"shared":{"d":42.0}}')
  assert.equal((await get('T/attributes?clientKeys=c1,%20c2')).body, '{"client":{"c1":1}}')
  assert.equal((await get('T/attributes?clientKeys=nope')).body, '{}')
  assert.equal((await get('T/attributes?clientKeys=')).json().client.c1, 1)
})

test('a long poll ends with the first change of a shared attribute', async (t) => {
  const { gate, clock, get } = start(t)
  const poll = get('T/attributes/updates?timeout=20000')
  await until(() => gate.sessions.size === 1)
  gate.changeShared({ k: new JsonDouble(1) }, ['gone'])
  assert.equal((await poll).body, '{"k":1.0,"deleted":["gone"]}')
  assert.equal(gate.sessions.size, 0)
  assert.equal(clock.pending, 0)
})

test('a long poll ends with an empty 408 after its timeout, and with 503 at the longest', async (t) => {
  const { gate, clock, get } = start(t)
  const short = get('T/attributes/updates?timeout=2000')
  const long = get('T/attributes/updates')
  await until(() => gate.sessions.size === 2)
  clock.pass(1999)
  assert.equal(gate.sessions.size, 2)
  clock.pass(1)
  assert.equal((await short).statusCode, 408)
  assert.equal((await short).body, '')
  clock.pass(28_000)
  assert.equal((await long).statusCode, 503)
  assert.equal((await long).json().status, 503)
  assert.equal((await get('T/attributes/updates?timeout=abc')).statusCode, 400)
  assert.equal(gate.sessions.size, 0)
})

test('a long poll is over when the device is deleted or the client goes away', async (t) => {
  const { gate, clock, app, get } = start(t)
  const poll = get('T/attributes/updates')
  await until(() => gate.sessions.size === 1)
  for (const { listener } of gate.sessions) listener.onClosed?.('deleted')
  assert.equal((await poll).statusCode, 403)
  assert.equal((await poll).body, 'Device was deleted!')

  await app.listen({ port: 0, host: '127.0.0.1' })
  const socket = connect((app.server.address() as { port: number }).port, '127.0.0.1')
  socket.write('GET /api/v1/T/attributes/updates HTTP/1.1\r\nhost: x\r\n\r\n')
  await until(() => gate.sessions.size === 1)
  socket.destroy()
  await until(() => gate.sessions.size === 0)
  assert.equal(clock.pending, 0)
})

test('closing the server ends long polls at once', async (t) => {
  const { gate, app, get } = start(t)
  const poll = get('T/attributes/updates')
  await until(() => gate.sessions.size === 1)
  await app.close()
  assert.equal((await poll).statusCode, 408)
})

test('a path that a transport node asks for takes bytes of any shape', async (t) => {
  const { gate, app, post } = start(t)
  gate.wanted.add('meters/7/reading')
  assert.equal((await post('T/meters/7/reading', Buffer.of(1, 2, 0xff))).statusCode, 200)
  assert.deepEqual(gate.raw, [
    { arrival: { transport: 'http', path: 'meters/7/reading' }, payload: Buffer.of(1, 2, 0xff) },
  ])
  gate.wanted.add('telemetry')
  assert.equal(
    (await app.inject({ method: 'PUT', url: '/api/v1/T/telemetry', payload: '{"a":1}' })).statusCode,
    404,
  )
  const answer = await post('T/meters/8', '{}')
  assert.equal(answer.statusCode, 404)
  assert.match(answer.json().message, /No transport node .* “meters\/8”/)
})

test('what is not served yet says so', async (t) => {
  const { post, get } = start(t)
  for (const answer of [await post('T/claim', '{}'), await get('T/firmware')]) {
    assert.equal(answer.statusCode, 501)
    assert.match(answer.json().message, /not served yet/)
  }
  assert.equal((await post('provision', '{}')).statusCode, 501)
  assert.equal((await get('nothing-here')).statusCode, 404)
  assert.equal((await post('nothing-here', '{}')).statusCode, 404)
})
