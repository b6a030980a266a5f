import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { settled } from '../../test/support/clock.ts'
import { graphOf, messageOf, queueConfig, testEngine } from '../../test/support/rules.ts'
import { NodeFailure } from './failure.ts'
import { MessageQueue } from './queue.ts'
import type { QueueConfig } from './queue-config.ts'

const growing = { pauseBetweenRetries: 1, maxPauseBetweenRetries: 4 }
const always = (type: QueueConfig['processingStrategy']['type'], retries = 3) =>
  queueConfig({}, { ...growing, type, retries })

/** A chain of one node that fails as often as `failures` says for each `n`, and notes what passes. */
function failing(failures: Record<number, number>, config = queueConfig({}, growing), transient = true) {
  const passed: number[] = []
  const tried: number[] = []
  const made = testEngine({
    flaky: () => (message) => {
      const { n } = message.data as { n: number }
      tried.push(n)
      const left = failures[n] ?? 0
      failures[n] = left - 1
      if (left > 0) throw new NodeFailure('away', { transient })
      passed.push(n)
    },
  })
  return { ...delivering(made, config), passed, tried }
}

/** A chain of one node that keeps each message until `release` is called with its `n`. */
function holding(config: QueueConfig) {
  const begun: number[] = []
  const waiting = new Map<number, { resolve: () => void; reject: (error: Error) => void }>()
  const made = testEngine({
    hold: () => (message) => {
      const { n } = message.data as { n: number }
      begun.push(n)
      return new Promise<void>((resolve, reject) => waiting.set(n, { resolve, reject }))
    },
  })
  const release = async (n: number, failure?: string) => {
    if (failure === undefined) waiting.get(n)?.resolve()
    else waiting.get(n)?.reject(new NodeFailure(failure))
    await settled()
  }
  return { ...delivering(made, config), begun, release }
}

function delivering(made: ReturnType<typeof testEngine>, config: QueueConfig) {
  const type = made.engine.check(graphOf(['a:hold'])).length === 0 ? 'hold' : 'flaky'
  made.engine.deploy({ id: 'root', name: 'Root', version: 1, graph: graphOf([`a:${type}`]) })
  made.engine.setRoot('root')
  const queue = new MessageQueue(made.engine, made.clock, config)
  const ends: [n: number, reason: string | null, attempts: number][] = []
  const deliver = (n: number, device = 'd1') =>
    queue.deliver(
      messageOf({ data: { n }, originator: { entityType: 'DEVICE', id: device } }),
      null,
      (lost) => ends.push([n, lost[0]?.failure.reason ?? null, lost[0]?.attempts ?? 0]),
    )
  return { ...made, queue, deliver, ends }
}

describe('failures', () => {
  test('one that may pass is tried again with growing pauses, and the message is done', () => {
    const { clock, deliver, ends, tried, queue } = failing({ 1: 2 })
    deliver(1)
    clock.pass(999)
    assert.equal(tried.length, 1)
    clock.pass(1)
    assert.equal(tried.length, 2)
    clock.pass(1999)
    assert.equal(tried.length, 2)
    clock.pass(1)
    assert.deepEqual(ends, [[1, null, 0]])
    const { waiting, inWork, done, lost, failed, retries } = queue.counts
    assert.deepEqual([waiting, inWork, done, lost, failed, retries], [0, 0, 1, 0, 2, 2])
  })

  test('the pause grows up to the longest one, and stays where that is not longer', () => {
    const far = failing({ 1: 99 }, queueConfig({}, { ...growing, retries: 5 }))
    far.deliver(1)
    far.clock.pass(1000 + 2000 + 4000 + 4000)
    assert.equal(far.tried.length, 5)
    const near = failing({ 1: 99 }, queueConfig({}, { pauseBetweenRetries: 3, maxPauseBetweenRetries: 3 }))
    near.deliver(1)
    near.clock.pass(9000)
    assert.equal(near.tried.length, 4)
  })

  test('later messages of the same device wait behind a retry, those of others do not', () => {
    const { clock, deliver, ends, passed, queue } = failing({ 1: 1 })
    deliver(1)
    deliver(2)
    deliver(3)
    deliver(4, 'd2')
    assert.deepEqual(passed, [4])
    assert.equal(queue.counts.waiting, 3)
    assert.ok(queue.waitingBytes > 0)
    clock.pass(1000)
    assert.deepEqual(passed, [4, 1, 2, 3])
    assert.deepEqual(
      ends.map(([n]) => n),
      [4, 1, 2, 3],
    )
    assert.equal(queue.waitingBytes, 0)
  })

  test('a held-up message that fails in its turn holds up the rest again', () => {
    const { clock, deliver, passed } = failing({ 1: 1, 2: 1 })
    for (const n of [1, 2, 3]) deliver(n)
    clock.pass(1000)
    assert.deepEqual(passed, [1])
    clock.pass(1000)
    assert.deepEqual(passed, [1, 2, 3])
  })

  test('after the last try the message is given up with its reason, and the rest goes on', () => {
    const { clock, deliver, ends, queue } = failing({ 1: 99 })
    deliver(1)
    deliver(2)
    clock.pass(60_000)
    assert.deepEqual(ends, [
      [1, 'away', 4],
      [2, null, 0],
    ])
    assert.deepEqual([queue.counts.done, queue.counts.lost], [1, 1])
  })

  test('a strategy that skips gives up at once what can not pass by itself', () => {
    for (const type of ['SKIP_ALL_FAILURES', 'SKIP_ALL_FAILURES_AND_TIMED_OUT', 'RETRY_TIMED_OUT'] as const) {
      const { clock, deliver, ends } = failing({ 1: 99 }, always(type), false)
      deliver(1)
      assert.deepEqual(ends, [[1, 'away', 1]], type)
      assert.equal(clock.pending, 0)
    }
  })

  test('a strategy that repeats tries every failure again', () => {
    for (const type of ['RETRY_ALL', 'RETRY_FAILED', 'RETRY_FAILED_AND_TIMED_OUT'] as const) {
      const { clock, deliver, ends } = failing({ 1: 2 }, always(type), false)
      deliver(1)
      clock.pass(3000)
      assert.deepEqual(ends, [[1, null, 0]], type)
    }
  })

  test('no number of retries means without end for a strategy that repeats, and none for one that skips', () => {
    const endless = failing({ 1: 500 }, always('RETRY_FAILED', 0), false)
    endless.deliver(1)
    endless.clock.pass(4000 * 500)
    assert.deepEqual(endless.ends, [[1, null, 0]])
    const skipping = failing({ 1: 1 }, always('SKIP_ALL_FAILURES', 0))
    skipping.deliver(1)
    assert.deepEqual(skipping.ends, [[1, 'away', 1]])
  })

  test('nothing is tried again while more than the given share fails', () => {
    const failures = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [n, 1]))
    const config = queueConfig({}, { ...growing, type: 'RETRY_FAILED', failurePercentage: 50 })
    const { clock, deliver, ends } = failing(failures, config, false)
    for (let n = 10; n < 16; n++) deliver(n, `d${n}`)
    for (let n = 0; n < 10; n++) deliver(n, `d${n}`)
    const lost = () => ends.filter(([, reason]) => reason !== null).map(([n]) => n)
    assert.deepEqual(lost(), [6, 7, 8, 9], 'six of twelve are half of them, and not more')
    clock.pass(1000)
    assert.deepEqual(ends.length, 16)
  })

  test('closing stops the retries and tells nobody of an end', () => {
    const { clock, queue, deliver, ends } = failing({ 1: 1 })
    deliver(1)
    queue.close()
    clock.pass(60_000)
    assert.deepEqual(ends, [])
  })
})

describe('messages that take too long', () => {
  const late = (type: QueueConfig['processingStrategy']['type'], retries = 3) =>
    queueConfig({}, { ...growing, type, retries }, 500)

  test('go on to their end where all failures are skipped, and are counted', async () => {
    const { clock, deliver, ends, queue, release } = holding(late('SKIP_ALL_FAILURES'))
    deliver(1)
    clock.pass(500)
    assert.deepEqual([queue.counts.timedOut, queue.counts.inWork, ends.length], [1, 1, 0])
    await release(1)
    assert.deepEqual([ends, queue.counts.inWork], [[[1, null, 0]], 0])
  })

  test('are given up with a reason where late ones are skipped, and what comes of them later counts no more', async () => {
    for (const type of ['SKIP_ALL_FAILURES_AND_TIMED_OUT', 'RETRY_FAILED'] as const) {
      const { clock, deliver, ends, queue, release } = holding(late(type))
      deliver(1)
      clock.pass(499)
      assert.equal(ends.length, 0)
      clock.pass(1)
      assert.match(ends[0]?.[1] ?? '', /500 ms.*Main/)
      await release(1)
      assert.deepEqual([ends.length, queue.counts.inWork], [1, 0], type)
    }
  })

  test('are tried again where the strategy says so, up to the last try', async () => {
    for (const type of ['RETRY_ALL', 'RETRY_TIMED_OUT', 'RETRY_FAILED_AND_TIMED_OUT'] as const) {
      const { clock, deliver, ends, begun, release } = holding(late(type, 1))
      deliver(1)
      clock.pass(1500)
      assert.deepEqual(begun, [1, 1], type)
      await release(1)
      assert.deepEqual(ends, [[1, null, 0]], type)
      deliver(2)
      clock.pass(5000)
      assert.match(ends[1]?.[1] ?? '', /Not done after/)
    }
  })

  test('do not gather in a node that does not let go: the third try waits for the first to end', async () => {
    const { clock, deliver, begun, release } = holding(late('RETRY_TIMED_OUT', 0))
    deliver(1)
    clock.pass(60_000)
    assert.deepEqual(begun, [1, 1])
    await release(1)
    assert.deepEqual(begun, [1, 1, 1], 'the second was let go')
  })

  test('hold up later ones of the same device, which then follow in order', async () => {
    const { clock, deliver, begun, release } = holding(late('RETRY_TIMED_OUT'))
    deliver(1)
    clock.pass(500)
    deliver(2)
    deliver(3, 'd2')
    assert.deepEqual(begun, [1, 3])
    clock.pass(1000)
    assert.deepEqual(begun, [1, 3, 1])
    await release(1)
    assert.deepEqual(begun, [1, 3, 1, 2])
  })
})

describe('submit strategies', () => {
  const submit = (type: QueueConfig['submitStrategy']['type'], batchSize = 2) =>
    queueConfig({ type, batchSize }, { type: 'RETRY_FAILED', pauseBetweenRetries: 1, retries: 1 }, 60_000)

  test('BURST: all at once', () => {
    const { deliver, begun } = holding(submit('BURST'))
    for (const n of [1, 2, 3]) deliver(n)
    assert.deepEqual(begun, [1, 2, 3])
  })

  test('SEQUENTIAL_BY_ORIGINATOR: one of each device, the next when it has ended', async () => {
    const { deliver, begun, release, queue } = holding(submit('SEQUENTIAL_BY_ORIGINATOR'))
    deliver(1)
    deliver(2)
    deliver(3, 'd2')
    assert.deepEqual([begun, queue.counts.waiting], [[1, 3], 1])
    await release(1)
    assert.deepEqual([begun, queue.counts.waiting], [[1, 3, 2], 0])
  })

  test('SEQUENTIAL and SEQUENTIAL_BY_TENANT: one of all', async () => {
    for (const type of ['SEQUENTIAL', 'SEQUENTIAL_BY_TENANT'] as const) {
      const { deliver, begun, release } = holding(submit(type))
      deliver(1)
      deliver(2, 'd2')
      deliver(3, 'd3')
      assert.deepEqual(begun, [1])
      await release(1)
      assert.deepEqual(begun, [1, 2], type)
    }
  })

  test('BATCH: as many as fit, the next ones when all of them have ended', async () => {
    const { deliver, begun, release } = holding(submit('BATCH', 2))
    for (const n of [1, 2, 3, 4, 5]) deliver(n, `d${n}`)
    assert.deepEqual(begun, [1, 2])
    await release(2)
    assert.deepEqual(begun, [1, 2])
    await release(1)
    assert.deepEqual(begun, [1, 2, 3, 4])
  })

  test('a message that fails holds its sequence until it is through or given up, and nothing is lost', async () => {
    const { clock, deliver, begun, release, ends } = holding(submit('SEQUENTIAL'))
    deliver(1)
    deliver(2)
    await release(1, 'no luck')
    assert.deepEqual(begun, [1])
    clock.pass(1000)
    assert.deepEqual(begun, [1, 1])
    await release(1, 'no luck again')
    assert.deepEqual(begun, [1, 1, 2])
    await release(2)
    assert.deepEqual(ends, [
      [1, 'no luck again', 2],
      [2, null, 0],
    ])
  })

  test('a late message that goes on lets its sequence go on, too', async () => {
    const config = queueConfig({ type: 'SEQUENTIAL' }, {}, 500)
    const { clock, deliver, begun } = holding(config)
    deliver(1)
    deliver(2)
    clock.pass(500)
    assert.deepEqual(begun, [1, 2])
  })

  test('a hundred thousand messages in a row need no stack, and let others have their turn', async () => {
    const made = failing({}, submit('SEQUENTIAL'))
    for (let n = 0; n < 100_000; n++) made.deliver(n)
    while (made.passed.length < 100_000) await settled(1)
    assert.deepEqual([made.passed[0], made.passed.at(-1)], [0, 99_999])
  })
})

describe('other strategies while messages are on their way', () => {
  test('what waits begins by the new strategy, and what has begun counts in', async () => {
    const { deliver, begun, queue, release, ends } = holding(queueConfig({ type: 'BURST' }, {}, 60_000))
    deliver(1)
    deliver(2)
    queue.configure(queueConfig({ type: 'SEQUENTIAL' }, {}, 60_000))
    deliver(3)
    assert.deepEqual(begun, [1, 2])
    await release(1)
    assert.deepEqual(begun, [1, 2])
    await release(2)
    assert.deepEqual(begun, [1, 2, 3])
    deliver(4)
    deliver(5)
    queue.configure(queueConfig({ type: 'BURST' }, {}, 60_000))
    assert.deepEqual(begun, [1, 2, 3, 4, 5])
    for (const n of [3, 4, 5]) await release(n)
    assert.equal(ends.length, 5)
  })

  test('what waits for its next try waits by the new pause', () => {
    const hour = { type: 'RETRY_FAILED', pauseBetweenRetries: 3600, maxPauseBetweenRetries: 3600 } as const
    const { clock, deliver, queue, tried, ends } = failing({ 1: 1 }, queueConfig({}, hour), false)
    deliver(1)
    deliver(2)
    queue.configure(queueConfig({}, growing))
    clock.pass(1000)
    assert.deepEqual([tried, ends.length], [[1, 1, 2], 2])
  })

  test('a message that would be tried without end is given up once the strategy says so', () => {
    const { clock, deliver, queue, ends } = failing({ 1: 1e9 }, always('RETRY_FAILED', 0), false)
    deliver(1)
    clock.pass(100_000)
    queue.configure(queueConfig({}, growing))
    clock.pass(4000)
    assert.equal(ends[0]?.[1], 'away')
  })
})
