import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileFormula } from './expression.ts'

const value = (text: string, variables: Record<string, number> = {}) =>
  compileFormula(text, Object.keys(variables))(Object.values(variables))

test('operators bind as on paper', () => {
  const cases: [string, number][] = [
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['8 / 4 / 2', 1],
    ['7 % 4 - 5', -2],
    ['2 ^ 3 ^ 2', 512],
    ['-2 ^ 2', -4],
    ['2 ^ -1', 0.5],
    ['--3', 3],
    ['1.5e3', 1500],
    ['.5 + 1.', 1.5],
  ]
  for (const [text, expected] of cases) assert.equal(value(text), expected, text)
})

test('two factors beside each other are multiplied', () => {
  assert.equal(value('2a+3b', { a: 2, b: 2 }), 10)
  assert.equal(value('2ab', { a: 3, b: 5 }), 30)
  assert.equal(value('2(a + 1)(b)', { a: 3, b: 5 }), 40)
  assert.equal(value('ab', { a: 3, b: 5, ab: 7 }), 7)
  assert.equal(value('2pi'), 2 * Math.PI)
})

test('functions are called by name, arguments come first', () => {
  assert.equal(value('sqrt(x ^ 2 + 9)', { x: 4 }), 5)
  assert.equal(value('pow(2, 10) + abs(-1)'), 1025)
  assert.equal(value('logab(2, 8)'), 3)
  assert.equal(value('ln(e)'), 1)
  assert.equal(value('log * 2', { log: 4 }), 8)
})

test('what can’t be understood is refused with the place', () => {
  const cases: [string, RegExp][] = [
    ['', /empty/],
    ['2 +', /character 4: a number or a name/],
    ['(1', /“\)” was expected/],
    ['y + 1', /“y” is neither an argument nor a function/],
    ['pow(1)', /pow takes 2 values/],
    ['sin', /“\(” was expected behind sin/],
    ['1 ; 2', /an operator was expected/],
    ['constructor', /“constructor” is neither/],
    ['1'.repeat(257), /256 are the most/],
  ]
  for (const [text, message] of cases) assert.throws(() => value(text, { x: 1 }), message)
})
