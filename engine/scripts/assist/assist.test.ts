import assert from 'node:assert/strict'
import { test } from 'node:test'
import { complete, diagnose, type Surroundings } from './assist.ts'

const about: Surroundings = {
  names: ['msg', 'metadata', 'msgType'],
  keys: { msg: [{ key: 'temperature', last: '21.5' }], metadata: [{ key: 'deviceName' }] },
}
const told = (language: 'JS' | 'TBEL', source: string) =>
  diagnose(language, source, about).map(
    ({ severity, from, to, message }) => `${severity} “${source.slice(from, to)}” ${message}`,
  )
const labels = (language: 'JS' | 'TBEL', source: string) =>
  complete(language, source, source.length, about)?.options.map(({ label }) => label) ?? []

test('good scripts have no marks', () => {
  for (const source of [
    'return msg.temperature > 20;',
    'var out = {}; foreach (s : msg.samples) { out.put("a", s); } return {msg: out, metadata: metadata, msgType: msgType};',
    'function twice(x) { return x * 2; } return twice(msg.a) + Math.round(toFixed(1.5, 1));',
    'var x = 1; x++; return x;',
    'return new java.util.HashMap();',
    'return ($ in msg.list if $ > 2);',
  ])
    assert.deepEqual(told('TBEL', source), [], source)
  for (const source of [
    'newMsg = {}; newMsg.a = msg.a; return {msg: newMsg, metadata, msgType};',
    'const {a, ...rest} = msg; try { for (const [k, v] of Object.entries(rest)) metadata[k] = String(v) } catch { } return a',
    'function f(x, {y} = {}) { return x + y } return f(1)',
    'outer: for (;;) { break outer } return msg.list.map((one) => one.value)',
  ])
    assert.deepEqual(told('JS', source), [], source)
})

test('what does not parse is marked where it breaks', () => {
  assert.deepEqual(told('TBEL', 'var a = ;'), ['error “;” Expected a value, found “;”'])
  assert.equal(told('TBEL', 'if (').length, 1)
  assert.deepEqual(told('JS', 'return msg.a +'), ['error “+” Unexpected token'])
  assert.equal(told('JS', 'const a = 1\nreturn a b').length, 1)
})

test('what will fail when it is run is marked as well', () => {
  assert.deepEqual(told('TBEL', 'return toFixd(1, 2);'), ['warning “toFixd” There is no function toFixd'])
  assert.deepEqual(told('TBEL', 'return toFixed(1);'), [
    'warning “toFixed” toFixed() takes 2 arguments, not 1',
  ])
  assert.deepEqual(told('TBEL', 'return tmperature > 1;'), [
    'warning “tmperature” There is no variable tmperature',
  ])
  assert.match(told('TBEL', 'return Math.rund(1);')[0] ?? '', /Math\.rund\(\) does not exist/)
  assert.deepEqual(told('JS', 'return tmperature > 1'), [
    'warning “tmperature” There is no variable tmperature',
  ])
})

test('keys that came by, names, functions and methods are proposed', () => {
  assert.ok(labels('JS', 'return msg.te').includes('temperature'))
  assert.ok(labels('TBEL', 'return metadata.').includes('deviceName'))
  assert.ok(labels('TBEL', 'return toF').includes('toFixed'))
  assert.ok(labels('TBEL', 'var limit = 3; return li').includes('limit'))
  assert.ok(labels('TBEL', 'return Math.').includes('round'))
  assert.ok(labels('JS', 'Math.').includes('round'))
  assert.ok(labels('JS', 'msg.list.fil').includes('filter'))
  assert.deepEqual(complete('JS', 'return msg.te', 13, about)?.from, 11)
})

test('inside of texts, comments and numbers nothing is proposed', () => {
  for (const source of ['var a = "te', '// te', '/* te', "x = 'a\\'te", 'var a = 1te'])
    assert.equal(complete('JS', source, source.length, about), null, source)
  assert.ok(labels('JS', '"closed" + m').includes('msg'))
})

test('any text at all is answered', () => {
  for (const source of ['', '}}}', '((((', 'a'.repeat(5000), '\u2028', '`${', '/**', '💥 = 1']) {
    for (const language of ['JS', 'TBEL'] as const) {
      diagnose(language, source, about)
      complete(language, source, source.length, about)
    }
  }
})
