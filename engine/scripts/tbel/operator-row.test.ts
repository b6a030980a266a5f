import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stringifyJson } from '../../rules/json.ts'
import { compileFunction } from './compile.ts'

const values = 'var a = 1; var b = 2; var c = 3; var d = 4; var e = 5; var s = "abc"; '

function run(expression: string): string {
  return stringifyJson(compileFunction(`${values} return ${expression};`, [])([]))
}

function table(name: string, rows: readonly (readonly [expression: string, expected: string])[]): void {
  test(name, () => {
    for (const [expression, expected] of rows) assert.equal(run(expression), expected, expression)
  })
}

table('operators group by their precedence, each level to the left', [
  ['a + b * c - d', '3'],
  ['a - b - c', '-4'],
  ['b ** c ** b', '64'],
  ['a + b << c', '24'],
  ['a < b == true', 'true'],
  ['a | b & c ^ d', '7'],
  ['a == b * c - e && d > c || false', 'true'],
  ['a + b * c ** b - d / b', '17.0'],
  ['a + b # c', '"123"'],
  ['(a + b) * c', '9'],
])

table('a sign in front is about all up to the next blank or stronger sign, as in the cloud', [
  ['-c-a', '-2'],
  ['-c - a', '-4'],
  ['-c*b-a', '-7'],
  ['-(c)-a', '-2'],
  ['a - -c', '4'],
  ['!c>e', 'true'],
  ['-5-a', '-6'],
  ['-s.indexOf("c - d") . toString().length()', '-2'],
  ['[-c, a]', '[-3,1]'],
  ['[-c-a][0]', '-2'],
  ['!!c', '3'],
])

table('a word takes the row in front of it, and one operand', [
  ['[a] + b contains b', 'true'],
  ['s contains "b" == true', 'true'],
  ['a + b is Integer', 'true'],
  ['"x" + s ~= "[a-c]+"', '"xtrue"'],
])

test('three rising levels behind a loose operator group as in the cloud', () => {
  assert.throws(() => run('a & b == c + d - e'), /“&” needs whole numbers, not null/)
})
