import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JsonDouble, JsonLong, type JsonValue } from '../rules/values.ts'
import { allOf, anyOf } from './conditions.ts'
import { compilePredicate, listItems, type Operand } from './predicates.ts'
import type { Predicate } from './rule-json.ts'

type World = Readonly<Record<string, JsonValue>>

/** A threshold in tests: a value, or the name of one with a `$`. */
const operandOf = (threshold: JsonValue): Operand<World> =>
  typeof threshold === 'string' && threshold.startsWith('$')
    ? { fallback: undefined, dynamic: (world) => world[threshold.slice(1)] }
    : { fallback: threshold, dynamic: null }

const passes = (predicate: Predicate<JsonValue>, value: JsonValue | undefined, world: World = {}): boolean =>
  compilePredicate(predicate, operandOf)(value, world)

const numeric = (operation: string, value: JsonValue) =>
  ({ type: 'NUMERIC', operation, value }) as Predicate<JsonValue>
const string = (operation: string, value: JsonValue, ignoreCase = false) =>
  ({ type: 'STRING', operation, value, ignoreCase }) as Predicate<JsonValue>
const boolean = (operation: string, value: JsonValue) =>
  ({ type: 'BOOLEAN', operation, value }) as Predicate<JsonValue>

test('numbers are compared as doubles', () => {
  const table: [string, number, number, boolean][] = [
    ['EQUAL', 5, 5, true],
    ['EQUAL', 5.1, 5, false],
    ['NOT_EQUAL', 5.1, 5, true],
    ['NOT_EQUAL', 5, 5, false],
    ['GREATER', 6, 5, true],
    ['GREATER', 5, 5, false],
    ['LESS', 4, 5, true],
    ['LESS', 5, 5, false],
    ['GREATER_OR_EQUAL', 5, 5, true],
    ['GREATER_OR_EQUAL', 4.9, 5, false],
    ['LESS_OR_EQUAL', 5, 5, true],
    ['LESS_OR_EQUAL', 5.1, 5, false],
  ]
  for (const [operation, value, threshold, expected] of table)
    assert.equal(passes(numeric(operation, threshold), value), expected, `${value} ${operation} ${threshold}`)
  assert.ok(passes(numeric('EQUAL', 5), new JsonDouble(5)))
  assert.ok(passes(numeric('GREATER', 5), new JsonLong(9007199254740993n)))
})

test('other values count as numbers where they can', () => {
  assert.ok(passes(numeric('EQUAL', 1), true))
  assert.ok(passes(numeric('EQUAL', 0), false))
  assert.ok(passes(numeric('EQUAL', 21.5), ' 21.5 '))
  assert.ok(passes(numeric('GREATER', 99), '1e2'))
  for (const value of ['warm', '', '5 °C', {}, [5], null])
    for (const operation of ['EQUAL', 'NOT_EQUAL', 'LESS'])
      assert.equal(passes(numeric(operation, 5), value), false, JSON.stringify(value))
})

test('texts are compared in whole and in part', () => {
  const table: [string, string, string, boolean][] = [
    ['EQUAL', 'open', 'open', true],
    ['EQUAL', 'Open', 'open', false],
    ['NOT_EQUAL', 'shut', 'open', true],
    ['STARTS_WITH', 'opening', 'open', true],
    ['STARTS_WITH', 'reopen', 'open', false],
    ['ENDS_WITH', 'reopen', 'open', true],
    ['CONTAINS', 'reopening', 'open', true],
    ['CONTAINS', 'shut', 'open', false],
    ['NOT_CONTAINS', 'shut', 'open', true],
    ['NOT_CONTAINS', 'opening', 'open', false],
  ]
  for (const [operation, value, threshold, expected] of table)
    assert.equal(passes(string(operation, threshold), value), expected, `${value} ${operation} ${threshold}`)
  assert.ok(passes(string('EQUAL', 'OPEN', true), 'oPen'))
})

test('other values as text read as the cloud writes them', () => {
  assert.ok(passes(string('EQUAL', '5'), 5))
  assert.ok(passes(string('EQUAL', '5.0'), new JsonDouble(5)))
  assert.ok(passes(string('EQUAL', '1.0E10'), new JsonDouble(1e10)))
  assert.ok(passes(string('EQUAL', 'true'), true))
  assert.ok(passes(string('CONTAINS', '"a":1'), { a: 1 }))
})

test('lists are split at commas, and quotation marks go when all items have them', () => {
  assert.deepEqual(listItems("'a','b c' , 'd'"), ['a', 'b c', 'd'])
  assert.deepEqual(listItems('"a","b"'), ['a', 'b'])
  assert.deepEqual(listItems('a, b ,c'), ['a', 'b', 'c'])
  assert.deepEqual(listItems(`'a',"b"`), [`'a'`, '"b"'])
  assert.deepEqual(listItems("'a',b"), ["'a'", 'b'])
  assert.ok(passes(string('IN', "'a','b'"), 'b'))
  assert.ok(!passes(string('IN', 'a, b'), 'c'))
  assert.ok(passes(string('IN', 'A, B', true), 'b'))
  assert.ok(passes(string('NOT_IN', 'a, b'), 'c'))
  assert.ok(!passes(string('NOT_IN', 'a, b'), 'a'))
  assert.ok(passes(string('IN', '1, 2'), 2))
})

test('booleans: numbers above nothing are true, and so is the text', () => {
  assert.ok(passes(boolean('EQUAL', true), true))
  assert.ok(passes(boolean('NOT_EQUAL', true), false))
  assert.ok(passes(boolean('EQUAL', true), 2))
  assert.ok(passes(boolean('EQUAL', false), 0))
  assert.ok(passes(boolean('EQUAL', false), -3))
  assert.ok(passes(boolean('EQUAL', true), 'TRUE'))
  assert.ok(passes(boolean('EQUAL', false), 'yes'))
})

test('predicates nest', () => {
  const between: Predicate<JsonValue> = {
    type: 'COMPLEX',
    operation: 'AND',
    predicates: [
      { type: 'NUMERIC', operation: 'GREATER', value: 0 },
      {
        type: 'COMPLEX',
        operation: 'OR',
        predicates: [
          { type: 'NUMERIC', operation: 'LESS', value: 10 },
          { type: 'NUMERIC', operation: 'EQUAL', value: 100 },
        ],
      },
    ],
  }
  assert.deepEqual(
    [-1, 5, 50, 100].map((value) => passes(between, value)),
    [false, true, false, true],
  )
})

test('a missing value passes nothing, not even “is not”', () => {
  assert.equal(passes(numeric('NOT_EQUAL', 5), undefined), false)
  assert.equal(passes(string('NOT_CONTAINS', 'a'), undefined), false)
  assert.equal(passes(boolean('NOT_EQUAL', true), undefined), false)
})

test('a dynamic threshold is asked each time, and the fixed one counts where it has nothing that fits', () => {
  const test = compilePredicate<JsonValue, World>(numeric('GREATER', 30), (value) => ({
    fallback: value,
    dynamic: (world) => world.threshold,
  }))
  assert.equal(test(25, { threshold: 20 }), true)
  assert.equal(test(25, { threshold: '26' }), false)
  assert.equal(test(25, {}), false)
  assert.equal(test(31, { threshold: 'unknown' }), true)
  // with nothing to compare with there is no answer but no
  assert.equal(passes(numeric('NOT_EQUAL', '$gone'), 5), false)
  // lists too
  const listed = compilePredicate(string('IN', '$list'), operandOf)
  assert.deepEqual([listed('a', { list: 'a,b' }), listed('a', { list: 'c' })], [true, false])
})

test('others may add predicates of their own', () => {
  type NoData = { readonly type: 'NO_DATA'; readonly after: number }
  const test = compilePredicate<JsonValue, { now: number }, NoData>(
    {
      type: 'COMPLEX',
      operation: 'OR',
      predicates: [
        { type: 'NO_DATA', after: 10 },
        { type: 'NUMERIC', operation: 'GREATER', value: 5 },
      ],
    },
    (value) => ({ fallback: value, dynamic: null }),
    ({ after }) =>
      (_, { now }) =>
        now > after,
  )
  assert.deepEqual(
    [test(undefined, { now: 11 }), test(1, { now: 9 }), test(6, { now: 9 })],
    [true, false, true],
  )
})

test('filters are joined by and, or by or', () => {
  const filters = [1, 2].map((threshold) => ({
    value: (world: World) => world.t,
    test: compilePredicate(numeric('GREATER_OR_EQUAL', threshold), operandOf),
  }))
  assert.deepEqual(
    [0, 1, 2].map((t) => [allOf(filters)({ t }), anyOf(filters)({ t })]),
    [
      [false, false],
      [false, true],
      [true, true],
    ],
  )
  assert.deepEqual([allOf<World>([])({}), anyOf<World>([])({})], [true, false])
})
