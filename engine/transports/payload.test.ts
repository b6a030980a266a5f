import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stringifyJson } from '../rules/json.ts'
import { JsonDouble, JsonLong, type JsonValue } from '../rules/values.ts'
import { PayloadError, type PayloadOptions, parseAttributes, parseTelemetry } from './payload.ts'

const bytes = (text: string): Buffer => Buffer.from(text)
const telemetry = (text: string, options?: PayloadOptions) => parseTelemetry(bytes(text), options)
const values = (text: string, options?: PayloadOptions) =>
  telemetry(text, options).map((upload) => upload.values)
const refused = (text: string | Uint8Array, why: RegExp) =>
  assert.throws(
    () => parseTelemetry(typeof text === 'string' ? bytes(text) : text),
    (error) => error instanceof PayloadError && why.test(error.message),
    String(text).slice(0, 60),
  )

test('every value of the parse table gets its type', () => {
  const table: [sent: string, stored: JsonValue][] = [
    ['1', 1],
    ['1.0', new JsonDouble(1)],
    ['10.0', new JsonDouble(10)],
    ['1e5', 100000],
    ['1.5e3', 1500],
    ['1.0E1', 10],
    ['101E-1', 10.1],
    ['9223372036854775807', new JsonLong(9223372036854775807n)],
    ['9223372036854775808', '9223372036854775808'],
    ['1E19', '10000000000000000000'],
    ['0.12345678901234567', '0.12345678901234567'],
    ['1e-17', '0.00000000000000001'],
    ['"1"', 1],
    ['"1.0"', new JsonDouble(1)],
    ['"1e5"', '1e5'],
    ['"0123"', 123],
    ['"-1"', -1],
    ['".5"', 0.5],
    ['"+1"', '+1'],
    ['" 1"', ' 1'],
    ['"5."', '5.'],
    ['"1L"', '1L'],
    ['"0x10"', '0x10'],
    ['""', ''],
    ['"true"', 'true'],
    ['NaN', 'NaN'],
    ['Infinity', 'Infinity'],
    ['abc', 'abc'],
    ['true', true],
    ['TRUE', true],
    ['False', false],
    ['{"a":1,"b":[1,2]}', { a: 1, b: [1, 2] }],
    ['{"a":"1","b":null,"c":2.0,"d":1e5}', { a: '1', b: null, c: new JsonDouble(2), d: new JsonDouble(1e5) }],
  ]
  for (const [sent, stored] of table) assert.deepEqual(values(`{"k":${sent}}`), [{ k: stored }], sent)
})

test('a payload is one record, a record with its time, or an array of both', () => {
  assert.deepEqual(telemetry('{"a":1}'), [{ kind: 'telemetry', ts: null, values: { a: 1 }, size: 7 }])
  assert.deepEqual(
    telemetry('[{"ts":1000,"values":{"a":1}},{"ts":"2000","values":{"a":2}},{"b":3}]').map(
      ({ ts, values }) => [ts, values],
    ),
    [
      [1000, { a: 1 }],
      [2000, { a: 2 }],
      [null, { b: 3 }],
    ],
  )
  assert.deepEqual(values('{"ts":5}'), [{ ts: 5 }])
  assert.deepEqual(values('{"values":{"a":1}}'), [{ values: { a: 1 } }])
  assert.deepEqual(values('{}'), [{}])
  assert.deepEqual(values('[]'), [])
})

test('times are read leniently and refused clearly', () => {
  for (const ts of ['1700000000000', '"1700000000000"', '1.7e12', '1700000000000.0', '1700000000000.9']) {
    assert.equal(telemetry(`{"ts":${ts},"values":{}}`)[0]?.ts, 1700000000000, ts)
  }
  for (const ts of [
    '"abc"',
    '""',
    '" "',
    'null',
    'true',
    '{}',
    '[1]',
    '1e300',
    '1e999999999',
    '"0x10"',
    'NaN',
  ]) {
    refused(`{"ts":${ts},"values":{"a":1}}`, /“ts” must be a time in milliseconds/)
  }
})

test('null values are left out, also beside others', () => {
  assert.deepEqual(values('{"a":1,"b":null}'), [{ a: 1 }])
})

test('what is no record is refused with a sentence', () => {
  refused('', /empty/)
  for (const text of ['5', '1.0', '"text"', 'null', 'true', 'abc', '[1]', '[{"a":1},null]', '[[]]']) {
    refused(text, /must be a JSON object/)
  }
  refused('{"ts":1000,"values":5}', /“values” beside “ts” must be a JSON object, not a number/)
})

test('the lenient forms of the cloud are read', () => {
  for (const text of [
    `{a:1;'b'=2}`,
    `{a=>1,"b":"2"}`,
    `/* first */ // second\n# third\n{a:1,b:2}`,
    `)]}'\n{"a":1,b:2}`,
    '\ufeff{"a":1,b:2}',
    '\ufeff{"a":1,"b":2}',
    `{"a":1 /* one */, # two\n b:2}`,
  ]) {
    assert.deepEqual(values(text), [{ a: 1, b: 2 }], text)
  }
  assert.deepEqual(values(`{a:'it\\'s',b:"line\nbreak",c:\\u0041}`.replace('\\u0041', 'A')), [
    { a: "it's", b: 'line\nbreak', c: 'A' },
  ])
  assert.deepEqual(values('{a:NULL,b:1.0,c:0123,d:[x,{y:2.0}]}'), [
    { b: new JsonDouble(1), c: 123, d: ['x', { y: new JsonDouble(2) }] },
  ])
})

test('what even the lenient reader refuses says where', () => {
  for (const text of [
    '{not json',
    '{bad',
    '{"a":1,}',
    '{"a":[1,]}',
    '{"a":1',
    '{"a":"x',
    '{"a"',
    '{"a":',
    '{"a":1} x',
    '{"a":1} // end',
    '{"a":1}{}',
    '{"a" 1}',
    '{a:/* never closed}',
    '{a:"\\q"}',
    '{a:"\\u12"}',
    '{,}',
    '[',
    '{',
    ']',
  ]) {
    refused(text, /is not JSON: .* at line 1, column \d+\.$/)
  }
})

test('keys must be named, short and free of NUL', () => {
  refused('{"":1}', /empty or blank/)
  refused('{" \\t":1}', /empty or blank/)
  refused('{"a\\u0000b":1}', /NUL/)
  refused(`{"${'k'.repeat(256)}":1}`, /256 characters long; at most 255/)
  assert.equal(values(`{"${'k'.repeat(255)}":1}`).length, 1)
})

test('hostile names are ordinary keys', () => {
  for (const text of [
    '{"__proto__":{"x":1},"constructor":2}',
    '{"__proto__":{"x":1},"constructor":"2"}',
    '{__proto__:{x:1},constructor:2}',
  ]) {
    const [record] = values(text)
    assert.equal(Object.getPrototypeOf(record), Object.prototype)
    assert.deepEqual(Object.entries(record ?? {}), [
      ['__proto__', { x: 1 }],
      ['constructor', 2],
    ])
  }
  assert.equal(({} as { x?: number }).x, undefined)
})

test('hostile payloads are answered at once', { timeout: 10_000 }, () => {
  refused('['.repeat(100_000), /nested deeper than 512/)
  refused(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, /nested deeper than 512/)
  refused(`${'{a:'.repeat(100_000)}1${'}'.repeat(100_000)}`, /nested deeper than 512/)
  refused(Uint8Array.of(0x7b, 0xff, 0x7d), /not valid UTF-8/)
  assert.deepEqual(values('{"a":"\\ud800"}'), [{ a: '\ud800' }])
  assert.deepEqual(values('{"a":1e999999999}'), [{ a: '1e999999999' }])
  refused('{"a":{"b":1e999999999}}', /“a” holds a number that is too large/)
  assert.deepEqual(values(`{"a":${'7'.repeat(1_000_000)}}`), [{ a: '7'.repeat(1_000_000) }])
  refused(`{"a":${'7'.repeat(1_000_000)}x:1}`, /not JSON/)
  refused(`{a:"${'\\'.repeat(999_999)}`, /not JSON/)
  refused('/'.repeat(1_000_000), /not JSON/)
  refused('/* */'.repeat(200_000), /not JSON/)
})

test('too many records, or too long a string, are refused when limited', () => {
  assert.throws(() => telemetry('[{},{},{}]', { mostRecords: 2 }), /holds 3 records; send at most 2/)
  assert.throws(() => telemetry('{"a":"12345"}', { longestString: 4 }), /“a” is longer than 4 characters/)
  assert.deepEqual(values('{"a":"abcd"}', { longestString: 4 }), [{ a: 'abcd' }])
})

test('with casting off, text stays text and numbers past 64 bits are refused', () => {
  const off = { castStrings: false }
  assert.deepEqual(values('{"a":"1","b":2.0}', off), [{ a: '1', b: new JsonDouble(2) }])
  assert.throws(() => telemetry('{"a":9223372036854775808}', off), /“a” is a number with too many digits/)
})

test('attributes are one object', () => {
  assert.deepEqual(parseAttributes(bytes('{"a":"1","b":42.0,"ts":5,"values":{}}')), {
    kind: 'attributes',
    ts: null,
    values: { a: 1, b: new JsonDouble(42), ts: 5, values: {} },
    size: 37,
  })
  assert.throws(() => parseAttributes(bytes('[{"a":1}]')), /must be one JSON object .* not an array/)
  assert.throws(() => parseAttributes(bytes('3.0')), /not a number/)
})

test('the size of an array of records is spread over them', () => {
  assert.deepEqual(
    telemetry('[{"a":1},{"a":2}]').map((upload) => upload.size),
    [9, 9],
  )
})

test('fast and exact reading agree on the same values', () => {
  const plain = '{"t":21.5,"h":48,"on":true,"s":"ok","n":"7","o":{"a":[1,2.5,"3"]}}'
  const exact = plain.replace('{', '{"exact":1.0,')
  const [fast] = values(plain)
  const [slow] = values(exact)
  assert.equal(stringifyJson(slow as JsonValue).replace('"exact":1.0,', ''), stringifyJson(fast as JsonValue))
})
