import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settled } from '../../test/support/clock.ts'
import { type Create, graphOf, messageOf, testEngine } from '../../test/support/rules.ts'
import { NodeFailure } from './failure.ts'
import type { Message } from './message.ts'
import { broken, deployed, pass, recorder, run } from './test-engine.ts'

test('a message goes along the wires whose label its node told, without regard to case', () => {
  const sink = recorder()
  const choose: Create = () => (message, emit) => emit('post TELEMETRY', message)
  const { engine } = deployed(
    { choose, sink: sink.create },
    ['a:choose', 'b:sink'],
    ['a -Post telemetry-> b'],
  )
  const outcome = run(engine, messageOf({ data: { t: 1 } }))
  assert.equal(outcome.times, 1)
  assert.deepEqual(
    sink.seen.map((message) => message.data),
    [{ t: 1 }],
  )
})

test('a label with no connection ends the message well', () => {
  const { engine } = deployed({ pass }, ['a:pass'])
  assert.deepEqual(run(engine), { ended: true, failure: null, times: 1 })
})

test('a lone Failure fails the message, with the node and the reason', () => {
  const { engine } = deployed({ pass, broken }, ['a:pass', 'b:broken'], ['a -Success-> b'])
  const { failure } = run(engine)
  assert.equal(failure?.reason, 'no luck')
  assert.equal(failure?.nodeName, 'b')
  assert.equal(failure?.transient, false)
})

test('a wired Failure takes the message on, and it ends well', () => {
  const sink = recorder()
  const { engine } = deployed({ broken, sink: sink.create }, ['a:broken', 'b:sink'], ['a -Failure-> b'])
  assert.equal(run(engine).failure, null)
  assert.equal(sink.seen.length, 1)
})

test('a message is done when all of its branches are, and not before', async () => {
  let release = () => {}
  const slow: Create = () => async (message, emit) => {
    await new Promise<void>((resolve) => {
      release = resolve
    })
    emit('Success', message)
  }
  const { engine } = deployed(
    { pass, slow },
    ['a:pass', 'b:pass', 'c:slow'],
    ['a -Success-> b', 'a -Success-> c'],
  )
  const outcome = run(engine)
  await settled()
  assert.equal(outcome.ended, false)
  release()
  await settled()
  assert.deepEqual(outcome, { ended: true, failure: null, times: 1 })
})

test('one failing branch fails the message, and the other branch still runs', () => {
  const sink = recorder()
  const { engine } = deployed(
    { pass, broken, sink: sink.create },
    ['a:pass', 'b:broken', 'c:sink'],
    ['a -Success-> b', 'a -Success-> c'],
  )
  assert.equal(run(engine).failure?.nodeName, 'b')
  assert.equal(sink.seen.length, 1)
})

test('an error thrown below a node is that node’s, not the one’s that emitted to it', () => {
  const { engine, warnings } = deployed(
    {
      pass,
      faulty: () => () => {
        throw new TypeError('x is not a function')
      },
    },
    ['a:pass', 'b:faulty'],
    ['a -Success-> b'],
  )
  assert.equal(run(engine).failure?.nodeName, 'b')
  assert.equal(engine.chain('root')?.counters.failed[0], 0)
  assert.match(warnings.join(), /“b”/)
})

test('what a waiting node emits leaves in the order of arrival per device, whichever finishes first', async () => {
  const releases: (() => void)[] = []
  const slow: Create = () => (message, emit) =>
    new Promise<void>((resolve) => releases.push(resolve)).then(() => emit('Success', message))
  const sink = recorder()
  const { engine } = deployed({ slow, sink: sink.create }, ['a:slow', 'b:sink'], ['a -Success-> b'])
  const send = (device: string, n: number) =>
    run(engine, messageOf({ originator: { entityType: 'DEVICE', id: device }, data: { n } }))
  send('d1', 0)
  releases[0]?.()
  await settled()
  send('d1', 1)
  send('d1', 2)
  send('d2', 3)
  releases[2]?.()
  releases[3]?.()
  await settled()
  const order = () => sink.seen.map((message) => (message.data as { n: number }).n)
  assert.deepEqual(order(), [0, 3], 'd2 overtakes, d1 does not')
  releases[1]?.()
  await settled()
  assert.deepEqual(order(), [0, 3, 1, 2])
})

test('a failure of a waiting node keeps its place too', async () => {
  const ends: { resolve: () => void; reject: (error: Error) => void }[] = []
  const slow: Create = () => (message, emit) =>
    new Promise<void>((resolve, reject) => ends.push({ resolve, reject })).then(() =>
      emit('Success', message),
    )
  const sink = recorder()
  const { engine } = deployed(
    { slow, sink: sink.create },
    ['a:slow', 'b:sink'],
    ['a -Success-> b', 'a -Failure-> b'],
  )
  for (let n = 0; n < 3; n++) run(engine, messageOf({ data: { n } }))
  ends[2]?.resolve()
  ends[1]?.reject(new NodeFailure('away'))
  await settled()
  assert.equal(sink.seen.length, 0)
  ends[0]?.resolve()
  await settled()
  assert.deepEqual(
    sink.seen.map((message) => (message.data as { n: number }).n),
    [0, 1, 2],
  )
})

test('a message that runs in circles is stopped with a reason', () => {
  const { engine } = deployed({ pass }, ['a:pass', 'b:pass'], ['a -Success-> b', 'b -Success-> a'], 50)
  assert.match(run(engine).failure?.reason ?? '', /50 node executions/)
})

test('a message with no chain to take it is not lost silently', () => {
  const { engine } = testEngine({})
  assert.match(run(engine).failure?.reason ?? '', /no rule chain/)
})

test('a new version takes new messages, and those on their way finish on the old one', async () => {
  let release = () => {}
  const slow: Create = () => (message, emit) =>
    new Promise<void>((resolve) => {
      release = resolve
    }).then(() => emit('Success', message))
  const before = recorder()
  const after = recorder()
  const { engine } = deployed(
    { slow, before: before.create, after: after.create },
    ['a:slow', 'b:before'],
    ['a -Success-> b'],
  )
  const first = run(engine)
  const graph = graphOf(['a:slow', 'c:after'], ['a -Success-> c'])
  engine.deploy({ id: 'root', name: 'Root', version: 2, graph })
  const releaseFirst = release
  const second = run(engine)
  release()
  releaseFirst()
  await settled()
  assert.deepEqual([first.ended, second.ended], [true, true])
  assert.deepEqual([before.seen.length, after.seen.length], [1, 1])
})

test('a deploy restarts only the nodes that changed, and stops the old ones after their last message', async () => {
  const events: string[] = []
  let release = () => {}
  const tracked: Create = (config, context) => ({
    handle: (message, emit) =>
      new Promise<void>((resolve) => {
        release = resolve
      }).then(() => emit('Success', message)),
    start: () => void events.push(`start ${context.node.name} ${config.v}`),
    stop: () => void events.push(`stop ${context.node.name} ${config.v}`),
  })
  const { engine } = deployed({ tracked }, ['a:tracked {"v":1}', 'b:tracked {"v":1}'])
  const outcome = run(engine)
  engine.deploy({
    id: 'root',
    name: 'Root',
    version: 2,
    graph: graphOf(['a:tracked {"v":2}', 'b:tracked {"v":1}']),
  })
  assert.deepEqual(events, ['start a 1', 'start b 1', 'start a 2'])
  release()
  await settled()
  assert.equal(outcome.ended, true)
  assert.deepEqual(events.slice(3), ['stop a 1'])
})

test('a node that can not be made fails only its own messages', () => {
  const sink = recorder()
  const { engine } = testEngine({
    pass,
    sink: sink.create,
    never: () => {
      throw new Error('the script does not parse')
    },
  })
  const problems = engine.deploy({
    id: 'root',
    name: 'Root',
    version: 1,
    graph: graphOf(
      ['a:pass', 'b:never', 'c:sink', 'd:alien'],
      ['a -Success-> b', 'a -Success-> c', 'c -Success-> d'],
    ),
  })
  engine.setRoot('root')
  assert.deepEqual(
    problems.map((problem) => problem.nodeId),
    ['b', 'd'],
  )
  assert.match(run(engine).failure?.reason ?? '', /does not parse/)
  assert.equal(sink.seen.length, 1)
})

test('a nested chain gives back by the name of its output node, in the version that called', () => {
  const sink = recorder()
  const nodes: Record<string, Create> = {
    call: (config, context) => (message) => context.flow.enterChain(String(config.to), message),
    out: (_config, context) => (message) => context.flow.leaveChain(context.node.name, message),
    sink: sink.create,
  }
  const { engine } = testEngine(nodes)
  const deploy = (id: string, lines: string[], wires: string[]) =>
    engine.deploy({ id, name: id, version: 1, graph: graphOf(lines, wires) })
  deploy('inner', ['Warm:out'], [])
  deploy('root', ['a:call {"to":"inner"}', 'b:sink'], ['a -Warm-> b'])
  engine.setRoot('root')
  const outcome = run(engine)
  assert.deepEqual([outcome.ended, outcome.failure, sink.seen.length], [true, null, 1])
  assert.equal(sink.seen[0]?.callers, null)
})

test('a chain that calls itself through another ends in a Failure', () => {
  const call: Create = (config, context) => (message) => context.flow.enterChain(String(config.to), message)
  const { engine } = testEngine({ call })
  engine.deploy({ id: 'root', name: 'A', version: 1, graph: graphOf(['a:call {"to":"b"}']) })
  engine.deploy({ id: 'b', name: 'B', version: 1, graph: graphOf(['b:call {"to":"root"}']) })
  engine.setRoot('root')
  assert.match(run(engine).failure?.reason ?? '', /calls itself/)
})

test('acknowledged early, a message is done although it goes on, and only once', async () => {
  let release = () => {}
  const nodes: Record<string, Create> = {
    acknowledge: (_config, context) => (message, emit) => {
      context.flow.acknowledge(message)
      emit('Success', message)
    },
    slow: () => () =>
      new Promise<void>((_resolve, reject) => {
        release = () => reject(new NodeFailure('too late'))
      }),
  }
  const { engine } = deployed(nodes, ['a:acknowledge', 'b:slow'], ['a -Success-> b'])
  const outcome = run(engine)
  assert.deepEqual(outcome, { ended: true, failure: null, times: 1 })
  release()
  await settled()
  assert.equal(outcome.times, 1)
})

test('a message goes to every transport node its arrival matches, else to the first node', () => {
  const first = recorder()
  const mqtt = recorder()
  const nodes: Record<string, Create> = {
    first: first.create,
    mqtt: (config, context) => {
      context.flow.receives((arrival) => arrival.transport === 'mqtt')
      return mqtt.create(config, context)
    },
  }
  const { engine } = deployed(nodes, ['a:first', 'b:mqtt'])
  run(engine, messageOf({ arrival: { transport: 'mqtt', path: 'v1/devices/me/telemetry' } }))
  run(engine, messageOf({ arrival: { transport: 'http', path: 'telemetry' } }))
  assert.deepEqual([mqtt.seen.length, first.seen.length], [1, 1])
  assert.equal(engine.wants({ transport: 'mqtt', path: 'x' }), true)
  assert.equal(engine.wants({ transport: 'coap', path: 'x' }), false)
})

test('a message that was put off goes on behind the node that did, by the output it named', async () => {
  const sink = recorder()
  const nodes: Record<string, Create> = {
    checkpoint: (_config, context) => (message) => context.flow.requeue(message, 'Success', 'HighPriority'),
    sink: sink.create,
  }
  const { engine, appended } = deployed(nodes, ['a:checkpoint', 'b:sink'], ['a -Success-> b'])
  run(engine)
  await settled()
  const queued = appended[0]
  assert.equal(queued?.message.queue, 'HighPriority')
  assert.deepEqual(queued?.entry, { chainId: 'root', nodeId: 'a', output: 'Success', hops: 1 })
  engine.accept(queued?.message as Message, { chainId: 'root', nodeId: 'a', output: 'Success' }, () => {})
  assert.equal(sink.seen.length, 1)
})
