import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ManualClock, settled } from '../../../test/support/clock.ts'
import type { CallOutcome, CallRequest } from '../../rules/calls.ts'
import type { CallToDevice } from '../../transports/gate.ts'
import { DeviceCalls } from './device-calls.ts'
import { PersistentCalls } from './persistent-calls.ts'
import { MemoryCalls } from './test-call-store.ts'
import { WaitingCallers } from './waiting-callers.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }

class Bench {
  readonly clock = new ManualClock()
  readonly store: MemoryCalls
  readonly callers = new WaitingCallers<CallOutcome>(this.clock)
  readonly changes: string[] = []
  readonly persistent: PersistentCalls
  readonly calls: DeviceCalls
  readonly outcomes: CallOutcome[] = []
  #ids = 0

  constructor(store = new MemoryCalls()) {
    this.store = store
    const { clock, changes } = this
    this.persistent = new PersistentCalls({
      store,
      clock,
      log: silent,
      changed: ({ id }, status) => void changes.push(`${id} ${status}`),
    })
    const { persistent, callers } = this
    const exists = async (id: string) => id !== 'nobody'
    this.calls = new DeviceCalls({ clock, log: silent, persistent, callers, exists })
  }

  static async open(store?: MemoryCalls): Promise<Bench> {
    const bench = new Bench(store)
    await bench.persistent.start()
    return bench
  }

  async call(more: Partial<CallRequest> = {}): Promise<void> {
    const request: CallRequest = {
      id: `call-${this.#ids++}`,
      deviceId: 'pump',
      method: 'setSpeed',
      params: '{"rpm":900}',
      additionalInfo: null,
      isOneWay: false,
      isPersistent: false,
      retries: null,
      expirationTime: this.clock.now() + 60_000,
      isRestCall: false,
      ...more,
    }
    await this.calls.call(request, (outcome) => void this.outcomes.push(outcome))
    await settled()
  }

  /** The device listens, and does with each call as told. */
  async listen(
    act: (call: CallToDevice) => void = (call) => call.delivered(),
    once = false,
  ): Promise<{ got: CallToDevice[]; stop: () => void }> {
    const got: CallToDevice[] = []
    const stop = this.calls.listen(
      'pump',
      (call) => {
        got.push(call)
        act(call)
      },
      once,
    )
    await settled()
    return { got, stop }
  }

  async reply(requestId: number, text: string): Promise<void> {
    await new Promise<void>((resolve, reject) =>
      this.calls.reply('pump', requestId, text, (error) => (error ? reject(error) : resolve())),
    )
    await settled()
  }

  async pass(ms: number): Promise<void> {
    this.clock.pass(ms)
    await settled()
  }

  statuses(): string[] {
    return this.changes.map((change) => change.slice(change.indexOf(' ') + 1))
  }
}

describe('a call to a device that listens', () => {
  test('reaches it with a number from 0, and its reply reaches the caller', async () => {
    const bench = await Bench.open()
    const { got } = await bench.listen()
    await bench.call()
    assert.deepEqual(
      got.map(({ requestId, method, params }) => [requestId, method, params]),
      [[0, 'setSpeed', '{"rpm":900}']],
    )
    assert.deepEqual(bench.outcomes, [])
    await bench.reply(0, '{"ok":true}')
    assert.deepEqual(bench.outcomes, [{ response: '{"ok":true}' }])
    await bench.call()
    assert.equal(got[1]?.requestId, 1)
  })

  test('is done when it is out, where it is one-way', async () => {
    const bench = await Bench.open()
    await bench.listen((call) => call.sent())
    await bench.call({ isOneWay: true })
    assert.deepEqual(bench.outcomes, [{ response: null }])
  })

  test('gets text that is no JSON as a JSON string', async () => {
    const bench = await Bench.open()
    const { got } = await bench.listen()
    await bench.call({ params: 'fast' })
    assert.equal(got[0]?.params, '"fast"')
  })

  test('times out when it does not reply, and a late or second reply is nothing', async () => {
    const bench = await Bench.open()
    await bench.listen()
    await bench.call()
    await bench.pass(59_999)
    assert.deepEqual(bench.outcomes, [])
    await bench.pass(1)
    assert.deepEqual(bench.outcomes, [{ error: 'TIMEOUT' }])
    await bench.reply(0, '{}')
    await bench.reply(7, '{}')
    assert.equal(bench.outcomes.length, 1)
    assert.equal(bench.calls.waiting, 0)
  })

  test('goes to the session that began to listen last', async () => {
    const bench = await Bench.open()
    const first = await bench.listen()
    const second = await bench.listen()
    await bench.call()
    assert.deepEqual([first.got.length, second.got.length], [0, 1])
    second.stop()
    await bench.call()
    // what the first had not got before comes as well: the device did not reply to it
    assert.deepEqual(
      first.got.map(({ requestId }) => requestId),
      [0, 1],
    )
  })

  test('is not flooded: 32 are under way at a time', async () => {
    const bench = await Bench.open()
    const { got } = await bench.listen((call) => call.sent())
    for (let at = 0; at < 40; at++) await bench.call({ isOneWay: true })
    assert.equal(got.length, 32)
    got[0]?.delivered()
    await settled()
    assert.equal(got.length, 33)
  })
})

describe('a call to a device that is away', () => {
  test('waits, and reaches it when it listens', async () => {
    const bench = await Bench.open()
    await bench.call()
    await bench.call({ isOneWay: true })
    await bench.pass(30_000)
    const { got } = await bench.listen()
    assert.deepEqual(
      got.map(({ requestId }) => requestId),
      [0, 1],
    )
    assert.deepEqual(bench.outcomes, [{ response: null }])
  })

  test('ends without a connection at its time', async () => {
    const bench = await Bench.open()
    await bench.call()
    await bench.pass(60_000)
    assert.deepEqual(bench.outcomes, [{ error: 'NO_ACTIVE_CONNECTION' }])
  })

  test('is not found where there is no such device', async () => {
    const bench = await Bench.open()
    await bench.call({ deviceId: 'nobody' })
    assert.deepEqual(bench.outcomes, [{ error: 'NOT_FOUND' }])
  })

  test('that did not get out waits for the next session', async () => {
    const bench = await Bench.open()
    const dying = await bench.listen((call) => call.missed())
    await bench.call()
    assert.equal(dying.got.length, 1)
    dying.stop()
    const { got } = await bench.listen()
    assert.equal(got.length, 1)
  })
})

describe('a long poll', () => {
  test('takes one call, the one that waits longest', async () => {
    const bench = await Bench.open()
    await bench.call()
    await bench.call()
    const first = await bench.listen((call) => call.delivered(), true)
    const second = await bench.listen((call) => call.delivered(), true)
    assert.deepEqual([first.got[0]?.requestId, second.got[0]?.requestId], [0, 1])
    assert.deepEqual([first.got.length, second.got.length], [1, 1])
  })

  test('does not get again what it got and works on', async () => {
    const bench = await Bench.open()
    await bench.call()
    await bench.listen((call) => call.delivered(), true)
    const again = await bench.listen((call) => call.delivered(), true)
    assert.equal(again.got.length, 0)
    await bench.reply(0, '1')
    assert.deepEqual(bench.outcomes, [{ response: '1' }])
  })
})

describe('a persistent call', () => {
  test('is accepted at once, and every step of it is told', async () => {
    const bench = await Bench.open()
    const { got } = await bench.listen((call) => call.sent())
    await bench.call({ isPersistent: true })
    assert.deepEqual(bench.outcomes, [{ response: '{"rpcId":"call-0"}' }])
    got[0]?.delivered()
    await settled()
    await bench.reply(0, '{"ok":true}')
    assert.deepEqual(bench.statuses(), ['QUEUED', 'SENT', 'DELIVERED', 'SUCCESSFUL'])
    assert.equal((await bench.store.get('call-0'))?.response, '{"ok":true}')
  })

  test('without an acknowledgement on the wire is never SENT', async () => {
    const bench = await Bench.open()
    await bench.listen()
    await bench.call({ isPersistent: true, isOneWay: true })
    assert.deepEqual(bench.statuses(), ['QUEUED', 'DELIVERED'])
  })

  test('waits for its device over a restart, under its old number', async () => {
    const store = new MemoryCalls()
    const before = await Bench.open(store)
    await before.call()
    await before.call({ isPersistent: true })
    const bench = await Bench.open(store)
    const { got } = await bench.listen()
    assert.deepEqual(
      got.map(({ requestId }) => requestId),
      [1],
    )
    await bench.call()
    assert.equal(got[1]?.requestId, 2)
    await bench.reply(1, 'done, says the pump')
    assert.equal((await store.get('call-1'))?.response, '{"error":"done, says the pump"}')
  })

  test('that was delivered and not replied to comes again when the device subscribes again', async () => {
    const bench = await Bench.open()
    const first = await bench.listen()
    await bench.call({ isPersistent: true })
    first.stop()
    const second = await bench.listen()
    assert.deepEqual(
      second.got.map(({ requestId }) => requestId),
      [0],
    )
    assert.deepEqual(bench.statuses(), ['QUEUED', 'DELIVERED'])
  })

  test('that is not acknowledged in ten seconds waits for the next session, then fails', async () => {
    const bench = await Bench.open()
    const first = await bench.listen((call) => call.sent())
    await bench.call({ isPersistent: true, retries: 1 })
    await bench.pass(10_000)
    assert.deepEqual(bench.statuses(), ['QUEUED', 'SENT', 'TIMEOUT'])
    assert.equal(first.got.length, 1)
    first.stop()
    await bench.listen((call) => call.sent())
    await bench.pass(10_000)
    assert.deepEqual(bench.statuses().slice(3), ['SENT', 'FAILED'])
    assert.equal(
      (await bench.store.get('call-0'))?.response,
      '{"error":"There was a Timeout and all retry attempts have been exhausted. Retry attempts set: 1"}',
    )
  })

  test('that was not acknowledged because the session ended is not counted as tried', async () => {
    const bench = await Bench.open()
    const { got, stop } = await bench.listen((call) => call.sent())
    await bench.call({ isPersistent: true, retries: 0 })
    stop()
    got[0]?.missed()
    await bench.pass(20_000)
    assert.deepEqual(bench.statuses(), ['QUEUED', 'SENT'])
    const later = await bench.listen()
    assert.equal(later.got.length, 1)
    assert.deepEqual(bench.statuses(), ['QUEUED', 'SENT', 'DELIVERED'])
  })

  test('expires at its time, and its device hears nothing of it later', async () => {
    const bench = await Bench.open()
    await bench.call({ isPersistent: true, expirationTime: bench.clock.now() + 10_000 })
    await bench.pass(10_000)
    assert.deepEqual(bench.statuses(), ['QUEUED', 'EXPIRED'])
    assert.equal((await bench.listen()).got.length, 0)
  })

  test('made twice by the same message is one', async () => {
    const bench = await Bench.open()
    await bench.call({ id: 'same', isPersistent: true })
    await bench.call({ id: 'same', isPersistent: true })
    const { got } = await bench.listen()
    assert.equal(got.length, 1)
    assert.equal(bench.outcomes.length, 2)
    await assert.rejects(
      bench.call({ id: 'same', method: 'other', isPersistent: true }),
      /another call with the id/,
    )
  })

  test('can be taken away while it waits', async () => {
    const bench = await Bench.open()
    await bench.call({ isPersistent: true })
    assert.equal((await bench.calls.remove('call-0'))?.id, 'call-0')
    assert.equal(await bench.calls.remove('call-0'), null)
    assert.deepEqual(bench.statuses(), ['QUEUED', 'DELETED'])
    assert.equal((await bench.listen()).got.length, 0)
  })

  test('waits in hundreds, and all come in order', async () => {
    const bench = await Bench.open()
    for (let at = 0; at < 250; at++) await bench.call({ isPersistent: true, isOneWay: true })
    const { got } = await bench.listen()
    await settled(2000)
    assert.deepEqual(
      got.map(({ requestId }) => requestId),
      Array.from({ length: 250 }, (_, at) => at),
    )
  })

  test('is refused as passing trouble while the database is away; a step of it is written later', async () => {
    const bench = await Bench.open()
    const { got } = await bench.listen((call) => call.sent())
    await bench.call({ isPersistent: true })
    bench.store.failure = new Error('no connection')
    await assert.rejects(bench.call({ isPersistent: true }), { transient: true })
    await assert.rejects(bench.reply(0, '1'), /no connection/)
    got[0]?.delivered()
    await settled()
    bench.store.failure = null
    await bench.pass(5_000)
    assert.equal(bench.statuses().at(-1), 'DELIVERED')
  })
})

test('who waits over REST is told under the id of the call', async () => {
  const bench = await Bench.open()
  const waiting = bench.callers.wait('mine', 1000)
  await bench.listen()
  await bench.call({ id: 'mine', isRestCall: true })
  await bench.reply(0, '5')
  assert.deepEqual(await waiting.answer, { response: '5' })
  const other = bench.callers.wait('other', 1000)
  bench.clock.pass(1000)
  assert.equal(await other.answer, null)
})
