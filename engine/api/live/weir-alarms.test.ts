import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import WebSocket from 'ws'
import { settled } from '../../../test/support/clock.ts'
import type { AlarmsFrame } from '../contract-alarms.ts'
import { type TestServer, testServer, testStore } from '../test-server.ts'

let server: TestServer
let url: string
before(async () => {
  server = await testServer(await testStore())
  url = (await server.app.listen({ port: 0, host: '127.0.0.1' })).replace('http', 'ws')
})
after(async () => {
  await server.close()
  await server.store.close()
})

test('a page of alarms is told once a second that something changed, however much it was', async () => {
  const frames: AlarmsFrame[] = []
  const socket = new WebSocket(`${url}/api/ws`)
  socket.on('message', (data) => frames.push(JSON.parse(data.toString())))
  await once(socket, 'open')
  const token = await server.login()
  socket.send(JSON.stringify({ authCmd: { cmdId: 0, token }, cmds: [{ cmdId: 7, type: 'WEIR_ALARMS' }] }))
  const pass = async (quarters: number) => {
    for (let round = 0; round < quarters; round++) {
      await settled()
      await new Promise((resolve) => setTimeout(resolve, 2))
      server.clock.pass(250)
    }
  }
  for (let tries = 0; frames.length === 0; tries++) {
    assert.ok(tries < 500, 'the first frame came')
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  assert.deepEqual(frames.splice(0), [{ cmdId: 7, update: 'ALARMS', changes: 0 }])

  await pass(8)
  assert.equal(frames.length, 0, 'nothing is said while nothing happens')

  const device = (await server.ask('POST', '/api/device', { name: 'Boiler' })).json.id
  for (const type of ['Hot', 'Dry', 'Loud'])
    await server.ask('POST', '/api/alarm', { type, originator: device, severity: 'MAJOR' })
  await pass(12)
  const changes = frames.splice(0).map((frame) => frame.changes)
  assert.equal(changes.at(-1), 3)
  assert.ok(changes.length <= 3)

  socket.send(JSON.stringify({ cmds: [{ cmdId: 7, type: 'WEIR_UNSUBSCRIBE' }] }))
  await pass(2)
  await server.ask('POST', '/api/alarm', { type: 'Wet', originator: device, severity: 'MAJOR' })
  await pass(8)
  assert.equal(frames.length, 0)
  socket.terminate()
})
