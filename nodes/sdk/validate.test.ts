import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { defineNode, field } from './index.ts'
import { validateConfig } from './validate.ts'

const node = defineNode({
  type: 'filter/every-kind',
  title: 'Every kind',
  summary: 'Has one field of each kind.',
  outputs: ['Success'],
  config: {
    name: field.text({ label: 'Name' }),
    note: field.optional(field.text({ label: 'Note' })),
    count: field.number({ label: 'Count', default: 3, min: 1, max: 10, whole: true }),
    isOn: field.flag({ label: 'On', default: true }),
    color: field.choice({
      label: 'Color',
      options: [
        { value: 'red', label: 'Red' },
        { value: 'blue', label: 'Blue' },
      ],
      default: 'red',
    }),
    keys: field.keys({ label: 'Keys', default: [] }),
    names: field.pairs({ label: 'Names', default: {} }),
    conditions: field.conditions({ label: 'Conditions', default: [] }),
    device: field.entity({ label: 'Device' }),
    shade: field.text({ label: 'Shade', showWhen: { field: 'color', is: ['blue'] } }),
    tint: field.text({ label: 'Tint', showWhen: { field: 'shade', is: ['other'] } }),
    rows: field.rows({ label: 'Rows', fields: { key: field.text({ label: 'Key' }) }, default: [] }),
  },
  check: ({ name }) => (name === 'forbidden' ? '“forbidden” can’t be used' : undefined),
  examples: [],
  create: () => () => {},
})

const problemsOf = (config: unknown) =>
  validateConfig(node, config).problems.map(({ path, message }) => `${path}: ${message}`)

describe('a configuration', () => {
  test('gets the defaults of what it leaves out', () => {
    const { config, problems } = validateConfig(node, { name: 'a' })
    assert.deepEqual(problems, [])
    assert.deepEqual(config.count, 3)
    assert.deepEqual(config.keys, [])
    assert.deepEqual(config.device, null)
  })

  test('keeps members that no field knows, so that an import loses nothing', () => {
    const strange = JSON.parse('{"name":"a","__proto__":{"x":1},"fromTheCloud":[1]}')
    const { config } = validateConfig(node, strange)
    assert.deepEqual(config.fromTheCloud, [1])
    assert.deepEqual(Object.getOwnPropertyDescriptor(config, '__proto__')?.value, { x: 1 })
  })

  test('is never changed itself, and defaults are not shared', () => {
    const given = Object.freeze({ name: 'a' })
    const { config } = validateConfig(node, given)
    ;(config.keys as string[]).push('x')
    assert.deepEqual(validateConfig(node, given).config.keys, [])
  })

  test('says everything that is wrong, and where', () => {
    assert.deepEqual(
      problemsOf({
        name: ' ',
        count: 2.5,
        isOn: 'yes',
        color: 'green',
        keys: ['a', 1],
        names: { a: 1 },
        device: { id: 1 },
        conditions: [
          { from: 'message', key: 'a', is: 'like' },
          { from: 'message', key: '', is: 'exists' },
        ],
        rows: [{ key: 'a' }, {}, 7],
      }),
      [
        'name: “Name” is empty',
        'count: “Count” is not a whole number',
        'isOn: “On” is neither on nor off',
        'color: “Color” can\'t be "green"; choose one of red, blue',
        'keys[1]: “Keys” holds 1, which is not a name',
        'names.a: “Names”: “a” has no text beside it',
        'conditions[0]: “Conditions”: "like" is not a comparison',
        'conditions[1]: “Conditions”: a condition names no key',
        'device: “Device” names no entity; choose one',
        'rows[1].key: “Key” is needed',
        'rows[2]: “rows[2]” is not an object of fields',
      ],
    )
  })

  test('has numbers inside of their bounds', () => {
    assert.deepEqual(problemsOf({ name: 'a', count: 0 }), ['count: “Count” is below 1'])
    assert.deepEqual(problemsOf({ name: 'a', count: 11 }), ['count: “Count” is above 10'])
    assert.deepEqual(problemsOf({ name: 'a', count: '3' }), ['count: “Count” is not a number'])
  })

  test('may leave optional fields null, but not the others', () => {
    assert.deepEqual(problemsOf({ name: 'a', note: null }), [])
    assert.deepEqual(problemsOf({ name: null }), ['name: “Name” is not text'])
  })

  test('may hold null for a flag that was never set', () => {
    const { config, problems } = validateConfig(node, { name: 'a', isOn: null })
    assert.deepEqual([config.isOn, problems], [false, []])
  })

  test('is only asked for the fields that are shown', () => {
    assert.deepEqual(problemsOf({ name: 'a' }), [])
    assert.deepEqual(problemsOf({ name: 'a', color: 'blue' }), ['shade: “Shade” is needed'])
    assert.deepEqual(problemsOf({ name: 'a', color: 'red', shade: 'other' }), [])
  })

  test('is checked as a whole once its fields are right', () => {
    assert.deepEqual(problemsOf({ name: 'forbidden' }), [': “forbidden” can’t be used'])
  })

  test('may be anything without breaking the check', () => {
    for (const config of [null, 7, 'text', [], true, undefined]) assert.ok(problemsOf(config).length > 0)
  })
})

test('a check that breaks is a problem, not a crash', () => {
  const broken = defineNode({
    type: 'filter/broken',
    title: 'Broken',
    summary: 'Its check throws.',
    outputs: [],
    config: {},
    check() {
      throw new Error('oh')
    },
    examples: [],
    create: () => () => {},
  })
  assert.match(validateConfig(broken, {}).problems[0]?.message ?? '', /check of filter\/broken broke: oh/)
})
