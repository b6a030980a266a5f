import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../test/support/clock.ts'
import { Room } from './room.ts'
import { PretendGate } from './test-gate.ts'

function start(mostWaiting = 10) {
  const gate = new PretendGate()
  const clock = new ManualClock()
  return { gate, clock, room: new Room(gate, clock, { mostWaiting, longestWait: 1000 }) }
}

test('with room nobody waits', () => {
  const { room, clock } = start()
  const heard: boolean[] = []
  room.enter((entered) => heard.push(entered))
  assert.deepEqual(heard, [true])
  assert.equal(clock.pending, 0)
})

test('who waits enters in the order of arrival, as far as the room goes', () => {
  const { gate, clock, room } = start()
  const heard: string[] = []
  gate.hasRoom = false
  room.enter(() => {
    heard.push('first')
    gate.hasRoom = false
  })
  room.enter(() => heard.push('second'))
  gate.makeRoom()
  assert.deepEqual(heard, ['first'])
  gate.makeRoom()
  assert.deepEqual(heard, ['first', 'second'])
  assert.equal(clock.pending, 0)
})

test('nobody overtakes those who wait', () => {
  const { gate, room } = start()
  const heard: string[] = []
  gate.hasRoom = false
  room.enter(() => heard.push('first'))
  gate.hasRoom = true
  room.enter(() => heard.push('second'))
  assert.deepEqual(heard, [])
  gate.makeRoom()
  assert.deepEqual(heard, ['first', 'second'])
})

test('too many, too long, and the end of it all send away', () => {
  const { gate, clock, room } = start(2)
  const heard: [string, boolean][] = []
  gate.hasRoom = false
  room.enter((entered) => heard.push(['first', entered]))
  room.enter((entered) => heard.push(['second', entered]))
  room.enter((entered) => heard.push(['third', entered]))
  assert.deepEqual(heard, [['third', false]])
  clock.pass(1000)
  assert.deepEqual(heard.slice(1), [
    ['first', false],
    ['second', false],
  ])
  room.enter((entered) => heard.push(['fourth', entered]))
  room.close()
  assert.deepEqual(heard.at(-1), ['fourth', false])
  assert.equal(clock.pending, 0)
})

test('who leaves the line hears nothing', () => {
  const { gate, clock, room } = start()
  gate.hasRoom = false
  const leave = room.enter(() => assert.fail('left, but called'))
  leave()
  gate.makeRoom()
  assert.equal(room.waiting, 0)
  assert.equal(clock.pending, 0)
})
