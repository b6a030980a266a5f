import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Bench, playDevice, World } from '../sdk/play.ts'
import acknowledge from './acknowledge.ts'
import chain from './chain.ts'
import checkpoint from './checkpoint.ts'
import generator from './generator.ts'
import log from './log.ts'
import output from './output.ts'

const target = '7d0b3a50-0c1f-11ef-8b3e-2f1f6d8c5a11'

describe('rule chain', () => {
  test('hands the message to the other chain', async () => {
    const bench = await Bench.open(chain, { ruleChainId: target })
    assert.equal((await bench.send({ data: {} })).failed, undefined)
    assert.ok(bench.world.deeds.some((deed) => 'enter' in deed && deed.enter === target))
  })

  test('prefers the chain of the profile where that is wanted', async () => {
    const world = new World()
    const asset = { entityType: 'ASSET', id: 'a' }
    world.entities.add(asset, { defaultRuleChainId: 'of assets' })
    const device = { id: playDevice.id, name: 'D', type: 't', label: null, profileId: 'p', customerId: null }
    world.devices.set(playDevice.id, { ...device, defaultRuleChainId: 'other' })
    const bench = await Bench.open(
      chain,
      { ruleChainId: target, forwardMsgToDefaultRuleChain: true },
      { world },
    )
    await bench.send({ data: {} })
    await bench.send({ data: {}, originator: { entityType: 'DEVICE', id: 'unknown' } })
    await bench.send({ data: {}, originator: asset })
    await bench.send({ data: {}, originator: { entityType: 'CUSTOMER', id: 'c' } })
    assert.deepEqual(
      world.deeds.map((deed) => 'enter' in deed && deed.enter),
      ['other', target, 'of assets', target],
    )
  })

  test('does not run itself', async () => {
    const bench = await Bench.open(chain, { ruleChainId: target }, { node: { chainId: target } })
    assert.match((await bench.send({ data: {} })).failed ?? '', /can’t run itself/)
  })
})

test('output leaves by the name of the node', async () => {
  const bench = await Bench.open(output, {}, { node: { name: 'Processed' } })
  await bench.send({ data: {} })
  assert.ok(bench.world.deeds.some((deed) => 'leave' in deed && deed.leave === 'Processed'))
})

test('acknowledge confirms first and sends on then', async () => {
  const bench = await Bench.open(acknowledge, {})
  const { outputs } = await bench.send({ data: {} })
  assert.ok('acknowledge' in (bench.world.deeds[0] ?? {}))
  assert.equal(outputs[0]?.output, 'Success')
})

test('checkpoint writes to the queue of the node', async () => {
  const bench = await Bench.open(checkpoint, {}, { node: { queueName: 'HighPriority' } })
  const { outputs } = await bench.send({ data: {} })
  assert.deepEqual(
    bench.world.deeds.map((deed) => 'requeue' in deed && deed.requeue),
    ['HighPriority'],
  )
  assert.equal(outputs[0]?.output, 'Success')
})

describe('log', () => {
  test('writes what its script returns', async () => {
    const bench = await Bench.open(log, { jsScript: "return 'T=' + msg.t;" })
    await bench.send({ data: { t: 5 } })
    assert.deepEqual(bench.world.deeds, [{ log: 'T=5' }])
  })

  test('needs no script to write the message as it is', async () => {
    const bench = await Bench.open(log, {
      scriptLang: 'TBEL',
      tbelScript: log.config.tbelScript.default as string,
    })
    await bench.send({ data: { t: 5 }, metadata: { a: 'b' } })
    assert.deepEqual(bench.world.deeds, [
      { log: '\nIncoming message:\n{"t":5}\nIncoming metadata:\n{"a":"b"}' },
    ])
  })
})

describe('a generator', () => {
  const counting = "return { msg: { n: (prevMsg.n || 0) + 1 }, metadata: { k: 1 }, msgType: 'TICK' };"

  test('makes a message each period, out of the one before, and stops at its count', async () => {
    const bench = await Bench.open(generator, { periodInSeconds: 2, msgCount: 3, jsScript: counting })
    await bench.start()
    await bench.world.pass(20_000)
    const messages = bench.taken().map(({ message }) => message)
    assert.deepEqual(
      messages.map(({ data }) => data),
      [{ n: 1 }, { n: 2 }, { n: 3 }],
    )
    assert.deepEqual(messages[0]?.metadata, { k: '1' })
    assert.deepEqual(messages[0]?.originator.entityType, 'RULE_NODE')
    assert.equal(new Set(messages.map(({ id }) => id)).size, 3)
  })

  test('goes on after a failure, which leaves by Failure', async () => {
    const bench = await Bench.open(generator, { jsScript: 'return prevMsg.missing.key;' })
    await bench.start()
    await bench.world.pass(2000)
    const outputs = bench.taken()
    assert.deepEqual(
      outputs.map(({ output: name }) => name),
      ['Failure', 'Failure'],
    )
    assert.match(outputs[0]?.message.metadata.error ?? '', /TypeError/)
  })

  test('is quiet once it is stopped', async () => {
    const bench = await Bench.open(generator, { jsScript: counting })
    await bench.start()
    await bench.stop()
    await bench.world.pass(5000)
    assert.deepEqual(bench.taken(), [])
  })

  test('needs an id to speak in the name of a device', async () => {
    await assert.rejects(Bench.open(generator, { originatorType: 'DEVICE' }), /id of the DEVICE/)
  })

  test('speaks in the name of the tenant without being told its id', async () => {
    const bench = await Bench.open(generator, { jsScript: counting, originatorType: 'TENANT' })
    await bench.start()
    await bench.world.pass(1000)
    const { tenantId } = bench.world.server
    assert.deepEqual(bench.taken()[0]?.message.originator, { entityType: 'TENANT', id: tenantId })
    await bench.stop()
  })
})
