import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changedLines } from './changed-lines.ts'

test('one edited line is one changed line, with what live has there', () => {
  const { changed, old } = changedLines('a\nlimit + 2.5\nb', 'a\nlimit + 2.0\nb')
  assert.deepEqual([changed, old], [[2], ['limit + 2.5']])
})

test('a line put in between leaves the others unchanged', () => {
  assert.deepEqual(changedLines('a\nb\nc', 'a\nx\nb\nc').changed, [2])
  assert.deepEqual(changedLines('a\nb', 'a\nb'), { changed: [], old: [] })
})

test('lines that only went away are told as well', () => {
  assert.deepEqual(changedLines('a\nb\nc', 'a\nc'), { changed: [], old: ['b'] })
})
