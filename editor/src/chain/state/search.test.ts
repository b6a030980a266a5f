import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NodeDefinitionJson } from '../../../../engine/api/contract.ts'
import { searchKinds } from './search.ts'

const kind = (title: string, synonyms: string[] = []): NodeDefinitionJson => ({
  type: `filter/${title.toLowerCase().replaceAll(' ', '-')}`,
  category: 'filter',
  title,
  summary: '',
  help: null,
  icon: null,
  synonyms,
  classes: [],
  source: false,
  outputs: ['Success', 'Failure'],
  customOutputs: false,
  config: {},
  defaults: {},
  version: 0,
  line: null,
  examples: [],
})
const kinds = [
  kind('Script filter', ['if', 'condition']),
  kind('Save time series', ['store']),
  kind('Compare', ['if', 'limit']),
]
const found = (text: string) => searchKinds(kinds, text).map((one) => one.title)

test('a node is found by what people call it', () => {
  assert.deepEqual(found('if'), ['Compare', 'Script filter'])
  assert.deepEqual(found('limit'), ['Compare'])
})

test('a title comes before a synonym', () => {
  assert.equal(searchKinds([...kinds, kind('Store')], 'store')[0]?.title, 'Store')
})

test('letters may be left out of a title', () => {
  assert.deepEqual(found('svts'), ['Save time series'])
})

test('what a person types is never taken for a pattern', () => {
  assert.deepEqual(found('(.*'), [])
})
