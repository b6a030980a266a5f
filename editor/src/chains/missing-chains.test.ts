import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChainGraph } from '../../../engine/rules/chain.ts'
import { missingChains, withChains } from './missing-chains.ts'

const chainNode = (name: string, ruleChainId: string) => ({
  type: 'flow/chain',
  name,
  configuration: { ruleChainId },
})
const graph: ChainGraph = {
  firstNodeIndex: 0,
  nodes: [chainNode('Alarms', 'gone'), chainNode('Alarms too', 'gone'), chainNode('Here', 'here')],
  connections: [],
}

test('chains that are not here are told with the nodes that refer to them', () => {
  assert.deepEqual(missingChains(graph, new Set(['here'])), [{ id: 'gone', nodes: ['Alarms', 'Alarms too'] }])
})

test('a chosen chain takes the place of the missing one, in files of any age', () => {
  const old = { fromIndex: 0, targetRuleChainId: { entityType: 'RULE_CHAIN', id: 'gone' }, type: 'Success' }
  const file = { metadata: { ruleChainId: { id: 'gone' }, ...graph, ruleChainConnections: [old] } }
  const { metadata } = withChains(file, new Map([['gone', 'other']]))
  assert.deepEqual(
    metadata.nodes.map((node) => node.configuration.ruleChainId),
    ['other', 'other', 'here'],
  )
  assert.equal(metadata.ruleChainConnections[0]?.targetRuleChainId.id, 'other')
  assert.deepEqual(metadata.ruleChainId, { id: 'gone' })
})
