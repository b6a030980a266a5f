import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changedLines, lineDiff } from './changed-lines.ts'

test('one edited line is one changed line, with what live has there', () => {
  const { changed, old } = changedLines('a\nlimit + 2.5\nb', 'a\nlimit + 2.0\nb')
  assert.deepEqual([changed, old], [[2], ['limit + 2.5']])
})

test('a line put in between leaves the others unchanged', () => {
  assert.deepEqual(changedLines('a\nb\nc', 'a\nx\nb\nc').changed, [2])
  assert.deepEqual(changedLines('a\nb', 'a\nb'), { changed: [], old: [], gone: [] })
})

test('lines that only went away are told as well', () => {
  assert.deepEqual(changedLines('a\nb\nc', 'a\nc'), { changed: [], old: ['b'], gone: [2] })
})

test('two scripts are one list: what went before what came, and long stretches left out', () => {
  const rows = (before: string, after: string) =>
    lineDiff(before, after).map(({ kind, text }) => `${kind[0]} ${text}`)
  assert.deepEqual(rows('a\nlimit 1\nb', 'a\nlimit 2\nb'), ['s a', 'r limit 1', 'a limit 2', 's b'])
  assert.deepEqual(rows('1\n2\n3\n4\n5\nx', '1\n2\n3\n4\n5\ny\nz'), [
    'g …',
    's 4',
    's 5',
    'r x',
    'a y',
    'a z',
  ])
  assert.deepEqual(rows('a\nb\na\nb', 'b\na\nb\na'), ['r a', 's b', 's a', 's b', 'a a'])
})
