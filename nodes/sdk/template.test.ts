// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of ours
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type JsonValue, Message, parseJson } from './index.ts'
import { isConstant, template } from './template.ts'

const write = (text: string, data: string, metadata: Record<string, string> = {}) =>
  template(text)(message(parseJson(data), metadata))

function message(data: JsonValue, metadata: Record<string, string>): Message {
  return Message.of({
    id: 'm',
    ts: 0,
    type: 'T',
    originator: { entityType: 'DEVICE', id: 'd' },
    data,
    metadata,
  })
}

test('metadata and data are filled in', () => {
  assert.equal(write('${name} has $[pump.t] °C', '{"pump":{"t":21.5}}', { name: 'A' }), 'A has 21.5 °C')
})

test('values are written as the cloud writes them', () => {
  assert.equal(
    write('$[a] $[b] $[c] $[d] $[e]', '{"a":42.0,"b":42,"c":null,"d":true,"e":1e10}'),
    '42.0 42 null true 1.0E10',
  )
  assert.equal(write('$[a]', '{"a":9007199254740993}'), '9007199254740993')
})

test('a key with dots wins over a path', () => {
  assert.equal(write('$[a.b]', '{"a":{"b":1},"a.b":2}'), '2')
})

test('everything at once', () => {
  assert.equal(write('$[*] ${*}', '{"a":1.0}', { k: 'v' }), '{"a":1.0} {"k":"v"}')
})

test('what is not there, or is no single value, stays as written', () => {
  assert.equal(write('${x} $[y] $[o] $[l.0]', '{"o":{},"l":[1]}'), '${x} $[y] $[o] $[l.0]')
})

test('names that objects have anyway are not there', () => {
  assert.equal(
    write('${constructor} $[__proto__] $[toString]', '{}'),
    '${constructor} $[__proto__] $[toString]',
  )
})

test('a path may hang on metadata, but metadata is never a template', () => {
  assert.equal(write('$[${sensor}.value]', '{"t1":{"value":7}}', { sensor: 't1' }), '7')
  assert.equal(write('${name}', '{"secret":1}', { name: '$[secret] ${name}' }), '$[secret] ${name}')
})

test('text without placeholders is constant', () => {
  assert.equal(isConstant('a $ b [c] {d}'), true)
  assert.equal(isConstant('a ${b}'), false)
  assert.equal(write('', '{}'), '')
})

test('data that is no JSON fails the message only where it is asked for', () => {
  const text = message('hello', { a: '1' }).with({ dataType: 'TEXT' })
  assert.equal(template('${a}')(text), '1')
  assert.throws(() => template('$[a]')(text), /holds no JSON/)
})
