import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { ManualClock, settled } from '../../test/support/clock.ts'
import { type Create, graphOf, messageOf, queueConfig, testEngine } from '../../test/support/rules.ts'
import { CompletionWindow } from '../journal/completion.ts'
import { openJournal } from '../journal/open.ts'
import { NodeFailure } from '../rules/failure.ts'
import { Inbox } from '../rules/inbox.ts'
import type { Message } from '../rules/message.ts'
import { MessageQueue } from '../rules/queue.ts'
import { type GivenUp, Ingress } from './ingress.ts'
import { Lane } from './lane.ts'
import { decodeRecord, encodeRecord } from './record.ts'

const quiet = () => {}
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }

async function folder(t: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'weir-ingress-'))
  t.after(() => rm(dir, { recursive: true, force: true }))
  return dir
}

/** One run of a server around a journal in `dir`, up to its `stop`. */
async function run(dir: string, nodes: Record<string, Create>, options: { window?: number } = {}) {
  const made = testEngine(nodes)
  made.engine.deploy({ id: 'root', name: 'Root', version: 1, graph: graphOf([`a:${Object.keys(nodes)[0]}`]) })
  made.engine.setRoot('root')
  const clock = new ManualClock()
  const journal = await openJournal({ dir, name: 'ingress', log })
  const cursor = journal.cursor('rules')
  const inbox = new Inbox(1 << 20)
  const line = inbox.open(new MessageQueue(made.engine, clock, queueConfig()))
  const letters: GivenUp[] = []
  const window = new CompletionWindow(cursor.position, options.window ?? 1024)
  const giveUp = async (letter: GivenUp) => void letters.push(letter)
  const ingress = new Ingress()
  ingress.add('Main', new Lane({ journal, inbox, line, window, clock, log, giveUp }, cursor))
  ingress.start()
  const stop = async () => {
    ingress.close()
    await journal.close()
  }
  return { ingress, letters, journal, cursor, clock, stop }
}

const numbered = (n: number) => messageOf({ id: `id-${n}`, data: { n } })
const numbers = (messages: readonly Message[]) => messages.map((message) => (message.data as { n: number }).n)

test('a record holds all of a message, also where it goes on', () => {
  const message = messageOf({
    tie: 3,
    metadata: { deviceName: 'Boiler\nroom', ts: '5' },
    data: { a: [1, 'ü'], b: null },
    customerId: 'c1',
    queue: 'HighPriority',
    arrival: { transport: 'mqtt', path: 'a/b' },
    callers: { chainId: 'x', nodeId: 'y', outer: null },
  })
  const entry = { chainId: 'x', nodeId: 'n', output: 'Failure', hops: 7, reason: 'no luck' }
  const read = decodeRecord(encodeRecord(message, entry))
  assert.deepEqual({ ...read.message, size: 0 }, { ...message, size: 0 })
  assert.deepEqual(read.entry, entry)
})

test('a record of a later version is refused with the way out', () => {
  assert.throws(() => decodeRecord(Buffer.from('[2]\n{}')), /version 2.*Update Weir/)
  assert.throws(() => decodeRecord(Buffer.from('')), /no head line/)
})

test('messages run in order of arrival, after they are on disk', async (t) => {
  const seen: Message[] = []
  const { ingress, stop } = await run(await folder(t), { sink: () => (message) => void seen.push(message) })
  await ingress.caughtUp
  await Promise.all([1, 2, 3].map((n) => ingress.append(numbered(n), null)))
  await settled(20)
  assert.deepEqual(numbers(seen), [1, 2, 3])
  assert.equal(ingress.backlog, 0)
  await stop()
})

test('what was not done when the server stopped runs at the next start, before what is new', async (t) => {
  const dir = await folder(t)
  const first = await run(dir, { hold: () => () => new Promise<void>(() => {}) })
  await first.ingress.caughtUp
  for (const n of [1, 2, 3]) await first.ingress.append(numbered(n), null)
  await first.stop()

  const seen: Message[] = []
  const second = await run(dir, { sink: () => (message) => void seen.push(message) })
  await second.ingress.append(numbered(4), null)
  await second.ingress.caughtUp
  await settled(20)
  assert.deepEqual(numbers(seen), [1, 2, 3, 4])
  await second.stop()

  const again: Message[] = []
  const third = await run(dir, { sink: () => (message) => void again.push(message) })
  await third.ingress.caughtUp
  await settled(20)
  assert.deepEqual(numbers(again), [], 'what is done does not run again after a clean stop')
  await third.stop()
})

test('a message that holds up the window does not stop others from being acknowledged and run later', async (t) => {
  const seen: number[] = []
  let release = () => {}
  const { ingress, stop, clock } = await run(
    await folder(t),
    {
      mixed: () => (message) => {
        const { n } = message.data as { n: number }
        seen.push(n)
        if (n !== 0) return
        return new Promise<void>((resolve) => {
          release = resolve
        })
      },
    },
    { window: 32 },
  )
  await ingress.caughtUp
  for (let n = 0; n < 100; n++) {
    const device = { entityType: 'DEVICE', id: `d${n}` }
    await ingress.append(messageOf({ id: `i${n}`, data: { n }, originator: device }), null)
  }
  await settled(20)
  assert.ok(seen.length < 100)
  release()
  for (let i = 0; i < 50 && seen.length < 100; i++) {
    clock.pass(10)
    await settled(20)
  }
  assert.deepEqual(seen, [...Array(100).keys()])
  await stop()
})

test('a message that fails for good becomes a dead letter, and is done only when that is written', async (t) => {
  const { ingress, letters, stop } = await run(await folder(t), {
    broken: () => () => {
      throw new NodeFailure('no luck')
    },
  })
  await ingress.caughtUp
  await ingress.append(numbered(1), null)
  await settled(20)
  assert.equal(letters[0]?.failure.reason, 'no luck')
  assert.deepEqual(letters[0]?.queued.message.data, { n: 1 })
  assert.equal(ingress.backlog, 0)
  await stop()
})

test('a closed ingress refuses with a reason', async (t) => {
  const { ingress, stop } = await run(await folder(t), { sink: () => () => {} })
  await stop()
  await assert.rejects(ingress.append(numbered(1), null), /stopping/)
})
