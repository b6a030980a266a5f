import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settled } from '../../test/support/clock.ts'
import { type Create, graphOf, messageOf, queueConfig, testEngine } from '../../test/support/rules.ts'
import { NodeFailure } from './failure.ts'
import type { Message } from './message.ts'
import { type Lost, MessageQueue } from './queue.ts'
import type { QueueConfig } from './queue-config.ts'

const repeating = {
  type: 'RETRY_FAILED_AND_TIMED_OUT',
  retries: 2,
  pauseBetweenRetries: 1,
  maxPauseBetweenRetries: 1,
} as const
const uuid = '8d3a1f7e-0c52-4b8e-9c11-0123456789ab'

/** A chain run through a queue; `seen` has the messages that came to each node. */
function run(lines: string[], wires: string[], more: Record<string, Create> = {}, config?: QueueConfig) {
  const seen = new Map<string, Message[]>()
  const failures = new Map<string, number>()
  const releases: (() => void)[] = []
  const noting =
    (handle: (message: Message, emit: (output: string, message: Message) => void, name: string) => unknown) =>
    (_config: unknown, { node: { name } }: { node: { name: string } }) =>
    (message: Message, emit: (output: string, message: Message) => void) => {
      seen.set(name, [...(seen.get(name) ?? []), message])
      return handle(message, emit, name) as undefined
    }
  const nodes: Record<string, Create> = {
    pass: noting((message, emit) => emit('Success', message)),
    sink: noting(() => {}),
    flaky: noting((message, emit, name) => {
      const left = failures.get(name) ?? 0
      failures.set(name, left - 1)
      if (left > 0) throw new NodeFailure(`${name} is away`)
      emit('Success', message)
    }),
    hold: noting(() => new Promise<void>((resolve) => releases.push(resolve))),
    ...more,
  }
  const made = testEngine(nodes)
  made.engine.deploy({ id: 'root', name: 'Root', version: 1, graph: graphOf(lines, wires) })
  made.engine.setRoot('root')
  const queue = new MessageQueue(made.engine, made.clock, config ?? queueConfig({}, repeating))
  const outcome: { lost: readonly Lost[] | null } = { lost: null }
  const deliver = (parts: Parameters<typeof messageOf>[0] = {}) =>
    queue.deliver(messageOf({ id: uuid, ...parts }), null, (lost) => {
      assert.equal(outcome.lost, null, 'it ends once')
      outcome.lost = lost
    })
  const times = (name: string) => seen.get(name)?.length ?? 0
  return { ...made, queue, seen, failures, releases, deliver, outcome, times }
}

const fork = ['a:pass', 'b:flaky', 'c:sink', 'd:sink']
const forkWires = ['a -Success-> b', 'a -Success-> c', 'b -Success-> d']

test('a failure in one branch is tried again there, and touches neither the others nor what came before', () => {
  const { clock, deliver, failures, outcome, times } = run(fork, forkWires)
  failures.set('b', 2)
  deliver()
  clock.pass(2000)
  assert.deepEqual([times('a'), times('b'), times('c'), times('d')], [1, 3, 1, 1])
  assert.deepEqual(outcome.lost, [])
})

test('a branch that is given up is told with the place where it goes on', () => {
  const { clock, deliver, failures, outcome, times } = run(fork, forkWires)
  failures.set('b', 99)
  deliver({ data: { n: 1 } })
  clock.pass(60_000)
  const [lost] = outcome.lost ?? []
  assert.equal(outcome.lost?.length, 1)
  assert.equal(lost?.failure.reason, 'b is away')
  assert.deepEqual([lost?.entry?.nodeId, lost?.entry?.output, lost?.message.data], ['b', null, { n: 1 }])
  assert.deepEqual([lost?.attempts, times('c')], [3, 1])
})

test('two branches that fail are tried and given up by themselves', () => {
  const { clock, deliver, failures, outcome, times } = run(
    ['a:pass', 'b:flaky', 'c:flaky', 'd:sink'],
    ['a -Success-> b', 'a -Success-> c', 'c -Success-> d'],
  )
  failures.set('b', 99)
  failures.set('c', 1)
  deliver()
  clock.pass(60_000)
  assert.deepEqual([times('b'), times('c'), times('d')], [3, 2, 1])
  assert.deepEqual(
    outcome.lost?.map(({ failure }) => failure.nodeName),
    ['b'],
  )
})

test('a failure of a branch of a branch repeats only the inner one', () => {
  const { clock, deliver, failures, times, outcome } = run(
    ['a:pass', 'b:pass', 'c:sink', 'd:flaky', 'e:sink'],
    ['a -Success-> b', 'a -Success-> c', 'b -Success-> d', 'b -Success-> e'],
  )
  failures.set('d', 1)
  deliver()
  clock.pass(1000)
  assert.deepEqual([times('b'), times('c'), times('d'), times('e')], [1, 1, 2, 1])
  assert.deepEqual(outcome.lost, [])
})

test('copies have ids of their own, and the same ones when the message comes again', () => {
  const ids = () => {
    const { deliver, seen } = run(
      ['a:pass', 'b:sink', 'c:pass', 'd:sink', 'e:sink'],
      ['a -Success-> b', 'a -Success-> c', 'c -Success-> d', 'c -Success-> e'],
    )
    deliver()
    return ['a', 'b', 'c', 'd', 'e'].map((name) => seen.get(name)?.[0]?.id)
  }
  const [a, b, c, d, e] = ids()
  assert.deepEqual([a, b], [uuid, uuid], 'the first copy keeps the id')
  assert.equal(d, c)
  assert.equal(new Set([b, c, e]).size, 3)
  for (const id of [c, e]) assert.match(id ?? '', /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
  assert.deepEqual(ids(), [a, b, c, d, e])
})

test('a message acknowledged in one branch is done there, and its later failures count for nothing', async () => {
  const acknowledge: Create = (_config, { flow }) => {
    return (message, emit) => {
      flow.acknowledge(message)
      emit('Success', message)
    }
  }
  const { deliver, failures, outcome, releases, times } = run(
    ['a:pass', 'b:acknowledge', 'c:hold', 'd:flaky'],
    ['a -Success-> b', 'a -Success-> c', 'b -Success-> d'],
    { acknowledge },
  )
  failures.set('d', 99)
  deliver()
  assert.equal(outcome.lost, null, 'the other branch is not done')
  releases[0]?.()
  await settled()
  assert.deepEqual([outcome.lost, times('d')], [[], 1])
})

test('of a message that takes too long only the branches that are not done are tried again', async () => {
  const { clock, deliver, outcome, releases, times, queue } = run(
    ['a:pass', 'b:hold', 'c:sink'],
    ['a -Success-> b', 'a -Success-> c'],
  )
  deliver()
  clock.pass(2000)
  assert.equal(queue.counts.timedOut, 1)
  clock.pass(1000)
  assert.deepEqual([times('a'), times('b'), times('c')], [1, 2, 1])
  for (const release of releases) release()
  await settled()
  assert.deepEqual(outcome.lost, [])
})

test('a late message says in which node it waited', () => {
  const { clock, deliver, outcome } = run(
    ['a:pass', 'b:hold'],
    ['a -Success-> b'],
    {},
    queueConfig({}, { type: 'SKIP_ALL_FAILURES_AND_TIMED_OUT' }),
  )
  deliver()
  clock.pass(2000)
  assert.deepEqual([outcome.lost?.[0]?.failure.nodeName, outcome.lost?.[0]?.failure.timedOut], ['b', true])
})

test('what a node emits after its message was given up goes nowhere', async () => {
  let go = () => {}
  const slow: Create = () => (message, emit) =>
    new Promise<void>((resolve) => {
      go = () => {
        emit('Success', message)
        resolve()
      }
    })
  const skipping = queueConfig({}, { type: 'SKIP_ALL_FAILURES_AND_TIMED_OUT' })
  const { clock, queue, times } = run(['a:slow', 'b:sink'], ['a -Success-> b'], { slow }, skipping)
  // The node's first message and its later ones emit in different ways.
  for (const id of ['first', 'second']) {
    queue.deliver(messageOf({ id }), null, () => {})
    clock.pass(2000)
    go()
    await settled()
  }
  assert.equal(times('b'), 0)
})

test('a message that a node keeps on purpose lets its sequence go on and is not late', async () => {
  const keep: Create = (_config, { flow }) => {
    return (message) => {
      flow.keep?.(message)
      return new Promise<void>(() => {})
    }
  }
  const config = queueConfig({ type: 'SEQUENTIAL' }, repeating)
  const { clock, queue, seen, engine } = run(
    ['a:pass', 'b:keep', 'c:sink'],
    ['a -Success-> b', 'a -Success-> c'],
    { keep },
    config,
  )
  const ends: number[] = []
  for (const n of [1, 2]) queue.deliver(messageOf({ data: { n } }), null, () => ends.push(n))
  assert.deepEqual(seen.get('c')?.length, 2)
  clock.pass(60_000)
  assert.deepEqual([queue.counts.timedOut, ends], [0, []], 'it is not done either: it stays in the journal')
  await engine.close()
})

test('executions are counted over hops through the queue', () => {
  const hop: Create = (_config, { flow }) => {
    return (message) => flow.requeue(message, 'Success')
  }
  const made = testEngine({ pass: (() => (m, emit) => emit('Success', m)) as Create, hop }, { maxHops: 30 })
  const graph = graphOf(['a:pass', 'b:hop', 'c:hop'], ['a -Success-> b', 'b -Success-> c'])
  made.engine.deploy({ id: 'root', name: 'Root', version: 1, graph })
  made.engine.setRoot('root')
  made.engine.accept(messageOf(), null, () => {})
  assert.deepEqual(
    made.appended.map(({ entry }) => entry),
    [{ chainId: 'root', nodeId: 'b', output: 'Success', hops: 2 }],
  )
  const outcome: string[] = []
  const entry = { chainId: 'root', nodeId: 'a', output: null, hops: 29 }
  made.engine.accept(messageOf(), entry, (failure) => outcome.push(failure?.reason ?? 'done'))
  assert.match(outcome[0] ?? '', /30 node executions/)
})
