import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAlarmRules } from '../../../../engine/alarm-rules/read.ts'
import type { ConditionFilter } from '../../../../engine/api/contract-alarm-rules.ts'
import { freshRuleSet, problemsAt, timeIn, timeText, withSchedule, withSpec, withValueType } from './model.ts'

test('a new rule is one that the server takes, once it has a name and a key', () => {
  const fresh = freshRuleSet('1')
  const { problems } = readAlarmRules([fresh])
  assert.deepEqual(
    problems.map(({ path }) => path),
    ['[0].alarmType', '[0].createRules.CRITICAL.condition.condition[0].key.key'],
  )
})

test('every kind of condition and schedule that the form offers is one that the server takes', () => {
  for (const type of ['SIMPLE', 'DURATION', 'REPEATING'] as const)
    for (const when of ['ANY_TIME', 'SPECIFIC_TIME', 'CUSTOM'] as const)
      for (const valueType of ['NUMERIC', 'STRING', 'BOOLEAN', 'DATE_TIME'] as const) {
        const set = { ...freshRuleSet('1'), alarmType: 'Hot' }
        const rule = set.createRules.CRITICAL
        assert.ok(rule)
        const filter = withValueType(rule.condition.condition[0] as ConditionFilter, valueType)
        const critical = {
          ...rule,
          condition: {
            condition: [{ ...filter, key: { ...filter.key, key: 'temperature' } }],
            spec: withSpec(rule.condition.spec, type),
          },
          schedule: withSchedule(null, when, 'Europe/Berlin'),
        }
        assert.deepEqual(readAlarmRules([{ ...set, createRules: { CRITICAL: critical } }]).problems, [])
      }
})

test('choosing the same kind again changes nothing, also not what the form does not know', () => {
  const filter = { key: { type: 'ATTRIBUTE', key: 'a' }, valueType: 'STRING', extra: 1 } as never
  assert.equal(withValueType(filter, 'STRING'), filter)
  const spec = { type: 'DURATION', unit: 'NANOSECONDS', predicate: { defaultValue: 1 } } as never
  assert.equal(withSpec(spec, 'DURATION'), spec)
})

test('times of day are read and written, with midnight as the end of the day', () => {
  assert.equal(timeText(30_600_000), '08:30')
  assert.equal(timeIn('08:30'), 30_600_000)
  assert.equal(timeText(86_400_000), '00:00')
  assert.equal(timeIn(''), 0)
})

test('the sentences of the server stand at the part that they are about', () => {
  const message =
    'The alarm rules of the profile can’t be used. alarms[0].alarmType: The alarm type is missing: say what the alarm is called; alarms[0].createRules.MAJOR.condition.condition[0].key.key: The key is missing; and 2 more'
  assert.deepEqual(problemsAt(message, '[0].createRules.MAJOR'), ['The key is missing'])
  assert.deepEqual(problemsAt(message, '[0].alarmType'), [
    'The alarm type is missing: say what the alarm is called',
  ])
  assert.deepEqual(problemsAt(message, '[0].clearRule'), [])
})
