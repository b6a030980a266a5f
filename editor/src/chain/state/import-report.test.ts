import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChainGraph } from '../../../../engine/rules/chain.ts'
import { paste } from '../document/clip.ts'
import { emptyDoc } from '../document/document.ts'
import { byIndex, reportOf } from './import-report.ts'

const node = (name: string, number: number) => ({
  type: 'flow/log',
  name,
  configuration: {},
  additionalInfo: { number },
})

test('a note of the report leads to its node, also after pasting in another order', () => {
  const graph: ChainGraph = {
    firstNodeIndex: 0,
    nodes: [node('Second', 2), node('First', 1)],
    connections: [],
  }
  const pasted = paste(emptyDoc, graph, { x: 0, y: 0 })
  const ids = byIndex(graph, pasted.ids)
  const report = reportOf('Pumps', [{ severity: 'warning', node: 0, message: 'Odd' }], ids)
  assert.equal(pasted.doc.nodes.get(report?.notes[0]?.nodeId ?? '')?.name, 'Second')
})

test('an import that carried everything over has no report', () => {
  assert.equal(reportOf('Pumps', [], []), null)
})
