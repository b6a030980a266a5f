import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commonMember, debugOf, timeLeft, withMember } from './common.ts'
import { differentFields } from './compare.ts'
import { fromGraph, toGraph } from './graph.ts'

const docOf = (more: object) =>
  fromGraph({
    firstNodeIndex: 0,
    nodes: [{ type: 'flow/log', name: 'Log', configuration: {}, ...more }],
    connections: [],
  })
const nodeOf = (more: object) => {
  const [node] = docOf(more).nodes.values()
  assert.ok(node)
  return node
}

test('a queue that is not set and one that is empty are the same', () => {
  const id = { id: { entityType: 'RULE_NODE', id: 'a' }, additionalInfo: { number: 1 } }
  const [bare, empty, main] = [
    nodeOf(id),
    nodeOf({ ...id, queueName: '' }),
    nodeOf({ ...id, queueName: 'Main' }),
  ]
  assert.deepEqual(differentFields(bare, empty), [])
  assert.deepEqual(differentFields(bare, main), ['@queueName'])
})

test('a common setting goes into the saved node beside its configuration, and can be taken away', () => {
  const doc = docOf({})
  const [node] = doc.nodes.values()
  assert.ok(node)
  const set = withMember(node, 'queueName', 'Main')
  assert.equal(toGraph({ ...doc, nodes: new Map([[set.id, set]]) }).nodes[0]?.queueName, 'Main')
  assert.equal(commonMember(withMember(set, 'queueName', undefined), 'queueName'), null)
})

test('recording that is not said is off, and its time is counted down', () => {
  assert.deepEqual(debugOf(nodeOf({})), { failuresEnabled: false, allEnabled: false, allEnabledUntil: 0 })
  assert.equal(timeLeft(65_000, 0), '1:05')
  assert.equal(timeLeft(1000, 1000), null)
})
