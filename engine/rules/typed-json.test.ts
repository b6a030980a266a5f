import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseTree, type TreeObject, type TypingRules, typedValues } from './typed-json.ts'
import { JsonDouble, JsonLong } from './values.ts'

const rules: TypingRules = {
  castStrings: true,
  longestString: 0,
  checkKey: () => {},
  onNull: () => {},
  refuse(key, what) {
    throw new Error(`${key} ${what}`)
  },
}
const typed = (text: string, more: Partial<TypingRules> = {}) =>
  typedValues(parseTree(text) as TreeObject, { ...rules, ...more })

test('numbers and texts that look like numbers get their types, whichever way they come', () => {
  assert.deepEqual(
    {
      ...typed(
        '{"a":1,"b":1.0,"c":1e5,"d":"007","e":"1.0","f":".5","g":"+1","h":"1e5","i":9223372036854775808}',
      ),
    },
    {
      a: 1,
      b: new JsonDouble(1),
      c: 100_000,
      d: 7,
      e: new JsonDouble(1),
      f: 0.5,
      g: '+1',
      h: '1e5',
      i: '9223372036854775808',
    },
  )
})

test('values inside of values keep what they were written as', () => {
  const { a } = typed('{"a":{"n":"5","l":9007199254740993,"d":2.0},"b":1.0}')
  assert.deepEqual(a, { n: '5', l: new JsonLong(9007199254740993n), d: new JsonDouble(2) })
})

test('a document with nothing to change is not copied', () => {
  const tree = parseTree('{"a":1,"b":true,"c":"plain"}') as TreeObject
  assert.equal(typedValues(tree, rules), tree)
})

test('nulls, keys and values are judged by the way in', () => {
  assert.deepEqual({ ...typed('{"a":null,"b":1}') }, { b: 1 })
  const refusing = (): never => {
    throw new Error('refused')
  }
  assert.throws(() => typed('{"a":null}', { onNull: refusing }), /refused/)
  assert.throws(() => typed('{"":1}', { checkKey: (key) => void (key === '' && refusing()) }), /refused/)
  assert.throws(() => typed('{"a":"long text"}', { longestString: 4 }), /a is longer than 4 characters/)
  assert.throws(() => typed('{"a":1e400}', { castStrings: false }), /a is a number with too many digits/)
  assert.deepEqual({ ...typed('{"a":"5"}', { castStrings: false }) }, { a: '5' })
})

test('a key called __proto__ is a key', () => {
  const values = typed('{"__proto__":"5","b":1.0}')
  assert.ok(Object.hasOwn(values, '__proto__'))
  assert.equal(Object.getPrototypeOf(values), Object.prototype)
})
