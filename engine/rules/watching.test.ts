import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settled } from '../../test/support/clock.ts'
import { type Create, graphOf, messageOf, testEngine } from '../../test/support/rules.ts'
import { NodeFailure } from './failure.ts'
import { broken, deployed, pass, run } from './test-engine.ts'

test('counters tell every wire and node, and failures of the last minutes', () => {
  const { engine, clock } = deployed({ pass, broken }, ['a:pass', 'b:broken'], ['a -Success-> b'])
  for (let i = 0; i < 10; i++) run(engine)
  const counters = engine.chain('root')?.counters
  assert.equal(counters?.wires[0], 10)
  assert.deepEqual([...(counters?.in ?? [])], [10, 10])
  assert.equal(counters?.failing(1), 10)
  clock.pass(1000)
  engine.sample()
  assert.ok((counters?.wireRates[0] ?? 0) > 3)
  for (let i = 0; i < 20; i++) {
    clock.pass(30_000)
    engine.sample()
  }
  assert.equal(counters?.failing(1), 0, 'old failures are forgotten')
  assert.equal(counters?.wireRates[0], 0)
})

test('each node remembers its last messages and failures, and one flight is one path', () => {
  const enrich: Create = () => (message, emit) => emit('Success', message.withData({ done: true }))
  const { engine } = deployed({ enrich, broken }, ['a:enrich', 'b:broken'], ['a -Success-> b'])
  run(engine, messageOf({ data: { t: 1 } }))
  const steps = engine.remembered('root', 0)
  assert.deepEqual(
    steps.map((step) => [step.nodeId, step.output, step.error, step.came.data, step.left?.data]),
    [
      ['a', 'Success', null, { t: 1 }, { done: true }],
      ['b', 'Failure', 'no luck', { done: true }, { done: true }],
    ],
  )
  assert.equal(steps[0]?.came.flight?.number, steps[1]?.came.flight?.number)
})

test('the memory of a busy node is bounded, and failures are not washed out of it', () => {
  const sometimes: Create = () => (message, emit) => {
    if ((message.data as { n: number }).n === 0) throw new NodeFailure('the first')
    emit('Success', message)
  }
  const { engine } = deployed({ sometimes }, ['a:sometimes'])
  for (let n = 0; n < 500; n++) run(engine, messageOf({ data: { n } }))
  const steps = engine.remembered('root', 0)
  assert.ok(steps.length <= 48)
  assert.equal(steps[0]?.error, 'the first')
})

test('the time in a node that waits is told, also when its first message was not timed', async () => {
  const waits: Create = () => async (message, emit) => {
    await settled()
    emit('Success', message)
  }
  const { engine } = deployed({ pass, waits }, ['a:pass', 'b:waits'], ['a -Success-> b'])
  for (let n = 0; n < 3; n++) {
    run(engine)
    await settled()
    await settled()
  }
  const took = engine.chain('root')?.counters.took[1] ?? Number.NaN
  assert.ok(took > 0, `the node took ${took} ms`)
})

test('one message’s way is told through nested chains, in order, and without the ways of others', () => {
  const nodes: Record<string, Create> = {
    pass,
    call: (config, context) => (message) => context.flow.enterChain(String(config.to), message),
    out: (_config, context) => (message) => context.flow.leaveChain(context.node.name, message),
  }
  const { engine } = testEngine(nodes)
  const deploy = (id: string, lines: string[], wires: string[]) =>
    engine.deploy({ id, name: id, version: 1, graph: graphOf(lines, wires) })
  deploy('inner', ['Warm:out'], [])
  deploy('root', ['a:call {"to":"inner"}', 'b:pass'], ['a -Warm-> b'])
  engine.setRoot('root')
  const flights = [0, 1].map(() => engine.accept(messageOf(), null, () => {}))
  for (const flight of flights) {
    assert.deepEqual(
      engine.rememberedOf(flight).map(({ chainId, step }) => [chainId, step.nodeId, step.output]),
      [
        ['root', 'a', null],
        ['inner', 'Warm', 'Warm'],
        ['root', 'a', 'Warm'],
        ['root', 'b', 'Success'],
      ],
    )
  }
})

test('what a node tells the observer changes while it runs, and ends by itself', async () => {
  const told: string[] = []
  const observer = {
    came: (node: { id: string }) => told.push(node.id),
    left() {},
    failed() {},
    fault() {},
    lifecycle() {},
  }
  const { engine, clock } = testEngine({ pass }, { observer: observer as never })
  engine.deploy({
    id: 'root',
    name: 'Root',
    version: 1,
    graph: graphOf(['a:pass', 'b:pass'], ['a -Success-> b']),
  })
  engine.setRoot('root')
  run(engine)
  assert.deepEqual(told, [])
  engine.debug('root', new Map([['b', { allEnabledUntil: clock.now() + 1000 }]]))
  run(engine)
  assert.deepEqual(told, ['b'])
  clock.pass(2000)
  await settled()
  run(engine)
  assert.deepEqual(told, ['b'])
})
