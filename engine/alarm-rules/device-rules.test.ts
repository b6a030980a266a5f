import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonValue } from '../rules/values.ts'
import { RuleFailure } from './compile.ts'
import { lasting, repeating, ruleSet, start, TestDevice } from './test-rules.ts'

test('a simple rule is true with each message that fits', () => {
  const device = new TestDevice(ruleSet({ CRITICAL: { when: 'temperature > 30' } }))
  assert.deepEqual(device.sends({ temperature: 25 }, 0), [])
  assert.deepEqual(device.sends({ temperature: 31 }, 1), ['CRITICAL'])
  assert.deepEqual(device.sends({ temperature: 32 }, 2), ['CRITICAL'])
})

test('all filters must hold, on the latest value of each key; a key without a value does not', () => {
  const device = new TestDevice(ruleSet({ MAJOR: { when: ['temperature > 30', 'attribute mode = on'] } }))
  assert.deepEqual(device.sends({ temperature: 31 }, 0), [])
  assert.deepEqual(device.has({ mode: 'off' }), [])
  assert.deepEqual(device.has({ mode: 'on' }), ['MAJOR'])
  assert.deepEqual(device.loses('mode', 'other'), [])
  assert.deepEqual(device.sends({ temperature: 32 }, 1), [])
})

test('time series and attributes of the same name are two keys', () => {
  const device = new TestDevice(ruleSet({ MAJOR: { when: 'attribute level > 1' } }))
  assert.deepEqual(device.sends({ level: 5 }, 0), [])
  assert.deepEqual(device.has({ level: 5 }), ['MAJOR'])
})

test('a rule looks again only when one of its keys changed', () => {
  const device = new TestDevice(
    ruleSet({ MAJOR: { when: 'a > 1' } }),
    ruleSet({ MINOR: { when: 'b > 1' } }, undefined, { id: '2', alarmType: 'B' }),
  )
  assert.deepEqual(device.sends({ a: 2 }, 0), ['MAJOR'])
  assert.deepEqual(device.sends({ b: 2 }, 1), ['MINOR'])
  assert.deepEqual(device.sends({ c: 2 }, 2), [])
})

test('with the time of the last update, only other values are changes; with any other time all are', () => {
  const device = new TestDevice(ruleSet({ MAJOR: { when: 'a > 1' } }))
  assert.deepEqual(device.sends({ a: 2 }, 5), ['MAJOR'])
  assert.deepEqual(device.sends({ a: 2 }, 5), [])
  assert.deepEqual(device.sends({ a: 3 }, 5), ['MAJOR'])
  // also an older one
  assert.deepEqual(device.sends({ a: 3 }, 1), ['MAJOR'])
})

test('a repeating rule is true from the given number of matches on, and a miss starts over', () => {
  const device = new TestDevice(ruleSet({ CRITICAL: { when: 't > 30', spec: repeating(3) } }))
  const results = [31, 32, 20, 31, 31, 31, 31].map((t, second) => device.sends({ t }, second))
  assert.deepEqual(results, [[], [], [], [], [], ['CRITICAL'], ['CRITICAL']])
  assert.deepEqual(device.last?.metadata, { alarmConditionRepeats: '4' })
})

test('a lasting rule is true when the condition has held for longer than it must', () => {
  const device = new TestDevice(ruleSet({ CRITICAL: { when: 't > 30', spec: lasting(10) } }))
  assert.deepEqual(device.sends({ t: 31 }, 0), [])
  assert.deepEqual(device.sends({ t: 31 }, 10), [])
  assert.deepEqual(device.sends({ t: 31 }, 10.001), ['CRITICAL'])
  assert.deepEqual(device.last?.metadata, { alarmConditionDuration: '10001' })
  assert.deepEqual(device.sends({ t: 20 }, 11), [])
  assert.deepEqual(device.sends({ t: 31 }, 12), [])
  assert.deepEqual(device.sends({ t: 31 }, 22), [])
})

test('an older event adds nothing to how long a condition has held', () => {
  const device = new TestDevice(ruleSet({ CRITICAL: { when: 't > 30', spec: lasting(10) } }))
  device.sends({ t: 31 }, 5)
  assert.deepEqual(device.sends({ t: 32 }, 1), [])
  assert.deepEqual(device.sends({ t: 32 }, 15), [])
  assert.deepEqual(device.sends({ t: 32 }, 15.5), ['CRITICAL'])
})

test('a device whose clock jumps a year ahead and back does not stop its lasting rules', () => {
  const device = new TestDevice(ruleSet({ CRITICAL: { when: 't > 30', spec: lasting(10) } }))
  device.sends({ t: 31 }, 0)
  // the server's clock stays where it is
  const year = 365 * 86_400_000
  const decided = device.rules.series(start + year, { t: 31 }, start + 1000)
  assert.deepEqual(decided, [])
  assert.deepEqual(device.sends({ t: 31 }, 9), [])
  assert.deepEqual(device.sends({ t: 31 }, 12), ['CRITICAL'])
})

test('an hour that a device was ahead is not waited for', () => {
  const device = new TestDevice(ruleSet({ CRITICAL: { when: 't > 30', spec: lasting(100) } }))
  assert.deepEqual(device.rules.series(start + 3_600_000, { t: 31 }, start), [])
  assert.deepEqual(device.sends({ t: 31 }, 1), [])
  assert.deepEqual(device.sends({ t: 31 }, 102), ['CRITICAL'])
})

test('time alone makes a lasting rule true, and it says so again at every tick', () => {
  const device = new TestDevice(ruleSet({ MINOR: { when: 't > 30', spec: lasting(90) } }))
  assert.equal(device.rules.isRunning, false)
  device.sends({ t: 31 }, 0)
  assert.equal(device.rules.isRunning, true)
  assert.deepEqual(device.ticks(60), [])
  assert.deepEqual(device.ticks(120), ['MINOR'])
  assert.deepEqual(device.last?.metadata, { alarmConditionDuration: '0' })
  assert.deepEqual(device.ticks(180), ['MINOR'])
  device.sends({ t: 20 }, 190)
  assert.equal(device.rules.isRunning, false)
  assert.deepEqual(device.ticks(600), [])
})

test('a server clock that goes back takes nothing from how long a condition has held', () => {
  const device = new TestDevice(ruleSet({ MINOR: { when: 't > 30', spec: lasting(30) } }))
  device.sends({ t: 31 }, 0)
  device.sends({ t: 31 }, 20)
  assert.deepEqual(device.ticks(-3600), [])
  assert.deepEqual(device.ticks(60), ['MINOR'])
})

test('ticks leave simple and repeating rules alone', () => {
  const device = new TestDevice(
    ruleSet({ CRITICAL: { when: 't > 30', spec: repeating(2) } }, { when: 't < 10' }),
  )
  device.sends({ t: 31 }, 0)
  assert.deepEqual(device.ticks(60), [])
  assert.deepEqual(device.sends({ t: 31 }, 61), ['CRITICAL'])
})

test('outside of its hours a rule is false, and what it counted is gone', () => {
  const schedule = {
    type: 'SPECIFIC_TIME',
    timezone: 'UTC',
    daysOfWeek: [1, 2, 3, 4, 5, 6, 7],
    // the start is at 22:13:20
    startsOn: 22 * 3_600_000,
    endsOn: 22.5 * 3_600_000,
  }
  const device = new TestDevice(ruleSet({ MAJOR: { when: 't > 1', spec: repeating(2), schedule } }))
  assert.deepEqual(device.sends({ t: 2 }, 0), [])
  assert.deepEqual(device.sends({ t: 2 }, 2000), [])
  assert.deepEqual(device.sends({ t: 2 }, 86_400), [])
  assert.deepEqual(device.sends({ t: 2 }, 86_401), ['MAJOR'])
  const lastingOne = new TestDevice(ruleSet({ MAJOR: { when: 't > 1', spec: lasting(5), schedule } }))
  lastingOne.sends({ t: 2 }, 0)
  assert.deepEqual(lastingOne.ticks(2000), [])
  assert.equal(lastingOne.rules.isRunning, false)
})

test('a schedule may come from an attribute', () => {
  const schedule = {
    type: 'SPECIFIC_TIME',
    timezone: 'UTC',
    daysOfWeek: [1, 2, 3, 4, 5, 6, 7],
    startsOn: 0,
    endsOn: 3_600_000,
    dynamicValue: { sourceType: 'CURRENT_DEVICE', sourceAttribute: 'hours', inherit: false },
  }
  const device = new TestDevice(ruleSet({ MAJOR: { when: 't > 1', schedule } }))
  assert.deepEqual(device.sends({ t: 2 }, 0), [])
  assert.deepEqual(device.has({ hours: JSON.stringify({ ...schedule, endsOn: 0 }) }), [])
  assert.deepEqual(device.sends({ t: 2 }, 1), ['MAJOR'])
  assert.deepEqual(device.has({ hours: 'whenever' }), [])
  assert.deepEqual(device.sends({ t: 2 }, 2), [])
})

test('thresholds come from the device, and on wish from its customer and the tenant', () => {
  const owners = (customer: Record<string, JsonValue>, tenant: Record<string, JsonValue>) => ({
    customer: (key: string) => customer[key],
    tenant: (key: string) => tenant[key],
  })
  const raised = (threshold: string, own: Record<string, number>, customer = {}, tenant = {}) => {
    const device = new TestDevice(ruleSet({ MAJOR: { when: `t > ${threshold} or 0` } }))
    device.rules.owners = owners(customer, tenant)
    device.has(own)
    return device.sends({ t: 25 }, 1).length > 0
  }
  assert.equal(raised('$limit', { limit: 30 }), false)
  assert.equal(raised('$limit', {}, { limit: 30 }, { limit: 30 }), true)
  assert.equal(raised('$limit^', {}, { limit: 30 }), false)
  assert.equal(raised('$limit^', {}, {}, { limit: 30 }), false)
  assert.equal(raised('$limit^', { limit: 20 }, { limit: 30 }, { limit: 30 }), true)
  assert.equal(raised('$limit^', {}, { limit: 20 }, { limit: 30 }), true)
  assert.equal(raised('$customer.limit', { limit: 20 }, { limit: 30 }), false)
  assert.equal(raised('$customer.limit', {}, {}, { limit: 30 }), true)
  assert.equal(raised('$customer.limit^', {}, {}, { limit: 30 }), false)
  assert.equal(raised('$tenant.limit', { limit: 20 }, { limit: 20 }, { limit: 30 }), false)
})

test('a device attribute by the name of a threshold makes the rule look again, whoever the threshold comes from', () => {
  const device = new TestDevice(ruleSet({ MAJOR: { when: 't > $tenant.limit or 10' } }))
  device.sends({ t: 11 }, 0)
  assert.deepEqual(device.has({ limit: 1 }), ['MAJOR'])
})

test('a constant is compared with a dynamic value only', () => {
  const device = new TestDevice(ruleSet({ MAJOR: { when: ['t > 0', 'constant true = $on or true'] } }))
  assert.deepEqual(device.sends({ t: 1 }, 0), [])
  device.has({ on: true })
  assert.deepEqual(device.sends({ t: 1 }, 1), ['MAJOR'])
  device.has({ on: false })
  assert.deepEqual(device.sends({ t: 1 }, 2), [])
})

test('numbers of repeats and lengths of time may come from attributes', () => {
  const device = new TestDevice(ruleSet({ MAJOR: { when: 't > 0', spec: repeating(9, '$times') } }))
  device.has({ times: '2' })
  assert.deepEqual([device.sends({ t: 1 }, 1), device.sends({ t: 1 }, 2)], [[], ['MAJOR']])
  const other = new TestDevice(ruleSet({ MAJOR: { when: 't > 0', spec: lasting(900, '$limit') } }))
  other.has({ limit: 3 })
  assert.deepEqual([other.sends({ t: 1 }, 1), other.sends({ t: 1 }, 5)], [[], ['MAJOR']])
})

test('a number of repeats that is none fails, and what is saved before can be taken up again', () => {
  const device = new TestDevice(ruleSet({ MAJOR: { when: 't > 0', spec: repeating(2, '$times') } }))
  device.sends({ t: 1 }, 0)
  const saved = device.rules.save()
  device.has({ times: 'many' })
  assert.throws(
    () => device.sends({ t: 1 }, 1),
    (error) =>
      error instanceof RuleFailure &&
      /“times” gives a number of repeats .* “many” is not a whole/.test(error.message),
  )
  device.rules.restore(saved)
  assert.deepEqual(device.sends({ t: 1 }, 1), ['MAJOR'])
})

test('the most severe rule wins, and those below it are not looked at', () => {
  const device = new TestDevice(
    ruleSet({
      WARNING: { when: 't > 10', spec: repeating(2) },
      CRITICAL: { when: 't > 30' },
      MAJOR: { when: 't > 20' },
    }),
  )
  assert.deepEqual(device.sends({ t: 25 }, 0), ['MAJOR'])
  assert.deepEqual(device.sends({ t: 35 }, 1), ['CRITICAL'])
  // the counter of the warning stood still meanwhile; it never lowers the alarm
  assert.deepEqual(device.sends({ t: 15 }, 2), [])
  assert.deepEqual(device.sends({ t: 15 }, 3), [])
  assert.equal(device.rules.alarms[0]?.severity, 'CRITICAL')
})

test('a new alarm begins with the event; later ones only make it longer', () => {
  const device = new TestDevice(ruleSet({ MINOR: { when: 't > 0' } }))
  device.now = start + 60_000
  device.sends({ t: 1 }, 5)
  assert.deepEqual([device.last?.startTs, device.last?.endTs], [start + 5000, start + 5000])
  device.sends({ t: 1 }, 7)
  assert.deepEqual([device.last?.startTs, device.last?.endTs], [start + 5000, start + 60_000])
})

test('an alarm of an event in the future begins now', () => {
  const device = new TestDevice(ruleSet({ MINOR: { when: 't > 0' } }))
  const [decision] = device.rules.series(start + 999_000, { t: 1 }, start)
  assert.deepEqual([decision?.startTs, decision?.endTs], [start, start])
})

test('the clear rule is asked when there is an alarm, nothing raises it, and one of its keys changed', () => {
  const device = new TestDevice(
    ruleSet({ MAJOR: { when: 't > 30', spec: repeating(2) } }, { when: 'attribute fixed = true' }),
  )
  assert.deepEqual(device.has({ fixed: true }), [])
  device.sends({ t: 31 }, 1)
  assert.deepEqual(device.sends({ t: 31 }, 2), ['MAJOR'])
  assert.deepEqual(device.sends({ t: 20 }, 3), [])
  device.sends({ t: 31 }, 4)
  device.now += 1
  assert.deepEqual(device.has({ fixed: true }), ['clear'])
  assert.equal(device.rules.alarms[0], null)
  // all counters were forgotten
  assert.deepEqual(device.sends({ t: 31 }, 6), [])
})

test('what the clear rule has counted is gone when the alarm is raised again', () => {
  const device = new TestDevice(
    ruleSet({ MAJOR: { when: 't > 30' } }, { when: 't < 10', spec: repeating(2) }),
  )
  const results = [31, 5, 31, 5, 20, 5, 5].map((t, second) => device.sends({ t }, second))
  assert.deepEqual(results, [['MAJOR'], [], ['MAJOR'], [], [], [], ['clear']])
  assert.deepEqual(device.last?.metadata, { alarmConditionRepeats: '2' })
})

test('a lasting clear rule comes true by time alone', () => {
  const device = new TestDevice(ruleSet({ MAJOR: { when: 't > 30' } }, { when: 't < 10', spec: lasting(30) }))
  device.sends({ t: 31 }, 0)
  device.sends({ t: 5 }, 1)
  assert.deepEqual(device.ticks(30), [])
  assert.deepEqual(device.ticks(60), ['clear'])
  assert.deepEqual(device.ticks(120), [])
})

test('details are filled with the values of the rule’s own keys', () => {
  const device = new TestDevice(
    ruleSet(
      {
        MAJOR: {
          when: ['t > 30', 'attribute room = hall'],
          // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what the person writes
          alarmDetails: '${t} in ${room}, ${other}',
          dashboardId: { entityType: 'DASHBOARD', id: 'd' },
        },
      },
      { when: 't < 10' },
    ),
  )
  device.has({ room: 'hall' })
  device.sends({ t: 31.5, other: 1 }, 1)
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it stays as it is written
  assert.deepEqual(device.last?.details, { data: '31.5 in hall, ${other}', dashboardId: 'd' })
  assert.deepEqual({ ...device.last?.values }, { t: 31.5, room: 'hall' })
  device.sends({ t: 5 }, 2)
  assert.equal(device.last?.details, null)
})

test('without texts a new alarm has empty details, and an alarm keeps the ones it has', () => {
  const device = new TestDevice(
    ruleSet({ CRITICAL: { when: 't > 50' }, MAJOR: { when: 't > 30', dashboardId: 'board' } }),
  )
  device.sends({ t: 31 }, 0)
  assert.deepEqual(device.last?.details, { dashboardId: 'board' })
  device.sends({ t: 51 }, 1)
  assert.deepEqual(device.last?.details, { dashboardId: 'board' })
  const plain = new TestDevice(ruleSet({ CRITICAL: { when: 't > 50' } }))
  plain.sends({ t: 51 }, 1)
  assert.deepEqual(plain.last?.details, {})
})

test('the name and the type of a device can be tested', () => {
  const device = new TestDevice(ruleSet({ MAJOR: { when: ['t > 0', 'field type = boiler'] } }))
  device.rules.know(device.rules.rules.fields, { type: 'boiler' })
  assert.deepEqual(device.sends({ t: 1 }, 0), ['MAJOR'])
})
