import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breaches } from './imports.ts'

const check = (file: string, text: string) =>
  breaches(new Map([[file, text]])).map((breach) => breach.imports)

test('a planted import against the order is found', () => {
  assert.deepEqual(check('engine/rules/run.ts', `import { x } from '../store/store.ts'`), [
    'engine/store/store.ts',
  ])
  assert.deepEqual(check('engine/store/open.ts', `import { x } from '../transports/gate.ts'`), [
    'engine/transports/gate.ts',
  ])
  assert.deepEqual(check('nodes/filter/script.ts', `const x = await import('../../engine/edge.ts')`), [
    'engine/edge.ts',
  ])
  assert.deepEqual(check('nodes/filter/a.ts', `import {\n  a,\n  b,\n} from '../../engine/rules/run.ts'`), [
    'engine/rules/run.ts',
  ])
})

test('a room that nobody wrote into the table is found', () => {
  assert.equal(check('engine/attic/old.ts', '').length, 1)
})

test('what the order allows passes', () => {
  assert.deepEqual(check('engine/store/open.ts', `import type { Clock } from '../rules/needs.ts'`), [])
  assert.deepEqual(check('nodes/filter/script.ts', `import { defineNode } from '../sdk/index.ts'`), [])
  assert.deepEqual(check('engine/edge.ts', `import { x } from './store/open.ts'`), [])
})
