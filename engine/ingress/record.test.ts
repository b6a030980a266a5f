import assert from 'node:assert/strict'
import { test } from 'node:test'
import { messageOf } from '../../test/support/rules.ts'
import { decodeRecord, encodeRecord } from './record.ts'

test('a message keeps which calculated fields it comes of through the queue', () => {
  const plain = decodeRecord(encodeRecord(messageOf({ data: { a: 1 } }), null))
  assert.equal(plain.message.calculatedBy, null)
  const message = messageOf({ data: { a: 1 }, calculatedBy: ['f1', 'f2'] })
  const entry = { chainId: 'c', nodeId: 'n', output: 'Success' }
  const { message: read, entry: at } = decodeRecord(encodeRecord(message, entry))
  assert.deepEqual(read.calculatedBy, ['f1', 'f2'])
  assert.deepEqual({ ...at }, entry)
})

test('copies of a message come of the same calculated fields', () => {
  const message = messageOf({ calculatedBy: ['f1'] })
  assert.deepEqual(message.withData({ b: 2 }).calculatedBy, ['f1'])
  assert.deepEqual(message.withMetadata({ b: '2' }).calculatedBy, ['f1'])
  assert.equal(message.with({ calculatedBy: null }).calculatedBy, null)
})
