import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NodeDefinitionJson } from '../../../../engine/api/contract.ts'
import type { ChainGraph } from '../../../../engine/rules/chain.ts'
import { fromGraph } from '../document/graph.ts'
import { configure } from '../document/nodes.ts'
import { catalogOf } from '../state/catalog.ts'
import { type Faces, makeFaces, rowsOf } from './faces.ts'

const outputs = [...Array.from({ length: 12 }, (_, index) => `Type ${index + 1}`), 'Failure']
const definition = (type: string, outputs: string[]) =>
  ({
    type,
    category: 'filter',
    title: type,
    outputs,
    config: {},
    line: null,
    customOutputs: false,
  }) as unknown as NodeDefinitionJson
const catalog = catalogOf([
  definition('filter/few', ['True', 'False', 'Failure']),
  definition('filter/many', outputs),
])
const node = (id: string, type: string) => ({
  id: { entityType: 'RULE_NODE', id },
  type,
  name: id,
  configuration: {},
})
const doc = fromGraph({
  firstNodeIndex: 0,
  nodes: [node('few', 'filter/few'), node('many', 'filter/many'), node('lost', 'vendor/unknown')],
  connections: [
    { fromIndex: 0, toIndex: 1, type: 'true' },
    { fromIndex: 1, toIndex: 2, type: 'Type 9' },
  ],
} as ChainGraph)
const faces = (of = doc, before: Faces = new Map(), spread = new Set<string>()) =>
  makeFaces({ doc: of, liveDoc: doc, catalog, problems: [], spread }, before)

test('an edit of one node changes the face of that node only', () => {
  const before = faces()
  const after = faces(configure(doc, 'few', 'limit', 3), before)
  assert.equal(after.get('few')?.state, 'changed')
  assert.equal(after.get('many'), before.get('many'))
})

test('a wire whose name differs only in case leaves by the same port', () => {
  assert.deepEqual(faces().get('few')?.outputs, ['True', 'False', 'Failure'])
})

test('of many outputs only those with a wire have a row, until the node is spread', () => {
  const many = faces().get('many')
  assert.deepEqual(many?.outputs, ['Type 9', 'Failure'])
  assert.equal(many?.more, 11)
  assert.equal(faces(doc, faces(), new Set(['many'])).get('many')?.outputs.length, 13)
})

test('a failure without a wire takes no room', () => {
  const few = faces().get('few')
  assert.equal(few && rowsOf(few), 2)
})

test('a node of an unknown kind is still there', () => {
  assert.equal(faces().get('lost')?.line, 'vendor/unknown')
})
