import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChainGraph } from '../../../../engine/rules/chain.ts'
import { paste, readClip, toClip } from './clip.ts'
import { changeCount, compare } from './compare.ts'
import type { ChainDoc } from './document.ts'
import { fromGraph, toGraph } from './graph.ts'
import { goTo, noHistory, type Past, redo, step, undo } from './history.ts'
import { addNode, configure, moveNodes, removeNodes } from './nodes.ts'
import { nearest, outline } from './order.ts'
import { recall, remember } from './remember.ts'
import { connect, insertOnWire } from './wires.ts'

const node = (id: string, number: number, x: number, y = 0) => ({
  id: { entityType: 'RULE_NODE' as const, id },
  type: 'filter/script',
  name: id,
  configuration: { limit: 30 },
  additionalInfo: { layoutX: x, layoutY: y, description: '', number },
})

const graph = {
  firstNodeIndex: 0,
  nodes: [node('a', 1, 0), node('b', 2, 200), node('c', 3, 400)],
  connections: [
    { fromIndex: 0, toIndex: 1, type: 'True' },
    { fromIndex: 1, toIndex: 2, type: 'Success' },
  ],
} as ChainGraph

const open = (): Past => ({ doc: fromGraph(graph), history: noHistory })
const named = (key: string, at = 0, merge?: string) => ({ name: { key }, at, ...(merge ? { merge } : {}) })
const lines = (doc: ChainDoc) =>
  [...doc.wires.values()].map((wire) => `${wire.from} ${wire.output} ${wire.to}`)
const firstOutput = () => 'Success'

test('a graph that is opened and saved again is the same graph', () => {
  assert.deepEqual(toGraph(fromGraph(graph)), graph)
})

test('undo after paste removes exactly what was pasted', () => {
  const before = open()
  const clip = readClip(toClip(before.doc, new Set(['a', 'b']), new Set()))
  assert.ok(clip)
  const { doc, ids } = paste(before.doc, clip, { x: 40, y: 200 })
  const after = step(before, doc, named('paste'))
  assert.equal(after.doc.nodes.size, 5)
  assert.equal(after.doc.wires.size, 3, 'the wire inside of the selection comes along')
  assert.deepEqual(
    ids.map((id) => after.doc.nodes.get(id)?.number),
    [4, 5],
  )
  assert.deepEqual(toGraph(undo(after).doc), graph)
})

test('typing in one field is one step, and it remembers the first and the last value', () => {
  let past = open()
  for (const [at, limit] of [
    [0, 3],
    [100, 35],
    [200, 350],
  ] as const) {
    const name = {
      key: 'field',
      values: { from: past.doc.nodes.get('b')?.configuration.limit as number, to: limit },
    }
    past = step(past, configure(past.doc, 'b', 'limit', limit), { name, merge: 'field:b:limit', at })
  }
  assert.equal(past.history.done.length, 1)
  assert.deepEqual(past.history.done[0]?.name.values, { from: 30, to: 350 })
  assert.equal(undo(past).doc.nodes.get('b')?.configuration.limit, 30)
})

test('typing a value back to what it was leaves no step behind', () => {
  let past = step(open(), configure(open().doc, 'b', 'limit', 31), named('field', 0, 'f'))
  past = step(past, configure(past.doc, 'b', 'limit', 30), named('field', 100, 'f'))
  assert.equal(past.history.done.length, 0)
})

test('a pause in typing begins a new step', () => {
  let past = step(open(), configure(open().doc, 'b', 'limit', 31), named('field', 0, 'f'))
  past = step(past, configure(past.doc, 'b', 'limit', 32), named('field', 60_000, 'f'))
  assert.equal(past.history.done.length, 2)
})

test('a deleted node leaves a healed wire, and undo brings back both old ones', () => {
  const before = open()
  const after = step(before, removeNodes(before.doc, ['b'], firstOutput), named('remove'))
  assert.deepEqual(lines(after.doc), ['a True c'])
  assert.deepEqual(lines(undo(after).doc).sort(), ['a True b', 'b Success c'])
  assert.deepEqual(lines(redo(undo(after)).doc), ['a True c'])
})

test('a number is never given twice, even after its node is gone', () => {
  const doc = removeNodes(open().doc, ['c'], firstOutput)
  const fresh = { id: 'd', type: 't', name: 'd', configuration: {}, source: false }
  assert.equal(addNode(doc, fresh, { x: 0, y: 300 }).nodes.get('d')?.number, 4)
})

test('deleting the first node makes the one behind it the first', () => {
  const doc = removeNodes(open().doc, ['a'], () => 'True')
  assert.equal(doc.first, 'b')
})

test('a node dropped on a wire takes its place in the flow', () => {
  const { doc } = open()
  const wire = [...doc.wires.values()][0]
  assert.ok(wire)
  const fresh = { id: 'd', type: 't', name: 'd', configuration: {}, source: false }
  const next = insertOnWire(addNode(doc, fresh, { x: 100, y: 0 }), wire, 'd', 'Success')
  assert.deepEqual(lines(next).sort(), ['a True d', 'b Success c', 'd Success b'])
})

test('the history can be entered at any step, back and forth', () => {
  let past = open()
  for (const x of [20, 40, 60]) {
    past = step(past, moveNodes(past.doc, new Map([['a', { x, y: 0 }]])), named('move', x))
  }
  assert.equal(goTo(past, 1).doc.nodes.get('a')?.x, 20)
  assert.equal(goTo(goTo(past, 0), 3).doc.nodes.get('a')?.x, 60)
})

test('edits and the way back survive a reload', () => {
  const shelf = new Map<string, string>()
  const storage = {
    getItem: (key: string) => shelf.get(key) ?? null,
    setItem: (key: string, value: string) => void shelf.set(key, value),
    removeItem: (key: string) => void shelf.delete(key),
  }
  const before = open()
  const after = step(before, configure(before.doc, 'b', 'limit', 35), named('field'))
  remember(storage, 'chain', { ...after, revision: 4, unsaved: true })
  const back = recall(storage, 'chain')
  assert.ok(back?.unsaved)
  assert.equal(back.doc.nodes.get('b')?.configuration.limit, 35)
  assert.deepEqual(toGraph(undo(back).doc), graph)
})

test('text that is no chain is not pasted', () => {
  assert.equal(readClip('hello'), null)
  assert.equal(readClip('{"nodes": 3}'), null)
  assert.equal(readClip('null'), null)
})

test('a new node and its wire count as one change, a moved node as none', () => {
  const live = open().doc
  const fresh = { id: 'd', type: 't', name: 'd', configuration: {}, source: false }
  const draft = connect(addNode(live, fresh, { x: 0, y: 300 }), 'c', 'Success', 'd')
  assert.equal(changeCount(compare(live, draft)), 1)
  assert.equal(changeCount(compare(live, moveNodes(live, new Map([['a', { x: 9, y: 9 }]])))), 0)
  assert.deepEqual(compare(live, configure(live, 'b', 'limit', 31)).changed[0]?.fields, ['limit'])
})

test('the outline lists each node once, and points back where a wire closes a ring', () => {
  const ring = connect(open().doc, 'c', 'Success', 'a')
  assert.deepEqual(
    outline(ring).map((line) => `${line.depth} ${line.node.id}${line.reference ? ' ↑' : ''}`),
    ['0 a', '1 b', '2 c', '3 a ↑'],
  )
})

test('an arrow key finds the nearest node that way', () => {
  const { nodes } = open().doc
  assert.equal(nearest({ x: 0, y: 0 }, nodes.values(), 'right')?.id, 'b')
  assert.equal(nearest({ x: 0, y: 0 }, nodes.values(), 'left'), null)
})

test('the first node of an empty chain becomes its first; beside a source none does', () => {
  const empty = { ...open().doc, nodes: new Map(), wires: new Map(), first: null }
  const fresh = { id: 'd', type: 't', name: 'd', configuration: {}, source: false }
  assert.equal(addNode(empty, fresh, { x: 0, y: 0 }).first, 'd')
  assert.equal(addNode(empty, { ...fresh, besideSources: true }, { x: 0, y: 0 }).first, null)
  assert.equal(changeCount(compare(empty, addNode(empty, fresh, { x: 0, y: 0 }))), 1)
})
