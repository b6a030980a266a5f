import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  exactNumber,
  JsonSyntaxError,
  parseJson,
  parseJsonWith,
  parseNatively,
  stringifyJson,
} from './json.ts'
import { JsonDouble, JsonLong, type JsonValue } from './values.ts'

test('numbers keep the type and the digits they were written with', () => {
  const table: [text: string, value: JsonValue][] = [
    ['42', 42],
    ['-0', 0],
    ['42.5', 42.5],
    ['21.05', 21.05],
    ['42.0', new JsonDouble(42)],
    ['42.00', new JsonDouble(42)],
    ['0.0', new JsonDouble(0)],
    ['-0.0', new JsonDouble(-0)],
    ['1e2', new JsonDouble(100)],
    ['1E+2', new JsonDouble(100)],
    ['1.5e-3', 0.0015],
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', new JsonLong(9007199254740992n)],
    ['-9007199254740993', new JsonLong(-9007199254740993n)],
    ['9223372036854775807', new JsonLong(9223372036854775807n)],
    ['-9223372036854775808', new JsonLong(-9223372036854775808n)],
    ['9223372036854775808', new JsonDouble(2 ** 63)],
    ['123456789012345.000000000000001', new JsonDouble(123456789012345)],
  ]
  for (const [text, value] of table) {
    assert.deepEqual(parseJson(text), value, text)
    assert.deepEqual(parseJson(`{"a":[${text}]}`), { a: [value] }, text)
  }
})

test('a number beyond every double is refused', () => {
  assert.throws(() => parseJson('{"a":1e999999999}'), /A number is too large at line 1, column 6/)
  assert.throws(() => parseJson('7'.repeat(1_000_000)), JsonSyntaxError)
})

test('what is written reads back as the same values', () => {
  for (const text of [
    '{"a":42.0,"b":42,"c":9223372036854775807,"d":1.0E10,"e":1.0E7,"f":-0.0,"g":[1.5,null,true,"x"]}',
    '{"__proto__":{"a":1.0},"constructor":1}',
    '{"a":"\\ud800","b":"\\u0000\\n\\"\\\\"}',
    '[]',
    '{}',
    'null',
    '"42.0"',
  ]) {
    assert.equal(stringifyJson(parseJson(text)), text)
  }
  assert.equal(stringifyJson(12345678.9), '12345678.9')
  assert.deepEqual(parseJson(stringifyJson(1.5e-10)), 1.5e-10)
  assert.equal(stringifyJson({ a: Number.NaN, b: new JsonDouble(Infinity) }), '{"a":null,"b":null}')
})

test('a key named __proto__ never reaches the prototype', () => {
  for (const text of ['{"__proto__":{"polluted":1}}', '{"__proto__":{"polluted":1.0}}']) {
    const value = parseJson(text) as Record<string, JsonValue>
    assert.equal(Object.getPrototypeOf(value), Object.prototype)
    assert.ok(Object.hasOwn(value, '__proto__'))
  }
  assert.equal(({} as { polluted?: number }).polluted, undefined)
})

test('escaped keys are never taken for each other', () => {
  // The first document makes native parsing read the key of the second as a backslash (nodejs/node#63785).
  for (const text of ['{"c":1,"\\\\":2}', '{"c":1,"\\"":2}', '{"c":1,"\\n":2}']) {
    assert.equal(stringifyJson(parseJson(text)), text)
  }
})

test('of two equal keys the last wins', () => {
  assert.deepEqual(parseJson('{"a":1,"a":2}'), { a: 2 })
  assert.deepEqual(parseJson('{"a":1.0,"a":2}'), { a: 2 })
  assert.deepEqual(Object.entries(parseJson('{"__proto__":1.0,"__proto__":2}') as object), [['__proto__', 2]])
})

test('text that is not JSON is refused with line and column', () => {
  const table: [text: string, why: RegExp][] = [
    ['', /ends too early at line 1, column 1/],
    ['{"a":1,\n "b":}', /Expected a JSON value at line 2, column 6/],
    ['{"a":1,}', /Expected a key in double quotes at line 1, column 8/],
    ['{a:1}', /Expected a key in double quotes/],
    ['[1,]', /Expected a JSON value at line 1, column 4/],
    ['[1 2]', /Expected “,” or “]”/],
    ['{"a" 1}', /Expected “:”/],
    ['{"a":1', /Expected “,” or “}”/],
    ['{"a":1} 2', /Unexpected text after the end/],
    ['"abc', /not closed/],
    ['"a\nb"', /control character/],
    ['"\\x"', /unknown escape/],
    ['"\\', /not closed/],
    ['01', /Unexpected text after/],
    ['1.', /Unexpected text after/],
    ['.5', /Expected a JSON value/],
    ['+1', /Expected a JSON value/],
    ['NaN', /Expected a JSON value/],
    ['tru', /Expected a JSON value/],
    ['nul', /Expected a JSON value/],
    ['\ufeff{}', /Expected a JSON value/],
    ['\u00a01', /Expected a JSON value/],
  ]
  for (const [text, why] of table) {
    assert.throws(
      () => parseJson(text),
      (error) => error instanceof JsonSyntaxError && why.test(error.message),
      text,
    )
  }
})

test('depth is bounded in both directions, and what may be written may be read', () => {
  const nested = (levels: number, inner = ''): string => '['.repeat(levels) + inner + ']'.repeat(levels)
  for (const inner of ['', '1.0']) {
    assert.equal(stringifyJson(parseJson(nested(512, inner))), nested(512, inner))
    assert.throws(() => parseJson(nested(513, inner)), /nested deeper than 512 levels/)
    assert.throws(() => parseJson(nested(100_000, inner)), /nested deeper than 512 levels/)
  }
  assert.throws(() => parseJson('['.repeat(100_000)), /nested deeper than 512 levels/)
  let deep: JsonValue = 1
  for (let level = 0; level < 100_000; level++) deep = { deep }
  assert.throws(() => stringifyJson(deep), RangeError)
})

test('native parsing is used only where it loses nothing', () => {
  for (const text of [
    '{"a":21.05,"b":-0.5,"c":1700000000000}',
    '{"version":"1.0.3"}',
    '{"name":"sensor-7","a":10}',
  ]) {
    assert.deepEqual(parseNatively(text), JSON.parse(text), text)
  }
  for (const text of [
    '{"a":1.0}',
    '{"a":1e2}',
    '{"a":9007199254740993}',
    '{"a":-0}',
    '{"a":1.00]',
    '{"a":0.1234567890123456}',
  ]) {
    assert.equal(parseNatively(text), undefined, text)
  }
})

test('random documents read the same natively and exactly', () => {
  const seed = Number(process.env.SEED ?? 1)
  let state = seed
  const random = (below: number): number => {
    state = (state * 48271) % 2147483647
    return state % below
  }
  const pick = <T>(items: readonly T[]): T => items[random(items.length)] as T
  const numbers = [
    '0',
    '-0',
    '7',
    '-12',
    '1.5',
    '-0.25',
    '10.0',
    '1e3',
    '2E-2',
    '123456789012345678',
    '9007199254740993',
  ]
  const strings = [
    '',
    'a',
    'é',
    '\u2028',
    '\ud83d\ude00',
    '\ud800',
    '"',
    '\\',
    '\n',
    '\u0000',
    '1.0',
    '__proto__',
    'constructor',
  ]
  const keys = ['', 'a', 'b', 'é', '\u2028', '😀', '7', '__proto__', 'constructor', 'toString']
  const space = (): string => pick(['', '', '', ' ', '\n', '\t ', '\r\n'])
  const text = (depth: number): string => {
    const kind = random(depth > 4 ? 4 : 6)
    const made =
      kind === 0
        ? pick(['true', 'false', 'null'])
        : kind < 3
          ? pick(numbers)
          : kind === 3
            ? JSON.stringify(pick(strings))
            : kind === 4
              ? `[${Array.from({ length: random(4) }, () => text(depth + 1)).join(',')}${space()}]`
              : `{${Array.from({ length: random(4) }, () => `${space()}"${pick(keys)}"${space()}:${text(depth + 1)}`).join(',')}}`
    return space() + made + space()
  }
  // The reviver's source text gives native parsing the exactness that its values lack.
  type Source = { source?: string }
  const native = (document: string): unknown =>
    (
      JSON.parse as (
        text: string,
        reviver: (key: string, value: unknown, context: Source) => unknown,
      ) => unknown
    )(document, (_key, value, { source }) =>
      typeof value === 'number' ? exactNumber(source as string) : value,
    )
  for (let round = 0; round < 5_000; round++) {
    const document = text(0)
    assert.deepEqual(parseJson(document), native(document), `SEED=${seed} ${document}`)
    assert.deepEqual(parseJsonWith(document, exactNumber), native(document), `SEED=${seed} ${document}`)
    assert.deepEqual(
      parseJson(stringifyJson(parseJson(document))),
      parseJson(document),
      `SEED=${seed} ${document}`,
    )

    // A document with one character changed is refused by both readers or by neither.
    const at = random(document.length)
    const broken =
      document.slice(0, at) +
      pick(['"', '{', ']', ',', ':', '0', 'e', '.', '\\', ' ', '']) +
      document.slice(at + 1)
    assert.equal(
      isRead(() => parseJson(broken)),
      isRead(() => native(broken)),
      `SEED=${seed} ${broken}`,
    )
  }
})

/** Whether the text is JSON, be it with a number that is too large to hold. */
function isRead(read: () => unknown): boolean {
  try {
    read()
    return true
  } catch (error) {
    assert.ok(error instanceof SyntaxError || error instanceof RangeError)
    return error.message.startsWith('A number is too large')
  }
}
