import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { double, Message } from './index.ts'
import { judgeFilter, judgeSwitch, judgeText, judgeTransform } from './judge.ts'

const message = Message.of({
  id: 'm',
  ts: 0,
  type: 'T',
  originator: { entityType: 'DEVICE', id: 'd' },
  metadata: { k: 'v' },
  data: { a: 1 },
})

test('a filter is true or false and nothing like it', () => {
  assert.equal(judgeFilter(true), true)
  assert.equal(judgeFilter(false), false)
  for (const result of ['true', 1, null, undefined, {}, []])
    assert.throws(() => judgeFilter(result), /where true or false was expected/)
})

test('a switch is a name or a list of names, each once', () => {
  assert.deepEqual(judgeSwitch('a'), ['a'])
  assert.deepEqual(judgeSwitch(['a', 'b', 'a']), ['a', 'b'])
  assert.deepEqual(judgeSwitch([]), [])
  for (const result of [5, null, undefined, {}, ['a', 5], [['a']]]) assert.throws(() => judgeSwitch(result))
})

describe('a transformation', () => {
  const first = (result: Parameters<typeof judgeTransform>[0]) => judgeTransform(result, message)[0]

  test('keeps what it leaves out', () => {
    assert.deepEqual(first({})?.data, { a: 1 })
    assert.deepEqual(first({ msg: { b: 2 } })?.metadata, { k: 'v' })
    assert.equal(first({ msgType: '' })?.type, 'T')
    assert.equal(first({ msgType: 'U' })?.type, 'U')
  })

  test('makes text of metadata and drops its nulls', () => {
    assert.deepEqual(first({ metadata: { n: 5, d: double(5), t: true, x: null } })?.metadata, {
      n: '5',
      d: '5.0',
      t: 'true',
    })
    assert.throws(() => first({ metadata: { deep: {} } }), /“deep” holds an object/)
    assert.throws(() => first({ metadata: 'text' }), /an object as metadata/)
    const [tbel] = judgeTransform(
      { metadata: { l: [1, 'x', null], o: { a: double(5), b: [] } } },
      message,
      'TBEL',
    )
    assert.deepEqual(tbel?.metadata, { l: '[1, x, null]', o: '{a=5.0, b=[]}' })
  })

  test('may be a list, but not an empty one', () => {
    assert.equal(judgeTransform([{}, {}], message).length, 2)
    assert.throws(() => judgeTransform([], message), /nothing to send on/)
    for (const result of [5, 'x', null, undefined, [5]]) assert.throws(() => judgeTransform(result, message))
  })

  test('makes JSON of what was none', () => {
    const text = message.with({ dataType: 'TEXT', data: 'hello' })
    assert.equal(judgeTransform({ msg: { a: 1 } }, text)[0]?.dataType, 'JSON')
    assert.equal(judgeTransform({ metadata: {} }, text)[0]?.dataType, 'TEXT')
  })
})

test('text is text, or where anything will do its JSON', () => {
  assert.equal(judgeText('a', false), 'a')
  assert.equal(judgeText({ a: double(1) }, true), '{"a":1.0}')
  assert.throws(() => judgeText(5, false), /a number where text was expected/)
})
