import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Sessions } from './sessions.ts'

test('a second MQTT login takes the place of the first, and the device stays connected', () => {
  const sessions = new Sessions()
  const closed: string[] = []
  const first = sessions.open('d1', 'mqtt', { onClosed: (reason) => closed.push(reason) })
  const second = sessions.open('d1', 'mqtt', {})
  assert.deepEqual([first.isFirst, second.isFirst, closed], [true, false, ['taken-over']])
  assert.equal(first.end(), false, 'the one taken over does not disconnect the device')
  assert.equal(sessions.isConnected('d1'), true)
  assert.equal(second.end(), true)
  assert.deepEqual([sessions.isConnected('d1'), sessions.connected], [false, 0])
})

test('sessions of other transports stand beside each other', () => {
  const sessions = new Sessions()
  const mqtt = sessions.open('d1', 'mqtt', {})
  const coap = sessions.open('d1', 'coap', {})
  assert.deepEqual([mqtt.isFirst, coap.isFirst, sessions.connected], [true, false, 1])
  assert.deepEqual([mqtt.end(), coap.end()], [false, true])
})

test('a long poll over HTTP hears of attributes and connects nothing', () => {
  const sessions = new Sessions()
  const heard: unknown[] = []
  const poll = sessions.open('d1', 'http', {
    onSharedAttributes: (changed, deleted) => heard.push([changed, deleted]),
  })
  assert.deepEqual([poll.isFirst, sessions.isConnected('d1'), sessions.connected], [false, false, 0])
  const mqtt = sessions.open('d1', 'mqtt', {})
  assert.equal(mqtt.isFirst, true)
  sessions.notifyShared('d1', { limit: 5 }, ['old'])
  assert.deepEqual(heard, [[{ limit: 5 }, ['old']]])
  assert.deepEqual([poll.end(), mqtt.end(), sessions.connected], [false, true, 0])
})

test('ending a session twice counts once', () => {
  const sessions = new Sessions()
  const session = sessions.open('d1', 'mqtt', {})
  assert.deepEqual([session.end(), session.end(), sessions.connected], [true, false, 0])
})
