import assert from 'node:assert/strict'
import { test } from 'node:test'
import { driftedPages } from '../docs/generate.ts'

test('the reference pages say what the definitions say', async () => {
  assert.deepEqual(await driftedPages(), [], 'run `node docs/generate.ts`')
})
