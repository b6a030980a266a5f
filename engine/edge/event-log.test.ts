import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../test/support/clock.ts'
import { messageOf } from '../../test/support/rules.ts'
import type { CompiledNode } from '../rules/compile.ts'
import type { Message } from '../rules/message.ts'
import type { NewEvent } from '../store/events.ts'
import { EventLog } from './event-log.ts'

const quiet = () => {}
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

function setUp() {
  const clock = new ManualClock()
  const written: NewEvent[] = []
  const pruned: object[] = []
  const warnings: string[] = []
  const state = { isAway: false }
  const events = {
    add: async (some: readonly NewEvent[]) => {
      if (state.isAway) throw new Error('away')
      written.push(...some)
    },
    prune: async (bounds: object) => void pruned.push(bounds),
    list: () => Promise.reject(new Error('not asked for')),
    clear: () => Promise.reject(new Error('not asked for')),
  }
  const log = { debug: quiet, info: quiet, warn: (text: string) => void warnings.push(text), error: quiet }
  return {
    clock,
    written,
    pruned,
    warnings,
    state,
    log: new EventLog({ events, clock, log, server: 'edge-1' }),
  }
}

const nodeOf = (n: number, parts: Partial<CompiledNode> = {}) =>
  ({
    id: uuid(n),
    isDebugged: true,
    debugsFailures: false,
    chain: { id: uuid(900) },
    ...parts,
  }) as CompiledNode

test('an event holds what the cloud’s holds, with secrets masked and long texts cut', async () => {
  const { log, written } = setUp()
  const message = messageOf({
    id: uuid(5),
    data: { t: 1, password: 'hidden', text: 'x'.repeat(5000) },
    metadata: { deviceName: 'D', accessToken: 'hidden' },
  })
  log.came(nodeOf(1), message, 'Success')
  log.left(nodeOf(1), message, 'True')
  log.failed(nodeOf(1), message, 'no luck')
  await log.flush()
  assert.equal(written.length, 3)
  const [came, left, failed] = written.map(({ body }) => body as Record<string, string>)
  const { data, metadata, ...rest } = came ?? {}
  assert.deepEqual(rest, {
    server: 'edge-1',
    type: 'IN',
    entityId: 'd1',
    entityType: 'DEVICE',
    msgId: uuid(5),
    msgType: 'POST_TELEMETRY_REQUEST',
    dataType: 'JSON',
    relationType: 'Success',
    error: null,
  })
  assert.ok(!JSON.stringify(written).includes('hidden'))
  assert.ok((data?.length ?? 0) < 4150 && data?.startsWith('{"t":1,'))
  assert.deepEqual(JSON.parse(metadata ?? ''), { deviceName: 'D', accessToken: '•••' })
  assert.deepEqual([left?.type, left?.relationType], ['OUT', 'True'])
  assert.deepEqual([failed?.type, failed?.relationType, failed?.error], ['OUT', 'Failure', 'no luck'])
})

test('events are gathered and written together', async () => {
  const { clock, log, written } = setUp()
  log.came(nodeOf(1), messageOf(), '')
  log.lifecycle('RULE_NODE', uuid(1), 'STARTED', null)
  assert.equal(written.length, 0)
  clock.pass(500)
  await log.flush()
  assert.deepEqual(
    written.map(({ type, body }) => [type, body.event ?? body.type]),
    [
      ['DEBUG_RULE_NODE', 'IN'],
      ['LC_EVENT', 'STARTED'],
    ],
  )
})

test('beyond the limit of an hour events are dropped, which one event says; there is room again later', async () => {
  const { clock, log, written } = setUp()
  const message: Message = messageOf()
  for (let n = 0; n < 50_010; n++) {
    log.came(nodeOf(1), message, '')
    if (n % 500 === 499) await log.flush()
  }
  await log.flush()
  const notices = written.filter(({ type }) => type === 'DEBUG_RULE_CHAIN')
  assert.equal(written.length, 50_001)
  assert.deepEqual(
    notices.map(({ entityId, body }) => [entityId, body.message]),
    [[uuid(900), 'Reached debug mode rate limit!']],
  )
  clock.pass(3_600_000)
  log.came(nodeOf(1), message, '')
  await log.flush()
  assert.equal(written.length, 50_002)
})

test('failures of nodes that nobody debugs are kept, so many a minute of each node', async () => {
  const { clock, log, written } = setUp()
  const plain = { isDebugged: false }
  for (let n = 0; n < 1000; n++) log.failed(nodeOf(1, plain), messageOf(), 'no luck')
  log.failed(nodeOf(2, plain), messageOf(), 'no luck')
  await log.flush()
  assert.equal(written.length, 21)
  clock.pass(60_000)
  log.failed(nodeOf(1, plain), messageOf(), 'no luck')
  await log.flush()
  assert.equal(written.length, 22)
})

test('all failures are written where the node asks for them', async () => {
  const { log, written } = setUp()
  const node = nodeOf(1, { isDebugged: false, debugsFailures: true })
  for (let n = 0; n < 300; n++) log.failed(node, messageOf(), 'no luck')
  await log.flush()
  assert.equal(written.length, 300)
})

test('a fault of a node is written once in three seconds', async () => {
  const { clock, log, written } = setUp()
  for (let n = 0; n < 5; n++) {
    log.fault(nodeOf(1), 'x is not a function')
    clock.pass(1000)
  }
  await log.flush()
  assert.deepEqual(
    written.map(({ type, body }) => [type, body.error]),
    [
      ['ERROR', 'x is not a function'],
      ['ERROR', 'x is not a function'],
    ],
  )
})

test('while the database is away so many wait, and what is dropped is counted', async () => {
  const { clock, log, written, warnings, state } = setUp()
  state.isAway = true
  for (let n = 0; n < 6000; n++) log.came(nodeOf(1), messageOf(), '')
  await log.flush()
  assert.equal(written.length, 0)
  state.isAway = false
  clock.pass(5000)
  await log.flush()
  assert.equal(written.length, 5000)
  assert.match(warnings.join(), /dropped/)
})

test('old events are removed now and then', async () => {
  const { clock, pruned } = setUp()
  const started = clock.now()
  clock.pass(600_000)
  assert.deepEqual(pruned, [{ before: started + 600_000 - 7 * 86_400_000, mostBytes: 64 * 1024 * 1024 }])
})
