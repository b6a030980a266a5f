import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textsNamed } from './texts-named.ts'

test('types of relations that the chain already uses are found wherever they stand', () => {
  const configurations = [
    { relationType: 'Feeds' },
    { relationsQuery: { filters: [{ relationType: 'Contains' }, { relationType: '' }] } },
    { relationType: 4, other: null },
  ]
  assert.deepEqual(textsNamed(configurations, 'relationType'), ['Feeds', 'Contains'])
})
