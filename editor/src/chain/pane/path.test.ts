import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeWire } from '../document/document.ts'
import { fromGraph } from '../document/graph.ts'
import { litBy, unlit } from './path.ts'

const node = (id: string) => ({
  id: { entityType: 'RULE_NODE', id },
  type: 'flow/log',
  name: id,
  configuration: {},
})
const doc = fromGraph({
  firstNodeIndex: 0,
  nodes: ['a', 'b', 'c'].map(node),
  connections: [
    { fromIndex: 0, toIndex: 1, type: 'True' },
    { fromIndex: 0, toIndex: 2, type: 'False' },
  ],
})
const step = (chainId: string, nodeId: string, output: string | null, took: number | null) => ({
  chainId,
  nodeId,
  output,
  took,
})

test('the wires that were taken light up, and no others', () => {
  const { wires } = litBy([step('x', 'a', 'true', 1), step('x', 'b', null, 1)], 'x', doc)
  assert.deepEqual([...wires], [makeWire('a', 'True', 'b').id])
})

test('the times of a node that was visited twice are added, untimed steps count nothing', () => {
  const steps = [step('x', 'a', null, 0.5), step('x', 'a', 'True', 1), step('x', 'b', null, null)]
  assert.deepEqual(
    [...litBy(steps, 'x', doc).nodes],
    [
      ['a', 1.5],
      ['b', null],
    ],
  )
})

test('steps in another chain light nothing here', () => {
  assert.equal(litBy([step('y', 'a', 'True', 1)], 'x', doc), unlit)
})
