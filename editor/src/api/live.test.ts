import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createLive, type Socket } from './live.ts'

interface Frame {
  authCmd?: { token: string }
  cmds: { type: string; cmdId: number; unsubscribe?: boolean }[]
}

/** A link with a hand on everything: sockets that open and fall when told, and time that passes when told. */
function bench() {
  let now = 0
  const waits: { at: number; then: () => void }[] = []
  const sockets: (Socket & { sent: Frame[]; closed: boolean })[] = []
  const live = createLive({
    now: () => now,
    random: () => 1,
    token: async () => 'T',
    after(ms, then) {
      const wait = { at: now + ms, then }
      waits.push(wait)
      return () => {
        const index = waits.indexOf(wait)
        if (index >= 0) waits.splice(index, 1)
      }
    },
    connect() {
      const socket = {
        sent: [] as Frame[],
        closed: false,
        onopen: null,
        onmessage: null,
        onclose: null,
        send: (text: string) => socket.sent.push(JSON.parse(text)),
        close: () => {
          socket.closed = true
        },
      } as Socket & { sent: Frame[]; closed: boolean }
      sockets.push(socket)
      return socket
    },
  })
  const settle = () => new Promise((done) => setImmediate(done))
  return {
    live,
    sockets,
    state: () => live.link.getState().state,
    last() {
      const socket = sockets.at(-1)
      assert.ok(socket, 'a socket was opened')
      return socket
    },
    async pass(ms: number) {
      now += ms
      for (const wait of waits.filter(({ at }) => at <= now)) {
        waits.splice(waits.indexOf(wait), 1)
        wait.then()
      }
      await settle()
    },
  }
}

describe('the live link', () => {
  it('logs in with its first frame and subscribes in the same', async () => {
    const { live, last, state, pass } = bench()
    live.subscribe({ type: 'WEIR_STATUS' }, () => {})
    await pass(0)
    last().onopen?.()
    assert.equal(state(), 'open')
    assert.equal(last().sent[0]?.authCmd?.token, 'T')
    assert.deepEqual(last().sent[0]?.cmds, [{ type: 'WEIR_STATUS', cmdId: 1 }])
  })

  it('gives a frame to the one who asked for it, by either name of the number', async () => {
    const { live, last, pass } = bench()
    const heard: string[] = []
    live.subscribe({ type: 'WEIR_CHAIN', chainId: 'c' }, () => heard.push('chain'))
    live.subscribe({ type: 'TIMESERIES' }, () => heard.push('series'))
    await pass(0)
    last().onopen?.()
    last().onmessage?.({ data: '{"subscriptionId":2,"data":{}}' })
    last().onmessage?.({ data: '{"cmdId":1,"update":"CHAIN"}' })
    last().onmessage?.({ data: '{"cmdId":9}' })
    assert.deepEqual(heard, ['series', 'chain'])
  })

  it('subscribes again after a loss, under new numbers, and hears nothing from the old line', async () => {
    const { live, last, state, pass } = bench()
    const heard: unknown[] = []
    live.subscribe({ type: 'WEIR_CHAIN', chainId: 'c' }, (frame) => heard.push(frame))
    await pass(0)
    const old = last()
    old.onopen?.()
    old.onclose?.()
    assert.equal(state(), 'lost')
    await pass(500)
    assert.equal(state(), 'lost', 'still lost until the new line stands')
    last().onopen?.()
    assert.equal(state(), 'open')
    assert.equal(last().sent[0]?.cmds[0]?.cmdId, 2)
    old.onmessage?.({ data: '{"cmdId":2}' })
    assert.deepEqual(heard, [])
  })

  it('waits longer after each loss, up to a quarter of a minute', async () => {
    const { live, last, sockets, pass } = bench()
    live.subscribe({ type: 'WEIR_CHAIN' }, () => {})
    await pass(0)
    for (const wait of [500, 1000, 2000, 4000, 8000, 15_000, 15_000]) {
      last().onclose?.()
      const before = sockets.length
      await pass(wait - 1)
      assert.equal(sockets.length, before, `not before ${wait} ms`)
      await pass(1)
      assert.equal(sockets.length, before + 1, `after ${wait} ms`)
    }
  })

  it('notices a line that is dead though nobody hung up', async () => {
    const { live, last, state, pass } = bench()
    live.subscribe({ type: 'WEIR_STATUS' }, () => {})
    await pass(0)
    last().onopen?.()
    await pass(5000)
    last().onmessage?.({ data: '{"cmdId":1}' })
    await pass(5999)
    assert.equal(state(), 'open')
    await pass(1)
    assert.equal(state(), 'lost')
    assert.ok(last().closed)
  })

  it('says goodbye in the words of each command, and only once', async () => {
    const { live, last, pass } = bench()
    const ends = ['WEIR_CHAIN', 'TIMESERIES', 'ENTITY_DATA'].map((type) => live.subscribe({ type }, () => {}))
    await pass(0)
    last().onopen?.()
    for (const end of [...ends, ...ends]) end()
    assert.deepEqual(
      last()
        .sent.slice(1)
        .map(({ cmds }) => cmds[0]),
      [
        { type: 'WEIR_UNSUBSCRIBE', cmdId: 1 },
        { type: 'TIMESERIES', cmdId: 2, unsubscribe: true },
        { type: 'ENTITY_DATA_UNSUBSCRIBE', cmdId: 3 },
      ],
    )
  })

  it('hangs up for good when the person leaves', async () => {
    const { live, last, sockets, state, pass } = bench()
    live.subscribe({ type: 'WEIR_STATUS' }, () => {})
    await pass(0)
    last().onopen?.()
    live.close()
    assert.ok(last().closed)
    await pass(60_000)
    assert.equal(state(), 'idle')
    assert.equal(sockets.length, 1)
  })
})
