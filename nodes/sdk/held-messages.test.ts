import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RuleEngine } from '../../engine/rules/engine.ts'
import { Message } from '../../engine/rules/message.ts'
import type { Scripts } from '../../engine/rules/needs.ts'
import delay from '../flow/delay.ts'
import { Catalogue } from './catalogue.ts'
import { libraryOf } from './library.ts'
import { playDevice, World } from './play.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

/** A chain of one node that delays by 100 s, and a queue that notes what is written to it. */
function edge() {
  const world = new World()
  const written: { id: string; output: string | null }[] = []
  const done: string[] = []
  const engine = new RuleEngine({
    library: libraryOf(new Catalogue([delay])),
    needs: world.needs({} as Scripts),
    append: async (message, entry) => {
      world.admit()
      written.push({ id: message.id, output: entry?.output ?? null })
      engine.accept(message, entry, () => done.push(message.id))
    },
  })
  const id = { entityType: 'RULE_NODE', id: 'delay' }
  const deploy = (version: number, periodInSeconds: number) =>
    engine.deploy({
      id: 'chain',
      name: 'Chain',
      version,
      graph: {
        firstNodeIndex: 0,
        nodes: [{ id, type: 'flow/delay', name: 'Delay', configuration: { periodInSeconds } }],
        connections: [],
      },
    })
  deploy(1, 100)
  engine.setRoot('chain')
  const send = (name: string) => {
    const parts = {
      id: name,
      ts: world.time,
      type: 'POST_TELEMETRY_REQUEST',
      originator: playDevice,
      data: {},
    }
    engine.accept(Message.of(parts), null, () => done.push(name))
  }
  return { world, written, done, deploy, send, engine }
}

test('a kept message is not done, until it is written anew after half a minute', async () => {
  const { world, written, done, send } = edge()
  send('m')
  await world.pass(29_000)
  assert.deepEqual([written, done], [[], []])
  await world.pass(2000)
  assert.deepEqual(written, [{ id: 'm', output: null }])
  assert.deepEqual(done, ['m'], 'the old record is done, the new one is not')
})

test('it leaves once and on time, however often it was written anew', async () => {
  const { world, written, done, send } = edge()
  send('m')
  await world.pass(99_000)
  assert.deepEqual(
    written.map(({ output }) => output),
    [null, null, null],
  )
  await world.pass(2000)
  await turn()
  assert.equal(written.filter(({ output }) => output === 'Success').length, 1)
  assert.equal(done.length, 5, 'every record of it is done: the first, three anew, and what left')
  await world.pass(200_000)
  assert.equal(written.length, 4)
})

test('while the queue takes nothing it stays where it is', async () => {
  const { world, written, done, send } = edge()
  world.isQueueFull = true
  send('m')
  await world.pass(150_000)
  assert.deepEqual([written, done], [[], []])
  world.isQueueFull = false
  await world.pass(2000)
  await turn()
  assert.deepEqual(
    written.map(({ output }) => output),
    ['Success'],
  )
})

test('after a deploy with other settings it moves to the new node and leaves once', async () => {
  const { world, written, deploy, send } = edge()
  send('m')
  await world.pass(10_000)
  deploy(2, 40)
  await world.pass(200_000)
  await turn()
  assert.equal(written.filter(({ output }) => output === 'Success').length, 1)
})
