import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCsv } from './csv.ts'

test('fields are split at the delimiter, and empty ones are kept', () => {
  assert.deepEqual(readCsv('a,b,c\n1,,3\n', ','), [
    ['a', 'b', 'c'],
    ['1', '', '3'],
  ])
  assert.deepEqual(readCsv('a;b;\r\n;;x', ';'), [
    ['a', 'b', ''],
    ['', '', 'x'],
  ])
})

test('a quoted field may hold delimiters, line ends and quotes', () => {
  assert.deepEqual(readCsv('"a,b","say ""hi""","two\nlines"\nc,d,e', ','), [
    ['a,b', 'say "hi"', 'two\nlines'],
    ['c', 'd', 'e'],
  ])
})

test('empty lines and a byte order mark are nothing', () => {
  assert.deepEqual(readCsv('\uFEFFa,b\n\n\r\nc,d\n\n', ','), [
    ['a', 'b'],
    ['c', 'd'],
  ])
  assert.deepEqual(readCsv('', ','), [])
})

test('what is no such file is refused with the place', () => {
  assert.throws(() => readCsv('a,b\n"c"d,e', ','), /Line 2/)
  assert.throws(() => readCsv('"never closed', ','), /never closed/)
  assert.throws(() => readCsv('a', ''), /one character/)
  assert.throws(() => readCsv('a', '\n'), /one character/)
})
