import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJson, stringifyJson } from '../rules/json.ts'
import { isRunningState, restoreState, stateJson } from './state-json.ts'
import { lasting, repeating, ruleSet, start, TestDevice } from './test-rules.ts'

const rules = () =>
  new TestDevice(
    ruleSet(
      { MAJOR: { when: 't > 30', spec: repeating(3) }, MINOR: { when: 't > 10', spec: lasting(60) } },
      {
        when: 't < 5',
        spec: repeating(2),
      },
    ),
  )

test('what was counted goes on where it was, after a restart', () => {
  const before = rules()
  before.sends({ t: 31 }, 0)
  before.sends({ t: 31 }, 1)
  const json = stateJson(before.rules)
  assert.deepEqual(parseJson(stringifyJson(json)), {
    alarmStates: {
      rules: {
        createRuleStates: {
          MAJOR: { lastEventTs: 0, duration: 0, eventCount: 2 },
          MINOR: { lastEventTs: start + 1000, duration: 1000, eventCount: 0 },
        },
        clearRuleState: { lastEventTs: 0, duration: 0, eventCount: 0 },
      },
    },
  })
  const after = rules()
  restoreState(after.rules, json)
  assert.deepEqual(after.sends({ t: 31 }, 2), ['MAJOR'])
})

test('a lasting condition counts the time for which the server was down', () => {
  const before = rules()
  before.sends({ t: 15 }, 0)
  const json = stateJson(before.rules)
  assert.equal(isRunningState(json), true)
  const after = rules()
  restoreState(after.rules, json)
  assert.deepEqual(after.ticks(61), ['MINOR'])
})

test('a state of other rules, of no rules, or of no shape is passed over', () => {
  const device = rules()
  for (const json of [
    null,
    5,
    [],
    {},
    { alarmStates: 'x' },
    { alarmStates: { rules: { createRuleStates: { MAJOR: { eventCount: -1.5 } } } } },
    { alarmStates: { gone: { createRuleStates: { MAJOR: { eventCount: 2 } } } } },
  ]) {
    restoreState(device.rules, json)
    assert.equal(isRunningState(json), false)
  }
  assert.deepEqual(device.sends({ t: 31 }, 0), [])
})

test('when the rules change, values stay, and so do the counters of rules that are still there', () => {
  const before = rules()
  before.sends({ t: 31, other: 1 }, 0)
  before.sends({ t: 31 }, 1)
  const after = new TestDevice(
    ruleSet({ CRITICAL: { when: 't > 99' }, MAJOR: { when: 't > 20', spec: repeating(3) } }),
    ruleSet({ MAJOR: { when: 't > 30', spec: repeating(3) } }, undefined, { id: 'new', alarmType: 'New' }),
  )
  after.rules.takeOver(before.rules)
  assert.deepEqual([...after.rules.values], [31])
  assert.deepEqual(after.sends({ t: 25 }, 2), ['MAJOR'])
})
