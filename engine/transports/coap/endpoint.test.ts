import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { ManualClock } from '../../../test/support/clock.ts'
import { blockOption } from './blocks.ts'
import { type CoapAnswer, type CoapRequest, Endpoint, type EndpointParts } from './endpoint.ts'
import { type CoapPacket, Code, decode, encode, OptionNumber, Type } from './packet.ts'

const peer = { address: '192.0.2.1', port: 40000 }

function start(
  handle: (request: CoapRequest) => Promise<CoapAnswer> | CoapAnswer,
  parts: Partial<EndpointParts> = {},
) {
  const clock = new ManualClock()
  const sent: CoapPacket[] = []
  const endpoint = new Endpoint({
    clock,
    send: (bytes) => sent.push(decode(bytes)),
    handle: async (request) => handle(request),
    ...parts,
  })
  const receive = (packet: Partial<CoapPacket>) =>
    endpoint.receive(
      encode({
        type: Type.confirmable,
        code: Code.get,
        messageId: 1,
        token: Buffer.from('t'),
        options: [],
        payload: Buffer.alloc(0),
        ...packet,
      }),
      peer,
    )
  return { clock, sent, endpoint, receive }
}

test('a quick answer rides on the acknowledgement', async () => {
  const { clock, sent, receive } = start(() => ({ code: Code.content, payload: 'hi' }))
  receive({ messageId: 7 })
  await turn()
  assert.deepEqual(
    sent.map(({ type, code, messageId, payload }) => [type, code, messageId, payload.toString()]),
    [[Type.acknowledgement, Code.content, 7, 'hi']],
  )
  assert.equal(clock.pending, 0)
})

test('a non-confirmable request gets a non-confirmable answer', async () => {
  const { sent, receive } = start(() => ({ code: Code.created }))
  receive({ type: Type.nonConfirmable })
  await turn()
  assert.equal(sent[0]?.type, Type.nonConfirmable)
  assert.equal(sent[0]?.token.toString(), 't')
})

test('a slow answer comes separately and is repeated until it is acknowledged', async () => {
  let answer: (answer: CoapAnswer) => void = () => {}
  const { clock, sent, receive } = start(() => new Promise((resolve) => (answer = resolve)))
  receive({ messageId: 7 })
  clock.pass(500)
  assert.deepEqual([sent[0]?.type, sent[0]?.code, sent[0]?.messageId], [Type.acknowledgement, Code.empty, 7])
  answer({ code: Code.created })
  await turn()
  assert.deepEqual(
    [sent[1]?.type, sent[1]?.code, sent[1]?.token.toString()],
    [Type.confirmable, Code.created, 't'],
  )
  clock.pass(3000)
  assert.equal(sent.length, 3)
  receive({
    type: Type.acknowledgement,
    code: Code.empty,
    messageId: sent[1]?.messageId ?? 0,
    token: Buffer.alloc(0),
  })
  clock.pass(300_000)
  assert.equal(sent.length, 3)
  assert.equal(clock.pending, 0)
})

test('a repeated request is answered again and not taken again', async () => {
  let taken = 0
  let answer: (answer: CoapAnswer) => void = () => {}
  const { clock, sent, receive } = start(() => {
    taken++
    return new Promise((resolve) => (answer = resolve))
  })
  receive({})
  receive({})
  await turn()
  assert.equal(sent.length, 0)
  answer({ code: Code.created })
  await turn()
  receive({})
  assert.equal(taken, 1)
  assert.deepEqual(sent[1], sent[0])
  clock.pass(247_000)
  receive({})
  assert.equal(taken, 2)
})

test('a message that nobody acknowledges is given up after four repetitions', () => {
  const { clock, sent, endpoint } = start(() => ({ code: Code.content }))
  const outcomes: string[] = []
  endpoint.push(
    peer,
    Buffer.from('t'),
    true,
    { code: Code.content, options: [], payload: Buffer.from('x') },
    (outcome) => outcomes.push(outcome),
  )
  clock.pass(100_000)
  assert.equal(sent.length, 5)
  assert.deepEqual(outcomes, ['lost'])
  assert.equal(clock.pending, 0)
})

test('a ping, and a response nobody asked for, are reset', () => {
  const { sent, endpoint, receive } = start(() => ({ code: Code.content }))
  receive({ code: Code.empty, token: Buffer.alloc(0), messageId: 9 })
  receive({ code: Code.content, messageId: 10 })
  endpoint.receive(Buffer.from('4001000bff', 'hex'), peer)
  assert.deepEqual(
    sent.map(({ type, messageId }) => [type, messageId]),
    [
      [Type.reset, 9],
      [Type.reset, 10],
      [Type.reset, 11],
    ],
  )
})

test('an option that must be understood and is not is refused', () => {
  const { sent, receive } = start(() => ({ code: Code.content }))
  receive({ options: [{ number: 9, value: Buffer.of(1) }] })
  receive({ messageId: 2, options: [{ number: OptionNumber.proxyUri, value: Buffer.from('coap://x') }] })
  receive({ messageId: 3, options: [{ number: OptionNumber.block2, value: Buffer.of(7) }] })
  assert.deepEqual(
    sent.map(({ code }) => code),
    [Code.badOption, Code.noProxy],
  )
})

test('a large answer is given in the blocks that are asked for', async () => {
  const text = 'x'.repeat(2000)
  const { sent, receive } = start(() => ({ code: Code.content, payload: text }))
  receive({ messageId: 1 })
  const ask = (messageId: number, number: number, size: number) =>
    receive({ messageId, options: [blockOption(OptionNumber.block2, { number, more: false, size })] })
  ask(2, 1, 1024)
  ask(3, 3, 512)
  ask(4, 9, 512)
  await turn()
  assert.deepEqual(
    sent.map(({ code, payload }) => [code, payload.length]),
    [
      [Code.content, 1024],
      [Code.content, 976],
      [Code.content, 464],
      [Code.badRequest, 22],
    ],
  )
})

test('past the most in work, requests are left for their senders to repeat', async () => {
  const answers: ((answer: CoapAnswer) => void)[] = []
  const { sent, receive } = start(() => new Promise((resolve) => answers.push(resolve)), { mostInWork: 2 })
  for (let messageId = 1; messageId <= 3; messageId++) receive({ messageId })
  assert.equal(answers.length, 2)
  answers[0]?.({ code: Code.created })
  await turn()
  receive({ messageId: 3 })
  assert.equal(answers.length, 3)
  assert.equal(sent.length, 1)
})

test('what is kept of past requests is bounded', async () => {
  let taken = 0
  const { receive } = start(
    () => {
      taken++
      return { code: Code.created }
    },
    { exchangeBudget: 1000 },
  )
  for (let messageId = 0; messageId < 100; messageId++) receive({ messageId })
  await turn()
  receive({ messageId: 99 })
  assert.equal(taken, 100)
  receive({ messageId: 0 })
  assert.equal(taken, 101)
})

test('after close nothing is sent and no timer is left', async () => {
  let answer: (answer: CoapAnswer) => void = () => {}
  const { clock, sent, endpoint, receive } = start(() => new Promise((resolve) => (answer = resolve)))
  receive({})
  endpoint.push(
    peer,
    Buffer.alloc(0),
    true,
    { code: Code.content, options: [], payload: Buffer.alloc(0) },
    () => {},
  )
  assert.equal(sent.length, 1)
  endpoint.close()
  answer({ code: Code.content })
  await turn()
  clock.pass(100_000)
  receive({ messageId: 2 })
  assert.equal(sent.length, 1)
  assert.equal(clock.pending, 0)
})
