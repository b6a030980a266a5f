import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { systemClock } from '../edge/clock.ts'
import type { CloudEvent } from '../rules/cloud.ts'
import { NodeFailure } from '../rules/failure.ts'
import { JsonDouble, JsonLong } from '../rules/values.ts'
import { decodeEvent, encodeEvent } from './event-record.ts'
import { Outbox, type OutboxOptions } from './outbox.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }

async function outboxes(t: TestContext) {
  const dir = await mkdtemp(join(tmpdir(), 'weir-outbox-'))
  const opened: Outbox[] = []
  t.after(async () => {
    for (const outbox of opened) await outbox.close()
    await rm(dir, { recursive: true, force: true })
  })
  return async (options: Partial<OutboxOptions> = {}) => {
    const outbox = await Outbox.open({
      dir,
      clock: systemClock,
      log: silent,
      maxBytes: 1 << 20,
      whenFull: 'refuse',
      ...options,
    })
    opened.push(outbox)
    return outbox
  }
}

function event(n: number, more: Partial<CloudEvent> = {}): CloudEvent {
  return {
    id: `message-${n}`,
    time: 1_700_000_000_000 + n,
    lane: 'timeseries',
    type: 'DEVICE',
    action: 'TIMESERIES_UPDATED',
    entityId: '00000000-0000-4000-8000-0000000000d1',
    body: { data: { t: new JsonDouble(21), big: new JsonLong(9_007_199_254_740_993n) }, ts: n },
    ...more,
  }
}

async function idsIn(outbox: Outbox): Promise<string[]> {
  const ids: string[] = []
  for await (const { record } of outbox.journal.read(outbox.uplink.position)) ids.push(decodeEvent(record).id)
  return ids
}

test('an event comes out of its record as it went in', () => {
  const one = event(1)
  assert.deepEqual(decodeEvent(encodeEvent(one)), one)
  const alarm = event(2, { lane: 'general', type: 'ALARM', action: 'ALARM_ACK', body: null })
  assert.deepEqual(decodeEvent(encodeEvent(alarm)), alarm)
  assert.throws(() => decodeEvent(Buffer.from('[2,"x"]\n')), /version 2.*Update Weir/)
  assert.throws(() => decodeEvent(Buffer.from('nothing')), /no head line/)
})

test('events wait in order, over a restart too, until the cloud has them', async (t) => {
  const open = await outboxes(t)
  const before = await open()
  await Promise.all([before.push(event(1)), before.push(event(2)), before.push(event(3))])
  assert.equal(before.status().waiting, 3)
  before.uplink.advance(1)
  await before.close()
  const outbox = await open()
  assert.deepEqual(await idsIn(outbox), ['message-2', 'message-3'])
  assert.equal(outbox.status().waiting, 2)
})

const large = { data: { text: 'x'.repeat(10_000) }, ts: 1 }

test('a full outbox refuses what is new, says what to do, and keeps what it has', async (t) => {
  const outbox = await (await outboxes(t))({ maxBytes: 200_000 })
  let taken = 0
  const failure = await (async () => {
    for (;;) {
      try {
        await outbox.push(event(taken, { body: large }))
        taken++
      } catch (error) {
        return error as NodeFailure
      }
    }
  })()
  assert.ok(failure instanceof NodeFailure && failure.transient)
  assert.match(failure.message, /used up .* WEIR_CLOUD_FULL=drop-oldest/)
  assert.ok(taken > 10 && outbox.journal.bytes <= 200_000)
  assert.equal((await idsIn(outbox)).length, taken)
  assert.deepEqual([outbox.status().refused, outbox.status().dropped], [1, 0])
  outbox.uplink.advance(taken)
})

test('a full outbox that may drop gives up the oldest, and counts them', async (t) => {
  const outbox = await (await outboxes(t))({ maxBytes: 200_000, whenFull: 'drop-oldest' })
  for (let n = 0; n < 100; n++) {
    await outbox.push(event(n, { body: large }))
    assert.ok(outbox.journal.bytes <= 200_000)
  }
  const ids = await idsIn(outbox)
  const { dropped, waiting, refused } = outbox.status()
  assert.equal(ids.at(-1), 'message-99')
  assert.equal(ids[0], `message-${dropped}`)
  assert.deepEqual([ids.length, dropped + waiting, refused], [waiting, 100, 0])
  assert.ok(waiting >= 5)
})

test('a closed outbox fails its messages so that they are tried again', async (t) => {
  const outbox = await (await outboxes(t))()
  await outbox.close()
  await assert.rejects(outbox.push(event(1)), { transient: true, message: /Weir is stopping/ })
})
