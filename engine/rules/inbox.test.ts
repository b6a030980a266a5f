import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settled } from '../../test/support/clock.ts'
import { graphOf, messageOf, queueConfig, testEngine } from '../../test/support/rules.ts'
import { Inbox } from './inbox.ts'
import { MessageQueue } from './queue.ts'

function setUp(budget: number) {
  const releases: (() => void)[] = []
  const made = testEngine({ hold: () => () => new Promise<void>((resolve) => releases.push(resolve)) })
  made.engine.deploy({ id: 'root', name: 'Root', version: 1, graph: graphOf(['a:hold']) })
  made.engine.setRoot('root')
  const inbox = new Inbox(budget)
  const line = inbox.open(new MessageQueue(made.engine, made.clock, queueConfig()))
  const add = (size = 400) => {
    const message = messageOf({ size })
    inbox.admit(message)
    line.run(message, null, () => {})
  }
  return { inbox, add, releases }
}

test('an inbox is full when what it holds passes its budget, and tells once there is room again', async () => {
  const { inbox, add, releases } = setUp(24_000)
  let told = 0
  inbox.onRoom(() => told++)
  for (let i = 0; i < 10; i++) add()
  assert.equal(inbox.hasRoom, false)
  await settled()
  assert.equal(releases.length, 10, 'what was taken runs, full or not')
  for (const release of releases.slice(0, 4)) release()
  await settled()
  assert.equal(told, 0, 'not for every message')
  for (const release of releases.slice(4, 6)) release()
  await settled()
  assert.equal(told, 1)
  for (const release of releases) release()
  await settled()
  assert.deepEqual([inbox.bytes, told], [0, 1])
})

test('a message that did not reach the disk gives its room back', () => {
  const { inbox } = setUp(1000)
  const message = messageOf({ size: 2000 })
  inbox.admit(message)
  assert.equal(inbox.hasRoom, false)
  inbox.forget(message)
  assert.equal(inbox.bytes, 0)
})

test('a closed inbox starts nothing more', async () => {
  const { inbox, add, releases } = setUp(10_000)
  add()
  inbox.close()
  await settled()
  assert.equal(releases.length, 0)
})
