import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJson, stringifyJson } from '../../rules/json.ts'
import type { JsonValue } from '../../rules/values.ts'
import { compileFunction } from './compile.ts'

/** The result of a script as JSON text; whole doubles show as `1.0`. */
function run(script: string, msg = '{}', metadata: Record<string, string> = {}): string {
  const compiled = compileFunction(script, ['msg', 'metadata', 'msgType'])
  return stringifyJson(compiled([parseJson(msg), metadata, 'POST_TELEMETRY_REQUEST']))
}

type Row = readonly [script: string, expected: string, msg?: string]

function table(name: string, rows: readonly Row[]): void {
  test(name, () => {
    for (const [script, expected, msg] of rows) assert.equal(run(script, msg), expected, script)
  })
}

function refused(
  name: string,
  rows: readonly (readonly [script: string, why: RegExp, msg?: string])[],
): void {
  test(name, () => {
    for (const [script, why, msg] of rows) assert.throws(() => run(script, msg), why, script)
  })
}

table('numbers keep the types that the cloud prints', [
  ['return 1;', '1'],
  ['return 1.0;', '1.0'],
  ['return 5 / 2;', '2.5'],
  ['return 10 / 5;', '2.0'],
  ['return 1e7;', '1.0E7'],
  ['return "v" + 0.0001;', '"v1.0E-4"'],
  ['return 2147483647 + 1;', '2147483648'],
  ['return msg.a * msg.a;', '2147488281', '{"a":46341}'],
  ['return msg.ts / 1000;', '1700000000', '{"ts":1700000000123}'],
  ['return Math.round(5.4) / 2;', '2'],
  ['return 9007199254740993L;', '9007199254740993'],
  ['return msg.big;', '9223372036854775807', '{"big":9223372036854775807}'],
  ['return 7 % -3;', '1'],
  ['return -7 % 3;', '-1'],
  ['return 0 * -1;', '0'],
  ['return 1 / 0;', '"Infinity"'],
  ['return 0.0 / 0;', '"NaN"'],
  ['return 2 ** 10;', '1024'],
  ['return 2 ** -1;', '0'],
  ['return 2 ** 32;', '4.294967296E9'],
  ['return 2 ** 40L;', '1099511627776'],
  ['return 2f ** 3;', '8.0'],
  ['return 2f ** 3f;', '8'],
  ['return [2I * 1.5, 1.5 + 2I];', '[3,3]'],
  ['return 5L % 0;', '0'],
  ['return 1.1f * 2;', '2.2'],
  ['return 0x7fffffff + 1;', '2147483648'],
  ['return 010;', '8'],
  ['return -16 >>> 28;', '15'],
  ['return 1L << 32;', '4294967296'],
  ['return msg;', '{"a":1.0,"b":2}', '{"a":1.0,"b":2}'],
])

table('a for loop with nothing in it runs only where its head changes a variable of the script', [
  ['var i = 5; for (i = 0; i < 3; i++) { } return i;', '3'],
  ['var n = 0; function f() { for (var i = 0; i < 3; i++) { } return 1; } f(); return n;', '0'],
  ['function f(n) { for (n = 0; n < 3; n++) { } return n; } return f(9);', '9'],
  ['function f(n) { for (n = 0; n < 3; n++) { msg.n = n; } return n; } return f(9);', '3'],
  ['var l = []; for (; l.size() < 3; l.add(1)) { } return l;', '[]'],
])

table('operators follow the cloud, not JavaScript', [
  ['return 5.5 & 1;', 'null'],
  ['return "5" & 3;', 'null'],
  ['return toSet([1]) + 2;', '[1,2]'],
  ['var s = "a5"; return [s[0] - s[1], s[1] == 5];', '[null,true]'],
  ['return null + 1;', '"null1"'],
  ['return true + 1;', '"true1"'],
  ['return "5" * "3";', '15.0'],
  ['return "5" - 3;', '2'],
  ['return "5.5" * 2;', '11'],
  ['return null - 1;', 'null'],
  ['return "abc" * 2;', 'null'],
  ['return [1] + [2];', '[1,2]'],
  ['return [1] + 2;', '[1,2]'],
  ['return "10" == 10;', 'true'],
  ['return "4" == "4.0";', 'false'],
  ['return 1 == 1.0;', 'true'],
  ['return [1] == [1.0];', 'false'],
  ['return {a: 1} == {a: 1};', 'true'],
  ['return null < 1;', 'false'],
  ['return null >= 1;', 'false'],
  ['return "10" < "9";', 'true'],
  ['return 10 > "9";', 'true'],
  ['return true & false;', '0'],
  ['return false or "d";', 'false'],
  ['return null or "d";', '"d"'],
  ['return [1, 2] contains 2;', 'true'],
  ['return "abc" ~= "[a-c]+";', 'true'],
  ['return ($ in [1, 2, 3] if $ > 1);', '[2,3]'],
  ['return (toUpperCase() in ["a", "b"]);', '["A","B"]'],
  ['return 5 is Integer;', 'true'],
  ['return (int) 5.7;', '5'],
  ['return (byte) 200;', '-56'],
  ['return ~(5);', '-6'],
  ['return 1 # 2;', '"12"'],
  ['return "foobar" soundslike "fubar";', 'true'],
  ['return "r=" + 1 + 2;', '"r=12"'],
  ['return 1 + 2 + "r";', '"3r"'],
])

table('precedence is the usual one', [
  ['return true || false && false;', 'true'],
  ['return 1 << 2 + 1;', '8'],
  ['return 6 | 3 & 8;', '6'],
  ['return 1 + 2 > 2 * 1;', 'true'],
  ['return 10 - 2 - 3;', '5'],
  ['return -2 ** 2;', '4'],
  ['return 2 ** 3 ** 2;', '64'],
  ['return false ? 1 : true ? 2 : 3;', '2'],
  ['var x = 5; return x > 3 && x < 9 || false;', 'true'],
])

table('maps keep order, drop nulls and have keys of their own types', [
  ['return {b: 1, a: 2};', '{"b":1,"a":2}'],
  ['var m = {a: 1}; m.a = null; return m;', '{}'],
  ['return {a: null}.size();', '0'],
  [
    'var m = {}; m["10"] = "x"; m["2"] = "y"; return JSON.stringify(m);',
    '"{\\"10\\":\\"x\\",\\"2\\":\\"y\\"}"',
  ],
  ['var m = {1: "i", "1": "s"}; return m[1] + m["1"];', '"is"'],
  ['return msg.size();', '1', '{"a":null,"b":1}'],
  ['return msg;', '{"b":1}', '{"a":null,"b":1}'],
  ['return ["a": 1, "b": 2];', '{"a":1,"b":2}'],
  ['return [:];', '{}'],
  ['return {1, 2};', '[1,2]'],
  ['var m = {}; m.put("size", 5); return m.size;', '5'],
  ['var r = []; foreach (e : msg) { r.add(e.key + e.value); } return r;', '["a1","b2"]', '{"a":1,"b":2}'],
])

table('null-safe access skips the rest of the chain', [
  ['return msg.?a.b.c;', 'null'],
  ['return msg.?a.b;', '2', '{"a":{"b":2}}'],
  ['return metadata.?x.length();', 'null'],
])

table('statements give the value of the last one', [
  ['5', '5'],
  ['if (true) { 1 } else { 2 }', '1'],
  ['var a = 5', '5'],
  ['function f(a) { a + 1 } f(2)', '3'],
  ['foreach (x : [1]) { x; }', 'null'],
  ['return;', 'null'],
])

table('scopes are those of the cloud', [
  ['var x = 1; if (true) { var x = 2; } return x;', '2'],
  ['var i = 5; for (var i = 0; i < 2; i++) { } return i;', '2'],
  ['var x = 5; foreach (x : [1, 2]) { } return x;', '5'],
  ['var x = 1; function f() { var x = 2; return x; } f(); return x;', '2'],
  ['function f() { var x = 2; return x; } var x = 1; f(); return x;', '1'],
  ['x = 1; function f() { x = 2; } f(); return x;', '1'],
  ['function f() { return x; } x = 5; return f();', '5'],
  ['function f(n) { var a = n; if (n > 0) { f(n - 1); } return a; } return f(3);', '3'],
  ['function f(g) { return g(3); } function h(x) { return x * 2; } return f(h);', '6'],
  [
    'var class = 1; var eval = 2; var arguments = 3; var __proto__ = 4; return class + eval + arguments + __proto__;',
    '10',
  ],
])

table('loops and switches', [
  ['var s = 0; foreach (i : 5) { s += i; } return s;', '15'],
  ['var s = ""; foreach (c : "ab") { s = c + s; } return s;', '"ba"'],
  ['var x = 0; do { x++; } until (x == 3) return x;', '3'],
  ['var x = 0; while (true) { x++; if (x == 3) break; } return x;', '3'],
  [
    'switch (msg.a) { case 1: return "one"; case 2: case 3: return "more"; default: return "other"; }',
    '"more"',
    '{"a":3}',
  ],
  [
    'var r = 0; foreach (v : [1, 2, 3]) { switch (v) { case 1: r += 1; break; case 2: r += 20; break; default: r += 300; } } return r;',
    '321',
  ],
  ['var r = 0; switch (9) { case 1: r = 1; break; } return r;', '0'],
])

refused('what JavaScript would shrug off is an error that says what to do', [
  ['if (msg.flag) { return 1; } return 2;', /must be a Boolean, not null/],
  ['return msg.a.b;', /“b” of null can’t be read/],
  ['return [1][1];', /Index 1 is outside/],
  ['return undefined;', /no variable undefined/],
  ['return "a" || true;', /must be a Boolean/],
  ['return 5 % 0;', /Division by zero/],
  ['return "abc" > 5;', /can’t be compared/],
  ['function f(a) { return a; } return f(1, 2);', /takes 0 to 1 arguments/],
  ['function f(a) { return a; } return f();', /no variable a/],
  ['function f() { return 1; } var g = f; return g;', /no variable f/],
  ['var l = [1, 2]; foreach (x : l) { l.add(x); } return l;', /changed while a loop/],
  ['return "x".map();', /no method map/],
  ['var u = [1].toUnmodifiable(); u.add(2); return u;', /unmodifiable/],
  ['var u = {a: 1}.toUnmodifiable(); u.a = 2; return u;', /unmodifiable/],
  ['raiseError("Sensor broken");', /Sensor broken/],
  ['var b = hexToBytes("0102"); return b[0] << 8 | b[1];', /must be masked/],
])

test('mistakes are found before a run, with line and column', () => {
  const mistakes: readonly [string, number, number][] = [
    ['var a = 1;\nvar b = ;', 2, 9],
    ['return "abc', 1, 8],
    ['var x = 5\nreturn x;', 2, 1],
    ['return msg.temperature > 20;\n}', 2, 1],
    ['return (1 + 2;', 1, 14],
    ['msg.a = 08;', 1, 9],
    ['return `x`;', 1, 8],
    ['let x = 1;', 1, 5],
    ['/* open', 1, 1],
    ['import java.util.List;', 1, 1],
    ['return "\\x41";', 1, 9],
    ['var new = 1;', 1, 5],
    ['a[0] += 1;', 1, 6],
    ['switch (1) { case 1: msg.a = 1; case 2: break; }', 1, 14],
    ['x => 1', 1, 4],
  ]
  for (const [script, line, column] of mistakes) {
    assert.throws(
      () => compileFunction(script, ['msg']),
      (error: { name: string; line: number; column: number }) => {
        assert.equal(error.name, 'ScriptError', script)
        assert.deepEqual([error.line, error.column], [line, column], script)
        return true
      },
    )
  }
})

test('an error of a run names the place in the script, in functions and loops too', () => {
  const rows: readonly [string, number, number][] = [
    ['var a = 1;\n\nreturn a.b.c;', 3, 10],
    ['function f(x) {\n  return x.y.z;\n}\nreturn f({});', 2, 14],
    ['var l = [];\nfor (var i = 0; i < 2; i++) {\n  l.get(i);\n}', 3, 5],
    ['return nothing;', 1, 8],
  ]
  for (const [script, line, column] of rows) {
    assert.throws(
      () => run(script),
      (error: { line: number; column: number }) => {
        assert.deepEqual([error.line, error.column], [line, column], script)
        return true
      },
    )
  }
})

test('a script that changes its input never changes the message', () => {
  const scripts = [
    'msg.a = 1; return msg;',
    'msg["a"] = 1; return msg;',
    'msg.put("a", 1); return msg;',
    'msg.list.add(4); return msg;',
    'msg.inner.deep.x = 1; return msg;',
    'var m = msg; m.a = 1; return m;',
    'var m = {x: msg}; m.x.a = 1; return m;',
    'var l = msg.list; l.sort(false); return l;',
    'foreach (e : [msg]) { e.a = 1; } return msg;',
    'function f(m) { m.a = 1; } f(msg); return msg;',
    'metadata.x = "1"; msg.inner = metadata; msg.inner.y = "2"; return msg;',
    'with (msg) { a = 1 } return msg;',
    'msg.{ a = 1 }; return msg;',
    'msg.remove("list"); msg.clear(); return msg;',
    'java.util.Collections.reverse(msg.list); return msg;',
    'return (msg.list == null ? [] : msg.list).addAll([5]);',
    'msg.inner.sortByKey(); msg.inner.reverse(); msg.inner.invert(); return msg;',
    'metadata.put("k", "v"); metadata.remove("k"); return metadata;',
    'var o = {}; o.inner = msg.inner; o.inner.x = 1; return o;',
    'msg.list[0] = 9; msg.list.remove(0); msg.list.unshift(1); msg.list.splice(0, 1); return msg;',
  ]
  for (const script of scripts) {
    const msg = parseJson('{"list":[3,1,2],"inner":{"deep":{"k":"v"}},"n":null}')
    const before = stringifyJson(msg)
    const compiled = compileFunction(script, ['msg', 'metadata', 'msgType'])
    const metadata = deepFreeze({ device: 'A' })
    compiled([deepFreeze(msg), metadata, 'T'])
    assert.equal(stringifyJson(msg), before, script)
  }
})

test('two runs of one script know nothing of each other', () => {
  const compiled = compileFunction('var l = [1]; l.add(msg.a); x = msg.a; return [l, x];', ['msg'])
  assert.equal(stringifyJson(compiled([{ a: 1 }])), '[[1,1],1]')
  assert.equal(stringifyJson(compiled([{ a: 2 }])), '[[1,2],2]')
})

function deepFreeze<T extends JsonValue | Record<string, string>>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) deepFreeze(member as JsonValue)
    Object.freeze(value)
  }
  return value
}
