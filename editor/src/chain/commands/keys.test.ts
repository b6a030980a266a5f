import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isKey, keyText } from './keys.ts'

const press = (key: string, more: Partial<Parameters<typeof isKey>[0]> = {}) => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
})

test('Ctrl Shift Z redoes, Ctrl Z alone does not', () => {
  assert.ok(isKey(press('Z', { ctrlKey: true, shiftKey: true }), 'Mod+Shift+Z'))
  assert.ok(!isKey(press('z', { ctrlKey: true }), 'Mod+Shift+Z'))
  assert.ok(isKey(press('z', { metaKey: true }), 'Mod+Z'))
})

test('a Cyrillic keyboard undoes with the same physical key', () => {
  assert.ok(isKey(press('я', { code: 'KeyZ', ctrlKey: true }), 'Mod+Z'))
})

test('a German keyboard types / with Shift 7 and still adds a node', () => {
  assert.ok(isKey(press('/', { code: 'Digit7', shiftKey: true }), '/'))
  assert.ok(isKey(press('?', { code: 'Minus', shiftKey: true }), '?'))
})

test('a letter with Ctrl is not the letter alone', () => {
  assert.ok(!isKey(press('b', { ctrlKey: true }), 'B'))
  assert.ok(!isKey(press('B', { shiftKey: true }), 'B'))
})

test('keys are written as people read them', () => {
  assert.equal(keyText('Mod+Shift+Z'), 'Ctrl Shift Z')
  assert.equal(keyText('+'), '+')
  assert.equal(keyText('Shift+ArrowUp'), 'Shift ↑')
})
