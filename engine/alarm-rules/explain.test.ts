import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonValue } from '../rules/values.ts'
import { explainRules, type RuleState } from './explain.ts'
import { lasting, type RuleText, repeating, ruleSet, start, TestDevice } from './test-rules.ts'

type Owner = Readonly<Record<string, JsonValue>>

function explain(device: TestDevice, owners: { customer?: Owner; tenant?: Owner } = {}, hidesTenant = false) {
  const { customer = {}, tenant = {} } = owners
  const read = { customer: (key: string) => customer[key], tenant: (key: string) => tenant[key] }
  const [state] = explainRules(device.rules, { now: device.now, owners: read, hidesTenant })
  assert.ok(state)
  return state
}

const major = (text: RuleText, clear?: RuleText) => new TestDevice(ruleSet({ MAJOR: text }, clear))
const ruleOf = (
  device: TestDevice,
  ...more: [owners?: { customer?: Owner; tenant?: Owner }, hidesTenant?: boolean]
): RuleState => explain(device, ...more).create[0] as RuleState

/** Wednesday 00:00 to 01:00 UTC; the start of the tests is a Tuesday, 22:13 UTC. */
const wednesday = {
  type: 'SPECIFIC_TIME',
  timezone: 'UTC',
  daysOfWeek: [3],
  startsOn: 0,
  endsOn: 3_600_000,
  dynamicValue: null,
}

test('each rule says what it waits for', () => {
  const cases: [text: RuleText, sends: (number | string)[], verdict: string][] = [
    [{ when: 't > 30' }, [], 'NO_VALUE'],
    [{ when: 't > 30' }, [20], 'NOT_TRUE'],
    [{ when: 't > 30' }, [31], 'RAISED'],
    [{ when: 't > 30' }, ['warm'], 'NOT_TRUE'],
    [{ when: ['t > 30', 'x > 0'] }, [31], 'NO_VALUE'],
    [{ when: 't > 30', schedule: wednesday }, [31], 'OUTSIDE_SCHEDULE'],
    [{ when: 't > 30', spec: lasting(60) }, [31], 'NOT_LONG_ENOUGH'],
    [{ when: 't > 30', spec: repeating(3) }, [31], 'NOT_OFTEN_ENOUGH'],
    [{ when: 't > 30', spec: repeating(3) }, [31, 32], 'READY'],
    [{ when: 't > 30', spec: repeating(3) }, [31, 32, 33], 'RAISED'],
  ]
  for (const [text, sends, verdict] of cases) {
    const device = major(text)
    sends.forEach((t, index) => {
      device.sends({ t }, index)
    })
    assert.equal(ruleOf(device).verdict, verdict, `${JSON.stringify(text)} after ${sends}`)
  }
})

test('a condition shows its last value, its limit and whether it holds', () => {
  const device = major({ when: ['t > 30', 'attribute mode = on'] })
  device.sends({ t: 31 }, 0)
  const { holds, words, conditions } = ruleOf(device)
  assert.equal(holds, false)
  assert.equal(words, 't > 30 and mode = on')
  const ownLimit = { attribute: null, isDefault: false, isHidden: false }
  assert.deepEqual(conditions, [
    {
      key: { type: 'TIME_SERIES', key: 't' },
      words: 't > 30',
      value: 31,
      holds: true,
      tests: [{ operation: 'GREATER', limit: 30, ...ownLimit, holds: true }],
    },
    {
      key: { type: 'ATTRIBUTE', key: 'mode' },
      words: 'mode = on',
      value: null,
      holds: false,
      tests: [{ operation: 'EQUAL', limit: 'on', ...ownLimit, holds: false }],
    },
  ])
})

test('a complex predicate tells which of its comparisons holds', () => {
  const value = (defaultValue: number) => ({ defaultValue, userValue: null, dynamicValue: null })
  const predicates = [
    { type: 'NUMERIC', operation: 'LESS', value: value(5) },
    { type: 'NUMERIC', operation: 'GREATER', value: value(30) },
  ]
  const rules = ruleSet({ MAJOR: { when: 't > 1' } }) as {
    createRules: { MAJOR: { condition: { condition: object[] } } }
  }
  const [first] = rules.createRules.MAJOR.condition.condition
  Object.assign(first as object, { predicate: { type: 'COMPLEX', operation: 'OR', predicates } })
  const device = new TestDevice(rules)
  device.sends({ t: 3 }, 0)
  const [condition] = ruleOf(device).conditions
  assert.deepEqual(
    condition?.tests.map(({ limit, holds }) => [limit, holds]),
    [
      [5, true],
      [30, false],
    ],
  )
  assert.equal(condition?.holds, true)
})

test('a limit is the one that counts: of the device, of an owner, or the rule’s own', () => {
  const limit = (
    device: TestDevice,
    ...more: [owners?: { customer?: Owner; tenant?: Owner }, hidesTenant?: boolean]
  ) => {
    const one = ruleOf(device, ...more).conditions[0]?.tests[0]
    return [one?.limit, one?.isDefault, one?.isHidden, one?.attribute?.sourceType]
  }
  const own = major({ when: 't > $max or 30' })
  assert.deepEqual(limit(own), [30, true, false, 'CURRENT_DEVICE'])
  own.has({ max: 40 })
  assert.deepEqual(limit(own), [40, false, false, 'CURRENT_DEVICE'])
  own.has({ max: 'many' })
  assert.deepEqual(limit(own), [30, true, false, 'CURRENT_DEVICE'])
  const tenant = major({ when: 't > $tenant.max or 30' })
  assert.deepEqual(limit(tenant, { tenant: { max: 50 } }), [50, false, false, 'CURRENT_TENANT'])
  assert.deepEqual(limit(tenant, { tenant: { max: 50 } }, true), [null, false, true, 'CURRENT_TENANT'])
  const inherited = major({ when: 't > $max^ or 30' })
  assert.deepEqual(limit(inherited, { customer: { max: 7 }, tenant: { max: 50 } }), [
    7,
    false,
    false,
    'CURRENT_DEVICE',
  ])
})

test('how long a condition has held grows with time, how often with values', () => {
  const device = major({ when: 't > 30', spec: lasting(60) })
  device.sends({ t: 31 }, 0)
  device.sends({ t: 31 }, 20)
  device.now = start + 50_000
  assert.deepEqual(ruleOf(device).progress, { reached: 50_000, required: 60_000 })
  device.now = start + 61_000
  assert.deepEqual([ruleOf(device).verdict, device.ticks(61)], ['READY', ['MAJOR']])
  device.sends({ t: 1 }, 62)
  assert.deepEqual(ruleOf(device).progress, { reached: 0, required: 60_000 })

  const counts = major({ when: 't > 30', spec: repeating(5, '$often') })
  counts.sends({ t: 31 }, 0)
  counts.has({ often: 7 })
  assert.deepEqual(ruleOf(counts).progress, { reached: 1, required: 7 })
  assert.equal(ruleOf(major({ when: 't > 30' })).progress, null)
})

test('a rule whose duration can’t be read says so', () => {
  const device = major({ when: 't > 30', spec: lasting(60, '$customer.long') })
  const state = ruleOf(device, { customer: { long: 'very' } })
  assert.equal(state.verdict, 'PROBLEM')
  assert.match(state.problem ?? '', /“long” gives a duration/)
})

test('the active alarm is told, and what it means for the other rules', () => {
  const device = new TestDevice(
    ruleSet(
      { CRITICAL: { when: 't > 50' }, MAJOR: { when: 't > 30' }, MINOR: { when: 't > 20' } },
      { when: 't < 10' },
    ),
  )
  assert.equal(explain(device).clear?.verdict, 'NO_ALARM')
  device.sends({ t: 31 }, 5)
  const { alarm, create, clear } = explain(device)
  assert.deepEqual([alarm?.severity, alarm?.startTs], ['MAJOR', start + 5000])
  assert.deepEqual(
    create.map(({ severity, verdict }) => [severity, verdict]),
    [
      ['CRITICAL', 'NOT_TRUE'],
      ['MAJOR', 'RAISED'],
      ['MINOR', 'MORE_SEVERE'],
    ],
  )
  assert.equal(clear?.verdict, 'NOT_TRUE')
})

test('a schedule says whether it is active, and in which time zone', () => {
  const device = major({ when: 't > 30', schedule: wednesday })
  assert.deepEqual(ruleOf(device).schedule, { type: 'SPECIFIC_TIME', timezone: 'UTC', isActive: false })
  device.now = start + 7_200_000
  assert.equal(ruleOf(device).schedule.isActive, true)
  assert.deepEqual(ruleOf(major({ when: 't > 30' })).schedule, {
    type: 'ANY_TIME',
    timezone: null,
    isActive: true,
  })
})

test('to explain changes nothing', () => {
  const device = major({ when: 't > 30', spec: repeating(2) })
  device.sends({ t: 31 }, 0)
  const before = device.rules.save()
  explain(device)
  assert.deepEqual(device.rules.save(), before)
  assert.deepEqual(device.sends({ t: 31 }, 1), ['MAJOR'])
})
