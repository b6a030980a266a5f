import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { type TestContext, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import * as coap from 'coap'
import { ManualClock } from '../../../test/support/clock.ts'
import { JsonDouble } from '../../rules/values.ts'
import { PretendGate, silentLog } from '../test-gate.ts'
import { blockOption } from './blocks.ts'
import { type CoapPacket, Code, decode, encode, OptionNumber, Type, uintOf, uintOption } from './packet.ts'
import { type CoapOptions, openCoap } from './server.ts'

async function start(t: TestContext, options: Partial<CoapOptions> = {}) {
  const gate = new PretendGate()
  const clock = new ManualClock()
  gate.device('T')
  const server = await openCoap({ host: '127.0.0.1', port: 0, gate, clock, log: silentLog, ...options })
  t.after(() => server.close())
  return { gate, clock, server, port: server.port }
}

type Ask = {
  method?: string
  confirmable?: boolean
  query?: string
  observe?: boolean | number
  payload?: string
}

/** Asks with somebody else's CoAP client. */
async function ask(
  t: TestContext,
  port: number,
  pathname: string,
  options: Ask = {},
): Promise<coap.IncomingMessage> {
  const agent = new coap.Agent()
  t.after(() => agent.close())
  const { payload, ...rest } = options
  const request = coap.request({
    host: '127.0.0.1',
    port,
    pathname,
    agent,
    ...rest,
  } as coap.CoapRequestParams)
  request.end(payload)
  const [response] = await once(request, 'response')
  return response
}

/** Asks with bare datagrams, for what that client does not do. */
async function bareClient(t: TestContext, port: number) {
  const socket = createSocket('udp4')
  t.after(() => socket.close())
  const received: CoapPacket[] = []
  socket.on('message', (bytes) => received.push(decode(bytes)))
  let messageId = 100
  const send = (packet: Partial<CoapPacket>, path = '') => {
    const options = path
      .split('/')
      .map((part) => ({ number: OptionNumber.uriPath, value: Buffer.from(part) }))
    const bytes = encode({
      type: Type.confirmable,
      code: Code.get,
      messageId: messageId++,
      token: Buffer.from('tok'),
      payload: Buffer.alloc(0),
      ...packet,
      options: [...(path === '' ? [] : options), ...(packet.options ?? [])],
    })
    socket.send(bytes, port, '127.0.0.1')
    return bytes
  }
  const next = async (count: number): Promise<CoapPacket> => {
    await until(() => received.length >= count)
    return received[count - 1] as CoapPacket
  }
  return { socket, received, send, next }
}

async function until(isSo: () => boolean): Promise<void> {
  for (let turns = 0; !isSo(); turns++) {
    if (turns > 1_000_000) throw new Error('It never came to be')
    await turn()
  }
}

test('telemetry and attributes are taken with 2.01', async (t) => {
  const { gate, port } = await start(t)
  const payload = '{"key1":"value1","key3":3.0}'
  assert.equal((await ask(t, port, '/api/v1/T/telemetry', { method: 'POST', payload })).code, '2.01')
  assert.equal(
    (await ask(t, port, '/api/v1/T/TELEMETRY', { method: 'POST', payload, confirmable: false })).code,
    '2.01',
  )
  assert.equal(
    (await ask(t, port, '/api/v1/T/attributes', { method: 'POST', payload: '{"a":1}' })).code,
    '2.01',
  )
  assert.deepEqual(
    gate.accepted.map(({ arrival, uploads }) => [arrival.path, uploads[0]?.kind]),
    [
      ['telemetry', 'telemetry'],
      ['telemetry', 'telemetry'],
      ['attributes', 'attributes'],
    ],
  )
  assert.deepEqual(gate.accepted[0]?.uploads[0]?.values, { key1: 'value1', key3: new JsonDouble(3) })
})

test('who may not, and what can’t be, is refused with the code of the cloud', async (t) => {
  const { gate, port } = await start(t)
  gate.wanted.add('telemetry')
  gate.device('M', 'MQTT')
  const table: [path: string, options: Ask, code: string][] = [
    ['/api/v1/BAD/telemetry', { method: 'POST', payload: '{bad' }, '4.01'],
    ['/api/v1/telemetry', { method: 'POST', payload: '{"a":1}' }, '4.01'],
    ['/api/v1/M/telemetry', { method: 'POST', payload: '{"a":1}' }, '5.00'],
    ['/api/v1/T/telemetry', { method: 'POST', payload: '{bad' }, '4.00'],
    ['/api/v1/T/telemetry', { method: 'POST' }, '4.00'],
    ['/api/v1/T/telemetry', { method: 'GET' }, '4.00'],
    ['/api/v1/T/telemetry', { method: 'PUT', payload: '{"a":1}' }, '4.05'],
    ['/api/v1/T/attributes', { method: 'DELETE' }, '4.05'],
    ['/api/v1/T/attributes', { method: 'POST', payload: '[{"a":1}]' }, '4.00'],
    ['/api/v1/T/nothing', { method: 'POST', payload: '{"a":1}' }, '4.00'],
    ['/api/v1/T/rpc', { method: 'GET' }, '4.00'],
    ['/api/v1/T/rpc', { method: 'POST', payload: '{}' }, '5.00'],
    ['/api/v1/T/rpc/x', { method: 'POST', payload: '{}' }, '4.00'],
    ['/api/v1/T/rpc/1', { method: 'POST', payload: 'true' }, '5.00'],
    ['/api/v1/T/claim', { method: 'POST', payload: '{}' }, '5.01'],
    ['/api/v1/provision', { method: 'POST', payload: '{}' }, '5.01'],
    ['/fw/BAD', { method: 'GET' }, '4.01'],
    ['/fw/T', { method: 'POST' }, '4.05'],
    ['/elsewhere', { method: 'GET' }, '4.04'],
  ]
  for (const [path, options, code] of table) {
    assert.equal((await ask(t, port, path, options)).code, code, `${options.method} ${path}`)
  }
  assert.equal(gate.accepted.length, 0)
  assert.ok(gate.refusals.every(({ path }) => !path.includes('T/')))
})

test('an empty array is acknowledged', async (t) => {
  const { gate, port } = await start(t)
  assert.equal((await ask(t, port, '/api/v1/T/telemetry', { method: 'POST', payload: '[]' })).code, '2.01')
  assert.equal(gate.accepted.length, 0)
})

test('attributes are read by key; nothing found is 4.04', async (t) => {
  const { gate, port } = await start(t)
  assert.equal((await ask(t, port, '/api/v1/T/attributes', { query: 'clientKeys=nope' })).code, '4.04')
  gate.client.a = 1
  gate.shared.b = new JsonDouble(42)
  const some = await ask(t, port, '/api/v1/T/attributes', { query: 'sharedKeys=b,c' })
  assert.equal(some.code, '2.05')
  assert.equal(some.payload.toString(), '{"shared":{"b":42.0}}')
  const all = await ask(t, port, '/api/v1/T/attributes')
  assert.equal(all.payload.toString(), '{"client":{"a":1},"shared":{"b":42.0}}')
})

test('a large answer comes in blocks', async (t) => {
  const { gate, port } = await start(t)
  gate.shared.text = 'x'.repeat(5000)
  const answer = await ask(t, port, '/api/v1/T/attributes')
  assert.equal(JSON.parse(answer.payload.toString()).shared.text, gate.shared.text)
})

test('a large body may come in blocks', async (t) => {
  const { gate, port } = await start(t)
  const client = await bareClient(t, port)
  const body = Buffer.from(`{"text":"${'x'.repeat(3000)}"}`)
  for (let number = 0; number * 1024 < body.length; number++) {
    const payload = body.subarray(number * 1024, (number + 1) * 1024)
    const more = (number + 1) * 1024 < body.length
    const options = [blockOption(OptionNumber.block1, { number, more, size: 1024 })]
    client.send({ code: Code.post, options, payload }, 'api/v1/T/telemetry')
    const answer = await client.next(number + 1)
    assert.equal(answer.code, more ? Code.continue : Code.created)
  }
  assert.equal(gate.accepted[0]?.uploads[0]?.values.text, 'x'.repeat(3000))
})

test('blocks out of order, too large, or numbered to cost a gigabyte are refused', async (t) => {
  const { port } = await start(t, { largestBody: 2048 })
  const client = await bareClient(t, port)
  const block = async (number: number, more: boolean, length: number, count: number) => {
    const options = [blockOption(OptionNumber.block1, { number, more, size: 1024 })]
    client.send({ code: Code.post, options, payload: Buffer.alloc(length, 0x20) }, 'api/v1/T/telemetry')
    return (await client.next(count)).code
  }
  assert.equal(await block(1_000_000, false, 1024, 1), Code.entityIncomplete)
  assert.equal(await block(0, true, 1024, 2), Code.continue)
  assert.equal(await block(2, true, 1024, 3), Code.entityIncomplete)
  assert.equal(await block(0, true, 100, 4), Code.badRequest)
  assert.equal(await block(0, true, 1024, 5), Code.continue)
  assert.equal(await block(1, true, 1024, 6), Code.continue)
  assert.equal(await block(2, false, 1, 7), Code.entityTooLarge)
})

test('an observer gets all shared attributes, then each change', async (t) => {
  const { gate, port } = await start(t)
  gate.shared.a = 1
  const client = await bareClient(t, port)
  const observe = uintOption(OptionNumber.observe, 0)
  client.send({ options: [observe] }, 'api/v1/T/attributes')
  const first = await client.next(1)
  assert.deepEqual(
    [first.code, uintOf(first, OptionNumber.observe), first.payload.toString()],
    [Code.content, 0, '{"a":1}'],
  )

  gate.changeShared({ k: 'v' })
  const second = await client.next(2)
  assert.deepEqual([second.type, uintOf(second, OptionNumber.observe)], [Type.confirmable, 1])
  assert.equal(second.payload.toString(), '{"k":"v"}')
  assert.equal(second.token.toString(), 'tok')

  // Two changes before the acknowledgement become one notification.
  gate.changeShared({ k: 'w', l: 1 })
  gate.changeShared({ m: 2 }, ['k'])
  client.send({
    type: Type.acknowledgement,
    code: Code.empty,
    messageId: second.messageId,
    token: Buffer.alloc(0),
  })
  assert.equal((await client.next(3)).payload.toString(), '{"l":1,"m":2,"deleted":["k"]}')
})

test('a newer observation takes the place of the older, which is told', async (t) => {
  const { gate, port } = await start(t)
  const client = await bareClient(t, port)
  const options = [uintOption(OptionNumber.observe, 0)]
  client.send({ options, token: Buffer.from('old'), type: Type.nonConfirmable }, 'api/v1/T/attributes')
  assert.equal((await client.next(1)).payload.toString(), '{}')
  client.send({ options, token: Buffer.from('new'), type: Type.nonConfirmable }, 'api/v1/T/attributes')
  await client.next(3)
  const told = client.received.find((packet) => packet.code === Code.deleted)
  assert.equal(told?.token.toString(), 'old')
  assert.equal(gate.sessions.size, 1)

  gate.changeShared({ k: 1 })
  const change = await client.next(4)
  assert.deepEqual([change.type, change.token.toString()], [Type.nonConfirmable, 'new'])
  client.send(
    { options: [uintOption(OptionNumber.observe, 1)], token: Buffer.from('new') },
    'api/v1/T/attributes',
  )
  assert.equal((await client.next(5)).code, Code.deleted)
  assert.equal(gate.sessions.size, 0)
})

test('an observer that resets, falls silent, or is deleted is let go', async (t) => {
  const { gate, clock, port } = await start(t)
  const client = await bareClient(t, port)
  const options = [uintOption(OptionNumber.observe, 0)]
  client.send({ options }, 'api/v1/T/attributes')
  await client.next(1)
  gate.changeShared({ k: 1 })
  const { messageId } = await client.next(2)
  client.send({ type: Type.reset, code: Code.empty, messageId, token: Buffer.alloc(0) })
  await until(() => gate.sessions.size === 0)

  client.send({ options }, 'api/v1/T/attributes')
  await client.next(3)
  gate.changeShared({ k: 2 })
  await client.next(4)
  clock.pass(100_000)
  assert.equal(gate.sessions.size, 0)
  await client.next(8)

  client.send({ options }, 'api/v1/T/attributes')
  await client.next(9)
  for (const { listener } of [...gate.sessions]) listener.onClosed?.('deleted')
  assert.equal((await client.next(10)).code, Code.notFound)
  assert.equal(gate.sessions.size, 0)
})

test('a path that a transport node asks for takes bytes of any shape', async (t) => {
  const { gate, port } = await start(t)
  gate.wanted.add('Meters/7')
  assert.equal(
    (await ask(t, port, '/api/v1/T/Meters/7', { method: 'POST', payload: '\u0001raw' })).code,
    '2.01',
  )
  assert.deepEqual(gate.raw, [
    { arrival: { transport: 'coap', path: 'Meters/7' }, payload: Buffer.from('\u0001raw') },
  ])
})

test('while the inbox is full uploads wait, acknowledged but not answered', async (t) => {
  const { gate, clock, port } = await start(t, { mostWaiting: 1 })
  gate.hasRoom = false
  const client = await bareClient(t, port)
  client.send({ code: Code.post, payload: Buffer.from('{"a":1}') }, 'api/v1/T/telemetry')
  await until(() => clock.pending === 2)
  clock.pass(500)
  assert.equal((await client.next(1)).code, Code.empty)
  client.send({ code: Code.post, payload: Buffer.from('{"a":2}') }, 'api/v1/T/telemetry')
  assert.equal((await client.next(2)).code, Code.unavailable)
  gate.makeRoom()
  assert.equal((await client.next(3)).code, Code.created)
  assert.equal(gate.accepted.length, 1)
})

test('a failing disk or database is 5.03, and tells nothing of the inside', async (t) => {
  const { gate, port } = await start(t)
  gate.failure = new Error('disk full')
  const answer = await ask(t, port, '/api/v1/T/telemetry', { method: 'POST', payload: '{"a":1}' })
  assert.equal(answer.code, '5.03')
  assert.doesNotMatch(answer.payload.toString(), /disk/)
  gate.loginFailure = new Error('database away')
  assert.equal(
    (await ask(t, port, '/api/v1/T/telemetry', { method: 'POST', payload: '{"a":1}' })).code,
    '5.03',
  )
})

test('no datagram, however broken, stops the server', async (t) => {
  const { port } = await start(t)
  const client = await bareClient(t, port)
  const whole = client.send({ code: Code.post, payload: Buffer.from('{"a":1}') }, 'api/v1/T/telemetry')
  await client.next(1)
  for (let length = 0; length < whole.length; length++)
    client.socket.send(whole.subarray(0, length), port, '127.0.0.1')
  for (let at = 0; at < whole.length; at++) {
    const broken = Buffer.from(whole)
    broken[at] = (broken[at] as number) ^ 0xff
    client.socket.send(broken, port, '127.0.0.1')
  }
  assert.equal(
    (await ask(t, port, '/api/v1/T/telemetry', { method: 'POST', payload: '{"a":1}' })).code,
    '2.01',
  )
})
