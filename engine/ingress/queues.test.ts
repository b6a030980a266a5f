import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { ManualClock, settled } from '../../test/support/clock.ts'
import { type Create, graphOf, messageOf, queueConfig, testEngine } from '../../test/support/rules.ts'
import { NodeFailure } from '../rules/failure.ts'
import { Inbox } from '../rules/inbox.ts'
import type { Message } from '../rules/message.ts'
import { installedQueues } from '../rules/queue-config.ts'
import { Ingress } from './ingress.ts'
import type { GivenUp } from './lane.ts'
import { type KeptQueue, Queues } from './queues.ts'

const quiet = () => {}
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }
const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`
const installed: KeptQueue[] = installedQueues.map((queue, n) => ({ ...queue, id: id(n) }))

async function folder(t: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'weir-queues-'))
  t.after(() => rm(dir, { recursive: true, force: true }))
  return dir
}

interface Options {
  readonly queues?: readonly KeptQueue[]
  readonly memory?: number
  readonly disk?: number
  readonly queueOf?: (message: Message) => string | null
}

/** One run of a server with its queues in `dir`, up to its `stop`. */
async function run(dir: string, node: Create, options: Options = {}) {
  const { queues: all = installed, memory = 1 << 22, disk = 1 << 26, queueOf } = options
  const made = testEngine({ node })
  made.engine.deploy({ id: 'root', name: 'Root', version: 1, graph: graphOf(['a:node']) })
  made.engine.setRoot('root')
  const clock = new ManualClock()
  const inbox = new Inbox(memory)
  const ingress = new Ingress(queueOf)
  const letters: GivenUp[] = []
  const queues = await Queues.open(
    {
      engine: made.engine,
      inbox,
      ingress,
      clock,
      log,
      giveUp: async (letter) => void letters.push(letter),
      dir,
      diskBudget: disk,
    },
    all,
  )
  ingress.start()
  await ingress.caughtUp
  const stop = async () => {
    ingress.close()
    inbox.close()
    await queues.close()
  }
  const status = (name: string) => queues.status().find((queue) => queue.name === name)
  return { queues, ingress, inbox, letters, clock, status, stop }
}

const to = (queue: string | null, n: number, device = 'd1') =>
  messageOf({ id: `m${queue}${n}`, queue, data: { n }, originator: { entityType: 'DEVICE', id: device } })
const numberIn = (message: Message) => (message.data as { n: number }).n

/** A node that notes what comes, and fails or never ends for the messages of one queue. */
function blocking(seen: string[], queue: string): Create {
  return () => (message) => {
    if (message.queue === queue) throw new NodeFailure('away')
    seen.push(`${message.queue} ${numberIn(message)}`)
  }
}

test('a message goes to the queue it names, then to that of its profile, and else to the main one', async (t) => {
  const { ingress, status, stop } = await run(await folder(t), () => () => {}, {
    queueOf: ({ originator }) => (originator.id === 'urgent' ? 'HighPriority' : null),
  })
  await ingress.append(to('SequentialByOriginator', 1), null)
  await ingress.append(to(null, 2, 'urgent'), null)
  await ingress.append(to(null, 3), null)
  await ingress.append(to('NoSuchQueue', 4), null)
  await settled(20)
  assert.deepEqual(
    ['Main', 'HighPriority', 'SequentialByOriginator'].map((name) => status(name)?.done),
    [2, 1, 1],
  )
  await stop()
})

test('urgent messages overtake a backlog of others', async (t) => {
  const order: string[] = []
  const { ingress, stop } = await run(await folder(t), () => (message) => {
    order.push(message.queue ?? 'Main')
    const until = performance.now() + 0.2
    while (performance.now() < until);
  })
  const main = Array.from({ length: 400 }, (_, n) => to(null, n, `d${n}`))
  await Promise.all([
    new Promise<void>((resolve) => ingress.accept(main, null, () => resolve())),
    ingress.append(to('HighPriority', 1), null),
  ])
  while (order.length < 401) await settled(1)
  assert.ok(order.indexOf('HighPriority') < 100, `was ${order.indexOf('HighPriority')}th`)
  await stop()
})

test('a blocked queue keeps a share of the memory, leaves the rest in its journal, and stalls no other', async (t) => {
  const dir = await folder(t)
  const seen: string[] = []
  const first = await run(dir, blocking(seen, 'HighPriority'), { memory: 600_000 })
  for (let n = 0; n < 1000; n++) await first.ingress.append(to('HighPriority', n), null)
  await settled(20)
  assert.equal(first.status('HighPriority')?.isBlocked, true)
  assert.equal(first.status('HighPriority')?.backlog, 1000)
  assert.ok(first.inbox.hasRoom, 'sockets are still read')
  assert.ok(first.inbox.bytes < 300_000)
  for (let n = 0; n < 500; n++) await first.ingress.append(to(null, n), null)
  await settled(20)
  assert.equal(seen.length, 500)
  await first.stop()

  const order: number[] = []
  const second = await run(dir, () => (message) => void order.push(numberIn(message)))
  await second.ingress.append(to('HighPriority', 1000), null)
  for (let i = 0; i < 100 && order.length < 1001; i++) {
    second.clock.pass(10)
    await settled(5)
  }
  assert.deepEqual(
    order,
    Array.from({ length: 1001 }, (_, n) => n),
    'after a restart all of them come, in order and before what is new',
  )
  await second.stop()
})

test('when a blocked queue goes on, what waits in its journal follows in order', async (t) => {
  const order: number[] = []
  let isAway = true
  const node: Create = () => (message) => {
    if (isAway) throw new NodeFailure('away')
    order.push(numberIn(message))
  }
  const { ingress, clock, stop } = await run(await folder(t), node, { memory: 600_000 })
  for (let n = 0; n < 500; n++) await ingress.append(to('HighPriority', n), null)
  isAway = false
  for (let i = 0; i < 2000 && order.length < 500; i++) {
    clock.pass(50)
    await settled(2)
  }
  assert.deepEqual(
    order,
    Array.from({ length: 500 }, (_, n) => n),
  )
  await stop()
})

test('the disk is shared: a blocked queue fills its part, and the others go on', async (t) => {
  const seen: string[] = []
  const { ingress, queues, stop } = await run(await folder(t), blocking(seen, 'HighPriority'), {
    disk: 400_000,
  })
  const large = (queue: string | null, n: number) =>
    to(queue, n).with({ metadata: { text: 'x'.repeat(1000) } })
  let refused: Error | null = null
  for (let n = 0; n < 400 && refused === null; n++) {
    await ingress.append(large('HighPriority', n), null).catch((error: Error) => {
      refused = error
    })
  }
  assert.match(String(refused), /used up its/)
  for (let n = 0; n < 50; n++) await ingress.append(large(null, n), null)
  await settled(20)
  assert.equal(seen.length, 50)
  assert.ok(queues.bytes < 400_000)
  await stop()
})

test('whichever queues are blocked, together they stay inside of their disk, and each has a part of it', async (t) => {
  const disk = 400_000
  const away: Create = () => () => {
    throw new NodeFailure('away')
  }
  const { ingress, queues, stop } = await run(await folder(t), away, { disk })
  const fills = async (queue: string | null) => {
    let taken = 0
    const large = (n: number) => to(queue, n).with({ metadata: { text: 'x'.repeat(1000) } })
    const isTaken = (n: number) =>
      ingress.append(large(n), null).then(
        () => true,
        () => false,
      )
    while (taken < 500 && (await isTaken(taken))) taken++
    return taken
  }
  for (const queue of [null, 'HighPriority', 'SequentialByOriginator', null]) {
    const taken = await fills(queue)
    assert.ok(taken > 5 || queue === null, `${queue} took ${taken}`)
    assert.ok(queues.bytes <= disk, `${queues.bytes} bytes of ${disk} with ${queue}`)
  }
  await stop()
})

test('a deleted queue takes nothing new, finishes what it holds, and its journal goes', async (t) => {
  const dir = await folder(t)
  const own: KeptQueue = { ...queueConfig({ type: 'SEQUENTIAL' }, {}, 60_000), name: 'Own', id: id(7) }
  const releases: (() => void)[] = []
  const { ingress, queues, clock, status, stop } = await run(
    dir,
    () => (message) =>
      message.queue === 'Own' ? new Promise<void>((resolve) => releases.push(resolve)) : undefined,
    { queues: [...installed, own] },
  )
  for (const n of [1, 2]) await ingress.append(to('Own', n), null)
  await settled(20)
  queues.remove(own.id)
  assert.deepEqual([queues.has('Own'), status('Own')?.isLeaving, status('Own')?.backlog], [false, true, 2])
  for (let n = 0; n < 2; n++) {
    releases[n]?.()
    await settled(20)
  }
  clock.pass(1000)
  for (let i = 0; i < 1000 && (await readdir(dir)).includes(`queue-${own.id}`); i++) await settled(5)
  assert.ok(!(await readdir(dir)).includes(`queue-${own.id}`))
  assert.equal(status('Own'), undefined)
  await stop()
})

test('what a deleted queue still held at a crash runs after the start, with the main queue’s strategies', async (t) => {
  const dir = await folder(t)
  const own: KeptQueue = { ...queueConfig({ type: 'SEQUENTIAL' }), name: 'Own', id: id(7) }
  const hold: Create = () => () => new Promise<void>(() => {})
  const first = await run(dir, hold, { queues: [...installed, own] })
  for (const n of [1, 2]) await first.ingress.append(to('Own', n), null)
  first.queues.remove(own.id)
  await first.stop()

  const seen: number[] = []
  const second = await run(dir, () => (message) => void seen.push(numberIn(message)))
  await settled(20)
  assert.deepEqual(seen, [1, 2])
  await second.stop()
})

test('each part of a message that is given up becomes a letter with the name of its queue', async (t) => {
  const { ingress, letters, clock, stop } = await run(await folder(t), () => () => {
    throw new NodeFailure('no luck')
  })
  await ingress.append(to('SequentialByOriginator', 1), null)
  for (let i = 0; i < 10; i++) {
    await settled(10)
    clock.pass(5000)
  }
  assert.deepEqual(
    letters.map(({ queue, failure, attempts }) => [queue, failure.reason, attempts]),
    [['SequentialByOriginator', 'no luck', 4]],
  )
  assert.equal(ingress.backlog, 0)
  await stop()
})
