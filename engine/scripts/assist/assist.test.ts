import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Method } from '../tbel/library/define.ts'
import { findFunction, libraryNames } from '../tbel/library/library.ts'
import { allMethods, methodsNamed } from '../tbel/library/methods.ts'
import { complete, diagnose, type Surroundings } from './assist.ts'
import { methodWords as javaScriptMethods, staticWords as javaScriptStatics } from './javascript-words.ts'
import { functionWords, methodWords, staticWords as tbelStatics } from './tbel-words.ts'
import { arityOf } from './words.ts'

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

test('what can hardly be meant is marked', () => {
  assert.deepEqual(told('JS', 'return Math.rund(msg.a)'), ['warning “rund” Math.rund does not exist'])
  assert.deepEqual(told('JS', 'if (msg.a = 5) return 1'), [
    'warning “msg.a = 5” This assigns; to compare, write === instead of =',
  ])
  assert.deepEqual(told('JS', 'return parsInt("5")'), ['warning “parsInt” There is no function parsInt'])
  assert.deepEqual(told('JS', 'return Promise'), ['warning “Promise” There is no variable Promise'])
  assert.deepEqual(told('TBEL', 'return msg.list.map(1);'), [])
  assert.deepEqual(told('TBEL', 'var l = [1]; return l.fliter(1);'), [
    'warning “fliter” Nothing has a method fliter()',
  ])
})

test('what is proposed says how it is called and what it does', () => {
  const proposal = (language: 'JS' | 'TBEL', source: string, label: string) =>
    complete(language, source, source.length, about)?.options.find((one) => one.label === label)
  assert.deepEqual(proposal('TBEL', 'return toF', 'toFixed'), {
    label: 'toFixed',
    kind: 'function',
    detail: '(number, decimals)',
    about: 'Rounded half up to so many decimals; a number',
  })
  assert.equal(proposal('TBEL', 'return msg.name.', 'substring')?.detail, '(from, to?)')
  assert.equal(proposal('TBEL', 'return JSON.', 'parse')?.about, 'Value of a JSON text')
  assert.equal(proposal('JS', 'return msg.list.', 'reduce')?.detail, '(step, start?)')
  assert.equal(proposal('JS', 'return Object.', 'keys')?.about, 'List of its keys')
  assert.equal(proposal('JS', 'return par', 'parseFloat')?.detail, '(text)')
})

test('keys within keys are proposed where they lie', () => {
  const keys = {
    msg: [
      { key: 'deep.x', last: '5' },
      { key: 'deep.y.z', last: '6' },
      { key: 'a', last: '1' },
    ],
  }
  const found = (source: string) =>
    complete('JS', source, source.length, { names: ['msg'], keys })
      ?.options.filter(({ kind }) => kind === 'key')
      .map(({ label, detail }) => `${label}=${detail ?? ''}`)
  assert.deepEqual(found('return msg.'), ['deep=', 'a=1'])
  assert.deepEqual(found('return msg.deep.'), ['x=5', 'y='])
  assert.deepEqual(found('return msg?.deep?.y.'), ['z=6'])
  assert.deepEqual(found('return other.'), [])
})

test('the words about TBEL are those of its library', () => {
  const { functions, classes } = libraryNames()
  assert.deepEqual([...functionWords.keys()].sort(), functions.toSorted())
  for (const [name, { signature }] of functionWords) {
    const { min, max } = findFunction(name) as Method
    assert.deepEqual(arityOf(signature), { min, max }, name)
  }
  for (const [kind, words] of methodWords) {
    assert.deepEqual([...words.keys()].sort(), [...(allMethods().get(kind) ?? [])].sort(), kind)
    for (const [name, { signature }] of words) {
      const { min, max } = methodsNamed(name).byKind.get(kind) as Method
      const said = arityOf(signature)
      assert.deepEqual({ min: said.min, max: Math.min(said.max, max) }, { min, max }, `${kind}.${name}`)
    }
  }
  for (const [name, { signature }] of tbelStatics) {
    const [owner = '', member = ''] = name.split('.')
    const found = classes.get(owner)?.statics.get(member)
    assert.ok(found !== undefined, name)
    const said = arityOf(signature)
    assert.deepEqual(
      { min: said.min, max: Math.min(said.max, found.max) },
      { min: found.min, max: found.max },
      name,
    )
  }
})

test('the words about JavaScript are those of JavaScript', () => {
  const owners: Record<string, object> = { Math, JSON, Object, Array, Number, String, Date }
  for (const name of javaScriptStatics.keys()) {
    const [owner = '', member = ''] = name.split('.')
    assert.equal(typeof (owners[owner] as Record<string, unknown>)[member], 'function', name)
  }
  const kinds: Record<string, unknown> = { list: [], text: '', number: 0, date: new Date(), object: {} }
  for (const [kind, words] of javaScriptMethods) {
    for (const name of words.keys()) assert.ok(name in Object(kinds[kind]), `${kind}.${name}`)
  }
})
