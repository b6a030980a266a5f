import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../test/support/clock.ts'
import type { AlarmChange } from '../store/alarm-stores.ts'
import { AlarmPaths } from './alarm-paths.ts'
import type { RememberedMessage } from './contract.ts'

function world() {
  let steps: RememberedMessage[] = []
  let tell: (change: AlarmChange) => void = () => {}
  const clock = new ManualClock()
  const paths = new AlarmPaths({
    clock,
    rules: {
      messages: (chainId) => ({
        messages: steps.filter((one) => one.chainId === chainId).toReversed(),
        skipped: 0,
      }),
      path: (flight) => steps.filter((one) => one.flight === flight),
    },
    alarms: {
      onChange(listener) {
        tell = listener
        return () => {}
      },
    },
  })
  return {
    clock,
    nodesOf: (alarm: string) => paths.of(alarm, 'm1', 'inner').map(({ nodeId }) => nodeId),
    remember: (...all: [seq: number, chain: string, node: string, flight?: number][]) => {
      steps = all.map(([seq, chainId, nodeId, flight = 1]) => {
        return { seq, chainId, nodeId, flight, messageId: 'm1' } as RememberedMessage
      })
    },
    changes: (id: string, kind: AlarmChange['kind'] = 'RAISED', flight = 1) =>
      tell({ kind, alarm: { id }, isShelved: false, flight } as AlarmChange),
  }
}

test('a path begins where the message came in, also in the chain that called', () => {
  const { nodesOf, remember } = world()
  remember([1, 'root', 'switch'], [2, 'root', 'call'], [3, 'inner', 'raise'])
  assert.deepEqual(nodesOf('a'), ['switch', 'call', 'raise'])
})

test('what a busy node has forgotten since is still in the path of the alarm', () => {
  const { nodesOf, remember, changes } = world()
  remember([1, 'inner', 'switch'])
  changes('a')
  remember([3, 'inner', 'raise'])
  assert.deepEqual(nodesOf('a'), ['switch', 'raise'])
  assert.deepEqual(nodesOf('b'), ['raise'])
  changes('a', 'REMOVED')
  assert.deepEqual(nodesOf('a'), ['raise'])
})

test('of a message that came again only the last time is shown', () => {
  const { nodesOf, remember, changes } = world()
  remember([1, 'inner', 'switch', 1])
  changes('a')
  remember([8, 'inner', 'switch', 2], [9, 'inner', 'raise', 2])
  assert.deepEqual(nodesOf('a'), ['switch', 'raise'])
})

test('a flood of alarms is noted in part, and memory stays bounded', () => {
  const { clock, nodesOf, remember, changes } = world()
  remember([1, 'inner', 'switch'])
  for (let i = 0; i < 30; i++) changes(`a${i}`)
  clock.pass(1000)
  changes('later')
  remember()
  const noted = (id: string) => nodesOf(id).length > 0
  assert.deepEqual([noted('a19'), noted('a20'), noted('later')], [true, false, true])
  for (let i = 0; i < 600; i++) {
    clock.pass(1000)
    changes(`b${i}`)
  }
  assert.equal(noted('a0'), false)
})
