import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settled } from '../../test/support/clock.ts'
import { type Create, graphOf, messageOf, testEngine } from '../../test/support/rules.ts'
import { NodeFailure } from './failure.ts'
import type { Observer } from './observer.ts'

/** An engine with one chain whose events are written down as short texts. */
function observed(nodes: Record<string, Create>) {
  const told: string[] = []
  const observer: Observer = {
    came: (node, _message, label) => told.push(`IN ${node.name} ${label}`.trim()),
    left: (node, _message, label) => told.push(`OUT ${node.name} ${label}`),
    failed: (node, _message, reason) => told.push(`FAILED ${node.name} ${reason}`),
    fault: (node, reason) => told.push(`FAULT ${node.name} ${reason}`),
    lifecycle: (type, id, event, error) => told.push([type, id, event, error].filter(Boolean).join(' ')),
  }
  const made = testEngine(nodes, { observer })
  const deploy = (
    lines: string[],
    wires: string[] = [],
    debugged: string[] = [],
    until = made.clock.now() + 1000,
  ) => {
    const graph = graphOf(lines, wires)
    for (const node of graph.nodes) {
      if (debugged.includes(node.name)) node.debugSettings = { allEnabledUntil: until }
    }
    const problems = made.engine.deploy({ id: 'root', name: 'Root', version: 1, graph })
    made.engine.setRoot('root')
    return problems
  }
  const send = () => {
    let outcome: { reason: string; transient: boolean } | null | undefined
    made.engine.accept(messageOf(), null, (failure) => {
      outcome = failure
    })
    return outcome
  }
  return { ...made, told, deploy, send }
}

/** A node whose start fails as often as told. */
function starting(failures: number, options?: { transient: boolean }) {
  const starts: number[] = []
  const create: Create = (_config, { clock }) => ({
    handle: (message, emit) => emit('Success', message),
    start: async () => {
      starts.push(clock.now() - 1_700_000_000_000)
      if (starts.length <= failures)
        throw options === undefined ? new Error('refused') : new NodeFailure('refused', options)
    },
  })
  return { starts, create }
}

test('a node whose peer is away is started again with growing pauses, and its messages may pass later', async () => {
  const peer = starting(2)
  const { clock, deploy, send, told } = observed({ peer: peer.create })
  deploy(['a:peer'])
  await settled()
  assert.match(send()?.reason ?? '', /“a” could not be started: refused/)
  assert.equal(send()?.transient, true)
  clock.pass(5000)
  await settled()
  clock.pass(10_000)
  await settled()
  assert.deepEqual(peer.starts, [0, 5000, 15_000])
  assert.equal(send(), null)
  assert.deepEqual(
    told.filter((text) => text.startsWith('RULE_NODE')),
    ['RULE_NODE a STARTED refused', 'RULE_NODE a STARTED refused', 'RULE_NODE a STARTED'],
  )
})

test('after the last try the node stays stopped, and its messages do not wait for it', async () => {
  const peer = starting(99)
  const { clock, deploy, send } = observed({ peer: peer.create })
  deploy(['a:peer'])
  for (let n = 0; n < 30; n++) {
    await settled()
    clock.pass(50_000)
  }
  assert.equal(peer.starts.length, 11)
  assert.equal(send()?.transient, false)
})

test('a node that says that it never will is not tried again', async () => {
  const peer = starting(99, { transient: false })
  const { clock, deploy, send } = observed({ peer: peer.create })
  deploy(['a:peer'])
  await settled()
  clock.pass(100_000)
  assert.deepEqual(peer.starts, [0])
  assert.equal(send()?.transient, false)
})

test('a node that can not be made for now is made later', async () => {
  let away = true
  const shy: Create = () => {
    if (away) throw new NodeFailure('not yet', { transient: true })
    return (message, emit) => emit('Success', message)
  }
  const { clock, deploy, send } = observed({ shy })
  const [problem] = deploy(['a:shy'])
  assert.match(problem?.message ?? '', /not yet/)
  assert.equal(send()?.transient, true)
  away = false
  clock.pass(5000)
  await settled()
  assert.equal(send(), null)
})

test('a node that is taken away is not started again', async () => {
  const peer = starting(99)
  const { clock, deploy } = observed({ peer: peer.create, other: () => () => {} })
  deploy(['a:peer'])
  await settled()
  deploy(['b:other'])
  clock.pass(100_000)
  await settled()
  assert.equal(peer.starts.length, 1)
})

test('what becomes of chains and nodes is told: new, changed, set up wrong', async () => {
  const wrong: Create = () => {
    throw new Error('the script does not parse')
  }
  const { deploy, told } = observed({ plain: () => () => {}, wrong })
  deploy(['a:plain {"v":1}', 'b:wrong'])
  await settled()
  deploy(['a:plain {"v":2}', 'b:wrong'])
  await settled()
  assert.deepEqual(told, [
    'RULE_CHAIN root STARTED',
    'RULE_NODE b STARTED the script does not parse',
    'RULE_NODE a STARTED',
    'RULE_CHAIN root UPDATED',
    'RULE_NODE b UPDATED the script does not parse',
    'RULE_NODE a UPDATED',
  ])
})

const pass: Create = () => (message, emit) => emit('Success', message)
const sink: Create = () => () => {}

test('of a node that is debugged everything is told, with the labels it came and went by', () => {
  const { deploy, send, told } = observed({ pass, sink })
  deploy(['a:pass', 'b:sink'], ['a -Success-> b'], ['a', 'b'])
  told.length = 0
  send()
  assert.deepEqual(told, ['IN a', 'OUT a Success', 'IN b Success', 'OUT b ACK'])
})

test('debugging ends by its time, and failures are told always', () => {
  const broken: Create = () => () => {
    throw new NodeFailure('no luck')
  }
  const { clock, deploy, send, told } = observed({ pass, broken })
  deploy(['a:pass', 'b:broken'], ['a -Success-> b'], ['a', 'b'])
  told.length = 0
  clock.pass(1001)
  send()
  assert.deepEqual(told, ['FAILED b no luck'])
})

test('a node says why it sends a message to Failure, and a bare Failure is told as such', () => {
  const judge: Create = ({ reason }) => {
    return (message, emit) => emit('Failure', message, reason === undefined ? undefined : String(reason))
  }
  const { deploy, send, told } = observed({ judge })
  deploy(['a:judge {"reason":"the door is open"}'])
  assert.equal(send()?.reason, 'the door is open')
  assert.ok(told.includes('FAILED a the door is open'))
  deploy(['a:judge'])
  assert.equal(send()?.reason, 'The node sent the message to Failure')
})

test('what goes on by the queue is told when the queue has it', async () => {
  const checkpoint: Create = (_config, { flow }) => {
    return (message) => flow.requeue(message, 'Success')
  }
  const announce: Create = (_config, { enqueue }) => {
    return async (message, emit) => {
      await enqueue(message)
      emit('Success', message)
    }
  }
  const { deploy, send, told } = observed({ checkpoint, announce })
  deploy(['a:checkpoint'], [], ['a'])
  await settled()
  told.length = 0
  send()
  await settled()
  assert.deepEqual(told, ['IN a', 'OUT a Success', 'OUT a ACK'])
  deploy(['a:announce'], [], ['a'])
  await settled()
  told.length = 0
  send()
  await settled()
  assert.deepEqual(told, ['IN a', 'OUT a To Root Rule Chain', 'OUT a Success'])
})
