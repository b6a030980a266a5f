import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { RememberedMessage } from '../../../engine/api/contract.ts'
import { knocksOf } from './flights.ts'

function step(seq: number, over: Partial<RememberedMessage> = {}): RememberedMessage {
  return {
    seq,
    at: seq * 10,
    chainId: 'c',
    nodeId: `n${seq}`,
    flight: 1,
    messageId: 'm',
    messageType: 'POST_TELEMETRY_REQUEST',
    originator: { entityType: 'DEVICE', id: 'mine', name: 'Mine' },
    output: 'Success',
    error: null,
    took: 0.1,
    data: '{"temperature":21.5}',
    dataOut: null,
    metadata: {},
    metadataOut: null,
    ...over,
  }
}

describe('what a device sent', () => {
  it('is one line per message with the number of nodes it passed, also when the steps come newest first', () => {
    const [only, ...more] = knocksOf([step(3), step(2), step(1)], [], 'mine', 10)
    assert.equal(more.length, 0)
    assert.equal(only?.at, 10)
    assert.deepEqual(only?.fate, { kind: 'passed', steps: 3 })
  })

  it('shows a failure with its reason and leaves other devices out', () => {
    const other = step(5, { flight: 2, originator: { entityType: 'DEVICE', id: 'other', name: null } })
    const knocks = knocksOf([other, step(2, { error: 'x is not a number' }), step(1)], [], 'mine', 10)
    assert.deepEqual(
      knocks.map(({ fate }) => fate),
      [{ kind: 'failed', reason: 'x is not a number' }],
    )
  })

  it('puts what was refused in its place between the others', () => {
    const refusal = {
      at: 15,
      transport: 'MQTT',
      path: 'v1/devices/me/telemetry',
      reason: 'JSON ends early',
      payload: '{"a":',
    }
    const knocks = knocksOf([step(2, { flight: 2 }), step(1)], [refusal], 'mine', 10)
    assert.deepEqual(
      knocks.map(({ fate }) => fate.kind),
      ['passed', 'refused', 'passed'],
    )
  })
})
