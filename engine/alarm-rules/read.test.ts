import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAlarmRules } from './read.ts'
import { filter, ruleSet } from './test-rules.ts'

const specOf = (spec: unknown) => {
  const { ruleSets, problems } = readAlarmRules([
    { ...ruleSet({}), createRules: { MAJOR: { condition: { condition: [filter('t > 1')], spec } } } },
  ])
  return problems[0]?.message ?? ruleSets[0]?.createRules.MAJOR?.condition.spec
}

test('no rules are no rules', () => {
  for (const json of [null, undefined, []])
    assert.deepEqual(readAlarmRules(json), { ruleSets: [], problems: [] })
})

test('durations and repeats of profiles from before 3.3 are read', () => {
  const predicate = { defaultValue: 30, dynamicValue: null }
  assert.deepEqual(specOf({ type: 'DURATION', unit: 'MINUTES', value: 30 }), {
    type: 'DURATION',
    unit: 'MINUTES',
    predicate,
  })
  assert.deepEqual(specOf({ type: 'REPEATING', count: 30 }), { type: 'REPEATING', predicate })
  assert.deepEqual(specOf(null), { type: 'SIMPLE' })
  assert.deepEqual(specOf(undefined), { type: 'SIMPLE' })
})

test('a duration or a number of repeats that is missing or none is a problem', () => {
  assert.equal(specOf({ type: 'DURATION', unit: 'SECONDS' }), 'The duration is missing')
  assert.equal(
    specOf({ type: 'REPEATING', predicate: { defaultValue: 1.5 } }),
    'The number of repeats must be a whole number of 0 or more',
  )
  assert.match(
    String(specOf({ type: 'DURATION', unit: 'WEEKS', value: 3 })),
    /“WEEKS” is not known: use one of/,
  )
  assert.match(String(specOf({ type: 'SOMETIMES' })), /“SOMETIMES” is not known/)
})

test('scopes of attributes, written out by old versions, are one', () => {
  const old = { ...filter('attribute t > 1'), key: { type: 'SERVER_ATTRIBUTE', key: 't' } }
  const json = { ...ruleSet({}), createRules: { MAJOR: { condition: { condition: [old] } } } }
  const [read] = readAlarmRules([json]).ruleSets
  assert.equal(read?.createRules.MAJOR?.condition.condition[0]?.key.type, 'ATTRIBUTE')
})

test('a dynamic value that names no attribute is none', () => {
  const dynamicValue = { sourceType: null, sourceAttribute: null, inherit: false }
  const some = filter('t > 1') as { predicate: { value: object } }
  some.predicate.value = { defaultValue: 1, dynamicValue }
  const json = { ...ruleSet({}), createRules: { MAJOR: { condition: { condition: [some] } } } }
  assert.deepEqual(readAlarmRules([json]).problems, [])
})

test('a wrong rule is left out and the others are kept', () => {
  const good = ruleSet({ MAJOR: { when: 't > 1' } })
  const bad = {
    ...ruleSet({ MAJOR: { when: 't > 1' } }, undefined, { id: 'b', alarmType: 'B' }),
    propagate: 'yes',
  }
  const { ruleSets, problems } = readAlarmRules([bad, good])
  assert.deepEqual(
    ruleSets.map(({ id }) => id),
    ['rules'],
  )
  assert.deepEqual(problems, [{ path: '[0].propagate', message: 'propagate must be true or false' }])
})

test('all that is wrong is said at once, with its place', () => {
  const { problems } = readAlarmRules([
    'rule',
    {
      alarmType: ' ',
      createRules: { HIGH: {}, MAJOR: { condition: { condition: [{ key: { type: 'SERIES' } }] } } },
    },
  ])
  assert.deepEqual(
    problems.map(({ path }) => path),
    [
      '[0]',
      '[1].alarmType',
      '[1].createRules.HIGH',
      '[1].createRules.MAJOR.condition.condition[0].key.type',
      '[1].createRules.MAJOR.condition.condition[0].key.key',
      '[1].createRules.MAJOR.condition.condition[0].predicate',
    ],
  )
})

test('rules nested without end are refused, not followed', () => {
  let predicate: object = { type: 'NUMERIC', operation: 'EQUAL', value: { defaultValue: 1 } }
  for (let i = 0; i < 50; i++) predicate = { type: 'COMPLEX', operation: 'AND', predicates: [predicate] }
  const some = { ...filter('t > 1'), predicate }
  const json = { ...ruleSet({}), createRules: { MAJOR: { condition: { condition: [some] } } } }
  assert.match(readAlarmRules([json]).problems[0]?.message ?? '', /nested deeper than 20 levels/)
})

test('names like those of every object are only names', () => {
  const json = JSON.parse(
    '[{"id":"__proto__","alarmType":"constructor","createRules":{"__proto__":{"condition":{}},"toString":{}}}]',
  )
  const { problems } = readAlarmRules(json)
  assert.deepEqual(
    problems.map(({ path }) => path),
    ['[0].createRules.__proto__', '[0].createRules.toString'],
  )
})
