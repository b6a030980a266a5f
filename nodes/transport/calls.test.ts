import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Bench, type PlayInput } from '../sdk/play.ts'
import { settled } from '../sdk/play-world.ts'
import restCallReply from './rest-call-reply.ts'
import rpcCallReply from './rpc-call-reply.ts'
import rpcCallRequest from './rpc-call-request.ts'

const asset = { entityType: 'ASSET', id: '00000000-0000-4000-8000-0000000000a1' }
const uuid = '80b7883b-7ec6-4872-9dd3-b2afd5660fa6'

describe('an RPC call request', () => {
  const data = { method: 'set', params: { on: true } }

  test('says what its message and metadata say', async () => {
    const bench = await Bench.open(rpcCallRequest, {})
    const metadata = {
      requestUUID: uuid.toUpperCase(),
      oneway: 'true',
      persistent: 'true',
      expirationTime: '1800000000000',
      retries: '2',
    }
    await bench.send({ data: { ...data, params: 'fast', additionalInfo: [1] }, metadata })
    const [deed] = bench.world.deeds
    assert.ok(deed !== undefined && 'call' in deed)
    assert.deepEqual(deed.call, {
      id: uuid,
      deviceId: '00000000-0000-4000-8000-0000000000d1',
      method: 'set',
      params: 'fast',
      additionalInfo: '[1]',
      isOneWay: true,
      isPersistent: true,
      retries: 2,
      expirationTime: 1_800_000_000_000,
      isRestCall: false,
    })
  })

  test('ends with the call, and sends the reply on as a new message once it comes', async () => {
    const bench = await Bench.open(rpcCallRequest, {})
    bench.world.calls.answers = null
    const { outputs } = await bench.send({ data, metadata: { a: '1' }, type: 'MY_TYPE' })
    assert.deepEqual(outputs, [])
    bench.world.calls.waiting[0]?.({ response: '{"t":1}' })
    const [left] = bench.taken()
    const { id, type, metadata, data: reply } = left?.message ?? {}
    assert.deepEqual([left?.output, type, metadata, reply], ['Success', 'MY_TYPE', { a: '1' }, { t: 1 }])
    assert.notEqual(id, '00000000-0000-4000-8000-00000000a11e')
  })

  test('sends on text as text, nothing as {}, and trouble by Failure', async () => {
    const bench = await Bench.open(rpcCallRequest, {})
    const sent = async (answers: typeof bench.world.calls.answers) => {
      bench.world.calls.answers = answers
      const { outputs } = await bench.send({ data })
      return outputs.map(({ output, message }) => [output, message.dataType, message.data])
    }
    assert.deepEqual(await sent({ response: 'no json' }), [['Success', 'TEXT', 'no json']])
    assert.deepEqual(await sent({ response: null }), [['Success', 'JSON', {}]])
    assert.deepEqual(await sent({ error: 'TIMEOUT' }), [['Failure', 'JSON', { error: 'TIMEOUT' }]])
  })

  test('makes the call of a repeated message under the same id, and those of two nodes under two', async () => {
    const idIn = async (nodeId: string) => {
      const bench = await Bench.open(rpcCallRequest, {}, { node: { id: nodeId } })
      await bench.send({ data })
      const [deed] = bench.world.deeds
      return deed !== undefined && 'call' in deed ? deed.call.id : null
    }
    assert.equal(await idIn('one'), await idIn('one'))
    assert.notEqual(await idIn('one'), await idIn('two'))
    assert.match((await idIn('one')) ?? '', /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}$/)
  })

  test('keeps a reply that the queue does not take, and offers it again', async () => {
    const bench = await Bench.open(rpcCallRequest, {})
    bench.world.isQueueFull = true
    await bench.send({ data })
    await settled()
    assert.deepEqual(bench.taken(), [])
    bench.world.isQueueFull = false
    await bench.world.pass(1000)
    assert.equal(bench.taken().length, 1)
  })

  test('fails what is no call of a device', async () => {
    const wrong: [PlayInput, RegExp][] = [
      [{ data, originator: asset }, /Only devices can be called; this message is about a ASSET/],
      [{ data: { params: 1 } }, /no “method”/],
      [{ data: { method: {}, params: 1 } }, /not the name of one/],
      [{ data: { method: 'm', params: 1, requestId: 'x' } }, /“requestId” of the message is not a number/],
      [{ data: 'text', dataType: 'TEXT' }, /not an object of method and params/],
      [{ data, metadata: { retries: 'x' } }, /retries is “x”, which is not a whole number/],
      [{ data, metadata: { requestUUID: 'x' } }, /requestUUID is “x”, which is no UUID/],
    ]
    const bench = await Bench.open(rpcCallRequest, {})
    for (const [input, reason] of wrong) assert.match((await bench.send(input)).failed ?? '', reason)
    assert.deepEqual(bench.world.deeds, [])
  })
})

describe('an RPC call reply', () => {
  const metadata = { serviceId: 'weir', sessionId: uuid, requestId: '7' }

  test('answers the session with the data as text', async () => {
    const bench = await Bench.open(rpcCallReply, {})
    const { outputs } = await bench.send({ data: { time: 5 }, metadata })
    assert.equal(outputs[0]?.output, 'Success')
    const device = '00000000-0000-4000-8000-0000000000d1'
    assert.deepEqual(bench.world.deeds, [{ answer: '{"time":5}', device, sessionId: uuid, requestId: 7 }])
  })

  test('goes to an edge where the call came from one', async () => {
    const bench = await Bench.open(
      rpcCallReply,
      {},
      {
        needs: {
          edges: { of: async () => [], push: async (edge, event) => void pushed.push([edge, event]) },
        },
      },
    )
    const pushed: unknown[] = []
    await bench.send({ data: 1, metadata: { ...metadata, edgeId: uuid, deviceId: uuid } })
    assert.equal(JSON.stringify(pushed).includes('"response":"1"'), true)
    const failed = await (await Bench.open(rpcCallReply, {})).send({
      data: 1,
      metadata: { ...metadata, edgeId: uuid, deviceId: uuid },
    })
    assert.match(failed.failed ?? '', /has no edges of its own/)
  })

  test('fails in words where something is missing or wrong', async () => {
    const wrong: [PlayInput, RegExp][] = [
      [{ data: 1, metadata, originator: asset }, /Only devices call/],
      [{ data: 1, metadata: {} }, /“requestId” is missing/],
      [{ data: 1, metadata: { requestId: '1' } }, /“serviceId” is missing/],
      [{ data: 1, metadata: { requestId: '1', serviceId: 's' } }, /“sessionId” is missing/],
      [{ data: '', dataType: 'TEXT', metadata }, /nothing to answer with/],
      [{ data: 1, metadata: { ...metadata, sessionId: 'x' } }, /“sessionId” is “x”, which is no UUID/],
      [{ data: 1, metadata: { ...metadata, requestId: 'x' } }, /no number of a request/],
    ]
    const bench = await Bench.open(rpcCallReply, {})
    for (const [input, reason] of wrong) assert.match((await bench.send(input)).failed ?? '', reason)
    assert.deepEqual(bench.world.deeds, [])
  })
})

test('a REST call reply answers by the keys it was told', async () => {
  const keys = { requestIdMetaDataAttribute: 'req', serviceIdMetaDataAttribute: 'srv' }
  const bench = await Bench.open(restCallReply, keys)
  await bench.send({ data: { q: 1 }, metadata: { req: uuid, srv: 's' } })
  const [deed] = bench.world.deeds
  assert.ok(deed !== undefined && 'restReply' in deed)
  assert.deepEqual([deed.requestId, deed.serviceId, deed.restReply.data], [uuid, 's', { q: 1 }])
  assert.match((await bench.send({ data: 1, metadata: { req: 'x', srv: 's' } })).failed ?? '', /no UUID/)
  assert.match((await bench.send({ data: 1, metadata: { req: uuid } })).failed ?? '', /“srv” is missing/)
})
