import assert from 'node:assert/strict'
import { test } from 'node:test'
import { conditionsTest } from './condition.ts'
import { type Condition, Message, parseJson } from './index.ts'

function holds(condition: Partial<Condition>, data: string, metadata: Record<string, string> = {}): boolean {
  const whole = { from: 'message', key: 'v', is: 'equal', ...condition } as Condition
  const message = Message.of({
    id: 'm',
    ts: 0,
    type: 'ALARM',
    originator: { entityType: 'DEVICE', id: 'd' },
    data: parseJson(data),
    metadata,
  })
  return conditionsTest([whole], 'all')(message)
}

/** condition, value of `v` as JSON, whether it holds */
const table: [Partial<Condition>, string, boolean][] = [
  [{ is: 'greater', value: 20 }, '20.5', true],
  [{ is: 'greater', value: 20 }, '20.0', false],
  [{ is: 'greaterOrEqual', value: 20 }, '20.0', true],
  [{ is: 'less', value: 9007199254740992 }, '9007199254740999', false],
  [{ is: 'lessOrEqual', value: 5 }, '"5"', true],
  [{ is: 'greater', value: 5 }, '"five"', false],
  [{ is: 'greater', value: 5 }, '""', false],
  [{ is: 'less', value: 5 }, 'null', false],
  [{ is: 'less', value: 5 }, 'true', false],
  [{ is: 'greater', value: 'b' }, '"c"', true],
  [{ is: 'between', value: [2, 8] }, '8', true],
  [{ is: 'between', value: [2, 8] }, '8.1', false],
  [{ is: 'equal', value: 42 }, '42.0', true],
  [{ is: 'equal', value: '42' }, '42', true],
  [{ is: 'equal', value: true }, 'true', true],
  [{ is: 'equal', value: true }, '"true"', true],
  [{ is: 'equal', value: null }, 'null', true],
  [{ is: 'equal', value: 'a' }, '["a"]', false],
  [{ is: 'notEqual', value: 'a' }, '"b"', true],
  [{ is: 'in', value: ['a', 2] }, '2', true],
  [{ is: 'in', value: [] }, '2', false],
  [{ is: 'contains', value: 'oo' }, '"door"', true],
  [{ is: 'contains', value: 'a' }, '["a","b"]', true],
  [{ is: 'contains', value: 'x' }, '{"x":1}', false],
  [{ is: 'startsWith', value: 'do' }, '"door"', true],
  [{ is: 'endsWith', value: '5' }, '21.5', true],
  [{ is: 'exists' }, 'null', true],
  [{ is: 'notExists' }, '1', false],
]
for (const [condition, value, expected] of table)
  test(`${value} ${condition.is} ${JSON.stringify(condition.value) ?? ''} is ${expected}`, () =>
    assert.equal(holds(condition, `{"v":${value}}`), expected))

test('a missing key meets only “does not exist” and “is not”', () => {
  for (const is of ['equal', 'greater', 'less', 'contains', 'exists'] as const)
    assert.equal(holds({ is, value: 1 }, '{}'), false)
  assert.equal(holds({ is: 'notExists' }, '{}'), true)
  assert.equal(holds({ is: 'notEqual', value: 1 }, '{}'), true)
})

test('keys that objects and lists inherit are missing', () => {
  for (const key of ['constructor', '__proto__', 'toString', 'length', 'map'])
    for (const data of ['{}', '[]', '"text"', '5', 'null'])
      assert.equal(holds({ key, is: 'exists' }, data), false, key + data)
})

test('paths lead into objects, metadata and type are asked too', () => {
  assert.equal(holds({ key: 'a.b', is: 'equal', value: 1 }, '{"a":{"b":1}}'), true)
  assert.equal(holds({ key: 'a.0', is: 'exists' }, '{"a":[1]}'), false)
  assert.equal(holds({ from: 'metadata', key: 'k', is: 'greater', value: 3 }, '{}', { k: '4' }), true)
  assert.equal(holds({ from: 'type', is: 'startsWith', value: 'AL' }, '{}'), true)
})

test('all of none is true, any of none is false', () => {
  const message = {} as Message
  assert.equal(conditionsTest([], 'all')(message), true)
  assert.equal(conditionsTest([], 'any')(message), false)
})
