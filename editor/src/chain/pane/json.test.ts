import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pieces, prettyJson, summary } from './json.ts'

test('pretty JSON keeps every digit that came', () => {
  assert.equal(prettyJson('{"a":42.0,"id":9007199254740993}'), '{\n  "a": 42.0,\n  "id": 9007199254740993\n}')
})

test('braces inside of text stay text', () => {
  assert.equal(prettyJson('{"a":"{,}","b":[]}'), '{\n  "a": "{,}",\n  "b": []\n}')
})

test('what is no JSON is shown as it came', () => {
  assert.equal(prettyJson('hello {'), 'hello {')
})

test('a list line names the first values', () => {
  assert.equal(summary('{"temperature":26.9,"window":"open"}'), 'temperature 26.9, window open')
  assert.equal(summary('[1,2]'), '[1,2]')
})

test('keys, texts and numbers are told apart', () => {
  assert.deepEqual(
    pieces('{"a": "b", "c": -1.5e3}')
      .filter((piece) => piece.kind !== 'plain')
      .map((piece) => piece.kind),
    ['key', 'string', 'key', 'number'],
  )
})
