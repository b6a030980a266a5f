import assert from 'node:assert/strict'
import { test } from 'node:test'
import checkpoint from '../flow/checkpoint.ts'
import copyKeys from '../transformation/copy-keys.ts'
import { upgradeConfig } from './upgrade.ts'

test('a configuration goes through every version up to the newest', () => {
  assert.deepEqual(upgradeConfig(copyKeys, { fromMetadata: true, keys: ['a'] }), {
    config: { copyFrom: 'METADATA', keys: ['a'] },
    version: 2,
    changed: true,
  })
})

test('one that is up to date, or newer than we are, stays as it is', () => {
  const config = { copyFrom: 'DATA', later: 1 }
  for (const version of [2, 9])
    assert.deepEqual(upgradeConfig(copyKeys, config, version), { config, version, changed: false })
})

test('one that makes no sense is kept whole, with the reason', () => {
  const config = { fromMetadata: 'perhaps', keys: ['a'] }
  const { problem, ...kept } = upgradeConfig(copyKeys, config)
  assert.deepEqual(kept, { config, version: 0, changed: false })
  assert.match(problem ?? '', /neither DATA nor METADATA/)
})

test('a queue named inside moves out to the node', () => {
  const { config, queueName } = upgradeConfig(checkpoint, { queueName: 'HighPriority' })
  assert.deepEqual(config, {})
  assert.equal(queueName, 'HighPriority')
})

test('what is no configuration at all becomes an empty one', () => {
  for (const config of [null, 'text', [1]]) assert.deepEqual(upgradeConfig(checkpoint, config).config, {})
})
